//! Tokens for the API: 256 random bits, shown once; only their hash is kept.

use contacts::UserId;
use sea_orm::{ConnectionTrait, QueryResult};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::accounts::{ApiToken, Authenticated, NewToken};
use crate::audit;
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::rights::viewer_of;
use crate::statements::{all, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json};

/// Begins every token, so that one found in a log or a repository is recognised.
const PREFIX: &str = "tandem_";
/// The last use of a token is written once in this time, in microseconds.
const USE_NOTED: i64 = 60_000_000;
const COLUMNS: &str = "id, user_id, name, scopes, created, last_used, expires";

/// Makes a token; returns it with its text.
pub(super) async fn create(
    tx: &Tx,
    viewer: &Viewer,
    new: &NewToken,
    now: i64,
) -> Result<(ApiToken, String), StoreError> {
    if new.user != viewer.user && !viewer.administers() {
        return Err(StoreError::NotAllowed("make a token for somebody else"));
    }
    if viewer_of(tx.as_ref(), new.user).await?.is_none() {
        return Err(StoreError::NotFound("an active user"));
    }
    if new.expires.is_some_and(|expires| expires <= now) {
        return Err(StoreError::Invalid("the token would have expired already; no token was made".into()));
    }
    let text = format!("{PREFIX}{}", hex(&crate::random::bytes::<32>()?));
    let token = ApiToken {
        id: Uuid::now_v7(),
        user: new.user,
        name: new.name.trim().to_owned(),
        scopes: new.scopes.clone(),
        created: now,
        last_used: None,
        expires: new.expires,
    };
    let insert = "INSERT INTO api_token (id, user_id, hash, scopes, name, created, expires)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        token.id.into(),
        token.user.0.into(),
        hash(&text).into(),
        json(&token.scopes)?.into(),
        token.name.clone().into(),
        now.into(),
        token.expires.into(),
    ];
    run(tx.as_ref(), insert, values).await?;
    audit::append(tx, viewer, "token.created", Some(&token.id.to_string()), now).await?;
    Ok((token, text))
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Lists tokens.
pub(super) async fn list<C: ConnectionTrait>(on: &C, viewer: &Viewer) -> Result<Vec<ApiToken>, StoreError> {
    let (condition, values) = match viewer.administers() {
        true => ("TRUE", vec![]),
        false => ("user_id = $1", vec![viewer.user.0.into()]),
    };
    let read = format!("SELECT {COLUMNS} FROM api_token WHERE {condition} ORDER BY id");
    all(on, &read, values).await?.iter().map(token).collect()
}

fn token(row: &QueryResult) -> Result<ApiToken, StoreError> {
    let scopes: String = row.try_get_by_index(3).map_err(failed)?;
    let scopes = parse_json(&scopes)?;
    let read = || -> Result<ApiToken, sea_orm::DbErr> {
        Ok(ApiToken {
            id: row.try_get_by_index(0)?,
            user: UserId(row.try_get_by_index(1)?),
            name: row.try_get_by_index(2)?,
            scopes,
            created: row.try_get_by_index(4)?,
            last_used: row.try_get_by_index(5)?,
            expires: row.try_get_by_index(6)?,
        })
    };
    read().map_err(failed)
}

/// Revokes a token.
pub(super) async fn revoke(tx: &Tx, viewer: &Viewer, id: Uuid, now: i64) -> Result<(), StoreError> {
    let read = "SELECT user_id FROM api_token WHERE id = $1";
    let row = one(tx.as_ref(), read, vec![id.into()]).await?;
    let owner: Option<Uuid> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    if owner.is_none_or(|owner| owner != viewer.user.0 && !viewer.administers()) {
        return Err(StoreError::NotFound("the token"));
    }
    run(tx.as_ref(), "DELETE FROM api_token WHERE id = $1", vec![id.into()]).await?;
    audit::append(tx, viewer, "token.revoked", Some(&id.to_string()), now).await
}

/// Tells who a token stands for, and notes its use.
pub(super) async fn authenticate(
    database: &Database,
    text: &str,
    now: i64,
) -> Result<Option<Authenticated>, StoreError> {
    if !text.starts_with(PREFIX) {
        return Ok(None);
    }
    let read = format!("SELECT {COLUMNS} FROM api_token WHERE hash = $1");
    let row = one(database.reading(), &read, vec![hash(text).into()]).await?;
    let Some(token) = row.as_ref().map(token).transpose()? else { return Ok(None) };
    if token.expires.is_some_and(|expires| expires <= now) {
        return Ok(None);
    }
    let Some(viewer) = viewer_of(database.reading(), token.user).await? else { return Ok(None) };
    if token.last_used.is_none_or(|used| used + USE_NOTED <= now) {
        let note = "UPDATE api_token SET last_used = $2 WHERE id = $1";
        database
            .write(|tx| async move { run(tx.as_ref(), note, vec![token.id.into(), now.into()]).await })
            .await?;
    }
    Ok(Some(Authenticated { viewer, scopes: token.scopes }))
}
