//! What is derived from a card for sorting, finding and matching, and the one place that writes it.

use std::collections::BTreeSet;

use contacts::normalise::{self, Country};
use contacts::{Card, FieldKey, FieldKind, PersonId, PhotoId, UserId};
use matching::duplicate::certain_keys;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::duplicates;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::search::keep;
use crate::statements::{all, run_in, run_rows};
use crate::words::json;

/// The form of a stored card; rises when old cards have to be read differently.
pub(crate) const CARD_VERSION: i64 = 1;

/// The kind of a row in `person_key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyKind {
    /// An e-mail address: certain.
    Email,
    /// Last name and mobile number, joined by `|`: certain.
    Mobile,
    /// Any phone or fax number.
    Phone,
    /// First and last name.
    Name,
    /// A word of the name that begins neither the first nor the last name: for finding.
    Word,
    /// A category: for finding.
    Category,
}

impl KeyKind {
    /// Returns the letter in the column.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            KeyKind::Email => "e",
            KeyKind::Mobile => "m",
            KeyKind::Phone => "p",
            KeyKind::Name => "n",
            KeyKind::Word => "w",
            KeyKind::Category => "c",
        }
    }
}

/// Everything in a person's row and keys that follows from its card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Derived {
    /// For lists, as written.
    pub(crate) name: String,
    /// Last name, first name, middle name in normal form: the order of lists.
    pub(crate) sort_key: String,
    /// The last name in normal form.
    pub(crate) last_name_key: String,
    /// The first name in normal form.
    pub(crate) first_name_key: String,
    /// The business city (else the private one) in normal form.
    pub(crate) city_key: String,
    /// The postal code to that city, without blanks.
    pub(crate) postal_code: String,
    /// The rows of `person_key`.
    pub(crate) keys: BTreeSet<(KeyKind, String)>,
}

/// Derives from a card. `country` is that of numbers written without one.
pub(crate) fn derive(card: &Card, country: Country) -> Derived {
    let last = normalise::name(card.text(FieldKey::LastName));
    let first = normalise::name(card.text(FieldKey::FirstName));
    let middle = normalise::name(card.text(FieldKey::MiddleName));
    let name = list_name(card);
    let own = join(&[&last, &first, &middle]);
    let business = !card.text(FieldKey::BusinessCity).is_empty();
    let (city, code) = if business {
        (FieldKey::BusinessCity, FieldKey::BusinessPostalCode)
    } else {
        (FieldKey::HomeCity, FieldKey::HomePostalCode)
    };
    Derived {
        sort_key: if own.is_empty() { normalise::name(&name) } else { own },
        keys: keys(card, country, &first, &last),
        name,
        city_key: normalise::name(card.text(city)),
        postal_code: card.text(code).chars().filter(|c| !c.is_whitespace()).collect(),
        last_name_key: last,
        first_name_key: first,
    }
}

/// Returns the name under which a card stands in lists.
pub(crate) fn list_name(card: &Card) -> String {
    let names = [FieldKey::FirstName, FieldKey::MiddleName, FieldKey::LastName].map(|key| card.text(key));
    let own = join(&names);
    let others = [FieldKey::FullName, FieldKey::FileAs, FieldKey::Email1].map(|key| card.text(key));
    std::iter::once(own.as_str()).chain(others).find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}

fn join<T: AsRef<str>>(words: &[T; 3]) -> String {
    let filled: Vec<&str> = words.iter().map(AsRef::as_ref).filter(|word| !word.is_empty()).collect();
    filled.join(" ")
}

fn keys(card: &Card, country: Country, first: &str, last: &str) -> BTreeSet<(KeyKind, String)> {
    let certain = certain_keys(card, country).into_iter().filter_map(|key| {
        let (kind, value) = key.split_once(':')?;
        let kind = if kind == "e" { KeyKind::Email } else { KeyKind::Mobile };
        Some((kind, value.to_owned()))
    });
    let written = card.iter().flat_map(|(key, _)| match (key, key.kind()) {
        (_, FieldKind::Phone) => vec![card.text(key)],
        (FieldKey::FurtherPhones, _) => card.list(key).iter().map(String::as_str).collect(),
        (_, _) => vec![],
    });
    let phones = written.filter_map(|number| normalise::phone(number, country));
    let name = format!("{first} {last}");
    let name = (!name.trim().is_empty()).then(|| (KeyKind::Name, name.trim().to_owned()));
    let words = inner_words(card, first, last).into_iter().map(|word| (KeyKind::Word, word));
    let categories = card.list(FieldKey::Categories).iter().map(|category| normalise::name(category));
    let categories =
        categories.filter(|category| !category.is_empty()).map(|category| (KeyKind::Category, category));
    let phones = phones.map(|phone| (KeyKind::Phone, phone));
    certain.chain(phones).chain(name).chain(words).chain(categories).collect()
}

/// The words by which somebody is looked for beside the beginnings of first and last name: "Leyen" of "von der
/// Leyen", middle names, nicknames, or all of another name when there is neither.
fn inner_words(card: &Card, first: &str, last: &str) -> Vec<String> {
    let beside = [FieldKey::MiddleName, FieldKey::Nickname].map(|key| normalise::name(card.text(key)));
    let other =
        if first.is_empty() && last.is_empty() { normalise::name(&list_name(card)) } else { String::new() };
    let inner = [first, last].into_iter().flat_map(|name| name.split(' ').skip(1));
    let whole = beside.iter().chain([&other]).flat_map(|name| name.split(' '));
    inner.chain(whole).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A person's row after a change of its card or photo.
#[derive(Debug, Clone)]
pub(crate) struct PersonUpdate {
    /// The person.
    pub(crate) id: PersonId,
    /// Its new version.
    pub(crate) version: i64,
    /// The stable names of the fields that changed.
    pub(crate) fields: BTreeSet<&'static str>,
    /// Its whole card.
    pub(crate) card: Card,
    /// Its photo.
    pub(crate) photo: Option<PhotoId>,
    /// Who changed it.
    pub(crate) changed_by: Option<UserId>,
    /// When, in microseconds since 1970 UTC.
    pub(crate) changed_at: i64,
}

/// Writes the card, photo and version of persons with everything derived from them. The caller has checked the
/// versions in the same transaction.
pub(crate) async fn update_persons<C: ConnectionTrait>(
    on: &C,
    updates: &[PersonUpdate],
    country: Country,
) -> Result<(), StoreError> {
    let fields = updates.iter().map(|update| (update.id.0, update.version, &update.fields));
    note_fields(on, fields).await?;
    let (plain, others): (Vec<&PersonUpdate>, Vec<&PersonUpdate>) =
        updates.iter().partition(|update| nothing_follows(&update.fields));
    let rows: Result<Vec<Vec<Value>>, StoreError> = plain.into_iter().map(plain_row).collect();
    run_rows(on, UPDATE_PLAIN, &[], rows?).await?;
    duplicates::lock_all(on, others.iter().map(|update| &update.card), country).await?;
    let derived: Vec<(PersonId, Derived)> =
        others.iter().map(|update| (update.id, derive(&update.card, country))).collect();
    let rows: Result<Vec<Vec<Value>>, StoreError> =
        others.iter().zip(&derived).map(|(update, (_, derived))| row(update, derived)).collect();
    run_rows(on, UPDATE, &[], rows?).await?;
    let ids: Vec<Value> = others.iter().map(|update| update.id.0.into()).collect();
    run_in(on, "DELETE FROM person_key WHERE person IN ({list})", &[], &ids).await?;
    insert_keys(on, &derived).await?;
    let cards = || others.iter().map(|update| (update.id.0, &update.card));
    duplicates::keys::renew(on, cards(), country).await?;
    keep::renew_persons(on, cards(), country).await
}

/// Tells whether nothing that is derived follows from the fields that changed: a new position changes no key.
fn nothing_follows(changed: &BTreeSet<&'static str>) -> bool {
    !changed.is_empty()
        && changed.iter().all(|name| FieldKey::parse(name).is_some_and(|key| !is_derived_from(key)))
}

/// Tells whether [`derive`], the text for the search, or the keys of the duplicate check read a field.
fn is_derived_from(key: FieldKey) -> bool {
    use FieldKey::{
        Birthday, BusinessCity, BusinessPostalCode, BusinessStreet, Categories, FileAs, FirstName, FullName,
        FurtherEmails, FurtherPhones, GovernmentId, HomeCity, HomePostalCode, HomeStreet, LastName,
        MiddleName, Nickname, OtherCity, OtherPostalCode, OtherStreet,
    };
    match key.kind() {
        FieldKind::Email | FieldKind::Phone => true,
        FieldKind::Line
        | FieldKind::Text
        | FieldKind::Url
        | FieldKind::Date
        | FieldKind::List
        | FieldKind::Set
        | FieldKind::Choice(_)
        | FieldKind::Flag => [
            Birthday,
            BusinessCity,
            BusinessPostalCode,
            BusinessStreet,
            Categories,
            FileAs,
            FirstName,
            FullName,
            FurtherEmails,
            FurtherPhones,
            GovernmentId,
            HomeCity,
            HomePostalCode,
            HomeStreet,
            LastName,
            MiddleName,
            Nickname,
            OtherCity,
            OtherPostalCode,
            OtherStreet,
        ]
        .contains(&key),
    }
}

const UPDATE_PLAIN: &str = "
    UPDATE contact_person SET version = v.column2, card = v.column3, photo = v.column4, changed_by = v.column5,
        changed_at = v.column6, card_version = v.column7
    FROM (VALUES {rows}) AS v WHERE contact_person.id = v.column1";

fn plain_row(update: &PersonUpdate) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        update.id.0.into(),
        update.version.into(),
        json(&update.card)?.into(),
        update.photo.map(|photo| photo.0).into(),
        update.changed_by.map(|user| user.0).into(),
        update.changed_at.into(),
        CARD_VERSION.into(),
    ])
}

const UPDATE: &str = "
    UPDATE contact_person SET version = v.column2, card = v.column3, photo = v.column4, changed_by = v.column5,
        changed_at = v.column6, name = v.column7, sort_key = v.column8, last_name_key = v.column9,
        first_name_key = v.column10, city_key = v.column11, postal_code = v.column12, card_version = v.column13
    FROM (VALUES {rows}) AS v WHERE contact_person.id = v.column1";

fn row(update: &PersonUpdate, derived: &Derived) -> Result<Vec<Value>, StoreError> {
    Ok(vec![
        update.id.0.into(),
        update.version.into(),
        json(&update.card)?.into(),
        update.photo.map(|photo| photo.0).into(),
        update.changed_by.map(|user| user.0).into(),
        update.changed_at.into(),
        derived.name.clone().into(),
        derived.sort_key.clone().into(),
        derived.last_name_key.clone().into(),
        derived.first_name_key.clone().into(),
        derived.city_key.clone().into(),
        derived.postal_code.clone().into(),
        CARD_VERSION.into(),
    ])
}

/// Notes at which version fields of a person or partner changed last, so that an edit based on an older version can
/// tell whether it would overwrite somebody.
pub(crate) async fn note_fields<'a, C: ConnectionTrait>(
    on: &C,
    changed: impl Iterator<Item = (Uuid, i64, &'a BTreeSet<&'static str>)>,
) -> Result<(), StoreError> {
    let note = "INSERT INTO field_version (record, field, version) VALUES {rows}
        ON CONFLICT (record, field) DO UPDATE SET version = excluded.version";
    let rows = changed.flat_map(|(record, version, fields)| {
        fields.iter().map(move |field| vec![record.into(), (*field).into(), version.into()])
    });
    run_rows(on, note, &[], rows.collect()).await.map(|_| ())
}

/// Returns the fields of a record that changed after a version.
pub(crate) async fn fields_since<C: ConnectionTrait>(
    on: &C,
    record: Uuid,
    version: i64,
) -> Result<BTreeSet<String>, StoreError> {
    let read = "SELECT field FROM field_version WHERE record = $1 AND version > $2";
    let rows = all(on, read, vec![record.into(), version.into()]).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(failed)).collect()
}

/// Writes the keys of persons that have none yet.
pub(crate) async fn insert_keys<C: ConnectionTrait>(
    on: &C,
    persons: &[(PersonId, Derived)],
) -> Result<(), StoreError> {
    let of = |person: Uuid| {
        move |(kind, value): &(KeyKind, String)| {
            vec![kind.letter().into(), value.clone().into(), person.into()]
        }
    };
    let rows = persons.iter().flat_map(|(person, derived)| derived.keys.iter().map(of(person.0))).collect();
    run_rows(on, "INSERT INTO person_key (kind, value, person) VALUES {rows}", &[], rows).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use contacts::Value as FieldValue;
    use contacts::person::PartnerCard;

    use super::*;

    #[test]
    fn a_person_is_found_by_addresses_numbers_and_names() {
        let card = Card::new()
            .with(FieldKey::FirstName, "Jörg")
            .with(FieldKey::LastName, "Müller")
            .with(FieldKey::Email2, "J.Mueller@Example.com")
            .with(FieldKey::MobilePhone, "0171 2345678")
            .with(FieldKey::HomeCity, "Köln")
            .with(FieldKey::HomePostalCode, "50 667");
        let derived = derive(&card, Country::DE);
        assert_eq!(derived.name, "Jörg Müller");
        assert_eq!(derived.sort_key, "mueller joerg");
        assert_eq!((derived.city_key.as_str(), derived.postal_code.as_str()), ("koeln", "50667"));
        let expected = [
            (KeyKind::Email, "j.mueller@example.com"),
            (KeyKind::Mobile, "mueller|+491712345678"),
            (KeyKind::Phone, "+491712345678"),
            (KeyKind::Name, "joerg mueller"),
        ];
        assert_eq!(derived.keys, expected.map(|(kind, value)| (kind, value.to_owned())).into());
    }

    #[test]
    fn what_nothing_is_derived_from_changes_nothing_that_is_derived() {
        let value = |key: FieldKey| match key.kind() {
            FieldKind::Date => Some(FieldValue::Date(jiff::civil::date(2020, 2, 2))),
            FieldKind::List | FieldKind::Set => Some(FieldValue::List(vec!["0171 9999999".to_owned()])),
            FieldKind::Flag => Some(FieldValue::Flag),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Choice(_) => Some(FieldValue::Text("0171 9999999".to_owned())),
        };
        let named = Card::new().with(FieldKey::FirstName, "Jörg").with(FieldKey::LastName, "Müller");
        for card in [Card::new(), named] {
            for field in contacts::field::FIELDS.iter().filter(|field| !is_derived_from(field.key)) {
                let mut changed = card.clone();
                changed.set(field.key, value(field.key));
                assert_eq!(derive(&changed, Country::DE), derive(&card, Country::DE), "{}", field.key);
                let kept = |card: &Card| duplicates::keys::kept(card, &PartnerCard::default(), Country::DE);
                assert_eq!(kept(&changed), kept(&card), "{}", field.key);
            }
        }
        assert!(nothing_follows(&BTreeSet::from([FieldKey::JobTitle.as_str()])));
        assert!(!nothing_follows(&BTreeSet::from([FieldKey::JobTitle.as_str(), FieldKey::Email2.as_str()])));
        assert!(!nothing_follows(&BTreeSet::new()), "what changed is not known");
    }

    #[test]
    fn somebody_known_by_address_alone_stands_in_lists_by_it() {
        let derived = derive(&Card::new().with(FieldKey::Email1, "ada@example.org"), Country::DE);
        assert_eq!(derived.name, "ada@example.org");
        assert_eq!(derived.sort_key, "ada exampleorg");
    }
}
