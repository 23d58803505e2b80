//! Which unstamped contacts are certainly the same as persons.

use std::collections::BTreeSet;

use contacts::MailboxId;
use matching::duplicate::{certain_keys, name_key};
use matching::equal::Claim;
use store::CandidateKind;

use super::{Memory, MemoryPerson};

impl Memory {
    /// Finds, for each candidate that has one of the keys, the persons that have it, too.
    pub(super) fn claims(&self, mailbox: MailboxId, keys: &[String]) -> Vec<Claim> {
        let there = |person: &&MemoryPerson| {
            let mut links = self.links.values();
            links.any(|link| {
                link.person == person.id
                    && link.mailbox == mailbox
                    && !link.ended()
                    && link.remote_id.is_some()
            })
        };
        let mut claims = BTreeSet::new();
        for person in self.persons.values().filter(|person| !person.deleted).filter(|person| !there(person)) {
            let own = certain_keys(&person.card, self.rules.country);
            let name = name_key(&person.card);
            for ((of, _), (candidate, known, _)) in &self.candidates {
                let shared = keys.iter().any(|key| own.contains(key) && known.contains(key));
                if *of == mailbox && shared && candidate.kind == CandidateKind::Unstamped {
                    let contact = candidate.remote_id.clone();
                    let by_name = name.as_ref().is_some_and(|name| known.contains(name));
                    claims.insert(Claim { person: person.id, contact, by_name });
                }
            }
        }
        claims.into_iter().collect()
    }
}
