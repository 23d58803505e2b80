//! Candidates: unlinked contacts, of which only what recognising needs is kept.

use std::collections::BTreeMap;

use contacts::{MailboxId, PersonId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use sha2::{Digest as _, Sha256};

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::{Candidate, StoreError};
use crate::statements::{all, all_in, run_in, run_rows};
use crate::words::{parse_word, word};

/// What a candidate is to be after a commit, with its match keys and the person its stamp names; none: no
/// candidate any more.
pub(super) type Wanted<'a> = Option<(&'a Candidate, &'a [String], Option<PersonId>)>;

/// Returns the salted hash of a match key. The mailbox is in it, so that equal contacts of two mailboxes cannot
/// be told to be equal.
fn hash(salt: &[u8], mailbox: MailboxId, key: &str) -> Vec<u8> {
    let hash = Sha256::new_with_prefix(salt).chain_update(mailbox.0.as_bytes()).chain_update(key);
    hash.finalize()[..16].to_vec()
}

/// Writes what becomes of a mailbox's candidates.
pub(super) async fn write(
    tx: &Tx,
    salt: &[u8],
    mailbox: MailboxId,
    wanted: &BTreeMap<&str, Wanted<'_>>,
) -> Result<(), StoreError> {
    let id: Value = mailbox.0.into();
    let ids: Vec<Value> = wanted.keys().map(|remote_id| (*remote_id).into()).collect();
    let gone: Vec<Value> =
        wanted.iter().filter(|(_, wanted)| wanted.is_none()).map(|(id, _)| (*id).into()).collect();
    let first = [id.clone()];
    let forget = "DELETE FROM candidate_key WHERE mailbox = $1 AND remote_id IN ({list})";
    run_in(tx.as_ref(), forget, &first, &ids).await?;
    let remove = "DELETE FROM candidate WHERE mailbox = $1 AND remote_id IN ({list})";
    run_in(tx.as_ref(), remove, &first, &gone).await?;

    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    for (candidate, clear, person) in wanted.values().flatten() {
        rows.push(vec![
            id.clone(),
            candidate.remote_id.clone().into(),
            candidate.change_key.clone().into(),
            word(&candidate.kind)?.into(),
            candidate.private.into(),
            person.map(|person| person.0).into(),
        ]);
        for key in *clear {
            keys.push(vec![id.clone(), hash(salt, mailbox, key).into(), candidate.remote_id.clone().into()]);
        }
    }
    let put = "INSERT INTO candidate (mailbox, remote_id, change_key, kind, private, person) VALUES {rows}
        ON CONFLICT (mailbox, remote_id) DO UPDATE SET change_key = excluded.change_key, kind = excluded.kind,
            private = excluded.private, person = excluded.person";
    run_rows(tx.as_ref(), put, &[], rows).await?;
    let put_keys =
        "INSERT INTO candidate_key (mailbox, hash, remote_id) VALUES {rows} ON CONFLICT DO NOTHING";
    run_rows(tx.as_ref(), put_keys, &[], keys).await.map(|_| ())
}

/// Finds the candidates that have one of the keys, each with the key.
pub(crate) async fn equal<C: ConnectionTrait>(
    on: &C,
    salt: &[u8],
    mailbox: MailboxId,
    keys: &[String],
) -> Result<Vec<(String, Candidate)>, StoreError> {
    let clear: BTreeMap<Vec<u8>, &String> = keys.iter().map(|key| (hash(salt, mailbox, key), key)).collect();
    let asked: Vec<Value> = clear.keys().map(|hash| hash.clone().into()).collect();
    let read = "SELECT c.remote_id, c.change_key, c.kind, c.private, k.hash
        FROM candidate_key k JOIN candidate c ON c.mailbox = k.mailbox AND c.remote_id = k.remote_id
        WHERE k.mailbox = $1 AND k.hash IN ({list}) ORDER BY c.remote_id, k.hash";
    let rows = all_in(on, read, &[mailbox.0.into()], &asked).await?;
    let mut found = Vec::new();
    for row in &rows {
        let hash: Vec<u8> = row.try_get_by_index(4).map_err(failed)?;
        if let Some(key) = clear.get(&hash) {
            found.push(((*key).clone(), candidate(row)?));
        }
    }
    Ok(found)
}

/// Lists candidates in the order of their ids.
pub(super) async fn list<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let read = "SELECT remote_id, change_key, kind, private FROM candidate
        WHERE mailbox = $1 AND remote_id > $2 ORDER BY remote_id LIMIT $3";
    let values = vec![mailbox.0.into(), after.unwrap_or_default().into(), i64::from(limit).into()];
    all(on, read, values).await?.iter().map(candidate).collect()
}

fn candidate(row: &QueryResult) -> Result<Candidate, StoreError> {
    let kind: String = row.try_get_by_index(2).map_err(failed)?;
    Ok(Candidate {
        remote_id: row.try_get_by_index(0).map_err(failed)?,
        change_key: row.try_get_by_index(1).map_err(failed)?,
        kind: parse_word(&kind)?,
        private: row.try_get_by_index(3).map_err(failed)?,
    })
}
