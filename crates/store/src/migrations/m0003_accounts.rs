//! Local accounts: passwords, sessions, limits of signing in, the set-up code, preferences.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Accounts;

impl MigrationName for Accounts {
    fn name(&self) -> &'static str {
        "m0003_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Accounts {
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

/// `session.hash` is the SHA-256 of the token, `id` its name that may be shown. `sign_in_attempt` holds attempts
/// that failed, or whose end is not known yet; what they were aimed at and where they came from are salted hashes.
/// `known_address`: from where a user has signed in before. `set_up` has one row while a code is valid.
const STEP: &str = "
ALTER TABLE user_account ADD COLUMN password_temporary BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE user_account ADD COLUMN last_sign_in BIGINT;
ALTER TABLE user_account ADD COLUMN language TEXT;
ALTER TABLE user_account ADD COLUMN theme TEXT;
CREATE TABLE session (
    hash {key} NOT NULL PRIMARY KEY,
    id {id} NOT NULL UNIQUE,
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    agent TEXT NOT NULL
){clustered};
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_last_seen ON session (last_seen);
CREATE INDEX session_by_created ON session (created);
CREATE TABLE sign_in_attempt (
    id {id} NOT NULL PRIMARY KEY,
    account {key} NOT NULL,
    address {key} NOT NULL,
    at BIGINT NOT NULL
){clustered};
CREATE INDEX sign_in_attempt_by_account ON sign_in_attempt (account, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_by_age ON sign_in_attempt (at);
CREATE TABLE known_address (
    account {key} NOT NULL,
    address {key} NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (account, address)
){clustered};
CREATE INDEX known_address_by_age ON known_address (at);
CREATE TABLE set_up (
    what {key} NOT NULL PRIMARY KEY,
    hash {key} NOT NULL,
    created BIGINT NOT NULL,
    CHECK (what = 'code')
){clustered};
CREATE TABLE list_preference (
    user_id {id} NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    list {key} NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (user_id, list)
){clustered};
";
