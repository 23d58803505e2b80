//! The text by which a record is found: a line per group of fields, each with a letter that says whose words stand
//! there. What is hidden from a viewer is left out line by line.

use std::collections::BTreeSet;

use contacts::normalise::{self, Country};
use contacts::person::PartnerCard;
use contacts::{Card, FieldKey, PartnerField};

/// What a line counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The name.
    Name,
    /// The company.
    Company,
    /// Anything else.
    Other,
}

/// What stands in a line, and so how it is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Words in normal form.
    Words,
    /// E-mail addresses and domains.
    Addresses,
    /// Phone numbers, digits alone.
    Digits,
}

/// A line: its letter, what it counts for, what stands in it, and of which fields.
pub(crate) struct Line {
    pub(crate) letter: char,
    pub(crate) place: Place,
    pub(crate) content: Content,
    pub(crate) fields: &'static [FieldKey],
}

const fn line(letter: char, place: Place, content: Content, fields: &'static [FieldKey]) -> Line {
    Line { letter, place, content, fields }
}

/// The lines of a person. A partner's have the same letters: `N` its name, `E` its addresses and domain, `B` its
/// phones, `U` its city, `D` its customer number.
pub(crate) const LINES: &[Line] = &[
    line('N', Place::Name, Content::Words, &[FieldKey::LastName, FieldKey::FirstName, FieldKey::MiddleName]),
    line('K', Place::Name, Content::Words, &[FieldKey::Nickname]),
    line('C', Place::Company, Content::Words, &[FieldKey::Company]),
    line('E', Place::Other, Content::Addresses, &[FieldKey::Email1, FieldKey::Email2, FieldKey::Email3]),
    line('G', Place::Other, Content::Addresses, &[FieldKey::FurtherEmails]),
    line('B', Place::Other, Content::Digits, &[FieldKey::BusinessPhone, FieldKey::BusinessPhone2]),
    line('M', Place::Other, Content::Digits, &[FieldKey::MobilePhone]),
    line('H', Place::Other, Content::Digits, &[FieldKey::HomePhone, FieldKey::HomePhone2]),
    line('A', Place::Other, Content::Digits, &[FieldKey::AssistantPhone]),
    line('X', Place::Other, Content::Digits, &[FieldKey::BusinessFax]),
    line('Y', Place::Other, Content::Digits, &[FieldKey::HomeFax]),
    line('Z', Place::Other, Content::Digits, &[FieldKey::OtherFax]),
    line('O', Place::Other, Content::Digits, &[FieldKey::OtherPhone]),
    line('P', Place::Other, Content::Digits, &[FieldKey::PrimaryPhone]),
    line('R', Place::Other, Content::Digits, &[FieldKey::CarPhone]),
    line('Q', Place::Other, Content::Digits, &[FieldKey::Pager]),
    line('F', Place::Other, Content::Digits, &[FieldKey::FurtherPhones]),
    line('U', Place::Other, Content::Words, &[FieldKey::BusinessCity]),
    line('V', Place::Other, Content::Words, &[FieldKey::HomeCity]),
    line('W', Place::Other, Content::Words, &[FieldKey::OtherCity]),
    line('D', Place::Other, Content::Words, &[]),
];

/// Finds a line by its letter.
pub(crate) fn line_of(letter: char) -> Option<&'static Line> {
    LINES.iter().find(|line| line.letter == letter)
}

/// Writes a person's text.
pub(crate) fn person_text(card: &Card, country: Country, company: &str) -> String {
    let mut text = String::new();
    for line in LINES {
        let values = values_of(card, line);
        let words: Vec<String> = match (line.content, line.place) {
            (Content::Words, Place::Company) => spelled(&[company]),
            (Content::Words, Place::Name | Place::Other) => spelled(&values),
            (Content::Addresses, _) => values.iter().flat_map(|value| address(value)).collect(),
            (Content::Digits, _) => values.iter().filter_map(|value| digits(value, country)).collect(),
        };
        put(&mut text, line.letter, words);
    }
    if !text.starts_with('N') {
        // Known by another name than its parts.
        let other = [FieldKey::FullName, FieldKey::FileAs].map(|key| card.text(key));
        let mut named = String::new();
        put(&mut named, 'N', spelled(&other));
        text = if text.is_empty() || named.is_empty() { named + &text } else { named + "\n" + &text };
    }
    text
}

/// Writes a business partner's text.
pub(crate) fn partner_text(card: &PartnerCard, country: Country, web_domain: Option<&str>) -> String {
    let mut text = String::new();
    put(&mut text, 'N', spelled(&[card.text(PartnerField::Name)]));
    let mut addresses = address(card.text(PartnerField::Email));
    addresses.extend(web_domain.map(str::to_owned));
    put(&mut text, 'E', addresses);
    let phones = [PartnerField::MainPhone, PartnerField::Fax];
    let phones = phones.iter().filter_map(|field| digits(card.text(*field), country));
    put(&mut text, 'B', phones.collect());
    put(&mut text, 'U', spelled(&[card.text(PartnerField::City)]));
    put(&mut text, 'D', spelled(&[card.text(PartnerField::CustomerNumber)]));
    text
}

fn put(text: &mut String, letter: char, words: Vec<String>) {
    let mut seen = BTreeSet::new();
    let words: Vec<String> =
        words.into_iter().filter(|word| !word.is_empty() && seen.insert(word.clone())).collect();
    if words.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push(letter);
    for word in words {
        text.push(' ');
        text.push_str(&word);
    }
}

fn values_of<'a>(card: &'a Card, line: &Line) -> Vec<&'a str> {
    let values = line.fields.iter().flat_map(|key| {
        let several = matches!(key, FieldKey::FurtherEmails | FieldKey::FurtherPhones);
        if several { card.list(*key).iter().map(String::as_str).collect() } else { vec![card.text(*key)] }
    });
    values.filter(|value| !value.is_empty()).collect()
}

/// Returns names in normal form, and behind them the words that some write without the umlaut's e: "mueller muller".
fn spelled(written: &[&str]) -> Vec<String> {
    let normal: Vec<String> = written.iter().map(|name| normalise::name(name)).collect();
    let words = normal.iter().flat_map(|name| name.split(' '));
    let plain: Vec<String> =
        words.map(|word| (word, plain(word))).filter(|(w, p)| w != p).map(|(_, p)| p).collect();
    normal.into_iter().chain(plain).collect()
}

/// Returns a word without the e of ae, oe and ue: so are umlauts written where there are none.
pub(crate) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut before = ' ';
    for letter in word.chars() {
        if !(letter == 'e' && matches!(before, 'a' | 'o' | 'u')) {
            plain.push(letter);
        }
        before = letter;
    }
    plain
}

/// Returns an address in normal form; beside it, where its letters are others, as it is typed without them.
fn address(written: &str) -> Vec<String> {
    let lower: String = written.to_lowercase().split_whitespace().collect::<Vec<_>>().join("");
    let normal = normalise::email(written).unwrap_or_else(|| lower.clone());
    let typed = if lower.is_ascii() { None } else { Some(lower) };
    std::iter::once(normal).chain(typed).collect()
}

fn digits(written: &str, country: Country) -> Option<String> {
    normalise::phone(written, country).map(|number| number.trim_start_matches('+').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_text_has_every_spelling_that_is_looked_for() {
        let card = Card::new()
            .with(FieldKey::FirstName, "Jörg")
            .with(FieldKey::LastName, "Müller-Łaski")
            .with(FieldKey::Email1, "J.Mueller@Firma.de")
            .with(FieldKey::MobilePhone, "0171 / 23 45 678")
            .with(FieldKey::BusinessCity, "Gießen");
        let text = person_text(&card, Country::DE, "Süd & Söhne GmbH");
        let expected = "N mueller laski joerg muller jorg\nC sued soehne gmbh sud sohne\nE j.mueller@firma.de\n\
            M 491712345678\nU giessen";
        assert_eq!(text, expected);
    }

    #[test]
    fn somebody_without_parts_of_a_name_is_found_by_the_whole_one() {
        let card = Card::new().with(FieldKey::FullName, "The Oracle").with(FieldKey::Email1, "o@x.org");
        assert_eq!(person_text(&card, Country::DE, ""), "N the oracle\nE o@x.org");
    }

    #[test]
    fn every_line_has_a_letter_of_its_own() {
        let letters: BTreeSet<char> = LINES.iter().map(|line| line.letter).collect();
        assert_eq!(letters.len(), LINES.len());
    }
}
