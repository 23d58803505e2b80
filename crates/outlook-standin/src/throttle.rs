//! The service's limits per mailbox: requests at a time, requests per window, bytes uploaded per window.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use crate::errors::GraphError;
use crate::lock;

/// The limits; `Default` are Microsoft's for Outlook, per application and mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Whether anything is limited at all.
    pub enabled: bool,
    /// Requests in flight at a time (4).
    pub max_in_flight: usize,
    /// Requests per window (10,000).
    pub requests: usize,
    /// The window of requests in seconds of the stand-in's clock (600).
    pub window_seconds: u64,
    /// Bytes uploaded per window (150 MB).
    pub upload_bytes: u64,
    /// The window of uploads in seconds of the stand-in's clock (300).
    pub upload_window_seconds: u64,
    /// Milliseconds of real time that every request takes before it is performed (0).
    pub latency_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            enabled: true,
            max_in_flight: 4,
            requests: 10_000,
            window_seconds: 600,
            upload_bytes: 150 * 1024 * 1024,
            upload_window_seconds: 300,
            latency_ms: 0,
        }
    }
}

/// What one mailbox has used of its limits.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    in_flight: Arc<AtomicUsize>,
    most_in_flight: AtomicUsize,
    windows: Mutex<Windows>,
}

#[derive(Debug, Default)]
struct Windows {
    requests: VecDeque<i64>,
    uploads: VecDeque<(i64, u64)>,
    uploaded: u64,
}

/// Holds a request's place among those in flight.
#[derive(Debug)]
pub(crate) struct InFlight(Arc<AtomicUsize>);

impl Drop for InFlight {
    fn drop(&mut self) {
        let _ = self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Usage {
    /// Lets a request in, or says why it has to wait.
    ///
    /// # Errors
    /// 429 `ApplicationThrottled`; over a window's limit with the seconds until there is room again.
    pub(crate) fn admit(&self, limits: &Limits, now: i64, bytes: u64) -> Result<InFlight, GraphError> {
        let before = self.in_flight.fetch_add(1, Ordering::AcqRel);
        let place = InFlight(Arc::clone(&self.in_flight));
        let _ = self.most_in_flight.fetch_max(before + 1, Ordering::AcqRel);
        if !limits.enabled {
            return Ok(place);
        }
        if before >= limits.max_in_flight {
            return Err(GraphError::throttled("MailboxConcurrency", Some("1".to_owned())));
        }
        lock(&self.windows).take(limits, now, bytes).map(|()| place)
    }

    /// The most requests that were in flight at one time.
    pub(crate) fn most_in_flight(&self) -> usize {
        self.most_in_flight.load(Ordering::Acquire)
    }

    /// Forgets what has been used.
    pub(crate) fn reset(&self) {
        *lock(&self.windows) = Windows::default();
        self.most_in_flight.store(0, Ordering::Release);
    }
}

impl Windows {
    fn take(&mut self, limits: &Limits, now: i64, bytes: u64) -> Result<(), GraphError> {
        let window = micros(limits.window_seconds);
        while self.requests.front().is_some_and(|at| at + window <= now) {
            let _ = self.requests.pop_front();
        }
        if self.requests.len() >= limits.requests {
            let free = self.requests.front().map_or(now, |at| at + window);
            return Err(GraphError::throttled("MailboxRequestRate", Some(seconds(free - now))));
        }
        let window = micros(limits.upload_window_seconds);
        while let Some((_, size)) = self.uploads.pop_front_if(|(at, _)| *at + window <= now) {
            self.uploaded -= size;
        }
        if bytes > 0 && self.uploaded + bytes > limits.upload_bytes {
            let free = self.uploads.front().map_or(now, |(at, _)| at + window);
            return Err(GraphError::throttled("MailboxUpload", Some(seconds(free - now))));
        }
        self.requests.push_back(now);
        if bytes > 0 {
            self.uploads.push_back((now, bytes));
            self.uploaded += bytes;
        }
        Ok(())
    }
}

fn micros(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX / 1_000_000).saturating_mul(1_000_000)
}

/// Whole seconds, rounded up, at least one.
fn seconds(micros: i64) -> String {
    ((micros + 999_999) / 1_000_000).max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_frees_itself_as_time_passes() {
        let limits = Limits { requests: 2, ..Limits::default() };
        let usage = Usage::default();
        assert!(usage.admit(&limits, 0, 0).is_ok());
        assert!(usage.admit(&limits, 60_000_000, 0).is_ok());
        let refused = usage.admit(&limits, 100_000_000, 0).unwrap_err();
        assert_eq!(refused.headers, vec![("retry-after", "500".to_owned())]);
        assert!(usage.admit(&limits, 600_000_000, 0).is_ok());
    }

    #[test]
    fn uploads_are_limited_by_their_bytes() {
        let limits = Limits { upload_bytes: 100, ..Limits::default() };
        let usage = Usage::default();
        assert!(usage.admit(&limits, 0, 60).is_ok());
        assert!(usage.admit(&limits, 0, 60).is_err());
        assert!(usage.admit(&limits, 0, 0).is_ok());
        assert!(usage.admit(&limits, 300_000_000, 60).is_ok());
    }

    #[test]
    fn the_fifth_request_at_a_time_is_refused() {
        let (limits, usage) = (Limits::default(), Usage::default());
        let places: Vec<_> = (0..4).map(|_| usage.admit(&limits, 0, 0).unwrap()).collect();
        assert!(usage.admit(&limits, 0, 0).is_err());
        drop(places);
        assert!(usage.admit(&limits, 0, 0).is_ok());
    }
}
