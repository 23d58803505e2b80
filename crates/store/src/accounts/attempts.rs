//! Limits: how often somebody may try a password or a code. Every attempt counts as failed from its beginning until
//! it is known to be good, so that a thousand at once are no more than one after the other; they are rows, so that
//! a restart forgets none. Whether an account exists makes no difference.

use std::net::IpAddr;

use sea_orm::{ConnectionTrait as _, DbBackend, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::database::Tx;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{all, one, run};

/// For how long a failure counts, in microseconds: 15 minutes.
pub(super) const WINDOW: i64 = 900_000_000;
/// How many failures an account may have in that time, wherever they come from.
pub(super) const PER_ACCOUNT: usize = 10;
/// How many failures an address may have in that time, whomever they are aimed at.
pub(super) const PER_ADDRESS: usize = 50;
/// For how long an address from which somebody signed in is known, in microseconds: 30 days.
const KNOWN: i64 = 30 * 86_400_000_000;

/// An attempt: what it is aimed at and where it comes from, both as salted hashes.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    id: Uuid,
    account: String,
    address: String,
}

impl Attempt {
    /// Describes an attempt at something.
    pub(super) fn new(salt: &[u8; 32], kind: &str, at: &str, from: Option<IpAddr>) -> Self {
        let digest = |parts: [&str; 2]| -> String {
            let mut hash = Sha256::new_with_prefix(salt);
            for part in parts {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let address = from.map(|address| digest(["address", &network(address)]));
        Attempt { id: Uuid::now_v7(), account: digest([kind, at]), address: address.unwrap_or_default() }
    }
}

/// Names where a request comes from: an IPv4 address, or the network of 64 bits that one IPv6 customer has.
pub(super) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments()[..4].iter().map(|part| format!("{part:04x}")).collect(),
    }
}

/// Notes that an attempt begins; answers until when to wait instead if there were too many. An address from which
/// the account's user signed in lately has failures of its own: strangers cannot lock the user out.
pub(super) async fn begin(
    tx: &Tx,
    attempt: &Attempt,
    (per_account, per_address): (usize, usize),
    now: i64,
) -> Result<Option<i64>, StoreError> {
    let on = tx.as_ref();
    if on.get_database_backend() == DbBackend::Postgres {
        // One at a time: two that count at once would both find room.
        one(on, "SELECT id FROM installation FOR UPDATE", vec![]).await?;
    }
    run(on, "DELETE FROM sign_in_attempt WHERE at <= $1", vec![(now - WINDOW).into()]).await?;
    let (account, address) = (attempt.account.clone(), attempt.address.clone());
    let known = "SELECT 1 FROM known_address WHERE account = $1 AND address = $2 AND at > $3";
    let values = vec![account.clone().into(), address.clone().into(), (now - KNOWN).into()];
    let known = one(on, known, values).await?.is_some();
    let (condition, values): (&str, Vec<Value>) = match known {
        true => ("account = $1 AND address = $2", vec![account.into(), address.clone().into()]),
        false => ("account = $1", vec![account.into()]),
    };
    let mut wait = full_until(tx, condition, values, per_account).await?;
    if !address.is_empty() {
        wait = wait.max(full_until(tx, "address = $1", vec![address.into()], per_address).await?);
    }
    if wait.is_none() {
        let insert = "INSERT INTO sign_in_attempt (id, account, address, at) VALUES ($1, $2, $3, $4)";
        let Attempt { id, account, address } = attempt.clone();
        run(on, insert, vec![id.into(), account.into(), address.into(), now.into()]).await?;
    }
    Ok(wait)
}

/// Tells until when there is no room for another failure.
async fn full_until(
    tx: &Tx,
    condition: &str,
    values: Vec<Value>,
    most: usize,
) -> Result<Option<i64>, StoreError> {
    let read = format!("SELECT at FROM sign_in_attempt WHERE {condition} ORDER BY at DESC LIMIT {most}");
    let rows = all(tx.as_ref(), &read, values).await?;
    if rows.len() < most {
        return Ok(None);
    }
    let oldest: Option<i64> = rows.last().map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(oldest.map(|at| at + WINDOW))
}

/// The attempt was good: the account begins anew, and its address is known from now on. What the address failed at
/// elsewhere stays.
pub(super) async fn succeeded(tx: &Tx, attempt: &Attempt, now: i64) -> Result<(), StoreError> {
    let (on, account, address) = (tx.as_ref(), attempt.account.clone(), attempt.address.clone());
    forget(tx, attempt).await?;
    run(on, "DELETE FROM known_address WHERE at <= $1", vec![(now - KNOWN).into()]).await?;
    let know = "INSERT INTO known_address (account, address, at) VALUES ($1, $2, $3)
        ON CONFLICT (account, address) DO UPDATE SET at = $3";
    run(on, know, vec![account.into(), address.into(), now.into()]).await.map(|_| ())
}

/// Forgets every failure at what an attempt is aimed at.
pub(super) async fn forget(tx: &Tx, attempt: &Attempt) -> Result<(), StoreError> {
    let delete = "DELETE FROM sign_in_attempt WHERE account = $1";
    run(tx.as_ref(), delete, vec![attempt.account.clone().into()]).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_is_one_address_and_a_mapped_one_is_its_ipv4_address() {
        let name = |text: &str| network(text.parse().unwrap());
        assert_eq!(name("2001:db8:1:2::1"), name("2001:db8:1:2:ffff::9"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
        assert_eq!(name("::ffff:192.0.2.7"), name("192.0.2.7"));
        assert_ne!(name("192.0.2.7"), name("192.0.2.8"));
    }

    #[test]
    fn attempts_are_kept_without_saying_at_whom_or_from_where() {
        let from = Some("192.0.2.7".parse().unwrap());
        let attempt = Attempt::new(&[7; 32], "sign in", "ada@example.org", from);
        let again = Attempt::new(&[7; 32], "sign in", "ada@example.org", from);
        assert_eq!((&attempt.account, &attempt.address), (&again.account, &again.address));
        assert_ne!(attempt.account, Attempt::new(&[8; 32], "sign in", "ada@example.org", from).account);
        assert!(!format!("{attempt:?}").contains("ada") && !format!("{attempt:?}").contains("192"));
    }
}
