//! Locking the match keys of cards, so that of two transactions that write the same one the second sees what the first
//! has written.

use std::collections::BTreeSet;

use contacts::Card;
use contacts::normalise::Country;
use matching::duplicate::certain_keys;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::database::Tx;
use crate::replication_store::StoreError;
use crate::statements::{run_in, run_rows};

/// Locks the match keys of a card until the transaction ends: who comes second waits here, and then finds whom the
/// first one wrote.
pub(crate) async fn lock_keys(tx: &Tx, card: &Card, country: Country) -> Result<(), StoreError> {
    lock_all(tx.as_ref(), std::iter::once(card), country).await
}

/// Locks the match keys of several cards, in their order, so that two transactions never wait in a circle.
///
/// A row is written and taken out again at once: on PostgreSQL another transaction that writes the same key waits for
/// the end of this one all the same, and nothing is left that would say who was here. SQLite has one writer anyway.
pub(crate) async fn lock_all<'a, C: ConnectionTrait>(
    on: &C,
    cards: impl Iterator<Item = &'a Card>,
    country: Country,
) -> Result<(), StoreError> {
    lock_these(on, cards.flat_map(|card| certain_keys(card, country)).collect()).await
}

/// Locks names of whatever only one transaction may do at a time, match keys among them.
pub(crate) async fn lock_these<C: ConnectionTrait>(on: &C, keys: BTreeSet<String>) -> Result<(), StoreError> {
    if on.get_database_backend() != DbBackend::Postgres || keys.is_empty() {
        return Ok(());
    }
    let rows = keys.iter().map(|key| vec![key.clone().into()]).collect();
    run_rows(on, "INSERT INTO match_lock (key) VALUES {rows} ON CONFLICT (key) DO NOTHING", &[], rows)
        .await?;
    let keys: Vec<sea_orm::Value> = keys.into_iter().map(Into::into).collect();
    run_in(on, "DELETE FROM match_lock WHERE key IN ({list})", &[], &keys).await.map(|_| ())
}
