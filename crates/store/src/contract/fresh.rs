//! Fresh databases for tests, on SQLite and PostgreSQL.

use uuid::Uuid;

use crate::database::{Database, Options};

/// The variable with the address of a PostgreSQL that tests may make databases in (`scripts/with-postgres`).
pub const POSTGRES: &str = "TANDEM_TEST_POSTGRES";
/// Set to `sqlite`, it says that tests are meant to run without PostgreSQL.
pub const DATABASES: &str = "TANDEM_TEST_DATABASES";

/// Returns the address of a SQLite file in a folder.
pub fn sqlite(folder: &std::path::Path) -> String {
    format!("sqlite:{}", folder.join("tandem.db").display())
}

/// Makes an empty database on the PostgreSQL of the tests and returns its address; none when tests are meant to
/// run without. A PostgreSQL that is merely missing fails the test: nobody shall believe that it passed.
pub async fn postgres() -> Option<String> {
    let Ok(server) = std::env::var(POSTGRES) else {
        let without = std::env::var(DATABASES).is_ok_and(|databases| databases == "sqlite");
        assert!(
            without,
            "{POSTGRES} is not set: run this by scripts/with-postgres, or set {DATABASES}=sqlite"
        );
        return None;
    };
    let name = format!("tandem_{}", Uuid::now_v7().simple());
    let admin = sea_orm::Database::connect(&server).await.unwrap();
    // Cloning the template takes turns among tests.
    for _ in 0..50 {
        let made =
            sea_orm::ConnectionTrait::execute_unprepared(&admin, &format!("CREATE DATABASE {name}")).await;
        match made {
            Ok(_) => break,
            Err(error) if error.to_string().contains("being accessed by other users") => {
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
    admin.close().await.unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    Some(format!("{address}/{name}"))
}

/// Opens a database as tests like it: few connections, and no waiting for the disk.
pub async fn open(url: &str) -> Database {
    let options = Options { durability: crate::Durability::Kill, connections: 4, ..Options::default() };
    Database::open(url, &options).await.unwrap()
}

/// Does to a database what nobody should: to see that it is found out.
pub async fn damage(on: &Database, sql: &str) {
    crate::statements::run(on.reading(), sql, vec![]).await.unwrap();
}
