//! [`Nobody`]: stands where the engine is, for steps that need none.

use async_trait::async_trait;
use bytes::Bytes;
use contacts::MailboxId;
use web::{Engine, Folder, FolderPage, Looked};

/// An engine that is not there.
pub(crate) struct Nobody;

#[async_trait]
impl Engine for Nobody {
    fn wake(&self, _: Option<MailboxId>) {}

    async fn folders(&self, _: MailboxId) -> Result<Vec<Folder>, String> {
        Err("there is no engine here".to_owned())
    }

    async fn try_connection(&self, _: &str, _: &str, _: &str) -> Result<Vec<Folder>, String> {
        Err("there is no engine here".to_owned())
    }

    async fn contacts(&self, _: MailboxId, _: &[String]) -> Result<Looked, String> {
        Err("there is no engine here".to_owned())
    }

    async fn read_folder(
        &self,
        _: MailboxId,
        _: Option<&str>,
        _: Option<&str>,
    ) -> Result<FolderPage, String> {
        Err("there is no engine here".to_owned())
    }

    async fn photo(&self, _: MailboxId, _: &str) -> Result<Option<Bytes>, String> {
        Err("there is no engine here".to_owned())
    }
}
