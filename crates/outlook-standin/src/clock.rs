//! The stand-in's clock: real time plus an offset that tests move, or standing still.

use std::sync::Mutex;

use jiff::Timestamp;
use serde::Serialize;

use crate::lock;

/// How the stand-in's time runs.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    state: Mutex<State>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    offset: i64,
    frozen_at: Option<i64>,
}

/// What the admin API answers about the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockReading {
    /// The time now, RFC 3339.
    pub now: String,
    /// Seconds ahead of real time.
    pub offset_seconds: i64,
    /// Whether time stands still until it is advanced.
    pub frozen: bool,
}

impl Clock {
    /// The time now in microseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let state = *lock(&self.state);
        state.frozen_at.unwrap_or_else(real_now) + state.offset
    }

    /// Moves time on (or back, when negative).
    pub(crate) fn advance(&self, micros: i64) {
        lock(&self.state).offset += micros;
    }

    /// Stops time, or lets it run again from where it stands.
    pub(crate) fn freeze(&self, frozen: bool) {
        let mut state = lock(&self.state);
        match (frozen, state.frozen_at) {
            (true, None) => state.frozen_at = Some(real_now()),
            (false, Some(at)) => {
                state.offset += at - real_now();
                state.frozen_at = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// Returns to real time.
    pub(crate) fn reset(&self) {
        *lock(&self.state) = State::default();
    }

    /// Says how time runs.
    pub(crate) fn reading(&self) -> ClockReading {
        let state = *lock(&self.state);
        ClockReading {
            now: date_time(self.now()),
            offset_seconds: state.offset / 1_000_000,
            frozen: state.frozen_at.is_some(),
        }
    }
}

fn real_now() -> i64 {
    Timestamp::now().as_microsecond()
}

fn formatted(micros: i64, format: &str) -> String {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH).strftime(format).to_string()
}

/// Spells a time as the service does in contacts: seconds, UTC.
pub(crate) fn date_time(micros: i64) -> String {
    formatted(micros, "%Y-%m-%dT%H:%M:%SZ")
}

/// Spells a time as the service does inside errors: without an offset.
pub(crate) fn date_time_without_offset(micros: i64) -> String {
    formatted(micros, "%Y-%m-%dT%H:%M:%S")
}
