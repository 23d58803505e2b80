//! What the tests share.

use acceptance::{Desk, House};
use contacts::FieldKey;
use replication::Ended;
use store::SwitchState;

/// Tells by what a link ended.
pub fn ended(state: SwitchState) -> Option<Ended> {
    match state {
        SwitchState::Ended { by, .. } => Some(by),
        SwitchState::Adopting | SwitchState::Replicated | SwitchState::Leaving(_) => None,
    }
}

/// Edits the position of the contact with a last name in Outlook.
pub fn edit_position(desk: &Desk, last: &str, position: &str) {
    desk.edit(&desk.contact(last).id, "jobTitle", position);
}

/// Reads a person's position in the CRM.
pub async fn position(house: &House, person: contacts::PersonId) -> String {
    house.field(person, FieldKey::JobTitle).await
}

/// Checks that a mailbox is at rest: the very next cycle writes nothing on either side and asks one question.
pub async fn at_rest(house: &House, desk: &Desk) {
    let before = (desk.contacts(), desk.deleted());
    house.standin.clear_counts();
    let report = house.cycle(desk).await.unwrap();
    assert!(report.idle && report.sent == 0 && report.taken == 0, "{}: {report:?}", house.name);
    let counts = house.standin.counts();
    assert_eq!(counts.requests, 1, "{}: {:?}", house.name, counts.by_kind);
    assert_eq!((desk.contacts(), desk.deleted()), before, "{}", house.name);
}
