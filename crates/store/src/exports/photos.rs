//! What an export without photos, or the next one with them, means for a link's photo. Pure.

use replication::{Link, LinkState, PhotoShadow};

/// Leaves the photo out: both sides stay as they are, until one of them changes or an export takes photos along. A
/// photo that is in step travels on with its link.
pub(crate) fn left_out(mut link: Link, photo: Option<&str>) -> Link {
    match link.state {
        LinkState::Adopting { .. } => link.photo = PhotoShadow { apart: true, ..PhotoShadow::default() },
        LinkState::Linked | LinkState::Leaving { .. } => {
            if !link.photo.agreed || link.photo.crm.as_deref() != photo {
                (link.photo.agreed, link.photo.apart) = (false, true);
            }
        }
        LinkState::Ended { .. } => {}
    }
    link
}

/// Takes the photo along: one that was left out goes to Outlook. A picture that is there instead is kept when ours
/// replaces it.
pub(crate) fn taken_along(mut link: Link) -> Link {
    match (&link.state, link.photo.agreed) {
        (LinkState::Adopting { .. }, _) => link.photo = PhotoShadow::default(),
        (LinkState::Linked | LinkState::Leaving { .. }, false) => link.photo.apart = false,
        (LinkState::Linked | LinkState::Leaving { .. }, true) if link.photo.apart => link.photo.crm = None,
        (LinkState::Linked | LinkState::Leaving { .. }, true) | (LinkState::Ended { .. }, _) => {}
    }
    link
}

/// Tells whether the person's photo is known not to be the one in Outlook: it was refused there, or removed by the
/// mailbox's owner, or left out.
pub(crate) fn is_apart(link: &Link) -> bool {
    let PhotoShadow { crm, outlook, agreed, apart, imported: _ } = &link.photo;
    link.state == LinkState::Linked && (*apart || (*agreed && crm.is_some() && outlook.is_none()))
}

/// Sends the photo again where it is not the one in Outlook.
pub(crate) fn sent_again(link: Link) -> Link {
    let missing = is_apart(&link);
    let mut link = taken_along(link);
    if missing && link.photo.agreed {
        // Ours counts as new: it goes to Outlook.
        link.photo.crm = None;
    }
    link
}

/// Tells whether the link is in step but for a photo of the CRM that was left out.
pub(crate) fn waits(link: &Link) -> bool {
    link.state == LinkState::Linked && link.photo.apart && (link.photo.crm.is_some() || !link.photo.agreed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::{LinkId, MailboxId, PersonId};

    fn link(state: LinkState, photo: PhotoShadow) -> Link {
        let id = LinkId::from_u128(1);
        let link = Link::adopting(id, PersonId::from_u128(2), MailboxId::from_u128(3), 0);
        Link { state, photo, ..link }
    }

    fn shadow(crm: Option<&str>, outlook: Option<&str>, agreed: bool, apart: bool) -> PhotoShadow {
        let (crm, outlook) = (crm.map(str::to_owned), outlook.map(str::to_owned));
        PhotoShadow { crm, outlook, agreed, apart, imported: false }
    }

    #[test]
    fn a_photo_that_was_given_up_is_told_and_counts_as_new_when_it_is_sent_again() {
        for (before, apart, again) in [
            (shadow(Some("a"), None, true, false), true, shadow(None, None, true, false)),
            (shadow(Some("a"), Some("B"), true, true), true, shadow(None, Some("B"), true, true)),
            (shadow(None, None, false, true), true, shadow(None, None, false, false)),
            (shadow(Some("a"), Some("A"), true, false), false, shadow(Some("a"), Some("A"), true, false)),
            (shadow(None, None, true, false), false, shadow(None, None, true, false)),
        ] {
            let link = link(LinkState::Linked, before.clone());
            assert_eq!(is_apart(&link), apart, "{before:?}");
            assert_eq!(sent_again(link).photo, again, "{before:?}");
        }
    }

    #[test]
    fn the_table_of_photos_left_out_and_taken_along() {
        let adopting = || LinkState::adopting(None);
        let never = || shadow(None, None, false, false);
        let armed = || shadow(None, None, false, true);
        for (state, before, photo, without, with) in [
            (adopting(), never(), Some("a"), armed(), never()),
            (adopting(), armed(), Some("a"), armed(), never()),
            (LinkState::Linked, never(), Some("a"), armed(), never()),
            // In step: it goes on.
            (
                LinkState::Linked,
                shadow(Some("a"), Some("A"), true, false),
                Some("a"),
                shadow(Some("a"), Some("A"), true, false),
                shadow(Some("a"), Some("A"), true, false),
            ),
            // Changed in the CRM and not sent yet.
            (
                LinkState::Linked,
                shadow(Some("a"), Some("A"), true, false),
                Some("b"),
                shadow(Some("a"), Some("A"), false, true),
                shadow(Some("a"), Some("A"), true, false),
            ),
            // Left out before.
            (
                LinkState::Linked,
                shadow(Some("a"), None, true, true),
                Some("a"),
                shadow(Some("a"), None, true, true),
                shadow(None, None, true, true),
            ),
        ] {
            assert_eq!(left_out(link(state.clone(), before.clone()), photo).photo, without, "{before:?}");
            assert_eq!(taken_along(link(state, before.clone())).photo, with, "{before:?}");
        }
    }
}
