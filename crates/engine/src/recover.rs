//! Recover: finds out what became of writes whose answer was lost, by looking, before anything else happens to
//! their links.

use outlook::ContactFolder as _;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use contacts::{LinkId, OperationId, PersonId};
use outlook::{ReadOutcome, RemoteContact, RemoteId};
use replication::recover::{Became, Unheard, became_of_update};
use replication::{LinkState, Operation, OperationKind, OperationState};
use store::{Change, LinkCase, OperationWrite, StagedWhat};

use crate::bugs::Bug;
use crate::cycle::{CycleError, Running};
use crate::photo::PhotoSeen;

/// How long a write may stay without a visible effect before it counts as never made, in microseconds: Outlook's
/// index lags behind, a request may be slow, and another engine, whose lease was taken over, may just be sending
/// it (it stops when its lease of 60 s runs out).
pub const SETTLED: i64 = 75_000_000;
const BATCH: u32 = 20;

/// How long after the first look in vain the second one comes, in microseconds. The time from the first look to the
/// next one doubles from there: every look costs a request of the mailbox's quota, and what took effect is told by
/// the feed as well.
const SECOND_LOOK: i64 = 5_000_000;

/// When this process looked in vain for the effects of writes, by its own clock: clocks of other nodes say nothing
/// about how long a write had time.
#[derive(Debug, Default)]
pub struct Looks(Mutex<HashMap<OperationId, Look>>);

/// One write's looks in vain; times by the process's clock, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Look {
    first: i64,
    /// When it is worth the next one.
    next: i64,
}

impl Looks {
    /// Whether it is time to look for a write's effect.
    fn due(&self, operation: OperationId, now: i64) -> bool {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.get(&operation).is_none_or(|look| now >= look.next)
    }

    /// Notes a look in vain; tells whether the first one was long enough ago.
    fn in_vain(&self, operation: OperationId, now: i64) -> bool {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = looks.get(&operation).map_or(now, |look| look.first);
        let past = now - first;
        if past > SETTLED {
            looks.remove(&operation);
            return true;
        }
        let next = first.saturating_add(past.saturating_mul(2).clamp(SECOND_LOOK, SETTLED + 1));
        looks.insert(operation, Look { first, next });
        // What was found otherwise is not asked for again.
        looks.retain(|_, look| now - look.first <= 10 * SETTLED);
        false
    }
}

impl Running<'_> {
    /// Resolves what can be resolved now; tells whether anything was.
    pub(crate) async fn recover(&mut self) -> Result<bool, CycleError> {
        let (store, mailbox, now) = (self.cycle.store, self.fence.mailbox, self.now());
        let mut progress = false;
        let mut resolved = std::collections::HashSet::new();
        loop {
            let sent = store.operations(mailbox, OperationState::Sent, now, BATCH * 50).await?;
            let fresh: Vec<Operation> = sent
                .into_iter()
                .filter(|o| resolved.insert(o.id) && self.cycle.looks.due(o.id, now))
                .take(usize::try_from(BATCH).unwrap_or(20))
                .collect();
            if fresh.is_empty() {
                return Ok(progress);
            }
            self.hold_lease().await?;
            progress |= self.resolve(&fresh).await?;
        }
    }

    async fn resolve(&mut self, sent: &[Operation]) -> Result<bool, CycleError> {
        let mut persons: Vec<PersonId> = sent.iter().map(|operation| operation.person).collect();
        persons.sort();
        persons.dedup();
        let cases = self.cycle.store.cases_of(self.fence.mailbox, &persons).await?;
        let by_link: HashMap<LinkId, &LinkCase> = cases.iter().map(|case| (case.link.id, case)).collect();
        let ids: Vec<RemoteId> = sent
            .iter()
            .filter_map(|operation| operation.kind.remote_id())
            .map(|id| RemoteId(id.to_owned()))
            .collect();
        let mut read: HashMap<String, Option<RemoteContact>> = HashMap::new();
        if !ids.is_empty() {
            for (id, outcome) in ids.iter().zip(self.folder.read(&ids).await) {
                match outcome {
                    Ok(ReadOutcome::Found(contact)) => read.insert(id.0.clone(), Some(*contact)),
                    Ok(ReadOutcome::Gone) => read.insert(id.0.clone(), None),
                    Err(_) => continue,
                };
            }
        }
        let mut changes = Vec::new();
        let mut look: Vec<(String, StagedWhat)> = Vec::new();
        for operation in sent {
            let case = operation.link.and_then(|link| by_link.get(&link).copied());
            let change = match &operation.kind {
                OperationKind::Create { stamp, .. } => self.resolve_create(operation, case, stamp).await?,
                OperationKind::Update { .. }
                | OperationKind::Delete { .. }
                | OperationKind::Release { .. }
                | OperationKind::Photo { .. } => {
                    let Some(contact) = operation.kind.remote_id().and_then(|id| read.get(id)) else {
                        continue;
                    };
                    self.resolve_write(operation, case, contact.as_ref(), &mut look).await
                }
            };
            changes.extend(change);
        }
        if !look.is_empty() {
            self.cycle.store.stage(&self.fence, &look, &self.record.feed.clone()).await?;
        }
        self.commit(changes).await
    }

    async fn resolve_create(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        stamp: &str,
    ) -> Result<Option<Change>, CycleError> {
        let Some(case) = case else {
            let operations = vec![OperationWrite::Remove(operation.id)];
            return Ok(Some(Change { operations, ..Change::default() }));
        };
        if self.has(Bug::CreateRepeatedWithoutLooking) {
            return Ok(Some(self.wait(operation, true, None)));
        }
        let found = self.folder.find(stamp).await?;
        let alive = found.iter().find(|contact| self.counts_as_alive(&contact.place));
        match alive {
            Some(contact) => Ok(Some(self.created(case, operation, contact))),
            None if self.cycle.looks.in_vain(operation.id, self.now()) => {
                Ok(Some(self.wait(operation, true, None)))
            }
            None => Ok(None),
        }
    }

    async fn resolve_write(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        contact: Option<&RemoteContact>,
        look: &mut Vec<(String, StagedWhat)>,
    ) -> Option<Change> {
        let alive = contact.filter(|contact| self.counts_as_alive(&contact.place));
        let Some(contact) = alive else {
            let removed = matches!(operation.kind, OperationKind::Delete { .. });
            let released = matches!(operation.kind, OperationKind::Release { .. });
            return Some(match case {
                Some(case) if removed => self.gone(case, operation, false),
                // Whether it still had its stamp when it went, nobody knows: should it come back without one, it is not
                // ours. Who is wanted again meanwhile gets another contact.
                Some(case) if released && wanted(&case.link.state) => self.gone(case, operation, true),
                case => self.look_before(operation, case, look),
            });
        };
        match &operation.kind {
            OperationKind::Create { .. } => None,
            OperationKind::Update { patch, before, card, change_key, stamp, .. } => {
                let case = case?;
                let became = match stamp {
                    Some(stamp)
                        if contact.stamp.as_deref().is_some_and(|is| is.eq_ignore_ascii_case(stamp)) =>
                    {
                        Became::Done
                    }
                    Some(_) => Became::NotDone,
                    None => {
                        let sent = Unheard { patch, before, card, based_on: change_key };
                        became_of_update(sent, &contact.change_key.0, &contact.card)
                    }
                };
                match became {
                    Became::Done => Some(self.update_found_done(case, operation, contact)),
                    Became::NotDone => self.not_done(operation, Some(case), change_key, contact, look),
                }
            }
            OperationKind::Delete { change_key, .. } => {
                self.not_done(operation, case, change_key, contact, look)
            }
            OperationKind::Release { change_key, .. } => match (&contact.stamp, case) {
                (None, Some(case)) => Some(self.gone(case, operation, true)),
                (None, None) => Some(self.copy_released(operation)),
                (Some(_), case) => self.not_done(operation, case, change_key, contact, look),
            },
            OperationKind::Photo { digest, .. } => {
                self.resolve_photo(operation, case?, contact, digest.as_deref(), look).await
            }
        }
    }

    /// A photo with a lost answer: it is there when Outlook shows the same picture, whatever it made of the bytes; it is
    /// removed when Outlook shows none.
    async fn resolve_photo(
        &self,
        operation: &Operation,
        case: &LinkCase,
        contact: &RemoteContact,
        digest: Option<&str>,
        look: &mut Vec<(String, StagedWhat)>,
    ) -> Option<Change> {
        let seen = self.look_at_photo(contact, case.person.as_ref()).await;
        let shadow = case.link.photo.outlook.as_deref();
        match &seen {
            PhotoSeen::Failed => None,
            PhotoSeen::Picture { digest: there, bytes, .. } if Some(there.as_str()) != shadow => {
                let sent = match digest {
                    Some(digest) => self.cycle.store.rendition(digest).await.ok()?,
                    None => None,
                };
                if sent.is_some_and(|sent| self.cycle.pictures.alike(&sent, bytes)) {
                    Some(self.photo_done(case, operation, Some(there), Some(contact)))
                } else {
                    Some(self.look_before(operation, Some(case), look))
                }
            }
            PhotoSeen::None if digest.is_none() => {
                Some(self.photo_done(case, operation, None, Some(contact)))
            }
            PhotoSeen::Picture { .. } | PhotoSeen::None | PhotoSeen::NotLooked => {
                self.cycle.looks.in_vain(operation.id, self.now()).then(|| self.wait(operation, true, None))
            }
        }
    }

    fn update_found_done(&self, case: &LinkCase, operation: &Operation, contact: &RemoteContact) -> Change {
        let mut change = self.update_done(case, operation, None);
        if let (true, Some(write)) = (self.has(Bug::ShadowIsWhatIsRead), &mut change.link) {
            write.link.outlook = contact.card.clone();
            write.link.change_key = contact.change_key.0.clone();
        }
        change
    }

    /// The write had no effect so far: when it had time enough it counts as never made, and is sent again if the
    /// contact is as it was, else decided anew.
    fn not_done(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        based_on: &str,
        contact: &RemoteContact,
        look: &mut Vec<(String, StagedWhat)>,
    ) -> Option<Change> {
        if contact.change_key.0 != based_on {
            // Whatever arrives now is refused for its version.
            return Some(self.look_before(operation, case, look));
        }
        self.cycle.looks.in_vain(operation.id, self.now()).then(|| self.wait(operation, true, None))
    }
}

/// Tells whether a link is to have a contact.
fn wanted(state: &LinkState) -> bool {
    match state {
        LinkState::Linked | LinkState::Adopting { .. } => true,
        LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    #[test]
    fn a_write_without_an_effect_is_looked_for_less_and_less_often_and_then_given_up() {
        let (looks, operation) = (Looks::default(), OperationId::from_u128(1));
        let mut at = Vec::new();
        let settled = (0..).map(|second| second * SECOND).find(|now| {
            looks.due(operation, *now) && {
                at.push(now / SECOND);
                looks.in_vain(operation, *now)
            }
        });
        assert_eq!(at, [0, 5, 10, 20, 40, 76]);
        assert_eq!(settled, Some(76 * SECOND));
        assert!(looks.due(operation, 77 * SECOND), "it begins anew");
    }

    #[test]
    fn each_write_has_its_own_time() {
        let looks = Looks::default();
        let (one, other) = (OperationId::from_u128(1), OperationId::from_u128(2));
        assert!(!looks.in_vain(one, 0));
        assert!(!looks.due(one, SECOND) && looks.due(other, SECOND));
    }
}
