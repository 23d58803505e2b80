//! Sweep: the whole folder is compared with the links. A change feed can miss a removal, and never again reports
//! a contact that was moved away and back.

use outlook::ContactFolder as _;
use std::collections::HashSet;

use contacts::LinkId;
use outlook::{PageToken, ReadOutcome, RemoteContact, RemoteId};
use store::{Candidate, CandidateKind, CandidateWrite, Change, Feed};

use crate::cycle::{CycleError, Running, SWEEP_EVERY};
use crate::merge_link::{Ending, Verdict};
use crate::pull::live_by_contact;
use crate::push::look_again;
use crate::reconcile::under_way;

/// Links looked up together when the listing did not show their contact.
const LOOK_UP: u32 = 100;

impl Running<'_> {
    /// Tells whether the folder is compared as a whole: now and then, and when a person asked for a cycle. The feed says
    /// nothing of some moves, and whoever asks wants to see what is there.
    pub(crate) fn sweep_is_due(&self) -> bool {
        let feed = &self.record.feed;
        feed.sweep_due || self.record.asked || self.now() - feed.swept > SWEEP_EVERY
    }

    /// Compares everything.
    pub(crate) async fn sweep(&mut self) -> Result<(), CycleError> {
        let began = self.now();
        let mut endings: Vec<Verdict> = Vec::new();
        let mut listed: HashSet<String> = HashSet::new();
        let mut page: Option<PageToken> = None;
        loop {
            self.still_wanted().await?;
            self.hold_lease().await?;
            let answer = self.folder.list(page.as_ref()).await?;
            let mut contacts = answer.contacts;
            self.complete_notes(&mut contacts, &answer.notes_cut).await?;
            listed.extend(contacts.iter().map(|contact| contact.id.0.clone()));
            let verdicts = self.compare(&contacts).await?;
            self.carry_out_listed(verdicts, &mut endings).await?;
            page = answer.next;
            if page.is_none() {
                break;
            }
        }
        self.look_for_missing(&listed, &mut endings).await?;
        self.forget_candidates(&listed).await?;
        self.carry_out_endings(endings).await?;
        let feed = Feed { sweep_due: false, swept: began, ..self.record.feed.clone() };
        self.set_feed(feed).await
    }

    /// Reads by id the linked contacts whose note came cut in the listing.
    async fn complete_notes(
        &self,
        contacts: &mut [RemoteContact],
        cut: &[RemoteId],
    ) -> Result<(), CycleError> {
        for (id, outcome) in
            cut.iter().zip(if cut.is_empty() { Vec::new() } else { self.folder.read(cut).await })
        {
            if let (Ok(ReadOutcome::Found(whole)), Some(place)) =
                (outcome, contacts.iter().position(|contact| contact.id == *id))
            {
                contacts[place] = *whole;
            }
        }
        Ok(())
    }

    /// Commits what a listing came to. A contact whose link changed since it was read is looked at again: unlike
    /// a staged entry, the listing does not come back by itself.
    async fn carry_out_listed(
        &mut self,
        verdicts: Vec<Verdict>,
        endings: &mut Vec<Verdict>,
    ) -> Result<(), CycleError> {
        let (now, later): (Vec<Verdict>, Vec<Verdict>) =
            verdicts.into_iter().partition(|verdict| verdict.ending == Ending::No);
        endings.extend(later);
        let changes: Vec<Change> = now.into_iter().map(|verdict| verdict.change).collect();
        let contacts: Vec<Option<String>> = changes
            .iter()
            .map(|change| change.link.as_ref().and_then(|write| write.link.remote_id.clone()))
            .collect();
        let stale = self.commit_each(changes).await?;
        let look: Vec<_> =
            stale.into_iter().filter_map(|place| contacts[place].as_deref().map(look_again)).collect();
        if !look.is_empty() {
            self.cycle.store.stage(&self.fence, &look, &self.record.feed).await?;
        }
        Ok(())
    }

    async fn compare(&mut self, contacts: &[RemoteContact]) -> Result<Vec<Verdict>, CycleError> {
        let ids: Vec<String> = contacts.iter().map(|contact| contact.id.0.clone()).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let cases = self.cycle.store.cases(self.fence.mailbox, &ids).await?;
        let live = live_by_contact(&cases);
        let references: Vec<&RemoteContact> = contacts.iter().collect();
        let strangers = self.strangers(&references, &live).await?;
        let mut verdicts = Vec::new();
        let mut later = Vec::new();
        for contact in contacts {
            match live.get(contact.id.0.as_str()) {
                // Looked at once its operation is resolved.
                Some(case) if under_way(case) => later.push(look_again(&contact.id.0)),
                Some(case) => {
                    verdicts.push(self.look_at_linked(case, Some(contact), &contacts::Patch::new()).await)
                }
                None => verdicts.push(self.settle_stranger(contact, &strangers)),
            }
        }
        if !later.is_empty() {
            self.cycle.store.stage(&self.fence, &later, &self.record.feed).await?;
        }
        Ok(verdicts)
    }

    /// Looks up by id every live link whose contact the listing did not show: a candidate for removal, no more.
    async fn look_for_missing(
        &mut self,
        listed: &HashSet<String>,
        endings: &mut Vec<Verdict>,
    ) -> Result<(), CycleError> {
        let mut after: Option<LinkId> = None;
        loop {
            let cases = self.cycle.store.live(self.fence.mailbox, after, LOOK_UP).await?;
            let Some(last) = cases.last() else { return Ok(()) };
            after = Some(last.link.id);
            let (later, missing): (Vec<_>, Vec<_>) = cases
                .iter()
                .filter_map(|case| case.link.remote_id.as_ref().map(|id| (case, id)))
                .filter(|(_, id)| !listed.contains(*id))
                .partition(|(case, _)| under_way(case));
            let later: Vec<_> = later.into_iter().map(|(_, id)| look_again(id)).collect();
            if !later.is_empty() {
                self.cycle.store.stage(&self.fence, &later, &self.record.feed).await?;
            }
            let ids: Vec<RemoteId> = missing.iter().map(|(_, id)| RemoteId((*id).clone())).collect();
            if ids.is_empty() {
                continue;
            }
            self.hold_lease().await?;
            let mut verdicts = Vec::new();
            for ((case, _), outcome) in missing.iter().zip(self.folder.read(&ids).await) {
                let contact = match outcome {
                    Ok(ReadOutcome::Found(contact)) => Some(contact),
                    Ok(ReadOutcome::Gone) => None,
                    Err(error) => return Err(error.into()),
                };
                verdicts.push(self.look_at_linked(case, contact.as_deref(), &contacts::Patch::new()).await);
            }
            self.carry_out(verdicts, endings).await?;
        }
    }

    /// Candidates that the listing did not show are none any more.
    async fn forget_candidates(&mut self, listed: &HashSet<String>) -> Result<(), CycleError> {
        let mut after: Option<String> = None;
        loop {
            let known = self.cycle.store.candidates(self.fence.mailbox, after.as_deref(), 500).await?;
            let Some(last) = known.last() else { return Ok(()) };
            after = Some(last.remote_id.clone());
            let unlisted: Vec<Candidate> =
                known.into_iter().filter(|candidate| !listed.contains(&candidate.remote_id)).collect();
            let (known_as_ours, others): (Vec<Candidate>, Vec<Candidate>) =
                unlisted.into_iter().partition(|candidate| candidate.kind == CandidateKind::Relink);
            self.look_for_ours(&known_as_ours).await?;
            let candidates: Vec<CandidateWrite> = others
                .into_iter()
                .map(|candidate| CandidateWrite::Remove { remote_id: candidate.remote_id })
                .collect();
            let verdict = Verdict { change: Change { candidates, ..Change::default() }, ending: Ending::No };
            self.commit(vec![verdict.change]).await?;
        }
    }

    /// Contacts with our stamp stay known wherever in the mailbox they lie; once their person is linked again,
    /// they are copies.
    async fn look_for_ours(&mut self, unlisted: &[Candidate]) -> Result<(), CycleError> {
        let ids = ids_of(unlisted);
        if ids.is_empty() {
            return Ok(());
        }
        let outcomes = self.folder.read(&ids).await;
        let mut found = Vec::new();
        let mut gone = Change::default();
        for (id, outcome) in ids.into_iter().zip(outcomes) {
            match outcome {
                Ok(ReadOutcome::Found(contact)) => found.push(*contact),
                Ok(ReadOutcome::Gone) => gone.candidates.push(CandidateWrite::Remove { remote_id: id.0 }),
                Err(error) => return Err(error.into()),
            }
        }
        let mut verdicts = self.compare(&found).await?;
        verdicts.push(Verdict { change: gone, ending: Ending::No });
        self.carry_out_listed(verdicts, &mut Vec::new()).await
    }
}

fn ids_of(candidates: &[Candidate]) -> Vec<RemoteId> {
    candidates.iter().map(|candidate| RemoteId(candidate.remote_id.clone())).collect()
}
