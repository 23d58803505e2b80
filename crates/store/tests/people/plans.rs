//! What exactly an export would change, asked before it happens.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{FieldKey, PersonId};
use store::{ExportMode, ExportRequest, FieldWhy, PhotoPlan, Planned, Role, Selection, StoreError};

use crate::house::{House, NOW, houses, named};

fn of(house: &House, persons: Vec<PersonId>) -> ExportRequest {
    ExportRequest {
        mailbox: house.mailbox,
        persons: Selection::Ids(persons),
        mode: ExportMode::NewAndChanged,
        taken_off: vec![],
        withdraw_taken_off: false,
        photos: true,
    }
}

#[tokio::test]
async fn a_plan_tells_field_by_field_what_would_change_with_the_partners_fields_and_without_hidden_ones() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let card = named("Ada", "King").with(FieldKey::JobTitle, "Engineer");
        let ada = house.person_with(card).await;
        let secret = house.hidden_person(named("Not", "Bens")).await;
        let request = of(&house, vec![ada]);
        let told = house.db.plan_person(&house.anna, &request, ada, NOW).await.unwrap();
        assert_eq!((told.item.what, told.made), (Planned::Create, NOW));
        let fields: Vec<FieldKey> = told.fields.iter().map(|change| change.field).collect();
        assert!(told.fields.iter().all(|change| change.why == FieldWhy::Sent), "{:?}", told.fields);
        assert_eq!((told.photo, told.picture), (PhotoPlan::Unchanged, None));
        assert!(fields.contains(&FieldKey::Company) && fields.contains(&FieldKey::JobTitle), "{fields:?}");
        let roles = BTreeMap::from([(Role::User, BTreeSet::from([FieldKey::JobTitle]))]);
        house.db.change_hidden_fields(&house.root, &roles, NOW).await.unwrap();
        let anna = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        let told = house.db.plan_person(&anna, &request, ada, NOW).await.unwrap();
        assert!(told.fields.iter().all(|change| change.field != FieldKey::JobTitle));
        let bens = house.db.plan_person(&house.ben, &request, ada, NOW).await;
        assert!(matches!(bens, Err(StoreError::NotFound(_))), "not his mailbox");
        house.db.set_team_members(&house.root, house.sales, &[], NOW).await.unwrap();
        let anna = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        let told = house.db.plan_person(&anna, &of(&house, vec![secret]), secret, NOW).await.unwrap();
        assert_eq!((told.item.what, told.item.name.as_str()), (Planned::NotPossible, ""));
        assert!(told.fields.is_empty());
        let all = vec![ada; 101];
        let refused = house.db.plan_persons(&anna, &request, &all, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
    }
}
