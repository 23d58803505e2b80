//! What a cycle takes from its surroundings besides store and folder: time, ids, pictures.

use bytes::Bytes;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Returns the time, in microseconds since 1970 UTC.
    fn now(&self) -> i64;
}

/// Makes ids.
pub trait Ids: Send + Sync {
    /// Returns an id that was never returned before.
    fn next(&self) -> Uuid;
}

/// A picture made ready for keeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedPicture {
    /// The full-size picture, without metadata.
    pub original: Bytes,
    /// Its media type.
    pub media_type: String,
    /// Its digest.
    pub digest: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
    /// The rendition for Outlook.
    pub rendition: Bytes,
}

/// Deals with pictures.
pub trait Pictures: Send + Sync {
    /// Makes a picture read from Outlook ready for keeping.
    ///
    /// # Errors
    /// Says in words what is wrong with the picture.
    fn prepare(&self, bytes: &Bytes) -> Result<PreparedPicture, String>;

    /// Tells whether two pictures show the same, whatever a server made of their bytes.
    fn alike(&self, a: &Bytes, b: &Bytes) -> bool;

    /// Returns the digest of a picture as it is: lower-case hexadecimal SHA-256.
    fn digest(&self, bytes: &Bytes) -> String;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_microsecond()
    }
}

/// Ids that sort by time (UUIDv7).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}
