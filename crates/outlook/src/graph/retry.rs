//! When to try again: what `Retry-After` says, and how long to wait when it says nothing.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// The longest wait that is believed; the service asks for minutes at most.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The first wait without advice.
const FIRST: Duration = Duration::from_millis(250);
/// The most that waits without advice grow to.
const STEEPEST: Duration = Duration::from_secs(60);

/// Reads a `Retry-After` header: seconds, perhaps with a fraction, or a date.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.max(0.0)).ok().map(|wait| wait.min(LONGEST));
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(header).ok()?;
    let now = Timestamp::try_from(now).ok()?;
    Duration::try_from(date.duration_since(now))
        .ok()
        .map_or(Some(Duration::ZERO), |wait| Some(wait.min(LONGEST)))
}

/// Returns how long to wait before try `tried + 1`: at least as long as the server asked, longer with every
/// try (a constant "1" is a habit of the service, no advice), and with jitter, so that clients spread.
pub(crate) fn wait_before_next(tried: u32, asked: Option<Duration>, jitter: f64) -> Duration {
    let grown = FIRST.saturating_mul(2_u32.saturating_pow(tried.saturating_sub(1))).min(STEEPEST);
    asked.unwrap_or(Duration::ZERO) + grown.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_retry_after_is_read_and_none_is_believed_for_ever() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_593_533_688);
        let secs = |s: f64| Some(Duration::from_secs_f64(s));
        for (header, wait) in [
            ("2.128", secs(2.128)),
            ("0.249", secs(0.249)),
            (" 1 ", secs(1.0)),
            ("0", secs(0.0)),
            ("-3", secs(0.0)),
            ("Tue, 30 Jun 2020 16:15:00 GMT", secs(12.0)),
            ("Tue, 30 Jun 2020 16:14:00 GMT", secs(0.0)),
            ("999999999", Some(LONGEST)),
            ("NaN", secs(0.0)),
            ("inf", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(header, now), wait, "{header}");
        }
    }

    #[test]
    fn waits_grow_are_spread_and_never_shorter_than_asked() {
        let asked = Some(Duration::from_secs(1));
        assert!(wait_before_next(1, asked, 0.0) > Duration::from_secs(1));
        assert!(wait_before_next(2, asked, 0.5) > wait_before_next(1, asked, 0.5));
        assert!(wait_before_next(1, None, 1.0) > wait_before_next(1, None, 0.0));
        assert_eq!(wait_before_next(40, None, 1.0), STEEPEST);
    }
}
