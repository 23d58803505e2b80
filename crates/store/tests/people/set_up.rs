//! The first start: one code, one administrator.

use futures::future::join_all;
use store::contract::fresh;
use store::{
    Database, NewUser, Password, PasswordFault, PasswordState, Role, SetUp, SetUpRefused, User, Viewer,
};
use tempfile::TempDir;

use crate::house::NOW;
use crate::sign_in::{RIGHT, address, try_in};

async fn empty() -> (Vec<Database>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut databases = vec![fresh::open(&fresh::sqlite(folder.path())).await];
    if let Some(url) = fresh::postgres().await {
        databases.push(fresh::open(&url).await);
    }
    (databases, folder)
}

async fn set_up(db: &Database, code: &str, mail: &str, from: u8) -> Result<User, SetUpRefused> {
    let password = Password::new(RIGHT);
    let with = SetUp { code, mail, name: "Ada", password: &password, address: address(from) };
    db.set_up(&with, NOW).await
}

#[tokio::test]
async fn whoever_has_the_code_becomes_the_first_administrator_and_signs_in() {
    let (databases, _folder) = empty().await;
    for db in databases {
        assert!(db.awaits_set_up().await.unwrap());
        for guess in ["", "00000-00000-00000-00000", "%"] {
            assert!(matches!(set_up(&db, guess, "ada@example.org", 1).await, Err(SetUpRefused::Code)));
        }
        let old = db.new_set_up_code(NOW).await.unwrap().unwrap();
        let code = db.new_set_up_code(NOW).await.unwrap().unwrap();
        assert!(matches!(set_up(&db, &old, "ada@example.org", 1).await, Err(SetUpRefused::Code)));
        // What is refused for another reason does not use it up.
        let weak = Password::new("password123");
        let with =
            SetUp { code: &code, mail: "ada@example.org", name: "A", password: &weak, address: address(1) };
        let refused = db.set_up(&with, NOW).await;
        assert!(matches!(refused, Err(SetUpRefused::Password(PasswordFault::Common))));
        assert!(matches!(set_up(&db, &code, "nowhere", 1).await, Err(SetUpRefused::Store(_))));
        assert!(db.list_users(&Viewer::program()).await.unwrap().is_empty());

        let typed = code.to_lowercase().replace('-', " ");
        let ada = set_up(&db, &typed, "Ada@example.org", 1).await.unwrap();
        assert_eq!((ada.role, ada.password), (Role::Administrator, PasswordState::Own));
        assert!(!db.awaits_set_up().await.unwrap());
        assert!(matches!(set_up(&db, &code, "eve@example.org", 2).await, Err(SetUpRefused::Done)));
        assert_eq!(db.new_set_up_code(NOW).await.unwrap(), None, "no further start draws another one");
        assert!(try_in(&db, "ada@example.org", RIGHT, address(1), NOW).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_the_code_at_once_one_becomes_administrator() {
    let (databases, _folder) = empty().await;
    for db in databases {
        let code = db.new_set_up_code(NOW).await.unwrap().unwrap();
        let tries = (0..8).map(|at| {
            let (db, code) = (db.clone(), code.clone());
            tokio::spawn(async move { set_up(&db, &code, &format!("u{at}@example.org"), at).await })
        });
        let ends: Vec<_> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1, "{ends:?}");
        let lost =
            |end: &&Result<User, SetUpRefused>| matches!(end, Err(SetUpRefused::Done | SetUpRefused::Code));
        assert_eq!(ends.iter().filter(lost).count(), 7, "{ends:?}");
        assert_eq!(db.list_users(&Viewer::program()).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn codes_are_tried_ten_times_from_one_address_and_strangers_keep_nobody_out() {
    let (databases, _folder) = empty().await;
    for db in databases {
        let code = db.new_set_up_code(NOW).await.unwrap().unwrap();
        for _ in 0..10 {
            assert!(matches!(set_up(&db, "WRONG", "eve@example.org", 66).await, Err(SetUpRefused::Code)));
        }
        let refused = set_up(&db, &code, "eve@example.org", 66).await;
        assert!(matches!(refused, Err(SetUpRefused::Wait { until }) if until == NOW + 900_000_000));
        set_up(&db, &code, "ada@example.org", 1).await.unwrap();
    }
}

#[tokio::test]
async fn an_administrator_made_otherwise_makes_the_code_useless() {
    let (databases, _folder) = empty().await;
    for db in databases {
        let code = db.new_set_up_code(NOW).await.unwrap().unwrap();
        let new = |mail: &str, role| NewUser { mail: mail.into(), name: "X".into(), role };
        let root = Viewer::program();
        db.add_user(&root, &new("user@example.org", Role::User), NOW).await.unwrap();
        assert!(db.awaits_set_up().await.unwrap(), "a user is no administrator");
        db.add_user(&root, &new("admin@example.org", Role::Administrator), NOW).await.unwrap();
        assert!(matches!(set_up(&db, &code, "eve@example.org", 1).await, Err(SetUpRefused::Done)));
        assert_eq!(db.list_users(&root).await.unwrap().len(), 2);
        // Nobody has a password by itself.
        for mail in ["user@example.org", "admin@example.org"] {
            for guess in ["", "admin", "password", mail] {
                assert!(try_in(&db, mail, guess, address(1), NOW).await.is_err());
            }
        }
    }
}
