//! Which contacts of a mailbox are equal to which persons: what is to be chosen from where several are.

use std::collections::{BTreeMap, BTreeSet};

use contacts::PersonId;
use matching::equal::Claim;

/// Returns the contacts that each person claims, in order. Pure.
pub(super) fn by_person(claims: &[Claim]) -> BTreeMap<PersonId, Vec<String>> {
    let mut contacts: BTreeMap<PersonId, BTreeSet<&str>> = BTreeMap::new();
    for claim in claims {
        contacts.entry(claim.person).or_default().insert(&claim.contact);
    }
    let named = |ids: BTreeSet<&str>| ids.into_iter().map(str::to_owned).collect();
    contacts.into_iter().map(|(person, ids)| (person, named(ids))).collect()
}
