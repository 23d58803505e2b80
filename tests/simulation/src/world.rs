//! [`World`]: people on both sides, engines on two nodes, and everything that can go wrong between them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use contacts::{Card, FieldKey, LinkId, MailboxId, Patch, PersonId, Value};
use engine::{Bug, Bugs, Clock, Cycle, CycleError, CycleReport, Ids, Looks};
use outlook::Place;
use replication::{Ended, Leaving, Link, LinkState, Stamp};
use store::{Cause, Health, HistoryKind, HistoryWrite, MailboxRecord, MailboxState};
use uuid::Uuid;

use crate::chance::{Chance, Faults, Trace};
use crate::memory::{MemoryPerson, MemoryStore, OWNER};
use crate::outlook_model::OutlookModel;
use crate::step::{Task, advance, finish};
use crate::surroundings::{SkewedClock, WorldClock, WorldIds, WorldPictures};

/// The fields that people edit here.
pub const FIELDS: [FieldKey; 4] =
    [FieldKey::LastName, FieldKey::MobilePhone, FieldKey::JobTitle, FieldKey::Email1];
/// Mailboxes of a world.
pub const MAILBOXES: usize = 2;

/// How a world is made.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// A planted bug.
    pub bug: Option<Bug>,
    /// Whether to print what happens.
    pub trace: bool,
}

/// Who wrote a value last since both sides were equal, for the oracle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writes {
    /// Per writer (the CRM is none, else a mailbox's number): the last value.
    pub by: BTreeMap<Option<usize>, Option<Value>>,
}

/// One world.
pub struct World {
    /// Its randomness.
    pub chance: Chance,
    /// Its time.
    pub clock: WorldClock,
    /// Its store.
    pub store: MemoryStore,
    /// Its mailboxes.
    pub outlook: Vec<OutlookModel>,
    /// Ids.
    pub ids: WorldIds,
    /// What went wrong so far.
    pub complaints: Vec<String>,
    /// Who wrote what since the last quiet point.
    pub writes: BTreeMap<(PersonId, FieldKey), Writes>,
    /// Persons whose links came or went since the last quiet point: the oracle does not predict their fields.
    pub unsettled: BTreeSet<PersonId>,
    /// Contacts deleted by their owner, or persons deleted, that nobody asked back since.
    pub ended_by_people: BTreeSet<(PersonId, usize)>,
    /// Contacts that their owner deleted, ever.
    pub deleted_contacts: BTreeSet<(usize, String)>,
    /// Values that a person's contact had before anything was written: person, field, value as JSON.
    pub initial_values: BTreeSet<(PersonId, FieldKey, String)>,
    /// Adoptions in this phase.
    adopted: BTreeSet<(PersonId, usize)>,
    began: i64,
    faults: Faults,
    moves: bool,
    two_nodes: bool,
    values: u32,
    plan: Plan,
    trace: Trace,
}

/// The id of the n-th mailbox.
pub fn mailbox_id(number: usize) -> MailboxId {
    MailboxId::from_u128(100 + u128::try_from(number).unwrap_or(0))
}

struct Node {
    holder: Uuid,
    clock: SkewedClock,
    looks: Looks,
}

impl World {
    /// Makes a world: persons, mailboxes, some of them linked.
    pub fn new(plan: Plan) -> Self {
        let chance = Chance::new(plan.seed);
        let clock = WorldClock::new();
        let trace = Trace::new(plan.trace);
        let store = MemoryStore::new(chance.clone(), trace.clone());
        let outlook: Vec<OutlookModel> = ["a", "b"]
            .into_iter()
            .map(|name| OutlookModel::new(name, chance.clone(), clock.clone(), trace.clone()))
            .collect();
        for number in 0..MAILBOXES {
            let id = mailbox_id(number);
            let record = MailboxRecord {
                id,
                owner: OWNER,
                address: format!("{number}@example.com"),
                folder: None,
                state: MailboxState::Active,
                feed: store::Feed { swept: clock.now(), ..store::Feed::default() },
                health: Health::default(),
            };
            store.state().mailboxes.insert(id, record);
        }
        let faults = Faults::draw(&chance);
        let (moves, two_nodes) = (chance.of(500), chance.of(400));
        let mut world = World {
            chance,
            clock,
            store,
            outlook,
            ids: WorldIds::new(),
            complaints: Vec::new(),
            writes: BTreeMap::new(),
            unsettled: BTreeSet::new(),
            ended_by_people: BTreeSet::new(),
            deleted_contacts: BTreeSet::new(),
            initial_values: BTreeSet::new(),
            adopted: BTreeSet::new(),
            began: 0,
            faults,
            moves,
            two_nodes,
            values: 0,
            plan,
            trace,
        };
        world.store.state().forget_due = plan.bug == Some(Bug::DueForgotten);
        for _ in 0..=world.chance.below(3) {
            world.create_person();
        }
        world
    }

    /// Notes what happens, for traces and for comparing two runs of one seed.
    pub fn note(&self, what: String) {
        self.trace.note(|| what);
    }

    /// Returns what happened.
    pub fn trace(&self) -> Vec<String> {
        self.trace.lines()
    }

    /// Lives: some phases of chaos, each followed by quiet and by looking at everything.
    pub async fn live(&mut self) {
        for _ in 0..2 + self.chance.below(2) {
            self.began = self.clock.now();
            let state = self.store.state();
            let wished = state.links.values().filter(|link| matches!(link.state, LinkState::Adopting { .. }));
            let wished: BTreeSet<(PersonId, usize)> = wished
                .flat_map(|link| {
                    (0..MAILBOXES).filter(|n| mailbox_id(*n) == link.mailbox).map(|n| (link.person, n))
                })
                .collect();
            drop(state);
            self.adopted = wished;
            self.chaos().await;
            self.quiet().await;
            crate::check::check(self);
            if !self.complaints.is_empty() {
                return;
            }
            self.writes.clear();
            self.unsettled.clear();
        }
    }

    /// When this phase began.
    pub fn phase_began(&self) -> i64 {
        self.began
    }

    /// Whether somebody adopted the person in this phase.
    pub fn adopted_since(&self, person: PersonId, mailbox: usize) -> bool {
        self.adopted.contains(&(person, mailbox))
    }

    fn value(&mut self, field: FieldKey) -> Option<Value> {
        self.values += 1;
        let text = match field {
            FieldKey::Email1 => format!("v{}@example.com", self.values),
            FieldKey::MobilePhone => format!("+49 171 {:07}", 1_000_000 + self.values),
            _ if self.chance.of(60) => return None,
            _ => format!("v{}", self.values),
        };
        Some(Value::Text(text))
    }

    fn card(&mut self) -> Card {
        let mut card = Card::new();
        for field in FIELDS {
            if field == FieldKey::LastName || self.chance.of(600) {
                let value = self.value(field).or_else(|| Some(Value::Text(format!("n{}", self.values))));
                card.set(field, value);
            }
        }
        card
    }

    fn create_person(&mut self) {
        let id = PersonId(self.ids.next());
        let card = self.card();
        let person = MemoryPerson {
            id,
            version: 1,
            card,
            photo: None,
            changed: self.clock.now(),
            deleted: false,
            hidden_from: BTreeSet::new(),
            history: Vec::new(),
        };
        for (field, value) in person.card.iter() {
            self.initial_values.insert((id, field, value.to_json().to_string()));
        }
        self.note(format!("create person {id}"));
        self.store.state().persons.insert(id, person);
    }

    fn any_person(&self) -> Option<PersonId> {
        let persons: Vec<PersonId> = self.store.state().persons.keys().copied().collect();
        self.chance.pick(&persons).copied()
    }

    fn any_contact(&self, mailbox: usize, wanted: impl Fn(&Place) -> bool) -> Option<String> {
        let model = self.outlook[mailbox].state();
        let ids: Vec<String> =
            model.contacts.values().filter(|c| wanted(&c.place)).map(|c| c.id.clone()).collect();
        self.chance.pick(&ids).cloned()
    }

    /// Who a contact belongs to, by its stamp and the links.
    pub fn person_of(&self, mailbox: usize, contact: &str) -> Option<PersonId> {
        let state = self.store.state();
        let of =
            |link: &&Link| link.mailbox == mailbox_id(mailbox) && link.remote_id.as_deref() == Some(contact);
        state.links.values().find(|link| of(link) && !link.ended()).map(|link| link.person)
    }

    fn wrote(&mut self, person: PersonId, field: FieldKey, by: Option<usize>, value: Option<Value>) {
        let writes = self.writes.entry((person, field)).or_insert_with(|| Writes { by: BTreeMap::new() });
        writes.by.insert(by, value);
    }

    /// Somebody does something, on either side.
    fn act(&mut self) {
        let mailbox = usize::try_from(self.chance.below(2)).unwrap_or(0);
        match self.chance.below(if self.moves { 19 } else { 15 }) {
            0..=2 => self.edit_person(),
            3..=5 => self.edit_contact(mailbox),
            6 | 7 => self.adopt(mailbox),
            8 => self.withdraw(mailbox),
            9 => self.delete_contact(mailbox),
            10 => self.restore_contact(mailbox),
            11 => self.new_contact(mailbox),
            12 => self.person_comes_or_goes(),
            13 => self.photo(mailbox),
            14 => self.hide(mailbox),
            15 | 16 => self.move_contact(mailbox),
            _ => self.copy_contact(mailbox),
        }
    }

    fn edit_person(&mut self) {
        let Some(id) = self.any_person() else { return };
        let field = self.chance.pick(&FIELDS).copied().unwrap_or(FieldKey::JobTitle);
        let value = self.value(field);
        let now = self.clock.now();
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id).filter(|p| !p.deleted) else { return };
        let before = person.card.get(field).cloned();
        let mut card = person.card.clone();
        card.set(field, value.clone());
        if !contacts::person::names_someone(&card) {
            return;
        }
        person.card = card;
        person.version += 1;
        person.changed = now;
        person.history.push(edited(id, field, before, value.clone()));
        state.mark_due(id, None);
        drop(state);
        self.note(format!("edit person {id} {field} {value:?}"));
        self.wrote(id, field, None, value);
    }

    fn edit_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let field = self.chance.pick(&FIELDS).copied().unwrap_or(FieldKey::JobTitle);
        let value = self.value(field);
        let now = self.clock.now();
        {
            let mut model = self.outlook[mailbox].state();
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            contact.card.set(field, value.clone());
            model.touch(&id, now);
        }
        self.note(format!("edit contact {mailbox}/{id} {field} {value:?}"));
        if let Some(person) = self.person_of(mailbox, &id) {
            self.wrote(person, field, Some(mailbox), value);
        }
    }

    fn adopt(&mut self, mailbox: usize) {
        let Some(person) = self.any_person() else { return };
        let id = mailbox_id(mailbox);
        let fresh = LinkId(self.ids.next());
        let mut state = self.store.state();
        if state.persons.get(&person).is_none_or(|p| p.deleted || p.hidden_from.contains(&id)) {
            return;
        }
        match state.link_of(person, id) {
            None => {
                state.links.insert(fresh, Link::adopting(fresh, person, id, 1));
            }
            Some(link) => {
                let again = match &link.state {
                    LinkState::Ended { .. } => Some(LinkState::Adopting { chosen: None }),
                    LinkState::Leaving { .. } if link.remote_id.is_some() => Some(LinkState::Linked),
                    LinkState::Leaving { .. } => Some(LinkState::Adopting { chosen: None }),
                    LinkState::Adopting { .. } | LinkState::Linked => None,
                };
                if let Some(again) = again {
                    if link.ended() {
                        link.remote_id = None;
                        link.change_key = String::new();
                    }
                    link.state = again;
                    link.due += 1;
                    link.row += 1;
                    link.problem = None;
                }
            }
        }
        drop(state);
        self.note(format!("adopt {person} in {mailbox}"));
        self.unsettled.insert(person);
        self.adopted.insert((person, mailbox));
        self.ended_by_people.remove(&(person, mailbox));
    }

    fn withdraw(&mut self, mailbox: usize) {
        let Some(person) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(link) = state.link_of(person, mailbox_id(mailbox)) else { return };
        match link.state {
            LinkState::Adopting { .. } | LinkState::Linked => {
                link.state = LinkState::Leaving { cause: Leaving::Withdrawn, by: Some(OWNER) };
                link.due += 1;
                link.row += 1;
                link.problem = None;
            }
            LinkState::Leaving { .. } | LinkState::Ended { .. } => return,
        }
        drop(state);
        self.note(format!("withdraw {person} from {mailbox}"));
        self.unsettled.insert(person);
        self.ended_by_people.insert((person, mailbox));
    }

    fn delete_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        {
            let mut model = self.outlook[mailbox].state();
            model.place(&id, Place::Deleted, now);
            if let Some(contact) = model.contacts.get_mut(&id) {
                contact.deleted_by_owner = true;
            }
        }
        self.note(format!("delete contact {mailbox}/{id}"));
        self.deleted_contacts.insert((mailbox, id.clone()));
        if let Some(person) = self.person_of(mailbox, &id) {
            self.unsettled.insert(person);
            self.ended_by_people.insert((person, mailbox));
        }
    }

    fn restore_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place == Place::Deleted) else { return };
        let now = self.clock.now();
        let stamp = {
            let mut model = self.outlook[mailbox].state();
            model.place(&id, Place::Followed, now);
            let Some(contact) = model.contacts.get_mut(&id) else { return };
            contact.deleted_by_owner = false;
            contact.stamp.clone()
        };
        self.note(format!("restore contact {mailbox}/{id}"));
        if let Some(stamp) = stamp.as_deref().and_then(Stamp::parse) {
            self.unsettled.insert(stamp.person);
            self.ended_by_people.remove(&(stamp.person, mailbox));
        }
    }

    fn new_contact(&mut self, mailbox: usize) {
        let mut card = self.card();
        // Now and then somebody whom the CRM knows.
        if self.chance.of(500)
            && let Some(person) = self.any_person()
            && let Some(known) = self.store.state().persons.get(&person)
        {
            card.set(FieldKey::Email1, known.card.get(FieldKey::Email1).cloned());
        }
        let now = self.clock.now();
        let id = self.outlook[mailbox].state().add(card, now);
        self.note(format!("new contact {mailbox}/{id}"));
    }

    fn person_comes_or_goes(&mut self) {
        if self.chance.of(500) {
            return self.create_person();
        }
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id) else { return };
        person.deleted = !person.deleted;
        person.version += 1;
        let gone = person.deleted;
        if gone {
            for link in state.links.values_mut().filter(|link| link.person == id && !link.ended()) {
                link.state = LinkState::Leaving { cause: Leaving::PersonDeleted, by: Some(OWNER) };
                link.due += 1;
                link.row += 1;
                link.problem = None;
            }
        }
        drop(state);
        self.note(format!("person {id} deleted: {gone}"));
        self.unsettled.insert(id);
        for mailbox in 0..MAILBOXES {
            self.ended_by_people.insert((id, mailbox));
        }
    }

    fn photo(&mut self, mailbox: usize) {
        self.values += 1;
        let picture = Bytes::from(format!("p{}", self.values));
        if self.chance.of(500) {
            let Some(id) = self.any_person() else { return };
            let mut state = self.store.state();
            let digest = format!("d:p{}", self.values);
            state.keep_photo(&digest, picture.clone());
            let Some(person) = state.persons.get_mut(&id).filter(|p| !p.deleted) else { return };
            person.photo = Some((digest, picture));
            person.version += 1;
            state.mark_due(id, None);
            drop(state);
            self.note(format!("photo of person {id}"));
        } else {
            let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
            let now = self.clock.now();
            let mut model = self.outlook[mailbox].state();
            if let Some(contact) = model.contacts.get_mut(&id) {
                contact.photo = Some(picture);
            }
            model.touch(&id, now);
            drop(model);
            self.note(format!("photo of contact {mailbox}/{id}"));
        }
    }

    fn hide(&mut self, mailbox: usize) {
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id) else { return };
        let box_id = mailbox_id(mailbox);
        if !person.hidden_from.remove(&box_id) && self.chance.of(300) {
            person.hidden_from.insert(box_id);
        }
        state.mark_due(id, None);
        drop(state);
        self.note(format!("rights of {mailbox} on {id} changed"));
        self.unsettled.insert(id);
        self.ended_by_people.insert((id, mailbox));
    }

    fn move_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place != Place::Deleted) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let followed = model.contacts.get(&id).is_some_and(|contact| contact.place == Place::Followed);
        let to = if followed { Place::Elsewhere("other".to_owned()) } else { Place::Followed };
        model.place(&id, to, now);
        drop(model);
        self.note(format!("move contact {mailbox}/{id}"));
    }

    fn copy_contact(&mut self, mailbox: usize) {
        let Some(id) = self.any_contact(mailbox, |place| *place == Place::Followed) else { return };
        let now = self.clock.now();
        let mut model = self.outlook[mailbox].state();
        let Some(original) = model.contacts.get(&id).cloned() else { return };
        let copy = model.add(original.card.clone(), now);
        if let Some(contact) = model.contacts.get_mut(&copy) {
            contact.stamp = original.stamp.clone();
            contact.photo = original.photo.clone();
        }
        drop(model);
        self.note(format!("copy contact {mailbox}/{id} to {copy}"));
        if let Some(person) = original.stamp.as_deref().and_then(Stamp::parse).map(|stamp| stamp.person) {
            self.unsettled.insert(person);
            self.ended_by_people.remove(&(person, mailbox));
        }
    }

    fn set_faults(&self, faults: Faults) {
        self.store.state().busy = faults.busy;
        for outlook in &self.outlook {
            let mut model = outlook.state();
            model.faults = faults;
            model.strict_photo = !self.two_nodes;
            model.strict_hold =
                faults.crash == 0 && faults.busy == 0 && faults.answer_lost == 0 && !self.two_nodes;
        }
    }

    /// Engines and people at once, with faults.
    async fn chaos(&mut self) {
        self.set_faults(self.faults);
        let nodes = self.nodes();
        let (store, outlook) = (self.store.clone(), self.outlook.clone());
        let (ids, bug) = (self.ids.clone(), self.plan.bug);
        let mut tasks: Vec<Option<Task<'_, Result<CycleReport, CycleError>>>> = Vec::new();
        tasks.resize_with(MAILBOXES * nodes.len(), || None);
        for _ in 0..60 + self.chance.below(240) {
            if self.chance.of(120) {
                self.act();
            }
            if self.chance.of(30) {
                self.clock.advance(i64::from(self.chance.below(90)) * 1_000_000);
            }
            let slot =
                usize::try_from(self.chance.below(u32::try_from(tasks.len()).unwrap_or(1))).unwrap_or(0);
            let (node, mailbox) = (&nodes[slot / MAILBOXES], slot % MAILBOXES);
            match &mut tasks[slot] {
                None => {
                    let context = (&store, &outlook[mailbox], &ids);
                    tasks[slot] = Some(begin(context, node, mailbox, bug));
                    self.note(format!("cycle {slot} begins"));
                }
                Some(_) if self.chance.of(self.faults.crash) => {
                    tasks[slot] = None;
                    self.note(format!("cycle {slot} is killed"));
                }
                Some(task) => {
                    for _ in 0..=self.chance.below(6) {
                        if let Some(result) = advance(task).await {
                            tasks[slot] = None;
                            if let Err(CycleError::Store(_)) = result {
                                // What it knew of a wait is lost with its lease.
                                self.outlook[mailbox].state().strict_hold = false;
                            }
                            self.note(format!("cycle {slot} ends: {result:?}"));
                            break;
                        }
                    }
                }
            }
        }
        // Whatever is under way now is killed.
    }

    fn nodes(&self) -> Vec<Node> {
        let skews: &[i64] = if self.two_nodes { &[0, 3_600_000_000, -3_600_000_000] } else { &[0] };
        let count = if self.two_nodes { 2 } else { 1 };
        (0..count)
            .map(|number| {
                let skew = if number == 0 { 0 } else { self.chance.pick(skews).copied().unwrap_or(0) };
                Node {
                    holder: Uuid::from_u128(1000 + number),
                    clock: SkewedClock { clock: self.clock.clone(), skew },
                    looks: Looks::default(),
                }
            })
            .collect()
    }

    /// Faults off, nobody acts: everything has to come to rest.
    async fn quiet(&mut self) {
        self.set_faults(Faults::default());
        let node = Node {
            holder: Uuid::from_u128(2000),
            clock: SkewedClock { clock: self.clock.clone(), skew: 0 },
            looks: Looks::default(),
        };
        // Leases that a node with a wrong clock took run out, and so do waits.
        self.clock.advance(2 * 3_600_000_000);
        if self.moves {
            // What the feed will never report again is found by the daily sweep.
            self.clock.advance(25 * 3_600_000_000);
        }
        let mut last = String::new();
        for _ in 0..12 {
            let mut idle = true;
            for mailbox in 0..MAILBOXES {
                let result = self.cycle(&node, mailbox).await;
                self.note(format!("quiet cycle {mailbox}: {result:?}"));
                match result {
                    Ok(report) => {
                        let rest = CycleReport { idle: true, ..CycleReport::default() };
                        idle &= report == rest;
                        last = format!("{report:?}");
                    }
                    Err(CycleError::Braked { .. }) => self.release_brake(mailbox),
                    Err(error) => {
                        idle = false;
                        last = error.to_string();
                    }
                }
            }
            if idle {
                return self.rests(&node).await;
            }
            self.clock.advance(5 * 60_000_000);
        }
        self.complaints.push(format!("does not come to rest: {last}"));
    }

    fn release_brake(&mut self, mailbox: usize) {
        let mut state = self.store.state();
        if let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) {
            record.state = MailboxState::Active;
            record.health.brake_released = true;
        }
    }

    /// One more cycle of each mailbox writes nothing on either side.
    async fn rests(&mut self, node: &Node) {
        let before = self.counts();
        for mailbox in 0..MAILBOXES {
            self.clock.advance(1_000_000);
            if let Err(error) = self.cycle(node, mailbox).await {
                self.complaints.push(format!("a cycle at rest fails: {error}"));
            }
        }
        let after = self.counts();
        if before != after {
            self.complaints.push(format!("a cycle at rest writes: {before:?} became {after:?}"));
        }
    }

    fn counts(&self) -> (u64, Vec<u64>) {
        (self.store.state().writes, self.outlook.iter().map(|outlook| outlook.state().writes).collect())
    }

    async fn cycle(&self, node: &Node, mailbox: usize) -> Result<CycleReport, CycleError> {
        finish(begin((&self.store, &self.outlook[mailbox], &self.ids), node, mailbox, self.plan.bug)).await
    }
}

fn begin<'w>(
    (store, folder, ids): (&'w MemoryStore, &'w OutlookModel, &'w WorldIds),
    node: &'w Node,
    mailbox: usize,
    bug: Option<Bug>,
) -> Task<'w, Result<CycleReport, CycleError>> {
    Box::pin(async move {
        let cycle = Cycle {
            store,
            folder,
            clock: &node.clock,
            ids,
            pictures: &WorldPictures,
            mailbox: mailbox_id(mailbox),
            holder: node.holder,
            looks: &node.looks,
            bugs: bug.map_or_else(Bugs::default, Bugs::plant),
        };
        cycle.run().await
    })
}

fn edited(person: PersonId, field: FieldKey, before: Option<Value>, after: Option<Value>) -> HistoryWrite {
    HistoryWrite {
        person,
        mailbox: None,
        kind: HistoryKind::Edited,
        field: Some(field.as_str().to_owned()),
        before: before.map(|value| value.to_json()),
        after: after.map(|value| value.to_json()),
        cause: Cause::Crm { user: Some(OWNER) },
        run: None,
    }
}

/// The patch that sets one field, for tests.
pub fn patch(field: FieldKey, value: Option<Value>) -> Patch {
    let mut patch = Patch::new();
    patch.set(field, value);
    patch
}

/// How a link ended, if it did.
pub fn ended(link: &Link) -> Option<Ended> {
    match link.state {
        LinkState::Ended { by, .. } => Some(by),
        LinkState::Adopting { .. } | LinkState::Linked | LinkState::Leaving { .. } => None,
    }
}
