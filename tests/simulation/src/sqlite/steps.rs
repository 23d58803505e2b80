//! The engine's side: every call is a step, before and behind which everything may happen.

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{InstallationId, LinkId, MailboxId, OperationId, PersonId};
use matching::equal::Claim;
use replication::{Operation, OperationState, Rules};
use store::{
    Applied, Candidate, Change, Feed, Fence, Health, LinkCase, MailboxRecord, MailboxState, ReplicationStore,
    Staged, StagedWhat, StoreError,
};
use uuid::Uuid;

use super::Sqlite;
use crate::memory::stumble;
use crate::step::step;

impl Sqlite {
    async fn enter(&self) -> Result<(), StoreError> {
        step().await;
        stumble(&self.chance, &self.mirror)
    }

    /// A write whose answer may be lost.
    async fn left<T>(&self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        step().await;
        crate::memory::unheard(&self.chance, &self.mirror)?;
        done
    }
}

#[async_trait]
impl ReplicationStore for Sqlite {
    async fn installation(&self) -> Result<InstallationId, StoreError> {
        self.database.installation().await
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        self.database.rules().await
    }

    async fn lease(
        &self,
        mailbox: MailboxId,
        holder: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Fence>, StoreError> {
        self.enter().await?;
        self.database.lease(mailbox, holder, now, until).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), StoreError> {
        self.enter().await?;
        let done = self.database.release(fence).await;
        step().await;
        done
    }

    async fn mailbox(&self, id: MailboxId) -> Result<Option<MailboxRecord>, StoreError> {
        self.enter().await?;
        self.database.mailbox(id).await
    }

    async fn set_feed(&self, fence: &Fence, feed: &Feed) -> Result<(), StoreError> {
        self.enter().await?;
        self.left(self.database.set_feed(fence, feed).await).await
    }

    async fn set_health(
        &self,
        fence: &Fence,
        state: Option<MailboxState>,
        health: &Health,
    ) -> Result<(), StoreError> {
        self.enter().await?;
        self.left(self.database.set_health(fence, state, health).await).await
    }

    async fn stage(
        &self,
        fence: &Fence,
        entries: &[(String, StagedWhat)],
        feed: &Feed,
    ) -> Result<(), StoreError> {
        self.enter().await?;
        self.left(self.database.stage(fence, entries, feed).await).await
    }

    async fn staged(&self, mailbox: MailboxId, above: i64, limit: u32) -> Result<Vec<Staged>, StoreError> {
        self.enter().await?;
        self.database.staged(mailbox, above, limit).await
    }

    async fn cases(&self, mailbox: MailboxId, remote_ids: &[String]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        self.database.cases(mailbox, remote_ids).await
    }

    async fn cases_of(&self, mailbox: MailboxId, persons: &[PersonId]) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        self.database.cases_of(mailbox, persons).await
    }

    async fn due(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        self.database.due(mailbox, after, limit).await
    }

    async fn live(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.enter().await?;
        self.database.live(mailbox, after, limit).await
    }

    async fn count_live(&self, mailbox: MailboxId) -> Result<u32, StoreError> {
        self.enter().await?;
        self.database.count_live(mailbox).await
    }

    async fn equal_candidates(
        &self,
        mailbox: MailboxId,
        keys: &[String],
    ) -> Result<Vec<(String, Candidate)>, StoreError> {
        self.enter().await?;
        self.database.equal_candidates(mailbox, keys).await
    }

    async fn claims(&self, mailbox: MailboxId, keys: &[String]) -> Result<Vec<Claim>, StoreError> {
        self.enter().await?;
        self.database.claims(mailbox, keys).await
    }

    async fn candidates(
        &self,
        mailbox: MailboxId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        self.enter().await?;
        self.database.candidates(mailbox, after, limit).await
    }

    async fn commit(&self, fence: &Fence, now: i64, changes: &[Change]) -> Result<Vec<Applied>, StoreError> {
        self.enter().await?;
        let done = self.database.commit(fence, now, changes).await;
        if let Ok(applied) = &done {
            let written = applied.iter().filter(|applied| **applied == Applied::Done).count();
            self.mirror.state().writes += u64::try_from(written).unwrap_or(u64::MAX);
        }
        self.left(done).await
    }

    async fn operations(
        &self,
        mailbox: MailboxId,
        state: OperationState,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError> {
        self.enter().await?;
        self.database.operations(mailbox, state, now, limit).await
    }

    async fn send(
        &self,
        fence: &Fence,
        now: i64,
        operations: &[OperationId],
    ) -> Result<Vec<OperationId>, StoreError> {
        self.enter().await?;
        self.left(self.database.send(fence, now, operations).await).await
    }

    async fn rendition(&self, digest: &str) -> Result<Option<Bytes>, StoreError> {
        self.enter().await?;
        self.database.rendition(digest).await
    }
}
