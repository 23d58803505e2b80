//! Keeping within the number of requests that Outlook takes for one mailbox in a span of time, so that it never
//! has to refuse any.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How many requests may be sent within any span of time; each part of a batch counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The most requests.
    pub requests: u32,
    /// The span.
    pub window: Duration,
}

impl Quota {
    /// What Outlook takes from one program for one mailbox: 10,000 in ten minutes.
    /// Source: Microsoft Graph, service-specific throttling limits, Outlook.
    pub const OUTLOOK: Quota = Quota { requests: 10_000, window: Duration::from_secs(600) };
}

/// Into how many slices a span is divided; what was sent in a slice counts until its end has passed.
const SLICES: u32 = 256;
/// How many requests are waited for together: those of one batch.
const BATCH: u32 = super::batch::MOST_PARTS as u32;

/// What has been sent within the last span.
#[derive(Debug, Default)]
pub(crate) struct Spent(Mutex<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    /// The end of each slice and what was sent in it, oldest first.
    slices: VecDeque<(Instant, u32)>,
    sum: u32,
}

impl Spent {
    /// Takes `cost` requests out of the quota, or says how long to wait for them.
    pub(crate) fn take(&self, quota: Quota, cost: u32, now: Instant) -> Result<(), Duration> {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.forget(quota, now);
        let cost = cost.min(quota.requests);
        if ledger.sum + cost > quota.requests {
            return Err(ledger.wait_for(quota, cost, now));
        }
        ledger.note(quota, cost, now);
        Ok(())
    }
}

impl Spent {
    /// Tells how many of `wanted` requests there is room for, or will be after a wait that is not longer than
    /// `patience`; takes none. When there is none, says how long to wait for a batch of them.
    pub(crate) fn room(
        &self,
        quota: Quota,
        wanted: u32,
        patience: Duration,
        now: Instant,
    ) -> Result<u32, Duration> {
        let mut ledger = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.forget(quota, now);
        let batch = wanted.min(BATCH).min(quota.requests);
        let free = quota.requests.saturating_sub(ledger.sum);
        if free >= batch {
            return Ok(wanted.min(free));
        }
        let wait = ledger.wait_for(quota, batch, now);
        if wait > patience { Err(wait) } else { Ok(batch) }
    }
}

impl Ledger {
    fn forget(&mut self, quota: Quota, now: Instant) {
        while let Some((_, sent)) = self.slices.pop_front_if(|(end, _)| *end + quota.window <= now) {
            self.sum -= sent;
        }
    }

    fn note(&mut self, quota: Quota, cost: u32, now: Instant) {
        self.sum += cost;
        match self.slices.back_mut().filter(|(end, _)| now < *end) {
            Some((_, sent)) => *sent += cost,
            None => self.slices.push_back((now + quota.window / SLICES, cost)),
        }
    }

    fn wait_for(&self, quota: Quota, cost: u32, now: Instant) -> Duration {
        let mut left = self.sum;
        let frees = self.slices.iter().find(|(_, sent)| {
            left -= sent;
            left + cost <= quota.requests
        });
        frees.map_or(quota.window, |(end, _)| (*end + quota.window).saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_span_ever_holds_more_than_the_quota_and_little_of_it_is_lost() {
        let quota = Quota { requests: 1_000, window: Duration::from_secs(100) };
        let (spent, start) = (Spent::default(), Instant::now());
        let (mut now, mut sent) = (start, Vec::new());
        while now < start + Duration::from_secs(1_000) {
            match spent.take(quota, 20, now) {
                Ok(()) => {
                    sent.push(now);
                    now += Duration::from_millis(130);
                }
                Err(wait) => {
                    assert!(wait > Duration::ZERO);
                    now += wait;
                }
            }
        }
        for first in &sent {
            let within = sent.iter().filter(|at| **at >= *first && **at < *first + quota.window).count();
            assert!(within * 20 <= 1_000, "{}", within * 20);
        }
        assert!(sent.len() * 20 >= 9_500, "{}", sent.len() * 20);
    }

    #[test]
    fn room_is_told_as_it_is_and_not_taken() {
        let quota = Quota { requests: 100, window: Duration::from_secs(100) };
        let (spent, now, patience) = (Spent::default(), Instant::now(), Duration::from_secs(1));
        assert_eq!(spent.room(quota, 200, patience, now), Ok(100));
        assert_eq!(spent.take(quota, 60, now), Ok(()));
        assert_eq!(spent.room(quota, 200, patience, now), Ok(40));
        assert_eq!(spent.take(quota, 30, now), Ok(()));
        // Ten are left: less than a batch, and none comes soon.
        assert!(spent.room(quota, 200, patience, now).is_err_and(|wait| wait > Duration::from_secs(99)));
        assert_eq!(spent.room(quota, 5, patience, now), Ok(5));
        assert_eq!(spent.room(quota, 200, patience, now + Duration::from_millis(99_900)), Ok(20));
        assert_eq!(spent.room(quota, 200, patience, now + Duration::from_secs(101)), Ok(100));
    }

    #[test]
    fn what_is_larger_than_the_quota_is_sent_all_the_same_when_nothing_else_is() {
        let quota = Quota { requests: 4, window: Duration::from_secs(1) };
        let (spent, now) = (Spent::default(), Instant::now());
        assert_eq!(spent.take(quota, 20, now), Ok(()));
        assert!(spent.take(quota, 1, now).is_err());
        assert_eq!(spent.take(quota, 1, now + Duration::from_secs(2)), Ok(()));
    }
}
