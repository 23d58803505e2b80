//! Writing and removing photos: compared before, read back after, since a photo is written whatever its version.

use bytes::Bytes;
use outlook::ContactFolder as _;
use outlook::{ReadOutcome, RemoteContact, RemoteId, WriteError};
use replication::Operation;

use crate::cycle::{CycleError, Running};
use crate::photo::PhotoSeen;
use crate::push::Effect;

/// What there is before a photo is written.
enum Before {
    /// What was expected, or it does not matter.
    Fine,
    /// No photo.
    None,
    /// It cannot be written now.
    Not(Effect),
}

impl Running<'_> {
    /// Writes a photo or, without a digest, removes it.
    pub(crate) async fn perform_photo(
        &self,
        operation: &Operation,
        remote_id: &str,
        digest: Option<&str>,
    ) -> Result<Effect, CycleError> {
        let id = RemoteId(remote_id.to_owned());
        let cases = self.cycle.store.cases_of(operation.mailbox, &[operation.person]).await?;
        let shadow = cases.first().map(|case| &case.link.photo);
        let agreed = shadow.filter(|shadow| shadow.agreed).map(|shadow| shadow.outlook.clone());
        let Some(digest) = digest else { return Ok(self.perform_removal(&id, agreed.flatten()).await) };
        let Some(jpeg) = self.cycle.store.rendition(digest).await? else { return Ok(Effect::NotNeeded) };
        if let Some(expected) = agreed
            && let Before::Not(effect) = self.before_photo(&id, expected.as_deref()).await
        {
            return Ok(effect);
        }
        match self.folder.put_photo(&id, jpeg.clone()).await {
            Ok(()) => Ok(self.photo_read_back(&id, &jpeg).await),
            Err(error) => Ok(Effect::Failed(error)),
        }
    }

    /// Removes the photo that both sides agreed on. Another one than that is an edit: it stays.
    async fn perform_removal(&self, id: &RemoteId, expected: Option<String>) -> Effect {
        match self.before_photo(id, expected.as_deref()).await {
            Before::Not(effect) => return effect,
            Before::None => {
                return Effect::PhotoWritten { stored: None, contact: self.contact_after(id).await };
            }
            Before::Fine => {}
        }
        if let Err(error) = self.folder.remove_photo(id).await {
            return Effect::Failed(error);
        }
        let contact = self.contact_after(id).await;
        match self.read_photo(id).await {
            PhotoSeen::None => Effect::PhotoWritten { stored: None, contact },
            PhotoSeen::Picture { digest, .. } if Some(&digest) != expected.as_ref() => {
                Effect::PhotoChangedThere
            }
            PhotoSeen::Picture { .. } => unknown("it took the removal of the photo but shows it still"),
            PhotoSeen::Failed | PhotoSeen::NotLooked => unknown("the photo could not be read back"),
        }
    }

    async fn before_photo(&self, id: &RemoteId, expected: Option<&str>) -> Before {
        match self.read_photo(id).await {
            PhotoSeen::Picture { digest, .. } if expected != Some(digest.as_str()) => {
                Before::Not(Effect::PhotoChangedThere)
            }
            PhotoSeen::Failed => {
                let what = "the photo could not be compared".to_owned();
                Before::Not(Effect::Failed(WriteError::NotDone { after: None, what }))
            }
            PhotoSeen::None => Before::None,
            PhotoSeen::Picture { .. } | PhotoSeen::NotLooked => Before::Fine,
        }
    }

    async fn photo_read_back(&self, id: &RemoteId, jpeg: &Bytes) -> Effect {
        // The contact first: a photo that somebody puts after this look gives it a newer version.
        let contact = self.contact_after(id).await;
        match self.read_photo(id).await {
            PhotoSeen::Failed | PhotoSeen::NotLooked => unknown("the photo could not be read back"),
            // Some servers take a photo and show it a while later; others never do: it is tried a few times.
            PhotoSeen::None => unknown("it took the photo but does not show it"),
            PhotoSeen::Picture { digest, bytes, .. } if self.cycle.pictures.alike(jpeg, &bytes) => {
                Effect::PhotoWritten { stored: Some(digest), contact }
            }
            // Somebody replaced it at once: that is an edit, to be seen at the next look.
            PhotoSeen::Picture { .. } => {
                let stored = Some(self.cycle.pictures.digest(jpeg));
                Effect::PhotoWritten { stored, contact: None }
            }
        }
    }

    async fn contact_after(&self, id: &RemoteId) -> Option<Box<RemoteContact>> {
        match self.folder.read(std::slice::from_ref(id)).await.pop() {
            Some(Ok(ReadOutcome::Found(contact))) => Some(contact),
            Some(Ok(ReadOutcome::Gone) | Err(_)) | None => None,
        }
    }
}

fn unknown(what: &str) -> Effect {
    Effect::Failed(WriteError::Unknown { after: None, what: what.to_owned() })
}
