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
    /// The CRM's was removed by a person; Outlook's, which is the one both agreed on, goes too.
    Remove,
    /// Both stay as they are, whatever they are: an export without photos left them out.
    LeaveApart,
}

/// Decides for one photo: digests of what each side has now, and of what both had when they agreed.
///
/// A picture that is missing in Outlook is never a reason to remove the CRM's: nobody can tell a removal there from a
/// picture that was lost or could not be read. One that a person removed in the CRM is removed in Outlook, if Outlook
/// still shows the picture that both agreed on.
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
    if shadow.apart && !shadow.agreed {
        return PhotoMove::LeaveApart;
    }
    let ours = shadow.crm.is_some() && !shadow.apart;
    match (crm, outlook, crm_changed, outlook_changed) {
        (_, _, false, false) => PhotoMove::Stay,
        (None, None, _, _) => PhotoMove::Settle,
        // Missing on one side: filled where it was never agreed or the other side is new.
        (Some(_), None, true, _) => one_way(to_outlook, PhotoMove::Send),
        (Some(_), None, false, true) => PhotoMove::Settle,
        (None, Some(_), true, false) if ours => one_way(to_outlook, PhotoMove::Remove),
        (None, Some(_), true, false) => PhotoMove::Settle,
        (None, Some(_), _, true) => one_way(to_crm, PhotoMove::Take),
        (Some(_), Some(_), true, false) if shadow.apart => one_way(to_outlook, PhotoMove::SendKeeping),
        (Some(_), Some(_), true, false) => one_way(to_outlook, PhotoMove::Send),
        (Some(_), Some(_), false, true) => match (to_crm, shadow.apart) {
            (true, false) => PhotoMove::Take,
            (true, true) => PhotoMove::TakeKeeping,
            (false, _) => PhotoMove::SendKeeping,
        },
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
        let digest = digest.map(str::to_owned);
        PhotoShadow { crm: digest.clone(), outlook: digest, agreed: true, ..PhotoShadow::default() }
    }

    fn apart(crm: Option<&str>, outlook: Option<&str>) -> PhotoShadow {
        let (crm, outlook) = (crm.map(str::to_owned), outlook.map(str::to_owned));
        PhotoShadow { crm, outlook, agreed: true, apart: true, imported: false }
    }

    #[test]
    fn the_table_of_photos_two_ways() {
        use PhotoMove::{Remove, Send, SendKeeping, Settle, Stay, Take};
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
            // Missing in Outlook: the CRM's is kept.
            (OLD, None, &agreed(OLD), Settle),
            (NEW, None, &agreed(OLD), Send),
            // Removed in the CRM: the picture of both goes, another one is an edit that beats the removal.
            (None, OLD, &agreed(OLD), Remove),
            (None, NEW, &agreed(OLD), Take),
            (None, None, &agreed(OLD), Settle),
            // Removed in the CRM, but Outlook's was never the picture of both.
            (None, OLD, &apart(NEW, OLD), Settle),
            (None, OLD, &apart(None, OLD), Stay),
        ] {
            let got = move_photo(crm, outlook, shadow, Direction::Both, ConflictPolicy::Crm, true);
            assert_eq!(got, expected, "crm {crm:?}, outlook {outlook:?}, shadow {shadow:?}");
        }
    }

    #[test]
    fn what_an_export_left_out_stays_apart_until_one_side_changes_and_nothing_is_lost_then() {
        use PhotoMove::{LeaveApart, Send, SendKeeping, Settle, Stay, Take, TakeKeeping};
        let left_out = PhotoShadow { apart: true, ..PhotoShadow::default() };
        for (crm, outlook, shadow, expected) in [
            (NEW, None, &left_out, LeaveApart),
            (None, NEW, &left_out, LeaveApart),
            (NEW, OTHER, &left_out, LeaveApart),
            (None, None, &left_out, LeaveApart),
            (OLD, None, &apart(OLD, None), Stay),
            (OLD, OTHER, &apart(OLD, OTHER), Stay),
            (NEW, None, &apart(OLD, None), Send),
            (OLD, NEW, &apart(OLD, OTHER), TakeKeeping),
            (NEW, OTHER, &apart(OLD, OTHER), SendKeeping),
            (None, NEW, &apart(None, None), Take),
            (OLD, None, &apart(OLD, OTHER), Settle),
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
        assert_eq!(go(None, OLD, &agreed(OLD), Direction::ToCrm), PhotoMove::Settle);
        assert_eq!(go(None, OLD, &agreed(OLD), Direction::ToOutlook), PhotoMove::Remove);
        assert_eq!(go(None, OLD, &agreed(OLD), Direction::Off), PhotoMove::Stay);
        assert_eq!(go(NEW, OTHER, &agreed(OLD), Direction::Both), PhotoMove::TakeKeeping);
        assert_eq!(go(NEW, OTHER, &agreed(OLD), Direction::Off), PhotoMove::Stay);
    }
}
