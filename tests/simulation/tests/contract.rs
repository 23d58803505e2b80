//! The in-memory twin passes the suite that the databases pass: what the World finds out over it holds over them.
#![allow(clippy::unwrap_used)] // Tests.

use async_trait::async_trait;
use contacts::person::{PartnerCard, PartnerField};
use contacts::{Card, FieldKey, LinkId, MailboxId, Patch, PersonId, RunId, TeamId, UserId};
use matching::duplicate::certain_keys;
use replication::{Leaving, Link};
use simulation::chance::{Chance, Trace};
use simulation::memory::{MemoryPerson, MemoryStore, MemoryUser};
use simulation::{Edition, Knobs};
use store::contract::{StoreUnderTest, Told};
use store::{EndState, Feed, Health, MailboxRecord, MailboxState, NewPhoto, ReplicationStore, Role};

/// The twin with the acts of people that the suite plays.
struct Twin(MemoryStore);

async fn open() -> (Twin,) {
    (Twin(MemoryStore::new(Chance::new(1, Edition::First, &Knobs::default()), Trace::new(false))),)
}

store::contract_suite!(open);

impl Twin {
    fn change(&self, person: PersonId, act: impl FnOnce(&mut MemoryPerson)) {
        act(self.0.state().persons.get_mut(&person).unwrap());
    }
}

#[async_trait]
impl StoreUnderTest for Twin {
    fn store(&self) -> &dyn ReplicationStore {
        &self.0
    }

    async fn add_user(&self, user: UserId, role: Role, teams: &[TeamId]) {
        self.0.state().users.insert(user, MemoryUser { role, teams: teams.to_vec() });
    }

    async fn add_mailbox(&self, mailbox: MailboxId, owner: UserId) {
        let record = MailboxRecord {
            id: mailbox,
            owner,
            owner_active: true,
            asked: false,
            address: "somebody@example.org".to_owned(),
            folder: None,
            state: MailboxState::Active,
            feed: Feed::default(),
            health: Health::default(),
        };
        self.0.state().mailboxes.insert(mailbox, record);
    }

    async fn add_person(&self, person: PersonId, card: &Card, at: i64) {
        let partner = PartnerCard::default()
            .with(PartnerField::Name, "Example Ltd")
            .with(PartnerField::MainPhone, "+49 30 1");
        let person = MemoryPerson { partner, ..MemoryPerson::new(person, card.clone(), at) };
        self.0.state().persons.insert(person.id, person);
    }

    async fn edit_person(&self, person: PersonId, patch: &Patch, at: i64) {
        self.0.state().edit(person, patch, at);
    }

    async fn set_photo(&self, person: PersonId, photo: &NewPhoto, at: i64) {
        self.0.state().give_photo(person, photo, at);
    }

    async fn delete_person(&self, person: PersonId, _at: i64) {
        self.change(person, |person| person.deleted = true);
        self.0.state().send_all_away(person, Leaving::PersonDeleted, None);
    }

    async fn restrict_person(&self, person: PersonId, team: Option<TeamId>) {
        self.change(person, |person| person.team = team);
    }

    async fn share_person(&self, person: PersonId, user: UserId) {
        self.change(person, |person| person.shared_with.extend([user]));
    }

    async fn put_in_charge(&self, person: PersonId, user: UserId) {
        self.change(person, |person| person.in_charge = Some(user));
    }

    async fn hide_field(&self, role: Role, field: FieldKey) {
        self.0.state().hidden_fields.entry(role).or_default().insert(field);
    }

    async fn add_link(&self, link: &Link) {
        self.0.state().links.insert(link.id, link.clone());
    }

    async fn withdraw(&self, link: LinkId, cause: Leaving) {
        self.0.state().send_away(link, cause, None);
    }

    async fn disconnect(&self, mailbox: MailboxId) {
        self.0.state().mailboxes.get_mut(&mailbox).unwrap().state = MailboxState::Disconnecting;
    }

    async fn add_run(&self, run: RunId, _mailbox: MailboxId, persons: &[PersonId]) {
        let items = persons.iter().map(|person| ((run, *person), (EndState::Waiting, None)));
        self.0.state().run_items.extend(items);
    }

    async fn run_item(&self, run: RunId, person: PersonId) -> (EndState, Option<String>) {
        self.0.state().run_items.get(&(run, person)).cloned().unwrap()
    }

    async fn run_done(&self, run: RunId) -> bool {
        let state = self.0.state();
        let mut items = state.run_items.iter().filter(|((of, _), _)| *of == run);
        items.all(|(_, (end, _))| *end != EndState::Waiting)
    }

    async fn card(&self, person: PersonId) -> Card {
        self.0.state().persons.get(&person).unwrap().card.clone()
    }

    async fn history(&self, person: PersonId) -> Vec<Told> {
        let state = self.0.state();
        let entries = state.persons.get(&person).unwrap().history.iter();
        let told = entries.map(|entry| Told {
            kind: entry.told.kind,
            field: entry.told.field.clone(),
            before: entry.told.before.clone(),
            after: entry.told.after.clone(),
            at: entry.at,
            run: entry.told.run,
        });
        told.collect()
    }

    async fn found_by(&self, key: &str) -> Vec<PersonId> {
        let state = self.0.state();
        let country = state.rules.country;
        let found = state.persons.values().filter(|p| certain_keys(&p.card, country).contains(key));
        found.map(|person| person.id).collect()
    }
}
