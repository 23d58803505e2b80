//! [`TestClock`]: the engine's time, moved by tests.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that stands at the moment of its making until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        TestClock(AtomicI64::new(jiff::Timestamp::now().as_microsecond()))
    }
}

impl TestClock {
    /// Moves time on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::Relaxed);
    }
}

impl engine::Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}
