//! Candidates: unlinked contacts, of which only what recognising needs is kept.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{MailboxId, PersonId};
use matching::equal::Claim;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use sha2::{Digest as _, Sha256};

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::{Candidate, CandidateKind, StoreError};
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

/// Finds which unstamped candidates are certainly the same as persons that have one of the keys.
pub(crate) async fn claims<C: ConnectionTrait>(
    on: &C,
    salt: &[u8],
    mailbox: MailboxId,
    keys: &[String],
) -> Result<Vec<Claim>, StoreError> {
    let mut found = equal(on, salt, mailbox, keys).await?;
    found.retain(|(_, candidate)| candidate.kind == CandidateKind::Unstamped);
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let hit: BTreeSet<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    let claimants = claimants(on, mailbox, &hit).await?;
    let names: BTreeSet<String> = claimants.iter().map(|claimant| claimant.name.clone()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let named = equal(on, salt, mailbox, &names).await?;
    let named: BTreeSet<(&str, &str)> =
        named.iter().map(|(name, candidate)| (name.as_str(), candidate.remote_id.as_str())).collect();
    let mut claims = BTreeSet::new();
    for (key, candidate) in &found {
        for claimant in claimants.iter().filter(|claimant| claimant.key == *key) {
            claims.insert(Claim {
                person: claimant.person,
                contact: candidate.remote_id.clone(),
                by_name: named.contains(&(claimant.name.as_str(), candidate.remote_id.as_str())),
            });
        }
    }
    Ok(claims.into_iter().collect())
}

/// A person that has a key.
struct Claimant {
    key: String,
    person: PersonId,
    /// The key of its full name.
    name: String,
}

/// Reads the persons that have one of the keys, but those in the bin and those with a contact in the mailbox.
async fn claimants<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    keys: &BTreeSet<&str>,
) -> Result<Vec<Claimant>, StoreError> {
    let read = "SELECT k.value, p.id, p.first_name_key, p.last_name_key
        FROM person_key k JOIN contact_person p ON p.id = k.person
        WHERE k.kind = $1 AND k.value IN ({list}) AND p.deleted_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM link WHERE link.person = p.id AND link.mailbox = $2 AND link.live
                AND link.remote_id IS NOT NULL)
        ORDER BY k.value, p.id";
    let mut claimants = Vec::new();
    for kind in ["e", "m"] {
        let values = keys.iter().filter_map(|key| key.strip_prefix(kind)?.strip_prefix(':'));
        let values: Vec<Value> = values.map(Value::from).collect();
        for row in all_in(on, read, &[kind.into(), mailbox.0.into()], &values).await? {
            let text = |index| row.try_get_by_index::<String>(index).map_err(failed);
            let name = format!("{} {}", text(2)?, text(3)?);
            claimants.push(Claimant {
                key: format!("{kind}:{}", text(0)?),
                person: PersonId(row.try_get_by_index(1).map_err(failed)?),
                name: format!("n:{}", name.trim()),
            });
        }
    }
    Ok(claimants)
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
