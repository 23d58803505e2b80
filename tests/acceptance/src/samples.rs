//! Contact persons to test with.

use contacts::field::{FIELDS, FieldKind, Owner};
use contacts::{Card, FieldKey, Value};

/// A card with names, an e-mail address and a number, different for every `n`.
pub fn person(n: usize) -> Card {
    Card::new()
        .with(FieldKey::FirstName, "Ada")
        .with(FieldKey::LastName, &format!("King {n:05}"))
        .with(FieldKey::Email1, &format!("ada{n}@example.com"))
        .with(FieldKey::MobilePhone, &format!("+49 171 {n:07}"))
        .with(FieldKey::JobTitle, "Engineer")
        .with(FieldKey::BusinessCity, "Görlitz")
}

/// A card in which every field of a person that Outlook can hold has a value, different for every `n`.
pub fn everything(n: usize) -> Card {
    let mut card = Card::new();
    for field in FIELDS.iter().filter(|field| field.limit > 0 && field.owner == Owner::Person) {
        card.set(field.key, Value::parse(field.key, &sample(field.key, n)).unwrap());
    }
    card
}

fn sample(key: FieldKey, n: usize) -> String {
    let name = key.as_str();
    match key.kind() {
        FieldKind::Line => format!("{name} {n}, Größe"),
        FieldKind::Text => format!("{name} {n}\nzweite Zeile"),
        FieldKind::Email => format!("{name}.{n}@example.org"),
        FieldKind::Phone => format!("+49 3581 {}{n:03}", key as u8),
        FieldKind::Url => format!("https://{n}.example.org/"),
        FieldKind::Date => format!("19{:02}-03-22", 50 + n % 40),
        FieldKind::List => format!("Mia {n};Max {n}"),
        FieldKind::Set => format!("Kunde;VIP {n}"),
        FieldKind::Choice(words) => words[n % words.len()].to_owned(),
        FieldKind::Flag => "true".to_owned(),
    }
}
