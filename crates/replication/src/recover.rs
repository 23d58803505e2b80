//! What became of a write whose answer was lost: decided by reading the contact, never by assuming.

use contacts::compare::unchanged;
use contacts::{Card, FieldKey, Patch};

use crate::merge::names::{MADE, makes};

/// What is known of an update after reading the contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It had its effect; somebody may have edited the contact since.
    Done,
    /// It had none.
    NotDone,
}

/// An update whose answer was lost.
#[derive(Debug, Clone, Copy)]
pub struct Unheard<'a> {
    /// What it wrote.
    pub patch: &'a Patch,
    /// What these fields held before.
    pub before: &'a Patch,
    /// The whole contact as it was to be afterwards.
    pub card: &'a Card,
    /// The version it was based on.
    pub based_on: &'a str,
}

/// Tells whether an update with a lost answer had its effect, by the contact as it is now. It had none when the contact
/// still has the version it was based on. Else somebody edited the contact, before or after the update would have
/// arrived, and what it shows decides:
///
/// - a name that was left behind when its parts were edited: it is made from what was there, from what the update wrote
///   or from what it found;
/// - the fields that it changed: whether more of them hold what it wrote than what they held before. One alone says
///   little, since people type the same on both sides.
///
/// Where that says nothing, as when a person overwrote every field that the update wrote, the answer is "not done", which
/// makes the next merge see both sides changed and keep both values.
pub fn became_of_update(sent: Unheard<'_>, read_key: &str, read: &Card) -> Became {
    if sent.based_on == read_key {
        return Became::NotDone;
    }
    let mut was = sent.card.clone();
    was.apply(sent.before);
    let changed = || sent.patch.iter().filter(|(key, value)| !unchanged(was.get(*key), *value));
    let written = changed().filter(|(key, value)| unchanged(read.get(*key), *value)).count();
    let as_before = changed().filter(|(key, _)| unchanged(read.get(*key), was.get(*key))).count();
    let done = match left_behind(sent.card, &was, read) {
        // A part that is as it was says that somebody typed that name.
        Some(Became::Done) => {
            let mut parts = changed().filter(|(key, _)| PARTS.contains(key)).peekable();
            parts.peek().is_some() && parts.all(|(key, _)| !unchanged(read.get(key), was.get(key)))
        }
        Some(Became::NotDone) => false,
        None => written > as_before,
    };
    if done { Became::Done } else { Became::NotDone }
}

/// Tells by a name that nobody typed, and that is made from other parts than those beside it, what was there when these
/// were edited: what was written, or what was before.
fn left_behind(written: &Card, was: &Card, read: &Card) -> Option<Became> {
    MADE.into_iter().find_map(|key| {
        let name =
            read.get(key).filter(|name| written.get(key) != Some(name) && was.get(key) != Some(name))?;
        match (makes(written, key, name), makes(was, key, name)) {
            (true, false) if written.get(key).is_none() => Some(Became::Done),
            (false, true) if was.get(key).is_none() => Some(Became::NotDone),
            (true | false, true | false) => None,
        }
    })
}

/// What whole names are made of.
const PARTS: [FieldKey; 7] = [
    FieldKey::Title,
    FieldKey::FirstName,
    FieldKey::MiddleName,
    FieldKey::LastName,
    FieldKey::Suffix,
    FieldKey::Email1,
    FieldKey::Company,
];

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
            ("k3", card("Old", "2"), Became::NotDone), // somebody typed one of both too, or put the other back
            ("k2", card("Old", "9"), Became::NotDone), // edited, never arrived
            ("k3", card("8", "9"), Became::NotDone),   // cannot be told: both values are kept by the merge
        ] {
            let sent = Unheard { patch: &sent, before: &before, card: &card("New", "2"), based_on: "k1" };
            assert_eq!(became_of_update(sent, key, &read), expected, "{key} {read:?}");
        }
    }

    #[test]
    fn a_name_made_of_what_was_sent_shows_that_it_arrived_although_its_part_was_edited_since() {
        use FieldKey::{FileAs, FirstName, FullName, LastName};
        let ada = |last: &str| Card::new().with(FirstName, "Ada").with(LastName, last);
        let (wrote, before, target) =
            (patch(&[(LastName, "Byron")]), patch(&[(LastName, "King")]), ada("Byron"));
        let sent = Unheard { patch: &wrote, before: &before, card: &target, based_on: "k1" };
        let read = |card: Card| became_of_update(sent, "k3", &card);
        assert_eq!(read(ada("Lovelace").with(FullName, "Ada Byron")), Became::Done);
        assert_eq!(read(ada("Lovelace").with(FileAs, "Byron, Ada")), Became::Done);
        // Typed; typed beside a part that the update would have changed.
        assert_eq!(read(ada("Lovelace").with(FullName, "Lady Lovelace")), Became::NotDone);
        assert_eq!(read(ada("King").with(FullName, "Ada Byron")), Became::NotDone);
        assert_eq!(read(ada("Lovelace")), Became::NotDone);
    }

    #[test]
    fn a_name_made_of_what_was_before_shows_that_the_same_was_typed_in_outlook() {
        use FieldKey::{FirstName, FullName, LastName};
        let ada = |last: &str| Card::new().with(FirstName, "Ada").with(LastName, last);
        let (wrote, before) = (patch(&[(LastName, "Byron")]), patch(&[(LastName, "King")]));
        let sent = Unheard { patch: &wrote, before: &before, card: &ada("Byron"), based_on: "k1" };
        let read = |card: Card| became_of_update(sent, "k3", &card);
        assert_eq!(read(ada("Byron").with(FullName, "Ada King")), Became::NotDone);
        assert_eq!(read(ada("Lovelace").with(FullName, "Ada King")), Became::NotDone);
        assert_eq!(read(ada("Byron")), Became::Done);
    }

    #[test]
    fn one_field_typed_alike_on_both_sides_does_not_outweigh_those_that_are_as_they_were() {
        use FieldKey::{JobTitle, LastName, MobilePhone};
        let wrote = patch(&[(JobTitle, ""), (LastName, "New"), (MobilePhone, "2")]);
        let before = patch(&[(JobTitle, "Clerk"), (LastName, "Old"), (MobilePhone, "1")]);
        let card = |last: &str, mobile: &str| Card::new().with(LastName, last).with(MobilePhone, mobile);
        let sent = Unheard { patch: &wrote, before: &before, card: &card("New", "2"), based_on: "k1" };
        assert_eq!(became_of_update(sent, "k3", &card("Old", "1")), Became::NotDone);
        assert_eq!(became_of_update(sent, "k3", &card("Old", "2")), Became::Done);
    }
}
