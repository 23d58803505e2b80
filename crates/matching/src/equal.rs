//! WHOSE CONTACT IT IS: which contact of a mailbox a person is linked to instead of getting a new one.
//!
//! An export's plan and its run both decide here, from the same claims: what the plan shows is what happens.

use std::collections::{BTreeMap, BTreeSet};

use contacts::PersonId;

/// A contact person that a contact is certainly the same as, by the duplicate check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// The person.
    pub person: PersonId,
    /// The contact's id.
    pub contact: String,
    /// Whether the full names are the same, too.
    pub by_name: bool,
}

/// What a person that is to get a contact finds in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Found {
    /// Nothing: its contact is created.
    #[default]
    Nothing,
    /// The contact with its own stamp, from before.
    Own(String),
    /// Exactly one equal contact: it is linked.
    One(String),
    /// Several equal contacts.
    Several(usize),
    /// A contact that is equal to another person on the same evidence.
    Contested,
}

impl Found {
    /// Says what a person has to choose, if anything.
    pub fn choice(&self) -> Option<String> {
        match self {
            Found::Nothing | Found::Own(_) | Found::One(_) => None,
            Found::Several(count) => Some(format!(
                "{count} contacts in the mailbox are equal to this person; choose the one to link"
            )),
            Found::Contested => Some(
                "a contact in the mailbox is as equal to another contact person as to this one; \
                 link it to the one whose it is, then try again"
                    .to_owned(),
            ),
        }
    }
}

/// Gives contacts to the persons that claim them. A contact that several claim is the one's with the same full name;
/// when that is nobody or more than one, a person chooses. The order of the claims does not matter.
pub fn share_out(claims: &[Claim]) -> BTreeMap<PersonId, Found> {
    let mut claimants: BTreeMap<&str, BTreeMap<PersonId, bool>> = BTreeMap::new();
    for claim in claims {
        let by_name = claimants.entry(&claim.contact).or_default().entry(claim.person).or_default();
        *by_name |= claim.by_name;
    }
    let mut own: BTreeMap<PersonId, BTreeSet<&str>> = BTreeMap::new();
    let mut contested: BTreeMap<PersonId, usize> = BTreeMap::new();
    for (contact, persons) in &claimants {
        let named: Vec<PersonId> = persons.iter().filter(|(_, named)| **named).map(|(id, _)| *id).collect();
        let only = (persons.len() == 1).then(|| persons.keys().next().copied()).flatten();
        match (only, named.as_slice()) {
            (Some(person), _) | (None, &[person]) => {
                own.entry(person).or_default().insert(contact);
            }
            (None, rivals) => {
                let rivals =
                    if rivals.is_empty() { persons.keys().copied().collect() } else { rivals.to_vec() };
                for person in rivals {
                    *contested.entry(person).or_default() += 1;
                }
            }
        }
    }
    let everybody: BTreeSet<PersonId> = own.keys().chain(contested.keys()).copied().collect();
    let found = |person: PersonId| {
        let own = own.get(&person).map(|own| own.iter().copied().collect::<Vec<_>>()).unwrap_or_default();
        match (own.as_slice(), contested.get(&person).copied().unwrap_or_default()) {
            ([], 0) => Found::Nothing,
            ([], _) => Found::Contested,
            ([only], 0) => Found::One((*only).to_owned()),
            (several, others) => Found::Several(several.len() + others),
        }
    };
    everybody.into_iter().map(|person| (person, found(person))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId::from_u128(number)
    }

    fn shared_out(claims: &[(u128, &str, bool)]) -> Vec<(u128, Found)> {
        let claim = |(number, contact, by_name): &(u128, &str, bool)| Claim {
            person: person(*number),
            contact: (*contact).to_owned(),
            by_name: *by_name,
        };
        let mut claims: Vec<Claim> = claims.iter().map(claim).collect();
        let found = share_out(&claims);
        claims.reverse();
        assert_eq!(share_out(&claims), found, "the order of the claims does not matter");
        let numbered = (1..=3).filter_map(|number| Some((number, found.get(&person(number))?.clone())));
        numbered.collect()
    }

    #[test]
    fn the_table_of_whose_contact_it_is() {
        use Found::{Contested, One, Several};
        let one = |contact: &str| One(contact.to_owned());
        for (claims, expected) in [
            (vec![(1, "A", false)], vec![(1, one("A"))]),
            (vec![(1, "A", false), (1, "A", true)], vec![(1, one("A"))]),
            (vec![(1, "A", false), (1, "B", true)], vec![(1, Several(2))]),
            // Two persons share an address, and the contact has the name of one of them.
            (vec![(1, "A", false), (2, "A", true)], vec![(2, one("A"))]),
            (vec![(1, "A", true), (2, "A", false)], vec![(1, one("A"))]),
            (vec![(1, "A", false), (2, "A", false)], vec![(1, Contested), (2, Contested)]),
            (vec![(1, "A", true), (2, "A", true), (3, "A", false)], vec![(1, Contested), (2, Contested)]),
            (vec![(1, "A", false), (2, "A", false), (1, "B", true)], vec![(1, Several(2)), (2, Contested)]),
            (vec![(1, "A", true), (2, "A", false), (2, "B", false)], vec![(1, one("A")), (2, one("B"))]),
        ] {
            assert_eq!(shared_out(&claims), expected, "{claims:?}");
        }
        assert_eq!(share_out(&[]), BTreeMap::new());
    }
}
