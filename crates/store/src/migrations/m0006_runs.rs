//! Runs that are filled in the background, and may be paused: whether all their items are gathered, and how many
//! there will be.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Runs;

impl MigrationName for Runs {
    fn name(&self) -> &'static str {
        "m0006_runs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Runs {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(STEP).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `prepared`: every item is there. `expected`: how many persons were asked for when the run began.
const STEP: &str = "
ALTER TABLE run ADD COLUMN prepared BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE run ADD COLUMN expected BIGINT;
UPDATE run SET prepared = FALSE WHERE state = 'preparing';
";
