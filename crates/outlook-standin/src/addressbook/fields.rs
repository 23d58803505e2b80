//! What the form of a contact shows, in its order.

/// How a field is typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Line,
    Lines,
    Date,
    /// A list of texts with this many lines of its own.
    List(usize),
    /// A list of texts in one line, separated by commas.
    Commas,
    Emails,
    Address,
    /// An extended property with a text, by its id.
    Extended(&'static str),
    /// An extended property with a time of which the date matters, by its id.
    ExtendedDate(&'static str),
    /// An extended property with a number that stands for a word.
    Choice(&'static str, &'static [Named]),
    /// The private flag, which lives in two properties.
    Private,
}

/// A number and the words that it stands for: English, German.
pub(crate) type Named = (&'static str, (&'static str, &'static str));

/// One field of the form.
pub(crate) struct Field {
    /// The property's name in Graph; for extended ones a name of the form's own.
    pub(crate) name: &'static str,
    /// English, German.
    pub(crate) label: (&'static str, &'static str),
    pub(crate) input: Input,
}

const fn field(name: &'static str, en: &'static str, de: &'static str, input: Input) -> Field {
    Field { name, label: (en, de), input }
}

const fn line(name: &'static str, en: &'static str, de: &'static str) -> Field {
    field(name, en, de, Input::Line)
}

const fn extended(name: &'static str, en: &'static str, de: &'static str, id: &'static str) -> Field {
    field(name, en, de, Input::Extended(id))
}

/// PidLidPrivate, the check box of Outlook's form.
pub(crate) const PRIVATE: &str = "Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506";
/// PidTagSensitivity, which Outlook writes together with the check box; 2 is private.
pub(crate) const SENSITIVITY: &str = "Integer 0x36";

const GENDERS: &[Named] = &[("0", ("", "")), ("1", ("female", "weiblich")), ("2", ("male", "männlich"))];
const MAILING: &[Named] = &[
    ("0", ("", "")),
    ("1", ("home address", "Privatadresse")),
    ("2", ("business address", "Geschäftsadresse")),
    ("3", ("other address", "weitere Adresse")),
];

/// The parts of an address with their labels.
pub(crate) const ADDRESS_PARTS: [(&str, (&str, &str)); 5] = [
    ("street", ("Street", "Straße")),
    ("postalCode", ("Postal code", "Postleitzahl")),
    ("city", ("City", "Ort")),
    ("state", ("State", "Bundesland")),
    ("countryOrRegion", ("Country", "Land")),
];

/// Fields that stand together, with their heading.
pub(crate) struct Group {
    pub(crate) heading: (&'static str, &'static str),
    pub(crate) fields: &'static [Field],
}

/// The form.
pub(crate) static GROUPS: [Group; 6] = [
    Group {
        heading: ("Name", "Name"),
        fields: &[
            line("title", "Title", "Anrede"),
            line("givenName", "First name", "Vorname"),
            line("middleName", "Middle name", "Weitere Vornamen"),
            line("surname", "Last name", "Nachname"),
            line("generation", "Suffix", "Namenszusatz"),
            line("nickName", "Nickname", "Spitzname"),
            line("displayName", "Full name", "Vollständiger Name"),
            line("fileAs", "File as", "Speichern unter"),
            line("initials", "Initials", "Initialen"),
            line("yomiGivenName", "Phonetic first name", "Vorname (phonetisch)"),
            line("yomiSurname", "Phonetic last name", "Nachname (phonetisch)"),
            line("yomiCompanyName", "Phonetic company", "Firma (phonetisch)"),
        ],
    },
    Group {
        heading: ("E-mail and phone", "E-Mail und Telefon"),
        fields: &[
            field("emailAddresses", "E-mail", "E-Mail", Input::Emails),
            field("businessPhones", "Business phone", "Telefon geschäftlich", Input::List(2)),
            line("mobilePhone", "Mobile phone", "Mobiltelefon"),
            field("homePhones", "Home phone", "Telefon privat", Input::List(2)),
            extended("x-company-phone", "Company main phone", "Telefon Firma", "String 0x3A57"),
            extended("x-assistant-phone", "Assistant's phone", "Telefon Assistenz", "String 0x3A2E"),
            extended("x-primary-phone", "Primary phone", "Haupttelefon", "String 0x3A1A"),
            extended("x-other-phone", "Other phone", "Weiteres Telefon", "String 0x3A1F"),
            extended("x-car-phone", "Car phone", "Autotelefon", "String 0x3A1E"),
            extended("x-pager", "Pager", "Pager", "String 0x3A21"),
            extended("x-fax", "Business fax", "Fax geschäftlich", "String 0x3A24"),
            extended("x-home-fax", "Home fax", "Fax privat", "String 0x3A25"),
            extended("x-other-fax", "Other fax", "Weiteres Fax", "String 0x3A23"),
            field("imAddresses", "Chat address", "Chat-Adresse", Input::List(3)),
        ],
    },
    Group {
        heading: ("Work", "Beruf"),
        fields: &[
            line("companyName", "Company", "Firma"),
            line("department", "Department", "Abteilung"),
            line("jobTitle", "Job title", "Position"),
            line("profession", "Profession", "Berufsbezeichnung"),
            line("officeLocation", "Office", "Büro"),
            line("manager", "Manager", "Vorgesetzte(r)"),
            line("assistantName", "Assistant", "Assistenz"),
            line("businessHomePage", "Web page", "Webseite"),
            extended("x-personal-web-page", "Personal web page", "Persönliche Webseite", "String 0x3A50"),
            extended("x-customer-number", "Customer number", "Kundennummer", "String 0x3A4A"),
            extended("x-account", "Account", "Konto", "String 0x3A00"),
            extended("x-government-id", "Government id", "Behördliche Nummer", "String 0x3A07"),
        ],
    },
    Group {
        heading: ("Addresses", "Adressen"),
        fields: &[
            field("businessAddress", "Business", "Geschäftlich", Input::Address),
            extended(
                "x-business-po-box",
                "Business: PO box",
                "Geschäftlich: Postfach",
                "String {00062004-0000-0000-C000-000000000046} Id 0x804A",
            ),
            field("homeAddress", "Home", "Privat", Input::Address),
            extended("x-home-po-box", "Home: PO box", "Privat: Postfach", "String 0x3A5E"),
            field("otherAddress", "Other", "Weitere", Input::Address),
            extended("x-other-po-box", "Other: PO box", "Weitere: Postfach", "String 0x3A64"),
            field(
                "x-mailing-address",
                "Mailing address",
                "Postanschrift",
                Input::Choice("Integer {00062004-0000-0000-C000-000000000046} Id 0x8022", MAILING),
            ),
        ],
    },
    Group {
        heading: ("Personal", "Persönlich"),
        fields: &[
            field("birthday", "Birthday", "Geburtstag", Input::Date),
            field("x-anniversary", "Anniversary", "Jahrestag", Input::ExtendedDate("SystemTime 0x3A41")),
            line("spouseName", "Spouse", "Partner(in)"),
            field("children", "Children", "Kinder", Input::Commas),
            field("x-gender", "Gender", "Geschlecht", Input::Choice("Short 0x3A4D", GENDERS)),
        ],
    },
    Group {
        heading: ("Other", "Sonstiges"),
        fields: &[
            field("categories", "Categories", "Kategorien", Input::Commas),
            field("personalNotes", "Notes", "Notizen", Input::Lines),
            extended(
                "x-user-1",
                "User field 1",
                "Benutzerfeld 1",
                "String {00062004-0000-0000-C000-000000000046} Id 0x804F",
            ),
            extended(
                "x-user-2",
                "User field 2",
                "Benutzerfeld 2",
                "String {00062004-0000-0000-C000-000000000046} Id 0x8050",
            ),
            extended(
                "x-user-3",
                "User field 3",
                "Benutzerfeld 3",
                "String {00062004-0000-0000-C000-000000000046} Id 0x8051",
            ),
            extended(
                "x-user-4",
                "User field 4",
                "Benutzerfeld 4",
                "String {00062004-0000-0000-C000-000000000046} Id 0x8052",
            ),
            field("x-private", "Private", "Privat", Input::Private),
        ],
    },
];

/// Lists every field of the form.
pub(crate) fn all() -> impl Iterator<Item = &'static Field> {
    GROUPS.iter().flat_map(|group| group.fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::extended::PropertyId;
    use crate::state::property::{Kind, PROPERTIES};

    #[test]
    fn every_property_of_a_contact_that_can_be_written_is_in_the_form_once() {
        for property in PROPERTIES.iter().filter(|property| !matches!(property.kind, Kind::Derived(_))) {
            assert_eq!(all().filter(|field| field.name == property.name).count(), 1, "{}", property.name);
        }
        for field in all() {
            if let Input::Extended(id) | Input::ExtendedDate(id) | Input::Choice(id, _) = field.input {
                assert!(PropertyId::parse(id).is_some(), "{id}");
            }
        }
    }
}
