//! The sample data: business partners and contact persons, the same each time.

use std::collections::BTreeSet;

use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, PartnerField, Value, normalise};
use store::{LoadPartner, LoadPerson};

use super::companies::{COMPANIES, Company, Land};
use super::dice::Dice;
use super::names::{self, Names, UNUSUAL, WORK};

/// How many contact persons there are.
pub(super) const PERSONS: usize = 400;
/// What their external ids begin with.
const PREFIX: &str = "sample-person-";

/// Returns the business partners.
pub(super) fn partners() -> Vec<LoadPartner> {
    let partner = |(number, company): (u64, &Company)| {
        let card = PartnerCard::default()
            .with(PartnerField::Name, company.name)
            .with(PartnerField::MainPhone, &format!("{}-0", company.phone))
            .with(PartnerField::Email, &format!("info@{}.example", company.domain))
            .with(PartnerField::WebPage, &format!("https://www.{}.example", company.domain))
            .with(PartnerField::Street, company.street)
            .with(PartnerField::PostalCode, company.postal_code)
            .with(PartnerField::City, company.city)
            .with(PartnerField::Country, company.land.name())
            .with(PartnerField::CustomerNumber, &format!("K-{}", 10_000 + number * 37));
        LoadPartner { line: number, external_id: Some(partner_id(number)), card, inactive: number == 27 }
    };
    (1..).zip(COMPANIES).map(partner).collect()
}

fn partner_id(number: u64) -> String {
    format!("sample-partner-{number:02}")
}

/// Returns the contact persons; the users named are in charge of them.
pub(super) fn persons(in_charge: &[&str]) -> Vec<LoadPerson> {
    let mut dice = Dice::new(20_261_122);
    let mut taken = BTreeSet::new();
    (0..PERSONS).map(|place| person(place, in_charge, &mut dice, &mut taken)).collect()
}

fn person(place: usize, in_charge: &[&str], dice: &mut Dice, taken: &mut BTreeSet<String>) -> LoadPerson {
    // Large and small companies: some have a few people, some many.
    let company_place = (place % COMPANIES.len()).min(dice.roll(COMPANIES.len() * 2));
    let company = COMPANIES.get(company_place).unwrap_or(&COMPANIES[0]);
    let card = match UNUSUAL.get(place.wrapping_sub(40)) {
        Some(unusual) => unusual_card(unusual),
        None => named_card(company.land, dice, taken),
    };
    let card = reachable(card, place, company, dice);
    LoadPerson {
        line: place as u64 + 1,
        external_id: Some(format!("{PREFIX}{:03}", place + 1)),
        card: at_work(card, company, dice),
        company: None,
        partner_external_id: Some(partner_id(company_place as u64 + 1)),
        company_phone: None,
        employee_in_charge: dice.pick(in_charge).filter(|_| !dice.chance(10)).map(str::to_owned),
        inactive: dice.chance(3),
    }
}

fn unusual_card((title, first, last, position): &(&str, &str, &str, &str)) -> Card {
    Card::new()
        .with(FieldKey::Title, title)
        .with(FieldKey::FirstName, first)
        .with(FieldKey::LastName, last)
        .with(FieldKey::JobTitle, position)
}

/// How often another name is tried when one is taken.
const TRIES: u32 = 50;

/// Names somebody as nobody else in the sample is named: the same name twice would look like a duplicate.
fn named_card(land: Land, dice: &mut Dice, taken: &mut BTreeSet<String>) -> Card {
    let mut card = any_name(land, dice);
    for _ in 0..TRIES {
        let name = format!("{} {}", card.text(FieldKey::FirstName), card.text(FieldKey::LastName));
        if taken.insert(normalise::name(&name)) {
            break;
        }
        card = any_name(land, dice);
    }
    card
}

/// Names somebody as people in a country are called; in Germany often as people elsewhere are.
fn any_name(land: Land, dice: &mut Dice) -> Card {
    let from = match land {
        Land::Germany if dice.chance(30) => {
            dice.pick(&[Land::Turkey, Land::Poland, Land::Britain, Land::France]).unwrap_or(land)
        }
        Land::Germany | Land::Austria | Land::Britain | Land::France | Land::Turkey | Land::Poland => land,
    };
    let Names { women, men, families } = names::of(from);
    let woman = dice.chance(50);
    let title = match (from, dice.roll(12), woman) {
        (Land::Germany | Land::Austria, 0, _) => "Dr.",
        (Land::Germany | Land::Austria, 1..=4, true) => "Frau",
        (Land::Germany | Land::Austria, 1..=4, false) => "Herr",
        (_, _, _) => "",
    };
    Card::new()
        .with(FieldKey::Title, title)
        .with(FieldKey::FirstName, dice.pick(if woman { women } else { men }).unwrap_or_default())
        .with(FieldKey::LastName, &feminine(dice.pick(families).unwrap_or_default(), from, woman))
}

/// Polish family names in -ski have a form for women.
fn feminine(family: &str, land: Land, woman: bool) -> String {
    match family.strip_suffix("ski") {
        Some(stem) if land == Land::Poland && woman => format!("{stem}ska"),
        Some(_) | None => family.to_owned(),
    }
}

/// Gives somebody addresses and numbers; some have not all of them.
fn reachable(mut card: Card, place: usize, company: &Company, dice: &mut Dice) -> Card {
    let mail = mail(&card, company);
    if !mail.is_empty() && (place < 8 || dice.chance(92)) {
        card = card.with(FieldKey::Email1, &mail);
    }
    if dice.chance(8) {
        card = card.with(FieldKey::Email2, &format!("person{}@mail.example", place + 1));
    }
    if place < 8 || dice.chance(80) {
        card = card.with(FieldKey::BusinessPhone, &extension(company, place, dice));
    }
    if dice.chance(60) {
        card = card.with(FieldKey::MobilePhone, &mobile(company.land, place));
    }
    if dice.chance(15) {
        card = card.with(FieldKey::BusinessFax, &format!("{}-9{:02}", company.phone, place % 100));
    }
    card
}

fn mail(card: &Card, company: &Company) -> String {
    let plain = |key| normalise::name(card.text(key)).replace(' ', "-");
    let (first, last) = (plain(FieldKey::FirstName), plain(FieldKey::LastName));
    let local = match (first.is_ascii() && !first.is_empty(), last.is_ascii() && !last.is_empty()) {
        (true, true) => format!("{first}.{last}"),
        (false, true) => last,
        (_, false) => return String::new(),
    };
    format!("{local}@{}.example", company.domain)
}

fn extension(company: &Company, place: usize, dice: &mut Dice) -> String {
    let number = 100 + place * 2;
    match company.land {
        // Written as people write them: with and without the country, with brackets and slashes.
        Land::Germany => match (dice.roll(3), company.phone.strip_prefix("+49 ")) {
            (0, Some(national)) => format!("0{}-{number}", national.replacen(' ', " / ", 1)),
            (1, Some(national)) => format!("+49 (0){national} {number}"),
            (_, _) => format!("{} {number}", company.phone),
        },
        Land::Austria | Land::Turkey | Land::Poland => format!("{} {number:04}", company.phone),
        Land::Britain => format!("{}{number:03}", company.phone),
        Land::France => format!("{} {:02} {:02}", company.phone, number / 100, number % 100),
    }
}

/// Mobile numbers that nobody has.
fn mobile(land: Land, place: usize) -> String {
    match land {
        Land::Germany | Land::Austria => format!("0171 39 200 {:02}", place % 100),
        Land::Britain => format!("07700 900{:03}", place),
        Land::France => format!("+33 6 39 98 {:02} {:02}", place / 100, place % 100),
        Land::Turkey => format!("+90 500 000 {:02} {:02}", place / 100, place % 100),
        Land::Poland => format!("+48 500 000 {:03}", place),
    }
}

/// Gives somebody a desk.
fn at_work(mut card: Card, company: &Company, dice: &mut Dice) -> Card {
    if let Some((department, positions)) = dice.pick(WORK).filter(|_| dice.chance(85)) {
        card = card.with(FieldKey::Department, department);
        if card.text(FieldKey::JobTitle).is_empty() {
            card = card.with(FieldKey::JobTitle, dice.pick(positions).unwrap_or_default());
        }
    }
    if dice.chance(70) {
        card = card
            .with(FieldKey::BusinessStreet, company.street)
            .with(FieldKey::BusinessPostalCode, company.postal_code)
            .with(FieldKey::BusinessCity, company.city)
            .with(FieldKey::BusinessCountry, company.land.name());
    }
    let categories = dice.pick(&["", "Messe 2026", "Newsletter", "Weihnachtspost; Newsletter", "VIP"]);
    let categories = Value::parse(FieldKey::Categories, categories.unwrap_or_default()).unwrap_or_default();
    card.set(FieldKey::Categories, categories);
    if dice.chance(20) {
        card = card.with(FieldKey::Notes, "Kennengelernt auf der Messe.\nBevorzugt Anrufe am Vormittag.");
    }
    card
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_the_same_each_time_and_every_person_is_somebody_at_a_company() {
        let persons = persons(&["a@example.com"]);
        assert_eq!(persons, super::persons(&["a@example.com"]));
        assert_eq!((persons.len(), partners().len()), (PERSONS, 30));
        let ids: BTreeSet<_> = partners().into_iter().map(|partner| partner.external_id).collect();
        for person in &persons {
            assert!(contacts::person::names_someone(&person.card), "{person:?}");
            assert!(ids.contains(&person.partner_external_id), "{person:?}");
        }
    }

    #[test]
    fn mail_addresses_are_no_bodys_and_nobody_shares_one() {
        let mut seen = BTreeSet::new();
        for person in persons(&[]) {
            for key in [FieldKey::Email1, FieldKey::Email2] {
                let mail = person.card.text(key).to_owned();
                assert!(mail.is_empty() || mail.ends_with(".example"), "{mail}");
                assert!(mail.is_empty() || normalise::email(&mail).is_some(), "{mail}");
                assert!(mail.is_empty() || seen.insert(mail.clone()), "{mail} twice");
            }
        }
        assert!(seen.len() > PERSONS / 2);
    }

    #[test]
    fn some_fields_are_missing_and_some_values_are_long() {
        let persons = persons(&[]);
        let without = |key| persons.iter().filter(|person| person.card.get(key).is_none()).count();
        for key in [FieldKey::Email1, FieldKey::MobilePhone, FieldKey::JobTitle, FieldKey::Notes] {
            assert!((5..PERSONS).contains(&without(key)), "{key}");
        }
        assert!(persons.iter().any(|person| person.card.text(FieldKey::LastName).chars().count() > 40));
    }
}
