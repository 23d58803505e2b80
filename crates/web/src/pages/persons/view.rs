//! What a contact person's page shows of its fields: groups of rows, each with its text and where it leads. Pure.

use std::collections::{BTreeMap, BTreeSet};

use contacts::field::{FIELDS, Field, FieldKind, Group};
use contacts::{Card, FieldKey, Value};
use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::label;
use crate::language::{Language, Words};

/// The groups of the page, in order, with the keys of their names.
pub(super) const GROUPS: [(Group, &str); 7] = [
    (Group::Name, "person-group-name"),
    (Group::Work, "person-group-work"),
    (Group::Phones, "person-group-phones"),
    (Group::Online, "person-group-online"),
    (Group::Addresses, "person-group-addresses"),
    (Group::Personal, "person-group-personal"),
    (Group::Other, "person-group-other"),
];

/// The characters of an e-mail address that need no escape in a link.
const IN_ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

/// A group of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
}

/// A field, or the fields of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) key: &'static str,
    pub(crate) label: String,
    pub(crate) pieces: Vec<Piece>,
    /// Whether line breaks count.
    pub(crate) long: bool,
    /// Whether the pieces are names of a set.
    pub(crate) tags: bool,
    /// Who changed it just now, if anybody did since the page was opened.
    pub(crate) fresh: Option<String>,
}

/// A text, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    /// Whether it leads out of Tandem.
    pub(crate) outside: bool,
}

impl Piece {
    fn plain(text: impl Into<String>) -> Self {
        Piece { text: text.into(), href: None, outside: false }
    }
}

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) card: &'a Card,
    /// Fields that the viewer does not see.
    pub(super) hidden: &'a BTreeSet<FieldKey>,
    /// Whether fields without a value are shown as well.
    pub(super) empty: bool,
    /// Who changed which field just now.
    pub(super) fresh: &'a BTreeMap<String, String>,
    pub(super) words: Words,
}

/// Makes the groups of a page; those without rows are left out.
pub(super) fn sections(shown: Shown<'_>) -> Vec<Section> {
    let made = GROUPS.into_iter().map(|(group, title)| Section {
        id: group_id(group),
        title: shown.words.say(title),
        rows: rows(shown, group),
    });
    made.filter(|section| !section.rows.is_empty()).collect()
}

/// Returns the id of a group's heading.
pub(super) const fn group_id(group: Group) -> &'static str {
    match group {
        Group::Name => "group-name",
        Group::Work => "group-work",
        Group::Online => "group-online",
        Group::Phones => "group-phones",
        Group::Addresses => "group-addresses",
        Group::Personal => "group-personal",
        Group::Other => "group-other",
    }
}

fn rows(shown: Shown<'_>, group: Group) -> Vec<Row> {
    let together = !shown.empty && group == Group::Addresses;
    let mut rows: Vec<Row> = if together {
        ADDRESSES.iter().filter_map(|parts| address(shown, parts)).collect()
    } else {
        Vec::new()
    };
    let parts: Vec<FieldKey> =
        if together { ADDRESSES.iter().flat_map(|parts| parts.keys).collect() } else { Vec::new() };
    let fields = FIELDS.iter().filter(|field| field.group == group && is_shown(field, shown.hidden));
    rows.extend(fields.filter(|field| !parts.contains(&field.key)).filter_map(|field| row(shown, field)));
    rows
}

/// The company stands in the page's head, as the business partner.
pub(super) fn is_shown(field: &Field, hidden: &BTreeSet<FieldKey>) -> bool {
    field.key != FieldKey::Company && !hidden.contains(&field.key)
}

fn row(shown: Shown<'_>, field: &Field) -> Option<Row> {
    let value = shown.card.get(field.key);
    if value.is_none() && !shown.empty {
        return None;
    }
    Some(Row {
        key: field.key.as_str(),
        label: label(field.key, shown.words).to_owned(),
        pieces: value.map(|value| pieces(field, value, shown.words)).unwrap_or_default(),
        long: field.kind == FieldKind::Text,
        tags: field.kind == FieldKind::Set,
        fresh: shown.fresh.get(field.key.as_str()).cloned(),
    })
}

fn pieces(field: &Field, value: &Value, words: Words) -> Vec<Piece> {
    let text = said(field.key, value, words);
    let leads = |href: Option<String>, outside| vec![Piece { text: text.clone(), href, outside }];
    match (field.kind, value) {
        (_, Value::List(entries)) => entries.iter().map(Piece::plain).collect(),
        (FieldKind::Email, _) => leads(mail_link(&text), false),
        (FieldKind::Phone, _) => leads(phone_link(&text), false),
        (FieldKind::Url, _) => leads(web_link(&text), true),
        (
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Date
            | FieldKind::List
            | FieldKind::Set
            | FieldKind::Choice(_)
            | FieldKind::Flag,
            _,
        ) => vec![Piece::plain(text)],
    }
}

/// Writes a value for people, in their language.
pub(crate) fn said(key: FieldKey, value: &Value, words: Words) -> String {
    match value {
        Value::Text(text) => match key.kind() {
            FieldKind::Choice(_) => choice(text, words),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Date
            | FieldKind::List
            | FieldKind::Set
            | FieldKind::Flag => text.clone(),
        },
        Value::List(entries) => entries.join(", "),
        Value::Date(date) => day(*date, words),
        Value::Flag => words.say("person-yes"),
    }
}

/// Says one of a field's words.
pub(super) fn choice(word: &str, words: Words) -> String {
    match word {
        "home" => words.say("person-choice-home"),
        "business" => words.say("person-choice-business"),
        "other" => words.say("person-choice-other"),
        "female" => words.say("person-choice-female"),
        "male" => words.say("person-choice-male"),
        unknown => unknown.to_owned(),
    }
}

fn day(date: Date, words: Words) -> String {
    let form = match words.language() {
        Language::English => "%-d %b %Y",
        Language::German => "%d.%m.%Y",
    };
    date.strftime(form).to_string()
}

pub(super) fn mail_link(address: &str) -> Option<String> {
    let good = contacts::normalise::email(address).is_some();
    good.then(|| format!("mailto:{}", utf8_percent_encode(address.trim(), IN_ADDRESS)))
}

pub(super) fn phone_link(number: &str) -> Option<String> {
    let dialled: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    dialled.chars().any(|c| c.is_ascii_digit()).then(|| format!("tel:{dialled}"))
}

/// Leads to web pages only, whatever was typed: never to a script.
fn web_link(address: &str) -> Option<String> {
    let address = address.trim();
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => Some(address.to_owned()),
        Some(_) => None,
        None if address.contains('.') && !address.contains(':') => Some(format!("https://{address}")),
        None => None,
    }
}

/// The fields of one postal address: street, postal code, city, state, country, box.
struct AddressParts {
    key: &'static str,
    title: &'static str,
    keys: [FieldKey; 6],
}

use FieldKey as K;
const ADDRESSES: [AddressParts; 3] = [
    AddressParts {
        key: "business_address",
        title: "person-address-business",
        keys: [
            K::BusinessStreet,
            K::BusinessPoBox,
            K::BusinessPostalCode,
            K::BusinessCity,
            K::BusinessState,
            K::BusinessCountry,
        ],
    },
    AddressParts {
        key: "home_address",
        title: "person-address-home",
        keys: [K::HomeStreet, K::HomePoBox, K::HomePostalCode, K::HomeCity, K::HomeState, K::HomeCountry],
    },
    AddressParts {
        key: "other_address",
        title: "person-address-other",
        keys: [
            K::OtherStreet,
            K::OtherPoBox,
            K::OtherPostalCode,
            K::OtherCity,
            K::OtherState,
            K::OtherCountry,
        ],
    },
];

/// Writes an address as on an envelope.
fn address(shown: Shown<'_>, parts: &AddressParts) -> Option<Row> {
    let text = |key: FieldKey| if shown.hidden.contains(&key) { "" } else { shown.card.text(key) };
    let [street, po_box, postal_code, city, state, country] = parts.keys.map(text);
    let po_box = if po_box.is_empty() {
        String::new()
    } else {
        shown.words.put("number", po_box).say("person-po-box")
    };
    let place = [postal_code, city].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let lines = [street, &po_box, &place, state, country].into_iter().filter(|line| !line.is_empty());
    let written = lines.collect::<Vec<_>>().join("\n");
    let fresh = parts.keys.iter().find_map(|key| shown.fresh.get(key.as_str())).cloned();
    (!written.is_empty()).then(|| Row {
        key: parts.key,
        label: shown.words.say(parts.title),
        pieces: vec![Piece::plain(written)],
        long: true,
        tags: false,
        fresh,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_leads_to_a_web_page_or_nowhere() {
        for (typed, expected) in [
            ("https://a.example/x?y=1", Some("https://a.example/x?y=1")),
            ("HTTP://a.example", Some("HTTP://a.example")),
            ("www.a.example", Some("https://www.a.example")),
            ("javascript:alert(1)", None),
            ("javascript://a.example/%0aalert(1)", None),
            ("data:text/html,x", None),
            ("a", None),
        ] {
            assert_eq!(web_link(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn mail_and_phone_links_carry_the_address_and_nothing_else() {
        assert_eq!(mail_link("ada+x@a.example").as_deref(), Some("mailto:ada+x@a.example"));
        assert!(!mail_link("ada@a.example?bcc=b@b.example").unwrap_or_default().contains('?'));
        assert_eq!(phone_link("+49 (171) 12-34").as_deref(), Some("tel:+491711234"));
        assert_eq!(phone_link("ask Ben"), None);
    }

    #[test]
    fn an_address_stands_as_on_an_envelope_and_what_is_hidden_is_not_in_it() {
        let card = Card::new()
            .with(K::BusinessStreet, "Hauptstr. 1\nHinterhaus")
            .with(K::BusinessPostalCode, "34117")
            .with(K::BusinessCity, "Kassel")
            .with(K::BusinessCountry, "Germany");
        let hidden = BTreeSet::from([K::BusinessCountry]);
        let shown = Shown {
            card: &card,
            hidden: &hidden,
            empty: false,
            fresh: &BTreeMap::new(),
            words: Words::of(Language::German),
        };
        let [section] = sections(shown).try_into().unwrap();
        let [row] = section.rows.try_into().unwrap();
        assert_eq!(row.pieces[0].text, "Hauptstr. 1\nHinterhaus\n34117 Kassel");
        let every = sections(Shown { empty: true, ..shown });
        let keys: Vec<_> = every.iter().flat_map(|section| &section.rows).map(|row| row.key).collect();
        assert_eq!(keys.len(), FIELDS.len() - 2, "all but the company and the hidden one");
        assert!(!keys.contains(&"business_country"));
    }
}
