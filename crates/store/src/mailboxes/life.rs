//! A mailbox's life: connected, paused, active, braked, disconnected.

use contacts::{MailboxId, normalise};
use replication::{Leaving, Link};
use uuid::Uuid;

use crate::audit;
use crate::database::Tx;
use crate::drafts;
use crate::failure::failed;
use crate::links::turn;
use crate::mailboxes::{Farewell, NewMailbox, known};
use crate::replication::link_row;
use crate::replication_store::{Feed, Health, MailboxState, StoreError};
use crate::runs::release_all;
use crate::statements::{all, for_update, one, run};
use crate::viewer::Viewer;
use crate::words::{json, parse_json, parse_word, word};

/// Connects a mailbox, or connects a disconnected one of the same owner again.
pub(super) async fn connect(
    tx: &Tx,
    viewer: &Viewer,
    new: &NewMailbox,
    now: i64,
) -> Result<MailboxId, StoreError> {
    let on = tx.as_ref();
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("connect a mailbox"));
    }
    if new.owner != viewer.user && !viewer.administers() {
        return Err(StoreError::NotAllowed("connect somebody else's mailbox"));
    }
    let known = "SELECT 1 FROM user_account WHERE id = $1 AND NOT disabled";
    one(on, known, vec![new.owner.0.into()]).await?.ok_or(StoreError::NotFound("the mailbox's owner"))?;
    let address = normalise::mailbox(&new.address).ok_or_else(|| {
        StoreError::Invalid(format!("\"{}\" is no e-mail address; no mailbox was connected", new.address))
    })?;
    check_connection(&new.base_url, &new.token)?;
    let name = if new.name.trim().is_empty() { address.clone() } else { new.name.trim().to_owned() };

    let read = "SELECT id, owner, state FROM mailbox WHERE address = $1 ORDER BY id DESC";
    let mut again = None;
    for row in all(on, read, vec![address.clone().into()]).await? {
        let state: String = row.try_get_by_index(2).map_err(failed)?;
        let owner: Uuid = row.try_get_by_index(1).map_err(failed)?;
        match parse_word::<MailboxState>(&state)? {
            MailboxState::Disconnected if owner == new.owner.0 => {
                again = again.or(Some(row.try_get_by_index::<Uuid>(0).map_err(failed)?));
            }
            MailboxState::Disconnected => {}
            MailboxState::Paused
            | MailboxState::Active
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked
            | MailboxState::Disconnecting => {
                return Err(StoreError::Invalid(format!(
                    "the mailbox {address} is connected already; nothing was changed"
                )));
            }
        }
    }
    let id = again.unwrap_or_else(Uuid::now_v7);
    let put = "INSERT INTO mailbox (id, owner, address, name, base_url, token, folder, state, created, feed, health)
        VALUES ($1, $2, $3, $4, $5, $6, NULL, 'paused', $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url,
            token = excluded.token, folder = NULL, state = 'paused', feed = excluded.feed,
            health = excluded.health, next_cycle = 0, wake_after = 0";
    let values = vec![
        id.into(),
        new.owner.0.into(),
        address.into(),
        name.into(),
        new.base_url.trim_end_matches('/').into(),
        new.token.clone().into(),
        now.into(),
        json(&Feed::default())?.into(),
        json(&Health::default())?.into(),
    ];
    run(on, put, values).await?;
    audit::append(tx, viewer, "mailbox.connected", Some(&id.to_string()), now).await?;
    Ok(MailboxId(id))
}

fn check_connection(base_url: &str, token: &str) -> Result<(), StoreError> {
    let plain = |text: &str| !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let host = base_url.strip_prefix("https://").or_else(|| base_url.strip_prefix("http://"));
    if host.is_none_or(str::is_empty) || !plain(base_url) {
        return Err(StoreError::Invalid(format!(
            "\"{base_url}\" is no web address; the mailbox was not connected. \
             Microsoft's is https://graph.microsoft.com/v1.0"
        )));
    }
    if token.is_empty() || !plain(token) {
        return Err(StoreError::Invalid(
            "the token is empty, or has blanks in it; the mailbox was not connected. Copy it once more"
                .into(),
        ));
    }
    Ok(())
}

/// Reads a mailbox that the viewer may change, and holds it.
pub(super) async fn held(
    tx: &Tx,
    viewer: &Viewer,
    id: MailboxId,
) -> Result<(MailboxState, Health), StoreError> {
    known(tx.as_ref(), viewer, id).await?;
    if !viewer.writes() {
        return Err(StoreError::NotAllowed("change a mailbox"));
    }
    let read = format!("SELECT state, health FROM mailbox WHERE id = $1{}", for_update(tx.as_ref()));
    let row = one(tx.as_ref(), &read, vec![id.0.into()]).await?.ok_or(StoreError::NotFound("the mailbox"))?;
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    Ok((parse_word(&text(0)?)?, parse_json(&text(1)?)?))
}

/// Writes a mailbox's state; its next cycle is due at once.
pub(super) async fn set(
    tx: &Tx,
    id: MailboxId,
    state: MailboxState,
    health: &Health,
) -> Result<(), StoreError> {
    let set = "UPDATE mailbox SET state = $2, health = $3, next_cycle = 0, wake_after = 0 WHERE id = $1";
    let values = vec![id.0.into(), word(&state)?.into(), json(health)?.into()];
    run(tx.as_ref(), set, values).await.map(|_| ())
}

/// Chooses the folder; what was known of another one is forgotten.
pub(super) async fn choose_folder(
    tx: &Tx,
    viewer: &Viewer,
    id: MailboxId,
    folder: Option<&str>,
) -> Result<(), StoreError> {
    held(tx, viewer, id).await?;
    let on = tx.as_ref();
    let live = one(on, "SELECT 1 FROM link WHERE mailbox = $1 AND live LIMIT 1", vec![id.0.into()]).await?;
    if live.is_some() {
        return Err(StoreError::Invalid(
            "contact persons are linked in this mailbox; the folder was not changed. Withdraw them first"
                .into(),
        ));
    }
    let folder = folder.map(str::trim).filter(|folder| !folder.is_empty()).map(str::to_owned);
    let set = "UPDATE mailbox SET folder = $2, feed = $3, next_cycle = 0 WHERE id = $1";
    run(on, set, vec![id.0.into(), folder.into(), json(&Feed::default())?.into()]).await?;
    for table in ["staged", "candidate", "candidate_key"] {
        run(on, &format!("DELETE FROM {table} WHERE mailbox = $1"), vec![id.0.into()]).await?;
    }
    Ok(())
}

/// Lets a mailbox take part.
pub(super) async fn activate(tx: &Tx, viewer: &Viewer, id: MailboxId, now: i64) -> Result<(), StoreError> {
    let (state, mut health) = held(tx, viewer, id).await?;
    match state {
        MailboxState::Active => return Ok(()),
        MailboxState::Paused | MailboxState::ReconnectNeeded => {}
        MailboxState::Braked => {
            return Err(StoreError::Invalid(
                "the brake has stopped this mailbox; nothing was changed. Release the brake instead".into(),
            ));
        }
        MailboxState::Disconnecting | MailboxState::Disconnected => return Err(disconnected()),
    }
    (health.failures, health.error, health.next_cycle) = (0, None, now);
    set(tx, id, MailboxState::Active, &health).await?;
    audit::append(tx, viewer, "mailbox.activated", Some(&id.to_string()), now).await
}

fn disconnected() -> StoreError {
    StoreError::Invalid(
        "this mailbox is disconnected, or about to be; nothing was changed. Connect it again".into(),
    )
}

/// Pauses a mailbox.
pub(super) async fn pause(tx: &Tx, viewer: &Viewer, id: MailboxId) -> Result<(), StoreError> {
    let (state, health) = held(tx, viewer, id).await?;
    match state {
        MailboxState::Paused => Ok(()),
        MailboxState::Active | MailboxState::ReconnectNeeded | MailboxState::Braked => {
            set(tx, id, MailboxState::Paused, &health).await
        }
        MailboxState::Disconnecting | MailboxState::Disconnected => Err(disconnected()),
    }
}

/// Gives a mailbox a new token.
pub(super) async fn reconnect(
    tx: &Tx,
    viewer: &Viewer,
    id: MailboxId,
    base_url: &str,
    token: &str,
    now: i64,
) -> Result<(), StoreError> {
    let (state, mut health) = held(tx, viewer, id).await?;
    check_connection(base_url, token)?;
    let put = "UPDATE mailbox SET base_url = $2, token = $3 WHERE id = $1";
    let values = vec![id.0.into(), base_url.trim_end_matches('/').into(), token.into()];
    run(tx.as_ref(), put, values).await?;
    match state {
        MailboxState::ReconnectNeeded => {
            (health.failures, health.error, health.next_cycle) = (0, None, now);
            set(tx, id, MailboxState::Active, &health).await?;
        }
        MailboxState::Paused | MailboxState::Active | MailboxState::Braked | MailboxState::Disconnecting => {}
        MailboxState::Disconnected => return Err(disconnected()),
    }
    audit::append(tx, viewer, "mailbox.reconnected", Some(&id.to_string()), now).await
}

/// Releases the brake.
pub(super) async fn release(tx: &Tx, viewer: &Viewer, id: MailboxId, now: i64) -> Result<(), StoreError> {
    let (state, mut health) = held(tx, viewer, id).await?;
    match state {
        MailboxState::Braked => {}
        MailboxState::Paused
        | MailboxState::Active
        | MailboxState::ReconnectNeeded
        | MailboxState::Disconnecting
        | MailboxState::Disconnected => {
            return Err(StoreError::Invalid(
                "the brake has not stopped this mailbox; nothing was changed".into(),
            ));
        }
    }
    (health.brake, health.brake_released, health.next_cycle) = (None, true, now);
    set(tx, id, MailboxState::Active, &health).await?;
    audit::append(tx, viewer, "mailbox.brake_released", Some(&id.to_string()), now).await
}

/// Begins to disconnect a mailbox; one without anything in it is disconnected at once.
pub(super) async fn disconnect(
    tx: &Tx,
    viewer: &Viewer,
    id: MailboxId,
    farewell: Farewell,
    now: i64,
) -> Result<(), StoreError> {
    let (state, mut health) = held(tx, viewer, id).await?;
    if state == MailboxState::Disconnected {
        return Ok(());
    }
    let (columns, lock) = (link_row::COLUMNS, for_update(tx.as_ref()));
    let read = format!("SELECT {columns} FROM link WHERE mailbox = $1 AND live ORDER BY id{lock}");
    let rows = all(tx.as_ref(), &read, vec![id.0.into()]).await?;
    let links = rows.iter().map(link_row::read).collect::<Result<Vec<Link>, _>>()?;
    let under_way = "SELECT 1 FROM operation WHERE mailbox = $1 LIMIT 1";
    let under_way = one(tx.as_ref(), under_way, vec![id.0.into()]).await?;
    let state = if links.is_empty() && under_way.is_none() {
        MailboxState::Disconnected
    } else {
        MailboxState::Disconnecting
    };
    let cause = match farewell {
        Farewell::Leave => Leaving::DisconnectLeave,
        Farewell::Remove => Leaving::DisconnectRemove,
    };
    turn::send_away(tx, links, cause, viewer.acting()).await?;
    release_all(tx, id).await?;
    drafts::drop_of_mailbox(tx, id).await?;
    health.next_cycle = now;
    set(tx, id, state, &health).await?;
    audit::append(tx, viewer, "mailbox.disconnected", Some(&id.to_string()), now).await
}
