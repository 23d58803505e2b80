//! Mailboxes, their tokens and their states.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Refusal, read};
use crate::account::{Account, TokenState};
use crate::lock;
use crate::standin::Standin;

/// A mailbox as the admin API shows it.
#[derive(Serialize)]
pub(crate) struct Shown {
    address: String,
    user_id: String,
    /// A token that opens it now.
    token: String,
    /// Contacts outside Deleted Items.
    contacts: usize,
    /// Contacts, those in Deleted Items included.
    items: usize,
    default_folder_id: String,
    deleted_items_id: String,
    full: bool,
    gone: bool,
    /// The most requests that were in flight at one time since the last reset.
    most_in_flight: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    address: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Flag {
    #[serde(default = "yes", alias = "full", alias = "gone")]
    on: bool,
}

fn yes() -> bool {
    true
}

fn shown(standin: &Standin, account: &Arc<Account>) -> Shown {
    let token = lock(&standin.inner.directory).valid_token(account);
    let mailbox = lock(&account.mailbox);
    Shown {
        address: account.address.clone(),
        user_id: account.user_id.clone(),
        token,
        contacts: mailbox.live_count(),
        items: mailbox.items().len(),
        default_folder_id: mailbox.folder_id(crate::state::folders::CONTACTS),
        deleted_items_id: mailbox.folder_id(crate::state::folders::DELETED_ITEMS),
        full: account.is_full(),
        gone: account.is_gone(),
        most_in_flight: account.usage.most_in_flight(),
    }
}

fn find(standin: &Standin, mailbox: &str) -> Result<Arc<Account>, Refusal> {
    standin.account(mailbox).ok_or_else(|| Refusal::no_mailbox(mailbox))
}

/// Lists the mailboxes, each with a token.
pub(crate) async fn list(State(standin): State<Standin>) -> Json<Vec<Shown>> {
    let accounts = lock(&standin.inner.directory).accounts().to_vec();
    Json(accounts.iter().map(|account| shown(&standin, account)).collect())
}

/// Adds a mailbox.
pub(crate) async fn add(
    State(standin): State<Standin>,
    body: Bytes,
) -> Result<(StatusCode, Json<Shown>), Refusal> {
    let added: Added = read(&body)?;
    if !added.address.contains('@') {
        return Err(Refusal::bad_request(format!("{:?} is no mail address.", added.address)));
    }
    let _ = standin.add_mailbox(&added.address);
    let account = find(&standin, &added.address)?;
    Ok((StatusCode::CREATED, Json(shown(&standin, &account))))
}

/// Shows one mailbox.
pub(crate) async fn show(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<Json<Shown>, Refusal> {
    find(&standin, &mailbox).map(|account| Json(shown(&standin, &account)))
}

/// Marks a mailbox as full: delta is refused with 403 `ErrorQuotaExceeded`. `{"on": false}` ends it.
pub(crate) async fn set_full(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
    body: Bytes,
) -> Result<Json<Shown>, Refusal> {
    let account = find(&standin, &mailbox)?;
    account.set_full(read::<Flag>(&body)?.on);
    Ok(Json(shown(&standin, &account)))
}

/// Marks a mailbox as removed from the tenant: 404 `MailboxNotEnabledForRESTAPI`. `{"on": false}` ends it.
pub(crate) async fn set_gone(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
    body: Bytes,
) -> Result<Json<Shown>, Refusal> {
    let account = find(&standin, &mailbox)?;
    account.set_gone(read::<Flag>(&body)?.on);
    Ok(Json(shown(&standin, &account)))
}

/// Revokes every token of a mailbox; the answer shows a new one.
pub(crate) async fn revoke(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<Json<Shown>, Refusal> {
    withdraw(&standin, &mailbox, TokenState::Revoked)
}

/// Lets every token of a mailbox expire; the answer shows a new one.
pub(crate) async fn expire(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<Json<Shown>, Refusal> {
    withdraw(&standin, &mailbox, TokenState::Expired)
}

fn withdraw(standin: &Standin, mailbox: &str, state: TokenState) -> Result<Json<Shown>, Refusal> {
    let account = find(standin, mailbox)?;
    lock(&standin.inner.directory).withdraw(&account, state);
    Ok(Json(shown(standin, &account)))
}

/// Gives out a further token.
pub(crate) async fn issue(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<(StatusCode, Json<serde_json::Value>), Refusal> {
    let account = find(&standin, &mailbox)?;
    let token = lock(&standin.inner.directory).issue(&account);
    Ok((StatusCode::CREATED, Json(serde_json::json!({"token": token}))))
}

/// Makes every delta token of a mailbox void: the next round gets 410 `SyncStateNotFound`.
pub(crate) async fn expire_delta(
    State(standin): State<Standin>,
    Path(mailbox): Path<String>,
) -> Result<StatusCode, Refusal> {
    let account = find(&standin, &mailbox)?;
    lock(&account.mailbox).sync_generation += 1;
    Ok(StatusCode::NO_CONTENT)
}
