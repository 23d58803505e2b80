//! What the mirror shows of the database.

use contacts::PersonId;
use contacts::person::{PartnerCard, PartnerField};
use store::contract::{StoreUnderTest, Told};
use store::{Cause, HistoryWrite, LinkCase, ReplicationStore, StoreError};

use super::Sqlite;
use crate::memory::{Memory, MemoryEntry, MemoryPhoto};
use crate::world::{MAILBOXES, mailbox_id};

impl Sqlite {
    /// Reads everything that the engine may have changed into the mirror.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub async fn look(&self) -> Result<(), StoreError> {
        let persons: Vec<PersonId> = self.mirror.state().persons.keys().copied().collect();
        let mut cases = Vec::new();
        for number in 0..MAILBOXES {
            cases.extend(self.database.cases_of(mailbox_id(number), &persons).await?);
            if let Some(record) = self.database.mailbox(mailbox_id(number)).await? {
                self.mirror.state().mailboxes.insert(record.id, record);
            }
        }
        for id in persons {
            let card = StoreUnderTest::card(&*self.database, id).await;
            let history = StoreUnderTest::history(&*self.database, id).await;
            let mut state = self.mirror.state();
            let Some(person) = state.persons.get_mut(&id) else { continue };
            person.card = card;
            // As the suite of the store makes its business partner.
            person.partner = PartnerCard::default()
                .with(PartnerField::Name, "Example Ltd")
                .with(PartnerField::MainPhone, "+49 30 1");
            person.history = history.into_iter().map(|told| entry(id, told)).collect();
            state.note_values(id);
        }
        let mut state = self.mirror.state();
        state.links.clear();
        for case in cases {
            show(&mut state, case);
        }
        Ok(())
    }
}

fn show(state: &mut Memory, case: LinkCase) {
    if let Some(view) = case.person
        && let Some(person) = state.persons.get_mut(&view.id)
    {
        person.version = view.version;
        person.changed = view.changed;
        let photo = |seen: store::PhotoView| MemoryPhoto {
            id: seen.id,
            digest: seen.digest,
            original: bytes::Bytes::new(),
        };
        person.photo = view.photo.map(photo);
    }
    state.links.insert(case.link.id, case.link);
}

fn entry(person: PersonId, told: Told) -> MemoryEntry {
    let Told { kind, field, before, after, at, run } = told;
    let cause = Cause::Crm { user: None };
    MemoryEntry { at, told: HistoryWrite { person, mailbox: None, kind, field, before, after, cause, run } }
}
