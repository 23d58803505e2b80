//! Photos, apart from the text fields: what was seen of one in Outlook, and what moves.

use bytes::Bytes;
use contacts::{Direction, PhotoId};
use outlook::ContactFolder as _;
use outlook::{RemoteContact, RemoteId};
use replication::{Link, Operation, OperationKind, OperationState, PhotoMove, PhotoShadow, move_photo};
use store::{HistoryKind, LinkCase, NewPhoto, PersonView};

use crate::bugs::Bug;
use crate::cycle::Running;
use crate::surroundings::PreparedPicture;

/// What is known of a contact's photo in Outlook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhotoSeen {
    /// It was not looked at; it counts as unchanged.
    NotLooked,
    /// The look failed: text goes on, the photo is looked at again.
    Failed,
    /// There is none.
    None,
    /// There is this one.
    Picture {
        /// Its digest as stored there.
        digest: String,
        /// The picture.
        bytes: Bytes,
        /// Whether it shows the same as the CRM's.
        alike: bool,
        /// When the contact was changed last, by Microsoft's clock, in microseconds since 1970 UTC.
        modified: i64,
    },
}

/// What a decision about a photo comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PhotoDecision {
    /// The shadow from now on.
    pub(crate) shadow: PhotoShadow,
    /// What happens to the pictures.
    pub(crate) act: PhotoAct,
    /// What the history says: kind, digest before, digest after, or a problem in words.
    pub(crate) history: Option<(HistoryKind, Option<String>, Option<String>)>,
}

/// What happens to the pictures of a contact person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PhotoAct {
    /// Nothing.
    Nothing,
    /// Outlook's has to be looked at before it can be decided.
    Look,
    /// The CRM takes Outlook's over.
    Take(NewPhoto),
    /// The CRM's, by its digest, is sent.
    Send(String),
    /// The CRM's, by its digest, is sent; Outlook's, which it replaces, is kept.
    SendKeeping(String, NewPhoto),
    /// Outlook's is removed.
    Remove,
}

impl PhotoAct {
    /// Returns the picture that Outlook shows and the CRM has not.
    pub(crate) fn outlooks(self) -> Option<NewPhoto> {
        match self {
            PhotoAct::Take(picture) | PhotoAct::SendKeeping(_, picture) => Some(picture),
            PhotoAct::Nothing | PhotoAct::Look | PhotoAct::Send(_) | PhotoAct::Remove => None,
        }
    }
}

impl Running<'_> {
    /// Looks at a contact's photo when it may have changed.
    pub(crate) async fn look_at_photo(
        &self,
        contact: &RemoteContact,
        person: Option<&PersonView>,
    ) -> PhotoSeen {
        if self.rules.photo == Direction::Off {
            return PhotoSeen::NotLooked;
        }
        if !contact.has_photo {
            return PhotoSeen::None;
        }
        let mut seen = self.read_photo(&contact.id).await;
        if let PhotoSeen::Picture { modified, .. } = &mut seen {
            *modified = contact.modified;
        }
        if let (PhotoSeen::Picture { bytes, alike, .. }, Some(ours)) =
            (&mut seen, person.and_then(|person| person.photo.as_ref()))
        {
            match self.cycle.store.rendition(&ours.digest).await {
                Ok(rendition) => {
                    *alike = rendition.is_some_and(|ours| self.cycle.pictures.alike(&ours, bytes))
                }
                Err(_) => return PhotoSeen::Failed,
            }
        }
        seen
    }

    pub(crate) async fn read_photo(&self, id: &RemoteId) -> PhotoSeen {
        match self.folder.photo(id).await {
            Ok(Some(bytes)) => PhotoSeen::Picture {
                digest: self.cycle.pictures.digest(&bytes),
                bytes,
                alike: false,
                modified: 0,
            },
            Ok(None) => PhotoSeen::None,
            Err(_) => PhotoSeen::Failed,
        }
    }

    /// Decides about a photo.
    pub(crate) fn decide_photo(&self, link: &Link, person: &PersonView, seen: &PhotoSeen) -> PhotoDecision {
        let unchanged = PhotoDecision { shadow: link.photo.clone(), act: PhotoAct::Nothing, history: None };
        let crm = person.photo.as_ref().map(|photo| photo.digest.clone());
        let outlook = match seen {
            PhotoSeen::Failed => return unchanged,
            PhotoSeen::NotLooked => link.photo.outlook.clone(),
            PhotoSeen::None => None,
            PhotoSeen::Picture { digest, .. } => Some(digest.clone()),
        };
        let go = self.photo_move(link, person, (crm.as_deref(), outlook.as_deref()), seen);
        let same = matches!(seen, PhotoSeen::Picture { alike: true, .. });
        let settled = PhotoShadow {
            crm: crm.clone(),
            outlook: outlook.clone(),
            agreed: true,
            apart: outlook.is_some() && !same,
            imported: false,
        };
        match go {
            PhotoMove::Stay => unchanged,
            PhotoMove::Settle => PhotoDecision { shadow: settled, ..unchanged },
            PhotoMove::LeaveApart => {
                PhotoDecision { shadow: PhotoShadow { apart: true, ..settled }, ..unchanged }
            }
            PhotoMove::Send => PhotoDecision {
                shadow: PhotoShadow { outlook, ..link.photo.clone() },
                act: crm.map_or(PhotoAct::Nothing, PhotoAct::Send),
                ..unchanged
            },
            PhotoMove::Remove => PhotoDecision { act: PhotoAct::Remove, ..unchanged },
            PhotoMove::SendKeeping => self.send_keeping(crm, seen, settled, unchanged),
            PhotoMove::Take | PhotoMove::TakeKeeping => self.take(go, crm, seen, settled, unchanged),
        }
    }

    fn photo_move(
        &self,
        link: &Link,
        person: &PersonView,
        (crm, outlook): (Option<&str>, Option<&str>),
        seen: &PhotoSeen,
    ) -> PhotoMove {
        let crm_is_newer = match seen {
            PhotoSeen::Picture { modified, .. } => person.changed >= *modified,
            PhotoSeen::NotLooked | PhotoSeen::Failed | PhotoSeen::None => true,
        };
        let direction = match person.photo_direction(&self.rules) {
            Direction::ToOutlook if link.photo.imported && !link.photo.agreed && person.editable => {
                Direction::Both
            }
            direction @ (Direction::ToOutlook | Direction::Both | Direction::ToCrm | Direction::Off) => {
                direction
            }
        };
        let policy = self.rules.conflict;
        let go = move_photo(crm, outlook, &link.photo, direction, policy, crm_is_newer);
        let go = if self.has(Bug::PhotoSentAgain) && crm.is_some() { PhotoMove::Send } else { go };
        let same = matches!(seen, PhotoSeen::Picture { alike: true, .. });
        match go {
            PhotoMove::Settle
            | PhotoMove::Send
            | PhotoMove::Take
            | PhotoMove::SendKeeping
            | PhotoMove::TakeKeeping
            | PhotoMove::LeaveApart
                if same =>
            {
                PhotoMove::Settle
            }
            PhotoMove::Stay
            | PhotoMove::Settle
            | PhotoMove::Send
            | PhotoMove::Take
            | PhotoMove::SendKeeping
            | PhotoMove::TakeKeeping
            | PhotoMove::Remove
            | PhotoMove::LeaveApart => go,
        }
    }

    /// The CRM's picture replaces one that is only in Outlook: that one is kept first. One that cannot be kept is not
    /// replaced.
    fn send_keeping(
        &self,
        crm: Option<String>,
        seen: &PhotoSeen,
        settled: PhotoShadow,
        unchanged: PhotoDecision,
    ) -> PhotoDecision {
        let PhotoSeen::Picture { bytes, digest: there, .. } = seen else {
            return PhotoDecision { act: PhotoAct::Look, ..unchanged };
        };
        let Some(ours) = crm else { return unchanged };
        match self.cycle.pictures.prepare(bytes) {
            Ok(picture) => PhotoDecision {
                // Outlook's picture was seen and lost: it does not come back as an edit, and ours still has to go.
                shadow: PhotoShadow {
                    crm: None,
                    outlook: Some(there.clone()),
                    agreed: true,
                    ..PhotoShadow::default()
                },
                history: Some((HistoryKind::Conflict, Some(picture.digest.clone()), Some(ours.clone()))),
                act: PhotoAct::SendKeeping(ours, self.new_photo(picture)),
            },
            Err(what) => PhotoDecision {
                shadow: settled,
                history: Some((HistoryKind::Problem, None, Some(what))),
                ..unchanged
            },
        }
    }

    fn take(
        &self,
        go: PhotoMove,
        crm: Option<String>,
        seen: &PhotoSeen,
        settled: PhotoShadow,
        unchanged: PhotoDecision,
    ) -> PhotoDecision {
        let PhotoSeen::Picture { bytes, .. } = seen else { return unchanged };
        match self.cycle.pictures.prepare(bytes) {
            Ok(picture) => {
                let kind =
                    if go == PhotoMove::TakeKeeping { HistoryKind::Conflict } else { HistoryKind::Edited };
                let digest = picture.digest.clone();
                PhotoDecision {
                    shadow: PhotoShadow { crm: Some(digest.clone()), apart: false, ..settled },
                    history: Some((kind, crm, Some(digest))),
                    act: PhotoAct::Take(self.new_photo(picture)),
                }
            }
            Err(what) => PhotoDecision {
                shadow: settled,
                history: Some((HistoryKind::Problem, None, Some(what))),
                ..unchanged
            },
        }
    }

    fn new_photo(&self, picture: PreparedPicture) -> NewPhoto {
        NewPhoto {
            id: PhotoId(self.cycle.ids.next()),
            original: picture.original,
            media_type: picture.media_type,
            digest: picture.digest,
            width: picture.width,
            height: picture.height,
            rendition: picture.rendition,
        }
    }

    /// Makes the operation that writes a photo or, without a digest, removes it.
    pub(crate) fn photo_operation(
        &self,
        case: &LinkCase,
        link: &Link,
        version: i64,
        digest: Option<String>,
    ) -> Option<Operation> {
        let remote_id = link.remote_id.clone()?;
        Some(Operation {
            id: self.new_operation(),
            mailbox: link.mailbox,
            person: case.link.person,
            link: Some(link.id),
            kind: OperationKind::Photo { remote_id, digest },
            person_version: version,
            agreed: std::collections::BTreeMap::new(),
            state: OperationState::Pending,
            attempts: 0,
            not_before: 0,
            run: None,
        })
    }
}
