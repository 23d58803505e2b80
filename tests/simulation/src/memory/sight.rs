//! What a mailbox's owner sees.

use std::collections::{BTreeMap, BTreeSet};

use contacts::person::with_partner;
use contacts::{Card, FieldKey, MailboxId, UserId};
use replication::Link;
use store::{HistoryKind, LinkCase, PersonView, PhotoView, Role};

use super::{Memory, MemoryPerson, MemoryUser};

/// A mailbox's owner, looking.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight<'m> {
    mailbox: MailboxId,
    user: UserId,
    known: &'m MemoryUser,
    hidden: Option<&'m BTreeSet<FieldKey>>,
    pub(super) shows_unseen: bool,
}

impl Sight<'_> {
    /// Tells whether the owner may see a person.
    pub(super) fn sees(&self, person: &MemoryPerson) -> bool {
        let by_role = match self.known.role {
            Role::Administrator => true,
            Role::User | Role::Reader => {
                person.team.is_none_or(|team| self.known.teams.contains(&team))
                    || person.shared_with.contains(&self.user)
                    || person.in_charge == Some(self.user)
            }
        };
        by_role && !person.hidden_from.contains(&self.mailbox)
    }

    /// Tells whether the owner may change a person.
    pub(super) fn edits(&self, person: &MemoryPerson) -> bool {
        let by_role = match self.known.role {
            Role::Administrator => true,
            Role::Reader => false,
            // What is shared here is shared to be read.
            Role::User => {
                person.team.is_none_or(|team| self.known.teams.contains(&team))
                    || person.in_charge == Some(self.user)
            }
        };
        by_role && self.sees(person)
    }

    /// Tells whether a field is hidden from the owner.
    pub(super) fn hides(&self, key: FieldKey) -> bool {
        self.hidden.is_some_and(|hidden| hidden.contains(&key))
    }
}

impl Memory {
    /// Returns what a mailbox's owner sees; none when the owner is gone and so sees nothing.
    pub(super) fn sight(&self, mailbox: MailboxId) -> Option<Sight<'_>> {
        let user = self.mailboxes.get(&mailbox)?.owner;
        let known = self.users.get(&user)?;
        let (hidden, shows_unseen) = (self.hidden_fields.get(&known.role), self.shows_unseen);
        Some(Sight { mailbox, user, known, hidden, shows_unseen })
    }

    /// Returns a link with everything needed to decide about it.
    pub(super) fn case(&self, link: &Link) -> LinkCase {
        let sight = self.sight(link.mailbox);
        let person = self.persons.get(&link.person).map(|person| view(person, sight));
        let operations = self.operations.values().filter(|o| o.link == Some(link.id)).cloned().collect();
        LinkCase { link: link.clone(), person, operations }
    }
}

fn view(person: &MemoryPerson, sight: Option<Sight<'_>>) -> PersonView {
    let visible = sight.is_some_and(|sight| sight.sees(person));
    let editable = sight.is_some_and(|sight| sight.edits(person));
    let hidden = sight.and_then(|sight| sight.hidden).cloned().unwrap_or_default();
    let sight = sight.filter(|sight| visible || sight.shows_unseen);
    PersonView {
        id: person.id,
        version: person.version,
        card: sight.map(|sight| shown(person, sight)).unwrap_or_default(),
        photo: person.photo.as_ref().map(|photo| PhotoView { id: photo.id, digest: photo.digest.clone() }),
        created: person.created,
        changed: person.changed,
        edited: edits(person),
        deleted: person.deleted,
        visible,
        editable,
        hidden,
    }
}

/// When the fields were edited last, by the history.
fn edits(person: &MemoryPerson) -> BTreeMap<FieldKey, i64> {
    let edits = person.history.iter().filter(|entry| entry.told.kind == HistoryKind::Edited);
    edits.filter_map(|entry| Some((FieldKey::parse(entry.told.field.as_deref()?)?, entry.at))).collect()
}

fn shown(person: &MemoryPerson, sight: Sight<'_>) -> Card {
    let mut card = with_partner(&person.card, &person.partner);
    for key in sight.hidden.into_iter().flatten() {
        card.set(*key, None);
    }
    card
}
