//! Adopting: a contact person gets its contact in a mailbox, by linking an equal one or creating it.

use outlook::ContactFolder as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use contacts::{Card, PersonId};
use matching::duplicate::certain_keys;
use matching::equal::{Found, share_out};
use outlook::{ReadOutcome, RemoteContact, RemoteId};
use replication::{CrmShadow, Ended, Link, LinkState, OperationKind, PhotoShadow, Problem, Stamp};
use store::{Change, Due, EndState, HistoryKind, LinkCase, LinkWrite, PersonView};

use crate::bugs::Bug;
use crate::cycle::{CycleError, Running};
use crate::merge_link::{Ending, Seen, Verdict, run_item};
use crate::push::look_again;

const RELINK: &str = "r:";

/// The match key of a contact with our stamp whose link has ended: it belongs to that person and nobody else.
pub(crate) fn relink_key(person: PersonId) -> String {
    format!("{RELINK}{}", person.hex())
}

/// What became of the contact of a link's earlier life.
enum Former {
    /// It is in the mailbox with our stamp.
    Alive(Box<RemoteContact>),
    /// It could not be looked up: nothing is created meanwhile.
    Unsure,
}

/// Returns the contact that a person chose for a link.
fn chosen(case: &LinkCase) -> Option<&str> {
    match &case.link.state {
        LinkState::Adopting { chosen, .. } => chosen.as_deref(),
        LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => None,
    }
}

/// Tells whether the link's person was made from the contact chosen for it.
fn imported(link: &Link) -> bool {
    match &link.state {
        LinkState::Adopting { imported, .. } => *imported,
        LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
    }
}

impl Running<'_> {
    /// Decides for links that are to get a contact: linked to the one chosen, or to the only equal one in the
    /// mailbox, else created. Several equal ones are for a person to choose from.
    pub(crate) async fn adopt(&mut self, cases: Vec<LinkCase>) -> Result<Vec<Verdict>, CycleError> {
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let equal = self.found(&cases).await?;
        let former = self.former_contacts(&cases, &equal).await?;
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
            let found = equal.get(&person.id).unwrap_or(&Found::Nothing);
            match (chosen(case), former.get(&person.id), found) {
                (Some(chosen), _, _) => to_link.push((case, person, RemoteId(chosen.to_owned()), true)),
                (None, _, Found::Own(own)) => to_link.push((case, person, RemoteId(own.clone()), false)),
                (None, Some(Former::Unsure), _) => {}
                (None, Some(Former::Alive(contact)), _) => verdicts.push(self.link(case, person, contact)),
                (None, None, Found::One(only)) => to_link.push((case, person, RemoteId(only.clone()), false)),
                (None, None, Found::Nothing) => verdicts.push(self.create(case, person)),
                (None, None, Found::Several(_) | Found::Contested) => {
                    verdicts.push(self.park(case, found.choice().unwrap_or_default()));
                }
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
                    Ok(ReadOutcome::Found(contact)) if self.counts_as_alive(&contact.place) => {
                        verdicts.push(self.not_there(case, &id, chosen));
                    }
                    Ok(ReadOutcome::Found(_) | ReadOutcome::Gone) if imported(&case.link) => {
                        verdicts.push(self.deleted_before(case, &id));
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

    /// Finds what of the persons is in the mailbox: the contact with the person's own stamp, whatever else is equal,
    /// or the unstamped ones that are certainly the same person.
    async fn found(&self, cases: &[LinkCase]) -> Result<BTreeMap<PersonId, Found>, CycleError> {
        let (store, mailbox) = (self.cycle.store, self.fence.mailbox);
        let persons = || cases.iter().filter_map(|case| case.person.as_ref());
        let certain: BTreeSet<String> =
            persons().flat_map(|person| certain_keys(&person.card, self.rules.country)).collect();
        let certain: Vec<String> = certain.into_iter().collect();
        let mut found = share_out(&store.claims(mailbox, &certain).await?);

        let person_of: BTreeMap<String, PersonId> =
            persons().map(|person| (relink_key(person.id), person.id)).collect();
        let keys: Vec<String> = person_of.keys().cloned().collect();
        let mut own = store.equal_candidates(mailbox, &keys).await?;
        own.sort_by(|(_, a), (_, b)| a.remote_id.cmp(&b.remote_id));
        let mut relinked: BTreeSet<PersonId> = BTreeSet::new();
        let mut left_over = Vec::new();
        for (key, candidate) in own {
            let Some(person) = person_of.get(&key) else { continue };
            if relinked.insert(*person) {
                found.insert(*person, Found::Own(candidate.remote_id));
            } else {
                left_over.push(look_again(&candidate.remote_id));
            }
        }
        // Further contacts with the person's stamp are copies from now on.
        if !left_over.is_empty() {
            store.stage(&self.fence, &left_over, &self.record.feed).await?;
        }
        Ok(found)
    }

    /// Looks for the contacts of the links' earlier lives: one that its owner took out of Deleted Items, which the feed
    /// does not tell, is still the person's.
    async fn former_contacts(
        &mut self,
        cases: &[LinkCase],
        found: &BTreeMap<PersonId, Found>,
    ) -> Result<HashMap<PersonId, Former>, CycleError> {
        let own = |person| matches!(found.get(&person), Some(Found::Own(_)));
        let former: Vec<(&PersonView, RemoteId)> = cases
            .iter()
            .filter(|case| chosen(case).is_none() && !own(case.link.person))
            .filter_map(|case| Some((case.person.as_ref()?, RemoteId(case.link.former.clone()?))))
            .collect();
        if former.is_empty() {
            return Ok(HashMap::new());
        }
        self.hold_lease().await?;
        let ids: Vec<RemoteId> = former.iter().map(|(_, id)| id.clone()).collect();
        let mut alive = HashMap::new();
        for ((person, _), outcome) in former.into_iter().zip(self.folder.read(&ids).await) {
            match outcome {
                Ok(ReadOutcome::Found(contact))
                    if contact.stamp.is_some() && self.linkable(person, &contact) =>
                {
                    alive.insert(person.id, Former::Alive(contact));
                }
                Ok(ReadOutcome::Found(_) | ReadOutcome::Gone) => {}
                Err(_) => {
                    alive.insert(person.id, Former::Unsure);
                }
            }
        }
        Ok(alive)
    }

    fn create(&self, case: &LinkCase, person: &PersonView) -> Verdict {
        let operation = self.new_operation();
        let stamp = Stamp { installation: self.installation, person: person.id, operation };
        let card = self.rules.outward_card(&person.card);
        let mut agreed = BTreeMap::new();
        let mut link = case.link.clone();
        link.let_go();
        link.elsewhere = None;
        link.stamp = Some(operation);
        link.outlook = Card::new();
        link.crm = CrmShadow { version: person.version, fields: BTreeMap::new() };
        link.photo = unlooked_photo(&case.link);
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

    /// Links a contact that is there already: its stamp is written, and both sides are merged. They meet for the first
    /// time, unless the person was made from this very contact: then an edit made since is an edit, and nothing else
    /// about the contact changes but the stamp.
    fn link(&self, case: &LinkCase, person: &PersonView, contact: &RemoteContact) -> Verdict {
        let operation = self.new_operation();
        let stamp = Stamp { installation: self.installation, person: person.id, operation };
        // The contact is not the link's before its stamp is written: until then nothing else touches it.
        let mut link = case.link.clone();
        link.let_go();
        link.elsewhere = None;
        link.stamp = Some(operation);
        link.photo = unlooked_photo(&case.link);
        if !imported(&case.link) || self.has(Bug::ImportWithoutShadow) {
            link.crm = CrmShadow::default();
            link.outlook = contact.card.clone();
        }
        let merged = self.merge_fields(&link, person, &contact.card, Seen::Contact(contact));
        link.outlook = contact.card.clone();
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

    /// The contact that was to be linked is not there any more, or belongs to somebody else: one that a person
    /// chose is asked for again, one that was found is looked for anew.
    fn not_there(&self, case: &LinkCase, id: &RemoteId, chosen: bool) -> Verdict {
        if imported(&case.link) {
            let reason = "the contact belongs to somebody else by now; the contact person that was made from it was \
                kept, and is not in the mailbox. Delete it if it is one too many, or adopt it again";
            return self.park(case, reason.to_owned());
        }
        if chosen {
            let reason = "the contact chosen for linking is no longer in the mailbox; adopt the person again";
            return self.park(case, reason.to_owned());
        }
        let operations = case.operations.iter().map(|o| store::OperationWrite::Remove(o.id)).collect();
        let candidates = vec![store::CandidateWrite::Remove { remote_id: id.0.clone() }];
        let link = Some(LinkWrite { link: Box::new(case.link.clone()), due: Due::Again });
        Verdict { change: Change { link, operations, candidates, ..Change::default() }, ending: Ending::No }
    }

    /// The contact that a person was made from was deleted before it could be linked: as with every contact that its
    /// owner deletes, the person is kept and the link ends.
    fn deleted_before(&self, case: &LinkCase, id: &RemoteId) -> Verdict {
        let candidates = vec![store::CandidateWrite::Remove { remote_id: id.0.clone() }];
        let mut verdict = self.end(case, Change { candidates, ..Change::default() }, Ended::OutlookDelete);
        verdict.ending = Ending::No;
        if let Some(write) = &mut verdict.change.link {
            // The tombstone says of which contact it is.
            write.link.remote_id = Some(id.0.clone());
        }
        verdict
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

/// Returns the shadow of a photo that nobody looked at yet; what an export without photos left out stays left out.
fn unlooked_photo(link: &Link) -> PhotoShadow {
    let apart = link.photo.apart && !link.photo.agreed;
    PhotoShadow { apart, imported: imported(link), ..PhotoShadow::default() }
}
