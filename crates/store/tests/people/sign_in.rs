//! Signing in, and what is done against trying.

use std::net::IpAddr;

use futures::future::join_all;
use store::contract::fresh;
use store::{Credentials, Database, Password, PasswordLasts, PasswordState, SignIn, SignInRefused};

use crate::house::{House, NOW, houses};

/// The password of everybody in these tests.
pub const RIGHT: &str = "correct horse battery";
/// A quarter of an hour, in microseconds.
const QUARTER: i64 = 900_000_000;

pub fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

/// Tries to sign in.
pub async fn try_in(
    db: &Database,
    mail: &str,
    password: &str,
    from: IpAddr,
    now: i64,
) -> Result<SignIn, SignInRefused> {
    let password = Password::new(password);
    let credentials =
        Credentials { mail, password: &password, address: from, agent: "Firefox", replaces: None };
    db.sign_in(&credentials, now).await
}

/// Gives a user the password of these tests.
pub async fn with_password(house: &House, user: contacts::UserId) {
    let lasts = PasswordLasts::UntilChanged;
    house.db.set_password(&house.root, user, &Password::new(RIGHT), lasts, NOW).await.unwrap();
}

/// Signs in Anna; returns the session's token.
pub async fn anna_in(house: &House, now: i64) -> String {
    try_in(&house.db, "anna@example.org", RIGHT, address(1), now).await.unwrap().token
}

async fn wrong(db: &Database, mail: &str, from: IpAddr, now: i64) -> SignInRefused {
    try_in(db, mail, "wrong horse battery", from, now).await.unwrap_err()
}

#[tokio::test]
async fn somebody_signs_in_by_any_spelling_of_the_address_and_is_who_the_session_says() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let signed = try_in(&house.db, " ANNA@Example.org ", RIGHT, address(1), NOW).await.unwrap();
        assert_eq!((signed.user.id, signed.user.password), (house.anna.user, PasswordState::Own));
        assert_eq!(signed.user.last_sign_in, Some(NOW));
        let session = house.db.session(&signed.token, NOW).await.unwrap().unwrap();
        assert_eq!((&session.viewer, &session.user), (&house.anna, &signed.user));
        assert_eq!(house.anna.teams, [house.sales], "the session knows the teams too");
        assert!(!format!("{signed:?}").contains(&signed.token));
    }
}

#[tokio::test]
async fn an_unknown_address_a_wrong_password_and_a_disabled_user_are_refused_with_the_same_words() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let db = &house.db;
        for user in [house.anna.user, house.ben.user] {
            with_password(&house, user).await;
        }
        db.set_user_disabled(&house.admin, house.ben.user, true, NOW).await.unwrap();
        let long = RIGHT.repeat(100_000);
        for (mail, password) in [
            ("anna@example.org", "wrong horse battery"),
            ("anna@example.org", ""),
            ("anna@example.org", "Correct horse battery"),
            ("anna@example.org", long.as_str()),
            ("ben@example.org", RIGHT),  // disabled
            ("rita@example.org", RIGHT), // has no password
            ("rita@example.org", ""),
            ("nobody@example.org", RIGHT),
            ("anna\0@example.org", RIGHT),
            ("' OR 1=1 --", RIGHT),
            ("", ""),
        ] {
            let refused = try_in(db, mail, password, address(1), NOW).await.unwrap_err();
            assert!(matches!(refused, SignInRefused::Wrong), "{mail}: {refused:?}");
        }
        assert!(try_in(db, "anna@example.org", RIGHT, address(1), NOW).await.is_ok());
    }
}

#[tokio::test]
async fn ten_failures_make_an_account_wait_whether_it_exists_or_not_and_a_restart_forgets_none() {
    let (houses, folder) = houses().await;
    for (place, house) in houses.iter().enumerate() {
        with_password(house, house.anna.user).await;
        for mail in ["anna@example.org", "nobody@example.org"] {
            for at in 0..10 {
                // Each from somewhere else.
                let from = address(u8::try_from(at).unwrap());
                assert!(matches!(wrong(&house.db, mail, from, NOW + at).await, SignInRefused::Wrong));
            }
            let db = match place {
                0 => fresh::open(&fresh::sqlite(folder.path())).await,
                _ => house.db.clone(),
            };
            for password in [RIGHT, "wrong horse battery"] {
                let refused = try_in(&db, mail, password, address(99), NOW + 20).await;
                assert!(
                    matches!(refused, Err(SignInRefused::Wait { until }) if until == NOW + QUARTER),
                    "{mail}: {refused:?}"
                );
            }
        }
        // The first failure is forgotten: there is room for one.
        assert!(try_in(&house.db, "anna@example.org", RIGHT, address(99), NOW + QUARTER).await.is_ok());
        let waits = wrong(&house.db, "nobody@example.org", address(99), NOW + QUARTER).await;
        assert!(matches!(waits, SignInRefused::Wrong));
        let waits = wrong(&house.db, "nobody@example.org", address(99), NOW + QUARTER).await;
        assert!(matches!(waits, SignInRefused::Wait { until } if until == NOW + QUARTER + 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_tries_at_once_are_no_more_than_one_after_the_other() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let tries = (0..40).map(|at| wrong(&house.db, "anna@example.org", address(at), NOW));
        let refused = join_all(tries).await;
        let tried = refused.iter().filter(|refused| matches!(refused, SignInRefused::Wrong)).count();
        let waited = refused.iter().filter(|refused| matches!(refused, SignInRefused::Wait { .. })).count();
        assert_eq!((tried, waited), (10, 30), "{refused:?}");
    }
}

#[tokio::test]
async fn fifty_failures_make_an_address_wait_and_an_own_account_does_not_help() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        let attacker = address(66);
        for at in 0..50 {
            let mail = format!("guess{at}@example.org");
            assert!(matches!(wrong(&house.db, &mail, attacker, NOW).await, SignInRefused::Wrong));
            if at == 40 {
                // Signing in well in between forgets nothing of what failed elsewhere.
                try_in(&house.db, "anna@example.org", RIGHT, attacker, NOW).await.unwrap();
            }
        }
        let refused = try_in(&house.db, "anna@example.org", RIGHT, attacker, NOW + 5).await;
        assert!(matches!(refused, Err(SignInRefused::Wait { until }) if until == NOW + QUARTER));
        assert!(try_in(&house.db, "anna@example.org", RIGHT, address(1), NOW + 5).await.is_ok());
    }
}

#[tokio::test]
async fn strangers_lock_nobody_out_who_signed_in_from_the_same_address_before() {
    let (houses, _folder) = houses().await;
    for house in houses {
        with_password(&house, house.anna.user).await;
        anna_in(&house, NOW).await;
        for _ in 0..10 {
            wrong(&house.db, "anna@example.org", address(66), NOW).await;
        }
        let stranger = try_in(&house.db, "anna@example.org", RIGHT, address(66), NOW).await;
        assert!(matches!(stranger, Err(SignInRefused::Wait { .. })));
        assert!(try_in(&house.db, "anna@example.org", RIGHT, address(1), NOW).await.is_ok());
        // From there too only ten: the address is no way around the limit.
        for _ in 0..10 {
            assert!(matches!(
                wrong(&house.db, "anna@example.org", address(1), NOW).await,
                SignInRefused::Wrong
            ));
        }
        let known = try_in(&house.db, "anna@example.org", RIGHT, address(1), NOW).await;
        assert!(matches!(known, Err(SignInRefused::Wait { .. })));
    }
}

#[tokio::test]
async fn signing_in_well_or_a_new_password_begins_the_count_anew() {
    let (houses, _folder) = houses().await;
    for house in houses {
        let lasts = PasswordLasts::UntilSignIn;
        with_password(&house, house.anna.user).await;
        for _ in 0..2 {
            for _ in 0..9 {
                wrong(&house.db, "anna@example.org", address(66), NOW).await;
            }
            anna_in(&house, NOW).await;
        }
        for _ in 0..10 {
            wrong(&house.db, "anna@example.org", address(1), NOW).await;
        }
        let refused = try_in(&house.db, "anna@example.org", RIGHT, address(1), NOW).await;
        assert!(matches!(refused, Err(SignInRefused::Wait { .. })));
        let new = Password::new("another horse battery");
        house.db.set_password(&house.admin, house.anna.user, &new, lasts, NOW).await.unwrap();
        let signed = try_in(&house.db, "anna@example.org", new.text(), address(1), NOW).await.unwrap();
        assert_eq!(signed.user.password, PasswordState::Temporary, "it has to be changed");
    }
}
