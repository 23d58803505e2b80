//! [`ReplicationStore`] on the database: one file per part of the trait.

pub(crate) mod candidates;
mod cases;
mod commit;
mod feed;
pub(crate) mod lease;
pub(crate) mod link_row;
pub(crate) mod operation_row;
pub(crate) mod person_view;
mod plan;
pub(crate) mod run_items;
mod send;

use std::collections::BTreeMap;

use ::replication::{Operation, OperationState, Rules};
use async_trait::async_trait;
use bytes::Bytes;
use contacts::{InstallationId, LinkId, MailboxId, OperationId, PersonId};
use matching::equal::Claim;
use uuid::Uuid;

use crate::database::Database;
use crate::failure::failed;
use crate::replication_store::{
    Applied, Candidate, Change, Feed, Fence, Health, LinkCase, MailboxRecord, MailboxState, ReplicationStore,
    Staged, StagedWhat, StoreError,
};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::one;

#[async_trait]
impl ReplicationStore for Database {
    async fn installation(&self) -> Result<InstallationId, StoreError> {
        Ok(self.installation_id())
    }

    async fn rules(&self) -> Result<Rules, StoreError> {
        Ok(read_setting(self.beside_writing(), REPLICATION).await?.unwrap_or_default())
    }

    async fn lease(
        &self,
        mailbox: MailboxId,
        holder: Uuid,
        now: i64,
        until: i64,
    ) -> Result<Option<Fence>, StoreError> {
        self.write(|tx| async move { lease::take(&tx, mailbox, holder, now, until).await }).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), StoreError> {
        self.write(|tx| async move { lease::give_back(&tx, fence).await }).await
    }

    async fn mailbox(&self, id: MailboxId) -> Result<Option<MailboxRecord>, StoreError> {
        feed::mailbox(self.beside_writing(), id).await
    }

    async fn set_feed(&self, fence: &Fence, feed: &Feed) -> Result<(), StoreError> {
        self.write(|tx| async move { feed::set_feed(&tx, fence, feed).await }).await
    }

    async fn set_health(
        &self,
        fence: &Fence,
        state: Option<MailboxState>,
        health: &Health,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { feed::set_health(&tx, fence, state, health).await }).await
    }

    async fn stage(
        &self,
        fence: &Fence,
        entries: &[(String, StagedWhat)],
        feed: &Feed,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { feed::stage(&tx, fence, entries, feed).await }).await
    }

    async fn staged(&self, mailbox: MailboxId, above: i64, limit: u32) -> Result<Vec<Staged>, StoreError> {
        feed::staged(self.beside_writing(), mailbox, above, limit).await
    }

    async fn cases(&self, mailbox: MailboxId, remote_ids: &[String]) -> Result<Vec<LinkCase>, StoreError> {
        let asked = remote_ids.iter().map(|id| id.as_str().into()).collect::<Vec<_>>();
        let asked = asked.as_slice();
        self.look(|tx| async move { cases::by_column(tx.as_ref(), mailbox, "remote_id", asked).await }).await
    }

    async fn versions(
        &self,
        mailbox: MailboxId,
        remote_ids: &[String],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        cases::versions(self.beside_writing(), mailbox, remote_ids).await
    }

    async fn cases_of(&self, mailbox: MailboxId, persons: &[PersonId]) -> Result<Vec<LinkCase>, StoreError> {
        let asked = persons.iter().map(|id| id.0.into()).collect::<Vec<_>>();
        let asked = asked.as_slice();
        self.look(|tx| async move { cases::by_column(tx.as_ref(), mailbox, "person", asked).await }).await
    }

    async fn due(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.look(
            |tx| async move { cases::in_order(tx.as_ref(), mailbox, &cases::due(), after, limit).await },
        )
        .await
    }

    async fn live(
        &self,
        mailbox: MailboxId,
        after: Option<LinkId>,
        limit: u32,
    ) -> Result<Vec<LinkCase>, StoreError> {
        self.look(|tx| async move { cases::in_order(tx.as_ref(), mailbox, cases::LIVE, after, limit).await })
            .await
    }

    async fn count_live(&self, mailbox: MailboxId) -> Result<u32, StoreError> {
        cases::count_live(self.beside_writing(), mailbox).await
    }

    async fn equal_candidates(
        &self,
        mailbox: MailboxId,
        keys: &[String],
    ) -> Result<Vec<(String, Candidate)>, StoreError> {
        candidates::equal(self.beside_writing(), self.salt(), mailbox, keys).await
    }

    async fn claims(&self, mailbox: MailboxId, keys: &[String]) -> Result<Vec<Claim>, StoreError> {
        candidates::claims(self.beside_writing(), self.salt(), mailbox, keys).await
    }

    async fn candidates(
        &self,
        mailbox: MailboxId,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Candidate>, StoreError> {
        candidates::list(self.beside_writing(), mailbox, after, limit).await
    }

    async fn commit(&self, fence: &Fence, now: i64, changes: &[Change]) -> Result<Vec<Applied>, StoreError> {
        let salt = self.salt();
        self.write(|tx| async move { commit::commit(&tx, salt, fence, now, changes).await }).await
    }

    async fn operations(
        &self,
        mailbox: MailboxId,
        state: OperationState,
        now: i64,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError> {
        operation_row::ready(self.beside_writing(), mailbox, state, now, limit).await
    }

    async fn send(
        &self,
        fence: &Fence,
        now: i64,
        operations: &[OperationId],
    ) -> Result<Vec<OperationId>, StoreError> {
        self.write(|tx| async move { send::send(&tx, fence, now, operations).await }).await
    }

    async fn rendition(&self, digest: &str) -> Result<Option<Bytes>, StoreError> {
        let read = "SELECT rendition FROM photo WHERE digest = $1 LIMIT 1";
        let row = one(self.beside_writing(), read, vec![digest.into()]).await?;
        row.map(|row| row.try_get_by_index::<Vec<u8>>(0).map(Bytes::from).map_err(failed)).transpose()
    }
}
