//! The mailbox as the engine calls it.

use async_trait::async_trait;
use bytes::Bytes;
use engine::Clock;
use outlook::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, Place, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};

use super::OutlookModel;
use super::way::as_reading;
use crate::step::step;

#[async_trait]
impl ContactFolder for OutlookModel {
    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.ask().await?;
        let page = {
            let mut state = self.state();
            let faults = state.faults;
            if cursor.is_some() && self.chance.of(faults.resync) {
                state.generation += 1;
            }
            let (generation, from) = match cursor {
                None => (state.generation, None),
                Some(Cursor(text)) => {
                    let (generation, at) = text.split_once(':').unwrap_or(("x", "0"));
                    (generation.parse().unwrap_or(u64::MAX), at.parse::<usize>().ok())
                }
            };
            if generation != state.generation {
                return Err(ConnectorError::Resync);
            }
            self.page(&state, generation, from)
        };
        self.trace.note(|| {
            format!(
                "    {} page {:?} to {:?}",
                self.name,
                page.entries.iter().map(|e| &e.id().0).collect::<Vec<_>>(),
                page.cursor
            )
        });
        self.answer().await.map_err(as_reading)?;
        Ok(page)
    }

    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        self.ask().await?;
        let state = self.state();
        let after = page.map_or("", |token| token.0.as_str());
        let size = 5;
        let mut contacts: Vec<RemoteContact> = state
            .contacts
            .values()
            .filter(|contact| contact.place == Place::Followed && contact.id.as_str() > after)
            .take(size + 1)
            .map(|contact| self.remote(contact))
            .collect();
        let more = contacts.len() > size;
        contacts.truncate(size);
        let next = contacts.last().filter(|_| more).map(|contact| PageToken(contact.id.0.clone()));
        Ok(ListPage { contacts, notes_cut: Vec::new(), next })
    }

    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>> {
        if let Err(error) = self.ask().await {
            return ids.iter().map(|_| Err(error.clone())).collect();
        }
        let faults = self.state().faults;
        let mut outcomes = Vec::new();
        for id in ids {
            if self.chance.of(faults.server_error) {
                outcomes.push(Err(ConnectorError::Retry { after: None, what: "part failed".to_owned() }));
            } else {
                outcomes.push(Ok(self.look(&id.0)));
            }
        }
        step().await;
        outcomes
    }

    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        self.ask().await?;
        let state = self.state();
        let visible = self.clock.now() - self.index_lag;
        let found = state.contacts.values().filter(|contact| {
            contact.place != Place::Deleted
                && contact.stamp.as_deref() == Some(stamp)
                && contact.created <= visible
        });
        Ok(found.map(|contact| self.remote(contact)).collect())
    }

    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        self.each(contacts, |contact| Ok(self.create_one(contact))).await
    }

    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        self.each(updates, |update| self.update_one(update)).await
    }

    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        self.each(contacts, |(id, key)| self.delete_one(&id.0, &key.0)).await
    }

    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        self.ask().await?;
        let faults = self.state().faults;
        if self.chance.of(faults.photo) {
            return Err(ConnectorError::Retry { after: None, what: "photo".to_owned() });
        }
        Ok(self.state().contacts.get(&id.0).and_then(|contact| contact.photo.clone()))
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.arrive().await?;
        let faults = self.state().faults;
        if self.chance.of(faults.photo) {
            return Err(WriteError::Unknown { after: None, what: "photo".to_owned() });
        }
        {
            let now = self.clock.now();
            let mut state = self.state();
            let Some(contact) = state.contacts.get(&id.0).filter(|c| c.place != Place::Deleted).cloned()
            else {
                return Err(WriteError::Gone);
            };
            if contact.photo.as_ref() == Some(&jpeg) && state.strict_photo {
                let complaint = format!("{}: the photo of {} was sent although it is there", self.name, id.0);
                state.complaints.push(complaint);
            }
            state.writes += 1;
            self.trace.note(|| format!("    {} engine puts photo of {id}: {jpeg:?}", self.name));
            if let Some(contact) = state.contacts.get_mut(&id.0) {
                contact.photo = Some(jpeg);
            }
            state.touch(&id.0, now);
        }
        self.answer().await
    }
}
