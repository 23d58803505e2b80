//! THE EXISTENCE TABLE: what happens to a link when either side's contact comes, goes or stays.

use crate::link::{Ended, Leaving};

/// What the CRM wants of a linked contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrmSide {
    /// That it is kept in step.
    Present,
    /// That it leaves the mailbox.
    Leaving(Leaving),
}

/// What became of a linked contact in Outlook, by a look-up: a feed's word is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlookSide {
    /// It is as it was, wherever in the mailbox it lies.
    Same,
    /// Somebody edited it.
    Edited,
    /// It is in Deleted Items, or not there at all.
    Deleted,
}

/// What happens to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The fields are merged.
    Merge,
    /// The contact goes to Deleted Items; then the link ends.
    Remove(Ended),
    /// Outlook's edits are taken over first; then the contact goes, and the link ends.
    MergeThenRemove(Ended),
    /// The contact stays and loses its stamp; then the link ends.
    Release(Ended),
    /// The link ends; nothing is left to do in Outlook.
    End(Ended),
}

/// Decides for a live link.
pub fn decide(crm: CrmSide, outlook: OutlookSide) -> Action {
    use Leaving::{DisconnectLeave, DisconnectRemove, Erased, PersonDeleted, Released, RightLost, Withdrawn};
    use OutlookSide::{Deleted, Edited, Same};
    match (crm, outlook) {
        (CrmSide::Present, Same | Edited) => Action::Merge,
        (CrmSide::Present, Deleted) => Action::End(Ended::OutlookDelete),

        (CrmSide::Leaving(Withdrawn), Same) => Action::Remove(Ended::Withdrawn),
        (CrmSide::Leaving(Withdrawn), Edited) => Action::MergeThenRemove(Ended::Withdrawn),
        (CrmSide::Leaving(Withdrawn), Deleted) => Action::End(Ended::Withdrawn),

        // An edit beats a delete.
        (CrmSide::Leaving(PersonDeleted), Same) => Action::Remove(Ended::PersonDeleted),
        (CrmSide::Leaving(PersonDeleted), Edited) => Action::Release(Ended::ReleasedEdited),
        (CrmSide::Leaving(PersonDeleted), Deleted) => Action::End(Ended::PersonDeleted),

        (CrmSide::Leaving(Erased), Same | Edited) => Action::Remove(Ended::Erased),
        (CrmSide::Leaving(Erased), Deleted) => Action::End(Ended::Erased),

        // What its owner wrote while it was allowed to see the person is the person's.
        (CrmSide::Leaving(RightLost), Same) => Action::Remove(Ended::RightLost),
        (CrmSide::Leaving(RightLost), Edited) => Action::MergeThenRemove(Ended::RightLost),
        (CrmSide::Leaving(RightLost), Deleted) => Action::End(Ended::RightLost),

        (CrmSide::Leaving(DisconnectLeave), Same | Edited) => Action::Release(Ended::DisconnectLeave),
        (CrmSide::Leaving(DisconnectLeave), Deleted) => Action::End(Ended::DisconnectLeave),

        (CrmSide::Leaving(DisconnectRemove), Same) => Action::Remove(Ended::DisconnectRemove),
        (CrmSide::Leaving(DisconnectRemove), Edited) => Action::MergeThenRemove(Ended::DisconnectRemove),
        (CrmSide::Leaving(DisconnectRemove), Deleted) => Action::End(Ended::DisconnectRemove),

        // It was its owner's before, and is again.
        (CrmSide::Leaving(Released), Same | Edited) => Action::Release(Ended::Released),
        (CrmSide::Leaving(Released), Deleted) => Action::End(Ended::Released),
    }
}

/// What happens when the contact of an ended link is found alive, with our stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// Its owner took it out of Deleted Items: the link lives again and is merged against the kept shadow.
    Revive,
    /// It is offered as *re-link*; nothing automatic.
    OfferRelink,
}

/// Decides for the contact of an ended link.
pub fn returned(ended: Ended) -> Return {
    match ended {
        Ended::OutlookDelete => Return::Revive,
        Ended::Withdrawn
        | Ended::PersonDeleted
        | Ended::ReleasedEdited
        | Ended::Erased
        | Ended::RightLost
        | Ended::DisconnectLeave
        | Ended::DisconnectRemove
        | Ended::Released
        | Ended::NeverCreated => Return::OfferRelink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Action::{End, Merge, MergeThenRemove, Release, Remove};
    use OutlookSide::{Deleted, Edited, Same};

    #[test]
    fn the_existence_table() {
        let leaving = CrmSide::Leaving;
        for (crm, same, edited, deleted) in [
            (CrmSide::Present, Merge, Merge, End(Ended::OutlookDelete)),
            (
                leaving(Leaving::Withdrawn),
                Remove(Ended::Withdrawn),
                MergeThenRemove(Ended::Withdrawn),
                End(Ended::Withdrawn),
            ),
            (
                leaving(Leaving::PersonDeleted),
                Remove(Ended::PersonDeleted),
                Release(Ended::ReleasedEdited),
                End(Ended::PersonDeleted),
            ),
            (leaving(Leaving::Erased), Remove(Ended::Erased), Remove(Ended::Erased), End(Ended::Erased)),
            (
                leaving(Leaving::RightLost),
                Remove(Ended::RightLost),
                MergeThenRemove(Ended::RightLost),
                End(Ended::RightLost),
            ),
            (
                leaving(Leaving::DisconnectLeave),
                Release(Ended::DisconnectLeave),
                Release(Ended::DisconnectLeave),
                End(Ended::DisconnectLeave),
            ),
            (
                leaving(Leaving::DisconnectRemove),
                Remove(Ended::DisconnectRemove),
                MergeThenRemove(Ended::DisconnectRemove),
                End(Ended::DisconnectRemove),
            ),
            (
                leaving(Leaving::Released),
                Release(Ended::Released),
                Release(Ended::Released),
                End(Ended::Released),
            ),
        ] {
            assert_eq!(decide(crm, Same), same, "{crm:?}, same");
            assert_eq!(decide(crm, Edited), edited, "{crm:?}, edited");
            assert_eq!(decide(crm, Deleted), deleted, "{crm:?}, deleted");
        }
    }

    #[test]
    fn only_the_owners_own_delete_is_taken_back_by_restoring_the_contact() {
        assert_eq!(returned(Ended::OutlookDelete), Return::Revive);
        for ended in [Ended::Withdrawn, Ended::PersonDeleted, Ended::DisconnectRemove, Ended::Erased] {
            assert_eq!(returned(ended), Return::OfferRelink, "{ended:?}");
        }
    }
}
