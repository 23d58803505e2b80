//! From Microsoft's contact to a [`Card`]: lenient, so that no contact of a user is ever an error.

use contacts::card::{CRM_LINE_LIMIT, CRM_LIST_LIMIT, CRM_TEXT_LIMIT};
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, FieldKind, Patch, Value};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::map::{Extended, Home, MAP, NAME_PARTS};
use super::property::{HAS_PHOTO, PRIVATE, SENSITIVITY};
use super::wire::{Contact, Tri};

/// The most characters of a note that a listing shows when it cuts, with some room for an ellipsis.
const CUT_NOTE: usize = 260;

/// Reads a contact's fields, those of extended properties included.
pub(crate) fn card(contact: &Contact) -> Card {
    let mut card = Card::new();
    for (key, home) in MAP {
        let value = match home {
            Home::Extended(extended) => extended_value(*key, *extended, contact),
            Home::Text(_)
            | Home::Email(_)
            | Home::Entry(_, _)
            | Home::Part(_, _)
            | Home::List(_)
            | Home::Date(_)
            | Home::Nowhere => named_value(*key, home, contact).flatten(),
        };
        if value.is_some() {
            card.set(*key, value);
        }
    }
    as_outlook_stores(&card)
}

/// Reads the fields that an entry of a listing carries in full, cleared ones included: those of properties with
/// a name in Graph, as far as they are in it. A note that may be cut is left out.
pub(crate) fn carried(contact: &Contact) -> Patch {
    let mut patch = shown(contact, |_| true);
    if note_may_be_cut(contact) {
        patch.remove(FieldKey::Notes);
    }
    patch
}

/// Reads, from the answer to a write, the fields that its body set.
pub(crate) fn echoed(answer: &Contact, body: &Contact) -> Patch {
    shown(answer, |home| is_set(home, body))
}

fn shown(contact: &Contact, wanted: impl Fn(&Home) -> bool) -> Patch {
    let card = card(contact);
    let mut patch = Patch::new();
    for (key, home) in MAP {
        if is_set(home, contact) && wanted(home) {
            patch.set(*key, card.get(*key).cloned());
        }
    }
    if !names_are_whole(contact) {
        patch.remove(FieldKey::FullName);
        patch.remove(FieldKey::FileAs);
    }
    patch
}

/// Tells whether all is there that tells a typed name from one that was made from its parts.
fn names_are_whole(contact: &Contact) -> bool {
    NAME_PARTS
        .iter()
        .chain(&[FieldKey::Email1, FieldKey::Company])
        .all(|key| is_set(super::map::home(*key), contact))
}

/// Tells whether a field's property is in a body or an answer; extended ones never are, since an answer that
/// does not show them says nothing about them.
fn is_set(home: &Home, contact: &Contact) -> bool {
    match home {
        Home::Text(access) | Home::Date(access) => !(access.of)(contact).is_absent(),
        Home::Email(_) => !contact.email_addresses.is_absent(),
        Home::Entry(access, _) | Home::List(access) => !(access.of)(contact).is_absent(),
        Home::Part(access, _) => !(access.of)(contact).is_absent(),
        Home::Extended(_) | Home::Nowhere => false,
    }
}

/// Tells whether a note from a listing or a delta page may not be what the contact holds: the service shows
/// some notes without their line breaks and cut at 256 characters. Only a longer one, or one that still has a
/// line break, is surely whole.
pub(crate) fn note_may_be_cut(contact: &Contact) -> bool {
    let note = contact.personal_notes.value().map_or("", |note| note.trim());
    !note.is_empty() && note.chars().nth(CUT_NOTE).is_none() && !note.contains(['\n', '\r'])
}

/// Returns the value of a field whose property has a name in Graph; `None` when it is not in the answer.
fn named_value(key: FieldKey, home: &Home, contact: &Contact) -> Option<Option<Value>> {
    let text = |text: Option<&String>| text.and_then(|text| text_value(key, text));
    match home {
        Home::Text(access) => present((access.of)(contact)).map(text),
        Home::Email(index) => present(&contact.email_addresses).map(|emails| {
            let mut addresses = emails.into_iter().flatten().filter_map(|email| email.address.as_ref());
            text(addresses.by_ref().filter(|address| !address.trim().is_empty()).nth(*index))
        }),
        Home::Entry(access, index) => present((access.of)(contact)).map(|texts| {
            let entries = texts.into_iter().flat_map(|texts| &texts.0);
            text(entries.filter(|entry| !entry.trim().is_empty()).nth(*index))
        }),
        Home::Part(access, part) => {
            present((access.of)(contact)).map(|address| text(address.and_then(|address| part.of(address))))
        }
        Home::List(access) => {
            present((access.of)(contact)).map(|texts| texts.and_then(|texts| list_value(key, &texts.0)))
        }
        Home::Date(access) => present((access.of)(contact))
            .map(|date| date.and_then(|date| leading_date(date)).map(Value::Date)),
        Home::Extended(_) | Home::Nowhere => None,
    }
}

fn present<T>(property: &Tri<T>) -> Option<Option<&T>> {
    match property {
        Tri::Absent => None,
        Tri::Null => Some(None),
        Tri::Value(value) => Some(Some(value)),
    }
}

fn extended_value(key: FieldKey, extended: Extended, contact: &Contact) -> Option<Value> {
    match extended {
        Extended::Text(id) => text_value(key, contact.property(id)?),
        Extended::Date(id) => nearest_date(contact.property(id)?).map(Value::Date),
        Extended::Code(id, words) => {
            let code = contact.property(id)?.trim();
            words
                .iter()
                .find(|(_, of_word)| *of_word == code)
                .map(|(word, _)| Value::Text((*word).to_owned()))
        }
        Extended::Private => {
            let flag = contact.property(PRIVATE).is_some_and(|flag| flag.trim().eq_ignore_ascii_case("true"));
            let sensitivity = contact.property(SENSITIVITY).is_some_and(|number| number.trim() == "2");
            (flag || sensitivity).then_some(Value::Flag)
        }
    }
}

/// Reads a text; what no card can hold (control characters, more than the CRM keeps) is taken out.
fn text_value(key: FieldKey, text: &str) -> Option<Value> {
    Value::parse(key, text).unwrap_or_else(|_| Value::parse(key, &cleaned(key, text)).unwrap_or(None))
}

fn list_value(key: FieldKey, entries: &[String]) -> Option<Value> {
    if entries.is_empty() {
        return None;
    }
    let json = |entries: Vec<String>| Value::from_json(key, &entries.into());
    json(entries.to_vec()).unwrap_or_else(|_| {
        json(entries.iter().take(CRM_LIST_LIMIT).map(|entry| cleaned(key, entry)).collect()).unwrap_or(None)
    })
}

fn cleaned(key: FieldKey, text: &str) -> String {
    let limit = if key.kind() == FieldKind::Text { CRM_TEXT_LIMIT } else { CRM_LINE_LIMIT };
    // Line breaks stay: the card makes blanks of them where a line is wanted.
    text.chars().filter(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t')).take(limit).collect()
}

/// Reads the date of a birthday, which the service keeps at 11:59 UTC of that date.
fn leading_date(time: &str) -> Option<Date> {
    let date: Date = time.get(..10)?.parse().ok()?;
    is_real(date).then_some(date)
}

/// Reads the date of a time that Outlook wrote as local midnight, or another program as noon: of any zone from
/// UTC-11 to UTC+12, twelve hours later is the date that was meant.
fn nearest_date(time: &str) -> Option<Date> {
    let Ok(timestamp) = time.trim().parse::<Timestamp>() else { return leading_date(time.trim()) };
    let noon = timestamp.checked_add(SignedDuration::from_hours(12)).ok()?;
    let date = noon.to_zoned(jiff::tz::TimeZone::UTC).date();
    (is_real(date) && is_real(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date())).then_some(date)
}

/// Outlook writes "no date" as the first days of its calendar or as 4501-01-01.
fn is_real(date: Date) -> bool {
    (1000..4501).contains(&date.year())
}

/// Tells whether a contact has a photo.
pub(crate) fn has_photo(contact: &Contact) -> bool {
    contact.property(HAS_PHOTO).is_some_and(|flag| flag.trim().eq_ignore_ascii_case("true"))
}

/// Returns when a contact was changed last, in microseconds since 1970 UTC; 0 when the answer does not say.
pub(crate) fn modified(contact: &Contact) -> i64 {
    let time = contact.last_modified.as_deref().and_then(|time| time.parse::<Timestamp>().ok());
    time.map_or(0, Timestamp::as_microsecond)
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
