//! THE DUPLICATE CHECK: whether two cards are certainly the same person.
//!
//! *Certain*, in normal form: one of the e-mail addresses is the same, or the last name and the mobile number
//! are. Everything is said by keys, so that a store finds certain duplicates by an index and never by a scan.
//!
//! *Possible* is evidence short of that: [`compare`] sees signs, [`weights`] says what they are worth, [`evidence`]
//! puts them into words' reach, [`keys`] finds whom to compare, [`groups`] does so within one list. docs/matching.md
//! tells how to read it.

use std::collections::BTreeSet;

use contacts::normalise::{self, Country};
use contacts::{Card, FieldKey};

pub mod check;
pub mod compare;
pub mod evidence;
pub mod groups;
pub mod keys;
pub mod traits;
pub mod weights;

pub use check::{Finding, Sharing, Status, check, status};
pub use evidence::{Evidence, How, Reason};
pub use groups::{Group, groups};
pub use keys::{SearchKey, SearchKind, search_keys, search_numbers};
pub use traits::Traits;

/// Returns a card's keys for *certain*: two cards that share one are the same person.
pub fn certain_keys(card: &Card, country: Country) -> BTreeSet<String> {
    let slots = [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3].map(|key| card.text(key).to_owned());
    let emails = slots.iter().chain(card.list(FieldKey::FurtherEmails));
    let mut keys: BTreeSet<String> =
        emails.filter_map(|email| normalise::email(email)).map(|email| format!("e:{email}")).collect();
    let last_name = normalise::name(card.text(FieldKey::LastName));
    if let (false, Some(mobile)) =
        (last_name.is_empty(), normalise::phone(card.text(FieldKey::MobilePhone), country))
    {
        keys.insert(format!("m:{last_name}|{mobile}"));
    }
    keys
}

/// Returns the key of a card's full name, first and last in normal form. It never makes anybody the same person; among
/// several who are, it says which one is meant.
pub fn name_key(card: &Card) -> Option<String> {
    let name = [FieldKey::FirstName, FieldKey::LastName].map(|key| normalise::name(card.text(key))).join(" ");
    (!name.trim().is_empty()).then(|| format!("n:{}", name.trim()))
}

/// Tells whether two cards are certainly the same person.
pub fn certain(a: &Card, b: &Card, country: Country) -> bool {
    let keys = certain_keys(a, country);
    !keys.is_empty() && certain_keys(b, country).iter().any(|key| keys.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldKey::{Email1, Email3, FirstName, LastName, MobilePhone};

    #[test]
    fn the_table_of_certain_duplicates() {
        let card = |fields: &[(FieldKey, &str)]| {
            fields.iter().fold(Card::new(), |card, (key, text)| card.with(*key, text))
        };
        for (a, b, expected) in [
            (card(&[(Email1, "A@x.de")]), card(&[(Email3, "a@X.de")]), true),
            (
                card(&[(LastName, "Müller"), (MobilePhone, "0171 2345678")]),
                card(&[(LastName, "MUELLER"), (MobilePhone, "+49 171 2345678")]),
                true,
            ),
            (
                card(&[(LastName, "Müller"), (MobilePhone, "0171 2345678")]),
                card(&[(LastName, "Maier"), (MobilePhone, "0171 2345678")]),
                false,
            ),
            (card(&[(LastName, "Müller")]), card(&[(LastName, "Müller")]), false),
            (card(&[(MobilePhone, "0171 2345678")]), card(&[(MobilePhone, "0171 2345678")]), false),
            (card(&[(FirstName, "A"), (Email1, "no address")]), card(&[(Email1, "no address")]), false),
            (Card::new(), Card::new(), false),
        ] {
            assert_eq!(certain(&a, &b, Country::DE), expected, "{a:?} {b:?}");
            assert_eq!(certain(&b, &a, Country::DE), expected, "{b:?} {a:?}");
        }
    }
}
