//! The history: numbered and chained per person, with the values in a part that can be erased.
//!
//! An entry's chained part holds a salted hash of its values; the chain runs over the chained parts. So a chain
//! still verifies after its values were erased, and nothing can be taken out, put in or changed unseen.

use std::collections::BTreeMap;

use contacts::PersonId;
use sea_orm::{QueryResult, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::{HistoryWrite, StoreError};
use crate::statements::{all, all_in, for_update, one, run, run_rows};
use crate::words::{json, word};

/// What a check of a person's history found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every entry is as it was written, and none is missing.
    Whole {
        /// How many entries there are.
        entries: i64,
    },
    /// The entry with this number, or the one that should be there, is not as it was written.
    Broken {
        /// The entry's number; they begin with 1.
        number: i64,
    },
}

/// The end of a person's chain.
#[derive(Debug, Clone)]
struct Head {
    number: i64,
    chain: Vec<u8>,
}

/// An entry's chained part, in the order in which it is hashed.
struct Chained<'a> {
    person: Uuid,
    number: i64,
    mailbox: Option<Uuid>,
    kind: &'a str,
    field: Option<&'a str>,
    cause: &'a str,
    run: Option<Uuid>,
    at: i64,
    value_hash: &'a [u8],
}

impl Chained<'_> {
    fn after(&self, chain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
        let hash: String =
            self.value_hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect();
        let part =
            (self.person, self.number, self.mailbox, self.kind, self.field, self.cause, self.run, self.at);
        Ok(Sha256::new().chain_update(chain).chain_update(json(&(part, hash))?).finalize().to_vec())
    }
}

/// Appends entries, in order, in the transaction that makes the change they tell of.
pub(crate) async fn append(tx: &Tx, entries: &[HistoryWrite], now: i64) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut heads = lock_heads(tx, entries).await?;
    let (mut chained, mut values) = (Vec::new(), Vec::new());
    for entry in entries {
        let head = heads.entry(entry.person).or_insert(Head { number: 0, chain: Vec::new() });
        let salt = crate::random::bytes::<16>()?.to_vec();
        let texts = (text(entry.before.as_ref())?, text(entry.after.as_ref())?);
        let value_hash = hash_values(&salt, texts.0.as_deref(), texts.1.as_deref());
        let (kind, cause) = (word(&entry.kind)?, json(&entry.cause)?);
        let part = Chained {
            person: entry.person.0,
            number: head.number + 1,
            mailbox: entry.mailbox.map(|mailbox| mailbox.0),
            kind: &kind,
            field: entry.field.as_deref(),
            cause: &cause,
            run: entry.run.map(|run| run.0),
            at: now,
            value_hash: &value_hash,
        };
        *head = Head { number: part.number, chain: part.after(&head.chain)? };
        chained.push(row(&part, &head.chain));
        values.push(vec![
            part.person.into(),
            part.number.into(),
            salt.into(),
            texts.0.into(),
            texts.1.into(),
        ]);
    }
    run_rows(tx.as_ref(), INSERT, &[], chained).await?;
    run_rows(tx.as_ref(), INSERT_VALUES, &[], values).await?;
    let heads = heads.into_iter();
    let heads =
        heads.map(|(person, head)| vec![person.0.into(), head.number.into(), head.chain.into()]).collect();
    run_rows(tx.as_ref(), UPDATE_HEADS, &[], heads).await?;
    Ok(())
}

const INSERT: &str = "INSERT INTO history
    (person, number, mailbox, kind, field, cause, run, at, value_hash, chain) VALUES {rows}";
const INSERT_VALUES: &str = "INSERT INTO history_value (person, number, salt, before, after) VALUES {rows}";
const UPDATE_HEADS: &str = "INSERT INTO history_head (person, number, chain) VALUES {rows}
    ON CONFLICT (person) DO UPDATE SET number = excluded.number, chain = excluded.chain";

/// Reads the ends of the chains and holds them until the transaction ends, in a fixed order of persons.
async fn lock_heads(tx: &Tx, entries: &[HistoryWrite]) -> Result<BTreeMap<PersonId, Head>, StoreError> {
    let mut persons: Vec<Uuid> = entries.iter().map(|entry| entry.person.0).collect();
    persons.sort_unstable();
    persons.dedup();
    let lock = for_update(tx.as_ref());
    if !lock.is_empty() {
        let rows = persons.iter().map(|person| vec![(*person).into(), 0i64.into(), Vec::<u8>::new().into()]);
        let found = "INSERT INTO history_head (person, number, chain) VALUES {rows} ON CONFLICT DO NOTHING";
        run_rows(tx.as_ref(), found, &[], rows.collect()).await?;
    }
    let asked: Vec<Value> = persons.into_iter().map(Value::from).collect();
    let read = format!(
        "SELECT person, number, chain FROM history_head WHERE person IN ({{list}}) ORDER BY person{lock}"
    );
    let rows = all_in(tx.as_ref(), &read, &[], &asked).await?;
    rows.iter()
        .map(|row| {
            let person = PersonId(row.try_get_by_index(0).map_err(failed)?);
            let number = row.try_get_by_index(1).map_err(failed)?;
            Ok((person, Head { number, chain: row.try_get_by_index(2).map_err(failed)? }))
        })
        .collect()
}

fn row(part: &Chained<'_>, chain: &[u8]) -> Vec<Value> {
    vec![
        part.person.into(),
        part.number.into(),
        part.mailbox.into(),
        part.kind.into(),
        part.field.map(str::to_owned).into(),
        part.cause.into(),
        part.run.into(),
        part.at.into(),
        part.value_hash.to_vec().into(),
        chain.to_vec().into(),
    ]
}

fn text(value: Option<&serde_json::Value>) -> Result<Option<String>, StoreError> {
    value.map(json).transpose()
}

fn hash_values(salt: &[u8], before: Option<&str>, after: Option<&str>) -> Vec<u8> {
    let mut hash = Sha256::new_with_prefix(salt);
    for value in [before, after] {
        // JSON has no NUL outside strings' escapes: the end of a value cannot be mistaken.
        hash.update([u8::from(value.is_some())]);
        hash.update(value.unwrap_or_default());
        hash.update([0]);
    }
    hash.finalize().to_vec()
}

#[cfg(feature = "contract")]
impl Database {
    /// Checks a person's history, whoever may see it: for tests.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn verify_chain(&self, person: PersonId) -> Result<Chain, StoreError> {
        verify(self, person).await
    }

    /// Erases the values in a person's history, whoever may do so: for tests. The chain stays and still verifies.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing was erased then.
    pub async fn erase_values(&self, person: PersonId) -> Result<(), StoreError> {
        self.write(|tx| async move { erase(&tx, person).await }).await
    }
}

/// Checks a person's history: that no entry was changed, put in or taken out. Erased values are no fault.
pub(crate) async fn verify(database: &Database, person: PersonId) -> Result<Chain, StoreError> {
    let on = database.reading();
    let read = "SELECT h.number, h.mailbox, h.kind, h.field, h.cause, h.run, h.at, h.value_hash, h.chain,
                v.salt, v.before, v.after
        FROM history h LEFT JOIN history_value v ON v.person = h.person AND v.number = h.number
        WHERE h.person = $1 ORDER BY h.number";
    let rows = all(on, read, vec![person.0.into()]).await?;
    let (mut number, mut chain) = (0, Vec::new());
    for row in &rows {
        number += 1;
        match link_of_chain(person.0, number, row, &chain)? {
            Some(next) => chain = next,
            None => return Ok(Chain::Broken { number }),
        }
    }
    let head = "SELECT number, chain FROM history_head WHERE person = $1";
    let head = one(on, head, vec![person.0.into()]).await?;
    let (at, end): (i64, Vec<u8>) = match head {
        Some(row) => (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?),
        None => (0, Vec::new()),
    };
    let whole = at == number && end == chain;
    Ok(if whole { Chain::Whole { entries: number } } else { Chain::Broken { number: number + 1 } })
}

/// Erases the values in a person's history as part of a transaction, the pictures that only the history speaks of
/// among them.
pub(crate) async fn erase(tx: &Tx, person: PersonId) -> Result<(), StoreError> {
    run(tx.as_ref(), "DELETE FROM history_value WHERE person = $1", vec![person.0.into()]).await?;
    let pictures = "DELETE FROM photo WHERE person = $1
        AND NOT EXISTS (SELECT 1 FROM contact_person WHERE contact_person.photo = photo.id)";
    run(tx.as_ref(), pictures, vec![person.0.into()]).await?;
    Ok(())
}

/// Returns the chain after an entry, or none when the entry is not as it was written.
fn link_of_chain(
    person: Uuid,
    number: i64,
    row: &QueryResult,
    chain: &[u8],
) -> Result<Option<Vec<u8>>, StoreError> {
    let read = || -> Result<_, sea_orm::DbErr> {
        let kind: String = row.try_get_by_index(2)?;
        let field: Option<String> = row.try_get_by_index(3)?;
        let cause: String = row.try_get_by_index(4)?;
        let value_hash: Vec<u8> = row.try_get_by_index(7)?;
        let stored: Vec<u8> = row.try_get_by_index(8)?;
        Ok((kind, field, cause, value_hash, stored))
    };
    let (kind, field, cause, value_hash, stored) = read().map_err(failed)?;
    let part = Chained {
        person,
        number: row.try_get_by_index(0).map_err(failed)?,
        mailbox: row.try_get_by_index(1).map_err(failed)?,
        kind: &kind,
        field: field.as_deref(),
        cause: &cause,
        run: row.try_get_by_index(5).map_err(failed)?,
        at: row.try_get_by_index(6).map_err(failed)?,
        value_hash: &value_hash,
    };
    let salt: Option<Vec<u8>> = row.try_get_by_index(9).map_err(failed)?;
    let before: Option<String> = row.try_get_by_index(10).map_err(failed)?;
    let after: Option<String> = row.try_get_by_index(11).map_err(failed)?;
    let values =
        salt.is_none_or(|salt| hash_values(&salt, before.as_deref(), after.as_deref()) == value_hash);
    let whole = part.number == number && values && part.after(chain)? == stored;
    Ok(whole.then_some(stored))
}
