//! The engine's side of the store on a SQLite file.
#![allow(clippy::unwrap_used)] // Tests.

use store::Database;
use store::contract::fresh;

async fn open() -> (Database, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (fresh::open(&fresh::sqlite(folder.path())).await, folder)
}

store::contract_suite!(open);
