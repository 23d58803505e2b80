//! [`Patient`]: a contact folder that is not called before the time that Outlook asked for, whichever call it
//! was that it asked on.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use outlook::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};

use crate::surroundings::Clock;

/// A contact folder whose waits are kept.
pub(crate) struct Patient<'a> {
    folder: &'a dyn ContactFolder,
    clock: &'a dyn Clock,
    hold_until: AtomicI64,
    /// Whether it is the limit of requests that is waited for, and not an outage.
    limited: AtomicBool,
}

impl<'a> Patient<'a> {
    pub(crate) fn new(folder: &'a dyn ContactFolder, clock: &'a dyn Clock) -> Self {
        Patient { folder, clock, hold_until: AtomicI64::new(0), limited: AtomicBool::new(false) }
    }

    /// Returns the time before which Outlook is not to be called, in microseconds since 1970 UTC; zero: none.
    pub(crate) fn hold_until(&self) -> i64 {
        self.hold_until.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> Option<Duration> {
        let left = self.hold_until().saturating_sub(self.clock.now());
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_micros)
    }

    /// Says why nothing may be sent for so long.
    pub(crate) fn refusal(&self, after: Duration) -> ConnectorError {
        if self.limited.load(Ordering::Relaxed) {
            ConnectorError::Limit { after }
        } else {
            ConnectorError::Retry { after: Some(after), what: "it asked to wait".to_owned() }
        }
    }

    fn ready(&self) -> Result<(), ConnectorError> {
        match self.waiting() {
            None => Ok(()),
            Some(after) => Err(self.refusal(after)),
        }
    }

    fn ready_to_write(&self) -> Result<(), WriteError> {
        match self.waiting() {
            None => Ok(()),
            Some(left) => Err(WriteError::NotDone { after: Some(left), what: "it asked to wait".to_owned() }),
        }
    }

    fn note(&self, after: Option<Duration>) {
        if let Some(after) = after {
            let micros = i64::try_from(after.as_micros()).unwrap_or(i64::MAX);
            self.hold_until.fetch_max(self.clock.now().saturating_add(micros), Ordering::Relaxed);
        }
    }

    fn heard<T>(&self, answer: Result<T, ConnectorError>) -> Result<T, ConnectorError> {
        match &answer {
            Err(ConnectorError::Retry { after, .. }) => self.note(*after),
            Err(ConnectorError::Limit { after }) => {
                self.limited.store(true, Ordering::Relaxed);
                self.note(Some(*after));
            }
            Ok(_)
            | Err(
                ConnectorError::Resync
                | ConnectorError::MailboxFull
                | ConnectorError::SignIn { .. }
                | ConnectorError::MailboxGone { .. }
                | ConnectorError::Refused { .. },
            ) => {}
        }
        answer
    }

    fn wrote<T>(&self, answer: Result<T, WriteError>) -> Result<T, WriteError> {
        if let Err(WriteError::NotDone { after, .. } | WriteError::Unknown { after, .. }) = &answer {
            self.note(*after);
        }
        answer
    }
}

#[async_trait]
impl ContactFolder for Patient<'_> {
    fn room(&self, wanted: u32) -> Result<u32, Duration> {
        if let Some(left) = self.waiting() {
            return Err(left);
        }
        let room = self.folder.room(wanted);
        if let Err(after) = room {
            self.limited.store(true, Ordering::Relaxed);
            self.note(Some(after));
        }
        room
    }

    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.ready()?;
        self.heard(self.folder.changes(cursor).await)
    }

    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        self.ready()?;
        self.heard(self.folder.list(page).await)
    }

    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>> {
        if let Err(error) = self.ready() {
            return ids.iter().map(|_| Err(error.clone())).collect();
        }
        self.folder.read(ids).await.into_iter().map(|answer| self.heard(answer)).collect()
    }

    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        self.ready()?;
        self.heard(self.folder.find(stamp).await)
    }

    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        if let Err(error) = self.ready_to_write() {
            return contacts.iter().map(|_| Err(error.clone())).collect();
        }
        self.folder.create(contacts).await.into_iter().map(|answer| self.wrote(answer)).collect()
    }

    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        if let Err(error) = self.ready_to_write() {
            return updates.iter().map(|_| Err(error.clone())).collect();
        }
        self.folder.update(updates).await.into_iter().map(|answer| self.wrote(answer)).collect()
    }

    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        if let Err(error) = self.ready_to_write() {
            return contacts.iter().map(|_| Err(error.clone())).collect();
        }
        self.folder.delete(contacts).await.into_iter().map(|answer| self.wrote(answer)).collect()
    }

    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        self.ready()?;
        self.heard(self.folder.photo(id).await)
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.ready_to_write()?;
        self.wrote(self.folder.put_photo(id, jpeg).await)
    }

    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError> {
        self.ready_to_write()?;
        self.wrote(self.folder.remove_photo(id).await)
    }
}
