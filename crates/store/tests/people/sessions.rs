//! Sessions: how they begin, what ends them, and that a right withdrawn is withdrawn at once.

use store::{Credentials, Password, PasswordLasts, Role, SESSION_IDLE, SESSION_LONGEST, StoreError};

use crate::house::{NOW, houses};
use crate::sign_in::{RIGHT, address, anna_in, try_in, with_password};

/// An hour, in microseconds.
const HOUR: i64 = 3_600_000_000;

#[tokio::test]
async fn every_sign_in_begins_a_new_session_and_ends_the_one_the_browser_brought() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let db = &house.db;
        // Fixation: a token that somebody made up is never taken over.
        let (made_up, password) = ("0".repeat(64), Password::new(RIGHT));
        let credentials = |replaces| Credentials {
            mail: "anna@example.org",
            password: &password,
            address: address(1),
            agent: "Firefox\r\n\0",
            replaces,
        };
        let first = db.sign_in(&credentials(Some(made_up.as_str())), NOW).await.unwrap().token;
        assert_ne!(first, made_up);
        assert_eq!(db.session(&made_up, NOW).await.unwrap(), None);
        let second = db.sign_in(&credentials(Some(first.as_str())), NOW).await.unwrap().token;
        assert_ne!(second, first);
        assert_eq!(db.session(&first, NOW).await.unwrap(), None, "the old one has ended");
        let session = db.session(&second, NOW).await.unwrap().unwrap();
        let listed = db.list_sessions(&house.anna, NOW).await.unwrap();
        assert_eq!((listed.len(), listed[0].id, listed[0].agent.as_str()), (1, session.id, "Firefox"));
        assert_eq!(second.len(), 64, "256 bits");
        for wrong in ["", &second[1..], &second.to_uppercase(), &format!("{second} "), "%", "' OR '1'='1"] {
            assert_eq!(db.session(wrong, NOW).await.unwrap(), None, "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_token_is_of_no_use_after_signing_out_and_nobody_ends_another_users_session() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let (db, anna) = (&house.db, &house.anna);
        let mut tokens = Vec::new();
        for _ in 0..4 {
            tokens.push(anna_in(&house, NOW).await);
        }
        let lives = |place: usize| {
            let token = tokens[place].clone();
            async move { db.session(&token, NOW).await.unwrap().is_some() }
        };
        db.sign_out(&tokens[0], NOW).await.unwrap();
        db.sign_out(&tokens[0], NOW).await.unwrap();
        assert!(!lives(0).await && lives(1).await);
        let (second, third) = (
            db.session(&tokens[1], NOW).await.unwrap().unwrap(),
            db.session(&tokens[2], NOW).await.unwrap().unwrap(),
        );
        assert!(matches!(db.end_session(&house.ben, second.id, NOW).await, Err(StoreError::NotFound(_))));
        let refused = db.sign_out_everywhere(&house.ben, anna.user, None, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotAllowed(_))));
        assert!(db.list_sessions(&house.ben, NOW).await.unwrap().is_empty());
        assert!(lives(1).await);
        db.end_session(anna, second.id, NOW).await.unwrap();
        assert!(!lives(1).await && lives(2).await && lives(3).await);
        db.sign_out_everywhere(anna, anna.user, Some(third.id), NOW).await.unwrap();
        assert!(lives(2).await && !lives(3).await);
        db.sign_out_everywhere(&house.admin, anna.user, None, NOW).await.unwrap();
        assert!(!lives(2).await);
    }
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours_and_after_fourteen_days_whatever_happens() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let db = &house.db;
        let (idle, used) = (anna_in(&house, NOW).await, anna_in(&house, NOW).await);
        assert!(db.session(&idle, NOW + SESSION_IDLE - 1).await.unwrap().is_some());
        // That was a use; from then on it is idle.
        assert!(db.session(&idle, NOW + 2 * SESSION_IDLE - 2).await.unwrap().is_some());
        assert!(db.session(&idle, NOW + 3 * SESSION_IDLE - 2).await.unwrap().is_none());
        let mut now = NOW;
        while now + 11 * HOUR < NOW + SESSION_LONGEST {
            now += 11 * HOUR;
            assert!(db.session(&used, now).await.unwrap().is_some(), "{}", (now - NOW) / HOUR);
        }
        assert!(db.session(&used, NOW + SESSION_LONGEST - 1).await.unwrap().is_some());
        assert!(db.session(&used, NOW + SESSION_LONGEST).await.unwrap().is_none());
        assert!(db.list_sessions(&house.anna, NOW + SESSION_LONGEST).await.unwrap().is_empty());
        // The next sign-in clears away what has ended: even a clock set back finds it no more.
        assert!(db.session(&used, NOW + SESSION_LONGEST - 1).await.unwrap().is_some());
        anna_in(&house, NOW + SESSION_LONGEST).await;
        assert!(db.session(&used, NOW + SESSION_LONGEST - 1).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_last_use_is_known_to_the_minute() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let (db, token) = (&house.db, anna_in(&house, NOW).await);
        for (at, noted) in [(30_000_000, 0), (60_000_000, 60_000_000), (90_000_000, 60_000_000)] {
            db.session(&token, NOW + at).await.unwrap().unwrap();
            let listed = db.list_sessions(&house.anna, NOW + at).await.unwrap();
            assert_eq!(listed[0].last_seen - NOW, noted);
        }
    }
}

#[tokio::test]
async fn disabling_and_new_passwords_end_sessions_and_another_role_or_team_counts_at_once() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let (db, admin, anna) = (&house.db, &house.admin, house.anna.user);
        with_password(&house, anna).await;
        let token = anna_in(&house, NOW).await;
        let viewer = || async { db.session(&token, NOW).await.unwrap().map(|session| session.viewer) };
        db.set_user_role(admin, anna, Role::Reader, NOW).await.unwrap();
        assert!(!viewer().await.unwrap().writes());
        db.set_team_members(admin, house.sales, &[], NOW).await.unwrap();
        assert!(viewer().await.unwrap().teams.is_empty());
        let hide = [(Role::Reader, [contacts::FieldKey::Office].into())].into();
        db.change_hidden_fields(admin, &hide, NOW).await.unwrap();
        assert_eq!(viewer().await, db.viewer_of(anna).await.unwrap(), "hidden fields too");
        assert!(!viewer().await.unwrap().hidden.is_empty());

        db.set_user_disabled(admin, anna, true, NOW).await.unwrap();
        assert_eq!(viewer().await, None);
        db.set_user_disabled(admin, anna, false, NOW).await.unwrap();
        assert_eq!(viewer().await, None, "letting her in again brings no session back");

        let token = anna_in(&house, NOW).await;
        let new = Password::new("another horse battery");
        db.set_password(admin, anna, &new, PasswordLasts::UntilSignIn, NOW).await.unwrap();
        assert_eq!(db.session(&token, NOW).await.unwrap(), None);

        let mut tokens = Vec::new();
        for _ in 0..2 {
            tokens.push(try_in(db, "anna@example.org", new.text(), address(1), NOW).await.unwrap().token);
        }
        let session = db.session(&tokens[0], NOW).await.unwrap().unwrap();
        db.change_password(&session, &new, &Password::new(RIGHT), NOW).await.unwrap();
        assert!(db.session(&tokens[0], NOW).await.unwrap().is_some(), "the own one goes on");
        assert_eq!(db.session(&tokens[1], NOW).await.unwrap(), None);
    }
}

#[tokio::test]
async fn neither_a_token_nor_a_password_nor_a_code_stands_in_the_database() {
    let (houses, folder) = houses().await;
    let house = &houses[0];
    with_password(house, house.anna.user).await;
    let token = anna_in(house, NOW).await;
    try_in(&house.db, "anna@example.org", "typed-in-vain-9", address(1), NOW).await.unwrap_err();
    try_in(&house.db, "typed-in-the-wrong-field", RIGHT, address(1), NOW).await.unwrap_err();
    let mut looked_at = 0;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        looked_at += bytes.len();
        for secret in [&token, RIGHT, "typed-in-vain-9", "typed-in-the-wrong-field", "192.0.2.1"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
        }
    }
    assert!(looked_at > 100_000, "the files were looked at");
}

#[tokio::test]
async fn what_a_page_asks_by_itself_does_not_keep_a_session_alive() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let token = anna_in(&house, NOW).await;
        for hour in 1..12 {
            let polled = house.db.session_at_rest(&token, NOW + hour * HOUR).await.unwrap();
            assert!(polled.is_some(), "it lives on by itself until then");
        }
        assert_eq!(house.db.session_at_rest(&token, NOW + SESSION_IDLE).await.unwrap(), None);
        let other = anna_in(&house, NOW).await;
        assert!(house.db.session(&other, NOW + 11 * HOUR).await.unwrap().is_some(), "somebody was there");
        assert!(house.db.session_at_rest(&other, NOW + 22 * HOUR).await.unwrap().is_some());
    }
}
