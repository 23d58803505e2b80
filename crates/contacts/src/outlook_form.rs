//! What Outlook keeps of a card: one pure function, [`as_outlook_stores`], and what is lost on the way.
//!
//! Outlook cuts, rewrites and fills in values. Everything that this program expects Outlook to do to a card is
//! said here, so that a value that Outlook cannot hold never comes back as an edit.

use serde::Serialize;

use crate::card::{Card, Value};
use crate::field::{FIELDS, FieldKey, FieldKind, LINE_LIMIT};

/// Something of a card that Outlook will not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The field.
    pub field: FieldKey,
    /// What happens to it.
    #[serde(flatten)]
    pub what: LossKind,
}

/// What happens to a value that Outlook cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "loss")]
pub enum LossKind {
    /// Only the first part goes to Outlook: characters, or entries of a list.
    Cut {
        /// How much Outlook keeps.
        keeps: usize,
    },
    /// Outlook has no place for it; it stays in the CRM.
    NotTransferable,
}

/// Returns the card as Outlook will show it after a write. Idempotent.
pub fn as_outlook_stores(card: &Card) -> Card {
    let mut stored = Card::new();
    for (key, value) in card.iter() {
        let field = key.field();
        if field.limit > 0 {
            stored.set(key, kept(key, value, field.limit));
        }
    }
    stored.close_gaps();
    drop_derived_names(&mut stored);
    stored
}

/// Lists what of a card Outlook will not hold.
pub fn losses(card: &Card) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (key, value) in card.iter() {
        let field = key.field();
        if field.limit == 0 || is_off_calendar(value) {
            losses.push(Loss { field: key, what: LossKind::NotTransferable });
        } else if is_cut(value, field.limit) {
            losses.push(Loss { field: key, what: LossKind::Cut { keeps: field.limit } });
        }
    }
    losses
}

/// Outlook's calendar has no dates that far back, and writes "no date" as the first of 4501: both ends are read as
/// unset.
fn is_off_calendar(value: &Value) -> bool {
    match value {
        Value::Date(date) => !(1000..4501).contains(&date.year()),
        Value::Text(_) | Value::List(_) | Value::Flag => false,
    }
}

fn is_cut(value: &Value, limit: usize) -> bool {
    match value {
        Value::Text(text) => text.encode_utf16().count() > limit,
        Value::List(entries) => {
            entries.len() > limit || entries.iter().any(|e| e.encode_utf16().count() > LINE_LIMIT)
        }
        Value::Date(_) | Value::Flag => false,
    }
}

fn kept(key: FieldKey, value: &Value, limit: usize) -> Option<Value> {
    match (key.kind(), value) {
        (_, value) if is_off_calendar(value) => None,
        (FieldKind::List | FieldKind::Set, Value::List(entries)) => {
            let mut kept: Vec<String> = entries.iter().map(|entry| entry_as_outlook_stores(entry)).collect();
            kept.retain(|entry| !entry.is_empty());
            if key.kind() == FieldKind::Set {
                kept.sort();
                kept.dedup();
            }
            kept.truncate(limit);
            (!kept.is_empty()).then_some(Value::List(kept))
        }
        (_, Value::Text(text)) => {
            let text = cut(text, limit);
            (!text.is_empty()).then_some(Value::Text(text))
        }
        (_, Value::Date(_) | Value::List(_) | Value::Flag) => Some(value.clone()),
    }
}

/// Returns what Outlook keeps of one entry of a list or a set.
pub fn entry_as_outlook_stores(entry: &str) -> String {
    cut(entry, LINE_LIMIT)
}

/// Cuts a text to a number of UTF-16 code units without breaking a character.
fn cut(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        // No character has more units in UTF-16 than bytes in UTF-8.
        return text.trim().to_owned();
    }
    let mut units = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= limit
        })
        .collect();
    kept.trim().to_owned()
}

/// A full name or "file as" that says no more than the parts of the name do is not kept as a value: both sides
/// make it anew from the parts.
fn drop_derived_names(card: &mut Card) {
    let made = |name: &str, forms: fn(&Card) -> Vec<String>, card: &Card| {
        !name.is_empty() && forms(card).iter().any(|form| form == name)
    };
    if made(card.text(FieldKey::FullName), display_name_forms, card) {
        card.set(FieldKey::FullName, None);
    }
    if made(card.text(FieldKey::FileAs), file_as_forms, card) {
        card.set(FieldKey::FileAs, None);
    }
}

/// Returns the display name that Tandem sends: the full name where one is set, else made from the parts, else
/// the first e-mail address.
pub fn display_name(card: &Card) -> String {
    let full = card.text(FieldKey::FullName);
    if !full.is_empty() {
        return full.to_owned();
    }
    display_name_forms(card).into_iter().next().unwrap_or_default()
}

/// Returns what Tandem sends as "file as": the value where one is set, else "Last, First".
pub fn file_as(card: &Card) -> String {
    let set = card.text(FieldKey::FileAs);
    if !set.is_empty() {
        return set.to_owned();
    }
    file_as_forms(card).into_iter().next().unwrap_or_default()
}

/// The display names that are made from the parts, Tandem's own first: without title and suffix, and as
/// Outlook makes them with both.
fn display_name_forms(card: &Card) -> Vec<String> {
    let joined = |keys: &[FieldKey]| {
        let name = keys.iter().map(|key| card.text(*key)).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        cut(&name.join(" "), LINE_LIMIT)
    };
    use FieldKey::{FirstName, LastName, MiddleName, Suffix, Title};
    let mut forms = vec![
        joined(&[FirstName, MiddleName, LastName]),
        joined(&[Title, FirstName, MiddleName, LastName, Suffix]),
        joined(&[FirstName, MiddleName, LastName, Suffix]),
        joined(&[Title, FirstName, MiddleName, LastName]),
        joined(&[FirstName, LastName]),
    ];
    forms.retain(|form| !form.is_empty());
    forms.extend(
        [FieldKey::Email1, FieldKey::Company]
            .iter()
            .map(|k| cut(card.text(*k), LINE_LIMIT))
            .filter(|f| !f.is_empty()),
    );
    forms
}

/// The "file as" texts that are made from the parts, Tandem's own first.
fn file_as_forms(card: &Card) -> Vec<String> {
    let (last, first, middle) =
        (card.text(FieldKey::LastName), card.text(FieldKey::FirstName), card.text(FieldKey::MiddleName));
    let given = [first, middle].iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ");
    let mut forms = match (last.is_empty(), given.is_empty()) {
        (false, false) => {
            vec![format!("{last}, {given}"), format!("{last}, {first}"), format!("{given} {last}")]
        }
        (false, true) => vec![last.to_owned()],
        (true, false) => vec![given],
        (true, true) => Vec::new(),
    };
    forms.extend(display_name_forms(card));
    forms.into_iter().map(|form| cut(&form, LINE_LIMIT)).collect()
}

/// Returns the fields that Outlook can hold, in the order of the map.
pub fn transferable() -> impl Iterator<Item = FieldKey> {
    FIELDS.iter().filter(|field| field.limit > 0).map(|field| field.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldKey::*;

    #[test]
    fn a_long_line_is_cut_at_255_units_without_breaking_a_character_and_is_reported() {
        let card = Card::new().with(LastName, &"😀".repeat(200));
        let stored = as_outlook_stores(&card);
        assert_eq!(stored.text(LastName).chars().count(), 127);
        assert_eq!(losses(&card), vec![Loss { field: LastName, what: LossKind::Cut { keeps: 255 } }]);
        assert_eq!(losses(&stored), vec![]);
        assert_eq!(as_outlook_stores(&stored), stored);
    }

    #[test]
    fn dates_off_the_calendar_of_outlook_are_none_there_and_are_named() {
        for (year, kept) in [(999, false), (1000, true), (4500, true), (4501, false), (9999, false)] {
            let date = Value::Date(jiff::civil::date(year, 12, 31));
            let mut card = Card::new();
            card.set(Birthday, Some(date.clone()));
            assert_eq!(as_outlook_stores(&card).get(Birthday), Some(&date).filter(|_| kept), "{year}");
            let loss = Loss { field: Birthday, what: LossKind::NotTransferable };
            assert_eq!(losses(&card).first(), Some(&loss).filter(|_| !kept), "{year}");
        }
    }

    #[test]
    fn a_name_made_from_its_parts_is_no_value_and_another_one_is() {
        let card = Card::new().with(Title, "Dr.").with(FirstName, "Ada").with(LastName, "King");
        for made in ["Ada King", "Dr. Ada King"] {
            assert_eq!(as_outlook_stores(&card.clone().with(FullName, made)).text(FullName), "", "{made}");
        }
        let own = card.clone().with(FullName, "Lady Lovelace").with(FileAs, "Lovelace");
        assert_eq!(as_outlook_stores(&own), own);
        assert_eq!((display_name(&own).as_str(), file_as(&own).as_str()), ("Lady Lovelace", "Lovelace"));
        assert_eq!((display_name(&card).as_str(), file_as(&card).as_str()), ("Ada King", "King, Ada"));
    }

    #[test]
    fn slots_close_their_gaps_and_what_has_no_place_in_outlook_is_named() {
        let mut card = Card::new().with(Email3, "c@x.de").with(BusinessPhone2, "1234");
        card.set(FurtherPhones, Some(Value::List(vec!["0171 1".into()])));
        let stored = as_outlook_stores(&card);
        assert_eq!(stored.text(Email1), "c@x.de");
        assert_eq!(stored.text(BusinessPhone), "1234");
        assert_eq!(losses(&card), vec![Loss { field: FurtherPhones, what: LossKind::NotTransferable }]);
    }
}
