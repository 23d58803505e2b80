//! Duplicates and suggestions: the keys by which persons and business partners find whom to compare with, rows to
//! lock, pairs that are not the same, and the stock-taking of duplicates.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The migration.
pub(crate) struct Matching;

impl MigrationName for Matching {
    fn name(&self) -> &'static str {
        "m0007_matching"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Matching {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let (id, key, clustered) = if connection.get_database_backend() == DbBackend::Postgres {
            ("UUID", "TEXT COLLATE \"C\"", "")
        } else {
            ("BLOB", "TEXT", " WITHOUT ROWID")
        };
        for part in [KEYS, LOCKS, PAIRS, FILL] {
            let text = part.replace("{id}", id).replace("{key}", key).replace("{clustered}", clustered);
            connection.execute_unprepared(&text).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `key`: a search key as one number (`matching::duplicate::SearchKey::number`), or the domain of an address.
const KEYS: &str = "
CREATE TABLE person_match (
    key BIGINT NOT NULL,
    person {id} NOT NULL,
    PRIMARY KEY (key, person)
){clustered};
CREATE INDEX person_match_by_person ON person_match (person);
CREATE TABLE partner_match (
    key BIGINT NOT NULL,
    partner {id} NOT NULL,
    PRIMARY KEY (key, partner)
){clustered};
CREATE INDEX partner_match_by_partner ON partner_match (partner);
";

/// Rows live as long as the transaction that wrote them: another one that writes the same key waits for its end.
const LOCKS: &str = "
CREATE TABLE match_lock (
    key {key} NOT NULL PRIMARY KEY
){clustered};
";

/// `not_same` and `duplicate_pair`: `one` is the lesser id. Of a pair nothing is kept but ids, how sure it is and the
/// points; `family` is the number of the group it is in, best first, once all pairs are found. `stock_taking` has one
/// row per taking: how far it is (`after`), how many persons it has dealt with, until when somebody is at it.
const PAIRS: &str = "
CREATE TABLE not_same (
    one {id} NOT NULL,
    other {id} NOT NULL,
    by_user {id},
    at BIGINT NOT NULL,
    PRIMARY KEY (one, other)
){clustered};
CREATE INDEX not_same_by_other ON not_same (other);
CREATE INDEX not_same_by_time ON not_same (at);
CREATE TABLE stock_taking (
    number BIGINT NOT NULL PRIMARY KEY,
    by_user {id},
    began BIGINT NOT NULL,
    ended BIGINT,
    after {id},
    dealt_with BIGINT NOT NULL DEFAULT 0,
    expected BIGINT NOT NULL,
    until BIGINT NOT NULL DEFAULT 0
){clustered};
CREATE TABLE duplicate_pair (
    taking BIGINT NOT NULL,
    one {id} NOT NULL,
    other {id} NOT NULL,
    certain BOOLEAN NOT NULL,
    points BIGINT NOT NULL,
    family BIGINT,
    PRIMARY KEY (taking, one, other)
){clustered};
CREATE INDEX duplicate_pair_by_other ON duplicate_pair (other);
CREATE INDEX duplicate_pair_by_one ON duplicate_pair (one);
CREATE INDEX duplicate_pair_by_family ON duplicate_pair (taking, family);
";

/// Existing records get their keys by the queue that writes their search texts anew.
const FILL: &str = "
INSERT INTO search_due (partner) SELECT id FROM business_partner WHERE TRUE
    ON CONFLICT (partner) DO UPDATE SET after = NULL;
";
