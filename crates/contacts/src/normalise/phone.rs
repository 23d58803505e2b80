//! Phone numbers in normal form: what the library of numbering plans says, and a short way to the same for most.

use std::collections::HashMap;
use std::sync::LazyLock;

use phonenumber::metadata::DATABASE;
use phonenumber::{Metadata, Mode, PhoneNumber};

use super::Country;

/// Digits of a number that is too short for one of a country: an extension of some switchboard.
const SHORT: usize = 6;
/// Digits up to which the short way is taken; longer numbers are nobody's.
const LONG: usize = 15;

/// Returns the normal form of a phone number: E.164 in its country, the digits alone where it is too short for that;
/// none when it has fewer than three digits.
pub fn phone(written: &str, country: Country) -> Option<String> {
    let trimmed = written.trim();
    // "+49 (0)30 …": the trunk zero in brackets is not dialled from abroad.
    let dialled = |text: &str| text.bytes().filter(u8::is_ascii_digit).map(char::from).collect::<String>();
    let digits = if trimmed.contains("(0)") {
        dialled(&trimmed.replace("(0)", if trimmed.starts_with(['+', '0']) { "" } else { "0" }))
    } else {
        dialled(trimmed)
    };
    if digits.len() < 3 {
        return None;
    }
    // Only what dialling needs: a letter or a separator in between must not change the number.
    let plus = trimmed.starts_with('+');
    short_way(&digits, plus, country).or_else(|| Some(by_the_library(digits, plus, country)))
}

fn by_the_library(digits: String, plus: bool, country: Country) -> String {
    let international = |number: &PhoneNumber| number.format().mode(Mode::E164).to_string();
    let sign = if plus { "+" } else { "" };
    match phonenumber::parse(Some(country.0), format!("{sign}{digits}")) {
        Ok(number) if phonenumber::is_valid(&number) => international(&number),
        Ok(number) if digits.len() > SHORT => {
            let normal = international(&number);
            let again = phonenumber::parse(Some(country.0), &normal).map(|again| international(&again));
            // What begins with a row of zeros, say, would be read as another number each time.
            let stays = normal.len() > SHORT + 1 && again.is_ok_and(|again| again == normal);
            if stays { normal } else { digits }
        }
        Ok(_) | Err(_) => digits,
    }
}

/// How numbers are dialled in a country whose rules are digits alone.
struct Plan {
    /// The country's own code.
    code: String,
    /// What is dialled before a number abroad.
    abroad: &'static str,
    /// What is dialled before a number in the country, if anything.
    trunk: Option<&'static str>,
    /// What may be dialled before a number in the country, in the order in which it is tried.
    before: Vec<&'static str>,
    /// The least digits of a number, and those that are enough within one place.
    least: usize,
    local: &'static [u16],
}

static PLANS: LazyLock<HashMap<&'static str, Plan>> = LazyLock::new(|| {
    let plans = DATABASE.iter().filter_map(|country| Some((country.id(), Plan::of(country)?)));
    plans.collect()
});

/// Which numbers from 0 to 999 are countries' codes.
static CODES: LazyLock<Vec<bool>> =
    LazyLock::new(|| (0..1000u16).map(|code| DATABASE.by_code(&code).is_some()).collect());

impl Plan {
    fn of(country: &'static Metadata) -> Option<Plan> {
        let digits = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let trunk = country.national_prefix();
        let before: Vec<&str> = match country.national_prefix_for_parsing() {
            Some(pattern) => pattern.as_str().split('|').collect(),
            None => trunk.into_iter().collect(),
        };
        let simple = before.iter().all(digits) && trunk.iter().all(digits);
        let general = country.descriptors().general();
        (simple && country.national_prefix_transform_rule().is_none()).then_some(())?;
        Some(Plan {
            code: country.country_code().to_string(),
            abroad: country.international_prefix().map(|pattern| pattern.as_str()).filter(digits)?,
            trunk,
            before,
            least: general.possible_length().first().copied().unwrap_or_default().into(),
            local: general.possible_local_length(),
        })
    }

    /// Takes off what is dialled before a number in the country; none when the library has to look.
    fn national<'a>(&self, number: &'a str) -> Option<&'a str> {
        let bare = self.before.iter().find_map(|before| number.strip_prefix(before)).unwrap_or(number);
        let bare = self.trunk.and_then(|trunk| bare.strip_prefix(trunk)).unwrap_or(bare);
        let enough = bare.len() >= self.least
            || u16::try_from(bare.len()).is_ok_and(|length| self.local.contains(&length));
        let again = self.before.iter().copied().chain(self.trunk).any(|before| bare.starts_with(before));
        let kept = bare.len() == number.len() || enough;
        (kept && !again && bare.bytes().any(|digit| digit != b'0')).then_some(bare)
    }
}

/// The normal form of a number that can be told without looking its area up: what is long enough keeps its digits
/// whether the plan of its country knows it or not. None: the library has to look.
fn short_way(digits: &str, plus: bool, country: Country) -> Option<String> {
    if !(SHORT + 1..=LONG).contains(&digits.len()) {
        return None;
    }
    let plan = PLANS.get(country.0.as_ref())?;
    let (code, number) = match (plus, digits.strip_prefix(plan.abroad)) {
        (true, Some(_)) => return None,
        (true, None) => with_code(digits)?,
        (false, Some(rest)) => with_code(rest)?,
        // Perhaps an international number without its plus.
        (false, None) if digits.starts_with(&plan.code) => return None,
        (false, None) => (plan.code.as_str(), digits),
    };
    let national = plan.national(number)?;
    (code.len() + national.len() > SHORT).then(|| ["+", code, national].concat())
}

/// Parts a number that begins with a country's code from it.
fn with_code(digits: &str) -> Option<(&str, &str)> {
    let is_code = |length: &usize| {
        let code = digits.get(..*length).and_then(|code| code.parse::<usize>().ok());
        code.and_then(|code| CODES.get(code)).copied().unwrap_or_default()
    };
    (!digits.starts_with('0')).then_some(())?;
    (1..=3).find(is_code).and_then(|length| digits.split_at_checked(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COUNTRIES: &[&str] =
        &["DE", "AT", "CH", "GB", "US", "FR", "IT", "ES", "PL", "NL", "JP", "BR", "RU"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_short_way_leads_where_the_library_does(
            digits in "(00|0|011|[1-9][0-9]?)?(49|43|44|1|39)?0?[0-9]{3,12}",
            plus: bool,
            code in proptest::sample::select(COUNTRIES),
        ) {
            let country = Country::parse(code).unwrap();
            if let Some(normal) = short_way(&digits, plus, country) {
                prop_assert_eq!(normal, by_the_library(digits, plus, country));
            }
        }
    }

    #[test]
    fn most_numbers_go_the_short_way() {
        for (written, plus, country) in [
            ("4930123456", true, "DE"),
            ("004930123456", false, "DE"),
            ("030123456", false, "DE"),
            ("01712345678", false, "DE"),
            ("442079460018", true, "DE"),
            ("02079460018", false, "GB"),
            ("436641234567", true, "AT"),
            ("0446681800", false, "CH"),
            ("2125550123", false, "US"),
        ] {
            let country = Country::parse(country).unwrap();
            let normal = short_way(written, plus, country);
            assert_eq!(normal, Some(by_the_library(written.to_owned(), plus, country)), "{written}");
        }
    }
}
