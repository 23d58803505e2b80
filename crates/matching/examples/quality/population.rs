//! The people that cards are about: at companies, in families, behind shared mailboxes.

use crate::chance::Chance;
use crate::words as w;

#[derive(Clone)]
pub struct Company {
    pub german: bool,
    pub name: String,
    pub form: &'static str,
    pub domain: String,
    pub stem: String,
    pub street: String,
    pub code: String,
    pub city: &'static str,
    pub area: &'static str,
    pub pattern: usize,
    pub has_fax: bool,
}

#[derive(Clone)]
pub struct Person {
    pub german: bool,
    pub female: bool,
    pub first: String,
    pub middle: Option<String>,
    pub last: String,
    pub company: Option<usize>,
    pub work_mail: Option<String>,
    pub own_mail: Option<String>,
    pub desk: Option<String>,
    pub mobile: Option<String>,
    pub landline: Option<String>,
    pub street: String,
    pub code: String,
    pub city: &'static str,
    pub has_home: bool,
    pub birthday: Option<(i16, i8, i8)>,
}

/// Addresses and domains that are taken, with how often each was asked for: there is one of each in the world.
#[derive(Default)]
pub struct Taken(std::collections::HashMap<String, usize>);

impl Taken {
    /// Returns the name, or with the first number behind it that makes it the only one.
    pub fn only(&mut self, name: &str) -> String {
        self.free(name, |number| format!("{name}{number}"))
    }

    /// Makes a whole address the only one.
    pub fn address(&mut self, address: &str) -> String {
        let (local, domain) = address.split_once('@').unwrap_or((address, ""));
        self.free(address, |number| format!("{local}{number}@{domain}"))
    }

    fn free(&mut self, name: &str, numbered: impl Fn(usize) -> String) -> String {
        let mut asked = self.0.get(name).copied().unwrap_or_default();
        let free = loop {
            asked += 1;
            let free = if asked < 2 { name.to_owned() } else { numbered(asked) };
            if asked < 2 || !self.0.contains_key(&free) {
                break free;
            }
        };
        self.0.insert(name.to_owned(), asked);
        self.0.entry(free.clone()).or_insert(1);
        free
    }
}

pub fn company(chance: &mut Chance, taken: &mut Taken) -> Company {
    let german = chance.per_mille(650);
    let branch = *chance.pick(if german { w::BRANCHES_DE } else { w::BRANCHES_EN });
    let owner = last_name(chance, german);
    let (city, area) = *chance.pick(if german { w::CITIES_DE } else { w::CITIES_EN });
    let name = match chance.below(10) {
        0..=5 => format!("{owner} {branch}"),
        6..=7 => format!("{owner} & {}", if german { "Söhne" } else { "Sons" }),
        _ => format!("{branch} {city}"),
    };
    let label = ascii(&name).replace(' ', if chance.per_mille(400) { "-" } else { "" });
    let label = taken.only(&label);
    let domain = format!(
        "{label}.{}",
        if german {
            "de"
        } else if chance.per_mille(700) {
            "co.uk"
        } else {
            "com"
        }
    );
    let digits = 4 + chance.below(3);
    let form = *chance.pick_skewed(if german { w::FORMS_DE } else { w::FORMS_EN });
    Company {
        german,
        form,
        domain,
        stem: chance.digits(digits),
        street: street(chance, german),
        code: code(chance, german),
        city,
        area,
        pattern: chance.below(5),
        has_fax: chance.per_mille(400),
        name,
    }
}

pub fn street(chance: &mut Chance, german: bool) -> String {
    let number = 1 + chance.below(140);
    if german {
        format!("{} {number}", chance.pick(w::STREETS_DE))
    } else {
        format!("{number} {}", chance.pick(w::STREETS_EN))
    }
}

pub fn code(chance: &mut Chance, german: bool) -> String {
    if german {
        return chance.digits(5);
    }
    let letters = *chance.pick(&["LS", "SW", "BS", "EH", "NG", "B", "M", "SE"]);
    format!("{letters}{} {}AB", 1 + chance.below(20), chance.below(10))
}

pub fn last_name(chance: &mut Chance, german: bool) -> String {
    let (common, stems, ends) =
        if german { (w::LAST_DE, w::STEMS_DE, w::ENDS_DE) } else { (w::LAST_EN, w::STEMS_EN, w::ENDS_EN) };
    let some = if german { w::SOME_DE } else { w::SOME_EN };
    match chance.below(100) {
        0..=25 => (*chance.pick_skewed(common)).to_owned(),
        26..=29 => (*chance.pick(some)).to_owned(),
        34..=37 => (*chance.pick(some)).to_owned(),
        30..=33 => format!("{}-{}", chance.pick(common), composed(chance, stems, ends)),
        _ => composed(chance, stems, ends),
    }
}

fn composed(chance: &mut Chance, stems: &[&str], ends: &[&str]) -> String {
    // Most last names are rare: a long tail.
    format!("{}{}{}", chance.pick(stems), chance.pick(&["", "en", "er", "els", "a"]), chance.pick(ends))
}

pub fn first_name(chance: &mut Chance, german: bool, female: bool) -> String {
    let (names, rare) = match (german, female) {
        (true, true) => (w::WOMEN_DE, w::FEW_WOMEN_DE),
        (true, false) => (w::MEN_DE, w::FEW_MEN_DE),
        (false, true) => (w::WOMEN_EN, w::FEW_WOMEN_EN),
        (false, false) => (w::MEN_EN, w::FEW_MEN_EN),
    };
    if chance.per_mille(250) {
        return (*chance.pick(rare)).to_owned();
    }
    (*chance.pick_skewed(names)).to_owned()
}

pub fn mobile(chance: &mut Chance, german: bool) -> String {
    if german {
        let network = *chance.pick(&["151", "160", "170", "171", "172", "175", "176", "179"]);
        format!("+49{network}{}", chance.digits(if network == "151" { 8 } else { 7 }))
    } else {
        format!("+447{}{}", chance.pick(&["400", "500", "700", "800", "900"]), chance.digits(6))
    }
}

pub fn person(chance: &mut Chance, companies: &[Company], taken: &mut Taken) -> Person {
    let at = (!chance.per_mille(120)).then(|| {
        // A few companies have many persons.
        let unit = chance.unit();
        ((unit * unit * companies.len() as f64) as usize).min(companies.len() - 1)
    });
    let german = match at {
        Some(at) => companies[at].german != chance.per_mille(80),
        None => chance.per_mille(650),
    };
    let female = chance.per_mille(460);
    let first = first_name(chance, german, female);
    let middle = chance.per_mille(120).then(|| first_name(chance, german, female));
    let last = last_name(chance, german);
    let (city, area) = *chance.pick(if german { w::CITIES_DE } else { w::CITIES_EN });
    let country = if german { "+49" } else { "+44" };
    let mut person = Person {
        german,
        female,
        middle,
        company: at,
        work_mail: None,
        own_mail: None,
        desk: None,
        mobile: chance.per_mille(720).then(|| mobile(chance, german)),
        landline: chance.per_mille(200).then(|| format!("{country}{area}{}", chance.digits(7))),
        street: street(chance, german),
        code: code(chance, german),
        city,
        has_home: chance.per_mille(300),
        birthday: chance.per_mille(120).then(|| birthday(chance)),
        first,
        last,
    };
    let home = at.is_none();
    person.own_mail =
        chance.per_mille(if home { 850 } else { 220 }).then(|| own_mail(chance, &person, taken));
    if let Some(at) = at {
        take_job(chance, &mut person, at, &companies[at], taken);
    }
    if person.mobile.is_none() && person.own_mail.is_none() && person.work_mail.is_none() {
        person.mobile = Some(mobile(chance, german));
    }
    person
}

fn birthday(chance: &mut Chance) -> (i16, i8, i8) {
    (1945 + chance.below(58) as i16, 1 + chance.below(12) as i8, 1 + chance.below(28) as i8)
}

/// Gives a person an address and a number at a company.
pub fn take_job(chance: &mut Chance, person: &mut Person, at: usize, company: &Company, taken: &mut Taken) {
    person.company = Some(at);
    let (first, last) = (ascii(&person.first), ascii(&person.last));
    let local = match company.pattern {
        0 | 1 => format!("{first}.{last}"),
        2 => format!("{}.{last}", &first[..1]),
        3 => last,
        _ => format!("{first}{}", &last[..1]),
    };
    let local = local.replace(' ', "");
    person.work_mail = match chance.below(1000) {
        0..=24 => Some(format!("{}@{}", if company.german { "info" } else { "office" }, company.domain)),
        25..=849 => Some(taken.address(&format!("{local}@{}", company.domain))),
        _ => None,
    };
    let country = if company.german { "+49" } else { "+44" };
    let extension = chance.digits(if company.stem.len() > 4 { 2 } else { 3 });
    person.desk = match chance.below(100) {
        0..=9 => Some(format!("{country}{}{}0", company.area, company.stem)),
        10..=74 => Some(format!("{country}{}{}{extension}", company.area, company.stem)),
        _ => None,
    };
}

pub fn own_mail(chance: &mut Chance, person: &Person, taken: &mut Taken) -> String {
    let domain = chance.pick(if person.german { w::FREE_DE } else { w::FREE_EN });
    let (first, last) = (ascii(&person.first).replace(' ', ""), ascii(&person.last).replace(' ', ""));
    let number = 1950 + chance.below(60);
    let address = match chance.below(4) {
        0 => format!("{first}.{last}@{domain}"),
        1 => format!("{first}.{last}{}@{domain}", number % 100),
        2 => format!("{}{last}{number}@{domain}", &first[..1]),
        _ => format!("{last}.{first}{}@{domain}", number % 100),
    };
    taken.address(&address)
}

/// The other half of a couple: same name and home, own job, sometimes one mobile and one address for both.
pub fn spouse(chance: &mut Chance, of: &Person, companies: &[Company], taken: &mut Taken) -> Person {
    let mut other = person(chance, companies, taken);
    other.german = of.german;
    other.female = !of.female;
    other.first = first_name(chance, of.german, other.female);
    other.last.clone_from(&of.last);
    other.street.clone_from(&of.street);
    other.code.clone_from(&of.code);
    (other.city, other.has_home) = (of.city, of.has_home);
    other.landline.clone_from(&of.landline);
    other.own_mail = other.own_mail.is_some().then(|| own_mail(chance, &other, taken));
    if let Some(at) = other.company {
        take_job(chance, &mut other, at, &companies[at], taken);
    }
    if chance.per_mille(250) {
        other.mobile.clone_from(&of.mobile);
    }
    if chance.per_mille(250) {
        other.own_mail.clone_from(&of.own_mail);
    }
    other
}

/// A name as it stands in an address: lower case, umlauts spelled out.
pub fn ascii(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'ı' => plain.push('i'),
            'ç' | 'ć' => plain.push('c'),
            'ş' => plain.push('s'),
            '\'' | '&' => {}
            other => plain.push(other),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ").replace("von der ", "vonder")
}
