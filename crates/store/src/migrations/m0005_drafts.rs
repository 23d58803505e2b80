//! Exports that are being put together, and searches saved under a name.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Drafts;

impl MigrationName for Drafts {
    fn name(&self) -> &'static str {
        "m0005_drafts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Drafts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        let (id, key, bytes, clustered) = if postgres {
            ("UUID", "TEXT COLLATE \"C\"", "BYTEA", "")
        } else {
            ("BLOB", "TEXT", "BLOB", " WITHOUT ROWID")
        };
        let text = STEP.replace("{id}", id).replace("{key}", key);
        let text = text.replace("{bytes}", bytes).replace("{clustered}", clustered);
        connection.execute_unprepared(&text).await?;
        if postgres {
            connection.execute_unprepared(PARTS).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `export_draft.selected`, `export_draft_hits.exported` and `.barred` have one bit per hit, by its place in the list.
/// The hits stand in a table of their own: they never change, and SQLite writes a row as a whole. `plan` is how far
/// the plan is, as JSON, its rows are in `draft_plan`. `export_draft_shown`: what the filter of one of the two lists
/// last let through. None of them has a name or anything else of a person but its identity.
const STEP: &str = "
CREATE TABLE export_draft (
    id {id} NOT NULL PRIMARY KEY,
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    mailbox {id} NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    filter TEXT NOT NULL,
    options TEXT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    saved BOOLEAN NOT NULL,
    run {id},
    version BIGINT NOT NULL,
    size BIGINT NOT NULL,
    selected {bytes} NOT NULL,
    plan TEXT
);
CREATE INDEX export_draft_by_user ON export_draft (user_id, changed);
CREATE INDEX export_draft_by_mailbox ON export_draft (mailbox);
CREATE INDEX export_draft_by_change ON export_draft (changed);
CREATE TABLE export_draft_hits (
    draft {id} NOT NULL PRIMARY KEY REFERENCES export_draft (id) ON DELETE CASCADE,
    exported {bytes} NOT NULL,
    barred {bytes} NOT NULL,
    hits {bytes} NOT NULL
);
CREATE TABLE export_draft_shown (
    draft {id} NOT NULL REFERENCES export_draft (id) ON DELETE CASCADE,
    side {key} NOT NULL,
    q TEXT NOT NULL,
    made BIGINT NOT NULL,
    places {bytes} NOT NULL,
    PRIMARY KEY (draft, side)
);
CREATE TABLE draft_plan (
    draft {id} NOT NULL REFERENCES export_draft (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,
    what {key} NOT NULL,
    reason TEXT,
    candidates TEXT,
    PRIMARY KEY (draft, place)
){clustered};
CREATE INDEX draft_plan_by_what ON draft_plan (draft, what, place);
CREATE TABLE saved_search (
    id {id} NOT NULL PRIMARY KEY,
    owner {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    filter TEXT NOT NULL,
    team {id} REFERENCES team (id) ON DELETE SET NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_search_by_name ON saved_search (owner, name_key);
CREATE INDEX saved_search_by_team ON saved_search (team);
";

/// Identities hardly shrink, and a part of them is read without the rest.
const PARTS: &str = "ALTER TABLE export_draft_hits ALTER COLUMN hits SET STORAGE EXTERNAL";
