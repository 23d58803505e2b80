//! Photos. Graph answers a contact without photo as it answers a missing contact, so the contact is asked for.

use bytes::Bytes;
use reqwest::Method;

use super::client::Call;
use super::errors::{Fault, not_written};
use super::folder::GraphFolder;
use crate::folder::{ConnectorError, RemoteId, WriteError};

impl GraphFolder {
    pub(super) async fn read_photo(&self, id: &RemoteId) -> Result<Option<Bytes>, ConnectorError> {
        let url = self.client.address(&self.contact_path(id, "/photo/$value"))?;
        let answer = self.client.read(&Call::new("photo", Method::GET, url)).await?;
        if answer.is_success() {
            return Ok(Some(answer.body).filter(|photo| !photo.is_empty()));
        }
        let fault = Fault::of(&answer);
        if !fault.is_item_not_found() && fault.code != "imagenotfound" {
            return Err(fault.reading());
        }
        if self.exists(id).await? {
            Ok(None)
        } else {
            Err(ConnectorError::Refused { what: "the contact of the photo is no longer there".to_owned() })
        }
    }

    /// Writes a photo. Microsoft's service has no DELETE for the photo of a contact (its description lists one, the
    /// service refuses it); an empty PUT removes it.
    pub(super) async fn write_photo(&self, id: &RemoteId, jpeg: Bytes) -> Result<(), WriteError> {
        let url = self.client.address(&self.contact_path(id, "/photo/$value")).map_err(WriteError::from)?;
        let mut call = Call::new("put photo", Method::PUT, url);
        call.body = Some(("image/jpeg", jpeg));
        let answer = self.client.send(&call).await.map_err(WriteError::from)?;
        if answer.is_success() {
            return Ok(());
        }
        let error = Fault::of(&answer).writing(true);
        let what = if error == WriteError::Gone && self.exists(id).await.map_err(not_written)? {
            "it did not take the photo, though the contact is there"
        } else if error == WriteError::Changed {
            // A photo is written whatever the version of its contact: overlapping writes only have to wait.
            "the contact was being changed at the same moment"
        } else {
            return Err(error);
        };
        Err(WriteError::NotDone { after: None, what: what.to_owned() })
    }

    async fn exists(&self, id: &RemoteId) -> Result<bool, ConnectorError> {
        let url = self.client.address(&self.contact_path(id, "?$select=id"))?;
        let answer = self.client.read(&Call::new("contact of photo", Method::GET, url)).await?;
        let fault = Fault::of(&answer);
        if answer.is_success() {
            Ok(true)
        } else if fault.is_item_not_found() {
            Ok(false)
        } else {
            Err(fault.reading())
        }
    }
}
