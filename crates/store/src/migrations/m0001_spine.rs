//! The first schema: people, accounts, links, operations, history, runs.
//!
//! One text for both databases; the few words that differ are filled in by [`dialect`]. Times are microseconds
//! since 1970 UTC, ids are UUIDs, JSON is text (so that it comes back byte for byte), and texts that are compared
//! by prefix are sorted by their bytes.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Spine;

impl MigrationName for Spine {
    fn name(&self) -> &'static str {
        "m0001_spine"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Spine {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for part in [ACCOUNTS, PEOPLE, MAILBOXES, LINKS, HISTORY, RUNS] {
            connection.execute_unprepared(&dialect(part, connection.get_database_backend())).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Fills in the words that differ between the databases.
fn dialect(text: &str, backend: DbBackend) -> String {
    let (id, bytes, key, clustered) = if backend == DbBackend::Postgres {
        ("UUID", "BYTEA", "TEXT COLLATE \"C\"", "")
    } else {
        ("BLOB", "BLOB", "TEXT", " WITHOUT ROWID")
    };
    text.replace("{id}", id).replace("{bytes}", bytes).replace("{key}", key).replace("{clustered}", clustered)
}

const ACCOUNTS: &str = "
CREATE TABLE installation (
    id {id} NOT NULL PRIMARY KEY,
    salt {bytes} NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE setting (
    name {key} NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_by {id},
    changed_at BIGINT NOT NULL
);
CREATE TABLE user_account (
    id {id} NOT NULL PRIMARY KEY,
    mail {key} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT,
    disabled BOOLEAN NOT NULL DEFAULT FALSE,
    created BIGINT NOT NULL
);
CREATE TABLE team (
    id {id} NOT NULL PRIMARY KEY,
    name {key} NOT NULL UNIQUE
);
CREATE TABLE team_member (
    team {id} NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    PRIMARY KEY (team, user_id)
){clustered};
CREATE INDEX team_member_by_user ON team_member (user_id);
CREATE TABLE api_token (
    id {id} NOT NULL PRIMARY KEY,
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    hash {key} NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    name TEXT NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT,
    expires BIGINT
);
CREATE INDEX api_token_by_user ON api_token (user_id);
CREATE TABLE idempotency_key (
    user_id {id} NOT NULL,
    key {key} NOT NULL,
    request_hash {key} NOT NULL,
    response TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
){clustered};
CREATE INDEX idempotency_key_by_age ON idempotency_key (at);
CREATE TABLE audit (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    user_id {id},
    what TEXT NOT NULL,
    subject TEXT,
    chain {bytes} NOT NULL
);
";

const PEOPLE: &str = "
CREATE TABLE business_partner (
    id {id} NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    name_key {key} NOT NULL,
    web_domain {key},
    card TEXT NOT NULL,
    team {id},
    inactive BOOLEAN NOT NULL DEFAULT FALSE,
    external_id {key} UNIQUE,
    created_by {id},
    created_at BIGINT NOT NULL,
    changed_by {id},
    changed_at BIGINT NOT NULL,
    deleted_by {id},
    deleted_at BIGINT
);
CREATE INDEX business_partner_by_name ON business_partner (name_key, id);
CREATE INDEX business_partner_by_domain ON business_partner (web_domain);
CREATE TABLE contact_person (
    id {id} NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    partner {id} NOT NULL REFERENCES business_partner (id),
    employee_in_charge {id},
    team {id},
    inactive BOOLEAN NOT NULL DEFAULT FALSE,
    external_id {key} UNIQUE,
    name TEXT NOT NULL,
    sort_key {key} NOT NULL,
    last_name_key {key} NOT NULL,
    first_name_key {key} NOT NULL,
    city_key {key} NOT NULL,
    postal_code {key} NOT NULL,
    photo {id},
    created_by {id},
    created_at BIGINT NOT NULL,
    changed_by {id},
    changed_at BIGINT NOT NULL,
    deleted_by {id},
    deleted_at BIGINT,
    card_version BIGINT NOT NULL,
    card TEXT NOT NULL
);
CREATE INDEX contact_person_by_name ON contact_person (sort_key, id);
CREATE INDEX contact_person_by_last_name ON contact_person (last_name_key, first_name_key);
CREATE INDEX contact_person_by_first_name ON contact_person (first_name_key);
CREATE INDEX contact_person_by_city ON contact_person (city_key);
CREATE INDEX contact_person_by_postal_code ON contact_person (postal_code);
CREATE INDEX contact_person_by_partner ON contact_person (partner);
CREATE INDEX contact_person_by_employee ON contact_person (employee_in_charge);
CREATE INDEX contact_person_by_change ON contact_person (changed_at, id);
CREATE TABLE person_key (
    kind {key} NOT NULL,
    value {key} NOT NULL,
    person {id} NOT NULL,
    PRIMARY KEY (kind, value, person)
){clustered};
CREATE INDEX person_key_by_person ON person_key (person);
CREATE TABLE photo (
    id {id} NOT NULL PRIMARY KEY,
    person {id} NOT NULL,
    digest {key} NOT NULL,
    media_type TEXT NOT NULL,
    width BIGINT,
    height BIGINT,
    created BIGINT NOT NULL,
    rendition {bytes} NOT NULL,
    original {bytes} NOT NULL
);
CREATE INDEX photo_by_digest ON photo (digest);
CREATE INDEX photo_by_person ON photo (person);
CREATE TABLE share (
    id {id} NOT NULL PRIMARY KEY,
    person {id},
    partner {id},
    user_id {id},
    team {id},
    may_edit BOOLEAN NOT NULL,
    CHECK ((person IS NULL) <> (partner IS NULL)),
    CHECK ((user_id IS NULL) <> (team IS NULL))
);
CREATE INDEX share_by_person ON share (person) WHERE person IS NOT NULL;
CREATE INDEX share_by_partner ON share (partner) WHERE partner IS NOT NULL;
";

const MAILBOXES: &str = "
CREATE TABLE mailbox (
    id {id} NOT NULL PRIMARY KEY,
    owner {id} NOT NULL REFERENCES user_account (id),
    address {key} NOT NULL,
    name TEXT NOT NULL,
    base_url TEXT NOT NULL,
    token TEXT,
    folder TEXT,
    state TEXT NOT NULL,
    rules TEXT,
    created BIGINT NOT NULL,
    staged_number BIGINT NOT NULL DEFAULT 0,
    feed TEXT NOT NULL,
    health TEXT NOT NULL
);
CREATE INDEX mailbox_by_owner ON mailbox (owner);
CREATE INDEX mailbox_by_state ON mailbox (state);
CREATE TABLE lease (
    mailbox {id} NOT NULL PRIMARY KEY REFERENCES mailbox (id) ON DELETE CASCADE,
    holder {id} NOT NULL,
    epoch BIGINT NOT NULL,
    until BIGINT NOT NULL
){clustered};
CREATE TABLE staged (
    mailbox {id} NOT NULL,
    remote_id {key} NOT NULL,
    number BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (mailbox, remote_id)
){clustered};
CREATE UNIQUE INDEX staged_by_number ON staged (mailbox, number);
CREATE TABLE candidate (
    mailbox {id} NOT NULL,
    remote_id {key} NOT NULL,
    change_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    private BOOLEAN NOT NULL,
    person {id},
    PRIMARY KEY (mailbox, remote_id)
){clustered};
CREATE TABLE candidate_key (
    mailbox {id} NOT NULL,
    hash {bytes} NOT NULL,
    remote_id {key} NOT NULL,
    PRIMARY KEY (mailbox, hash, remote_id)
){clustered};
CREATE INDEX candidate_key_by_contact ON candidate_key (mailbox, remote_id);
";

/// A contact belongs to at most one live link; the tombstones of ended ones may name it too.
const LINKS: &str = "
CREATE TABLE link (
    id {id} NOT NULL PRIMARY KEY,
    mailbox {id} NOT NULL,
    person {id} NOT NULL,
    state TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    details TEXT NOT NULL,
    remote_id {key},
    change_key TEXT NOT NULL,
    elsewhere TEXT,
    stamp {id},
    due BIGINT NOT NULL,
    problem TEXT,
    parked BOOLEAN NOT NULL,
    run {id},
    in_step BIGINT NOT NULL,
    row_version BIGINT NOT NULL,
    photo TEXT NOT NULL,
    crm TEXT NOT NULL,
    outlook TEXT NOT NULL
);
CREATE UNIQUE INDEX link_of_person_in_mailbox ON link (mailbox, person);
CREATE UNIQUE INDEX link_live_contact ON link (mailbox, remote_id) WHERE live AND remote_id IS NOT NULL;
CREATE INDEX link_by_contact ON link (mailbox, remote_id);
CREATE INDEX link_by_person ON link (person);
CREATE INDEX link_due ON link (mailbox, id) WHERE live AND due > 0 AND NOT parked;
CREATE INDEX link_live ON link (mailbox, id) WHERE live AND remote_id IS NOT NULL;
CREATE INDEX link_problem ON link (mailbox, id) WHERE problem IS NOT NULL;
CREATE TABLE operation (
    id {id} NOT NULL PRIMARY KEY,
    mailbox {id} NOT NULL,
    link {id},
    person {id} NOT NULL,
    remote_id {key},
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    person_version BIGINT NOT NULL,
    run {id},
    agreed TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX operation_by_state ON operation (mailbox, state, id);
CREATE INDEX operation_by_link ON operation (link, state) WHERE link IS NOT NULL;
CREATE INDEX operation_by_contact ON operation (mailbox, remote_id) WHERE link IS NULL;
";

const HISTORY: &str = "
CREATE TABLE history (
    person {id} NOT NULL,
    number BIGINT NOT NULL,
    mailbox {id},
    kind TEXT NOT NULL,
    field TEXT,
    cause TEXT NOT NULL,
    run {id},
    at BIGINT NOT NULL,
    value_hash {bytes} NOT NULL,
    chain {bytes} NOT NULL,
    PRIMARY KEY (person, number)
){clustered};
CREATE INDEX history_by_run ON history (run, at) WHERE run IS NOT NULL;
CREATE INDEX history_by_mailbox ON history (mailbox, at) WHERE mailbox IS NOT NULL;
CREATE INDEX history_by_time ON history (at);
CREATE TABLE history_value (
    person {id} NOT NULL,
    number BIGINT NOT NULL,
    salt {bytes} NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (person, number)
){clustered};
CREATE TABLE history_head (
    person {id} NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    chain {bytes} NOT NULL
){clustered};
";

const RUNS: &str = "
CREATE TABLE run (
    id {id} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    mailbox {id},
    user_id {id},
    state TEXT NOT NULL,
    request TEXT NOT NULL,
    counts TEXT,
    created BIGINT NOT NULL,
    started BIGINT,
    finished BIGINT
);
CREATE INDEX run_by_user ON run (user_id, created);
CREATE INDEX run_by_mailbox ON run (mailbox, created);
CREATE INDEX run_unfinished ON run (state, created) WHERE finished IS NULL;
CREATE TABLE run_item (
    run {id} NOT NULL,
    person {id} NOT NULL,
    name TEXT NOT NULL,
    end_state TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (run, person)
){clustered};
CREATE INDEX run_item_by_end ON run_item (run, end_state);
CREATE INDEX run_item_by_person ON run_item (person);
";
