//! Normal forms of e-mail addresses, phone numbers and names: for comparing and finding, never for storing.

use std::borrow::Cow;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

mod phone;

pub use phone::phone;

/// A country, as the default for numbers written without one (ISO 3166, two letters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(phonenumber::country::Id);

impl Country {
    /// Germany: the default of a new installation.
    pub const DE: Country = Country(phonenumber::country::Id::DE);

    /// Reads a two-letter country code.
    pub fn parse(code: &str) -> Option<Country> {
        phonenumber::country::Id::from_str(code.trim().to_ascii_uppercase().as_str()).ok().map(Country)
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_ref())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Country::parse(&code).ok_or_else(|| {
            serde::de::Error::custom(format!("\"{code}\" is no two-letter country code, such as DE"))
        })
    }
}

/// Returns the normal form of an e-mail address: lower case, composed, the domain in its ASCII form; none when
/// the text is no address (an Exchange-internal name, for example).
pub fn email(written: &str) -> Option<String> {
    let bare = written.trim().trim_start_matches("mailto:");
    let text = if bare.is_ascii() { Cow::Borrowed(bare) } else { Cow::Owned(bare.nfc().collect::<String>()) };
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => text[open + 1..close].trim(),
        (_, _) => &text,
    };
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain_in_ascii(domain.trim_end_matches('.'))?;
    let odd =
        |part: &str| part.is_empty() || part.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>'));
    if odd(local) || odd(&domain) {
        return None;
    }
    Some([&local.to_lowercase(), "@", &domain].concat())
}

/// Letters, digits and hyphens are their own ASCII form in lower case; everything else goes by the rules.
fn domain_in_ascii(domain: &str) -> Option<Cow<'_, str>> {
    let label = |label: &str| {
        let plain =
            label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && !label.is_empty() && label.get(2..4) != Some("--")
    };
    if domain.split('.').all(label) {
        return Some(Cow::Borrowed(domain));
    }
    idna::domain_to_ascii(domain).ok().map(Cow::Owned)
}

/// Returns the normal form of a mailbox's address: an e-mail address that also is a user's name in Microsoft Graph, so
/// without what would mean something in a web address; none when it is no such address.
pub fn mailbox(written: &str) -> Option<String> {
    let means_something =
        |c: char| matches!(c, '/' | '\\' | '?' | '#' | '%' | ':' | ';' | ',' | '"' | '(' | ')');
    email(written).filter(|address| !address.contains(means_something) && !address.contains(".."))
}

/// Returns the domain of an e-mail address in normal form.
pub fn email_domain(written: &str) -> Option<String> {
    email(written).and_then(|normal| normal.rsplit_once('@').map(|(_, domain)| domain.to_owned()))
}

/// Returns the normal form of a name: lower case, without diacritics and punctuation, German umlauts and ß
/// spelled as ae, oe, ue, ss, blanks single.
pub fn name(written: &str) -> String {
    // Up to there every letter is composed as it stands.
    const FIRST_MARK: char = '\u{300}';
    if written.chars().all(|letter| letter < FIRST_MARK) {
        spelled(written.chars(), written.len())
    } else {
        spelled(written.nfc(), written.len())
    }
}

fn spelled(composed: impl Iterator<Item = char>, length: usize) -> String {
    let mut words = Spelled { normal: String::with_capacity(length + 2), gap: false };
    for letter in composed {
        match letter {
            'ä' | 'Ä' | 'æ' | 'Æ' => words.push("ae"),
            'ö' | 'Ö' | 'œ' | 'Œ' | 'ø' | 'Ø' => words.push("oe"),
            'ü' | 'Ü' => words.push("ue"),
            'ß' | 'ẞ' => words.push("ss"),
            'ı' | 'İ' => words.push("i"),
            plain if plain.is_ascii() => words.letter(plain),
            other => match deunicode::deunicode_char(other) {
                Some(latin) => words.push(latin),
                None => words.gap = true,
            },
        }
    }
    words.normal
}

/// A name while it is spelled: its letters and digits, and whether a blank is due before the next.
struct Spelled {
    normal: String,
    gap: bool,
}

impl Spelled {
    fn push(&mut self, latin: &str) {
        latin.chars().for_each(|letter| self.letter(letter));
    }

    fn letter(&mut self, letter: char) {
        match letter {
            '\'' | '.' => {}
            letter if letter.is_ascii_alphanumeric() => {
                if self.gap && !self.normal.is_empty() {
                    self.normal.push(' ');
                }
                self.gap = false;
                self.normal.push(letter.to_ascii_lowercase());
            }
            _ => self.gap = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_with_its_domain_in_ascii() {
        assert_eq!(email(" Max.Muster@Example.COM ").as_deref(), Some("max.muster@example.com"));
        assert_eq!(email("jörg@MÜLLER.de").as_deref(), Some("jörg@xn--mller-kva.de"));
        assert_eq!(email("Ada <ada@example.org>").as_deref(), Some("ada@example.org"));
        for refused in ["", "no address", "@x.de", "/o=ExchangeLabs/ou=x/cn=Recipients/cn=ada", "a b@x.de"] {
            assert_eq!(email(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_number_has_one_normal_form_in_every_notation() {
        for written in
            ["030 1234567", "+49 30 1234567", "0049 30 1234567", "+49 (0)30 1234567", "(030) 123-4567"]
        {
            assert_eq!(phone(written, Country::DE).as_deref(), Some("+49301234567"), "{written}");
        }
        assert_eq!(phone("0043 664 1234567", Country::DE).as_deref(), Some("+436641234567"));
        assert_eq!(phone("intern 123", Country::DE).as_deref(), Some("123"));
        assert_eq!(phone("n/a", Country::DE), None);
        // Nobody's number: it has no international form that is read as itself.
        for nobodys in ["0000010", "0010010"] {
            assert_eq!(phone(nobodys, Country::DE).as_deref(), Some(nobodys));
        }
    }

    #[test]
    fn a_name_is_compared_without_case_diacritics_and_punctuation() {
        for written in ["Müller", "MUELLER", "Mu\u{308}ller", " mueller "] {
            assert_eq!(name(written), "mueller", "{written}");
        }
        assert_eq!(name("O'Neill-Şahin"), "oneill sahin");
        assert_eq!(name("Łukasz Żółć"), "lukasz zolc");
        assert_eq!(name("Groß"), "gross");
    }

    /// The same by the way that every letter goes: composed, spelled, then the whole text in Latin letters.
    fn name_the_long_way(written: &str) -> String {
        let mut spelled = String::new();
        for letter in written.nfc() {
            match letter {
                'ä' | 'Ä' | 'æ' | 'Æ' => spelled.push_str("ae"),
                'ö' | 'Ö' | 'œ' | 'Œ' | 'ø' | 'Ø' => spelled.push_str("oe"),
                'ü' | 'Ü' => spelled.push_str("ue"),
                'ß' | 'ẞ' => spelled.push_str("ss"),
                'ı' | 'İ' => spelled.push('i'),
                other => spelled.push(other),
            }
        }
        let latin = deunicode::deunicode(&spelled).to_lowercase();
        let kept = latin.chars().filter(|c| *c != '\'' && *c != '.');
        let words: String = kept.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

        #[test]
        fn a_name_is_spelled_letter_by_letter_as_it_is_as_a_whole(written in "[a-zA-ZäÖüßéèñøåŁżıİ'.北京Жа\u{301}\u{308} -]{0,16}|\\PC{0,16}") {
            proptest::prop_assert_eq!(name(&written), name_the_long_way(&written));
        }

        #[test]
        fn a_plain_domain_is_its_own_form_in_ascii(domain in "[a-z0-9-]{1,6}(\\.[a-z0-9-]{1,5}){0,3}") {
            let by_the_rules = idna::domain_to_ascii(&domain).ok();
            proptest::prop_assert_eq!(domain_in_ascii(&domain).map(Cow::into_owned), by_the_rules);
        }
    }
}
