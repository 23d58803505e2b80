//! [`Brake`]: stops a cycle that would end or delete too many of a mailbox's links at once.

use serde::{Deserialize, Serialize};

/// When a cycle stops itself: more than `links` links **and** more than `percent` % of the mailbox's links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrakeRule {
    /// This many links may end in one cycle whatever the mailbox's size.
    pub links: u32,
    /// This share of the mailbox's links may end in one cycle, in percent.
    pub percent: u32,
}

impl Default for BrakeRule {
    fn default() -> Self {
        BrakeRule { links: 20, percent: 10 }
    }
}

/// Whether a cycle may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Brake {
    /// It may.
    Free,
    /// It stops before the first link is ended; a person has to release it.
    Stopped {
        /// How many links it would end.
        ending: u32,
        /// Of how many.
        links: u32,
    },
}

impl BrakeRule {
    /// Decides for a cycle that would end `ending` of a mailbox's `links` links.
    pub fn check(self, ending: u32, links: u32) -> Brake {
        let too_many =
            ending > self.links && u64::from(ending) * 100 > u64::from(links) * u64::from(self.percent);
        if too_many { Brake::Stopped { ending, links } } else { Brake::Free }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_have_to_be_passed() {
        let rule = BrakeRule::default();
        assert_eq!(rule.check(20, 20), Brake::Free);
        assert_eq!(rule.check(21, 21), Brake::Stopped { ending: 21, links: 21 });
        assert_eq!(rule.check(21, 210), Brake::Free);
        assert_eq!(rule.check(22, 210), Brake::Stopped { ending: 22, links: 210 });
        assert_eq!(rule.check(1_000, 10_000), Brake::Free);
        assert_eq!(rule.check(1_001, 10_000), Brake::Stopped { ending: 1_001, links: 10_000 });
        assert_eq!(rule.check(0, 0), Brake::Free);
    }
}
