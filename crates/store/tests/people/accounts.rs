use store::{NewToken, NewUser, Role, StoreError};

use crate::house::{NOW, houses, named};

fn token(user: contacts::UserId) -> NewToken {
    NewToken { user, name: "script".into(), scopes: vec!["read".into()], expires: Some(NOW + 10) }
}

#[tokio::test]
async fn a_token_stands_for_its_user_until_it_expires_is_revoked_or_the_user_is_disabled() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, &house.anna);
        let (made, text) = db.create_token(anna, &token(anna.user), NOW).await.unwrap();
        assert_eq!(text.len(), "tandem_".len() + 64);
        let known = db.authenticate(&text, NOW).await.unwrap().unwrap();
        assert_eq!((&known.viewer, known.scopes.as_slice()), (anna, &["read".to_owned()][..]));
        assert_eq!(db.list_tokens(anna).await.unwrap()[0].last_used, Some(NOW));
        for wrong in ["", "tandem_", &text[1..], &text.to_uppercase(), &format!("{text} ")] {
            assert_eq!(db.authenticate(wrong, NOW).await.unwrap(), None, "{wrong}");
        }
        assert_eq!(db.authenticate(&text, NOW + 10).await.unwrap(), None);
        db.set_user_disabled(&house.admin, anna.user, true, NOW).await.unwrap();
        assert_eq!(db.authenticate(&text, NOW).await.unwrap(), None);
        assert_eq!(db.viewer_of(anna.user).await.unwrap(), None);
        db.set_user_disabled(&house.admin, anna.user, false, NOW).await.unwrap();
        assert!(db.authenticate(&text, NOW).await.unwrap().is_some());
        assert!(matches!(db.revoke_token(&house.ben, made.id, NOW).await, Err(StoreError::NotFound(_))));
        db.revoke_token(anna, made.id, NOW).await.unwrap();
        assert_eq!(db.authenticate(&text, NOW).await.unwrap(), None);
        assert!(matches!(
            db.create_token(&house.ben, &token(anna.user), NOW).await,
            Err(StoreError::NotAllowed(_))
        ));
    }
}

#[tokio::test]
async fn users_are_added_once_found_by_any_spelling_and_the_last_administrator_stays() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        let found = db.find_user(&house.root, " Anna@Example.ORG ").await.unwrap().unwrap();
        assert_eq!((found.id, found.role), (house.anna.user, Role::User));
        for (mail, name) in [("ANNA@example.org", "Again"), ("no address", "X"), ("x@example.org", " ")] {
            let new = NewUser { mail: mail.into(), name: name.into(), role: Role::User };
            assert!(
                matches!(db.add_user(&house.root, &new, NOW).await, Err(StoreError::Invalid(_))),
                "{mail}"
            );
        }
        let new = NewUser { mail: "x@example.org".into(), name: "X".into(), role: Role::User };
        assert!(matches!(db.add_user(&house.anna, &new, NOW).await, Err(StoreError::NotAllowed(_))));
        let admin = house.admin.user;
        for refused in [
            db.set_user_disabled(&house.root, admin, true, NOW).await,
            db.set_user_role(&house.root, admin, Role::User, NOW).await,
        ] {
            assert!(matches!(refused, Err(StoreError::Invalid(_))));
        }
        db.set_user_role(&house.root, house.ben.user, Role::Administrator, NOW).await.unwrap();
        db.set_user_disabled(&house.root, admin, true, NOW).await.unwrap();
        assert_eq!(db.list_users(&house.rita).await.unwrap().len(), 4);
    }
}

#[tokio::test]
async fn leaving_a_team_closes_its_records_at_once() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let secret = house.hidden_person(named("Sec", "Ret")).await;
        house.linked(secret, "s").await;
        assert!(!house.due(secret).await);
        house.db.set_team_members(&house.admin, house.sales, &[house.ben.user], NOW).await.unwrap();
        let anna = house.db.viewer_of(house.anna.user).await.unwrap().unwrap();
        assert!(house.db.read_person(&anna, secret).await.is_err());
        assert!(house.due(secret).await, "its contact has to leave Anna's mailbox");
        assert!(!house.case(secret).await.person.unwrap().visible);
        let teams = house.db.list_teams(&house.rita).await.unwrap();
        assert_eq!((teams[0].name.as_str(), teams[0].members.as_slice()), ("Sales", &[house.ben.user][..]));
        assert!(house.db.add_team(&house.admin, "Sales", NOW).await.is_err());
    }
}

#[tokio::test]
async fn a_team_is_renamed_and_joined_and_left_by_those_who_are_named() {
    use store::TeamPatch;
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, admin, sales) = (&house.db, &house.admin, house.sales);
        let team =
            async || db.list_teams(admin).await.unwrap().into_iter().find(|team| team.id == sales).unwrap();
        let before = team().await.members;
        let ben = TeamPatch { join: vec![house.ben.user], ..TeamPatch::default() };
        db.change_team(admin, sales, &ben, NOW).await.unwrap();
        let anna = TeamPatch { leave: vec![house.anna.user], ..TeamPatch::default() };
        db.change_team(admin, sales, &anna, NOW).await.unwrap();
        let mut after: Vec<_> = before.into_iter().filter(|user| *user != house.anna.user).collect();
        after.push(house.ben.user);
        let mut members = team().await.members;
        after.sort();
        members.sort();
        assert_eq!(members, after, "each change was made to the team as it was then");

        db.add_team(admin, "Service", NOW).await.unwrap();
        for name in ["Service", " ", "a\u{0}b"] {
            let patch = TeamPatch { name: Some(name.to_owned()), join: vec![house.anna.user], leave: vec![] };
            assert!(matches!(db.change_team(admin, sales, &patch, NOW).await, Err(StoreError::Invalid(_))));
        }
        assert_eq!(team().await.members.len(), after.len(), "nothing of it was done");
        let name = TeamPatch { name: Some(" Vertrieb Süd ".to_owned()), ..TeamPatch::default() };
        db.change_team(admin, sales, &name, NOW).await.unwrap();
        assert_eq!(team().await.name, "Vertrieb Süd");
        db.change_team(admin, sales, &name, NOW).await.unwrap();
        assert!(matches!(
            db.change_team(&house.anna, sales, &name, NOW).await,
            Err(StoreError::NotAllowed(_))
        ));
        let nobody = contacts::TeamId(uuid::Uuid::now_v7());
        assert!(matches!(db.change_team(admin, nobody, &name, NOW).await, Err(StoreError::NotFound(_))));
    }
}

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_and_another_one_is_refused() {
    use store::{IdempotencyKey, NewPerson, REMEMBERED};
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna, new) = (&house.db, &house.anna, NewPerson::new(house.acme, named("On", "Ce")));
        let create = async |viewer, key: &IdempotencyKey, now| {
            let answer = |created: store::PersonCreated| Ok(created.record.person.id.to_string());
            db.create_person_once(viewer, &new, key, answer, now).await
        };
        let key = IdempotencyKey::new("k1", "POST /x", b"body");
        let first = create(anna, &key, NOW).await.unwrap();
        assert_eq!(create(anna, &key, NOW + REMEMBERED).await.unwrap(), first);
        assert_ne!(create(&house.ben, &key, NOW).await.unwrap(), first, "keys are per user");
        let other = IdempotencyKey::new("k1", "POST /x", b"other body");
        assert!(matches!(create(anna, &other, NOW).await, Err(StoreError::Invalid(_))));
        assert_ne!(create(anna, &key, NOW + REMEMBERED + 1).await.unwrap(), first, "it is forgotten in time");
    }
}

#[tokio::test]
async fn a_create_and_its_answer_are_kept_together_or_not_at_all() {
    use store::{IdempotencyKey, NewPerson, Paging, PersonFilter};
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna, new) = (&house.db, &house.anna, NewPerson::new(house.acme, named("To", "Gether")));
        let key = IdempotencyKey::new("k1", "POST /x", b"body");
        let lost = |_: store::PersonCreated| Err(StoreError::Busy("the answer was lost".into()));
        let failed = db.create_person_once(anna, &new, &key, lost, NOW).await;
        assert!(matches!(failed, Err(StoreError::Busy(_))), "{failed:?}");
        let persons = async || {
            let page = db.list_persons(anna, &PersonFilter::default(), &Paging::first(9)).await.unwrap();
            page.items.len()
        };
        let before = persons().await;
        let kept = |created: store::PersonCreated| Ok(created.record.person.id.to_string());
        db.create_person_once(anna, &new, &key, kept, NOW).await.unwrap();
        assert_eq!(persons().await, before + 1, "the key was free, and nobody was there twice");
    }
}
