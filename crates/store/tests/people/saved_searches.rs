//! Searches kept under a name, shared with a team.

use contacts::TeamId;
use store::{NewSavedSearch, PersonFilter, StoreError};

use crate::house::{NOW, houses};

fn search(name: &str, city: &str, team: Option<TeamId>) -> NewSavedSearch {
    let filter = PersonFilter { city: Some(city.into()), ..PersonFilter::default() };
    NewSavedSearch { name: name.into(), filter, team }
}

fn names(found: &[store::SavedSearch]) -> Vec<&str> {
    found.iter().map(|search| search.name.as_str()).collect()
}

#[tokio::test]
async fn a_search_is_kept_under_a_name_and_replaced_by_saving_again() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let first = db.save_search(anna, &search(" Rhine ", "Köln", None), NOW).await.unwrap();
        assert_eq!((first.name.as_str(), first.own, first.owner_name.as_str()), ("Rhine", true, "anna"));
        let again = db.save_search(anna, &search("rhine", "Bonn", None), NOW + 1).await.unwrap();
        assert_eq!((again.id, again.created, again.changed), (first.id, NOW, NOW + 1));
        assert_eq!((again.name.as_str(), again.filter.city.as_deref()), ("rhine", Some("Bonn")));
        db.save_search(&house.ben, &search("Rhine", "Ulm", None), NOW).await.unwrap();
        db.save_search(anna, &search("Elbe", "Dresden", None), NOW).await.unwrap();
        assert_eq!(names(&db.list_saved_searches(anna).await.unwrap()), ["Elbe", "rhine"]);
        for none in ["", "  ", "a\nb", &"x".repeat(101)] {
            let refused = db.save_search(anna, &search(none, "Ulm", None), NOW).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{none:?}");
        }
        let taken = db.change_saved_search(anna, first.id, &search("ELBE", "Ulm", None), NOW).await;
        assert!(matches!(taken, Err(StoreError::Invalid(_))));
        let changed =
            db.change_saved_search(anna, first.id, &search("Rhein", "Ulm", None), NOW + 2).await.unwrap();
        assert_eq!((changed.id, changed.name.as_str(), changed.changed), (first.id, "Rhein", NOW + 2));
        for _ in 0..2 {
            db.delete_saved_search(anna, first.id).await.unwrap();
        }
        assert_eq!(names(&db.list_saved_searches(anna).await.unwrap()), ["Elbe"]);
        assert_eq!(names(&db.list_saved_searches(&house.ben).await.unwrap()), ["Rhine"]);
    }
}

#[tokio::test]
async fn a_teams_members_use_a_shared_search_and_its_owner_changes_it() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna, ben) = (&house.db, &house.anna, &house.ben);
        let shared = db.save_search(anna, &search("Rhine", "Köln", Some(house.sales)), NOW).await.unwrap();
        assert!(db.list_saved_searches(ben).await.unwrap().is_empty());
        assert!(matches!(db.read_saved_search(ben, shared.id).await, Err(StoreError::NotFound(_))));
        let changed = db.change_saved_search(ben, shared.id, &search("Mine", "Ulm", None), NOW).await;
        assert!(matches!(changed, Err(StoreError::NotFound(_))));
        db.delete_saved_search(ben, shared.id).await.unwrap();
        let not_his = db.save_search(ben, &search("Sales", "Ulm", Some(house.sales)), NOW).await;
        assert!(matches!(not_his, Err(StoreError::NotAllowed(_))));

        db.set_team_members(&house.admin, house.sales, &[anna.user, ben.user], NOW).await.unwrap();
        let seen = db.list_saved_searches(ben).await.unwrap();
        assert_eq!((names(&seen), seen[0].own, seen[0].owner_name.as_str()), (vec!["Rhine"], false, "anna"));
        assert_eq!(db.read_saved_search(ben, shared.id).await.unwrap().filter, shared.filter);
        let changed = db.change_saved_search(ben, shared.id, &search("Mine", "Ulm", None), NOW).await;
        assert!(matches!(changed, Err(StoreError::NotAllowed(_))));
        assert!(matches!(db.delete_saved_search(ben, shared.id).await, Err(StoreError::NotAllowed(_))));

        db.set_team_members(&house.admin, house.sales, &[ben.user], NOW).await.unwrap();
        assert_eq!(db.list_saved_searches(anna).await.unwrap().len(), 1, "it stays its owner's");
        db.change_saved_search(anna, shared.id, &search("Rhine", "Köln", None), NOW).await.unwrap();
        assert!(db.list_saved_searches(ben).await.unwrap().is_empty());
    }
}
