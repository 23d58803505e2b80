//! Postal addresses in cards.

use contacts::FieldKey::{self, *};

use super::line::Property;

/// The fields of one address, in the order of a vCard: box, street, city, state, postal code, country.
pub(crate) struct Fields {
    /// What letters go to when this address is chosen.
    pub word: &'static str,
    /// The fields.
    pub keys: [FieldKey; 6],
}

/// The three addresses that a contact person has.
const BUSINESS: Fields = Fields {
    word: "business",
    keys: [BusinessPoBox, BusinessStreet, BusinessCity, BusinessState, BusinessPostalCode, BusinessCountry],
};
const HOME: Fields =
    Fields { word: "home", keys: [HomePoBox, HomeStreet, HomeCity, HomeState, HomePostalCode, HomeCountry] };
const OTHER: Fields = Fields {
    word: "other",
    keys: [OtherPoBox, OtherStreet, OtherCity, OtherState, OtherPostalCode, OtherCountry],
};

/// Lists where an address may go, best first.
pub(crate) fn places(property: &Property) -> &'static [Fields] {
    const AT_WORK: &[Fields] = &[BUSINESS, OTHER];
    const AT_HOME: &[Fields] = &[HOME, OTHER];
    const ELSEWHERE: &[Fields] = &[OTHER];
    match (property.is("work"), property.is("home")) {
        (true, _) => AT_WORK,
        (false, true) => AT_HOME,
        (false, false) => ELSEWHERE,
    }
}

/// An address taken apart.
pub(crate) struct Address {
    /// In the order of [`Fields::keys`].
    pub texts: [String; 6],
    /// The office, where Outlook puts it into the address.
    pub office: Option<String>,
}

/// Takes an address apart: box, extension, street, city, state, postal code, country.
pub(crate) fn address(property: &Property) -> Address {
    let mut parts = property.parts(';').into_iter().map(|part| part.trim().to_owned());
    let mut next = || parts.next().unwrap_or_default();
    let (po_box, extension, mut street) = (next(), next(), next());
    let (city, state, postal_code, country) = (next(), next(), next(), next());
    // Outlook's 2.1 has the office there; others a flat or a floor.
    let office = property.is_old() && property.is("work") && !extension.is_empty();
    if !office && !extension.is_empty() {
        street = if street.is_empty() { extension.clone() } else { format!("{street}\n{extension}") };
    }
    Address {
        texts: [po_box, street, city, state, postal_code, country],
        office: office.then_some(extension),
    }
}
