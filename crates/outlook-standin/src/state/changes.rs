//! Keeps, per folder, which contacts came, changed and left, in order: what delta rounds read.
//!
//! Only the newest entry of a contact's stay is kept, so a round costs as much as it returns. Numbers are the
//! mailbox's own sequence; a token names the number up to which its holder has seen everything.

use std::collections::{BTreeMap, HashMap};

use super::ids::{IdKind, Identity};

/// Whether the contact is in the folder, and what it did before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// In the folder; `left_before` is when it last left after somebody had seen it here.
    Present { left_before: Option<u64> },
    /// Gone from the folder: moved, deleted or destroyed.
    Left,
}

/// The newest thing that happened to one stay of one contact in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) identity: Identity,
    /// When this stay began.
    pub(crate) entered: u64,
    pub(crate) presence: Presence,
}

/// What a delta round tells about one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// The whole contact as it is now.
    Changed(Identity),
    /// `@removed`.
    Removed(Identity),
}

/// How far the holder of a token has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The folder's last number when this synchronisation began.
    pub(crate) began: u64,
    /// The number up to which everything has been told.
    pub(crate) seen: u64,
}

/// One page of a round.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) told: Vec<Told>,
    pub(crate) seen: u64,
    /// Whether the round goes on.
    pub(crate) more: bool,
}

/// The change log of one folder.
#[derive(Debug, Default)]
pub(crate) struct ChangeLog {
    entries: BTreeMap<u64, Entry>,
    newest: HashMap<(u64, u32), u64>,
    departed: HashMap<u64, u64>,
    told_up_to: u64,
}

impl ChangeLog {
    /// Notes that a contact came into the folder.
    pub(crate) fn enter(&mut self, number: u64, identity: Identity) {
        let left_before = self.departed.get(&identity.item).copied();
        self.put(number, Entry { identity, entered: number, presence: Presence::Present { left_before } });
    }

    /// Forgets that a contact was here before, so that its return is told like any other arrival.
    pub(crate) fn forget_departure(&mut self, item: u64) {
        let _ = self.departed.remove(&item);
    }

    /// Notes that a contact in the folder changed.
    pub(crate) fn change(&mut self, number: u64, identity: Identity) {
        if let Some(old) = self.newest.get(&(identity.item, identity.moves)).copied()
            && let Some(entry) = self.entries.remove(&old)
        {
            self.put(number, entry);
        }
    }

    /// Notes that a contact left the folder. One that nobody has been told of leaves no trace.
    pub(crate) fn leave(&mut self, number: u64, identity: Identity) {
        let Some(old) = self.newest.remove(&(identity.item, identity.moves)) else { return };
        let Some(entry) = self.entries.remove(&old) else { return };
        if entry.entered > self.told_up_to {
            return;
        }
        let _ = self.departed.insert(identity.item, number);
        self.put(number, Entry { presence: Presence::Left, ..entry });
    }

    fn put(&mut self, number: u64, entry: Entry) {
        let _ = self.newest.insert((entry.identity.item, entry.identity.moves), number);
        let _ = self.entries.insert(number, entry);
    }

    /// Reads the next page after `progress`, at most `size` entries.
    pub(crate) fn page(&mut self, progress: Progress, size: usize, ids: IdKind) -> Page {
        let mut page = Page { told: Vec::new(), seen: progress.seen, more: false };
        for (number, entry) in self.entries.range(progress.seen + 1..) {
            if page.told.len() == size {
                page.more = true;
                break;
            }
            page.seen = *number;
            page.told.extend(tell(*number, entry, progress, ids));
        }
        self.told_up_to = self.told_up_to.max(page.seen);
        page
    }
}

/// Decides what one entry means to the holder of a token.
///
/// With immutable ids the service tells a contact that moved away and came back as removed and never again: its
/// synchronisation remembers the removal. A synchronisation that began after the departure knows nothing of it.
fn tell(number: u64, entry: &Entry, progress: Progress, ids: IdKind) -> Option<Told> {
    match (entry.presence, ids) {
        (Presence::Present { left_before: Some(left) }, IdKind::Immutable) if left > progress.began => None,
        (Presence::Present { .. }, IdKind::Immutable | IdKind::Default) => {
            Some(Told::Changed(entry.identity))
        }
        (Presence::Left, _) if number > progress.began && entry.entered <= progress.seen => {
            Some(Told::Removed(entry.identity))
        }
        (Presence::Left, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(moves: u32) -> Identity {
        Identity { item: 7, moves, renewals: 0 }
    }

    fn told(log: &mut ChangeLog, began: u64, seen: u64, ids: IdKind) -> Vec<Told> {
        log.page(Progress { began, seen }, 100, ids).told
    }

    #[test]
    fn a_contact_created_and_deleted_between_rounds_is_never_shown() {
        let mut log = ChangeLog::default();
        log.enter(1, identity(0));
        log.leave(2, identity(0));
        assert!(told(&mut log, 0, 0, IdKind::Default).is_empty());
    }

    #[test]
    fn a_contact_moved_away_and_back_is_removed_for_ever_under_immutable_ids() {
        let mut log = ChangeLog::default();
        log.enter(1, identity(0));
        assert_eq!(told(&mut log, 1, 0, IdKind::Immutable), vec![Told::Changed(identity(0))]);
        log.leave(2, identity(0));
        log.enter(3, identity(1));
        log.change(4, identity(1));
        assert_eq!(told(&mut log, 1, 1, IdKind::Immutable), vec![Told::Removed(identity(0))]);
        assert!(told(&mut log, 1, 4, IdKind::Immutable).is_empty());
        log.change(5, identity(1));
        assert!(told(&mut log, 1, 4, IdKind::Immutable).is_empty());
        assert_eq!(told(&mut log, 5, 0, IdKind::Immutable), vec![Told::Changed(identity(1))]);
    }

    #[test]
    fn under_default_ids_the_return_is_a_new_contact() {
        let mut log = ChangeLog::default();
        log.enter(1, identity(0));
        assert_eq!(told(&mut log, 1, 0, IdKind::Default).len(), 1);
        log.leave(2, identity(0));
        log.enter(3, identity(1));
        assert_eq!(
            told(&mut log, 1, 1, IdKind::Default),
            vec![Told::Removed(identity(0)), Told::Changed(identity(1))]
        );
    }

    #[test]
    fn pages_end_where_the_log_ends() {
        let mut log = ChangeLog::default();
        for number in 1..=5 {
            log.enter(number, Identity { item: number, moves: 0, renewals: 0 });
        }
        let page = log.page(Progress { began: 5, seen: 0 }, 3, IdKind::Default);
        assert_eq!((page.told.len(), page.seen, page.more), (3, 3, true));
        let page = log.page(Progress { began: 5, seen: 3 }, 3, IdKind::Default);
        assert_eq!((page.told.len(), page.seen, page.more), (2, 5, false));
    }
}
