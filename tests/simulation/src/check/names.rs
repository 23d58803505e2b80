//! Full names and "file as" that nobody typed.

use contacts::FieldKey;
use store::HistoryKind;

use crate::memory::MemoryPerson;
use crate::world::World;

/// Invariant 7: in the World nobody types a full name or a "file as": none may have been frozen in the CRM while its
/// parts changed.
pub fn nobody_typed_them(world: &World, complaints: &mut Vec<String>) {
    for person in world.store.state().persons.values().filter(|person| !met_anew(person)) {
        for field in [FieldKey::FullName, FieldKey::FileAs] {
            if let Some(name) = person.card.get(field)
                && !world.unknowable.contains(&name.to_text())
            {
                complaints.push(format!("7: {} {field}: {name:?}, which nobody typed", person.id));
            }
        }
    }
}

/// Tells whether the person ever met a contact without a shadow: what that shows counts as typed.
fn met_anew(person: &MemoryPerson) -> bool {
    person.history.iter().any(|entry| match entry.told.kind {
        HistoryKind::Linked | HistoryKind::LinkEnded | HistoryKind::Revived => true,
        HistoryKind::Edited
        | HistoryKind::Sent
        | HistoryKind::PutBack
        | HistoryKind::Conflict
        | HistoryKind::Created
        | HistoryKind::Deleted
        | HistoryKind::Restored
        | HistoryKind::Exported
        | HistoryKind::CopyReleased
        | HistoryKind::Problem => false,
    })
}
