//! Imports: drafts with the contacts that were read for them, what the items of a run were to do, and which contact a
//! link is on its way to.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Imports;

impl MigrationName for Imports {
    fn name(&self) -> &'static str {
        "m0008_imports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Imports {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        let (id, key, clustered) =
            if postgres { ("UUID", "TEXT COLLATE \"C\"", "") } else { ("BLOB", "TEXT", " WITHOUT ROWID") };
        let chosen =
            if postgres { "details::json ->> 'chosen'" } else { "json_extract(details, '$.chosen')" };
        for part in [DRAFTS, ROWS, RUNS, LINKS] {
            let text = part.replace("{id}", id).replace("{key}", key).replace("{clustered}", clustered);
            connection.execute_unprepared(&text.replace("{chosen}", chosen)).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `folders`: what is read, as JSON; `folder`: which of them is being read; `checked`: up to which row duplicates and
/// partners were looked for. `at_work_until`: until when whoever took the work is at it; `read`: how many contacts were read; `private`: how many
/// of them were left out because they are private.
const DRAFTS: &str = "
CREATE TABLE import_draft (
    id {id} NOT NULL PRIMARY KEY,
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    mailbox {id} NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    folders TEXT NOT NULL,
    with_private BOOLEAN NOT NULL,
    state {key} NOT NULL,
    folder BIGINT NOT NULL DEFAULT 0,
    read BIGINT NOT NULL DEFAULT 0,
    private BIGINT NOT NULL DEFAULT 0,
    checked BIGINT NOT NULL DEFAULT 0,
    at_work_until BIGINT NOT NULL DEFAULT 0,
    error TEXT,
    run {id},
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE INDEX import_draft_by_user ON import_draft (user_id, changed);
CREATE INDEX import_draft_by_mailbox ON import_draft (mailbox);
CREATE INDEX import_draft_by_change ON import_draft (changed);
CREATE INDEX import_draft_by_run ON import_draft (run);
";

/// `import_row` has what lists are filtered and sorted by; `import_card` the whole contact beside it, so that a list is
/// gone through without reading cards. `place`: the order by name, rows that are duplicates of each other together;
/// `family`: which rows are. `stamped`: the person that the stamp names. `person`: whom it is linked to, or who was made
/// of it. `others`: the rows that it is a duplicate of, as JSON. `item`: under which identity the run knows it; `done`:
/// the run has dealt with it.
const ROWS: &str = "
CREATE TABLE import_row (
    draft {id} NOT NULL REFERENCES import_draft (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    remote_id {key} NOT NULL,
    folder BIGINT NOT NULL,
    kind {key} NOT NULL,
    private BOOLEAN NOT NULL,
    photo BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    sort_key {key} NOT NULL,
    company TEXT NOT NULL,
    company_key {key} NOT NULL,
    domain {key} NOT NULL,
    find TEXT NOT NULL,
    place BIGINT NOT NULL,
    status {key} NOT NULL DEFAULT 'none',
    family BIGINT,
    stamped {id},
    checked BOOLEAN NOT NULL DEFAULT FALSE,
    incomplete BOOLEAN NOT NULL,
    partner {id},
    new_partner TEXT,
    preset BOOLEAN NOT NULL DEFAULT FALSE,
    action {key} NOT NULL DEFAULT 'import',
    person {id},
    item {id},
    done BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (draft, number)
){clustered};
CREATE UNIQUE INDEX import_row_by_contact ON import_row (draft, remote_id);
CREATE INDEX import_row_by_place ON import_row (draft, place);
CREATE INDEX import_row_by_item ON import_row (draft, item);
CREATE TABLE import_card (
    draft {id} NOT NULL REFERENCES import_draft (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    card TEXT NOT NULL,
    completed TEXT NOT NULL DEFAULT '{}',
    others TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (draft, number)
){clustered};
";

/// `action`: what an import's item was to do; none in other runs.
const RUNS: &str = "
ALTER TABLE run_item ADD COLUMN action TEXT;
";

/// `chosen`: the contact that a link is on its way to, so that nobody else begins to import it.
const LINKS: &str = "
ALTER TABLE link ADD COLUMN chosen {key};
UPDATE link SET chosen = {chosen} WHERE state = 'adopting';
CREATE INDEX link_by_chosen ON link (mailbox, chosen) WHERE chosen IS NOT NULL;
";
