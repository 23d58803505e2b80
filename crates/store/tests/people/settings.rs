use contacts::normalise::Country;
use contacts::{Direction, FieldKey, WriteMode};
use replication::{BrakeRule, FieldRule, Preset, Rules};
use store::{Feed, Paging, PersonFilter, ReplicationStore, Role, RulesEdited, StoreError};

use crate::house::{NOW, houses, named};

#[tokio::test]
async fn a_change_of_the_rules_makes_every_live_link_due_and_an_impossible_one_is_refused() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let ada = house.person("Ada").await;
        house.linked(ada, "a").await;
        assert_eq!(house.db.read_rules(&house.rita).await.unwrap(), Rules::default());
        let rules = Rules::preset(Preset::CrmLeads).with_every_field();
        let refused = house.db.change_rules(&house.anna, &rules, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        let mut wrong = Rules::default();
        let both = FieldRule { direction: Direction::Both, write_mode: WriteMode::Overwrite, conflict: None };
        wrong.fields.insert(FieldKey::Company, both);
        let refused = house.db.change_rules(&house.admin, &wrong, NOW).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))));
        assert!(!house.due(ada).await);
        assert_eq!(house.db.change_rules(&house.admin, &rules, NOW).await.unwrap(), 1);
        assert!(house.due(ada).await);
        assert_eq!(house.db.rules().await.unwrap(), rules, "the engine reads the same");
    }
}

#[tokio::test]
async fn another_default_country_finds_numbers_written_without_one() {
    let (houses, _folder) = houses().await;
    for house in houses {
        house.person_with(named("Ada", "A").with(FieldKey::MobilePhone, "0664 1234567")).await;
        let found = |q: &'static str| {
            let (db, anna) = (house.db.clone(), house.anna.clone());
            async move {
                let filter = PersonFilter { q: Some(q.into()), ..PersonFilter::default() };
                db.list_persons(&anna, &filter, &Paging::default()).await.unwrap().items.len()
            }
        };
        assert_eq!(found("+43 664 1234567").await, 0);
        let rules = Rules { country: Country::parse("AT").unwrap(), ..Rules::default() };
        house.db.change_rules(&house.admin, &rules, NOW).await.unwrap();
        assert_eq!((found("+43 664 1234567").await, found("0664 1234567").await), (1, 1));
        house.db.renew_keys().await.unwrap();
    }
}

#[tokio::test]
async fn numbered_fields_are_hidden_together_and_names_never() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let hide = |role, key| [(role, [key].into())].into();
        for refused in [
            db.change_hidden_fields(&house.admin, &hide(Role::User, FieldKey::LastName), NOW).await,
            db.change_hidden_fields(&house.admin, &hide(Role::Administrator, FieldKey::Office), NOW).await,
        ] {
            assert!(matches!(refused, Err(StoreError::Invalid(_))));
        }
        let phones = hide(Role::Reader, FieldKey::HomePhone2);
        let refused = db.change_hidden_fields(&house.anna, &phones, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        db.change_hidden_fields(&house.admin, &phones, NOW).await.unwrap();
        let expected = [(Role::Reader, [FieldKey::HomePhone, FieldKey::HomePhone2].into())].into();
        assert_eq!(db.read_hidden_fields(&house.admin).await.unwrap(), expected);
        let rita = db.viewer_of(house.rita.user).await.unwrap().unwrap();
        assert!(rita.hidden.contains(&FieldKey::HomePhone));
    }
}

#[tokio::test]
async fn an_edit_of_the_rules_is_made_from_what_stands_at_that_moment_or_not_at_all() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let brake = |links| {
            move |rules: &Rules| {
                let brake = BrakeRule { links, ..rules.brake };
                Some(Rules { brake, ..rules.clone() })
            }
        };
        let refused = db.edit_rules(&house.anna, brake(7), NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        let done = db.edit_rules(&house.admin, brake(7), NOW).await.unwrap();
        let RulesEdited::Done { rules, .. } = done else { panic!("{done:?}") };
        assert_eq!((rules.brake.links, db.read_rules(&house.anna).await.unwrap()), (7, rules.clone()));
        let left = db.edit_rules(&house.admin, |_| None, NOW).await.unwrap();
        assert_eq!(left, RulesEdited::Overtaken(rules));

        // Two administrators at once: each counts on, none is lost.
        let count = |rules: &Rules| brake(rules.brake.links + 1)(rules);
        let edits = (0..6).map(|_| db.edit_rules(&house.admin, count, NOW));
        for done in futures::future::join_all(edits).await {
            assert!(matches!(done.unwrap(), RulesEdited::Done { .. }));
        }
        assert_eq!(db.read_rules(&house.anna).await.unwrap().brake.links, 13);
    }
}

#[tokio::test]
async fn another_default_country_has_every_mailbox_compared_as_a_whole() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let fence = house.fence().await;
        let swept = Feed { cursor: Some("c".into()), swept: 5, ..Feed::default() };
        house.db.set_feed(&fence, &swept).await.unwrap();
        let same = Rules { preset: Preset::CrmLeads, ..Rules::default() };
        house.db.change_rules(&house.admin, &same, NOW).await.unwrap();
        let feed = async || house.db.mailbox(house.mailbox).await.unwrap().unwrap().feed;
        assert_eq!(feed().await, swept);
        let rules = Rules { country: Country::parse("AT").unwrap(), ..Rules::default() };
        house.db.change_rules(&house.admin, &rules, NOW).await.unwrap();
        assert_eq!(feed().await, Feed { sweep_due: true, ..swept.clone() });
        let late = house.db.set_feed(&fence, &swept).await;
        assert!(matches!(late, Err(StoreError::Fenced)), "a cycle under way does not take it back: {late:?}");
    }
}
