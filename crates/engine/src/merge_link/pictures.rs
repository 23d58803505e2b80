//! The photo's part in what happens to a link.

use contacts::Patch;
use replication::{Link, OperationKind, OperationState};
use store::{Change, HistoryKind, LinkCase, NewPhoto, OperationWrite, PersonView, PersonWrite};

use crate::cycle::Running;
use crate::photo::{PhotoAct, PhotoDecision, PhotoSeen};

impl Running<'_> {
    /// Decides about the photo; tells whether enough was seen of it to do so.
    pub(super) fn photo_part(
        &self,
        case: &LinkCase,
        person: &PersonView,
        link: &mut Link,
        seen: &PhotoSeen,
        change: &mut Change,
    ) -> bool {
        let version = link.crm.version;
        let decision = self.decide_photo(link, person, seen);
        link.photo = decision.shadow.clone();
        let write = match &decision.act {
            PhotoAct::Send(digest) | PhotoAct::SendKeeping(digest, _) => Some(Some(digest.clone())),
            PhotoAct::Remove => Some(None),
            PhotoAct::Nothing | PhotoAct::Look | PhotoAct::Take(_) => None,
        };
        let looked = *seen != PhotoSeen::Failed && decision.act != PhotoAct::Look;
        match write {
            Some(digest) => {
                let operation = self.photo_operation(case, link, version, digest);
                change.operations.extend(operation.map(|o| OperationWrite::Put(Box::new(o))));
            }
            None if looked => {
                let pending = case.operations.iter().filter(|operation| {
                    operation.state == OperationState::Pending
                        && matches!(operation.kind, OperationKind::Photo { .. })
                });
                change.operations.extend(pending.map(|operation| OperationWrite::Remove(operation.id)));
            }
            None => {}
        }
        if let PhotoAct::Take(_) = decision.act {
            link.crm.version = person.version + 1;
        }
        self.take_photo(case, person, decision, change);
        looked
    }

    /// Takes over what a contact that leaves shows last: as the person's photo, or, where it lost a conflict or the
    /// owner may not write the person, for the history.
    pub(super) fn take_last_photo(
        &self,
        case: &LinkCase,
        person: &PersonView,
        decision: PhotoDecision,
        change: &mut Change,
    ) {
        match &decision.act {
            PhotoAct::Take(_) | PhotoAct::SendKeeping(_, _) if person.visible => {
                self.take_photo(case, person, decision, change);
            }
            PhotoAct::Take(_) | PhotoAct::SendKeeping(_, _) => {
                self.keep_photo(case, decision.act.outlooks(), change);
            }
            PhotoAct::Nothing | PhotoAct::Look | PhotoAct::Send(_) | PhotoAct::Remove => {}
        }
    }

    /// Keeps a picture from Outlook in the history that is not taken over.
    fn keep_photo(&self, case: &LinkCase, picture: Option<NewPhoto>, change: &mut Change) {
        let Some(picture) = picture else { return };
        let before = Some(picture.digest.clone().into());
        change.history.push(self.entry(&case.link, HistoryKind::Conflict, Some("photo"), before, None));
        change.kept_photos.push((case.link.person, picture));
    }

    /// Notes what a decision about a photo says, takes over the picture that is to be taken, and keeps the one that
    /// lost.
    fn take_photo(&self, case: &LinkCase, person: &PersonView, decision: PhotoDecision, change: &mut Change) {
        if let Some((kind, before, after)) = decision.history {
            let text = |digest: Option<String>| digest.map(serde_json::Value::from);
            change.history.push(self.entry(&case.link, kind, Some("photo"), text(before), text(after)));
        }
        if let PhotoAct::SendKeeping(_, lost) = decision.act {
            change.kept_photos.push((person.id, lost));
        } else if let PhotoAct::Take(photo) = decision.act {
            let write = change.person.get_or_insert_with(|| PersonWrite {
                id: person.id,
                version: person.version,
                patch: Patch::new(),
                photo: None,
            });
            write.photo = Some(photo);
        }
    }
}

/// Tells whether a change has a photo written to Outlook or removed there.
pub(super) fn writes_photo(change: &Change) -> bool {
    change.operations.iter().any(|write| match write {
        OperationWrite::Put(operation) => matches!(operation.kind, OperationKind::Photo { .. }),
        OperationWrite::Remove(_) | OperationWrite::Wait { .. } => false,
    })
}

/// Tells whether the photo seen is not the one that both sides agreed on.
pub(super) fn photo_edited(link: &Link, seen: &PhotoSeen) -> bool {
    match seen {
        PhotoSeen::Picture { digest, alike, .. } => !alike && link.photo.outlook.as_deref() != Some(digest),
        PhotoSeen::NotLooked | PhotoSeen::Failed | PhotoSeen::None => false,
    }
}
