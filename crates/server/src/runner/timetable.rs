//! [`Timetable`]: which mailbox's cycle begins next. Pure; times are microseconds since 1970 UTC.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use contacts::MailboxId;

/// What is known of a mailbox's next cycle, after its last one in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outlook {
    /// When the next one begins if nothing happens.
    pub(crate) next: i64,
    /// Outlook asked not to be called before this; zero: it did not.
    pub(crate) hold_until: i64,
    /// Whether the last one failed: then only a person's wish brings the next one forward.
    pub(crate) failed: bool,
}

/// What to do about a mailbox of which the database says that it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// It waits for its cycle.
    Queued,
    /// It has been looked after: it runs, or is to be left alone for now.
    Left,
    /// By this timetable it has time; any reason but the database's own timetable brings it forward.
    IfNotByTime,
}

/// Which mailboxes run, which wait, and when the others come.
#[derive(Debug)]
pub(crate) struct Timetable {
    at_once: usize,
    /// Whether cycles also begin by the times kept here: when the schedule is not the engine's own.
    by_time: bool,
    running: BTreeSet<MailboxId>,
    queue: VecDeque<MailboxId>,
    queued: BTreeSet<MailboxId>,
    /// Woken while they ran: they run once more.
    again: BTreeSet<MailboxId>,
    outlooks: BTreeMap<MailboxId, Outlook>,
}

impl Timetable {
    /// Makes an empty one: at most so many cycles at once.
    pub(crate) fn new(at_once: usize, by_time: bool) -> Self {
        Timetable {
            at_once,
            by_time,
            running: BTreeSet::new(),
            queue: VecDeque::new(),
            queued: BTreeSet::new(),
            again: BTreeSet::new(),
            outlooks: BTreeMap::new(),
        }
    }

    /// Notes that somebody wants a mailbox's cycle at once.
    pub(crate) fn woken(&mut self, mailbox: MailboxId, now: i64) {
        if self.running.contains(&mailbox) {
            self.again.insert(mailbox);
        } else if !self.on_hold(mailbox, now) {
            self.enqueue(mailbox);
        }
    }

    /// Notes that the database says that a mailbox is due.
    pub(crate) fn due(&mut self, mailbox: MailboxId, now: i64) -> Due {
        if self.running.contains(&mailbox) || self.queued.contains(&mailbox) || self.on_hold(mailbox, now) {
            return Due::Left;
        }
        match self.outlooks.get(&mailbox) {
            Some(outlook) if now < outlook.next && outlook.failed => Due::Left,
            Some(outlook) if now < outlook.next && self.by_time => Due::IfNotByTime,
            Some(_) | None => {
                self.enqueue(mailbox);
                Due::Queued
            }
        }
    }

    /// Queues a mailbox for which there turned out to be a reason.
    pub(crate) fn bring_forward(&mut self, mailbox: MailboxId) {
        if !self.running.contains(&mailbox) {
            self.enqueue(mailbox);
        }
    }

    /// Queues the mailboxes whose time has come, if times are kept here.
    pub(crate) fn time_passes(&mut self, now: i64) {
        if !self.by_time {
            return;
        }
        let due = self.outlooks.iter().filter(|(_, outlook)| outlook.next.max(outlook.hold_until) <= now);
        let due: Vec<MailboxId> = due.map(|(mailbox, _)| *mailbox).collect();
        for mailbox in due {
            self.bring_forward(mailbox);
        }
    }

    /// Takes the next mailbox to run, unless enough run already.
    pub(crate) fn begin(&mut self) -> Option<MailboxId> {
        if self.running.len() >= self.at_once {
            return None;
        }
        let mailbox = self.queue.pop_front()?;
        self.queued.remove(&mailbox);
        self.running.insert(mailbox);
        Some(mailbox)
    }

    /// Notes that a cycle ended; without an outlook the mailbox does not take part any more.
    pub(crate) fn ended(&mut self, mailbox: MailboxId, outlook: Option<Outlook>, now: i64) {
        self.running.remove(&mailbox);
        match outlook {
            Some(outlook) => self.outlooks.insert(mailbox, outlook),
            None => self.outlooks.remove(&mailbox),
        };
        if self.again.remove(&mailbox) {
            self.woken(mailbox, now);
        }
    }

    /// Returns the mailboxes whose cycles run.
    pub(crate) fn running(&self) -> impl Iterator<Item = MailboxId> {
        self.running.iter().copied()
    }

    fn on_hold(&self, mailbox: MailboxId, now: i64) -> bool {
        self.outlooks.get(&mailbox).is_some_and(|outlook| now < outlook.hold_until)
    }

    fn enqueue(&mut self, mailbox: MailboxId) {
        if self.queued.insert(mailbox) {
            self.queue.push_back(mailbox);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: MailboxId = MailboxId::from_u128(1);
    const B: MailboxId = MailboxId::from_u128(2);
    const C: MailboxId = MailboxId::from_u128(3);

    fn next(next: i64) -> Outlook {
        Outlook { next, hold_until: 0, failed: false }
    }

    #[test]
    fn a_mailbox_never_runs_twice_at_a_time_and_a_wake_meanwhile_is_not_lost() {
        let mut table = Timetable::new(8, false);
        table.woken(A, 0);
        table.woken(A, 0);
        assert_eq!((table.begin(), table.begin()), (Some(A), None));
        table.woken(A, 1);
        assert_eq!(table.due(A, 1), Due::Left);
        assert_eq!(table.begin(), None);
        table.ended(A, Some(next(100)), 2);
        assert_eq!((table.begin(), table.begin()), (Some(A), None));
        table.ended(A, Some(next(100)), 3);
        assert_eq!(table.begin(), None);
    }

    #[test]
    fn only_so_many_run_at_once_and_the_first_to_come_is_the_first_to_run() {
        let mut table = Timetable::new(2, false);
        for mailbox in [B, C, A] {
            table.woken(mailbox, 0);
        }
        assert_eq!((table.begin(), table.begin(), table.begin()), (Some(B), Some(C), None));
        table.ended(B, Some(next(9)), 1);
        assert_eq!(table.begin(), Some(A));
    }

    #[test]
    fn a_failed_mailbox_is_left_alone_until_its_time_unless_somebody_asks() {
        let mut table = Timetable::new(8, false);
        table.ended(A, Some(Outlook { next: 100, hold_until: 0, failed: true }), 0);
        assert_eq!(table.due(A, 50), Due::Left);
        assert_eq!(table.due(A, 100), Due::Queued);
        assert_eq!(table.begin(), Some(A));
        table.ended(A, Some(Outlook { next: 200, hold_until: 0, failed: true }), 100);
        table.woken(A, 101);
        assert_eq!(table.begin(), Some(A));
    }

    #[test]
    fn nobody_is_called_before_the_time_that_outlook_asked_for() {
        let mut table = Timetable::new(8, true);
        table.ended(A, Some(Outlook { next: 10, hold_until: 100, failed: true }), 0);
        table.woken(A, 50);
        table.time_passes(50);
        assert_eq!(table.due(A, 50), Due::Left);
        assert_eq!(table.begin(), None);
        table.time_passes(100);
        assert_eq!(table.begin(), Some(A));
    }

    #[test]
    fn work_brings_a_mailbox_forward_and_time_alone_only_by_this_timetable() {
        let mut slow = Timetable::new(8, true);
        slow.ended(A, Some(next(100)), 0);
        assert_eq!(slow.due(A, 30), Due::IfNotByTime);
        assert_eq!(slow.begin(), None);
        slow.bring_forward(A);
        assert_eq!(slow.begin(), Some(A));
        let mut shared = Timetable::new(8, false);
        shared.ended(A, Some(next(100)), 0);
        shared.time_passes(500);
        assert_eq!(shared.begin(), None, "another node may have run it: the database knows");
        assert_eq!(shared.due(A, 500), Due::Queued);
    }

    #[test]
    fn a_mailbox_that_does_not_take_part_is_forgotten() {
        let mut table = Timetable::new(8, true);
        table.woken(A, 0);
        assert_eq!(table.begin(), Some(A));
        table.ended(A, None, 1);
        table.time_passes(1_000_000);
        assert_eq!(table.begin(), None);
    }
}
