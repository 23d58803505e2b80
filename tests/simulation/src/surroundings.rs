//! The world's clock, ids and pictures.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use bytes::Bytes;
use engine::{Clock, Ids, Pictures, PreparedPicture};
use uuid::Uuid;

/// The world's time, in microseconds; it passes only when somebody lets it.
#[derive(Debug, Clone)]
pub struct WorldClock(pub Arc<AtomicI64>);

impl WorldClock {
    /// Starts somewhere in 2026.
    pub fn new() -> Self {
        WorldClock(Arc::new(AtomicI64::new(1_780_000_000_000_000)))
    }

    /// Lets time pass.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::Relaxed);
    }
}

impl Default for WorldClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for WorldClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A node's clock: the world's, wrong by some time.
#[derive(Debug, Clone)]
pub struct SkewedClock {
    /// The world's.
    pub clock: WorldClock,
    /// By how much it is wrong, in microseconds.
    pub skew: i64,
}

impl Clock for SkewedClock {
    fn now(&self) -> i64 {
        self.clock.now() + self.skew
    }
}

/// Ids in order.
#[derive(Debug, Clone)]
pub struct WorldIds(Arc<AtomicU64>);

impl WorldIds {
    /// Starts at one.
    pub fn new() -> Self {
        WorldIds(Arc::new(AtomicU64::new(1)))
    }
}

impl Default for WorldIds {
    fn default() -> Self {
        Self::new()
    }
}

impl Ids for WorldIds {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + (1 << 100))
    }
}

/// Pictures are short texts here: what the photo crate does to real ones is tested there.
#[derive(Debug, Clone, Copy)]
pub struct WorldPictures;

impl Pictures for WorldPictures {
    fn prepare(&self, bytes: &Bytes) -> Result<PreparedPicture, String> {
        Ok(PreparedPicture {
            original: bytes.clone(),
            media_type: "image/jpeg".to_owned(),
            digest: self.digest(bytes),
            width: 1,
            height: 1,
            rendition: bytes.clone(),
        })
    }

    fn alike(&self, a: &Bytes, b: &Bytes) -> bool {
        a == b
    }

    fn digest(&self, bytes: &Bytes) -> String {
        format!("d:{}", String::from_utf8_lossy(bytes))
    }
}
