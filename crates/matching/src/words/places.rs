//! Postal addresses in a form for comparing.

use std::sync::LazyLock;

use super::folded;
use super::table::Words;
use contacts::normalise::name;

/// A postal address, as far as a card says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The street without its kind ("Str.", "Road") and without the number.
    pub street: String,
    /// The number in the street, with its letter.
    pub number: String,
    /// The postal code, letters and digits alone.
    pub code: String,
    /// The city.
    pub city: String,
}

/// How much of two addresses is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// Different cities, or the same city and different streets.
    Apart,
    /// One of them says too little.
    Unknown,
    /// The same postal code, or the same city, and no street to compare.
    Area,
    /// The same street, not the same number.
    Street,
    /// The same house.
    House,
}

/// The kinds of street that people write or leave out, in folded form.
const KIND_WORDS: &str = "\
strasse str street st road rd avenue ave av allee lane ln drive dr way place pl platz weg gasse rue de la le du des via
viale calle straat laan crescent cres close court ct ul ulica gatan vej";

static KINDS: LazyLock<Words> = LazyLock::new(|| KIND_WORDS.split_whitespace().collect());

impl Place {
    /// Reads an address from its lines; none when it says nothing.
    pub fn read(street: &str, code: &str, city: &str) -> Option<Place> {
        if street.is_empty() && code.is_empty() && city.is_empty() {
            return None;
        }
        let (name_of, number) = street_and_number(street);
        let code: String = name(code).chars().filter(char::is_ascii_alphanumeric).collect();
        // "D-10115": the country before the number.
        let bare = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let code =
            if bare.len() >= 4 && bare.bytes().all(|b| b.is_ascii_digit()) { bare.to_owned() } else { code };
        let city = folded(&name(city));
        let place = Place { street: name_of, number, code, city };
        (place != Place::default()).then_some(place)
    }

    /// Compares two addresses.
    pub fn near(&self, other: &Place) -> Near {
        let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
        let same = |a: &str, b: &str| both(a, b) && a == b;
        let close = |a: &str, b: &str| both(a, b) && (a == b || super::slips::slipped(a, b));
        let code = both(&self.code, &other.code) && super::slips::slips(&self.code, &other.code, 1).is_some();
        let city = close(&self.city, &other.city) || begins(&self.city, &other.city);
        let somewhere = code || city;
        let nowhere = !both(&self.code, &other.code) && !both(&self.city, &other.city);
        let street = close(&self.street, &other.street) || same_street(&self.street, &other.street);
        match (somewhere, nowhere, street) {
            (true, _, true) if same(&self.number, &other.number) => Near::House,
            (true, _, true) => Near::Street,
            (true, _, false) if both(&self.street, &other.street) => Near::Apart,
            (true, _, false) => Near::Area,
            (false, true, true) if same(&self.number, &other.number) => Near::Street,
            (false, true, _) => Near::Unknown,
            (false, false, _) => Near::Apart,
        }
    }

    /// Returns what says the house, for finding: postal code, street and number; none when one is missing.
    pub fn house(&self) -> Option<String> {
        let complete = !self.code.is_empty() && !self.street.is_empty() && !self.number.is_empty();
        complete.then(|| {
            let street: String = self.street.chars().filter(|c| *c != ' ').take(6).collect();
            format!("{}{street}{}", self.code, self.number)
        })
    }
}

/// The same letters in other words, or with more behind them: "Am Markt", "Ammarkt", "Am Markt Hinterhaus".
fn same_street(a: &str, b: &str) -> bool {
    const ENOUGH: usize = 6;
    let mut letters = (a.bytes().filter(|byte| *byte != b' '), b.bytes().filter(|byte| *byte != b' '));
    let mut same = 0;
    loop {
        match (letters.0.next(), letters.1.next()) {
            (Some(x), Some(y)) if x == y => same += 1,
            (Some(_), Some(_)) => return false,
            (_, _) => return same >= ENOUGH,
        }
    }
}

fn begins(a: &str, b: &str) -> bool {
    let whole = |long: &str, short: &str| {
        !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
    };
    whole(a, b) || whole(b, a)
}

/// Takes "Hauptstr. 12 a" and "12a High Street" apart.
fn street_and_number(written: &str) -> (String, String) {
    let normal = folded(&name(written));
    let mut street = String::with_capacity(normal.len());
    let mut number = String::new();
    for word in normal.split(' ').filter(|word| !word.is_empty()) {
        let digits = word.starts_with(|c: char| c.is_ascii_digit());
        let letter = word.len() == 1 && number.ends_with(|c: char| c.is_ascii_digit());
        if (digits && number.is_empty()) || (letter && !street.is_empty()) {
            number.push_str(word);
        } else if !digits && !KINDS.contains(word) {
            if !street.is_empty() {
                street.push(' ');
            }
            street.push_str(word.strip_suffix("strasse").or(word.strip_suffix("str")).unwrap_or(word));
        }
    }
    (street, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_house_has_one_form_however_it_is_written() {
        let place = |street, code, city| Place::read(street, code, city).unwrap();
        let house = place("Königsstraße 12 a", "D-10115", "Berlin");
        for (other, expected) in [
            (place("Koenigsstr. 12a", "10115", "Berlin"), Near::House),
            (place("Königsstr 12a", "", "Berlin Mitte"), Near::House),
            (place("Königs Str. 12a, Hinterhaus", "10115", "Berlin"), Near::House),
            (place("Königsstraße 14", "10115", "Berlin"), Near::Street),
            (place("Torstraße 12a", "10115", "Berlin"), Near::Apart),
            (place("", "10115", ""), Near::Area),
            (place("Königsstraße 12a", "80331", "München"), Near::Apart),
            (place("", "", "Hamburg"), Near::Apart),
        ] {
            assert_eq!(house.near(&other), expected, "{other:?}");
            assert_eq!(other.near(&house), expected, "{other:?}");
        }
        assert_eq!(
            place("12 High Street", "AB1 2CD", "Leeds").near(&place("12 High St", "ab12cd", "")),
            Near::House
        );
        assert_eq!(Place::read(" ", "", ""), None);
    }
}
