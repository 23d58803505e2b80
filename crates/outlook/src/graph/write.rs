//! From a [`Card`] to the body of a POST, from a [`ContactUpdate`] to the body of a PATCH.
//!
//! A PATCH names only what changes, so unknown properties are never touched. Values that share a property (the
//! parts of an address, the entries of a list) are changed within what the contact holds now, as read just
//! before; so is the display name, which the service would make anew from the parts of the name.

use contacts::field::LINE_LIMIT;
use contacts::outlook_form::{as_outlook_stores, display_name, file_as};
use contacts::{Card, FieldKey, Value};

use super::map::{Access, Extended, Home, NAME_PARTS, Part, home};
use super::property::{PRIVATE, SENSITIVITY, STAMP};
use super::read;
use super::wire::{Contact, EmailAddress, PhysicalAddress, Texts, Tri};
use crate::folder::{ContactUpdate, NewContact, StampChange};

/// Makes the body that creates a contact, its stamp inline.
pub(crate) fn create(new: &NewContact) -> Contact {
    let stored = as_outlook_stores(&new.card);
    let mut body = Contact::default();
    for (key, value) in stored.iter() {
        match home(key) {
            Home::Email(_) => push_email(&mut body, text_of(Some(value))),
            Home::Entry(access, _) => push_entry(access, &mut body, text_of(Some(value))),
            Home::Text(_)
            | Home::Part(_, _)
            | Home::List(_)
            | Home::Date(_)
            | Home::Extended(_)
            | Home::Nowhere => set(key, Some(value), &Contact::default(), &mut body),
        }
    }
    // Names are made from the parts as they are stored; one that says the same as they do is sent as typed.
    let mut named_as = stored;
    for key in [FieldKey::FullName, FieldKey::FileAs] {
        named_as.set(key, new.card.get(key).and_then(|value| kept(key, value)));
    }
    body.display_name = named(display_name(&named_as));
    body.file_as = named(file_as(&named_as));
    body.set_property(STAMP, Some(new.stamp.clone()));
    body
}

/// Makes the body that changes a contact, which now is as `current` says; none when nothing is to be written.
pub(crate) fn update(current: &Contact, update: &ContactUpdate) -> Option<Contact> {
    let mut body = Contact::default();
    let before = read::card(current);
    let mut after = before.clone();
    for (key, value) in update.patch.iter() {
        let value = value.and_then(|value| kept(key, value));
        set(key, value.as_ref(), current, &mut body);
        after.set(key, value);
    }
    tidy(&mut body);
    if !update.patch.is_empty() {
        set_names(current, (&before, &after), update, &mut body);
    }
    match &update.stamp {
        StampChange::Keep => {}
        StampChange::Set(stamp) => body.set_property(STAMP, Some(stamp.clone())),
        StampChange::Clear => body.set_property(STAMP, None),
    }
    (!update.patch.is_empty() || update.stamp != StampChange::Keep).then_some(body)
}

/// Sets the names that the service would otherwise make from the parts. One that somebody typed stays as it is
/// until it is changed itself; one made from parts is made anew when it no longer follows from them.
fn set_names(current: &Contact, (before, after): (&Card, &Card), update: &ContactUpdate, body: &mut Contact) {
    let touched = |keys: &[FieldKey]| keys.iter().any(|key| update.patch.get(*key).is_some());
    let now =
        |property: &Tri<String>| property.value().map(|text| text.trim().to_owned()).unwrap_or_default();
    let stays = |key, text: &str| {
        let typed = before.get(key).is_some();
        !text.is_empty()
            && if typed { !touched(&[key]) } else { !touched(&[key]) && still_follows(key, text, after) }
    };
    let shown = now(&current.display_name);
    let anew = if stays(FieldKey::FullName, &shown) { shown.clone() } else { display_name(after) };
    body.display_name = replaced(&shown, anew);
    if touched(NAME_PARTS) || touched(&[FieldKey::FileAs, FieldKey::Email1, FieldKey::Company]) {
        let filed = now(&current.file_as);
        let anew = if stays(FieldKey::FileAs, &filed) {
            filed.clone()
        } else if files_by_first_name(&filed, before, after) && !touched(&[FieldKey::FileAs]) {
            display_name(after)
        } else {
            file_as(after)
        };
        body.file_as = replaced(&filed, anew);
    }
}

/// Tells whether the contact is filed as it is shown; so it goes on.
fn files_by_first_name(filed: &str, before: &Card, after: &Card) -> bool {
    let typed = |card: &Card| card.get(FieldKey::FullName).is_some();
    !filed.is_empty() && !typed(before) && !typed(after) && filed == display_name(before)
}

/// Tells whether a name still says no more than the parts do.
fn still_follows(key: FieldKey, text: &str, after: &Card) -> bool {
    let mut probe = after.clone();
    probe.set(key, Some(Value::Text(text.to_owned())));
    as_outlook_stores(&probe).get(key).is_none()
}

/// Sends a name, and clears the old one where there is none any more.
fn replaced(old: &str, new: String) -> Tri<String> {
    match named(new) {
        Tri::Value(name) => Tri::Value(name),
        Tri::Null | Tri::Absent if old.is_empty() => Tri::Absent,
        Tri::Null | Tri::Absent => Tri::Null,
    }
}

/// Cuts a name as Outlook would; an empty one is not sent, the service makes its own.
fn named(name: String) -> Tri<String> {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LINE_LIMIT
    };
    let cut = if name.len() <= LINE_LIMIT { name } else { name.chars().take_while(fits).collect() };
    if cut.trim().is_empty() { Tri::Absent } else { Tri::Value(cut.trim().to_owned()) }
}

/// Returns what Outlook keeps of one field's value.
fn kept(key: FieldKey, value: &Value) -> Option<Value> {
    let mut alone = Card::new();
    alone.set(key, Some(value.clone()));
    // Closing gaps may move a numbered value to another slot; it is the only one.
    as_outlook_stores(&alone).iter().next().map(|(_, value)| value.clone())
}

/// Puts one field into a body. `current` is what shares the property with it now.
fn set(key: FieldKey, value: Option<&Value>, current: &Contact, body: &mut Contact) {
    match home(key) {
        Home::Text(access) => *(access.of_mut)(body) = Tri::set_or_clear(text_of(value)),
        Home::Email(index) => set_email(*index, text_of(value), current, body),
        Home::Entry(access, index) => set_entry(access, *index, text_of(value), current, body),
        Home::Part(access, part) => {
            let address = (access.of_mut)(body);
            let mut whole = match std::mem::take(address) {
                Tri::Value(begun) => begun,
                Tri::Null | Tri::Absent => (access.of)(current).value().cloned().unwrap_or_default(),
            };
            let place = part.of_mut(&mut whole);
            *place = match text_of(value) {
                Some(text) => Tri::Value(text),
                None if place.value().is_some() => Tri::Null,
                None => Tri::Absent,
            };
            *address = Tri::Value(whole);
        }
        Home::List(access) => {
            *(access.of_mut)(body) = Tri::Value(Texts(match value {
                Some(Value::List(entries)) => entries.clone(),
                Some(Value::Text(_) | Value::Date(_) | Value::Flag) | None => Vec::new(),
            }));
        }
        Home::Date(access) => *(access.of_mut)(body) = Tri::set_or_clear(noon_of(value)),
        Home::Extended(extended) => set_extended(*extended, value, body),
        Home::Nowhere => {}
    }
}

fn set_extended(extended: Extended, value: Option<&Value>, body: &mut Contact) {
    match extended {
        Extended::Text(id) => body.set_property(id, text_of(value)),
        Extended::Date(id) => body.set_property(id, noon_of(value)),
        Extended::Code(id, words) => {
            let word = text_of(value).unwrap_or_default();
            let code = words.iter().find(|(known, _)| *known == word).map_or("0", |(_, code)| code);
            body.set_property(id, Some(code.to_owned()));
        }
        Extended::Private => {
            let (flag, sensitivity) = if value.is_some() { ("true", "2") } else { ("false", "0") };
            body.set_property(PRIVATE, Some(flag.to_owned()));
            body.set_property(SENSITIVITY, Some(sensitivity.to_owned()));
        }
    }
}

fn text_of(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::List(_) | Value::Date(_) | Value::Flag) | None => None,
    }
}

/// Writes a date as the service keeps birthdays: noon less a minute, UTC, is that date in nearly every zone.
fn noon_of(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Date(date)) => Some(format!("{date}T11:59:00Z")),
        Some(Value::Text(_) | Value::List(_) | Value::Flag) | None => None,
    }
}

fn push_email(body: &mut Contact, address: Option<String>) {
    let email = EmailAddress { address, ..EmailAddress::default() };
    match &mut body.email_addresses {
        Tri::Value(emails) => emails.push(email),
        other @ (Tri::Null | Tri::Absent) => *other = Tri::Value(vec![email]),
    }
}

fn push_entry(access: &Access<Texts>, body: &mut Contact, entry: Option<String>) {
    match (access.of_mut)(body) {
        Tri::Value(texts) => texts.0.extend(entry),
        other @ (Tri::Null | Tri::Absent) => *other = Tri::Value(Texts(entry.into_iter().collect())),
    }
}

/// Sets one slot of the e-mail list; an address that stays keeps its name and what else the server said of it.
/// A cleared slot stays as an empty entry until [`tidy`].
fn set_email(index: usize, address: Option<String>, current: &Contact, body: &mut Contact) {
    let there: Vec<&EmailAddress> = (current.email_addresses.value().into_iter().flatten())
        .filter(|email| email.address.as_deref().is_some_and(|address| !address.trim().is_empty()))
        .collect();
    let known = |address: &String| {
        let same = |email: &&&EmailAddress| {
            email.address.as_deref().is_some_and(|known| known.trim().eq_ignore_ascii_case(address))
        };
        there.iter().find(same).map(|email| (**email).clone())
    };
    let email = match address {
        Some(address) => {
            EmailAddress { address: Some(address.clone()), ..known(&address).unwrap_or_default() }
        }
        None => EmailAddress::default(),
    };
    let begun = match std::mem::take(&mut body.email_addresses) {
        Tri::Value(begun) => begun,
        Tri::Null | Tri::Absent => there.into_iter().cloned().collect(),
    };
    body.email_addresses = Tri::Value(with_slot(begun, index, email));
}

fn set_entry(
    access: &Access<Texts>,
    index: usize,
    entry: Option<String>,
    current: &Contact,
    body: &mut Contact,
) {
    let begun = match std::mem::take((access.of_mut)(body)) {
        Tri::Value(begun) => begun.0,
        Tri::Null | Tri::Absent => {
            let there = (access.of)(current).value().map(|texts| texts.0.as_slice()).unwrap_or_default();
            there.iter().filter(|entry| !entry.trim().is_empty()).cloned().collect()
        }
    };
    *(access.of_mut)(body) = Tri::Value(Texts(with_slot(begun, index, entry.unwrap_or_default())));
}

fn with_slot<T: Default>(mut slots: Vec<T>, index: usize, value: T) -> Vec<T> {
    while slots.len() <= index {
        slots.push(T::default());
    }
    if let Some(slot) = slots.get_mut(index) {
        *slot = value;
    }
    slots
}

/// Takes the cleared slots out of the lists of a body, since Outlook keeps no gaps, and writes an address whose
/// last part was cleared as the empty one.
fn tidy(body: &mut Contact) {
    if let Tri::Value(emails) = &mut body.email_addresses {
        emails.retain(|email| email.address.as_deref().is_some_and(|address| !address.is_empty()));
    }
    for list in [&mut body.im_addresses, &mut body.business_phones, &mut body.home_phones] {
        if let Tri::Value(texts) = list {
            texts.0.retain(|entry| !entry.is_empty());
        }
    }
    for address in [&mut body.business_address, &mut body.home_address, &mut body.other_address] {
        if let Tri::Value(whole) = address
            && Part::ALL.iter().all(|part| part.of(whole).is_none())
            && whole.others.is_empty()
        {
            *whole = PhysicalAddress::default();
        }
    }
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
