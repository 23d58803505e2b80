//! `Idempotency-Key`: the same request again is answered with the same answer, and done once.

use sha2::{Digest as _, Sha256};

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{for_update, one, run};
use crate::viewer::Viewer;

/// How long an answer is remembered, in microseconds.
pub const REMEMBERED: i64 = 24 * 3_600_000_000;

/// A key that a client chose for one request, and what identifies that request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key.
    pub key: String,
    /// The hash of what was asked.
    pub request: String,
}

impl IdempotencyKey {
    /// Makes one from the header's text, the method and path, and the body.
    pub fn new(key: &str, target: &str, body: &[u8]) -> Self {
        let hash = Sha256::new_with_prefix(target).chain_update([0]).chain_update(body).finalize();
        let request = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        IdempotencyKey { key: key.to_owned(), request }
    }
}

impl Database {
    /// Tells whether a request with this key was done, whatever it asked for.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn was_done(&self, viewer: &Viewer, key: &IdempotencyKey) -> Result<bool, StoreError> {
        let read = "SELECT 1 FROM idempotency_key WHERE user_id = $1 AND key = $2";
        let values = vec![viewer.user.0.into(), key.key.as_str().into()];
        Ok(one(self.reading(), read, values).await?.is_some())
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// Nothing: the request is to be done now, and its answer kept with it.
    New,
    /// It was done, with this answer.
    Answer(String),
}

/// Does a request once, as part of the transaction that does it: the same request again gets the answer that was kept.
/// Work that fails takes the key back with everything else.
pub(crate) async fn once(
    tx: &Tx,
    viewer: &Viewer,
    key: &IdempotencyKey,
    now: i64,
    work: impl Future<Output = Result<String, StoreError>>,
) -> Result<String, StoreError> {
    match take(tx, viewer, key, now).await? {
        Remembered::Answer(kept) => Ok(kept),
        Remembered::New => {
            let answer = work.await?;
            answer_with(tx, viewer, key, &answer).await?;
            Ok(answer)
        }
    }
}

/// Looks a key up and takes it, as part of a transaction.
pub(crate) async fn take(
    tx: &Tx,
    viewer: &Viewer,
    key: &IdempotencyKey,
    now: i64,
) -> Result<Remembered, StoreError> {
    let on = tx.as_ref();
    if key.key.is_empty() || key.key.len() > 255 || key.key.chars().any(char::is_control) {
        return Err(StoreError::Invalid(
            "an Idempotency-Key has 1 to 255 characters and no control characters; nothing was done".into(),
        ));
    }
    let old = "DELETE FROM idempotency_key WHERE at < $1";
    run(on, old, vec![(now - REMEMBERED).into()]).await?;
    let insert = "INSERT INTO idempotency_key (user_id, key, request_hash, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    let (user, text): (sea_orm::Value, sea_orm::Value) = (viewer.user.0.into(), key.key.as_str().into());
    let values = vec![user.clone(), text.clone(), key.request.as_str().into(), now.into()];
    if run(on, insert, values).await? == 1 {
        return Ok(Remembered::New);
    }
    let read = format!(
        "SELECT request_hash, response FROM idempotency_key WHERE user_id = $1 AND key = $2{}",
        for_update(on)
    );
    let row = one(on, &read, vec![user, text]).await?;
    let row = row.ok_or_else(|| StoreError::Busy("the Idempotency-Key is being freed".into()))?;
    let request: String = row.try_get_by_index(0).map_err(failed)?;
    let answer: Option<String> = row.try_get_by_index(1).map_err(failed)?;
    match answer {
        _ if request != key.request => Err(StoreError::Invalid(
            "this Idempotency-Key was used for another request; nothing was done. Use a new one".into(),
        )),
        Some(answer) => Ok(Remembered::Answer(answer)),
        None => Err(StoreError::Busy("the same request is still under way".into())),
    }
}

/// Keeps the answer to a request, as part of a transaction.
pub(crate) async fn answer_with(
    tx: &Tx,
    viewer: &Viewer,
    key: &IdempotencyKey,
    answer: &str,
) -> Result<(), StoreError> {
    let keep = "UPDATE idempotency_key SET response = $3 WHERE user_id = $1 AND key = $2";
    let values = vec![viewer.user.0.into(), key.key.as_str().into(), answer.into()];
    run(tx.as_ref(), keep, values).await.map(|_| ())
}
