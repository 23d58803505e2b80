//! Many more people for a large demo: as plausible as the sample's, without portraits, a batch at a time.

use contacts::FieldKey;
use store::{Database, LoadOptions, LoadPartner, LoadPerson, Viewer};

use super::companies::{COMPANIES, Company, Land};
use super::dice::Dice;
use super::sample::{self, PERSONS};
use super::{names, reach};
use crate::cli::print;
use crate::failure::Failure;

/// Rows handed to the store at a time.
const BATCH: usize = 2_000;
/// How many people a company has on average.
const AT_COMPANY: usize = 20;
const TRADES: [&str; 20] = [
    "Metallbau",
    "Elektrotechnik",
    "Spedition",
    "Druck",
    "Möbel",
    "Gartenbau",
    "Medizintechnik",
    "Software",
    "Gebäudedienste",
    "Feinmechanik",
    "Werbung",
    "Baustoffe",
    "Textil",
    "Reisen",
    "Catering",
    "Immobilien",
    "Verpackung",
    "Kunststoff",
    "Optik",
    "Beratung",
];
const FORMS: [&str; 4] = ["GmbH", "AG", "GmbH & Co. KG", "OHG"];

/// Loads companies and persons until there are so many persons, the sample's counted; tells on the console how far it
/// is. The users named are in charge.
///
/// # Errors
/// When the database fails.
pub(super) async fn load(
    database: &Database,
    total: usize,
    in_charge: &[&str],
    now: i64,
) -> Result<(), Failure> {
    let viewer = Viewer::program();
    let companies = COMPANIES.len() + total.saturating_sub(PERSONS) / AT_COMPANY;
    for from in (COMPANIES.len()..companies).step_by(BATCH) {
        let rows: Vec<LoadPartner> = (from..companies.min(from + BATCH)).map(partner).collect();
        database.load_partners(&viewer, &rows, now).await?;
    }
    let mut dice = Dice::new(20_261_123);
    for from in (PERSONS..total).step_by(BATCH) {
        let until = total.min(from + BATCH);
        let rows: Vec<LoadPerson> =
            (from..until).map(|place| person(place, companies, in_charge, &mut dice)).collect();
        database.load_persons(&viewer, &rows, &LoadOptions::default(), now).await?;
        if until == total || (until - PERSONS).is_multiple_of(BATCH * 10) {
            print::line(&format!("{until} of {total} contact persons are in the database"));
        }
    }
    Ok(())
}

/// The company whose place, street and numbers another one shares.
fn like(place: usize) -> Company {
    COMPANIES.get(place % COMPANIES.len()).copied().unwrap_or(COMPANIES[0])
}

fn partner(place: usize) -> LoadPartner {
    let families = names::of(Land::Germany).families;
    let word = |list: &[&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
    let (family, trade) = (word(families, place), word(&TRADES, place / families.len()));
    let form = word(&FORMS, place / families.len() / TRADES.len());
    let round = place / families.len() / TRADES.len() / FORMS.len();
    let round = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    let name = format!("{family} {trade}{round} {form}");
    sample::partner(place as u64 + 1, &name, &domain(place), &like(place))
}

fn domain(place: usize) -> String {
    if place < COMPANIES.len() { like(place).domain.to_owned() } else { format!("firma-{}", place + 1) }
}

fn person(place: usize, companies: usize, in_charge: &[&str], dice: &mut Dice) -> LoadPerson {
    let at = dice.roll(companies);
    let company = like(at);
    let (card, woman) = sample::any_name(company.land, dice);
    let mail = reach::mail(&card, &company);
    let mut card = sample::at_work(card, woman, &company, dice);
    if let (Some((name, _)), true) = (mail.split_once('@'), dice.chance(92)) {
        card = card.with(FieldKey::Email1, &format!("{name}.{place}@{}.example", domain(at)));
    }
    if dice.chance(80) {
        card = card.with(FieldKey::BusinessPhone, &reach::extension(&company, 100 + place % 800, dice));
    }
    LoadPerson {
        line: place as u64 + 1,
        external_id: Some(sample::person_id(place)),
        card,
        partner_external_id: Some(sample::partner_id(at as u64 + 1)),
        employee_in_charge: dice.pick(in_charge).map(str::to_owned),
        inactive: dice.chance(3),
        ..LoadPerson::default()
    }
}
