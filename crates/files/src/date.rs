//! Dates as files write them.

use jiff::civil::Date;

/// Which part of a date with slashes stands first. Nothing in `3/4/1980` tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SlashDates {
    /// `3/22/1980`, as Outlook writes it in the United States.
    #[default]
    MonthFirst,
    /// `22/3/1980`, as in most of the world.
    DayFirst,
}

/// What a text says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A date.
    Date(Date),
    /// A date with a time that is not midnight.
    WithTime(Date),
    /// Outlook's ways to say that there is no date: all zeros, or the first day of 4501.
    Unset,
    /// Year, month and day in an order that is known, but no calendar has the day.
    NoSuchDay,
    /// Anything else: no date, a part of one, or a year of two digits.
    Unclear,
}

/// Reads a date: `22.3.1980`, `3/22/1980` (or day first), `1980-03-22`, `19800322`, with or without a time.
pub(crate) fn read(text: &str, order: SlashDates) -> Reading {
    let text = text.trim();
    let (day, time) = match text.find(['T', ' ']) {
        Some(place) => (&text[..place], text[place + 1..].trim()),
        None => (text, ""),
    };
    let Some([year, month, day]) = parts(day, order) else { return Reading::Unclear };
    if (year, month, day) == (0, 0, 0) || (year, month, day) == (4501, 1, 1) {
        return Reading::Unset;
    }
    let date = i8::try_from(month).ok().zip(i8::try_from(day).ok());
    let date = date.and_then(|(month, day)| Date::new(year, month, day).ok()).filter(|_| year > 0);
    match date {
        Some(date) if is_midnight(time) => Reading::Date(date),
        Some(date) => Reading::WithTime(date),
        // 22/3/1980 with the month first is no such case: it is a day in the other order.
        None if year > 0 && (1..=12).contains(&month) && (29..=31).contains(&day) => Reading::NoSuchDay,
        None => Reading::Unclear,
    }
}

/// Tells whether a date with slashes is a day in either order, and another one.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let read = |order| read(text.trim(), order);
    match (text.contains('/'), read(SlashDates::MonthFirst), read(SlashDates::DayFirst)) {
        (true, Reading::Date(one), Reading::Date(other)) => one != other,
        (_, _, _) => false,
    }
}

/// Returns year, month and day as numbers, if the text has three of them and a year of four digits.
fn parts(text: &str, order: SlashDates) -> Option<[i16; 3]> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return numbers([text.get(..4)?, text.get(4..6)?, text.get(6..)?]);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let mut pieces = text.split(separator);
    let (first, second, third) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some() {
        return None;
    }
    let in_order = match (separator, order) {
        ('-' | '.' | '/', _) if first.len() == 4 => [first, second, third],
        ('.', _) | ('/', SlashDates::DayFirst) => [third, second, first],
        ('/', SlashDates::MonthFirst) => [third, first, second],
        (_, _) => return None,
    };
    let numbers = numbers(in_order)?;
    // A year of two digits is a guess, except where all is zero: "0.0.00".
    (in_order[0].len() == 4 || numbers == [0, 0, 0]).then_some(numbers)
}

fn numbers(texts: [&str; 3]) -> Option<[i16; 3]> {
    let [year, month, day] = texts.map(|text| {
        let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    });
    Some([year?, month?, day?])
}

/// Tells whether a time says no more than that a day begins: zeros in any notation, or twelve at night.
fn is_midnight(time: &str) -> bool {
    let time = time.trim_end_matches(['Z', 'z']);
    time.strip_prefix("12:00").and_then(|rest| rest.strip_suffix("AM")).is_some()
        || time.chars().all(|c| matches!(c, '0' | ':' | '.' | '+' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_day_is_read_in_every_notation() {
        let day = Reading::Date(jiff::civil::date(1980, 3, 22));
        for text in [
            "22.3.1980",
            "22.03.1980",
            "3/22/1980",
            "1980-03-22",
            "19800322",
            "1980-03-22T00:00:00Z",
            "22.03.1980 00:00:00",
            "3/22/1980 12:00:00 AM",
            " 1980/3/22 ",
            "1980.03.22",
        ] {
            assert_eq!(read(text, SlashDates::MonthFirst), day, "{text}");
        }
        assert_eq!(read("22/3/1980", SlashDates::DayFirst), day);
    }

    #[test]
    fn an_unset_date_is_none_and_an_unclear_one_is_not_guessed() {
        for text in ["0.0.00", "0/0/00", "00.00.0000", "0000-00-00", "1/1/4501", "4501-01-01"] {
            assert_eq!(read(text, SlashDates::MonthFirst), Reading::Unset, "{text}");
        }
        for text in [
            "22/3/1980",
            "22.3.80",
            "3/22/80",
            "1980",
            "1980-03",
            "--0322",
            "22-03-1980",
            "0-1-1",
            "next week",
            "1.2.3.4",
            "１９80-01-01",
            "0000-01-01",
            "T",
        ] {
            assert_eq!(read(text, SlashDates::MonthFirst), Reading::Unclear, "{text}");
        }
        for text in ["30.2.1980", "31.2.1980", "2/29/1981", "1980-04-31"] {
            assert_eq!(read(text, SlashDates::MonthFirst), Reading::NoSuchDay, "{text}");
        }
        let with_time = Reading::WithTime(jiff::civil::date(1980, 3, 21));
        assert_eq!(read("1980-03-21T23:00:00Z", SlashDates::MonthFirst), with_time);
    }

    #[test]
    fn a_date_is_ambiguous_when_either_order_makes_another_day_of_it() {
        for text in ["3/4/1980", " 03/04/1980 "] {
            assert!(is_ambiguous(text), "{text}");
        }
        for text in
            ["3/3/1980", "3/22/1980", "22/3/1980", "3.4.1980", "1980/03/04", "1980-03-04", "0/0/00", ""]
        {
            assert!(!is_ambiguous(text), "{text}");
        }
    }
}
