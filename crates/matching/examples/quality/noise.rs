//! Cards as people write them: the same person twice is never written the same way.

use contacts::{Card, FieldKey, Value};

use crate::chance::Chance;
use crate::population::{Company, Person, Taken, first_name, last_name, mobile, own_mail, street, take_job};
use crate::words::SHORT;

/// A person as known at another time, by somebody else: jobs, names, numbers and homes change.
pub fn later(chance: &mut Chance, person: &Person, companies: &[Company], taken: &mut Taken) -> Person {
    let mut later = person.clone();
    if chance.per_mille(50) {
        let at = chance.below(companies.len());
        take_job(chance, &mut later, at, &companies[at], taken);
    }
    if chance.per_mille(if person.female { 25 } else { 5 }) {
        let name = last_name(chance, person.german);
        later.last = if chance.per_mille(350) { format!("{}-{name}", person.last) } else { name };
    }
    if chance.per_mille(40) && later.mobile.is_some() {
        later.mobile = Some(mobile(chance, person.german));
    }
    if chance.per_mille(60) && later.own_mail.is_some() {
        later.own_mail = Some(own_mail(chance, &later, taken));
    }
    if chance.per_mille(60) {
        later.street = street(chance, person.german);
    }
    later
}

/// Writes a card about a person; `careful` is how the first one is written.
pub fn card(chance: &mut Chance, person: &Person, companies: &[Company], careful: bool) -> Card {
    let noise = |chance: &mut Chance, share: usize| !careful && chance.per_mille(share);
    let mut card = Card::new();
    let (mut first, mut last) = (person.first.clone(), person.last.clone());
    if noise(chance, 90) {
        let short = SHORT.iter().find(|(long, _)| *long == first);
        first = short.map_or(first, |(_, short)| (*short).to_owned());
    } else if noise(chance, 30) {
        first = format!("{}.", first.chars().next().unwrap_or('X'));
    } else if noise(chance, 25) {
        first = typed(chance, &first);
    } else if noise(chance, 10) {
        first = String::new();
    }
    if noise(chance, 30) {
        last = typed(chance, &last);
    }
    match chance.below(10) {
        0..=1 if !careful => (first, last) = (spelled(&first, true), spelled(&last, true)),
        2 if !careful => (first, last) = (spelled(&first, false), spelled(&last, false)),
        3 if !careful => last = last.to_uppercase(),
        _ => {}
    }
    if noise(chance, 12) {
        std::mem::swap(&mut first, &mut last);
    }
    if noise(chance, 30) {
        card = card.with(FieldKey::FullName, &format!("{first} {last}"));
    } else {
        card = card.with(FieldKey::FirstName, &first).with(FieldKey::LastName, &last);
    }
    if chance.per_mille(250) {
        let title = match (person.german, person.female) {
            (true, true) => "Frau",
            (true, false) => "Herr",
            (false, true) => "Ms",
            (false, false) => "Mr",
        };
        card = card.with(FieldKey::Title, title);
    }
    let middle = person.middle.as_deref().filter(|_| !noise(chance, 600)).unwrap_or_default();
    card = card.with(FieldKey::MiddleName, middle);
    card = at_work(chance, card, person, companies, careful);
    reach(chance, card, person, careful)
}

fn at_work(chance: &mut Chance, card: Card, person: &Person, companies: &[Company], careful: bool) -> Card {
    let Some(company) = person.company.and_then(|at| companies.get(at)) else { return card };
    let mut card = card;
    if careful || !chance.per_mille(150) {
        let written = match chance.below(10) {
            0..=4 => format!("{} {}", company.name, company.form),
            5..=6 => company.name.clone(),
            7 => format!("{} {}", spelled(&company.name, true), company.form),
            8 if !careful => typed(chance, &company.name),
            _ => company.name.replace('&', "und"),
        };
        card = card.with(FieldKey::Company, &written);
    }
    if careful || chance.per_mille(550) {
        card = card
            .with(FieldKey::BusinessStreet, &company.street)
            .with(FieldKey::BusinessPostalCode, &company.code)
            .with(FieldKey::BusinessCity, company.city);
    }
    if company.has_fax && chance.per_mille(500) {
        let country = if company.german { "+49" } else { "+44" };
        card = card.with(FieldKey::BusinessFax, &format!("{country}{}{}99", company.area, company.stem));
    }
    card
}

fn reach(chance: &mut Chance, mut card: Card, person: &Person, careful: bool) -> Card {
    let kept = |chance: &mut Chance, share: usize| careful || chance.per_mille(share);
    let mails = [&person.work_mail, &person.own_mail].into_iter().flatten().filter(|_| kept(chance, 800));
    let mut mails: Vec<String> = mails.cloned().collect();
    if !careful && chance.per_mille(20) {
        mails = mails.into_iter().map(|mail| typed(chance, &mail)).collect();
    }
    for (key, mail) in [FieldKey::Email1, FieldKey::Email2].into_iter().zip(mails) {
        card = card.with(key, &mail);
    }
    let numbers = [
        (FieldKey::MobilePhone, &person.mobile, 800),
        (FieldKey::BusinessPhone, &person.desk, 700),
        (FieldKey::HomePhone, &person.landline, 700),
    ];
    for (key, number, share) in numbers {
        let Some(number) = number.as_ref().filter(|_| kept(chance, share)) else { continue };
        let key = if !careful && chance.per_mille(40) { FieldKey::OtherPhone } else { key };
        let number = if !careful && chance.per_mille(10) { typed(chance, number) } else { number.clone() };
        card = card.with(key, &notation(chance, &number));
    }
    if person.has_home && kept(chance, 700) {
        card = card
            .with(FieldKey::HomeStreet, &person.street)
            .with(FieldKey::HomePostalCode, &person.code)
            .with(FieldKey::HomeCity, person.city);
    }
    if let Some((year, month, day)) = person.birthday.filter(|_| kept(chance, 800)) {
        let day = if !careful && chance.per_mille(30) { day % 28 + 1 } else { day };
        card.set(FieldKey::Birthday, jiff::civil::Date::new(year, month, day).ok().map(Value::Date));
    }
    // Few write a card that leads nowhere: a lone name at least says where.
    let reachable = [FieldKey::Email1, FieldKey::MobilePhone, FieldKey::BusinessPhone, FieldKey::HomePhone];
    if reachable.iter().all(|key| card.text(*key).is_empty()) && !chance.per_mille(100) {
        let best = person.own_mail.as_ref().or(person.work_mail.as_ref());
        card = match (best, &person.mobile) {
            (Some(mail), _) => card.with(FieldKey::Email1, mail),
            (None, Some(mobile)) => card.with(FieldKey::MobilePhone, mobile),
            (None, None) => card,
        };
    }
    card
}

/// A typing slip: a letter left out, doubled, exchanged, or two turned round.
pub fn typed(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if letters[at].is_ascii_digit() => letters[at] = char::from(b'0' + chance.below(10) as u8),
        2 => letters[at] = char::from(b'a' + chance.below(26) as u8),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

/// Umlauts spelled out, or their dots left off.
fn spelled(name: &str, out: bool) -> String {
    let pairs = [("ä", "ae", "a"), ("ö", "oe", "o"), ("ü", "ue", "u"), ("Ö", "Oe", "O"), ("ß", "ss", "ss")];
    pairs.iter().fold(name.to_owned(), |name, (letter, long, bare)| {
        name.replace(letter, if out { long } else { bare })
    })
}

fn notation(chance: &mut Chance, number: &str) -> String {
    let german = number.strip_prefix("+49");
    match (chance.below(5), german) {
        (0, Some(rest)) if rest.len() > 4 => format!("0{} / {}", &rest[..3], &rest[3..]),
        (1, Some(rest)) => format!("0{rest}"),
        (2, Some(rest)) => format!("+49 (0) {rest}"),
        (3, _) => format!("00{}", number.trim_start_matches('+')),
        (_, _) if number.len() > 6 => format!("{} {} {}", &number[..3], &number[3..6], &number[6..]),
        (_, _) => number.to_owned(),
    }
}

/// A colleague of the same last name, or a namesake: hard cases on purpose.
pub fn colleague(
    chance: &mut Chance,
    of: &Person,
    companies: &[Company],
    taken: &mut Taken,
) -> Option<Person> {
    let at = of.company?;
    let mut other = crate::population::person(chance, companies, taken);
    (other.german, other.female) = (of.german, chance.per_mille(500));
    other.first = first_name(chance, of.german, other.female);
    other.last.clone_from(&of.last);
    if other.first == of.first {
        return None;
    }
    take_job(chance, &mut other, at, &companies[at], taken);
    other.own_mail = other.own_mail.is_some().then(|| own_mail(chance, &other, taken));
    Some(other)
}
