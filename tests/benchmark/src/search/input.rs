//! A million contact persons to search among: names, companies and cities as frequent as in life, a few very common
//! and most of them rare. The same number makes the same person.

use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, PartnerField};
use store::{LoadPartner, LoadPerson};

const FIRST: [&str; 48] = [
    "Anna",
    "Maria",
    "Michael",
    "Thomas",
    "Peter",
    "Andreas",
    "Sabine",
    "Stefan",
    "Julia",
    "Christian",
    "Ursula",
    "Jörg",
    "Monika",
    "Wolfgang",
    "Petra",
    "Martin",
    "Claudia",
    "Jürgen",
    "Susanne",
    "Katharina",
    "Johannes",
    "Ayşe",
    "Mehmet",
    "Fatma",
    "Mustafa",
    "Özlem",
    "Agnieszka",
    "Łukasz",
    "Małgorzata",
    "Piotr",
    "Zofia",
    "John",
    "Emily",
    "William",
    "Sophie",
    "François",
    "Amélie",
    "Chloé",
    "René",
    "Søren",
    "Åse",
    "Ondřej",
    "Zoë",
    "Nils",
    "Hannelore",
    "Günther",
    "Käthe",
    "Björn",
];
const LAST: [&str; 60] = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Werner",
    "Krause",
    "Lehmann",
    "Maier",
    "Köhler",
    "Yılmaz",
    "Kaya",
    "Demir",
    "Şahin",
    "Çelik",
    "Nowak",
    "Kowalski",
    "Wiśniewski",
    "Wójcik",
    "Kamiński",
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Martin",
    "Bernard",
    "Dubois",
    "Lefèvre",
    "Moreau",
    "García",
    "von der Leyen",
    "Jørgensen",
    "Öztürk",
    "Groß",
    "Weiß",
    "König",
    "Vogel",
    "Jung",
    "Peters",
];
const CITY: [&str; 40] = [
    "Berlin",
    "Hamburg",
    "München",
    "Köln",
    "Frankfurt am Main",
    "Stuttgart",
    "Düsseldorf",
    "Leipzig",
    "Dortmund",
    "Essen",
    "Bremen",
    "Dresden",
    "Hannover",
    "Nürnberg",
    "Duisburg",
    "Wien",
    "Zürich",
    "Görlitz",
    "Łódź",
    "Warszawa",
    "Kraków",
    "İstanbul",
    "Ankara",
    "London",
    "Paris",
    "Lyon",
    "Gießen",
    "Ulm",
    "Bonn",
    "Münster",
    "Kassel",
    "Aachen",
    "Kiel",
    "Graz",
    "Linz",
    "Basel",
    "Bern",
    "Amsterdam",
    "Kopenhagen",
    "Lübeck",
];
const START: [&str; 24] = [
    "Al", "Ber", "Bran", "Dor", "Eich", "Fal", "Gro", "Hal", "Hol", "Kal", "Kern", "Lin", "Mar", "Nord",
    "Ost", "Ran", "Rei", "Sal", "Stein", "Tan", "Ul", "Wal", "West", "Zei",
];
const MIDDLE: [&str; 20] = [
    "a", "be", "den", "di", "en", "ge", "hau", "he", "ken", "le", "li", "min", "nau", "ne", "ra", "ro",
    "sche", "ten", "ti", "wi",
];
const END: [&str; 24] = [
    "bach", "berg", "brink", "burg", "dorf", "feld", "hagen", "haus", "hof", "holz", "kamp", "mann", "meier",
    "mühl", "rath", "ridge", "sen", "ski", "son", "stedt", "stein", "tal", "wald", "weiler",
];
const TRADE: [&str; 20] = [
    "Bau",
    "Technik",
    "Logistik",
    "Software",
    "Metallbau",
    "Consulting",
    "Handel",
    "Pharma",
    "Druck",
    "Energie",
    "Maschinenbau",
    "Immobilien",
    "Elektro",
    "Möbel",
    "Medien",
    "Textil",
    "Reisen",
    "Spedition",
    "Gartenbau",
    "Sicherheit",
];
const FORM: [&str; 8] = ["GmbH", "GmbH", "GmbH", "GmbH & Co. KG", "AG", "Ltd", "e.K.", "Sp. z o.o."];
const DOMAIN: [&str; 5] = ["de", "com", "eu", "net", "example"];

/// A generator of numbers; the same seed makes the same ones (splitmix64).
#[derive(Debug, Clone)]
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below a limit.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Returns a number below a limit, small ones more often: the n-th about as often as one in n.
    pub(super) fn common(&mut self, limit: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let place = ((limit as f64 + 1.0).powf(share) - 1.0) as usize;
        place.min(limit - 1)
    }

    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

fn made(n: usize) -> String {
    let mut numbers = Numbers::new(n as u64 + 77);
    let mut name = numbers.pick::<&str>(&START).to_string();
    for _ in 0..numbers.below(3) {
        name.push_str(numbers.pick::<&str>(&MIDDLE));
    }
    name + numbers.pick::<&str>(&END)
}

fn first_name(numbers: &mut Numbers) -> String {
    let n = numbers.common(2_000);
    FIRST.get(n).map_or_else(|| made(n + 900_000).replace("mann", "a"), |name| (*name).to_owned())
}

fn last_name(numbers: &mut Numbers) -> String {
    let n = numbers.common(40_000);
    LAST.get(n).map_or_else(|| made(n), |name| (*name).to_owned())
}

fn city(numbers: &mut Numbers) -> String {
    let n = numbers.common(3_000);
    CITY.get(n).map_or_else(|| made(n + 500_000), |name| (*name).to_owned())
}

fn plain(name: &str) -> String {
    contacts::normalise::name(name).replace(' ', "")
}

/// The name of a company.
pub(super) fn company(n: usize) -> String {
    let mut numbers = Numbers::new(n as u64 + 3_000_000);
    format!("{} {} {}", made(n % 30_000 + 1_000_000), numbers.pick(&TRADE), numbers.pick(&FORM))
}

/// Makes a business partner.
pub(super) fn partner(n: usize) -> LoadPartner {
    let mut numbers = Numbers::new(n as u64 + 9_000_000);
    let card = PartnerCard::default()
        .with(PartnerField::Name, &company(n))
        .with(PartnerField::City, &city(&mut numbers))
        .with(PartnerField::MainPhone, &format!("+49 30 {:07}", n * 13 % 10_000_000))
        .with(PartnerField::WebPage, &format!("https://www.{}{n}.de", plain(&made(n % 30_000 + 1_000_000))));
    LoadPartner { line: n as u64, external_id: Some(format!("b-{n}")), card, inactive: false }
}

/// What somebody knows of a person who looks for it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) first: String,
    pub(super) last: String,
    pub(super) email: String,
    pub(super) mobile: String,
    pub(super) city: String,
    pub(super) company: String,
}

/// Returns what is known of a person.
pub(super) fn known(n: usize, partners: usize) -> Known {
    let mut numbers = Numbers::new(n as u64);
    let (first, last, city) = (first_name(&mut numbers), last_name(&mut numbers), city(&mut numbers));
    let partner = n % partners;
    let domain = format!("{}{partner}.{}", plain(&made(partner % 30_000 + 1_000_000)), numbers.pick(&DOMAIN));
    let email = format!("{}.{}@{domain}", plain(&first), plain(&last));
    let mobile =
        format!("01{}{} / {:07}", 5 + numbers.below(3), numbers.below(10), numbers.below(10_000_000));
    Known { first, last, email, mobile, city, company: company(partner) }
}

/// Makes a person.
pub(super) fn person(n: usize, partners: usize) -> LoadPerson {
    let known = known(n, partners);
    let card = Card::new()
        .with(FieldKey::FirstName, known.first.as_str())
        .with(FieldKey::LastName, known.last.as_str())
        .with(FieldKey::Email1, known.email.as_str())
        .with(FieldKey::MobilePhone, known.mobile.as_str())
        .with(FieldKey::BusinessPhone, format!("+49 30 {:08}", n * 7 % 100_000_000).as_str())
        .with(FieldKey::BusinessCity, known.city.as_str())
        .with(FieldKey::BusinessPostalCode, format!("{:05}", n * 31 % 100_000).as_str())
        .with(FieldKey::JobTitle, "Engineer");
    LoadPerson {
        line: n as u64,
        external_id: Some(format!("p-{n}")),
        card,
        partner_external_id: Some(format!("b-{}", n % partners)),
        employee_in_charge: (!n.is_multiple_of(3)).then(|| format!("user{}@example.org", n % 40)),
        inactive: n % 50 == 7,
        ..LoadPerson::default()
    }
}
