//! A mailbox that a person pauses or disconnects while a cycle is at work in it.

use acceptance::{House, houses, samples};
use async_trait::async_trait;
use bytes::Bytes;
use contacts::{PersonId, RunId};
use engine::{Bugs, Cycle, CycleError, CycleReport, Looks, SystemIds};
use outlook::{
    ChangeKey, ChangePage, ConnectorError, ContactFolder, ContactUpdate, Cursor, ListPage, NewContact,
    PageToken, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};
use store::{Farewell, MailboxState};

/// What a person does in the middle of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    Pause,
    Disconnect,
    PauseRun(RunId),
}

/// Anna's contact folder; at the first create she changes her mind.
struct Interrupting<'a>(&'a House, Wish);

#[async_trait]
impl ContactFolder for Interrupting<'_> {
    async fn changes(&self, cursor: Option<&Cursor>) -> Result<ChangePage, ConnectorError> {
        self.0.anna.folder.changes(cursor).await
    }

    async fn list(&self, page: Option<&PageToken>) -> Result<ListPage, ConnectorError> {
        self.0.anna.folder.list(page).await
    }

    async fn read(&self, ids: &[RemoteId]) -> Vec<Result<ReadOutcome, ConnectorError>> {
        self.0.anna.folder.read(ids).await
    }

    async fn find(&self, stamp: &str) -> Result<Vec<RemoteContact>, ConnectorError> {
        self.0.anna.folder.find(stamp).await
    }

    async fn create(&self, contacts: &[NewContact]) -> Vec<Result<Written, WriteError>> {
        let (house, viewer, mailbox) = (self.0, &self.0.anna.viewer, self.0.anna.mailbox);
        match self.1 {
            Wish::Pause => house.db.pause_mailbox(viewer, mailbox).await.unwrap(),
            Wish::Disconnect => {
                let _ = house.db.disconnect_mailbox(viewer, mailbox, Farewell::Leave, house.now()).await;
            }
            Wish::PauseRun(run) => drop(house.db.pause_run(viewer, run).await.unwrap()),
        }
        self.0.anna.folder.create(contacts).await
    }

    async fn update(&self, updates: &[ContactUpdate]) -> Vec<Result<Written, WriteError>> {
        self.0.anna.folder.update(updates).await
    }

    async fn delete(&self, contacts: &[(RemoteId, ChangeKey)]) -> Vec<Result<(), WriteError>> {
        self.0.anna.folder.delete(contacts).await
    }

    async fn photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        self.0.anna.folder.photo(id).await
    }

    async fn put_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        self.0.anna.folder.put_photo(id, jpeg).await
    }

    async fn remove_photo(&self, id: &RemoteId) -> Result<(), WriteError> {
        self.0.anna.folder.remove_photo(id).await
    }
}

/// Runs a cycle of Anna's mailbox, in which she changes her mind when the first contacts are created.
pub async fn interrupted(house: &House, wish: Wish) -> Result<CycleReport, CycleError> {
    let (folder, looks) = (Interrupting(house, wish), Looks::default());
    let cycle = Cycle {
        store: &house.db,
        folder: &folder,
        clock: &house.clock,
        ids: &SystemIds,
        pictures: &acceptance::pictures::Photos,
        mailbox: house.anna.mailbox,
        holder: uuid::Uuid::now_v7(),
        looks: &looks,
        bugs: Bugs::default(),
    };
    cycle.run().await
}

async fn wanted(house: &House, count: usize) -> Vec<PersonId> {
    house.settle(&house.anna).await;
    let mut persons = Vec::new();
    for n in 0..count {
        let person = house.person_with(samples::person(n)).await;
        let (viewer, mailbox) = (&house.anna.viewer, house.anna.mailbox);
        house.db.adopt(viewer, person, mailbox, None, house.now()).await.unwrap();
        persons.push(person);
    }
    persons
}

#[tokio::test]
async fn a_mailbox_paused_while_a_cycle_is_at_work_stays_paused_and_nothing_more_is_sent() {
    for house in houses().await {
        wanted(&house, 130).await;
        let stopped = interrupted(&house, Wish::Pause).await;
        assert!(matches!(stopped, Err(CycleError::Stopped)), "{}: {stopped:?}", house.name);
        assert_eq!(house.mailbox(house.anna.mailbox).await.state, MailboxState::Paused, "{}", house.name);
        let sent = house.anna.contacts().len();
        assert!((1..130).contains(&sent), "{}: {sent} were sent; what was under way ends", house.name);
        house.pass(std::time::Duration::from_secs(600));
        let still = house.cycle(&house.anna).await;
        assert!(matches!(still, Err(CycleError::NotActive(_))), "{}: {still:?}", house.name);
        assert_eq!(house.anna.contacts().len(), sent, "{}", house.name);
        house.db.activate_mailbox(&house.anna.viewer, house.anna.mailbox, house.now()).await.unwrap();
        house.settle(&house.anna).await;
        assert_eq!(house.anna.contacts().len(), 130, "{}: it goes on from there", house.name);
    }
}

#[tokio::test]
async fn a_pause_at_the_very_end_of_a_cycle_is_not_lost() {
    for house in houses().await {
        wanted(&house, 1).await;
        let _ = interrupted(&house, Wish::Pause).await;
        assert_eq!(house.mailbox(house.anna.mailbox).await.state, MailboxState::Paused, "{}", house.name);
    }
}

#[tokio::test]
async fn a_mailbox_disconnected_while_a_cycle_is_at_work_is_emptied_by_the_next() {
    for house in houses().await {
        wanted(&house, 3).await;
        let stopped = interrupted(&house, Wish::Disconnect).await;
        assert!(matches!(stopped, Err(CycleError::Stopped)), "{}: {stopped:?}", house.name);
        house.settle(&house.anna).await;
        let state = house.mailbox(house.anna.mailbox).await.state;
        assert_eq!(state, MailboxState::Disconnected, "{}", house.name);
        let stamped =
            house.anna.contacts().iter().filter(|one| acceptance::desk::stamp(one).is_some()).count();
        assert_eq!(stamped, 0, "{}", house.name);
    }
}
