//! Single acts of the engine over the twin of the store and the model of Outlook: nothing is drawn, and what goes
//! wrong is said.
#![allow(clippy::unwrap_used)] // Tests.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{Card, FieldKey, LinkId, MailboxId, PersonId, PhotoId, RunId};
use engine::{Bugs, Clock, Cycle, CycleError, CycleReport, Looks};
use futures::executor::block_on;
use outlook::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, Place, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};
use replication::{Leaving, Link, LinkState};
use simulation::chance::{Chance, Trace};
use simulation::memory::{MemoryPerson, MemoryStore, MemoryUser, OWNER};
use simulation::outlook_model::OutlookModel;
use simulation::step::{Task, advance};
use simulation::surroundings::{WorldClock, WorldIds, WorldPictures};
use simulation::world::patch;
use simulation::{Edition, Knobs};
use store::{EndState, Feed, Health, HistoryKind, MailboxRecord, MailboxState, NewPhoto, Role};
use uuid::Uuid;

const MAILBOX: MailboxId = MailboxId::from_u128(100);
const PERSON: PersonId = PersonId::from_u128(20);
const LINK: LinkId = LinkId::from_u128(30);
const RUN: RunId = RunId::from_u128(40);
const SECOND: i64 = 1_000_000;

/// Something that happens at a call to Outlook.
type Act = Box<dyn FnOnce() + Send>;

/// What happens at the calls of one kind, one after the other: how the call fails, none: it is as the model says; and
/// what somebody does right before it is answered.
#[derive(Default)]
struct Script(Mutex<VecDeque<(Option<WriteError>, Act)>>);

impl Script {
    fn tell(&self, error: Option<WriteError>, act: impl FnOnce() + Send + 'static) {
        self.0.lock().unwrap().push_back((error, Box::new(act)));
    }

    fn next(&self) -> Option<WriteError> {
        let (error, act) = self.0.lock().unwrap().pop_front()?;
        act();
        error
    }
}

/// The model of Outlook, as it is told to go wrong.
struct Scripted {
    model: OutlookModel,
    updates: Script,
    deletes: Script,
    photos: Script,
    /// The contacts that it does not hand out.
    withheld: Mutex<BTreeSet<String>>,
    /// How long its limit of requests is used up.
    full: Mutex<Option<Duration>>,
}

#[async_trait]
impl ContactFolder for Scripted {
    fn room(&self, wanted: u32) -> Result<u32, Duration> {
        self.full.lock().unwrap().map_or(Ok(wanted), Err)
    }

    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.model.changes(cursor).await
    }

    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        self.model.list(page).await
    }

    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>> {
        let withheld = self.withheld.lock().unwrap().clone();
        let outcomes = ids.iter().zip(self.model.read(ids).await);
        let refused = || ConnectorError::Retry { after: None, what: "500".to_owned() };
        outcomes.map(|(id, read)| if withheld.contains(&id.0) { Err(refused()) } else { read }).collect()
    }

    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        self.model.find(stamp).await
    }

    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        self.model.create(contacts).await
    }

    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        if let Some(error @ WriteError::NotDone { .. }) = self.updates.next() {
            return updates.iter().map(|_| Err(error.clone())).collect();
        }
        self.model.update(updates).await
    }

    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        let answers = self.model.delete(contacts).await;
        self.deletes.next();
        answers
    }

    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        match self.photos.next() {
            Some(WriteError::NotDone { after, what }) => Err(ConnectorError::Retry { after, what }),
            Some(_) | None => self.model.photo(id).await,
        }
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.model.put_photo(id, jpeg).await
    }

    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError> {
        self.model.remove_photo(id).await
    }
}

/// One person, one mailbox, one engine.
struct Desk {
    store: MemoryStore,
    outlook: Scripted,
    clock: WorldClock,
    ids: WorldIds,
    looks: Looks,
}

impl Desk {
    /// A mailbox whose contacts are known, and a person that is to be in it.
    fn with(card: &Card) -> Desk {
        let (chance, trace) = (Chance::new(1, Edition::Second, &Knobs::default()), Trace::new(false));
        let (clock, store) = (WorldClock::new(), MemoryStore::new(chance.clone(), trace.clone()));
        let model = OutlookModel::new("a", chance, clock.clone(), trace);
        {
            let mut state = store.state();
            state.users.insert(OWNER, MemoryUser { role: Role::User, teams: Vec::new() });
            let feed = Feed { swept: clock.now(), ..Feed::default() };
            let record = MailboxRecord {
                id: MAILBOX,
                owner: OWNER,
                owner_active: true,
                asked: false,
                address: "ada@example.com".to_owned(),
                folder: None,
                state: MailboxState::Active,
                feed,
                health: Health::default(),
            };
            state.mailboxes.insert(MAILBOX, record);
            state.persons.insert(PERSON, MemoryPerson::new(PERSON, card.clone(), clock.now()));
            state.links.insert(LINK, Link::adopting(LINK, PERSON, MAILBOX, 1));
        }
        let (updates, deletes, photos, withheld) = Default::default();
        let outlook = Scripted { model, updates, deletes, photos, withheld, full: Mutex::default() };
        Desk { store, outlook, clock, ids: WorldIds::new(), looks: Looks::default() }
    }

    fn at_work(&self) -> Cycle<'_> {
        Cycle {
            store: &self.store,
            folder: &self.outlook,
            clock: &self.clock,
            ids: &self.ids,
            pictures: &WorldPictures,
            mailbox: MAILBOX,
            holder: Uuid::from_u128(1),
            looks: &self.looks,
            bugs: Bugs::default(),
        }
    }

    fn cycle(&self) -> Result<CycleReport, CycleError> {
        self.clock.advance(SECOND);
        block_on(self.at_work().run())
    }

    /// A cycle that is killed as soon as it has written to Outlook.
    fn cycle_killed_after_a_write(&self) {
        let writes = || self.outlook.model.state().writes;
        let (before, cycle) = (writes(), self.at_work());
        let mut task: Task<'_, _> = Box::pin(cycle.run());
        while writes() == before {
            assert!(block_on(advance(&mut task)).is_none(), "it ended without a write");
        }
    }

    fn edit(&self, field: FieldKey, text: &str) {
        let value = contacts::Value::parse(field, text).unwrap();
        self.store.state().edit(PERSON, &patch(field, value), self.clock.now());
    }

    fn give_photo(&self, picture: &'static str) {
        let bytes = Bytes::from_static(picture.as_bytes());
        let photo = NewPhoto {
            id: PhotoId::from_u128(50),
            original: bytes.clone(),
            media_type: "image/jpeg".to_owned(),
            digest: format!("d:{picture}"),
            width: 1,
            height: 1,
            rendition: bytes,
        };
        self.store.state().give_photo(PERSON, &photo, self.clock.now());
    }

    /// Somebody exports the person, and the run's item waits for its link.
    fn export(&self) {
        let mut state = self.store.state();
        state.run_mailboxes.insert(RUN, MAILBOX);
        state.run_items.insert((RUN, PERSON), (EndState::Waiting, None));
        let link = state.links.get_mut(&LINK).unwrap();
        (link.run, link.due, link.row) = (Some(RUN), link.due + 1, link.row + 1);
    }

    fn item(&self) -> EndState {
        self.store.state().run_items.get(&(RUN, PERSON)).unwrap().0
    }

    fn link(&self) -> Link {
        self.store.state().links.get(&LINK).unwrap().clone()
    }

    /// The contact that is in the mailbox: its fields and its photo.
    fn contact(&self) -> (Card, Option<Bytes>) {
        let model = self.outlook.model.state();
        let mut there = model.contacts.values().filter(|contact| contact.place != Place::Deleted);
        let contact = there.next().unwrap();
        assert!(there.next().is_none(), "two contacts");
        (contact.card.clone(), contact.photo.clone())
    }

    /// What the history of the person tells of a field, with the values before.
    fn told(&self, kind: HistoryKind, field: FieldKey) -> Vec<serde_json::Value> {
        let state = self.store.state();
        let entries = state.persons.get(&PERSON).unwrap().history.iter().map(|entry| &entry.told);
        let of_field =
            entries.filter(|told| told.kind == kind && told.field.as_deref() == Some(field.as_str()));
        of_field.filter_map(|told| told.before.clone()).collect()
    }
}

fn ada() -> Card {
    Card::new().with(FieldKey::LastName, "King").with(FieldKey::Email1, "ada@x.de")
}

fn throttled(after: Option<u64>) -> Option<WriteError> {
    Some(WriteError::NotDone { after: after.map(Duration::from_secs), what: "429".to_owned() })
}

#[test]
fn a_photo_does_not_end_the_item_of_a_run_whose_text_still_waits() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.edit(FieldKey::JobTitle, "Countess");
    desk.give_photo("portrait");
    desk.export();
    // The text is put off for a while, the photo goes.
    desk.outlook.updates.tell(throttled(None), || {});
    desk.cycle().unwrap();
    assert_eq!(desk.contact(), (ada(), Some(Bytes::from_static(b"portrait"))));
    assert_eq!(desk.item(), EndState::Waiting);

    desk.clock.advance(600 * SECOND);
    desk.cycle().unwrap();
    assert_eq!(desk.contact().0, ada().with(FieldKey::JobTitle, "Countess"));
    assert_eq!(desk.item(), EndState::Updated);
}

#[test]
fn an_item_that_waits_for_a_photo_alone_ends_with_it() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.give_photo("portrait");
    desk.export();
    desk.cycle().unwrap();
    assert_eq!(desk.contact(), (ada(), Some(Bytes::from_static(b"portrait"))));
    assert_eq!(desk.item(), EndState::Updated);
}

#[test]
fn a_wait_that_outlook_asked_for_holds_although_a_person_stopped_the_cycle() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.give_photo("portrait");
    let store = desk.store.clone();
    // Asked what photo there is, Outlook wants to be left alone; the mailbox is disconnected at that moment.
    desk.outlook.photos.tell(throttled(Some(30)), move || {
        let mut state = store.state();
        state.mailboxes.get_mut(&MAILBOX).unwrap().state = MailboxState::Disconnecting;
        state.send_away(LINK, Leaving::DisconnectLeave, Some(OWNER));
    });
    let asked = desk.clock.now();
    assert!(matches!(desk.cycle(), Err(CycleError::Stopped)));
    let until = match desk.cycle() {
        Err(CycleError::OnHold { until }) => until,
        other => panic!("{other:?}"),
    };
    assert!(until >= asked + 30 * SECOND, "{until}");
    {
        let state = desk.store.state();
        let record = state.mailboxes.get(&MAILBOX).unwrap();
        assert_eq!(record.state, MailboxState::Disconnecting);
        assert!(record.health.next_cycle >= until);
    }
    desk.clock.advance(30 * SECOND);
    desk.cycle().unwrap();
    assert_eq!(desk.store.state().mailboxes.get(&MAILBOX).unwrap().state, MailboxState::Disconnected);
}

#[test]
fn a_used_up_limit_is_waited_for_and_is_no_failure() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.edit(FieldKey::JobTitle, "Analyst");
    *desk.outlook.full.lock().unwrap() = Some(Duration::from_secs(400));
    let asked = desk.clock.now();
    let until = match desk.cycle() {
        Err(CycleError::OnHold { until }) => until,
        other => panic!("{other:?}"),
    };
    assert!(until >= asked + 400 * SECOND, "{until}");
    let health = desk.store.state().mailboxes.get(&MAILBOX).unwrap().health.clone();
    assert_eq!((health.failures, health.error, health.hold_until), (0, None, until));
    assert!(health.next_cycle >= until && health.last_cycle < until);
    *desk.outlook.full.lock().unwrap() = None;
    desk.clock.advance(401 * SECOND);
    assert!(desk.cycle().unwrap().idle);
    let health = desk.store.state().mailboxes.get(&MAILBOX).unwrap().health.clone();
    assert!(health.hold_until < health.last_cycle, "{health:?}");
}

#[test]
fn an_outage_that_asks_to_wait_is_a_failure_although_it_is_waited_for() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.edit(FieldKey::JobTitle, "Analyst");
    desk.outlook.updates.tell(throttled(Some(400)), || {});
    let ended = desk.cycle();
    assert!(matches!(ended, Err(CycleError::Outlook(ConnectorError::Retry { .. }))), "{ended:?}");
    let health = desk.store.state().mailboxes.get(&MAILBOX).unwrap().health.clone();
    assert_eq!((health.failures, health.error.is_some()), (1, true));
    assert!(health.hold_until > desk.clock.now());
}

#[test]
fn a_contact_that_outlook_does_not_hand_out_holds_nobody_up_and_is_told() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    let odd = desk.outlook.model.state().add(&Card::new().with(FieldKey::LastName, "Odd"), desk.clock.now());
    desk.outlook.withheld.lock().unwrap().insert(odd.clone());
    for title in ["Countess", "Analyst"] {
        desk.edit(FieldKey::JobTitle, title);
        let ended = desk.cycle();
        assert!(matches!(ended, Err(CycleError::Outlook(ConnectorError::Retry { .. }))), "{ended:?}");
        let id = desk.link().remote_id.unwrap();
        let contact = desk.outlook.model.state().contacts.get(&id).unwrap().card.clone();
        assert_eq!(contact.text(FieldKey::JobTitle), title, "the others go on");
        let health = desk.store.state().mailboxes.get(&MAILBOX).unwrap().health.clone();
        assert_eq!((health.failures, health.error.is_some()), (1, true));
    }
    desk.outlook.withheld.lock().unwrap().clear();
    assert!(desk.cycle().unwrap().idle);
    let health = desk.store.state().mailboxes.get(&MAILBOX).unwrap().health.clone();
    assert_eq!((health.failures, health.error), (0, None));
}

#[test]
fn what_only_the_contact_had_is_kept_when_it_goes_and_its_person_is_wanted_again_at_that_moment() {
    let desk = Desk::with(&ada());
    {
        // An equal contact, whose owner may not write the person: what it alone has is left apart.
        desk.outlook.model.state().add(&ada().with(FieldKey::JobTitle, "Countess"), desk.clock.now());
        desk.store.state().users.get_mut(&OWNER).unwrap().role = Role::Reader;
    }
    desk.cycle().unwrap();
    desk.cycle().unwrap();
    assert!(desk.link().crm.left_apart(FieldKey::JobTitle));
    assert_eq!(desk.contact().0.text(FieldKey::JobTitle), "Countess");

    desk.store.state().send_away(LINK, Leaving::Withdrawn, Some(OWNER));
    let store = desk.store.clone();
    // Wanted again while the delete is on its way.
    desk.outlook.deletes.tell(None, move || {
        let mut state = store.state();
        let link = state.links.get_mut(&LINK).unwrap();
        (link.state, link.due, link.row) = (LinkState::Linked, link.due + 1, link.row + 1);
    });
    desk.cycle().unwrap();
    desk.cycle().unwrap();
    assert_eq!(desk.link().state, LinkState::Linked);
    assert_eq!(desk.contact().0, ada());
    assert_eq!(desk.told(HistoryKind::Conflict, FieldKey::JobTitle), vec!["Countess"]);
}

#[test]
fn a_name_left_behind_by_a_write_without_an_answer_is_nobodys_whatever_was_edited_since() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.edit(FieldKey::LastName, "Byron");
    // The write arrives, its answer does not; the owner edits the last name and leaves the whole name as it was made.
    desk.cycle_killed_after_a_write();
    {
        let mut model = desk.outlook.model.state();
        let id = desk.link().remote_id.unwrap();
        let contact = model.contacts.get_mut(&id).unwrap();
        assert_eq!(contact.card.text(FieldKey::LastName), "Byron");
        contact.card =
            contact.card.clone().with(FieldKey::LastName, "Lovelace").with(FieldKey::FullName, "Byron");
        model.touch(&id, desk.clock.now());
    }
    desk.edit(FieldKey::LastName, "Milbanke");
    desk.clock.advance(600 * SECOND);
    desk.cycle().unwrap();
    let card = ada().with(FieldKey::LastName, "Milbanke");
    assert_eq!(desk.contact().0, card);
    assert_eq!(desk.store.state().persons.get(&PERSON).unwrap().card, card);
    assert_eq!(desk.told(HistoryKind::Conflict, FieldKey::LastName), vec!["Lovelace"]);
}

#[test]
fn an_edit_that_beat_a_delete_is_taken_over_when_its_person_is_wanted_again_before_the_contact_is_released() {
    let desk = Desk::with(&ada());
    desk.cycle().unwrap();
    desk.store.state().persons.get_mut(&PERSON).unwrap().deleted = true;
    desk.store.state().send_away(LINK, Leaving::PersonDeleted, Some(OWNER));
    {
        let mut model = desk.outlook.model.state();
        let id = desk.link().remote_id.unwrap();
        let contact = model.contacts.get_mut(&id).unwrap();
        contact.card = contact.card.clone().with(FieldKey::JobTitle, "Countess");
        model.touch(&id, desk.clock.now());
    }
    // The release is put off, and decided once more; the person is back before it goes.
    (0..2).for_each(|_| desk.outlook.updates.tell(throttled(None), || {}));
    desk.cycle().unwrap();
    {
        let mut state = desk.store.state();
        state.persons.get_mut(&PERSON).unwrap().deleted = false;
        let link = state.links.get_mut(&LINK).unwrap();
        assert_eq!(link.state, LinkState::Leaving { cause: Leaving::PersonDeleted, by: Some(OWNER) });
        (link.state, link.due, link.row) = (LinkState::Linked, link.due + 1, link.row + 1);
    }
    desk.clock.advance(600 * SECOND);
    desk.cycle().unwrap();
    let card = ada().with(FieldKey::JobTitle, "Countess");
    assert_eq!(desk.store.state().persons.get(&PERSON).unwrap().card, card);
    assert_eq!(desk.contact().0, card);
}
