//! Push: operations, up to a batch at once, to Outlook; what became of them in one commit per batch.

use outlook::ContactFolder as _;
use std::collections::{HashMap, HashSet};

use contacts::{LinkId, OperationId, Patch, PersonId};
use outlook::folder::StampChange;
use outlook::{
    ChangeKey, ContactUpdate, NewContact, ReadOutcome, RemoteContact, RemoteId, WriteError, Written,
};
use replication::{Operation, OperationKind, OperationState};
use store::{Change, LinkCase, OperationWrite, StagedWhat};

use crate::bugs::Bug;
use crate::cycle::{CycleError, Running};

/// Operations that become *sent* in one commit, and whose effects are written in one: what a commit costs is shared by
/// them. All of them have to be found out about when the program is killed in the middle.
const ROUND: u32 = 100;
/// Operations handed to the connector together: as many as Microsoft takes in one batch.
const BATCH: usize = 20;

mod failed;

/// What became of an operation.
#[derive(Debug)]
pub(crate) enum Effect {
    Written(Written),
    CreatedBefore(Box<RemoteContact>),
    Removed,
    PhotoWritten { stored: Option<String>, contact: Option<Box<RemoteContact>> },
    NotNeeded,
    PhotoChangedThere,
    Failed(WriteError),
}

impl Running<'_> {
    /// Sends what is pending; tells whether anything was done.
    pub(crate) async fn push(&mut self) -> Result<bool, CycleError> {
        let mut progress = false;
        loop {
            let (store, mailbox, now) = (self.cycle.store, self.fence.mailbox, self.now());
            let mut pending = store.operations(mailbox, OperationState::Pending, now, ROUND).await?;
            // Nothing is created while an equal contact may be there that nobody knows of.
            pending.retain(|operation| self.may_adopt() || !creates(operation));
            if pending.is_empty() {
                return Ok(progress);
            }
            // What there is no room for stays pending: had it become *sent*, it would have to be looked for.
            let room = self.folder.room(ROUND).map_err(|after| self.folder.refusal(after))?;
            let pending: Vec<Operation> =
                pending.into_iter().take(usize::try_from(room).unwrap_or(BATCH)).collect();
            self.hold_lease().await?;
            let ids: Vec<_> = pending.iter().map(|operation| operation.id).collect();
            let sent = store.send(&self.fence, now, &ids).await?;
            if sent.is_empty() {
                self.still_wanted().await?;
            }
            progress = true;
            let sent: HashSet<OperationId> = sent.into_iter().collect();
            let round: Vec<Operation> =
                pending.into_iter().filter(|operation| sent.contains(&operation.id)).collect();
            if round.is_empty() {
                continue;
            }
            let mut effects = Vec::with_capacity(round.len());
            let mut cut_off = None;
            for batch in round.chunks(BATCH) {
                match self.perform(batch).await {
                    Ok(performed) => effects.extend(performed),
                    Err(error) => {
                        cut_off = Some(error);
                        break;
                    }
                }
            }
            self.conclude(&round[..effects.len()], effects).await?;
            if let Some(error) = cut_off {
                return Err(error);
            }
        }
    }

    async fn perform(&mut self, batch: &[Operation]) -> Result<Vec<Effect>, CycleError> {
        self.hold_lease().await?;
        self.still_ours()?;
        let mut effects: HashMap<usize, Effect> = HashMap::new();
        self.perform_creates(batch, &mut effects).await;
        self.still_ours()?;
        self.perform_updates(batch, &mut effects).await?;
        self.still_ours()?;
        self.perform_deletes(batch, &mut effects).await;
        for (place, operation) in batch.iter().enumerate() {
            if let OperationKind::Photo { remote_id, digest } = &operation.kind {
                self.still_ours()?;
                effects.insert(place, self.perform_photo(operation, remote_id, digest.as_deref()).await?);
            }
        }
        let lost = || WriteError::Unknown { after: None, what: "the connector gave no answer".to_owned() };
        Ok((0..batch.len())
            .map(|place| effects.remove(&place).unwrap_or_else(|| Effect::Failed(lost())))
            .collect())
    }

    /// Creates contacts. One that was sent before, and perhaps got through although Outlook said no, is looked
    /// for first.
    async fn perform_creates(&self, batch: &[Operation], effects: &mut HashMap<usize, Effect>) {
        let mut places: Vec<usize> = Vec::new();
        let mut contacts: Vec<NewContact> = Vec::new();
        for (place, operation) in batch.iter().enumerate() {
            let OperationKind::Create { card, stamp } = &operation.kind else { continue };
            if operation.attempts > 0 && !self.has(Bug::CreateRepeatedWithoutLooking) {
                match self.folder.find(stamp).await {
                    Ok(found) => {
                        let alive = found.into_iter().find(|contact| self.counts_as_alive(&contact.place));
                        if let Some(contact) = alive {
                            effects.insert(place, Effect::CreatedBefore(Box::new(contact)));
                            continue;
                        }
                    }
                    Err(error) => {
                        let what = error.to_string();
                        effects.insert(place, Effect::Failed(WriteError::NotDone { after: None, what }));
                        continue;
                    }
                }
            }
            places.push(place);
            contacts.push(NewContact { card: card.clone(), stamp: stamp.clone() });
        }
        if !contacts.is_empty() {
            let answers = self.folder.create(&contacts).await;
            effects.extend(places.into_iter().zip(answers.into_iter().map(written)));
        }
    }

    async fn perform_updates(
        &self,
        batch: &[Operation],
        effects: &mut HashMap<usize, Effect>,
    ) -> Result<(), CycleError> {
        let mut places = Vec::new();
        let mut updates = Vec::new();
        let taken_over = self.copies_taken_over(batch).await?;
        for (place, operation) in batch.iter().enumerate() {
            if taken_over.contains(&operation.id) {
                effects.insert(place, Effect::NotNeeded);
                continue;
            }
            let update = match &operation.kind {
                OperationKind::Update { remote_id, change_key, patch, card, stamp, .. } => ContactUpdate {
                    id: RemoteId(remote_id.clone()),
                    change_key: ChangeKey(change_key.clone()),
                    patch: patch.clone(),
                    card: card.clone(),
                    stamp: stamp.clone().map_or(StampChange::Keep, StampChange::Set),
                },
                OperationKind::Release { remote_id, change_key } => ContactUpdate {
                    id: RemoteId(remote_id.clone()),
                    change_key: ChangeKey(change_key.clone()),
                    patch: Patch::new(),
                    card: contacts::Card::new(),
                    stamp: StampChange::Clear,
                },
                OperationKind::Create { .. } | OperationKind::Delete { .. } | OperationKind::Photo { .. } => {
                    continue;
                }
            };
            places.push(place);
            updates.push(update);
        }
        if self.has(Bug::NoPreconditionOnUpdate) || self.has(Bug::StaleNodeWrites) {
            let ids: Vec<RemoteId> = updates.iter().map(|update| update.id.clone()).collect();
            for (update, outcome) in updates.iter_mut().zip(self.folder.read(&ids).await) {
                if let Ok(ReadOutcome::Found(contact)) = outcome {
                    update.change_key = contact.change_key;
                }
            }
        }
        if !updates.is_empty() {
            let answers = self.folder.update(&updates).await;
            effects.extend(places.into_iter().zip(answers.into_iter().map(written)));
        }
        Ok(())
    }

    /// Copies that were to lose their stamp, but have become the linked contact meanwhile.
    async fn copies_taken_over(&self, batch: &[Operation]) -> Result<Vec<OperationId>, CycleError> {
        let copies: Vec<(&Operation, String)> = batch
            .iter()
            .filter(|operation| operation.link.is_none())
            .filter_map(|operation| operation.kind.remote_id().map(|id| (operation, id.to_owned())))
            .collect();
        if copies.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<String> = copies.iter().map(|(_, id)| id.clone()).collect();
        let cases = self.cycle.store.cases(self.fence.mailbox, &ids).await?;
        let live = crate::pull::live_by_contact(&cases);
        Ok(copies
            .into_iter()
            .filter(|(_, id)| live.contains_key(id.as_str()))
            .map(|(operation, _)| operation.id)
            .collect())
    }

    async fn perform_deletes(&self, batch: &[Operation], effects: &mut HashMap<usize, Effect>) {
        let (places, contacts): (Vec<usize>, Vec<(RemoteId, ChangeKey)>) = batch
            .iter()
            .enumerate()
            .filter_map(|(place, operation)| match &operation.kind {
                OperationKind::Delete { remote_id, change_key } => {
                    Some((place, (RemoteId(remote_id.clone()), ChangeKey(change_key.clone()))))
                }
                OperationKind::Create { .. }
                | OperationKind::Update { .. }
                | OperationKind::Release { .. }
                | OperationKind::Photo { .. } => None,
            })
            .unzip();
        if contacts.is_empty() {
            return;
        }
        let answers = self.folder.delete(&contacts).await;
        effects.extend(places.into_iter().zip(answers.into_iter().map(|answer| match answer {
            // Nobody is asked twice: a contact that is not there any more is removed.
            Ok(()) | Err(WriteError::Gone) => Effect::Removed,
            Err(WriteError::Unknown { .. }) if self.has(Bug::LostDeleteBelieved) => Effect::Removed,
            Err(error) => Effect::Failed(error),
        })));
    }

    /// Commits what became of a batch.
    async fn conclude(&mut self, batch: &[Operation], effects: Vec<Effect>) -> Result<(), CycleError> {
        let mut persons: Vec<PersonId> = batch.iter().map(|operation| operation.person).collect();
        persons.sort();
        persons.dedup();
        let cases = self.cycle.store.cases_of(self.fence.mailbox, &persons).await?;
        let by_link: HashMap<LinkId, &LinkCase> = cases.iter().map(|case| (case.link.id, case)).collect();
        let mut changes = Vec::new();
        let mut look: Vec<(String, StagedWhat)> = Vec::new();
        let mut fatal = None;
        for (operation, effect) in batch.iter().zip(effects) {
            let case = operation.link.and_then(|link| by_link.get(&link).copied());
            let succeeded =
                !matches!(effect, Effect::Failed(_) | Effect::NotNeeded | Effect::PhotoChangedThere);
            self.report.sent += u32::from(succeeded);
            changes.push(self.effect(operation, case, effect, &mut look, &mut fatal));
        }
        if !look.is_empty() {
            self.cycle.store.stage(&self.fence, &look, &self.record.feed.clone()).await?;
        }
        // A link may have two operations in one batch (its fields and its photo): each needs the row of the other.
        let mut seen = HashSet::new();
        let (first, second): (Vec<_>, Vec<_>) = changes
            .into_iter()
            .zip(batch)
            .partition(|(change, _)| change.link.as_ref().is_none_or(|write| seen.insert(write.link.id)));
        self.commit(first.into_iter().map(|(change, _)| change).collect()).await?;
        // The rest is found out by looking, as after a lost answer.
        drop(second);
        match fatal {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    fn effect(
        &self,
        operation: &Operation,
        case: Option<&LinkCase>,
        effect: Effect,
        look: &mut Vec<(String, StagedWhat)>,
        fatal: &mut Option<CycleError>,
    ) -> Change {
        let removed =
            || Change { operations: vec![OperationWrite::Remove(operation.id)], ..Change::default() };
        match (effect, case) {
            (Effect::Failed(error), case) => self.failed(operation, case, error, look, fatal),
            (Effect::Written(written), Some(case)) => match &operation.kind {
                OperationKind::Create { card, .. } => self.create_done(case, operation, card, &written),
                OperationKind::Update { .. } => self.update_done(case, operation, Some(&written)),
                OperationKind::Release { .. } => self.gone(case, operation, true),
                OperationKind::Delete { .. } | OperationKind::Photo { .. } => removed(),
            },
            (Effect::CreatedBefore(contact), Some(case)) => self.created(case, operation, &contact),
            (Effect::CreatedBefore(_), None) => removed(),
            (Effect::Written(_), None) => self.copy_released(operation),
            (Effect::Removed, Some(case)) => self.gone(case, operation, false),
            (Effect::PhotoWritten { stored, contact }, Some(case)) => {
                self.photo_done(case, operation, stored.as_deref(), contact.as_deref())
            }
            (Effect::PhotoChangedThere, Some(_)) => {
                look.extend(operation.kind.remote_id().map(look_again));
                removed()
            }
            (Effect::NotNeeded, Some(case)) if matches!(operation.kind, OperationKind::Photo { .. }) => {
                self.photo_not_needed(case, operation)
            }
            (Effect::NotNeeded, _)
            | (Effect::Removed | Effect::PhotoWritten { .. } | Effect::PhotoChangedThere, None) => removed(),
        }
    }
}

fn written(answer: Result<Written, WriteError>) -> Effect {
    match answer {
        Ok(written) => Effect::Written(written),
        Err(error) => Effect::Failed(error),
    }
}

fn creates(operation: &Operation) -> bool {
    matches!(operation.kind, OperationKind::Create { .. })
}

/// Stages a contact for a look, whatever its version.
pub(crate) fn look_again(remote_id: &str) -> (String, StagedWhat) {
    (remote_id.to_owned(), StagedWhat::Changed { change_key: String::new(), carried: Patch::new() })
}
