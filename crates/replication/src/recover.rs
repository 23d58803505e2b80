//! What became of a write whose answer was lost: decided by reading the contact, never by assuming.

use contacts::compare::unchanged;
use contacts::{Card, Patch};

/// What is known of an update after reading the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It had its effect; somebody may have edited the contact since.
    Done,
    /// It had none.
    NotDone,
}

/// Tells whether an update with a lost answer had its effect: it did when a field it changed now holds what it
/// wrote, and did not when the contact still has the version it was based on. `before` is what the fields held
/// before, in the same order of ideas as `patch`; `read` is the contact as it is now.
///
/// When a person overwrote every field that the update wrote, the two cases look alike; the answer is then
/// "not done", which makes the next merge see both sides changed and keep both values.
pub fn became_of_update(
    patch: &Patch,
    before: &Patch,
    based_on: &str,
    read_key: &str,
    read: &Card,
) -> Became {
    if based_on == read_key {
        return Became::NotDone;
    }
    let shows = patch.iter().any(|(key, sent)| {
        let was = before.get(key).flatten();
        !unchanged(was, sent) && unchanged(read.get(key), sent)
    });
    if shows { Became::Done } else { Became::NotDone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::{FieldKey, Value};

    fn patch(values: &[(FieldKey, &str)]) -> Patch {
        let mut patch = Patch::new();
        for (key, text) in values {
            patch.set(*key, (!text.is_empty()).then(|| Value::Text((*text).to_owned())));
        }
        patch
    }

    #[test]
    fn the_table_of_lost_answers() {
        use FieldKey::{LastName, MobilePhone};
        let sent = patch(&[(LastName, "New"), (MobilePhone, "2")]);
        let before = patch(&[(LastName, "Old"), (MobilePhone, "1")]);
        let card = |last: &str, mobile: &str| Card::new().with(LastName, last).with(MobilePhone, mobile);
        for (key, read, expected) in [
            ("k1", card("Old", "1"), Became::NotDone), // never arrived
            ("k2", card("New", "2"), Became::Done),    // arrived
            ("k3", card("New", "9"), Became::Done),    // arrived, then one field edited
            ("k3", card("Old", "2"), Became::Done),    // arrived, then one field put back
            ("k2", card("Old", "9"), Became::NotDone), // edited, never arrived
            ("k3", card("8", "9"), Became::NotDone),   // cannot be told: both values are kept by the merge
        ] {
            assert_eq!(became_of_update(&sent, &before, "k1", key, &read), expected, "{key} {read:?}");
        }
    }
}
