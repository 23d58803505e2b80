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
    /// An extended property, by its id.
    Extended(&'static str),
}

/// One field of the form.
pub(crate) struct Field {
    /// The property's name in Graph; for extended ones a name of the form's own.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) input: Input,
}

const fn field(name: &'static str, label: &'static str, input: Input) -> Field {
    Field { name, label, input }
}

const fn line(name: &'static str, label: &'static str) -> Field {
    field(name, label, Input::Line)
}

const fn extended(name: &'static str, label: &'static str, id: &'static str) -> Field {
    field(name, label, Input::Extended(id))
}

/// The parts of an address with their labels.
pub(crate) const ADDRESS_PARTS: [(&str, &str); 5] = [
    ("street", "Street"),
    ("postalCode", "ZIP"),
    ("city", "City"),
    ("state", "State"),
    ("countryOrRegion", "Country"),
];

/// The form: groups with their headings.
pub(crate) static GROUPS: [(&str, &[Field]); 6] = [
    (
        "Name",
        &[
            line("title", "Title"),
            line("givenName", "First name"),
            line("middleName", "Middle name"),
            line("surname", "Last name"),
            line("generation", "Suffix"),
            line("displayName", "Full name"),
            line("fileAs", "File as"),
            line("nickName", "Nickname"),
            line("initials", "Initials"),
        ],
    ),
    (
        "Work",
        &[
            line("companyName", "Company"),
            line("department", "Department"),
            line("jobTitle", "Job title"),
            line("profession", "Profession"),
            line("officeLocation", "Office"),
            line("manager", "Manager"),
            line("assistantName", "Assistant"),
            line("businessHomePage", "Web page"),
        ],
    ),
    (
        "E-mail and phone",
        &[
            field("emailAddresses", "E-mail", Input::Emails),
            line("mobilePhone", "Mobile"),
            field("businessPhones", "Work phone", Input::List(2)),
            field("homePhones", "Home phone", Input::List(2)),
            field("imAddresses", "Instant messaging", Input::List(3)),
            extended("x-fax", "Work fax", "String 0x3A24"),
            extended("x-home-fax", "Home fax", "String 0x3A25"),
            extended("x-company-phone", "Company phone", "String 0x3A57"),
            extended("x-assistant-phone", "Assistant's phone", "String 0x3A2E"),
            extended("x-other-phone", "Other phone", "String 0x3A1F"),
            extended("x-pager", "Pager", "String 0x3A21"),
        ],
    ),
    (
        "Addresses",
        &[
            field("businessAddress", "Work", Input::Address),
            field("homeAddress", "Home", Input::Address),
            field("otherAddress", "Other", Input::Address),
        ],
    ),
    (
        "Personal",
        &[
            field("birthday", "Birthday", Input::Date),
            line("spouseName", "Spouse"),
            field("children", "Children", Input::Commas),
            field("categories", "Categories", Input::Commas),
            line("yomiGivenName", "Phonetic first name"),
            line("yomiSurname", "Phonetic last name"),
            line("yomiCompanyName", "Phonetic company"),
        ],
    ),
    ("Notes", &[field("personalNotes", "Notes", Input::Lines)]),
];
