//! When the next cycle of a mailbox begins: at once after a local change, else adapted to what happens there.

use store::Health;

/// The pause after a cycle that found something, in microseconds.
pub const SHORTEST: i64 = 30_000_000;
/// The longest pause, in microseconds.
pub const LONGEST: i64 = 15 * 60_000_000;
/// The pause while work waits for Outlook (a lost answer to be looked for, a wait that Outlook asked for).
pub const WHILE_WAITING: i64 = 5_000_000;

/// Returns the pause before a mailbox's next cycle, in microseconds: it doubles from 30 s to 15 min while
/// nothing happens, or while cycles fail.
pub fn next_pause(health: &Health, idle: bool) -> i64 {
    if health.failures == 0 && !idle {
        return WHILE_WAITING;
    }
    let doublings = if health.failures > 0 { health.failures - 1 } else { health.quiet / 4 };
    SHORTEST.saturating_mul(1 << doublings.min(10)).min(LONGEST)
}

/// When a mailbox is due, for whoever runs cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The pause after a cycle that found something, in microseconds.
    pub shortest: i64,
    /// The longest pause, in microseconds.
    pub longest: i64,
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule { shortest: SHORTEST, longest: LONGEST }
    }
}

impl Schedule {
    /// Returns the pause before the next cycle, bounded by this schedule.
    pub fn pause(&self, health: &Health, idle: bool) -> i64 {
        let pause = next_pause(health, idle);
        if pause <= WHILE_WAITING {
            pause.min(self.shortest)
        } else {
            pause.clamp(self.shortest, self.longest)
        }
    }

    /// Returns when a mailbox's next cycle begins, from what its last cycle wrote into its health: when it ended, when the
    /// next one was due by the engine's own schedule, and until when Outlook asked to be left alone. In microseconds
    /// since 1970 UTC.
    pub fn next(&self, last_cycle: i64, next_cycle: i64, hold_until: i64) -> i64 {
        let pause = next_cycle - last_cycle;
        if *self == Schedule::default() || last_cycle == 0 || pause <= 0 {
            return next_cycle;
        }
        let pause = if pause <= WHILE_WAITING {
            pause.min(self.shortest)
        } else {
            pause.clamp(self.shortest, self.longest)
        };
        hold_until.max(last_cycle + pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_mailbox_is_asked_less_and_less_often_and_a_busy_one_every_half_minute() {
        let health = |quiet, failures| Health { quiet, failures, ..Health::default() };
        assert_eq!(next_pause(&health(0, 0), true), 30_000_000);
        assert_eq!(next_pause(&health(4, 0), true), 60_000_000);
        assert_eq!(next_pause(&health(100, 0), true), LONGEST);
        assert_eq!(next_pause(&health(0, 0), false), WHILE_WAITING);
        assert_eq!(next_pause(&health(0, 3), false), 120_000_000);
        assert_eq!(next_pause(&health(0, 99), false), LONGEST);
    }

    #[test]
    fn a_schedule_for_the_demo_asks_every_second() {
        let fast = Schedule { shortest: 1_000_000, longest: 2_000_000 };
        let health = Health { quiet: 50, ..Health::default() };
        assert_eq!(fast.pause(&health, true), 2_000_000);
        assert_eq!(fast.pause(&Health::default(), false), 1_000_000);
    }

    #[test]
    fn the_next_cycle_is_told_as_the_schedule_has_it_and_not_before_outlook_allows_it() {
        let fast = Schedule { shortest: 1_000_000, longest: 2_000_000 };
        let minute = 60_000_000;
        assert_eq!(fast.next(minute, minute + LONGEST, 0), minute + 2_000_000);
        assert_eq!(fast.next(minute, minute + WHILE_WAITING, 0), minute + 1_000_000);
        assert_eq!(fast.next(minute, 2 * minute, 2 * minute), 2 * minute);
        assert_eq!(fast.next(0, 7, 0), 7, "there was none yet");
        assert_eq!(fast.next(minute, minute - 1, 0), minute - 1, "it is due");
        assert_eq!(Schedule::default().next(minute, minute + LONGEST, 0), minute + LONGEST);
    }
}
