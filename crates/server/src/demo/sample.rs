//! The sample data: business partners and contact persons, the same each time.

use std::collections::BTreeSet;

use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, PartnerField, Value, normalise};
use store::{LoadPartner, LoadPerson};

use super::companies::{COMPANIES, Company, Land};
use super::dice::Dice;
use super::names::{self, Names, UNUSUAL};
use super::{reach, work};

/// How many contact persons there are, unless more are asked for.
pub(super) const PERSONS: usize = 400;
/// What their external ids begin with.
const PREFIX: &str = "sample-person-";
/// Where the unusual people stand.
const UNUSUAL_FROM: usize = 40;

/// A contact person of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sampled {
    pub(super) row: LoadPerson,
    pub(super) woman: bool,
    /// Whether there is a portrait.
    pub(super) portrait: bool,
}

/// Returns the business partners.
pub(super) fn partners() -> Vec<LoadPartner> {
    let rows = (1..).zip(COMPANIES).map(|(number, company)| {
        let row = partner(number, company.name, company.domain, company);
        LoadPartner { inactive: number == 27, ..row }
    });
    rows.collect()
}

/// A business partner that is where a company is.
pub(super) fn partner(number: u64, name: &str, domain: &str, company: &Company) -> LoadPartner {
    let card = PartnerCard::default()
        .with(PartnerField::Name, name)
        .with(PartnerField::MainPhone, &format!("{}-0", company.phone))
        .with(PartnerField::Email, &format!("info@{domain}.example"))
        .with(PartnerField::WebPage, &format!("https://www.{domain}.example"))
        .with(PartnerField::Street, company.street)
        .with(PartnerField::PostalCode, company.postal_code)
        .with(PartnerField::City, company.city)
        .with(PartnerField::Country, company.land.name())
        .with(PartnerField::CustomerNumber, &format!("K-{}", 10_000 + number * 37));
    LoadPartner { line: number, external_id: Some(partner_id(number)), card, inactive: false }
}

/// What another system calls a business partner.
pub(super) fn partner_id(number: u64) -> String {
    format!("sample-partner-{number:02}")
}

/// What another system calls a contact person.
pub(super) fn person_id(place: usize) -> String {
    format!("{PREFIX}{:03}", place + 1)
}

/// Returns the contact persons; the users named are in charge of them.
pub(super) fn persons(in_charge: &[&str]) -> Vec<Sampled> {
    let mut desk = Desk::new(20_261_122);
    let mut all: Vec<Sampled> = (0..PERSONS).map(|place| person(place, in_charge, &mut desk)).collect();
    let (once, last) = all.split_at_mut(TWINS_FROM);
    for (twin, (whom, how)) in last.iter_mut().zip(TWINS) {
        if let Some(model) = once.iter().filter(|one| whom(&one.row.card)).nth(7) {
            become_twin(twin, model, how);
        }
    }
    all
}

/// Where those stand who are there a second time.
pub(super) const TWINS_FROM: usize = PERSONS - TWINS.len();

/// Tells whether somebody may be there a second time.
type Whom = fn(&Card) -> bool;
/// Writes the second card of somebody.
type Written = fn(&Card) -> Card;

/// Who is there a second time, and how the second card was written.
const TWINS: [(Whom, Written); 3] = [
    // By somebody without umlauts on the keyboard, with the number of the desk.
    (
        |card| has(card, FieldKey::BusinessPhone) && transcribed(card.text(FieldKey::LastName)).is_some(),
        |card| {
            let last = transcribed(card.text(FieldKey::LastName)).unwrap_or_default();
            named(card.text(FieldKey::FirstName), &last)
                .with(FieldKey::BusinessPhone, card.text(FieldKey::BusinessPhone))
        },
    ),
    // In a hurry, on a telephone.
    (
        |card| has(card, FieldKey::MobilePhone) && has(card, FieldKey::FirstName),
        |card| {
            let first: String = card.text(FieldKey::FirstName).chars().take(1).chain(['.']).collect();
            named(&first, card.text(FieldKey::LastName))
                .with(FieldKey::MobilePhone, card.text(FieldKey::MobilePhone))
        },
    ),
    // From a list in which the family name comes first.
    (
        |card| {
            let one = |key| card.text(key).chars().all(char::is_alphabetic) && has(card, key);
            one(FieldKey::FirstName) && one(FieldKey::LastName) && has(card, FieldKey::JobTitle)
        },
        |card| {
            named(card.text(FieldKey::LastName), card.text(FieldKey::FirstName))
                .with(FieldKey::JobTitle, card.text(FieldKey::JobTitle))
        },
    ),
];

fn has(card: &Card, key: FieldKey) -> bool {
    card.get(key).is_some()
}

fn named(first: &str, last: &str) -> Card {
    Card::new().with(FieldKey::FirstName, first).with(FieldKey::LastName, last)
}

/// Writes a name without umlauts; none when there are none in it.
fn transcribed(name: &str) -> Option<String> {
    let without = name.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    (without != name).then_some(without)
}

/// Makes somebody a second card of somebody else, at the same business partner: what *Duplicates* is for.
fn become_twin(twin: &mut Sampled, model: &Sampled, written: Written) {
    twin.row.card = written(&model.row.card);
    twin.row.partner_external_id.clone_from(&model.row.partner_external_id);
    (twin.woman, twin.portrait, twin.row.inactive) = (model.woman, false, false);
}

/// What is handed from one person to the next.
struct Desk {
    dice: Dice,
    /// Names that somebody has.
    taken: BTreeSet<String>,
    mobiles: reach::Mobiles,
}

impl Desk {
    fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), taken: BTreeSet::new(), mobiles: reach::Mobiles::default() }
    }
}

fn person(place: usize, in_charge: &[&str], desk: &mut Desk) -> Sampled {
    // Large and small companies: some have a few people, some many.
    let company_place = (place % COMPANIES.len()).min(desk.dice.roll(COMPANIES.len() * 2));
    let company = COMPANIES.get(company_place).unwrap_or(&COMPANIES[0]);
    let unusual = place.checked_sub(UNUSUAL_FROM).and_then(|place| UNUSUAL.get(place));
    let (card, woman) = match unusual {
        Some(unusual) => (unusual_card(unusual), true),
        None => named_card(company.land, desk),
    };
    let card = reach::reachable(card, place, company, (&mut desk.dice, &mut desk.mobiles));
    let card = at_work(card, woman, company, &mut desk.dice);
    Sampled {
        woman,
        portrait: unusual.is_none() && desk.dice.chance(42),
        row: LoadPerson {
            file: std::sync::Arc::default(),
            line: place as u64 + 1,
            external_id: Some(person_id(place)),
            card,
            company: None,
            partner_external_id: Some(partner_id(company_place as u64 + 1)),
            company_phone: None,
            employee_in_charge: desk
                .dice
                .pick(in_charge)
                .filter(|_| !desk.dice.chance(10))
                .map(str::to_owned),
            inactive: desk.dice.chance(3),
        },
    }
}

fn unusual_card((title, first, last, position): &(&str, &str, &str, &str)) -> Card {
    let card = Card::new()
        .with(FieldKey::Title, title)
        .with(FieldKey::FirstName, first)
        .with(FieldKey::LastName, last)
        .with(FieldKey::JobTitle, position);
    // Nobody's name: an address is all that is known.
    if first.is_empty() && last.is_empty() {
        card.with(FieldKey::Email1, "bestellung@einkauf.example")
    } else {
        card
    }
}

/// How often another name is tried when one is taken.
const TRIES: u32 = 50;

/// Names somebody as nobody else in the sample is named: the same name twice would look like a duplicate.
fn named_card(land: Land, desk: &mut Desk) -> (Card, bool) {
    let (mut card, mut woman) = any_name(land, &mut desk.dice);
    for _ in 0..TRIES {
        let name = format!("{} {}", card.text(FieldKey::FirstName), card.text(FieldKey::LastName));
        if desk.taken.insert(normalise::name(&name)) {
            break;
        }
        (card, woman) = any_name(land, &mut desk.dice);
    }
    (card, woman)
}

/// Names somebody as people in a country are called; in Germany often as people elsewhere are.
pub(super) fn any_name(land: Land, dice: &mut Dice) -> (Card, bool) {
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
    let card = Card::new()
        .with(FieldKey::Title, title)
        .with(FieldKey::FirstName, dice.pick(if woman { women } else { men }).unwrap_or_default())
        .with(FieldKey::LastName, &feminine(dice.pick(families).unwrap_or_default(), from, woman));
    (card, woman)
}

/// Polish family names in -ski have a form for women.
fn feminine(family: &str, land: Land, woman: bool) -> String {
    match family.strip_suffix("ski") {
        Some(stem) if land == Land::Poland && woman => format!("{stem}ska"),
        Some(_) | None => family.to_owned(),
    }
}

/// Gives somebody a desk, and what colleagues have noted.
pub(super) fn at_work(mut card: Card, woman: bool, company: &Company, dice: &mut Dice) -> Card {
    if let Some((department, positions)) = dice.pick(work::of(company.land)).filter(|_| dice.chance(88)) {
        card = card.with(FieldKey::Department, department);
        let position = dice.pick(positions).map(|(hers, his)| if woman { hers } else { his });
        if card.text(FieldKey::JobTitle).is_empty() && !card.text(FieldKey::FirstName).is_empty() {
            card = card.with(FieldKey::JobTitle, position.unwrap_or_default());
        }
    }
    if dice.chance(75) {
        card = reach::at_company(card, company);
    }
    let categories = ["", "", "Messe 2026", "Newsletter", "Weihnachtspost; Newsletter", "VIP"];
    let categories = Value::parse(FieldKey::Categories, dice.pick(&categories).unwrap_or_default());
    card.set(FieldKey::Categories, categories.unwrap_or_default());
    if dice.chance(22) {
        card = card.with(FieldKey::Notes, dice.pick(work::notes(company.land)).unwrap_or_default());
    }
    if dice.chance(15) {
        let birthday = format!("{}-{:02}-{:02}", 1960 + dice.roll(42), 1 + dice.roll(12), 1 + dice.roll(28));
        card = card.with(FieldKey::Birthday, &birthday);
    }
    if dice.chance(20) {
        card = card.with(FieldKey::Office, &format!("{}.{:02}", 1 + dice.roll(5), 1 + dice.roll(30)));
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
        for person in persons.iter().map(|person| &person.row) {
            assert!(contacts::person::names_someone(&person.card), "{person:?}");
            assert!(ids.contains(&person.partner_external_id), "{person:?}");
        }
    }

    #[test]
    fn mail_addresses_are_no_bodys_and_nobody_shares_one() {
        let mut seen = BTreeSet::new();
        for person in persons(&[]) {
            for key in [FieldKey::Email1, FieldKey::Email2] {
                let mail = person.row.card.text(key).to_owned();
                assert!(mail.is_empty() || mail.ends_with(".example"), "{mail}");
                assert!(mail.is_empty() || normalise::email(&mail).is_some(), "{mail}");
                assert!(mail.is_empty() || seen.insert(mail.clone()), "{mail} twice");
            }
        }
        assert!(seen.len() > PERSONS / 2);
    }

    #[test]
    fn three_are_there_twice_once_certainly() {
        let persons = persons(&[]);
        let (once, twins) = persons.split_at(TWINS_FROM);
        let same = |a: &Card, b: &Card, key| has(a, key) && a.text(key) == b.text(key);
        let named = |card: &Card, key| normalise::name(card.text(key));
        let twice = |twin: &Sampled, is: &dyn Fn(&Card, &Card) -> bool| {
            once.iter().filter(|one| is(&one.row.card, &twin.row.card)).any(|one| {
                one.row.partner_external_id == twin.row.partner_external_id && one.row.card != twin.row.card
            })
        };
        assert!(twice(&twins[0], &|one, twin| {
            same(one, twin, FieldKey::FirstName) && same(one, twin, FieldKey::BusinessPhone)
        }));
        assert!(twice(&twins[1], &|one, twin| {
            same(one, twin, FieldKey::LastName) && same(one, twin, FieldKey::MobilePhone)
        }));
        assert!(twice(&twins[2], &|one, twin| {
            named(one, FieldKey::FirstName) == named(twin, FieldKey::LastName)
                && named(one, FieldKey::LastName) == named(twin, FieldKey::FirstName)
        }));
    }

    #[test]
    fn some_fields_are_missing_and_some_values_are_long() {
        let persons = persons(&[]);
        let without = |key| persons.iter().filter(|person| person.row.card.get(key).is_none()).count();
        for key in [FieldKey::Email1, FieldKey::MobilePhone, FieldKey::JobTitle, FieldKey::Notes] {
            assert!((5..PERSONS).contains(&without(key)), "{key}");
        }
        assert!(persons.iter().any(|person| person.row.card.text(FieldKey::LastName).chars().count() > 40));
    }

    #[test]
    fn two_in_five_have_a_portrait_and_nobody_shares_a_mobile_number() {
        let persons = persons(&[]);
        let portraits = persons.iter().filter(|person| person.portrait).count();
        assert!((PERSONS * 33 / 100..PERSONS * 47 / 100).contains(&portraits), "{portraits}");
        let mut seen = BTreeSet::new();
        for person in persons.iter().take(TWINS_FROM) {
            let mobile = person.row.card.text(FieldKey::MobilePhone);
            assert!(mobile.is_empty() || seen.insert(mobile.to_owned()), "{mobile} twice");
        }
        assert!(seen.len() > PERSONS / 3);
    }
}
