//! What is asked: as people type it, and list by list.

use store::PersonOrder;

use crate::search::input::Known;

/// Makes a question of what is known of somebody.
pub(super) type Question = fn(&Known, usize) -> String;

/// What people type.
pub(super) const QUESTIONS: [(&str, Question); 17] = [
    ("full name", |known, _| format!("{} {}", known.first, known.last)),
    ("last name", |known, _| known.last.clone()),
    ("1 letter", |known, _| known.last.chars().take(1).collect()),
    ("2 letters", |known, _| known.last.chars().take(2).collect()),
    ("3 letters", |known, _| known.last.chars().take(3).collect()),
    ("4 letters", |known, _| known.last.chars().take(4).collect()),
    ("part of a name", |known, _| known.last.chars().skip(2).take(4).collect()),
    ("last 6 digits", |known, _| known.mobile.chars().skip(known.mobile.chars().count() - 6).collect()),
    ("number as written", |known, _| known.mobile.chars().take(10).collect()),
    ("e-mail address", |known, _| known.email.clone()),
    ("start of an e-mail address", |known, _| known.email.chars().take(12).collect()),
    ("company", |known, _| known.company.split(' ').take(2).collect::<Vec<_>>().join(" ")),
    ("name and company", |known, _| {
        format!("{} {}", known.last, known.company.split(' ').next().unwrap_or_default())
    }),
    ("name and city", |known, _| format!("{} {}", known.first, known.city)),
    ("typing slip", |known, n| slip(&format!("{} {}", known.first, known.last), n)),
    ("nobody", |known, n| format!("{}xq{n}", known.last)),
    ("very common", |_, n| {
        ["müller", "gmbh", "anna", "berlin", "de", "schmidt", "bau", "mann"][n % 8].to_owned()
    }),
];

/// The lists.
pub(super) const PERSONS: &str = "contact-persons";
pub(super) const PARTNERS: &str = "business-partners";

/// What people type to find a company.
pub(super) const PARTNER_QUESTIONS: [(&str, Question); 5] = [
    ("partner: name", |known, _| known.company.clone()),
    ("partner: 3 letters", |known, _| known.company.chars().take(3).collect()),
    ("partner: part of a name", |known, _| known.company.chars().skip(3).take(4).collect()),
    ("partner: typing slip", |known, n| slip(known.company.split(' ').next().unwrap_or_default(), n)),
    ("partner: very common", |_, n| ["gmbh", "bau", "ag", "berg"][n % 4].to_owned()),
];

/// Pages from a place in the middle, drawn at random: an order, backwards or not, of all or of the inactive ones.
pub(super) const DEEP: [(&str, PersonOrder, bool, Option<bool>); 4] = [
    ("deep: by name", PersonOrder::Name, false, None),
    ("deep: by company, backwards", PersonOrder::Company, true, None),
    ("deep: by city", PersonOrder::City, false, None),
    ("deep: inactive, by name", PersonOrder::Name, false, Some(true)),
];

/// Lists page by page from the beginning: goal 50 ms a page.
pub(super) const LISTS: [(&str, &str, &str); 19] = [
    ("list by name", PERSONS, "sort=name"),
    ("list by name, backwards", PERSONS, "sort=-name"),
    ("list by company", PERSONS, "sort=company"),
    ("list by city", PERSONS, "sort=city"),
    ("list by change", PERSONS, "sort=-changed"),
    ("list by creation", PERSONS, "sort=created"),
    ("list by employee in charge", PERSONS, "sort=employee_in_charge"),
    ("one employee, by name", PERSONS, "employee=1"),
    ("one employee, by city", PERSONS, "employee=1&sort=city"),
    ("a city, by name", PERSONS, "city=Berlin"),
    ("a city, by company", PERSONS, "city=Berlin&sort=company"),
    ("a postal code, by change", PERSONS, "postal_code=10&sort=-changed"),
    ("inactive, by company", PERSONS, "inactive=true&sort=company"),
    ("müller, by city", PERSONS, "q=m%C3%BCller&sort=city"),
    ("müller, by employee in charge", PERSONS, "q=m%C3%BCller&sort=employee_in_charge"),
    ("berg, by change", PERSONS, "q=berg&sort=-changed"),
    ("anna schmidt, by company", PERSONS, "q=anna+schmidt&sort=company"),
    ("partners by name", PARTNERS, "sort=name"),
    ("partners by city", PARTNERS, "sort=city"),
];

/// Exchanges two letters, or changes, drops or doubles one.
fn slip(name: &str, n: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let last = letters.len() - 1;
    let at = letters.len() - 2 - n % 3;
    match n % 4 {
        0 => letters.swap(at, at + 1),
        1 => letters[at] = 'x',
        2 => letters.insert(last, 'e'),
        _ => {
            letters.remove(last);
            letters[0] = if letters[0] == 'K' { 'L' } else { 'K' };
        }
    }
    letters.into_iter().collect()
}
