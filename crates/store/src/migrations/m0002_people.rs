//! What people need of the tables beside what replication does: merging edits by field, and waking mailboxes.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct People;

impl MigrationName for People {
    fn name(&self) -> &'static str {
        "m0002_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (id, key, clustered) = if connection.get_database_backend() == DbBackend::Postgres {
            ("UUID", "TEXT COLLATE \"C\"", "")
        } else {
            ("BLOB", "TEXT", " WITHOUT ROWID")
        };
        let text = STEP.replace("{id}", id).replace("{key}", key).replace("{clustered}", clustered);
        connection.execute_unprepared(&text).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `field_version`: at which version a field of a person or partner changed last; no row: never since it was
/// created. `next_cycle`: when the next cycle is due; `wake_after`: from when on waiting work begins one;
/// `cycles`: how many have ended; `wanted`: how many have to end, because a person asked for one.
const STEP: &str = "
CREATE TABLE field_version (
    record {id} NOT NULL,
    field {key} NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (record, field)
){clustered};
ALTER TABLE mailbox ADD COLUMN next_cycle BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN wake_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN cycles BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailbox ADD COLUMN wanted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX candidate_by_person ON candidate (mailbox, person) WHERE person IS NOT NULL;
CREATE INDEX mailbox_by_next_cycle ON mailbox (state, next_cycle);
";
