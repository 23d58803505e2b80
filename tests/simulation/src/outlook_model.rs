//! The model of Outlook: one mailbox, in memory, with everything that goes wrong on the way to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, Patch, Value};
use engine::Clock;
use outlook::folder::StampChange;
use outlook::{
    ChangeEntry, ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage,
    NewContact, PageToken, Place, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};

use crate::chance::{Chance, Faults, Trace};
use crate::step::step;
use crate::surroundings::WorldClock;

/// A contact of the model.
#[derive(Debug, Clone)]
pub struct ModelContact {
    /// Its id.
    pub id: String,
    /// Its version.
    pub key: u64,
    /// Where it lies.
    pub place: Place,
    /// Its fields.
    pub card: Card,
    /// Its stamp.
    pub stamp: Option<String>,
    /// Its photo.
    pub photo: Option<Bytes>,
    /// When it was changed last.
    pub modified: i64,
    /// When it was created.
    pub created: i64,
    /// The stamp that the engine created it with.
    pub created_with: Option<String>,
    /// Whether the owner deleted it and has not restored it since.
    pub deleted_by_owner: bool,
    /// Whether it was moved out of the followed folder ever: the feed never reports it again.
    pub moved_away: bool,
    /// Categories that the owner put there.
    pub own_categories: BTreeSet<String>,
}

#[derive(Debug, Clone)]
enum Logged {
    Changed,
    Removed,
}

/// What the model noticed that must never happen.
pub type Complaint = String;

/// A value of Outlook that was overwritten or removed by the engine: it must be known to the CRM by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overwritten {
    /// The stamp of the contact.
    pub stamp: String,
    /// The field.
    pub field: FieldKey,
    /// The value.
    pub value: Value,
}

/// The state of one mailbox.
#[derive(Debug, Default)]
pub struct Model {
    /// All contacts that were ever there, deleted ones included (until purged).
    pub contacts: BTreeMap<String, ModelContact>,
    log: Vec<(String, Logged)>,
    generation: u64,
    next_id: u64,
    next_key: u64,
    hold_until: i64,
    /// Whether a call before the end of a wait is complained about: only where nobody could forget the wait.
    pub strict_hold: bool,
    /// Whether an equal photo sent again is complained about: only where one node is at work at a time.
    pub strict_photo: bool,
    /// What must never happen and did.
    pub complaints: Vec<Complaint>,
    /// Values of Outlook that the engine wrote over or removed.
    pub overwritten: Vec<Overwritten>,
    /// Writes that the engine made.
    pub writes: u64,
    /// Whether faults happen.
    pub faults: Faults,
}

/// One mailbox of the model as a contact folder.
#[derive(Clone)]
pub struct OutlookModel {
    name: &'static str,
    state: Arc<Mutex<Model>>,
    chance: Chance,
    clock: WorldClock,
    trace: Trace,
    /// Whether a contact in Deleted Items is found by its id.
    deleted_found: bool,
    /// How long a created contact is not found by its stamp, in microseconds.
    index_lag: i64,
}

impl OutlookModel {
    /// Makes an empty mailbox; what is unconfirmed of Outlook is drawn.
    pub fn new(name: &'static str, chance: Chance, clock: WorldClock, trace: Trace) -> Self {
        let deleted_found = chance.of(500);
        let index_lag = if chance.of(300) { 20_000_000 } else { 0 };
        OutlookModel {
            name,
            state: Arc::new(Mutex::new(Model::default())),
            chance,
            clock,
            trace,
            deleted_found,
            index_lag,
        }
    }

    /// Looks at everything.
    pub fn state(&self) -> MutexGuard<'_, Model> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    async fn arrive(&self) -> Result<(), WriteError> {
        let sent = self.clock.now();
        step().await;
        self.clock.advance(i64::from(self.chance.below(50_000)) + 1);
        let now = self.clock.now();
        if now - sent > 30_000_000 {
            // A request arrives in time or never.
            return Err(WriteError::Unknown { after: None, what: "timed out".to_owned() });
        }
        let mut state = self.state();
        let faults = state.faults;
        if state.strict_hold && now < state.hold_until {
            let left = state.hold_until - now;
            state
                .complaints
                .push(format!("called {left} us before the end of a wait that Outlook asked for"));
        }
        if self.chance.of(faults.throttled) {
            let after = Duration::from_secs(u64::from(self.chance.below(30)));
            state.hold_until = now + i64::try_from(after.as_micros()).unwrap_or(0);
            let what = "429".to_owned();
            return Err(if self.chance.of(500) {
                WriteError::NotDone { after: Some(after), what }
            } else {
                WriteError::Unknown { after: Some(after), what }
            });
        }
        if self.chance.of(faults.request_lost) {
            return Err(WriteError::Unknown { after: None, what: "request lost".to_owned() });
        }
        if self.chance.of(faults.server_error) {
            return Err(WriteError::Unknown { after: None, what: "503".to_owned() });
        }
        Ok(())
    }

    async fn answer(&self) -> Result<(), WriteError> {
        step().await;
        let faults = self.state().faults;
        if self.chance.of(faults.answer_lost) {
            return Err(WriteError::Unknown { after: None, what: "answer lost".to_owned() });
        }
        Ok(())
    }

    async fn ask(&self) -> Result<(), ConnectorError> {
        self.arrive().await.map_err(as_reading)
    }

    fn remote(&self, contact: &ModelContact) -> RemoteContact {
        RemoteContact {
            id: RemoteId(contact.id.clone()),
            change_key: ChangeKey(format!("k{}", contact.key)),
            place: contact.place.clone(),
            card: contact.card.clone(),
            stamp: contact.stamp.clone(),
            has_photo: contact.photo.is_some(),
            modified: contact.modified,
        }
    }

    fn look(&self, id: &str) -> ReadOutcome {
        match self.state().contacts.get(id) {
            Some(contact) if contact.place != Place::Deleted || self.deleted_found => {
                ReadOutcome::Found(Box::new(self.remote(contact)))
            }
            Some(_) | None => ReadOutcome::Gone,
        }
    }

    fn update_one(&self, update: &ContactUpdate) -> Result<Written, WriteError> {
        let now = self.clock.now();
        let mut state = self.state();
        let Some(contact) = state.contacts.get(&update.id.0).filter(|c| c.place != Place::Deleted).cloned()
        else {
            return Err(WriteError::Gone);
        };
        if format!("k{}", contact.key) != update.change_key.0 {
            return Err(WriteError::Changed);
        }
        if contact.stamp.is_none() && !matches!(update.stamp, StampChange::Set(_)) {
            state.complaints.push(format!("{}: wrote to {} which is not ours", self.name, contact.id));
        }
        let stamp = contact.stamp.clone().or(match &update.stamp {
            StampChange::Set(stamp) => Some(stamp.clone()),
            StampChange::Keep | StampChange::Clear => None,
        });
        for (field, value) in update.patch.iter() {
            if let (Some(before), Some(stamp)) = (contact.card.get(field), &stamp)
                && Some(before) != value
                && field != FieldKey::Categories
            {
                let value = before.clone();
                state.overwritten.push(Overwritten { stamp: stamp.clone(), field, value });
            }
        }
        let key = state.touch(&update.id.0, now);
        self.trace.note(|| {
            format!(
                "    {} engine updates {} to k{key}: {:?} {:?}",
                self.name, update.id, update.patch, update.stamp
            )
        });
        state.writes += 1;
        let mut echoed = Patch::new();
        if let Some(contact) = state.contacts.get_mut(&update.id.0) {
            contact.card.apply(&update.patch);
            contact.card = as_outlook_stores(&contact.card);
            match &update.stamp {
                StampChange::Keep => {}
                StampChange::Set(stamp) => contact.stamp = Some(stamp.clone()),
                StampChange::Clear => contact.stamp = None,
            }
            for (field, _) in update.patch.iter() {
                echoed.set(field, contact.card.get(field).cloned());
            }
        }
        Ok(Written { id: update.id.clone(), change_key: ChangeKey(format!("k{key}")), echoed })
    }

    fn create_one(&self, contact: &NewContact) -> Written {
        let now = self.clock.now();
        let mut state = self.state();
        let id = state.add(contact.card.clone(), now);
        state.writes += 1;
        let card = as_outlook_stores(&contact.card);
        let mut echoed = Patch::new();
        for (key, value) in card.iter() {
            echoed.set(key, Some(value.clone()));
        }
        let mut key = 0;
        if let Some(made) = state.contacts.get_mut(&id) {
            made.stamp = Some(contact.stamp.clone());
            made.created_with = Some(contact.stamp.clone());
            self.trace.note(|| {
                format!(
                    "    {} engine creates {} as {:?} {}",
                    self.name, made.id, contact.card, contact.stamp
                )
            });
            key = made.key;
        }
        Written { id: RemoteId(id), change_key: ChangeKey(format!("k{key}")), echoed }
    }

    fn delete_one(&self, id: &str, change_key: &str) -> Result<(), WriteError> {
        let now = self.clock.now();
        let mut state = self.state();
        let Some(contact) = state.contacts.get(id).filter(|c| c.place != Place::Deleted).cloned() else {
            return Err(WriteError::Gone);
        };
        if format!("k{}", contact.key) != change_key {
            return Err(WriteError::Changed);
        }
        match &contact.stamp {
            Some(stamp) => {
                for (field, value) in contact.card.iter().filter(|(f, _)| *f != FieldKey::Categories) {
                    let (stamp, value) = (stamp.clone(), value.clone());
                    state.overwritten.push(Overwritten { stamp, field, value });
                }
            }
            None => {
                let complaint = format!("{}: removed {id} which is not ours", self.name);
                state.complaints.push(complaint);
            }
        }
        self.trace.note(|| format!("    {} engine deletes {id}", self.name));
        state.place(id, Place::Deleted, now);
        state.writes += 1;
        Ok(())
    }
}

impl Model {
    /// Adds a contact in the followed folder; returns its id.
    pub fn add(&mut self, card: Card, now: i64) -> String {
        self.next_id += 1;
        let id = format!("c{}", self.next_id);
        let contact = ModelContact {
            id: id.clone(),
            key: 0,
            place: Place::Followed,
            card: as_outlook_stores(&card),
            stamp: None,
            photo: None,
            modified: now,
            created: now,
            created_with: None,
            deleted_by_owner: false,
            moved_away: false,
            own_categories: BTreeSet::new(),
        };
        self.contacts.insert(id.clone(), contact);
        self.touch(&id, now);
        id
    }

    /// Gives a contact a new version and tells the feed; returns the version.
    pub fn touch(&mut self, id: &str, now: i64) -> u64 {
        self.next_key += 1;
        let key = self.next_key;
        if let Some(contact) = self.contacts.get_mut(id) {
            contact.key = key;
            contact.modified = now;
            if contact.place == Place::Followed && !contact.moved_away {
                self.log.push((id.to_owned(), Logged::Changed));
            }
        }
        key
    }

    /// Moves a contact.
    pub fn place(&mut self, id: &str, place: Place, now: i64) {
        let Some(contact) = self.contacts.get_mut(id) else { return };
        let was = std::mem::replace(&mut contact.place, place.clone());
        if was == Place::Followed && place != Place::Followed {
            self.log.push((id.to_owned(), Logged::Removed));
        }
        if matches!(place, Place::Elsewhere(_)) {
            contact.moved_away = true;
        }
        self.touch(id, now);
    }
}

fn as_reading(error: WriteError) -> ConnectorError {
    match error {
        WriteError::NotDone { after, what } | WriteError::Unknown { after, what } => {
            ConnectorError::Retry { after, what }
        }
        WriteError::Changed | WriteError::Gone | WriteError::Refused { .. } => {
            ConnectorError::Refused { what: "refused".to_owned() }
        }
        WriteError::SignIn { what } => ConnectorError::SignIn { what },
        WriteError::Mailbox { what } => ConnectorError::MailboxGone { what },
    }
}

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

impl OutlookModel {
    /// Does something to each; the whole batch, single parts, or the answer may be lost.
    async fn each<I, O>(
        &self,
        items: &[I],
        act: impl Fn(&I) -> Result<O, WriteError> + Send + Sync,
    ) -> Vec<Result<O, WriteError>>
    where
        I: Sync,
        O: Send,
    {
        if let Err(error) = self.arrive().await {
            return items.iter().map(|_| Err(error.clone())).collect();
        }
        let mut answers = Vec::new();
        for item in items {
            let faults = self.state().faults;
            if self.chance.of(faults.throttled) {
                answers.push(Err(WriteError::NotDone { after: None, what: "part throttled".to_owned() }));
            } else if self.chance.of(faults.server_error) {
                answers.push(Err(WriteError::Unknown { after: None, what: "part failed".to_owned() }));
            } else {
                let done = act(item);
                if self.chance.of(faults.throttled / 8) {
                    // Throttled, it says, and has done it.
                    answers.push(Err(WriteError::Unknown {
                        after: None,
                        what: "throttled after all".to_owned(),
                    }));
                    continue;
                }
                let lost = self.chance.of(faults.answer_lost);
                let lost = || {
                    if lost {
                        Some(WriteError::Unknown { after: None, what: "part lost".to_owned() })
                    } else {
                        None
                    }
                };
                answers.push(match (done, lost()) {
                    (Ok(_), Some(error)) => Err(error),
                    (done, _) => done,
                });
            }
        }
        match self.answer().await {
            Ok(()) => answers,
            Err(error) => items.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    fn page(&self, state: &Model, generation: u64, from: Option<usize>) -> ChangePage {
        let faults = state.faults;
        let size = if self.chance.of(faults.page_cut) { 2 } else { 6 };
        let full = || {
            state
                .contacts
                .values()
                .filter(|c| c.place == Place::Followed && !c.moved_away)
                .map(|c| c.id.clone())
        };
        let entry = |id: &str| state.contacts.get(id).map(|contact| self.changed(contact));
        let Some(from) = from else {
            // From the beginning: everything at once (a real feed pages; what it yields is the cursor).
            let entries = full().filter_map(|id| entry(&id)).collect();
            return ChangePage {
                entries,
                cursor: Cursor(format!("{generation}:{}", state.log.len())),
                more: false,
            };
        };
        let to = (from + size).min(state.log.len());
        let mut entries = Vec::new();
        for (id, what) in &state.log[from.min(to)..to] {
            match what {
                Logged::Changed => match state.contacts.get(id) {
                    Some(contact) if contact.place == Place::Followed => entries.push(self.changed(contact)),
                    Some(_) | None => {}
                },
                Logged::Removed => {
                    let back =
                        state.contacts.get(id).is_some_and(|c| c.place == Place::Followed && !c.moved_away);
                    if !back {
                        entries.push(ChangeEntry::Removed { id: RemoteId(id.clone()) });
                    }
                }
            }
        }
        if self.chance.of(faults.feed_shuffled) {
            let doubled: Vec<ChangeEntry> = entries.iter().filter(|_| self.chance.of(500)).cloned().collect();
            entries.extend(doubled);
            self.chance.shuffle(&mut entries);
        }
        if self.chance.of(faults.false_removal) {
            let all: Vec<String> = full().collect();
            if let Some(id) = self.chance.pick(&all) {
                entries.push(ChangeEntry::Removed { id: RemoteId(id.clone()) });
            }
        }
        ChangePage { entries, cursor: Cursor(format!("{generation}:{to}")), more: to < state.log.len() }
    }

    fn changed(&self, contact: &ModelContact) -> ChangeEntry {
        let mut carried = Patch::new();
        for key in [FieldKey::LastName, FieldKey::MobilePhone, FieldKey::JobTitle] {
            carried.set(key, contact.card.get(key).cloned());
        }
        ChangeEntry::Changed {
            id: RemoteId(contact.id.clone()),
            change_key: ChangeKey(format!("k{}", contact.key)),
            carried,
        }
    }
}
