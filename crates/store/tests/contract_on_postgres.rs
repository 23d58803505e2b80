//! The engine's side of the store on PostgreSQL (see `scripts/with-postgres`).
//!
//! Where tests are meant to run without it, the suite plays on in-memory SQLite instead.

use store::Database;
use store::contract::fresh;

async fn open() -> (Database,) {
    let url = fresh::postgres().await.unwrap_or_else(|| "sqlite::memory:".to_owned());
    (fresh::open(&url).await,)
}

store::contract_suite!(open);
