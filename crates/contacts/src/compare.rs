//! When two values are the same: exactly (has this side changed?) and loosely (do both sides agree?).

use unicode_normalization::UnicodeNormalization;

use crate::card::Value;
use crate::field::{FieldKey, FieldKind};
use crate::normalise::{self, Country};

/// Returns the canonical form of a value: composed Unicode, `\n` line ends, no outer or trailing blanks. Two
/// values with one canonical form were not changed by anybody.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(canonical_text(text)),
        Value::List(entries) => Value::List(entries.iter().map(|e| canonical_text(e)).collect()),
        Value::Date(date) => Value::Date(*date),
        Value::Flag => Value::Flag,
    }
}

fn canonical_text(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | b'\x0b')) {
        // One line of ASCII is composed as it is.
        return text.trim().to_owned();
    }
    let composed: String = text.nfc().collect();
    let lines = composed.replace("\r\n", "\n").replace(['\r', '\u{b}'], "\n");
    lines.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Tells whether nobody changed anything between two values of a field.
pub fn unchanged(before: Option<&Value>, after: Option<&Value>) -> bool {
    before == after || before.map(canonical) == after.map(canonical)
}

/// Tells whether two sides that were not compared since they changed say the same: e-mails without regard to
/// case, numbers in any notation, sets in any order, everything else in canonical form. What is no address or
/// number, and words beside a number, are compared as they are written.
pub fn same(key: FieldKey, a: Option<&Value>, b: Option<&Value>, country: Country) -> bool {
    if unchanged(a, b) {
        return true;
    }
    let (Some(a), Some(b)) = (a, b) else { return false };
    match (key.kind(), a, b) {
        (FieldKind::Email, Value::Text(a), Value::Text(b)) => {
            normalise::email(a).is_some_and(|normal| normalise::email(b) == Some(normal))
        }
        (FieldKind::Phone, Value::Text(a), Value::Text(b)) => {
            words(a).eq(words(b))
                && normalise::phone(a, country)
                    .is_some_and(|normal| normalise::phone(b, country) == Some(normal))
        }
        (FieldKind::Set, Value::List(a), Value::List(b)) => {
            let (mut a, mut b) = (a.clone(), b.clone());
            a.sort();
            b.sort();
            a == b
        }
        (_, _, _) => false,
    }
}

/// The letters beside a number: "reception", "ext".
fn words(number: &str) -> impl Iterator<Item = char> {
    number.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase)
}

/// Returns a short fingerprint of a value's canonical form, for shadows; no value has the empty one.
pub fn fingerprint(value: Option<&Value>) -> String {
    use sha2::Digest as _;
    let Some(value) = value else { return String::new() };
    let digest = sha2::Sha256::digest(canonical(value).to_json().to_string().as_bytes());
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    digest.iter().take(12).flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Option<Value> {
        Some(Value::Text(value.to_owned()))
    }

    #[test]
    fn line_ends_composition_and_outer_blanks_are_no_change() {
        assert!(unchanged(text("a\r\nb ").as_ref(), text("a\nb").as_ref()));
        assert!(unchanged(text("Mu\u{308}ller").as_ref(), text("Müller").as_ref()));
        assert!(!unchanged(text("a\nb").as_ref(), text("a b").as_ref()));
        assert!(!unchanged(text("a").as_ref(), None));
    }

    #[test]
    fn two_sides_agree_on_an_address_in_another_case_and_a_number_in_another_notation() {
        let de = Country::parse("DE").unwrap();
        assert!(same(FieldKey::Email1, text("A@B.de").as_ref(), text("a@b.de").as_ref(), de));
        assert!(same(FieldKey::MobilePhone, text("0171 234567").as_ref(), text("+49171234567").as_ref(), de));
        assert!(!same(FieldKey::LastName, text("MEIER").as_ref(), text("Meier").as_ref(), de));
    }

    #[test]
    fn what_is_no_address_or_number_is_the_same_only_as_written() {
        let differ = |key, a, b| !same(key, text(a).as_ref(), text(b).as_ref(), Country::DE);
        assert!(differ(FieldKey::Email1, "ask Ada", "ask Charles"));
        assert!(differ(FieldKey::MobilePhone, "none", "secret"));
        assert!(differ(FieldKey::BusinessPhone, "030 123456 (reception)", "030 123456 (office)"));
        assert!(!differ(FieldKey::BusinessPhone, "030 123456 (Office)", "030/123456 office"));
    }

    #[test]
    fn a_fingerprint_tells_values_apart_and_an_absent_one_from_all() {
        assert_eq!(fingerprint(None), "");
        assert_eq!(fingerprint(text("a ").as_ref()), fingerprint(text("a").as_ref()));
        assert_ne!(fingerprint(text("a").as_ref()), fingerprint(text("b").as_ref()));
        assert_ne!(fingerprint(Some(&Value::List(vec!["a".into()]))), fingerprint(text("a").as_ref()));
    }
}
