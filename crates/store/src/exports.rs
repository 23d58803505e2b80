//! Exports: what would happen (the plan), and making it happen (a run).

mod changes;
mod details;
mod equal;
pub(crate) mod fill;
mod ground;
pub(crate) mod photos;
mod start;
mod wish;

use std::collections::{BTreeMap, BTreeSet};

use contacts::normalise::Country;
use contacts::{MailboxId, PersonId, RunId};
use matching::duplicate::certain_keys;
use matching::equal::{Found, share_out};
use serde::{Deserialize, Serialize};

use crate::database::Database;
use crate::idempotency::IdempotencyKey;
use crate::links::open_mailbox;
use crate::persons::PersonFilter;
use crate::records;
use crate::replication::candidates;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

pub use changes::{FieldChange, FieldWhy, IfDifferent, PhotoPlan};
pub use details::{MOST_DETAILED, PlannedChanges};
pub use start::Begun;
pub(crate) use start::{Items, Order, begin};

use ground::{GROUP, Ground};
use wish::Wish;

/// What a person asks an export to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// Into this mailbox.
    pub mailbox: MailboxId,
    /// These persons.
    pub persons: Selection,
    /// New ones, changed ones, or both.
    #[serde(default)]
    pub mode: ExportMode,
    /// Persons that were taken off the list.
    #[serde(default)]
    pub taken_off: Vec<PersonId>,
    /// Whether those are withdrawn from the mailbox; else they stay in it.
    #[serde(default)]
    pub withdraw_taken_off: bool,
    /// Whether photos go along. Without, contacts are created, linked and updated without photo, and the photos that
    /// were left out stay so, until the photo changes on either side or an export takes photos along.
    #[serde(default = "yes")]
    pub photos: bool,
}

fn yes() -> bool {
    true
}

impl ExportRequest {
    /// Refuses a request that says two things of one person.
    fn check(&self) -> Result<(), StoreError> {
        let Selection::Ids(selected) = &self.persons else { return Ok(()) };
        let off: BTreeSet<PersonId> = self.taken_off.iter().copied().collect();
        match selected.iter().find(|person| off.contains(person)) {
            None => Ok(()),
            Some(person) => Err(StoreError::Invalid(format!(
                "the contact person {person} is among those to be exported and among those taken off; nothing was \
                 changed. Leave it in one of the two lists"
            ))),
        }
    }
}

/// Which persons an export is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These.
    Ids(Vec<PersonId>),
    /// Those that are found.
    Search(PersonFilter),
}

/// What an export does with the persons selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, Hash)]
#[serde(rename_all = "snake_case")]
pub enum ExportMode {
    /// Those not in the mailbox are exported, those in it updated.
    #[default]
    NewAndChanged,
    /// Only those not in the mailbox.
    New,
    /// Only those in the mailbox.
    Changed,
}

/// What an export would do with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Planned {
    /// Its contact is created.
    Create,
    /// Its contact is updated.
    Update,
    /// The one equal contact in the mailbox is linked.
    Link,
    /// Several contacts are equal: a person has to choose.
    Choose,
    /// Its contact is withdrawn.
    Withdraw,
    /// Nothing.
    Unchanged,
    /// It cannot be exported; the reason says why.
    NotPossible,
}

/// One person in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanItem {
    /// The person.
    pub person: PersonId,
    /// Its name; empty when the viewer may not know it.
    pub name: String,
    /// What would happen.
    pub what: Planned,
    /// Why, where that is not plain.
    pub reason: Option<String>,
    /// Of a person with several equal contacts: their ids, to choose one of.
    pub candidates: Vec<String>,
}

/// How many persons an export would do what with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanCounts {
    /// Contacts created.
    pub create: u64,
    /// Contacts updated.
    pub update: u64,
    /// Equal contacts linked.
    pub link: u64,
    /// Persons with several equal contacts.
    pub choose: u64,
    /// Contacts withdrawn.
    pub withdraw: u64,
    /// Persons with which nothing happens.
    pub unchanged: u64,
    /// Persons that cannot be exported.
    pub not_possible: u64,
}

/// What an export would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExportPlan {
    /// In numbers.
    pub counts: PlanCounts,
    /// By person, in the order of the list.
    pub items: Vec<PlanItem>,
    /// Whether the mailbox's contacts are not known yet, or not all: the run reads them first, and links those that
    /// turn out to be equal ([`UNREAD`]).
    pub unread: bool,
}

/// What a plan for a mailbox says whose contacts are not known yet.
pub const UNREAD: &str = "the contacts in this mailbox have not all been read yet; the export reads them first, links \
    those that are equal to a contact person instead of creating a second one, and asks where several are";

impl Database {
    /// Says what an export would do; changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a mailbox that is not the viewer's; [`StoreError::NotAllowed`] for readers;
    /// [`StoreError::Invalid`] when the mailbox is being disconnected.
    pub async fn plan_export(
        &self,
        viewer: &Viewer,
        request: &ExportRequest,
    ) -> Result<ExportPlan, StoreError> {
        let owner = open_mailbox(self.reading(), viewer, request.mailbox).await?;
        request.check()?;
        let list = ground::list(self, viewer, request).await?;
        let unread = !self.knows_the_contacts(request.mailbox).await?;
        let mut plan = ExportPlan { unread, ..ExportPlan::default() };
        plan.items = self.plan_some((viewer, &owner), request, &list).await?;
        plan.items.iter().for_each(|item| plan.counts.count(item.what));
        Ok(plan)
    }

    /// Says what an export would do with some persons, each with whether it was taken off.
    pub(crate) async fn plan_some(
        &self,
        (viewer, owner): (&Viewer, &Viewer),
        request: &ExportRequest,
        list: &[(PersonId, bool)],
    ) -> Result<Vec<PlanItem>, StoreError> {
        let country = records::country(self.reading()).await?;
        let mut items = Vec::with_capacity(list.len());
        for group in list.chunks(GROUP) {
            let persons: Vec<PersonId> = group.iter().map(|(person, _)| *person).collect();
            let read = ground::read(self.reading(), (viewer, owner), request.mailbox, &persons, false);
            let ground = read.await?;
            let wishes: Vec<(PersonId, Wish)> =
                group.iter().map(|(person, off)| (*person, ground.wish(request, *person, *off))).collect();
            let (found, mut equal) = self.found(request.mailbox, &ground, &wishes, country).await?;
            for (person, wish) in wishes {
                let (what, reason) = wish.planned(found.get(&person).unwrap_or(&Found::Nothing));
                let candidates = match what {
                    Planned::Choose => equal.remove(&person).unwrap_or_default(),
                    Planned::Create
                    | Planned::Update
                    | Planned::Link
                    | Planned::Withdraw
                    | Planned::Unchanged
                    | Planned::NotPossible => Vec::new(),
                };
                items.push(PlanItem { person, name: ground.name(person), what, reason, candidates });
            }
        }
        Ok(items)
    }

    /// Starts an export: makes its run and sets the links going. With a key, the same request again answers with
    /// the same run. For many persons, [`Database::begin_export`] answers at once.
    ///
    /// # Errors
    /// As [`Database::plan_export`]; [`StoreError::Invalid`] when the key was used for another request.
    pub async fn start_export(
        &self,
        viewer: &Viewer,
        request: &ExportRequest,
        key: Option<&IdempotencyKey>,
        now: i64,
    ) -> Result<RunId, StoreError> {
        let begun = self.begin_export(viewer, request, key, now).await?;
        self.fill_export(begun.run, now).await?;
        Ok(begun.run)
    }

    /// Begins an export: makes its run, in state *preparing*, and nothing else. [`Database::fill_export`] has to follow;
    /// until then the run waits, also through a restart ([`Database::resume_exports`]).
    ///
    /// # Errors
    /// As [`Database::start_export`].
    pub async fn begin_export(
        &self,
        viewer: &Viewer,
        request: &ExportRequest,
        key: Option<&IdempotencyKey>,
        now: i64,
    ) -> Result<Begun, StoreError> {
        start::start(self, viewer, request, key, now).await
    }

    /// Gathers the items of an export that has begun, and sets its links going: some hundred persons at a time, so that
    /// others get their turn. Goes on where it was interrupted; does nothing when they are gathered, or when this
    /// process is gathering them already. Rights are those of whoever asked for the run, as they are now.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails: call it again.
    pub async fn fill_export(&self, run: RunId, now: i64) -> Result<(), StoreError> {
        fill::fill(self, run, now).await
    }

    /// Goes on with exports whose preparation was interrupted. Called at start.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn resume_exports(&self, now: i64) -> Result<(), StoreError> {
        for run in fill::unprepared(self).await? {
            fill::fill(self, run, now).await?;
        }
        Ok(())
    }

    /// Finds what is in the mailbox of persons about to be adopted, as the run will; and the contacts equal to each.
    async fn found(
        &self,
        mailbox: MailboxId,
        ground: &Ground,
        wishes: &[(PersonId, Wish)],
        country: Country,
    ) -> Result<(BTreeMap<PersonId, Found>, BTreeMap<PersonId, Vec<String>>), StoreError> {
        let adopted = wishes.iter().filter(|(_, wish)| *wish == Wish::Adopt).map(|(person, _)| person);
        let cards = adopted.filter_map(|person| ground.persons.get(person)).map(|known| &known.card);
        let keys: BTreeSet<String> = cards.flat_map(|card| certain_keys(card, country)).collect();
        let keys: Vec<String> = keys.into_iter().collect();
        let claims = candidates::claims(self.reading(), self.salt(), mailbox, &keys).await?;
        let mut found = share_out(&claims);
        found.extend(ground.stamped.iter().map(|(person, contact)| (*person, Found::Own(contact.clone()))));
        Ok((found, equal::by_person(&claims)))
    }

    /// Tells whether a mailbox's contacts are known by now.
    pub(crate) async fn knows_the_contacts(&self, mailbox: MailboxId) -> Result<bool, StoreError> {
        let record = crate::replication_store::ReplicationStore::mailbox(self, mailbox).await?;
        Ok(record.is_some_and(|record| record.feed.knows_the_contacts()))
    }
}

impl PlanCounts {
    /// Counts a person in.
    pub(crate) fn count(&mut self, what: Planned) {
        let place = match what {
            Planned::Create => &mut self.create,
            Planned::Update => &mut self.update,
            Planned::Link => &mut self.link,
            Planned::Choose => &mut self.choose,
            Planned::Withdraw => &mut self.withdraw,
            Planned::Unchanged => &mut self.unchanged,
            Planned::NotPossible => &mut self.not_possible,
        };
        *place += 1;
    }
}
