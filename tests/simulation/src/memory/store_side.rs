//! The engine's side: [`ReplicationStore`] as the databases keep it.

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{InstallationId, LinkId, MailboxId, OperationId, PersonId};
use matching::equal::Claim;
use replication::{Link, Operation, OperationState, Rules};
use store::{
    Applied, Candidate, Change, Feed, Fence, Health, LinkCase, MailboxRecord, MailboxState, ReplicationStore,
    Staged, StagedWhat, StoreError,
};
use uuid::Uuid;

use super::MemoryStore;
use super::commit::{behind_the_wall, summary};
use crate::step::step;

#[async_trait]
impl ReplicationStore for MemoryStore {
    async fn installation(&self) -> Result<InstallationId, StoreError> {
        Ok(InstallationId::from_u128(7))
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        Ok(self.state().rules.clone())
    }

    async fn lease(
        &self,
        mailbox: MailboxId,
        holder: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Fence>, StoreError> {
        self.enter().await?;
        let mut state = self.state();
        if !state.mailboxes.contains_key(&mailbox) {
            return Ok(None);
        }
        let (current, epoch, expires) = state.leases.get(&mailbox).copied().unwrap_or((Uuid::nil(), 0, 0));
        if current != holder && expires > now {
            return Ok(None);
        }
        let epoch = if current == holder { epoch } else { epoch + 1 };
        state.leases.insert(mailbox, (holder, epoch, until));
        Ok(Some(Fence { mailbox, holder, epoch }))
    }

    async fn release(&self, fence: &Fence) -> Result<(), StoreError> {
        self.enter().await?;
        {
            let mut state = self.state();
            if state.holds(fence) {
                state.leases.insert(fence.mailbox, (Uuid::nil(), fence.epoch, 0));
            }
        }
        step().await;
        Ok(())
    }

    async fn mailbox(&self, id: MailboxId) -> Result<Option<MailboxRecord>, StoreError> {
        self.enter().await?;
        Ok(self.state().mailboxes.get(&id).cloned())
    }

    async fn set_feed(&self, fence: &Fence, feed: &Feed) -> Result<(), StoreError> {
        self.stage(fence, &[], feed).await
    }

    async fn set_health(
        &self,
        fence: &Fence,
        to: Option<MailboxState>,
        health: &Health,
    ) -> Result<(), StoreError> {
        self.write(fence, |state| {
            if let Some(mailbox) = state.mailboxes.get_mut(&fence.mailbox) {
                mailbox.health = health.clone();
                // What a person decided meanwhile stays.
                if let Some(to) = to.filter(|to| to.reached_by_itself_from() == Some(mailbox.state)) {
                    mailbox.state = to;
                }
            }
        })
        .await
    }

    async fn stage(
        &self,
        fence: &Fence,
        entries: &[(String, StagedWhat)],
        feed: &Feed,
    ) -> Result<(), StoreError> {
        self.write(fence, |state| {
            for (remote_id, what) in entries {
                state.numbers += 1;
                let number = state.numbers;
                let key = (fence.mailbox, remote_id.clone());
                let what = match state.staged.get(&key) {
                    Some((_, earlier)) => what.clone().after(earlier),
                    None => what.clone(),
                };
                self.trace.note(|| format!("    stage {remote_id} {number} {what:?}"));
                state.staged.insert(key, (number, what));
            }
            if let Some(mailbox) = state.mailboxes.get_mut(&fence.mailbox) {
                mailbox.feed = feed.clone();
            }
        })
        .await
    }

    async fn staged(&self, mailbox: MailboxId, above: i64, limit: u32) -> Result<Vec<Staged>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let mut staged: Vec<Staged> = state
            .staged
            .iter()
            .filter(|((of, _), (number, _))| *of == mailbox && *number > above)
            .map(|((_, id), (number, what))| Staged {
                number: *number,
                remote_id: id.clone(),
                what: what.clone(),
            })
            .collect();
        staged.sort_by_key(|staged| staged.number);
        staged.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(staged)
    }

    async fn cases(&self, mailbox: MailboxId, remote_ids: &[String]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let named = |link: &&Link| {
            link.mailbox == mailbox && link.remote_id.as_ref().is_some_and(|id| remote_ids.contains(id))
        };
        Ok(state.links.values().filter(named).map(|link| state.case(link)).collect())
    }

    async fn cases_of(&self, mailbox: MailboxId, persons: &[PersonId]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let of = |link: &&Link| link.mailbox == mailbox && persons.contains(&link.person);
        Ok(state.links.values().filter(of).map(|link| state.case(link)).collect())
    }

    async fn due(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let cases = state
            .links
            .values()
            .filter(|link| link.mailbox == mailbox && link.due > 0 && !link.ended() && Some(link.id) > after)
            .filter(|link| !link.problem.as_ref().is_some_and(|problem| problem.parked))
            .map(|link| state.case(link))
            .filter(|case| !case.operations.iter().any(|o| o.state == OperationState::Sent));
        Ok(cases.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
    }

    async fn live(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let live = |link: &&Link| {
            link.mailbox == mailbox && !link.ended() && link.remote_id.is_some() && Some(link.id) > after
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(state.links.values().filter(live).take(limit).map(|link| state.case(link)).collect())
    }

    async fn count_live(&self, mailbox: MailboxId) -> Result<u32, StoreError> {
        self.enter().await?;
        let state = self.state();
        let live = |link: &&Link| link.mailbox == mailbox && !link.ended() && link.remote_id.is_some();
        let count = state.links.values().filter(live).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn equal_candidates(
        &self,
        mailbox: MailboxId,
        keys: &[String],
    ) -> Result<Vec<(String, Candidate)>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let mut found = Vec::new();
        for ((of, _), (candidate, own, _)) in &state.candidates {
            if *of == mailbox {
                let shared = keys.iter().filter(|key| own.contains(*key));
                found.extend(shared.map(|key| (key.clone(), candidate.clone())));
            }
        }
        Ok(found)
    }

    async fn claims(&self, mailbox: MailboxId, keys: &[String]) -> Result<Vec<Claim>, StoreError> {
        self.enter().await?;
        Ok(self.state().claims(mailbox, keys))
    }

    async fn candidates(
        &self,
        mailbox: MailboxId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        self.enter().await?;
        let state = self.state();
        let of = state.candidates.iter().filter(|((of, id), _)| *of == mailbox && Some(id.as_str()) > after);
        Ok(of.take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(_, (c, _, _))| c.clone()).collect())
    }

    async fn commit(&self, fence: &Fence, now: i64, changes: &[Change]) -> Result<Vec<Applied>, StoreError> {
        self.write(fence, |state| {
            behind_the_wall(fence.mailbox, changes)?;
            let one = |change: &Change| {
                let applied = state.apply(fence, now, change);
                self.trace.note(|| summary(change, applied));
                applied
            };
            Ok(changes.iter().map(one).collect())
        })
        .await?
    }

    async fn operations(
        &self,
        mailbox: MailboxId,
        wanted: OperationState,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError> {
        self.enter().await?;
        Ok(self.state().ready(mailbox, wanted, now, usize::try_from(limit).unwrap_or(usize::MAX)))
    }

    async fn send(
        &self,
        fence: &Fence,
        now: i64,
        operations: &[OperationId],
    ) -> Result<Vec<OperationId>, StoreError> {
        self.write(fence, |state| {
            let takes_part = state.mailboxes.get(&fence.mailbox).is_some_and(|m| m.state.takes_part());
            if takes_part { state.send(fence.mailbox, now, operations) } else { Vec::new() }
        })
        .await
    }

    async fn rendition(&self, digest: &str) -> Result<Option<Bytes>, StoreError> {
        self.enter().await?;
        Ok(self.state().renditions.get(digest).cloned())
    }
}
