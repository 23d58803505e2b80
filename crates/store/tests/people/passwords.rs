//! Who may set which password; users changed and invited; the audit of it; preferences.

use serde_json::json;
use store::{
    Chain, Language, NewUser, Paging, Password, PasswordFault, PasswordLasts, PasswordRefused, PasswordState,
    Preference, Role, Session, SignInRefused, StoreError, Theme, UserPatch,
};

use crate::house::{House, NOW, houses};
use crate::sign_in::{RIGHT, address, anna_in, try_in, with_password};

const OTHER: &str = "another horse battery";

async fn annas_session(house: &House) -> Session {
    let token = anna_in(house, NOW).await;
    house.db.session(&token, NOW).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_invited_user_signs_in_with_the_temporary_password_and_takes_its_own() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, given) = (&house.db, Password::generated().unwrap());
        let new = NewUser { mail: "Dora@example.org".into(), name: "Dora".into(), role: Role::User };
        let refused = db.invite_user(&house.anna, &new, &given, NOW).await;
        assert!(matches!(refused, Err(PasswordRefused::Store(StoreError::NotAllowed(_)))));
        let weak = db.invite_user(&house.admin, &new, &Password::new("dora"), NOW).await;
        assert!(matches!(weak, Err(PasswordRefused::Fault(PasswordFault::TooShort))));
        assert_eq!(db.find_user(&house.root, "dora@example.org").await.unwrap(), None, "nobody was added");
        let invited = db.invite_user(&house.admin, &new, &given, NOW).await.unwrap();
        assert_eq!(invited.password, PasswordState::Temporary);
        let signed = try_in(db, "dora@example.org", given.text(), address(1), NOW).await.unwrap();
        let session = db.session(&signed.token, NOW).await.unwrap().unwrap();
        assert_eq!(session.user.password, PasswordState::Temporary);
        let same = db.change_password(&session, &given, &given, NOW).await;
        assert!(matches!(same, Err(PasswordRefused::Fault(PasswordFault::Same))));
        db.change_password(&session, &given, &Password::new(RIGHT), NOW).await.unwrap();
        let session = db.session(&signed.token, NOW).await.unwrap().unwrap();
        assert_eq!(session.user.password, PasswordState::Own);
        let old = try_in(db, "dora@example.org", given.text(), address(1), NOW).await;
        assert!(matches!(old, Err(SignInRefused::Wrong)));
        assert!(try_in(db, "dora@example.org", RIGHT, address(1), NOW).await.is_ok());
    }
}

#[tokio::test]
async fn only_administrators_set_others_passwords_and_nobody_its_own_without_the_old_one() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, new) = (&house.db, Password::new(OTHER));
        let lasts = PasswordLasts::UntilChanged;
        for (viewer, user) in [(&house.anna, house.ben.user), (&house.anna, house.anna.user)] {
            let refused = db.set_password(viewer, user, &new, lasts, NOW).await;
            assert!(matches!(refused, Err(PasswordRefused::Store(StoreError::NotAllowed(_)))));
        }
        let own = db.set_password(&house.admin, house.admin.user, &new, lasts, NOW).await;
        assert!(matches!(own, Err(PasswordRefused::Store(StoreError::NotAllowed(_)))));
        let nobody = contacts::UserId::from_u128(7);
        let nobody = db.set_password(&house.admin, nobody, &new, lasts, NOW).await;
        assert!(matches!(nobody, Err(PasswordRefused::Store(StoreError::NotFound(_)))));
        // An administrator knows it: it has to be changed whatever it says.
        db.set_password(&house.admin, house.ben.user, &new, lasts, NOW).await.unwrap();
        let ben = db.read_user(&house.root, house.ben.user).await.unwrap();
        assert_eq!(ben.password, PasswordState::Temporary);
        for (weak, fault) in [
            ("anna likes horses", PasswordFault::Named),
            ("Password123!", PasswordFault::Common),
            ("short", PasswordFault::TooShort),
        ] {
            let weak = Password::new(weak);
            let refused = db.set_password(&house.admin, house.anna.user, &weak, lasts, NOW).await;
            assert!(matches!(refused, Err(PasswordRefused::Fault(told)) if told == fault), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn whoever_finds_a_session_open_does_not_find_out_the_old_password() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let (db, session) = (&house.db, annas_session(&house).await);
        let (wrong, new) = (Password::new("wrong horse battery"), Password::new(OTHER));
        for _ in 0..10 {
            let refused = db.change_password(&session, &wrong, &new, NOW).await;
            assert!(matches!(refused, Err(PasswordRefused::Old)));
        }
        let refused = db.change_password(&session, &Password::new(RIGHT), &new, NOW).await;
        assert!(matches!(refused, Err(PasswordRefused::Wait { until }) if until == NOW + 900_000_000));
        // Signing in is another matter: she is not locked out by it.
        anna_in(&house, NOW).await;
        db.change_password(&session, &Password::new(RIGHT), &new, NOW + 900_000_000).await.unwrap();
    }
}

#[tokio::test]
async fn a_changed_address_is_signed_in_with_from_then_on() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let (db, anna) = (&house.db, house.anna.user);
        let mail = |mail: &str| UserPatch { mail: Some(mail.into()), name: None };
        let refused = db.change_user(&house.anna, anna, &mail("new@example.org"), NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        for wrong in ["ben@example.org", "nowhere", "", "a\0@example.org"] {
            let refused = db.change_user(&house.admin, anna, &mail(wrong), NOW).await;
            assert!(matches!(refused, Err(StoreError::Invalid(_))), "{wrong}");
        }
        let nobody = db.change_user(&house.admin, contacts::UserId::from_u128(7), &mail("x@y.z"), NOW).await;
        assert!(matches!(nobody, Err(StoreError::NotFound(_))));
        let patch =
            UserPatch { mail: Some("Anna.Berg@example.org".into()), name: Some(" Anna Berg ".into()) };
        let user = db.change_user(&house.admin, anna, &patch, NOW).await.unwrap();
        assert_eq!((user.mail.as_str(), user.name.as_str()), ("anna.berg@example.org", "Anna Berg"));
        assert!(try_in(db, "anna@example.org", RIGHT, address(1), NOW).await.is_err());
        assert!(try_in(db, "anna.berg@example.org", RIGHT, address(1), NOW).await.is_ok());
    }
}

#[tokio::test]
async fn the_audit_tells_administrators_page_by_page_who_did_what_and_no_value() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, anna) = (&house.db, house.anna.user);
        with_password(&house, anna).await;
        let session = annas_session(&house).await;
        try_in(db, "anna@example.org", OTHER, address(1), NOW).await.unwrap_err();
        try_in(db, "nobody@example.org", OTHER, address(1), NOW).await.unwrap_err();
        db.change_password(&session, &Password::new(RIGHT), &Password::new(OTHER), NOW).await.unwrap();
        let patch = UserPatch { mail: None, name: Some("Secret Name".into()) };
        db.change_user(&house.admin, anna, &patch, NOW).await.unwrap();
        db.sign_out_everywhere(&session.viewer, anna, None, NOW).await.unwrap();

        let refused = db.list_audit(&house.anna, &Paging::default()).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        let (mut entries, mut paging) = (Vec::new(), Paging::first(3));
        loop {
            let page = db.list_audit(&house.admin, &paging).await.unwrap();
            assert!(page.items.len() <= 3);
            entries.extend(page.items);
            paging.after = page.next;
            if paging.after.is_none() {
                break;
            }
        }
        let whole = i64::try_from(entries.len()).unwrap();
        assert!(entries.iter().map(|entry| entry.number).eq((1..=whole).rev()), "each once, newest first");
        let told: Vec<_> = entries.iter().take(7).map(|entry| (entry.what.as_str(), entry.user)).collect();
        let (admin, annas) = (Some(house.admin.user), Some(anna));
        let expected = [
            ("sign_out.everywhere", annas),
            ("user.name", admin),
            ("user.password_changed", annas),
            ("sign_in.refused", None),
            ("sign_in.refused", None),
            ("sign_in", annas),
            ("user.password_set", None),
        ];
        assert_eq!(told, expected);
        let text = format!("{entries:?}");
        for value in [RIGHT, OTHER, "Secret Name", "example.org"] {
            assert!(!text.contains(value), "{value}");
        }
        assert_eq!(db.verify_audit(&house.admin).await.unwrap(), Chain::Whole { entries: whole });
        assert!(db.list_audit(&house.admin, &Paging { limit: 3, after: Some("x".into()) }).await.is_err());
    }
}

#[tokio::test]
async fn what_a_user_has_chosen_is_its_own_and_comes_with_the_session() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let (db, anna) = (&house.db, &house.anna);
        let session = annas_session(&house).await;
        assert_eq!((session.language, session.theme), (None, Theme::System));
        let columns = json!({"columns": ["name", "city\0\u{202e}"]});
        let list = |list: &str, value| Preference::List { list: list.into(), value };
        for chosen in [
            Preference::Language(Some(Language::German)),
            Preference::Theme(Theme::Dark),
            list("contact-persons", json!(1)),
            list("contact-persons", columns.clone()),
            list("runs", json!([])),
        ] {
            db.set_preference(anna, &chosen).await.unwrap();
        }
        db.set_preference(anna, &list("runs", serde_json::Value::Null)).await.unwrap();
        let chosen = db.preferences(anna).await.unwrap();
        assert_eq!((chosen.language, chosen.theme), (Some(Language::German), Theme::Dark));
        assert_eq!(chosen.lists, [("contact-persons".to_owned(), columns.clone())].into());
        assert_eq!(db.list_preference(anna, "contact-persons").await.unwrap(), Some(columns));
        assert_eq!(db.list_preference(&house.ben, "contact-persons").await.unwrap(), None);
        assert_eq!(db.preferences(&house.ben).await.unwrap(), store::Preferences::default());
        let session = annas_session(&house).await;
        assert_eq!((session.language, session.theme), (Some(Language::German), Theme::Dark));
        for refused in
            [list("Contact Persons", json!(1)), list("", json!(1)), list("x", json!("x".repeat(9000)))]
        {
            assert!(matches!(db.set_preference(anna, &refused).await, Err(StoreError::Invalid(_))));
        }
        for at in 0..100_u8 {
            let name: String = [at / 26, at % 26].iter().map(|letter| char::from(b'a' + letter)).collect();
            let _ = db.set_preference(anna, &list(&name, json!(1))).await;
        }
        assert_eq!(db.preferences(anna).await.unwrap().lists.len(), 50);
    }
}
