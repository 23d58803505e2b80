//! Reconcile: staged entries and due links become changes to the CRM, history and operations.
//!
//! Reading the contacts is the only network here; deciding is pure. What ends links is held back until all of
//! it is known, so that the brake can stop before the first.

use outlook::ContactFolder as _;
use std::collections::{HashMap, HashSet};

use contacts::PersonId;
use outlook::{ConnectorError, ReadOutcome, RemoteContact, RemoteId};
use replication::{Brake, LinkState, OperationKind, OperationState, Stamp};
use store::{
    Applied, CandidateWrite, Change, Due, Feed, HistoryKind, LinkCase, LinkWrite, OperationWrite, Staged,
    StagedWhat,
};

use crate::adopt::relink_key;
use crate::bugs::Bug;
use crate::cycle::{CycleError, Running};
use crate::merge_link::{Ending, Seen, Verdict};
use crate::photo::PhotoSeen;
use crate::pull::live_by_contact;
use crate::push::look_again;

/// Staged entries dealt with together.
const STAGED: u32 = 200;
/// Changes committed together.
const COMMIT: usize = 200;
/// Due links dealt with together.
const DUE: u32 = 200;

impl Running<'_> {
    /// Deals with everything staged and due; tells whether anything was done.
    pub(crate) async fn reconcile(&mut self) -> Result<bool, CycleError> {
        let mut endings = Vec::new();
        let mut progress = false;
        let mut above = 0;
        loop {
            let batch = self.cycle.store.staged(self.fence.mailbox, above, STAGED).await?;
            let Some(last) = batch.last() else { break };
            above = last.number;
            self.still_wanted().await?;
            let verdicts = self.decide_staged(batch).await?;
            progress |= self.carry_out(verdicts, &mut endings).await?;
        }
        let mut after = None;
        loop {
            let cases = self.cycle.store.due(self.fence.mailbox, after, DUE).await?;
            let Some(last) = cases.last() else { break };
            after = Some(last.link.id);
            self.still_wanted().await?;
            let verdicts = self.decide_due(cases).await?;
            progress |= self.carry_out(verdicts, &mut endings).await?;
        }
        Ok(progress | self.carry_out_endings(endings).await?)
    }

    /// Commits verdicts that end no link, and holds back those that do.
    pub(crate) async fn carry_out(
        &mut self,
        verdicts: Vec<Verdict>,
        endings: &mut Vec<Verdict>,
    ) -> Result<bool, CycleError> {
        let (now, later): (Vec<Verdict>, Vec<Verdict>) =
            verdicts.into_iter().partition(|verdict| verdict.ending == Ending::No);
        endings.extend(later);
        self.commit(now.into_iter().map(|verdict| verdict.change).collect()).await
    }

    /// Asks the brake, then commits what ends links.
    pub(crate) async fn carry_out_endings(&mut self, endings: Vec<Verdict>) -> Result<bool, CycleError> {
        if endings.is_empty() {
            return Ok(false);
        }
        let counted = endings.iter().filter(|verdict| verdict.ending == Ending::Counted).count();
        let ending = self.report.ended + u32::try_from(counted).unwrap_or(u32::MAX);
        let links = self.cycle.store.count_live(self.fence.mailbox).await? + self.report.ended;
        if counted > 0 && !self.record.health.brake_released {
            match self.rules.brake.check(ending, links) {
                Brake::Free => {}
                Brake::Stopped { ending, links } => return Err(CycleError::Braked { ending, links }),
            }
        }
        self.report.ended = ending;
        self.record.health.brake_released = false;
        self.end_links(endings.into_iter().map(|verdict| verdict.change).collect()).await
    }

    /// Commits changes that end links. One that was stale is looked at again: a listing, unlike a staged entry, does
    /// not come back by itself.
    async fn end_links(&mut self, changes: Vec<Change>) -> Result<bool, CycleError> {
        let remote_id = |change: &Change| change.link.as_ref().and_then(|write| write.link.remote_id.clone());
        let contacts: Vec<Option<String>> = changes.iter().map(remote_id).collect();
        let stale = self.commit_each(changes).await?;
        let look = stale.iter().filter_map(|place| contacts.get(*place)?.as_deref().map(look_again));
        let look: Vec<_> = look.collect();
        if !look.is_empty() {
            self.cycle.store.stage(&self.fence, &look, &self.record.feed).await?;
        }
        Ok(stale.len() < contacts.len())
    }

    /// Commits changes; tells whether any was written. What was stale comes back by itself: its entry is still
    /// staged, its link still due, its operation still under way.
    pub(crate) async fn commit(&mut self, changes: Vec<Change>) -> Result<bool, CycleError> {
        let real = changes.iter().filter(|change| **change != Change::default()).count();
        Ok(self.commit_each(changes).await?.len() < real)
    }

    /// Commits changes; returns the places of those that were stale.
    pub(crate) async fn commit_each(&mut self, changes: Vec<Change>) -> Result<Vec<usize>, CycleError> {
        let (places, changes): (Vec<usize>, Vec<Change>) =
            changes.into_iter().enumerate().filter(|(_, change)| *change != Change::default()).unzip();
        let mut stale = Vec::new();
        for (places, part) in places.chunks(COMMIT).zip(changes.chunks(COMMIT)) {
            self.hold_lease().await?;
            self.take_the_feed_up_anew(part).await?;
            let applied = self.cycle.store.commit(&self.fence, self.now(), part).await?;
            self.look_at_left_over(part).await?;
            let taken = part.iter().zip(&applied).filter(|(c, a)| c.person.is_some() && **a == Applied::Done);
            self.report.taken += u32::try_from(taken.count()).unwrap_or(u32::MAX);
            stale.extend(
                places.iter().zip(&applied).filter(|(_, a)| **a == Applied::Stale).map(|(place, _)| *place),
            );
        }
        Ok(stale)
    }

    /// A contact that left the folder and came back may never be in the same feed again. Where a person gets a contact
    /// a second time, the feed is begun anew: one that begins now shows the contact that came back, and the earlier
    /// one too, should its owner take it out of Deleted Items later. The sweep that follows reads what was missed.
    async fn take_the_feed_up_anew(&mut self, changes: &[Change]) -> Result<(), CycleError> {
        if changes.iter().any(comes_again) && self.record.feed.cursor.is_some() {
            let feed = Feed { cursor: None, resyncing: true, ..self.record.feed.clone() };
            self.set_feed(feed).await?;
        }
        Ok(())
    }

    /// Once a link lives again, further contacts with its person's stamp are copies: they are looked at anew.
    async fn look_at_left_over(&self, changes: &[Change]) -> Result<(), CycleError> {
        let revived = changes
            .iter()
            .flat_map(|change| &change.history)
            .filter(|entry| entry.kind == HistoryKind::Revived);
        let keys: Vec<String> = revived.map(|entry| relink_key(entry.person)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let left_over = self.cycle.store.equal_candidates(self.fence.mailbox, &keys).await?;
        let look: Vec<_> = left_over.iter().map(|(_, candidate)| look_again(&candidate.remote_id)).collect();
        if !look.is_empty() {
            self.cycle.store.stage(&self.fence, &look, &self.record.feed).await?;
        }
        Ok(())
    }

    /// Looks the staged contacts up and decides about each.
    async fn decide_staged(&mut self, batch: Vec<Staged>) -> Result<Vec<Verdict>, CycleError> {
        let ids: Vec<String> = batch.iter().map(|staged| staged.remote_id.clone()).collect();
        let cases = self.cycle.store.cases(self.fence.mailbox, &ids).await?;
        let live = live_by_contact(&cases);
        let mut verdicts = Vec::new();
        let mut looks = Vec::new();
        for staged in batch {
            match live.get(staged.remote_id.as_str()) {
                Some(case) if self.is_echo(case, &staged) => verdicts.push(consumed(&staged)),
                Some(case) if under_way(case) && self.has(Bug::StagedDroppedWhileSending) => {
                    verdicts.push(consumed(&staged));
                }
                Some(case) if under_way(case) => {}
                Some(_) | None => looks.push(staged),
            }
        }
        self.hold_lease().await?;
        let found = self.look_up(&looks).await?;
        let contacts: Vec<&RemoteContact> =
            found.iter().filter_map(|(_, contact)| contact.as_ref()).collect();
        let strangers = self.strangers(&contacts, &live).await?;
        for (staged, contact) in &found {
            let mut verdict = match (live.get(staged.remote_id.as_str()), contact) {
                (Some(case), contact) => self.look_linked(case, staged, contact.as_ref()).await,
                (None, Some(contact)) => self.settle_stranger(contact, &strangers),
                (None, None) => forgotten(staged),
            };
            verdict.change.staged.push((staged.remote_id.clone(), staged.number));
            verdicts.push(verdict);
        }
        Ok(verdicts)
    }

    fn is_echo(&self, case: &LinkCase, staged: &Staged) -> bool {
        match &staged.what {
            StagedWhat::Changed { change_key, .. } => {
                !change_key.is_empty() && *change_key == case.link.change_key
            }
            StagedWhat::Removed => false,
        }
    }

    /// Looks contacts up by id. One whose look-up failed waits for the next cycle. When all failed, the cycle ends with
    /// the reason; at once where Outlook is away or asked for a wait, else after all that can be done without them: the
    /// feed was read a moment ago, so it is these contacts that Outlook does not hand out, and they hold nobody up.
    async fn look_up(
        &mut self,
        staged: &[Staged],
    ) -> Result<Vec<(Staged, Option<RemoteContact>)>, CycleError> {
        let believed = |staged: &Staged| self.has(Bug::RemovalBelieved) && staged.what == StagedWhat::Removed;
        let ids: Vec<RemoteId> = staged.iter().map(|staged| RemoteId(staged.remote_id.clone())).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let mut failure: Option<ConnectorError> = None;
        for (staged, outcome) in staged.iter().zip(self.folder.read(&ids).await) {
            match outcome {
                Ok(_) if believed(staged) => found.push((staged.clone(), None)),
                Ok(ReadOutcome::Found(contact)) => found.push((staged.clone(), Some(*contact))),
                Ok(ReadOutcome::Gone) => found.push((staged.clone(), None)),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(error @ ConnectorError::Retry { after: None, .. }) if found.is_empty() => {
                self.not_handed_out = Some(error);
                Ok(found)
            }
            Some(error) if found.is_empty() => Err(error.into()),
            Some(_) | None => Ok(found),
        }
    }

    async fn look_linked(
        &self,
        case: &LinkCase,
        staged: &Staged,
        contact: Option<&RemoteContact>,
    ) -> Verdict {
        let nothing = contacts::Patch::new();
        let (carried, again) = match &staged.what {
            StagedWhat::Changed { carried, change_key } => (carried, change_key.is_empty()),
            StagedWhat::Removed => (&nothing, false),
        };
        if let (true, Some(contact)) = (again, contact) {
            // Staged to be looked at whatever its version says: nothing counts as known.
            let mut case = (*case).clone();
            case.link.change_key = String::new();
            return self.look_at_linked(&case, Some(contact), carried).await;
        }
        self.look_at_linked(case, contact, carried).await
    }

    /// Decides about a linked contact that was looked up.
    pub(crate) async fn look_at_linked(
        &self,
        case: &LinkCase,
        contact: Option<&RemoteContact>,
        carried: &contacts::Patch,
    ) -> Verdict {
        match contact {
            Some(contact) if self.counts_as_alive(&contact.place) => {
                let same = contact.change_key.0 == case.link.change_key;
                if same && case.link.due == 0 {
                    return self.moved(case, contact);
                }
                let photo = if same {
                    PhotoSeen::NotLooked
                } else {
                    self.look_at_photo(contact, case.person.as_ref()).await
                };
                self.settle(case, Seen::Contact(contact), &photo)
            }
            deleted => self.settle(case, Seen::Deleted(deleted, carried), &PhotoSeen::NotLooked),
        }
    }

    /// Notes where a contact lies that is otherwise as it was.
    fn moved(&self, case: &LinkCase, contact: &RemoteContact) -> Verdict {
        let mut link = case.link.clone();
        crate::merge_link::note_contact(&mut link, contact);
        let mut change = Change::default();
        if link != case.link {
            change.link = Some(LinkWrite { link: Box::new(link), due: Due::Keep });
        }
        Verdict { change, ending: Ending::No }
    }

    /// Reads what is needed to recognise contacts that no live link names.
    pub(crate) async fn strangers(
        &self,
        contacts: &[&RemoteContact],
        live: &HashMap<&str, &LinkCase>,
    ) -> Result<Strangers, CycleError> {
        let stamps = contacts.iter().filter(|contact| !live.contains_key(contact.id.0.as_str()));
        let persons: HashSet<PersonId> = stamps
            .filter_map(|contact| Stamp::parse(contact.stamp.as_deref()?))
            .filter(|stamp| stamp.installation == self.installation)
            .map(|stamp| stamp.person)
            .collect();
        if persons.is_empty() {
            return Ok(Strangers::default());
        }
        let mut persons: Vec<PersonId> = persons.into_iter().collect();
        persons.sort();
        let cases = self.cycle.store.cases_of(self.fence.mailbox, &persons).await?;
        let originals: Vec<RemoteId> = cases
            .iter()
            .filter(|case| !case.link.ended())
            .filter_map(|case| case.link.remote_id.clone().map(RemoteId))
            .collect();
        let mut alive = HashSet::new();
        let mut unsure = HashSet::new();
        if !originals.is_empty() {
            let outcomes = self.folder.read(&originals).await;
            for (id, outcome) in originals.into_iter().zip(outcomes) {
                match outcome {
                    Ok(ReadOutcome::Found(contact)) if self.counts_as_alive(&contact.place) => {
                        alive.insert(id.0);
                    }
                    Ok(ReadOutcome::Found(_) | ReadOutcome::Gone) => {}
                    Err(_) => {
                        unsure.insert(id.0);
                    }
                }
            }
        }
        Ok(Strangers {
            cases: cases.into_iter().map(|case| (case.link.person, case)).collect(),
            alive,
            unsure,
        })
    }

    /// Decides about a contact that no live link names.
    pub(crate) fn settle_stranger(&self, contact: &RemoteContact, strangers: &Strangers) -> Verdict {
        let stamp = contact.stamp.as_deref().and_then(Stamp::parse);
        let case = stamp
            .filter(|stamp| stamp.installation == self.installation)
            .and_then(|stamp| strangers.cases.get(&stamp.person));
        let original = case.and_then(|case| case.link.remote_id.as_ref());
        let lives = original.is_some_and(|id| strangers.alive.contains(id) || strangers.unsure.contains(id));
        let what = self.recognise(contact, case, lives);
        self.settle_unlinked(contact, &what)
    }

    async fn decide_due(&mut self, cases: Vec<LinkCase>) -> Result<Vec<Verdict>, CycleError> {
        let mut verdicts = Vec::new();
        let mut adopting = Vec::new();
        let mut unread = Vec::new();
        for case in cases {
            match (&case.link.state, case.link.change_key.is_empty(), &case.link.remote_id) {
                (LinkState::Adopting { .. }, _, _) if !self.may_adopt() => {}
                (LinkState::Adopting { .. }, _, _) => adopting.push(case),
                (LinkState::Linked | LinkState::Leaving { .. }, _, None) => {
                    verdicts.push(self.never_created(&case))
                }
                (LinkState::Linked | LinkState::Leaving { .. }, true, Some(_)) => unread.push(case),
                (LinkState::Linked | LinkState::Leaving { .. }, false, Some(_)) => {
                    verdicts.push(self.settle(&case, Seen::Shadow, &PhotoSeen::NotLooked));
                }
                (LinkState::Ended { .. }, _, _) => {}
            }
        }
        verdicts.extend(self.adopt(adopting).await?);
        verdicts.extend(self.read_due(unread).await?);
        Ok(verdicts)
    }

    /// Due links whose contact has to be read first.
    async fn read_due(&mut self, cases: Vec<LinkCase>) -> Result<Vec<Verdict>, CycleError> {
        let ids: Vec<RemoteId> =
            cases.iter().map(|case| RemoteId(case.link.remote_id.clone().unwrap_or_default())).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.hold_lease().await?;
        let mut verdicts = Vec::new();
        for (case, outcome) in cases.iter().zip(self.folder.read(&ids).await) {
            let contact = match outcome {
                Ok(ReadOutcome::Found(contact)) => Some(contact),
                Ok(ReadOutcome::Gone) => None,
                Err(_) => continue,
            };
            verdicts.push(self.look_at_linked(case, contact.as_deref(), &contacts::Patch::new()).await);
        }
        Ok(verdicts)
    }
}

/// What recognising strangers needs.
#[derive(Debug, Default)]
pub(crate) struct Strangers {
    cases: HashMap<PersonId, LinkCase>,
    alive: HashSet<String>,
    unsure: HashSet<String>,
}

/// Tells whether an operation of the link was sent and not resolved yet.
pub(crate) fn under_way(case: &LinkCase) -> bool {
    case.operations.iter().any(|operation| operation.state == OperationState::Sent)
}

/// Tells whether a change gives a person a contact who had one before: linked (again), created anew, or revived.
fn comes_again(change: &Change) -> bool {
    let revived = change.history.iter().any(|entry| entry.kind == HistoryKind::Revived);
    let had_one = change.link.as_ref().is_some_and(|write| write.link.former.is_some());
    let gets_one = |operation: &OperationWrite| match operation {
        OperationWrite::Put(operation) => match &operation.kind {
            OperationKind::Create { .. } | OperationKind::Update { stamp: Some(_), .. } => true,
            OperationKind::Update { stamp: None, .. }
            | OperationKind::Delete { .. }
            | OperationKind::Release { .. }
            | OperationKind::Photo { .. } => false,
        },
        OperationWrite::Remove(_) | OperationWrite::Wait { .. } => false,
    };
    revived || (had_one && change.operations.iter().any(gets_one))
}

fn consumed(staged: &Staged) -> Verdict {
    let change = Change { staged: vec![(staged.remote_id.clone(), staged.number)], ..Change::default() };
    Verdict { change, ending: Ending::No }
}

/// A contact that was never linked is gone: it is no candidate any more.
fn forgotten(staged: &Staged) -> Verdict {
    let candidates = vec![CandidateWrite::Remove { remote_id: staged.remote_id.clone() }];
    Verdict { change: Change { candidates, ..Change::default() }, ending: Ending::No }
}
