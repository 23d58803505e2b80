//! How the sample's people are reached: addresses that end in `.example`, numbers that nobody has.

use std::collections::BTreeMap;

use contacts::{Card, FieldKey, normalise};

use super::companies::{Company, Land};
use super::dice::Dice;

/// How many mobile numbers have been given out, by country.
pub(super) type Mobiles = BTreeMap<Land, usize>;

/// Gives somebody addresses and numbers; some have not all of them.
pub(super) fn reachable(
    mut card: Card,
    place: usize,
    company: &Company,
    (dice, mobiles): (&mut Dice, &mut Mobiles),
) -> Card {
    let mail = mail(&card, company);
    if !mail.is_empty() && (place < 8 || dice.chance(92)) {
        card = card.with(FieldKey::Email1, &mail);
    }
    if dice.chance(8) {
        card = card.with(FieldKey::Email2, &format!("person{}@mail.example", place + 1));
    }
    if place < 8 || dice.chance(80) {
        card = card.with(FieldKey::BusinessPhone, &extension(company, 100 + place * 2, dice));
    }
    if dice.chance(60) {
        let given = mobiles.entry(company.land).or_default();
        card = card.with(FieldKey::MobilePhone, &mobile(company.land, *given));
        *given += 1;
    }
    if dice.chance(15) {
        card = card.with(FieldKey::BusinessFax, &format!("{}-9{:02}", company.phone, place % 100));
    }
    card
}

/// Gives somebody the company's address.
pub(super) fn at_company(card: Card, company: &Company) -> Card {
    card.with(FieldKey::BusinessStreet, company.street)
        .with(FieldKey::BusinessPostalCode, company.postal_code)
        .with(FieldKey::BusinessCity, company.city)
        .with(FieldKey::BusinessCountry, company.land.name())
}

/// Returns first name and last name at the company's domain, as far as they can be written in plain letters.
pub(super) fn mail(card: &Card, company: &Company) -> String {
    let plain = |key| normalise::name(card.text(key)).replace(' ', "-");
    let (first, last) = (plain(FieldKey::FirstName), plain(FieldKey::LastName));
    let local = match (first.is_ascii() && !first.is_empty(), last.is_ascii() && !last.is_empty()) {
        (true, true) => format!("{first}.{last}"),
        (false, true) => last,
        (_, false) => return String::new(),
    };
    format!("{local}@{}.example", company.domain)
}

/// A desk at a company.
pub(super) fn extension(company: &Company, number: usize, dice: &mut Dice) -> String {
    match company.land {
        // Written as people write them: with and without the country, with brackets and slashes.
        Land::Germany => match (dice.roll(3), company.phone.strip_prefix("+49 ")) {
            (0, Some(national)) => format!("0{}-{number}", national.replacen(' ', " / ", 1)),
            (1, Some(national)) => format!("+49 (0){national} {number}"),
            (_, _) => format!("{}-{number}", company.phone),
        },
        Land::Austria | Land::Turkey | Land::Poland => format!("{} {number:04}", company.phone),
        Land::Britain => format!("{}{number:03}", company.phone),
        Land::France => format!("{} {:02} {:02}", company.phone, number / 100 % 100, number % 100),
    }
}

/// The nth mobile number of a country that nobody has; none when the ranges kept free are used up.
fn mobile(land: Land, nth: usize) -> String {
    let in_range = |most: usize, number: String| if nth < most { number } else { String::new() };
    match land {
        // The last ten of the first range are for contacts born in Outlook.
        Land::Germany if nth < 90 => format!("0171 39 200 {nth:02}"),
        Land::Germany => in_range(190, format!("0176 04069 0{:02}", nth.saturating_sub(90))),
        Land::Austria => format!("+43 660 000 {nth:04}"),
        Land::Britain => in_range(100, format!("07700 900{nth:03}")),
        Land::France => in_range(10_000, format!("+33 6 39 98 {:02} {:02}", nth / 100, nth % 100)),
        Land::Turkey => format!("+90 500 000 {:02} {:02}", nth / 100, nth % 100),
        Land::Poland => format!("+48 500 000 {nth:03}"),
    }
}
