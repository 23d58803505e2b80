//! Normal forms of e-mail addresses, phone numbers and names: for comparing and finding, never for storing.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

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
    let text: String = written.trim().trim_start_matches("mailto:").nfc().collect();
    let text = match (text.rfind('<'), text.rfind('>')) {
        (Some(open), Some(close)) if open < close => text[open + 1..close].trim().to_owned(),
        (_, _) => text,
    };
    let (local, domain) = text.rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain.trim_end_matches('.')).ok()?;
    let odd =
        |part: &str| part.is_empty() || part.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>'));
    if odd(local) || odd(&domain) {
        return None;
    }
    Some(format!("{}@{domain}", local.to_lowercase()))
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

/// Digits of a number that is too short for one of a country: an extension of some switchboard.
const SHORT: usize = 6;

/// Returns the normal form of a phone number: E.164 in its country, the digits alone where it is too short for that;
/// none when it has fewer than three digits.
pub fn phone(written: &str, country: Country) -> Option<String> {
    // "+49 (0)30 …": the trunk zero in brackets is not dialled from abroad.
    let text =
        written.trim().replace("(0)", if written.trim_start().starts_with(['+', '0']) { "" } else { "0" });
    let digits: String =
        text.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
    if digits.len() < 3 {
        return None;
    }
    // Only what dialling needs: a letter or a separator in between must not change the number.
    let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
    let international =
        |number: &phonenumber::PhoneNumber| number.format().mode(phonenumber::Mode::E164).to_string();
    match phonenumber::parse(Some(country.0), format!("{plus}{digits}")) {
        Ok(number) if phonenumber::is_valid(&number) => Some(international(&number)),
        Ok(number) if digits.len() > SHORT => {
            let normal = international(&number);
            let again = phonenumber::parse(Some(country.0), &normal).map(|again| international(&again));
            // What begins with a row of zeros, say, would be read as another number each time.
            let stays = normal.len() > SHORT + 1 && again.is_ok_and(|again| again == normal);
            Some(if stays { normal } else { digits })
        }
        Ok(_) | Err(_) => Some(digits),
    }
}

/// Returns the normal form of a name: lower case, without diacritics and punctuation, German umlauts and ß
/// spelled as ae, oe, ue, ss, blanks single.
pub fn name(written: &str) -> String {
    let composed: String = written.nfc().collect();
    let mut spelled = String::with_capacity(composed.len());
    for letter in composed.chars() {
        match letter {
            'ä' | 'Ä' | 'æ' | 'Æ' => spelled.push_str("ae"),
            'ö' | 'Ö' | 'œ' | 'Œ' | 'ø' | 'Ø' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            'ß' | 'ẞ' => spelled.push_str("ss"),
            'ı' | 'İ' => spelled.push('i'),
            other => spelled.push(other),
        }
    }
    let ascii = deunicode::deunicode(&spelled).to_lowercase();
    let words: String = ascii
        .chars()
        .filter(|c| *c != '\'' && *c != '.')
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
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
}
