//! What stands in each row of the list.

use std::collections::BTreeMap;

use contacts::{Card, FieldKey, PersonId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::{PersonRecord, User};

use super::columns::Column;
use super::marks::{Marked, Sought};
use super::switches::Badge;
use crate::pages::person::Avatar;
use crate::pages::persons::{avatar, path};

/// The signs of an e-mail address that need no escape in a link.
const IN_ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

const MAILS: [FieldKey; 3] = [FieldKey::Email1, FieldKey::Email2, FieldKey::Email3];
const PHONES: [FieldKey; 8] = [
    FieldKey::BusinessPhone,
    FieldKey::MobilePhone,
    FieldKey::BusinessPhone2,
    FieldKey::PrimaryPhone,
    FieldKey::HomePhone,
    FieldKey::HomePhone2,
    FieldKey::OtherPhone,
    FieldKey::CompanyPhone,
];
const CITIES: [FieldKey; 3] = [FieldKey::BusinessCity, FieldKey::HomeCity, FieldKey::OtherCity];

/// A contact person in the list.
pub(crate) struct Row {
    pub(crate) id: PersonId,
    pub(crate) avatar: Avatar,
    pub(crate) path: String,
    pub(crate) name: Marked,
    /// What it does.
    pub(crate) position: String,
    pub(crate) inactive: bool,
    pub(crate) cells: Vec<(Column, Cell)>,
}

/// What stands in a column.
pub(crate) enum Cell {
    /// Words.
    Text(Marked),
    /// Words that lead somewhere: another page, a mail, a call.
    Link(Marked, String),
    /// Somebody.
    Person(Avatar),
    /// How the switch stands.
    Switch(Badge),
    /// Names.
    Tags(Vec<String>),
    /// A moment.
    Moment(i64),
    /// Nothing.
    Empty,
}

/// What the rows of a page share.
pub(crate) struct Ground<'a> {
    pub(crate) users: &'a [User],
    pub(crate) badges: &'a BTreeMap<PersonId, Badge>,
    pub(crate) columns: &'a [Column],
    pub(crate) q: &'a str,
}

/// Makes the rows of a page.
pub(crate) fn rows(records: &[PersonRecord], ground: &Ground<'_>) -> Vec<Row> {
    let sought = Sought::of(ground.q);
    records.iter().map(|record| row(record, ground, &sought)).collect()
}

fn row(record: &PersonRecord, ground: &Ground<'_>, sought: &Sought) -> Row {
    let (person, card) = (&record.person, &record.card);
    let position = [FieldKey::JobTitle, FieldKey::Department].map(|key| card.text(key));
    let cell = |column: &Column| (*column, cell(*column, record, ground, sought));
    Row {
        id: person.id,
        avatar: avatar(record),
        path: path(person.id),
        name: sought.mark(&record.name),
        position: position.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned(),
        inactive: person.inactive,
        cells: ground.columns.iter().map(cell).collect(),
    }
}

fn cell(column: Column, record: &PersonRecord, ground: &Ground<'_>, sought: &Sought) -> Cell {
    let (person, card) = (&record.person, &record.card);
    match column {
        Column::Partner if record.partner_name.is_empty() => Cell::Empty,
        Column::Partner => {
            Cell::Link(sought.mark(&record.partner_name), format!("/business-partners/{}", person.partner))
        }
        Column::Mail => best(
            card,
            &MAILS,
            |text| sought.mark(text),
            |text| format!("mailto:{}", utf8_percent_encode(text, IN_ADDRESS)),
        ),
        Column::Phone => best(
            card,
            &PHONES,
            |text| sought.mark_phone(text),
            |text| {
                let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
                format!("tel:{digits}")
            },
        ),
        Column::City => match CITIES.iter().map(|key| card.text(*key)).find(|text| !text.is_empty()) {
            Some(city) => Cell::Text(sought.mark(city)),
            None => Cell::Empty,
        },
        Column::Employee => match person.employee_in_charge.map(|user| super::name_of(ground.users, user)) {
            Some(name) if !name.is_empty() => Cell::Person(Avatar::of(&name)),
            Some(_) | None => Cell::Empty,
        },
        Column::Switch => {
            ground.badges.get(&person.id).map_or(Cell::Empty, |badge| Cell::Switch(badge.clone()))
        }
        Column::Categories => match card.list(FieldKey::Categories) {
            [] => Cell::Empty,
            names => Cell::Tags(names.to_vec()),
        },
        Column::Changed => Cell::Moment(person.changed.at),
        Column::Created => Cell::Moment(person.created.at),
    }
}

/// Shows the field in which something was found, else the first that has a value.
fn best(
    card: &Card,
    keys: &[FieldKey],
    mark: impl Fn(&str) -> Marked,
    link: impl Fn(&str) -> String,
) -> Cell {
    let texts: Vec<&str> = keys.iter().map(|key| card.text(*key)).filter(|text| !text.is_empty()).collect();
    let found = texts.iter().find(|text| mark(text).found()).or(texts.first());
    found.map_or(Cell::Empty, |text| Cell::Link(mark(text), link(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_was_looked_for_is_shown_before_the_usual_one() {
        let card =
            Card::new().with(FieldKey::BusinessPhone, "030 1").with(FieldKey::MobilePhone, "0151 2345678");
        let shown = |q: &str| {
            let cell = best(&card, &PHONES, |text| Sought::of(q).mark_phone(text), str::to_owned);
            if let Cell::Link(_, link) = cell { link } else { String::new() }
        };
        assert_eq!((shown("").as_str(), shown("+49 151 2345").as_str()), ("030 1", "0151 2345678"));
        assert!(matches!(best(&Card::new(), &MAILS, Marked::plain, str::to_owned), Cell::Empty));
    }
}
