//! Fresh databases for tests, on SQLite and PostgreSQL.

use std::collections::BTreeMap;

use sea_orm::DbBackend;
use uuid::Uuid;

use crate::database::{Database, Options};
use crate::statements::all;

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

/// Makes so many copies of the one person whose name is `Template`, each with a number behind its name: many persons
/// within a moment. They stand in every list, but no words find them.
pub async fn copies(on: &Database, count: u32) {
    let sqlite = on.reading().get_database_backend() == DbBackend::Sqlite;
    let (id, numbers) = if sqlite {
        let numbers =
            "(WITH RECURSIVE n(i) AS (SELECT 100001 UNION ALL SELECT i + 1 FROM n WHERE i < 100000 + {count})
            SELECT i FROM n)";
        ("randomblob(16)", numbers)
    } else {
        ("gen_random_uuid()", "(SELECT i FROM generate_series(100001, 100000 + {count}) AS n(i))")
    };
    let numbers = numbers.replace("{count}", &count.to_string());
    let persons = format!(
        "INSERT INTO contact_person (id, version, partner, employee_in_charge, team, inactive, name, sort_key,
            last_name_key, first_name_key, city_key, postal_code, company_key, created_at, changed_at, card_version, card)
        SELECT {id}, t.version, t.partner, t.employee_in_charge, t.team, t.inactive, t.name || n.i, t.sort_key || n.i,
            t.last_name_key || n.i, t.first_name_key, t.city_key, t.postal_code, t.company_key, t.created_at,
            t.changed_at, t.card_version, replace(t.card, 'Template', 'Template' || n.i)
        FROM contact_person t, {numbers} n WHERE t.name = 'Template'"
    );
    damage(on, &persons).await;
    if !sqlite {
        damage(on, "ANALYZE").await;
    }
}

/// Returns every row of every table as text, by table: to see whether anything was left behind.
pub async fn dump(on: &Database) -> BTreeMap<String, Vec<String>> {
    let reading = on.reading();
    let sqlite = reading.get_database_backend() == DbBackend::Sqlite;
    let tables = if sqlite {
        // Without the tables of the index of words, which are of another kind.
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%_words%' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
    };
    let mut dump = BTreeMap::new();
    for row in all(reading, tables, vec![]).await.unwrap() {
        let table: String = row.try_get_by_index(0).unwrap();
        let read = if sqlite {
            let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
            let columns = all(reading, &columns, vec![]).await.unwrap();
            let quoted = columns
                .iter()
                .map(|row| format!("quote(\"{}\")", row.try_get_by_index::<String>(0).unwrap()));
            format!("SELECT {} FROM {table}", quoted.collect::<Vec<_>>().join(" || ',' || "))
        } else {
            format!("SELECT row_to_json(t)::text FROM \"{table}\" t")
        };
        let rows = all(reading, &read, vec![]).await.unwrap();
        let mut rows: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        rows.sort();
        dump.insert(table, rows);
    }
    dump
}
