//! Mailboxes: connected, looked after, paused, disconnected.

mod forget;
mod health;
mod life;
mod look;

use contacts::{MailboxId, UserId};
use sea_orm::ConnectionTrait;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::{MailboxState, StoreError};
use crate::statements::{one, run};
use crate::viewer::Viewer;

pub use look::{Departing, DepartingLink, TroubledLink};

/// A mailbox to be connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMailbox {
    /// The user whose rights decide what may be in it.
    pub owner: UserId,
    /// Its address: also how Microsoft Graph names its user.
    pub address: String,
    /// Its name for people; empty: the address.
    pub name: String,
    /// Where Microsoft Graph is: `https://graph.microsoft.com/v1.0`, or the stand-in's.
    pub base_url: String,
    /// The bearer token.
    pub token: String,
}

/// A connected mailbox as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxView {
    /// Its identity.
    pub id: MailboxId,
    /// The user whose rights decide what may be in it.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// Its address.
    pub address: String,
    /// Its name for people.
    pub name: String,
    /// Where Microsoft Graph is.
    pub base_url: String,
    /// The folder followed; none: the default one.
    pub folder: Option<String>,
    /// Whether it takes part.
    pub state: MailboxState,
    /// When it was connected, in microseconds since 1970 UTC.
    pub created: i64,
    /// How it fares.
    pub health: MailboxHealth,
}

/// How a mailbox fares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxHealth {
    /// When the last cycle ended, in microseconds since 1970 UTC; zero: never.
    pub last_cycle: i64,
    /// When the next cycle is to begin at the latest.
    pub next_cycle: i64,
    /// Until when Outlook asked to be left alone, in microseconds since 1970 UTC; zero: it did not.
    pub hold_until: i64,
    /// For how long work has waited since the last cycle ended, in microseconds; zero when nothing waits.
    pub lag: i64,
    /// What kept the last cycle from ending well.
    pub error: Option<String>,
    /// How many cycles in a row failed.
    pub failures: u32,
    /// How many links the brake saw ending, of how many.
    pub brake: Option<(u32, u32)>,
    /// Whether the brake was released for the next cycle.
    pub brake_released: bool,
    /// Live links.
    pub links: u64,
    /// Links on which work waits.
    pub due: u64,
    /// Entries of the change feed that wait.
    pub staged: u64,
    /// Operations to be sent.
    pub pending: u64,
    /// Operations sent whose answer is not known yet.
    pub sent: u64,
    /// Links with a problem that a person has to look at.
    pub problems: u64,
    /// Unlinked contacts in the mailbox.
    pub candidates: u64,
    /// Whether nothing waits and nothing is under way.
    pub idle: bool,
}

/// What becomes of a mailbox's contacts when it is disconnected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// They stay, without stamp.
    Leave,
    /// They go to Deleted Items.
    Remove,
}

/// How the engine reaches a mailbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Where Microsoft Graph is.
    pub base_url: String,
    /// The bearer token.
    pub token: String,
    /// The user in Graph's paths: the mailbox's address.
    pub user: String,
    /// The folder followed; none: the default one.
    pub folder: Option<String>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("mailbox", &self.mailbox)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Database {
    /// Connects a mailbox. It is paused until its owner has seen folder, preset and fields and activates it.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for readers, and for users connecting another's mailbox;
    /// [`StoreError::Invalid`] for an address, URL or token that is none, or an address connected already.
    pub async fn connect_mailbox(
        &self,
        viewer: &Viewer,
        new: &NewMailbox,
        now: i64,
    ) -> Result<MailboxView, StoreError> {
        let id = self.write(|tx| async move { life::connect(&tx, viewer, new, now).await }).await?;
        self.read_mailbox(viewer, id, now).await
    }

    /// Lists mailboxes: the viewer's own, for administrators all; disconnected ones too.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_mailboxes(&self, viewer: &Viewer, now: i64) -> Result<Vec<MailboxView>, StoreError> {
        let (condition, values) = match viewer.administers() {
            true => ("TRUE", vec![]),
            false => ("mailbox.owner = $1", vec![viewer.user.0.into()]),
        };
        health::views(self.reading(), condition, values, now).await
    }

    /// Reads a mailbox with its health.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for a mailbox of somebody else.
    pub async fn read_mailbox(
        &self,
        viewer: &Viewer,
        id: MailboxId,
        now: i64,
    ) -> Result<MailboxView, StoreError> {
        known(self.reading(), viewer, id).await?;
        let found = health::views(self.reading(), "mailbox.id = $1", vec![id.0.into()], now).await?;
        found.into_iter().next().ok_or(StoreError::NotFound("the mailbox"))
    }

    /// Chooses the folder that replication follows; none: the default one. Only while no contact is linked.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when there are live links; [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn choose_folder(
        &self,
        viewer: &Viewer,
        id: MailboxId,
        folder: Option<&str>,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { life::choose_folder(&tx, viewer, id, folder).await }).await
    }

    /// Lets a mailbox take part (again), from now on.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when its brake has to be released, or it is being disconnected;
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn activate_mailbox(&self, viewer: &Viewer, id: MailboxId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { life::activate(&tx, viewer, id, now).await }).await
    }

    /// Pauses a mailbox: nothing is changed anywhere until it is activated.
    ///
    /// # Errors
    /// As [`Database::activate_mailbox`].
    pub async fn pause_mailbox(&self, viewer: &Viewer, id: MailboxId) -> Result<(), StoreError> {
        self.write(|tx| async move { life::pause(&tx, viewer, id).await }).await
    }

    /// Gives a mailbox a new token (and URL), and lets it take part again when it needed that.
    ///
    /// # Errors
    /// As [`Database::connect_mailbox`].
    pub async fn reconnect_mailbox(
        &self,
        viewer: &Viewer,
        id: MailboxId,
        base_url: &str,
        token: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { life::reconnect(&tx, viewer, id, base_url, token, now).await }).await
    }

    /// Releases a mailbox's brake: its next cycle may end as many links as it has to.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it is not braked; [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn release_brake(&self, viewer: &Viewer, id: MailboxId, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { life::release(&tx, viewer, id, now).await }).await
    }

    /// Begins to disconnect a mailbox: its links end, then it is disconnected.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn disconnect_mailbox(
        &self,
        viewer: &Viewer,
        id: MailboxId,
        farewell: Farewell,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { life::disconnect(&tx, viewer, id, farewell, now).await }).await
    }

    /// Disconnects a mailbox that cannot be reached any more (its account is gone, its consent revoked): its links end
    /// at once, and its contacts stay where they are. The history of each person says so; returns how many contacts
    /// were not reached.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::NotFound`].
    pub async fn forget_mailbox(&self, viewer: &Viewer, id: MailboxId, now: i64) -> Result<u64, StoreError> {
        self.write(|tx| async move { forget::forget(&tx, viewer, id, now).await }).await
    }

    /// Reads how the engine reaches a mailbox. For the engine's own wiring, never for people: it has the token.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn connection(&self, id: MailboxId) -> Result<Connection, StoreError> {
        let read = "SELECT base_url, token, address, folder FROM mailbox WHERE id = $1";
        let row = one(self.reading(), read, vec![id.0.into()]).await?;
        let row = row.ok_or(StoreError::NotFound("the mailbox"))?;
        let read = || -> Result<Connection, sea_orm::DbErr> {
            Ok(Connection {
                mailbox: id,
                base_url: row.try_get_by_index(0)?,
                token: row.try_get_by_index::<Option<String>>(1)?.unwrap_or_default(),
                user: row.try_get_by_index(2)?,
                folder: row.try_get_by_index(3)?,
            })
        };
        read().map_err(failed)
    }

    /// Lists the mailboxes whose next cycle is due: because its time has come, or because work waits that a person
    /// made. For the scheduler.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn mailboxes_to_run(&self, now: i64) -> Result<Vec<MailboxId>, StoreError> {
        health::to_run(self.reading(), now).await
    }
}

/// Checks that a mailbox is the viewer's, or that the viewer administers; returns its owner.
pub(crate) async fn known<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    id: MailboxId,
) -> Result<UserId, StoreError> {
    let row = one(on, "SELECT owner FROM mailbox WHERE id = $1", vec![id.0.into()]).await?;
    let owner = row.map(|row| row.try_get_by_index(0).map(UserId)).transpose().map_err(failed)?;
    let owner = owner.filter(|owner| viewer.administers() || *owner == viewer.user);
    owner.ok_or(StoreError::NotFound("the mailbox"))
}

/// Lets the next cycle of a mailbox begin at once, because a person has just asked for something in it.
pub(crate) async fn wake(tx: &Tx, id: MailboxId, now: i64) -> Result<(), StoreError> {
    let wake = "UPDATE mailbox SET next_cycle = $2 WHERE id = $1 AND next_cycle > $2";
    run(tx.as_ref(), wake, vec![id.0.into(), now.into()]).await.map(|_| ())
}
