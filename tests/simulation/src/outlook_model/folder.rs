//! The mailbox as the engine calls it.

use async_trait::async_trait;
use bytes::Bytes;
use engine::Clock;
use outlook::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, Place, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};

use replication::Stamp;

use super::way::as_reading;
use super::{Effect, OutlookModel};
use crate::faults::Fault;
use crate::step::step;

#[async_trait]
impl ContactFolder for OutlookModel {
    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.ask().await?;
        let page = {
            let mut state = self.state();
            let faults = state.faults;
            if self.chance.strikes(Fault::MailboxFull, &faults) {
                return Err(ConnectorError::MailboxFull);
            }
            if cursor.is_some() && self.chance.strikes(Fault::Resync, &faults) {
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
            if self.chance.strikes(Fault::ServerError, &faults) {
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
        self.each(contacts, |contact| {
            let faults = self.state().faults;
            if self.chance.strikes(Fault::MailboxFull, &faults) {
                return Err(WriteError::Mailbox { what: "it is full".to_owned() });
            }
            Ok(self.create_one(contact))
        })
        .await
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
        if self.chance.strikes(Fault::Photo, &faults) {
            return Err(ConnectorError::Retry { after: None, what: "photo".to_owned() });
        }
        if self.chance.strikes(Fault::PhotoMissing, &faults) {
            let mut state = self.state();
            state.photos_refused.insert(id.0.clone());
            state.denied.insert(id.0.clone());
            let stamp = state.contacts.get(&id.0).and_then(|contact| contact.stamp.as_deref());
            let person = stamp.and_then(Stamp::parse).map(|stamp| stamp.person);
            state.denied_photos.extend(person);
            return Ok(None);
        }
        Ok(self.state().contacts.get(&id.0).and_then(|contact| contact.photo.clone()))
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.set_photo(id, Some(jpeg)).await
    }

    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError> {
        self.set_photo(id, None).await
    }
}

impl OutlookModel {
    async fn set_photo(&self, id: &RemoteId, jpeg: Option<Bytes>) -> Result<(), WriteError> {
        self.arrive().await?;
        let faults = self.state().faults;
        if self.chance.strikes(Fault::Photo, &faults) {
            return Err(WriteError::Unknown { after: None, what: "photo".to_owned() });
        }
        if self.chance.strikes(Fault::PhotoTooBig, &faults) {
            self.state().photos_refused.insert(id.0.clone());
            return Err(WriteError::Refused { field: None, what: "413".to_owned() });
        }
        {
            let now = self.clock.now();
            let mut state = self.state();
            let Some(contact) = state.contacts.get(&id.0).filter(|c| c.place != Place::Deleted).cloned()
            else {
                return Err(WriteError::Gone);
            };
            // An engine that was told that there is none, by the latest look, may send it: it cannot know better.
            let denied = state.denied.remove(&id.0);
            if jpeg.is_some() && contact.photo == jpeg && state.strict_photo && !denied {
                let complaint =
                    format!("19: {}: the photo of {} was sent although it is there", self.name, id.0);
                state.complaints.push(complaint);
            }
            state.writes += 1;
            self.trace.note(|| format!("    {} engine puts photo of {id}: {jpeg:?}", self.name));
            if let Some(stamp) = &contact.stamp {
                state.did(Effect::Updated, &id.0, stamp, &contacts::Patch::new());
            }
            if let Some(contact) = state.contacts.get_mut(&id.0) {
                contact.photo = jpeg;
            }
            state.touch(&id.0, now);
        }
        self.answer().await
    }
}
