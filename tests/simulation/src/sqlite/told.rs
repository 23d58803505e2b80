//! What people did to the mirror is done to the database.

use contacts::PersonId;
use engine::Clock as _;
use replication::{Leaving, Link, LinkState};
use store::contract::StoreUnderTest;
use store::{MailboxRecord, PersonPatch, StoreError, Viewer};

use super::{Sqlite, TEAMS, blob};
use crate::memory::{Memory, MemoryPerson};
use crate::world::{MAILBOXES, mailbox_id};

impl Sqlite {
    /// Does to the database what was done to the mirror since it looked like `before`. What the database refuses
    /// people is not done.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn tell(&self, before: &Memory) -> Result<(), StoreError> {
        let after = self.mirror.state().clone();
        for (number, record) in after.mailboxes.values().enumerate() {
            self.tell_mailbox(number, before.mailboxes.get(&record.id), record).await?;
        }
        for person in after.persons.values() {
            self.tell_person(before.persons.get(&person.id), person, &after).await?;
        }
        for gone in before.persons.keys().filter(|id| !after.persons.contains_key(id)) {
            refused(self.database.erase_person(&Viewer::program(), *gone, self.clock.now()).await)?;
        }
        for link in after.links.values() {
            self.tell_link(before, link).await?;
        }
        self.look().await
    }

    async fn tell_mailbox(
        &self,
        number: usize,
        before: Option<&MailboxRecord>,
        after: &MailboxRecord,
    ) -> Result<(), StoreError> {
        let Some(before) = before else { return self.add_mailbox(number, after.id, &after.feed).await };
        let failed = |error: serde_json::Error| StoreError::Database(error.to_string());
        if (before.state, &before.health) != (after.state, &after.health) {
            let state = serde_json::to_string(&after.state).map_err(failed)?.replace('"', "");
            let health = serde_json::to_string(&after.health).map_err(failed)?.replace('\'', "''");
            let feed = serde_json::to_string(&after.feed).map_err(failed)?;
            let id = blob(after.id.0);
            self.by_hand(format!(
                "UPDATE mailbox SET state = '{state}', health = '{health}', feed = '{feed}' WHERE id = {id}"
            ))
            .await;
        }
        Ok(())
    }

    async fn tell_person(
        &self,
        before: Option<&MemoryPerson>,
        after: &MemoryPerson,
        all: &Memory,
    ) -> Result<(), StoreError> {
        let (id, now, program) = (after.id, self.clock.now(), Viewer::program());
        let Some(before) = before else {
            self.database.add_person(id, &after.card, now).await;
            return Ok(());
        };
        if before.card != after.card {
            let patch = PersonPatch { card: before.card.diff(&after.card), ..PersonPatch::default() };
            refused(self.database.change_person(&program, id, &patch, None, now).await)?;
        }
        if after.deleted && !before.deleted {
            refused(self.database.delete_person(&program, id, None, now).await)?;
        } else if before.deleted && !after.deleted {
            refused(self.database.restore_person(&program, id, now).await)?;
        }
        let digest = |person: &MemoryPerson| person.photo.as_ref().map(|photo| photo.digest.clone());
        if digest(before) != digest(after) {
            match digest(after).and_then(|digest| all.given(&digest)) {
                Some(photo) => StoreUnderTest::set_photo(&*self.database, id, photo, now).await,
                None => refused(self.database.remove_photo(&program, id, now).await)?,
            }
        }
        if before.erased != after.erased {
            self.database.erase_values(id).await?;
        }
        if before.hidden_from != after.hidden_from {
            self.restrict(after).await;
        }
        Ok(())
    }

    /// A person is hidden from an owner by a team: of the other one, or of nobody here.
    async fn restrict(&self, person: &MemoryPerson) {
        let hidden: Vec<bool> =
            (0..MAILBOXES).map(|number| person.hidden_from.contains(&mailbox_id(number))).collect();
        let team = match hidden.as_slice() {
            [true, true] => TEAMS.get(2),
            [true, false] => TEAMS.get(1),
            [false, true] => TEAMS.first(),
            _ => None,
        };
        self.database.restrict_person(person.id, team.copied()).await;
        self.mark_due(person.id).await;
    }

    async fn mark_due(&self, person: PersonId) {
        let id = blob(person.0);
        self.by_hand(format!(
            "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE WHERE live AND person = {id}"
        ))
        .await;
    }

    async fn tell_link(&self, before: &Memory, link: &Link) -> Result<(), StoreError> {
        let (now, program) = (self.clock.now(), Viewer::program());
        let was = before.links.get(&link.id).map(|link| &link.state);
        if was == Some(&link.state) {
            return Ok(());
        }
        match &link.state {
            LinkState::Adopting { .. } | LinkState::Linked => {
                refused(self.database.adopt(&program, link.person, link.mailbox, None, now).await)
            }
            // The database sends them away itself when the person goes.
            LinkState::Leaving { cause: Leaving::PersonDeleted | Leaving::Erased, .. } => Ok(()),
            LinkState::Leaving { cause: Leaving::Withdrawn, .. } => {
                refused(self.database.withdraw(&program, link.person, link.mailbox, now).await)
            }
            LinkState::Leaving { cause, .. } => {
                StoreUnderTest::withdraw(&*self.database, link.id, *cause).await;
                Ok(())
            }
            LinkState::Ended { .. } => Ok(()),
        }
    }
}

/// What is refused to a person is no failure.
fn refused<T>(done: Result<T, StoreError>) -> Result<(), StoreError> {
    match done {
        Ok(_)
        | Err(
            StoreError::Invalid(_)
            | StoreError::NotFound(_)
            | StoreError::NotAllowed(_)
            | StoreError::Conflict { .. },
        ) => Ok(()),
        Err(error @ (StoreError::Fenced | StoreError::Busy(_) | StoreError::Database(_))) => Err(error),
    }
}
