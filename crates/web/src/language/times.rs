//! Dates and times as people read them: in their language, and where they are.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Language, Words};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Where a person's clocks are.
#[derive(Debug, Clone)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a time zone by its name (`Europe/Berlin`); the server's own when there is no such zone.
    pub fn named(name: Option<&str>) -> Self {
        let sane = |name: &&str| name.len() <= 64 && name.contains('/');
        let known = name.filter(sane).and_then(|name| TimeZone::get(name).ok());
        Zone(known.unwrap_or_else(TimeZone::system))
    }

    /// Returns the day of a moment, given in microseconds since 1970 UTC.
    pub fn date(&self, moment: i64) -> Date {
        at(moment, self).date()
    }

    /// Returns when a day begins, in microseconds since 1970 UTC; none: beyond what clocks can show.
    pub fn start_of(&self, day: Date) -> Option<i64> {
        day.to_zoned(self.0.clone()).ok().map(|moment| moment.timestamp().as_microsecond())
    }

    /// Returns the zone of samples and tests.
    #[cfg(test)]
    pub fn utc() -> Self {
        Zone(TimeZone::UTC)
    }
}

/// A moment as it stands on a page: `<time>` with relative words, the exact time in its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// For machines: RFC 3339.
    pub machine: String,
    /// Date and time.
    pub exact: String,
    /// What is read.
    pub said: String,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // All three are our own words and digits: nothing in them needs escaping.
        let Moment { machine, exact, said } = self;
        write!(f, "<time datetime=\"{machine}\" title=\"{exact}\">{said}</time>")
    }
}

impl askama::filters::HtmlSafe for Moment {}

impl Words {
    /// Writes a day: 22 Nov 2026, 22.11.2026. The moment is in microseconds since 1970 UTC.
    pub fn day(self, moment: i64, zone: &Zone) -> String {
        let form = match self.language() {
            Language::English => "%-d %b %Y",
            Language::German => "%d.%m.%Y",
        };
        at(moment, zone).strftime(form).to_string()
    }

    /// Writes a day and the time of day.
    pub fn day_and_time(self, moment: i64, zone: &Zone) -> String {
        format!("{}, {}", self.day(moment, zone), at(moment, zone).strftime("%H:%M"))
    }

    /// Says how far a moment is from now, for about a week; then the day.
    pub fn ago(self, moment: i64, now: i64, zone: &Zone) -> Moment {
        let said = self.distance(now - moment).unwrap_or_else(|| self.day(moment, zone));
        self.moment(moment, said, zone)
    }

    /// Writes a day and time as a [`Moment`].
    pub fn exactly(self, moment: i64, zone: &Zone) -> Moment {
        self.moment(moment, self.day_and_time(moment, zone), zone)
    }

    fn moment(self, moment: i64, said: String, zone: &Zone) -> Moment {
        let machine = Timestamp::from_microsecond(moment).unwrap_or_default().to_string();
        Moment { machine, exact: self.day_and_time(moment, zone), said }
    }

    /// Says a distance in time; positive is past. None when it is a week or more.
    fn distance(self, past: i64) -> Option<String> {
        let (size, later) = (past.abs(), past < 0);
        let say = |ago: &str, ahead: &str, unit: i64| {
            Some(self.put("count", size / unit).say(if later { ahead } else { ago }))
        };
        match size {
            0..MINUTE if later => Some(self.say("common-in-moment")),
            0..MINUTE => Some(self.say("common-ago-moment")),
            MINUTE..HOUR => say("common-ago-minutes", "common-in-minutes", MINUTE),
            HOUR..DAY => say("common-ago-hours", "common-in-hours", HOUR),
            _ if size < 7 * DAY => say("common-ago-days", "common-in-days", DAY),
            _ => None,
        }
    }

    /// Says how long something takes or took, in its largest unit.
    pub fn duration(self, microseconds: i64) -> String {
        let say = |key: &str, unit: i64| self.put("count", microseconds / unit).say(key);
        match microseconds {
            ..MINUTE => say("common-for-seconds", SECOND),
            MINUTE..HOUR => say("common-for-minutes", MINUTE),
            HOUR..DAY => say("common-for-hours", HOUR),
            _ => say("common-for-days", DAY),
        }
    }
}

fn at(moment: i64, zone: &Zone) -> jiff::Zoned {
    Timestamp::from_microsecond(moment).unwrap_or_default().to_zoned(zone.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_379_400_000_000; // 2026-11-22 20:30 UTC

    #[test]
    fn a_moment_is_told_by_its_distance_then_by_its_day() {
        let utc = Zone::utc();
        let english = |past: i64| Words::of(Language::English).ago(NOW - past, NOW, &utc).said;
        let german = |past: i64| Words::of(Language::German).ago(NOW - past, NOW, &utc).said;
        assert_eq!((english(0), german(0)), ("just now".into(), "gerade eben".into()));
        assert_eq!(english(2 * MINUTE + 59 * SECOND), "2 minutes ago");
        assert_eq!(german(HOUR), "vor 1 Stunde");
        assert_eq!(german(6 * DAY), "vor 6 Tagen");
        assert_eq!((english(7 * DAY), german(7 * DAY)), ("15 Nov 2026".into(), "15.11.2026".into()));
        assert_eq!(
            (english(-5 * MINUTE), german(-5 * MINUTE)),
            ("in 5 minutes".into(), "in 5 Minuten".into())
        );
    }

    #[test]
    fn a_moment_carries_its_exact_time_where_the_person_is() {
        let berlin = Zone::named(Some("Europe/Berlin"));
        let moment = Words::of(Language::German).ago(NOW, NOW, &berlin);
        assert_eq!(moment.exact, "22.11.2026, 21:30");
        assert_eq!(moment.machine, "2026-11-22T20:30:00Z");
        assert!(
            moment
                .to_string()
                .starts_with("<time datetime=\"2026-11-22T20:30:00Z\" title=\"22.11.2026, 21:30\">")
        );
    }

    #[test]
    fn a_zone_that_does_not_exist_is_the_server_s() {
        for name in ["", "Nowhere/Land", "../../etc/passwd", "UTC\0"] {
            let _ = Words::of(Language::English).day(NOW, &Zone::named(Some(name)));
        }
    }
}
