//! [`World`]: people on both sides, engines on two nodes, and everything that can go wrong between them.

mod categories;
mod engines;
mod exports;
mod imports;
mod mailboxes;
mod owners;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use contacts::{Card, FieldKey, MailboxId, Patch, PersonId, Value};
use engine::{Bug, Clock};
use outlook::Place;
use replication::{Ended, Link, LinkState};
use store::{Health, MailboxRecord, MailboxState, Role};

use crate::chance::{Chance, Trace};
use crate::faults::Faults;
use crate::memory::{MemoryStore, MemoryUser, OWNER};
use crate::outlook_model::OutlookModel;
use crate::plan::{Edition, Kept, Life, Phase, Plan};
use crate::sqlite::Sqlite;
use crate::surroundings::{WorldClock, WorldIds};

/// The fields that people edit here.
pub const FIELDS: [FieldKey; 4] =
    [FieldKey::LastName, FieldKey::MobilePhone, FieldKey::JobTitle, FieldKey::Email1];
/// Mailboxes of a world.
pub const MAILBOXES: usize = 2;

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
    /// Contacts that their owner took back out of Deleted Items, ever.
    pub restored: BTreeSet<(usize, String)>,
    /// Names left behind in Outlook of which no engine can know that nobody typed them: made from parts that neither
    /// side's memory holds (an edit between two looks), or carried to another contact by a copy.
    pub unknowable: BTreeSet<String>,
    /// The highest version of a person written to each field of each contact.
    pub written: BTreeMap<(usize, String, PersonId, FieldKey), i64>,
    /// Contacts that became persons, ever.
    pub imports: Vec<imports::Imported>,
    /// Contacts on somebody's list.
    listed: Vec<imports::Listed>,
    /// A contact that an import has just read again: carried out after whatever somebody does next.
    reading: Option<imports::Listed>,
    /// Adoptions in this phase.
    adopted: BTreeSet<(PersonId, usize)>,
    began: i64,
    faults: Faults,
    moves: bool,
    two_nodes: bool,
    /// The database, where the engine works on one.
    sqlite: Option<Sqlite>,
    values: u32,
    persons: u32,
    lived: Vec<Phase>,
    plan: Plan,
    trace: Trace,
}

/// The id of the n-th mailbox.
pub fn mailbox_id(number: usize) -> MailboxId {
    MailboxId::from_u128(100 + u128::try_from(number).unwrap_or(0))
}

impl World {
    /// Makes a world: persons, mailboxes, some of them linked.
    pub fn new(plan: Plan) -> Self {
        let chance = Chance::new(plan.seed, plan.edition, &plan.knobs);
        let clock = WorldClock::new();
        let trace = Trace::new(plan.trace);
        let store = MemoryStore::new(chance.clone(), trace.clone());
        let outlook: Vec<OutlookModel> = ["a", "b"]
            .into_iter()
            .map(|name| OutlookModel::new(name, chance.clone(), clock.clone(), trace.clone()))
            .enumerate()
            .map(|(number, outlook)| outlook.judged_by(store.clone(), mailbox_id(number)))
            .collect();
        store.state().users.insert(OWNER, MemoryUser { role: Role::User, teams: Vec::new() });
        for number in 0..MAILBOXES {
            let id = mailbox_id(number);
            let record = MailboxRecord {
                id,
                owner: OWNER,
                owner_active: true,
                asked: false,
                address: format!("{number}@example.com"),
                folder: None,
                state: MailboxState::Active,
                feed: store::Feed { swept: clock.now(), ..store::Feed::default() },
                health: Health::default(),
            };
            store.state().mailboxes.insert(id, record);
        }
        let faults = Faults::draw(&chance, plan.edition);
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
            restored: BTreeSet::new(),
            unknowable: BTreeSet::new(),
            written: BTreeMap::new(),
            imports: Vec::new(),
            reading: None,
            listed: Vec::new(),
            adopted: BTreeSet::new(),
            began: 0,
            faults,
            moves,
            two_nodes,
            sqlite: None,
            values: 0,
            persons: 0,
            lived: Vec::new(),
            plan,
            trace,
        };
        world.store.state().forget_due = world.plan.bug == Some(Bug::DueForgotten);
        // Without it, an edit by an owner who lost the right is merged against an empty card and overwrites the CRM
        // unseen: schedules 387, 981, 5365, 5607, 7218, 7551, 10392 and 11620 show it. False once that is mended.
        world.store.state().shows_unseen = false;
        let most = world.plan.knobs.persons.unwrap_or(u32::MAX);
        world.persons = (world.chance.below(3) + 1).min(most);
        for _ in 0..world.persons {
            world.create_person();
        }
        if world.plan.edition >= Edition::Second {
            (0..MAILBOXES).for_each(|mailbox| world.fill(mailbox));
        }
        world
    }

    /// Puts contacts into a mailbox that nobody has read yet: they are there before it is connected.
    fn fill(&mut self, mailbox: usize) {
        if !self.chance.of(400) {
            return;
        }
        for _ in 0..=self.chance.below(3) {
            self.new_contact(mailbox);
        }
        for contact in self.outlook[mailbox].state().contacts.values_mut() {
            contact.there_before = Some(contact.key);
        }
        if let Some(record) = self.store.state().mailboxes.get_mut(&mailbox_id(mailbox)) {
            record.feed = store::Feed::default();
        }
    }

    /// Notes what happens, for traces and for comparing two runs of one seed.
    pub fn note(&self, what: String) {
        self.trace.note(|| what);
    }

    /// How many mailboxes take part.
    fn mailboxes(&self) -> usize {
        self.plan.knobs.mailboxes.map_or(MAILBOXES, |most| most.clamp(1, 2) as usize)
    }

    /// Lives: some phases of chaos, each followed by quiet and by looking at everything.
    pub async fn live(&mut self) {
        if self.plan.kept == Kept::Sqlite {
            match Sqlite::open(&self.store, &self.chance, &self.clock).await {
                Ok(sqlite) => self.sqlite = Some(sqlite),
                Err(error) => {
                    return self.complaints.push(format!("23: the database does not open: {error}"));
                }
            }
        }
        for phase in self.phases() {
            self.began = self.clock.now();
            self.adopted = self.wished();
            // They may still meet their contact, for the first time, and what is blank is filled then.
            self.unsettled.extend(self.adopted.iter().map(|(person, _)| *person));
            let number = phase.number;
            self.chaos(phase).await;
            self.chance.turn(Phase { number, turns: Vec::new() }.rests());
            self.quiet().await;
            self.mirror().await;
            crate::check::check(self);
            if !self.complaints.is_empty() {
                return;
            }
            self.writes.clear();
            self.unsettled.clear();
        }
    }

    /// The phases to be played: those that are told, else as many as are drawn.
    fn phases(&self) -> Vec<Phase> {
        let drawn = 2 + self.chance.below(2);
        let all = || (0..drawn).map(|number| Phase { number, turns: Vec::new() }).collect();
        self.plan.knobs.phases.clone().unwrap_or_else(all)
    }

    /// Tells how it went.
    pub fn life(self) -> Life {
        let (trace, struck) = (self.trace.lines(), self.chance.struck());
        Life { complaints: self.complaints, trace, phases: self.lived, struck, persons: self.persons }
    }

    /// The persons that somebody wants in a mailbox and that are not there yet.
    fn wished(&self) -> BTreeSet<(PersonId, usize)> {
        let state = self.store.state();
        let adopting = state.links.values().filter(|link| matches!(link.state, LinkState::Adopting { .. }));
        adopting
            .flat_map(|link| {
                (0..MAILBOXES).filter(|n| mailbox_id(*n) == link.mailbox).map(|n| (link.person, n))
            })
            .collect()
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
        let text = if field == FieldKey::Email1 {
            format!("v{}@example.com", self.values)
        } else if field == FieldKey::MobilePhone {
            format!("+49 171 {:07}", 1_000_000 + self.values)
        } else if self.chance.of(60) {
            return None;
        } else {
            format!("v{}", self.values)
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
        let of = |link: &&Link| {
            // A person that was made from a contact is of it before its stamp is.
            let made_from = match &link.state {
                LinkState::Adopting { chosen, imported: true } => chosen.as_deref() == Some(contact),
                LinkState::Adopting { imported: false, .. }
                | LinkState::Linked
                | LinkState::Leaving { .. }
                | LinkState::Ended { .. } => false,
            };
            link.mailbox == mailbox_id(mailbox) && (link.remote_id.as_deref() == Some(contact) || made_from)
        };
        state.links.values().find(|link| of(link) && !link.ended()).map(|link| link.person)
    }

    fn wrote(&mut self, person: PersonId, field: FieldKey, by: Option<usize>, value: Option<Value>) {
        let writes = self.writes.entry((person, field)).or_insert_with(|| Writes { by: BTreeMap::new() });
        writes.by.insert(by, value);
    }

    /// What people look at is what the database has.
    async fn mirror(&mut self) {
        if let Some(sqlite) = &self.sqlite
            && let Err(error) = sqlite.look().await
        {
            self.complaints.push(format!("23: the database cannot be read: {error}"));
        }
    }

    /// Lets somebody do something in the CRM, wherever its data lies.
    async fn do_in_crm(&mut self, act: impl FnOnce(&mut Self)) {
        let Some(sqlite) = self.sqlite.clone() else { return act(self) };
        self.mirror().await;
        let before = self.store.state().clone();
        act(self);
        if let Err(error) = sqlite.tell(&before).await {
            self.complaints.push(format!("23: the database cannot be written: {error}"));
        }
    }

    /// Somebody does something, on either side.
    fn act(&mut self) {
        let read = self.reading.take();
        self.act_at_random();
        if let Some(read) = read {
            self.carry(&read, false);
        }
    }

    fn act_at_random(&mut self) {
        let mailbox = usize::try_from(self.chance.below(2)).unwrap_or(0) % self.mailboxes();
        let first = if self.moves { 19 } else { 15 };
        let more = match self.plan.edition {
            Edition::First => 0,
            Edition::Second => 8,
            Edition::Third => 15,
        };
        let what = self.chance.below(first + more);
        if what >= first {
            return self.act_on_the_whole(what - first, mailbox);
        }
        match what {
            0..=2 => self.edit_person(),
            3..=5 => self.edit_contact(mailbox),
            6 | 7 => self.adopt(mailbox),
            8 => self.withdraw(mailbox),
            9 => self.delete_contact(mailbox),
            10 => self.restore_contact(mailbox),
            11 => self.new_contact(mailbox),
            12 => self.person_comes_or_goes(),
            13 => self.photo(mailbox),
            14 => self.rights(mailbox),
            15 | 16 => self.move_contact(mailbox),
            _ => self.copy_contact(mailbox),
        }
    }

    /// Somebody does what the first edition did not know.
    fn act_on_the_whole(&mut self, what: u32, mailbox: usize) {
        match what {
            0 => self.categories_of_person(),
            1 => self.categories_of_contact(mailbox),
            2 | 3 => self.pause_or_resume(mailbox),
            4 => self.disconnect_or_connect(mailbox),
            5 | 6 => self.export(mailbox),
            7 if self.chance.of(500) => self.erase_values(),
            7 => self.erase_person(),
            8..=12 => self.import(mailbox),
            _ => self.link_instead(mailbox),
        }
    }

    /// Rights change: on one person, or the owner's own.
    fn rights(&mut self, mailbox: usize) {
        if self.plan.edition >= Edition::Second && self.sqlite.is_none() && self.chance.of(300) {
            if self.chance.of(500) { self.demote_or_promote() } else { self.disable_or_enable(mailbox) }
        } else {
            self.hide(mailbox);
        }
    }

    fn photo(&mut self, mailbox: usize) {
        self.values += 1;
        let picture = Bytes::from(format!("p{}", self.values));
        let crm = self.chance.of(500);
        let removed = self.plan.edition >= Edition::Second && self.chance.of(250);
        match (crm, removed) {
            (true, false) => self.photo_of_person(picture),
            (true, true) => self.remove_photo_of_person(),
            (false, false) => self.photo_of_contact(mailbox, Some(picture)),
            (false, true) => self.photo_of_contact(mailbox, None),
        }
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
