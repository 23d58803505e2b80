//! Adopting: a contact person gets its contact in a mailbox, by linking an equal one or creating it.

use outlook::ContactFolder as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, Direction, PersonId};
use outlook::{ReadOutcome, RemoteContact, RemoteId};
use replication::{CrmShadow, Ended, LinkState, OperationKind, Problem, Stamp};
use store::{Candidate, Change, Due, EndState, HistoryKind, LinkCase, LinkWrite, PersonView};

use crate::cycle::{CycleError, Running};
use crate::merge_link::{Ending, Seen, Verdict, run_item};
use crate::push::look_again;

const RELINK: &str = "r:";

/// The match key of a contact with our stamp whose link has ended: it belongs to that person and nobody else.
pub(crate) fn relink_key(person: PersonId) -> String {
    format!("{RELINK}{}", person.hex())
}

impl Running<'_> {
    /// Decides for links that are to get a contact: linked to the one chosen, or to the only equal one in the
    /// mailbox, else created. Several equal ones are for a person to choose from.
    pub(crate) async fn adopt(&mut self, cases: Vec<LinkCase>) -> Result<Vec<Verdict>, CycleError> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let equal = self.equal_contacts(&cases).await?;
        let mut verdicts = Vec::new();
        let mut to_link: Vec<(&LinkCase, &PersonView, RemoteId, bool)> = Vec::new();
        for case in &cases {
            let person = match &case.person {
                Some(person) if !person.deleted && person.visible => person,
                Some(_) | None => {
                    verdicts.push(self.never_created(case));
                    continue;
                }
            };
            let chosen = match &case.link.state {
                LinkState::Adopting { chosen } => chosen.clone(),
                LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => None,
            };
            let several = equal.get(&person.id).map_or(&[][..], Vec::as_slice);
            match (chosen, several) {
                (Some(chosen), _) => to_link.push((case, person, RemoteId(chosen), true)),
                (None, []) => verdicts.push(self.create(case, person)),
                (None, [only]) => to_link.push((case, person, RemoteId(only.remote_id.clone()), false)),
                (None, several) => verdicts.push(self.several(case, several.len())),
            }
        }
        let ids: Vec<RemoteId> = to_link.iter().map(|(_, _, id, _)| id.clone()).collect();
        if !ids.is_empty() {
            self.hold_lease().await?;
            for ((case, person, id, chosen), outcome) in to_link.into_iter().zip(self.folder.read(&ids).await)
            {
                match outcome {
                    Ok(ReadOutcome::Found(contact)) if self.linkable(person, &contact) => {
                        verdicts.push(self.link(case, person, &contact));
                    }
                    Ok(ReadOutcome::Found(_) | ReadOutcome::Gone) => {
                        verdicts.push(self.not_there(case, &id, chosen));
                    }
                    Err(_) => {}
                }
            }
        }
        Ok(verdicts)
    }

    /// Finds the unstamped contacts of the mailbox that are certainly the same person. One that equals two
    /// persons is given to the first.
    async fn equal_contacts(
        &self,
        cases: &[LinkCase],
    ) -> Result<HashMap<PersonId, Vec<Candidate>>, CycleError> {
        let mut persons_of_key: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
        for person in cases.iter().filter_map(|case| case.person.as_ref()) {
            for key in matching::duplicate::certain_keys(&person.card, self.rules.country) {
                persons_of_key.entry(key).or_default().push(person.id);
            }
            persons_of_key.entry(relink_key(person.id)).or_default().push(person.id);
        }
        let keys: Vec<String> = persons_of_key.keys().cloned().collect();
        let mut equal: HashMap<PersonId, Vec<Candidate>> = HashMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut found = self.cycle.store.equal_candidates(self.fence.mailbox, &keys).await?;
        // A contact with the person's own stamp is it, whatever else is equal.
        found.sort_by_key(|(key, candidate)| (!key.starts_with(RELINK), candidate.remote_id.clone()));
        let mut relinked: BTreeSet<PersonId> = BTreeSet::new();
        let mut left_over = Vec::new();
        for (key, candidate) in found {
            for person in persons_of_key.get(&key).into_iter().flatten() {
                if relinked.contains(person) {
                    if key.starts_with(RELINK) {
                        left_over.push(look_again(&candidate.remote_id));
                    }
                    continue;
                }
                if key.starts_with(RELINK) {
                    relinked.insert(*person);
                }
                let found = equal.entry(*person).or_default();
                if !found.iter().any(|known| known.remote_id == candidate.remote_id)
                    && taken.insert(candidate.remote_id.clone())
                {
                    found.push(candidate.clone());
                }
            }
        }
        // Further contacts with the person's stamp are copies from now on.
        if !left_over.is_empty() {
            self.cycle.store.stage(&self.fence, &left_over, &self.record.feed).await?;
        }
        Ok(equal)
    }

    fn create(&self, case: &LinkCase, person: &PersonView) -> Verdict {
        let operation = self.new_operation();
        let stamp = Stamp { installation: self.installation, person: person.id, operation };
        let mut card = Card::new();
        let mut agreed = BTreeMap::new();
        for field in contacts::field::FIELDS {
            match self.rules.field(field.key).direction {
                Direction::Both | Direction::ToOutlook => {
                    card.set(field.key, person.card.get(field.key).cloned());
                }
                Direction::ToCrm | Direction::Off => {}
            }
        }
        let card = as_outlook_stores(&card);
        let mut link = case.link.clone();
        link.remote_id = None;
        link.change_key = String::new();
        link.elsewhere = None;
        link.stamp = Some(operation);
        link.outlook = Card::new();
        link.crm = CrmShadow { version: person.version, fields: BTreeMap::new() };
        link.photo = replication::PhotoShadow::default();
        let merged = self.merge_fields(&link, person, &card, Seen::Shadow);
        agreed.extend(merged.crm_fields);
        agreed.extend(merged.agreed);
        let kind = OperationKind::Create { card, stamp: stamp.to_string() };
        let mut put = self.put(&link, kind, person.version, agreed);
        if let store::OperationWrite::Put(intended) = &mut put {
            intended.id = operation;
        }
        let change = Change {
            operations: vec![put],
            link: Some(LinkWrite { link: Box::new(link), due: Due::Done }),
            ..Change::default()
        };
        Verdict { change, ending: Ending::No }
    }

    /// Tells whether a contact can be linked to a person: it is alive, and unstamped or the person's own.
    fn linkable(&self, person: &PersonView, contact: &RemoteContact) -> bool {
        let own = |text: &str| {
            Stamp::parse(text)
                .is_some_and(|stamp| stamp.installation == self.installation && stamp.person == person.id)
        };
        self.counts_as_alive(&contact.place) && contact.stamp.as_deref().is_none_or(own)
    }

    /// Links a contact that is there already: its stamp is written, and both sides are merged for the first time.
    fn link(&self, case: &LinkCase, person: &PersonView, contact: &RemoteContact) -> Verdict {
        let operation = self.new_operation();
        let stamp = Stamp { installation: self.installation, person: person.id, operation };
        // The contact is not the link's before its stamp is written: until then nothing else touches it.
        let mut link = case.link.clone();
        link.remote_id = None;
        link.change_key = String::new();
        link.elsewhere = None;
        link.stamp = Some(operation);
        link.crm = CrmShadow::default();
        link.photo = replication::PhotoShadow::default();
        link.outlook = contact.card.clone();
        let merged = self.merge_fields(&link, person, &contact.card, Seen::Contact(contact));
        let mut change = self.taken(case, person, &merged);
        let version = person.version + i64::from(change.person.is_some());
        let before = merged.outlook_patch.iter().map(|(key, _)| key).collect::<Vec<_>>();
        let before = before.into_iter().fold(contacts::Patch::new(), |mut patch, key| {
            patch.set(key, contact.card.get(key).cloned());
            patch
        });
        let kind = OperationKind::Update {
            remote_id: contact.id.0.clone(),
            change_key: contact.change_key.0.clone(),
            patch: merged.outlook_patch,
            before,
            card: merged.outlook_target,
            stamp: Some(stamp.to_string()),
        };
        link.crm = CrmShadow { version, fields: merged.crm_fields };
        let mut put = self.put(&link, kind, version, merged.agreed);
        if let store::OperationWrite::Put(intended) = &mut put {
            intended.id = operation;
        }
        change.operations.push(put);
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Done });
        Verdict { change, ending: Ending::No }
    }

    /// Several contacts are equal: a person has to choose.
    fn several(&self, case: &LinkCase, count: usize) -> Verdict {
        let reason =
            format!("{count} contacts in the mailbox are equal to this person; choose the one to link");
        self.park(case, reason)
    }

    /// The contact that was to be linked is not there any more, or belongs to somebody else: one that a person
    /// chose is asked for again, one that was found is looked for anew.
    fn not_there(&self, case: &LinkCase, id: &RemoteId, chosen: bool) -> Verdict {
        if chosen {
            let reason = "the contact chosen for linking is no longer in the mailbox; adopt the person again";
            return self.park(case, reason.to_owned());
        }
        let operations = case.operations.iter().map(|o| store::OperationWrite::Remove(o.id)).collect();
        let candidates = vec![store::CandidateWrite::Remove { remote_id: id.0.clone() }];
        let link = Some(LinkWrite { link: Box::new(case.link.clone()), due: Due::Again });
        Verdict { change: Change { link, operations, candidates, ..Change::default() }, ending: Ending::No }
    }

    /// Parks a link until a person acts.
    pub(crate) fn park(&self, case: &LinkCase, reason: String) -> Verdict {
        let mut link = case.link.clone();
        let mut change = Change::default();
        change.history.push(self.entry(&link, HistoryKind::Problem, None, None, Some(reason.clone().into())));
        change.run_items.extend(run_item(&mut link, EndState::Failed, Some(reason.clone())));
        let attempts = link.problem.as_ref().map_or(0, |problem| problem.attempts) + 1;
        link.problem = Some(Problem { reason, since: self.now(), attempts, parked: true });
        change.link = Some(LinkWrite { link: Box::new(link), due: Due::Keep });
        Verdict { change, ending: Ending::No }
    }

    /// A link whose contact was never created ends without a trace in Outlook.
    pub(crate) fn never_created(&self, case: &LinkCase) -> Verdict {
        let by = match (&case.link.state, &case.person) {
            (LinkState::Leaving { cause: replication::Leaving::Withdrawn, .. }, _) => Ended::Withdrawn,
            (
                LinkState::Adopting { .. }
                | LinkState::Linked
                | LinkState::Leaving { .. }
                | LinkState::Ended { .. },
                _,
            ) => Ended::NeverCreated,
        };
        let mut verdict = self.end(case, Change::default(), by);
        verdict.ending = Ending::No;
        verdict
    }
}
