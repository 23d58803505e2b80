//! Which way a photo moves: apart from the text fields, so that its failures never touch them.

use contacts::Direction;

use crate::link::PhotoShadow;
use crate::policy::ConflictPolicy;

/// What happens to a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoMove {
    /// Nothing.
    Stay,
    /// Both sides' pictures count as the same from now on.
    Settle,
    /// The CRM's goes to Outlook.
    Send,
    /// Outlook's goes to the CRM.
    Take,
    /// Both were replaced; the CRM's goes to Outlook, Outlook's is kept in the history.
    SendKeeping,
    /// Both were replaced; Outlook's goes to the CRM, the CRM's is kept in the history.
    TakeKeeping,
}

/// Decides for one photo: digests of what each side has now, and of what both had when they agreed. A picture
/// that is missing on one side is never a reason to remove the other's.
pub fn move_photo(
    crm: Option<&str>,
    outlook: Option<&str>,
    shadow: &PhotoShadow,
    direction: Direction,
    policy: ConflictPolicy,
    crm_is_newer: bool,
) -> PhotoMove {
    let crm_changed = !shadow.agreed || crm != shadow.crm.as_deref();
    let outlook_changed = !shadow.agreed || outlook != shadow.outlook.as_deref();
    let (to_outlook, to_crm) = match direction {
        Direction::Both => (true, true),
        Direction::ToOutlook => (true, false),
        Direction::ToCrm => (false, true),
        Direction::Off => return PhotoMove::Stay,
    };
    match (crm, outlook, crm_changed, outlook_changed) {
        (_, _, false, false) => PhotoMove::Stay,
        (None, None, _, _) => PhotoMove::Settle,
        // Missing on one side: filled where it was never agreed or the other side is new; a removal stays one-sided.
        (Some(_), None, true, _) => one_way(to_outlook, PhotoMove::Send),
        (Some(_), None, false, true) | (None, Some(_), true, false) => PhotoMove::Settle,
        (None, Some(_), _, true) => one_way(to_crm, PhotoMove::Take),
        (Some(_), Some(_), true, false) => one_way(to_outlook, PhotoMove::Send),
        (Some(_), Some(_), false, true) => {
            if to_crm {
                PhotoMove::Take
            } else {
                PhotoMove::SendKeeping
            }
        }
        (Some(_), Some(_), true, true) => match (to_outlook, to_crm, policy, crm_is_newer) {
            (true, false, _, _)
            | (true, true, ConflictPolicy::Crm, _)
            | (true, true, ConflictPolicy::Newest, true) => PhotoMove::SendKeeping,
            (false, _, _, _)
            | (true, true, ConflictPolicy::Outlook, _)
            | (true, true, ConflictPolicy::Newest, false) => PhotoMove::TakeKeeping,
        },
    }
}

fn one_way(allowed: bool, go: PhotoMove) -> PhotoMove {
    if allowed { go } else { PhotoMove::Settle }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: Option<&str> = Some("old");
    const NEW: Option<&str> = Some("new");
    const OTHER: Option<&str> = Some("other");

    fn agreed(digest: Option<&str>) -> PhotoShadow {
        PhotoShadow { crm: digest.map(str::to_owned), outlook: digest.map(str::to_owned), agreed: true }
    }

    #[test]
    fn the_table_of_photos_two_ways() {
        use PhotoMove::{Send, SendKeeping, Settle, Stay, Take};
        let never = PhotoShadow::default();
        for (crm, outlook, shadow, expected) in [
            (None, None, &never, Settle),
            (NEW, None, &never, Send),
            (None, NEW, &never, Take),
            (NEW, OTHER, &never, SendKeeping),
            (OLD, OLD, &agreed(OLD), Stay),
            (None, None, &agreed(None), Stay),
            (NEW, OLD, &agreed(OLD), Send),
            (OLD, NEW, &agreed(OLD), Take),
            (NEW, OTHER, &agreed(OLD), SendKeeping),
            (NEW, None, &agreed(None), Send),
            (None, NEW, &agreed(None), Take),
            // Missing on one side: the other's is kept.
            (OLD, None, &agreed(OLD), Settle),
            (None, OLD, &agreed(OLD), Settle),
            (NEW, None, &agreed(OLD), Send),
            (None, NEW, &agreed(OLD), Take),
            (None, None, &agreed(OLD), Settle),
        ] {
            let got = move_photo(crm, outlook, shadow, Direction::Both, ConflictPolicy::Crm, true);
            assert_eq!(got, expected, "crm {crm:?}, outlook {outlook:?}, shadow {shadow:?}");
        }
    }

    #[test]
    fn a_photo_never_moves_against_its_direction() {
        let never = PhotoShadow::default();
        let go = |crm, outlook, shadow: &PhotoShadow, direction| {
            move_photo(crm, outlook, shadow, direction, ConflictPolicy::Newest, false)
        };
        assert_eq!(go(None, NEW, &never, Direction::ToOutlook), PhotoMove::Settle);
        assert_eq!(go(NEW, None, &never, Direction::ToCrm), PhotoMove::Settle);
        assert_eq!(go(OLD, NEW, &agreed(OLD), Direction::ToOutlook), PhotoMove::SendKeeping);
        assert_eq!(go(NEW, OLD, &agreed(OLD), Direction::ToCrm), PhotoMove::Settle);
        assert_eq!(go(NEW, OTHER, &agreed(OLD), Direction::Both), PhotoMove::TakeKeeping);
        assert_eq!(go(NEW, OTHER, &agreed(OLD), Direction::Off), PhotoMove::Stay);
    }
}
