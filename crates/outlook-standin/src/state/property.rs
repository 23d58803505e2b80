//! Lists the properties of Graph's `contact`, in the order in which answers spell them.
//!
//! Source: the v1.0 metadata of Microsoft Graph. A selection is a bit mask over this table.

/// Says what a property holds and what the service refuses in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A single line of text, at most as long as the quirk `text_limit` says.
    Text,
    /// Text with line breaks and no limit that is known.
    Notes,
    /// A date that the service stores at 11:59:00Z.
    Date,
    /// A list of texts with its highest number of entries, if there is one.
    List(Option<usize>),
    /// The e-mail addresses, at most three.
    Emails,
    /// A postal address.
    Address,
    /// A property that the service derives; writes to it are ignored.
    Derived(Derived),
}

/// Names the properties that a client can read but not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    Id,
    ChangeKey,
    Created,
    Modified,
    ParentFolder,
    /// The first, second or third e-mail address; left out of an answer when there is none.
    Email(usize),
    /// A navigation property: may be named in `$select`, appears by `$expand` only.
    Navigation,
}

/// One property of a contact.
#[derive(Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

const fn text(name: &'static str) -> Property {
    Property { name, kind: Kind::Text }
}

const fn of(name: &'static str, kind: Kind) -> Property {
    Property { name, kind }
}

/// Every property in alphabetical order.
pub(crate) static PROPERTIES: [Property; 43] = [
    text("assistantName"),
    of("birthday", Kind::Date),
    of("businessAddress", Kind::Address),
    text("businessHomePage"),
    of("businessPhones", Kind::List(Some(2))),
    of("categories", Kind::List(None)),
    of("changeKey", Kind::Derived(Derived::ChangeKey)),
    of("children", Kind::List(None)),
    text("companyName"),
    of("createdDateTime", Kind::Derived(Derived::Created)),
    text("department"),
    text("displayName"),
    of("emailAddresses", Kind::Emails),
    text("fileAs"),
    text("generation"),
    text("givenName"),
    of("homeAddress", Kind::Address),
    of("homePhones", Kind::List(Some(2))),
    of("id", Kind::Derived(Derived::Id)),
    of("imAddresses", Kind::List(Some(3))),
    text("initials"),
    text("jobTitle"),
    of("lastModifiedDateTime", Kind::Derived(Derived::Modified)),
    text("manager"),
    text("middleName"),
    text("mobilePhone"),
    text("nickName"),
    text("officeLocation"),
    of("otherAddress", Kind::Address),
    of("parentFolderId", Kind::Derived(Derived::ParentFolder)),
    of("personalNotes", Kind::Notes),
    of("primaryEmailAddress", Kind::Derived(Derived::Email(0))),
    text("profession"),
    of("secondaryEmailAddress", Kind::Derived(Derived::Email(1))),
    text("spouseName"),
    text("surname"),
    of("tertiaryEmailAddress", Kind::Derived(Derived::Email(2))),
    text("title"),
    text("yomiCompanyName"),
    text("yomiGivenName"),
    text("yomiSurname"),
    of("photo", Kind::Derived(Derived::Navigation)),
    of("singleValueExtendedProperties", Kind::Derived(Derived::Navigation)),
];

/// The parts that a generated display name is made of, in its order.
pub(crate) const NAME_PARTS: [&str; 5] = ["title", "givenName", "middleName", "surname", "generation"];

/// The most e-mail addresses that a contact can carry.
pub(crate) const MOST_EMAILS: usize = 3;

/// Finds a property's place in [`PROPERTIES`] by its exact name.
pub(crate) fn position(name: &str) -> Option<usize> {
    PROPERTIES.iter().position(|property| property.name == name)
}
