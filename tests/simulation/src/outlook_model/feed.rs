//! The change feed: what it reports, and how it errs.

use contacts::{FieldKey, Patch};
use outlook::{ChangeEntry, ChangeKey, ChangePage, Cursor, Place, RemoteId};

use super::mailbox::Logged;
use super::{Model, ModelContact, OutlookModel};
use crate::faults::Fault;

impl OutlookModel {
    pub(super) fn page(&self, state: &Model, generation: u64, from: Option<usize>) -> ChangePage {
        let faults = state.faults;
        let size = if self.chance.strikes(Fault::PageCut, &faults) { 2 } else { 6 };
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
        if self.chance.strikes(Fault::FeedShuffled, &faults) {
            let doubled: Vec<ChangeEntry> = entries.iter().filter(|_| self.chance.of(500)).cloned().collect();
            entries.extend(doubled);
            self.chance.shuffle(&mut entries);
        }
        if self.chance.strikes(Fault::FalseRemoval, &faults) {
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
