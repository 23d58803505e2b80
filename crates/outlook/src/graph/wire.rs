//! THE GRAPH WIRE TYPES: contacts, folders, pages and errors in Microsoft's own words.
//!
//! Source: the v1.0 metadata of Microsoft Graph, resource `contact`. Where a value is sent back that the server
//! gave us (e-mail addresses, postal addresses), keys that are not named here survive in `others`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

/// A property of a PATCH body or an answer: absent keeps or was not selected, null clears or is unset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tri<T> {
    /// Not in the body.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Tri<T> {
    /// Tells whether the property is not in the body.
    pub fn is_absent(&self) -> bool {
        matches!(self, Tri::Absent)
    }

    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Tri::Value(value) => Some(value),
            Tri::Null | Tri::Absent => None,
        }
    }

    /// Makes a property that sets a value or, without one, clears it.
    pub fn set_or_clear(value: Option<T>) -> Self {
        value.map_or(Tri::Null, Tri::Value)
    }
}

impl<T: Serialize> Serialize for Tri<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Tri<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Tri::set_or_clear)
    }
}

/// Declares [`Contact`]: what the server keeps about it, and the properties that can be written.
macro_rules! contact {
    ($($(#[$doc:meta])* $field:ident $wire:literal: $type:ty,)*) => {
        /// A contact: the body of a POST or PATCH, an answer, or an entry of a delta page.
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Contact {
            /// Its id.
            #[serde(skip_serializing)]
            pub id: String,
            /// `W/"{changeKey}"`; comes even where `changeKey` was not selected.
            #[serde(rename = "@odata.etag", skip_serializing)]
            pub etag: Option<String>,
            /// Its version.
            #[serde(rename = "changeKey", skip_serializing)]
            pub change_key: Option<String>,
            /// The id of the folder it lies in.
            #[serde(rename = "parentFolderId", skip_serializing)]
            pub parent_folder_id: Option<String>,
            /// When it was changed last, in UTC.
            #[serde(rename = "lastModifiedDateTime", skip_serializing)]
            pub last_modified: Option<String>,
            /// Set on an entry of a delta page that says the contact has left the folder.
            #[serde(rename = "@removed", skip_serializing)]
            pub removed: Option<Removed>,
            $(
                #[doc = concat!("`", $wire, "`.")]
                $(#[$doc])*
                #[serde(rename = $wire, skip_serializing_if = "Tri::is_absent")]
                pub $field: Tri<$type>,
            )*
            /// The MAPI properties: those to write, or those that `$expand` asked for.
            #[serde(rename = "singleValueExtendedProperties", skip_serializing_if = "Vec::is_empty")]
            pub extended: Vec<ExtendedProperty>,
        }

        /// Every property of a contact that can be written, in Microsoft's spelling.
        pub const WRITABLE: &[&str] = &[$($wire),*];
    };
}

contact! {
    title "title": String,
    given_name "givenName": String,
    middle_name "middleName": String,
    surname "surname": String,
    generation "generation": String,
    display_name "displayName": String,
    file_as "fileAs": String,
    nick_name "nickName": String,
    initials "initials": String,
    yomi_given_name "yomiGivenName": String,
    yomi_surname "yomiSurname": String,
    yomi_company_name "yomiCompanyName": String,
    company_name "companyName": String,
    department "department": String,
    job_title "jobTitle": String,
    profession "profession": String,
    office_location "officeLocation": String,
    manager "manager": String,
    assistant_name "assistantName": String,
    email_addresses "emailAddresses": Vec<EmailAddress>,
    business_home_page "businessHomePage": String,
    im_addresses "imAddresses": Texts,
    business_phones "businessPhones": Texts,
    home_phones "homePhones": Texts,
    mobile_phone "mobilePhone": String,
    business_address "businessAddress": PhysicalAddress,
    home_address "homeAddress": PhysicalAddress,
    other_address "otherAddress": PhysicalAddress,
    /// `YYYY-MM-DDT11:59:00Z`; only the date has a meaning.
    birthday "birthday": String,
    spouse_name "spouseName": String,
    children "children": Texts,
    personal_notes "personalNotes": String,
    categories "categories": Texts,
}

/// A list of texts; entries that are null are dropped on reading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Texts(pub Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Vec::<Option<String>>::deserialize(deserializer)?;
        Ok(Texts(entries.into_iter().flatten().collect()))
    }
}

/// An e-mail address with the name that mail programs show for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmailAddress {
    /// `address`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// `name`; the server fills in the address where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whatever else the server said.
    #[serde(flatten)]
    pub others: Map<String, Json>,
}

/// A postal address; the server leaves unset parts out, and `{}` is no address. Nobody has confirmed whether a
/// PATCH keeps the parts that it does not name, so a cleared part is sent as null.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalAddress {
    /// `street`, with line breaks.
    #[serde(default, skip_serializing_if = "Tri::is_absent")]
    pub street: Tri<String>,
    /// `city`.
    #[serde(default, skip_serializing_if = "Tri::is_absent")]
    pub city: Tri<String>,
    /// `state`.
    #[serde(default, skip_serializing_if = "Tri::is_absent")]
    pub state: Tri<String>,
    /// `countryOrRegion`.
    #[serde(default, skip_serializing_if = "Tri::is_absent")]
    pub country_or_region: Tri<String>,
    /// `postalCode`.
    #[serde(default, skip_serializing_if = "Tri::is_absent")]
    pub postal_code: Tri<String>,
    /// Whatever else the server said.
    #[serde(flatten)]
    pub others: Map<String, Json>,
}

/// A MAPI property that Graph has no name for. Values are always texts, whatever their type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedProperty {
    /// Type and name, as in `String 0x3A24` or `Boolean {…} Id 0x8506`.
    pub id: String,
    /// The value; null clears a text.
    #[serde(default)]
    pub value: Option<String>,
}

impl Contact {
    /// Returns the version, from `changeKey` or, where that was not selected, from the ETag.
    pub fn version(&self) -> Option<&str> {
        let from_etag = || {
            let etag = self.etag.as_deref()?;
            etag.strip_prefix("W/").unwrap_or(etag).strip_prefix('"')?.strip_suffix('"')
        };
        self.change_key.as_deref().or_else(from_etag).filter(|key| !key.is_empty())
    }
}

/// Why a contact is on a delta page without its properties. Whatever the reason says, it is no longer in the
/// folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Removed {
    /// `deleted` or `changed`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A contact folder, or the mail folder Deleted Items.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Folder {
    /// Its id.
    pub id: String,
    /// Its name in the mailbox's language.
    pub display_name: Option<String>,
    /// The id of the folder it lies in.
    pub parent_folder_id: Option<String>,
}

/// A page of anything.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Page<T> {
    /// Its entries.
    pub value: Vec<T>,
    /// Where the listing goes on.
    #[serde(rename = "@odata.nextLink", default)]
    pub next_link: Option<String>,
    /// Where the next delta round begins.
    #[serde(rename = "@odata.deltaLink", default)]
    pub delta_link: Option<String>,
}

/// The envelope of an error. Everything in it may be missing; `innerError` is not read, since its date has no
/// offset and its other keys differ between versions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ErrorEnvelope {
    /// The error.
    #[serde(default)]
    pub error: ErrorBody,
}

/// What went wrong, in the server's words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct ErrorBody {
    /// A word to branch on, such as `ErrorItemNotFound`; its case varies.
    #[serde(deserialize_with = "null_is_empty")]
    pub code: String,
    /// A sentence for people.
    #[serde(deserialize_with = "null_is_empty")]
    pub message: String,
}

fn null_is_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_property_is_not_sent_a_cleared_one_is_null_and_an_empty_address_is_an_empty_object() {
        let body = Contact {
            title: Tri::Null,
            surname: Tri::Value("King".into()),
            home_address: Tri::Value(PhysicalAddress::default()),
            home_phones: Tri::Value(Texts::default()),
            ..Contact::default()
        };
        assert_eq!(
            serde_json::to_string(&body).unwrap(),
            r#"{"title":null,"surname":"King","homePhones":[],"homeAddress":{}}"#
        );
    }

    #[test]
    fn an_answer_tells_unselected_unset_and_set_properties_apart() {
        let contact: Contact = serde_json::from_str(
            r#"{"id":"a","@odata.etag":"W/\"k1\"","title":null,"surname":"King","new":[1]}"#,
        )
        .unwrap();
        assert_eq!(contact.title, Tri::Null);
        assert_eq!(contact.surname, Tri::Value("King".into()));
        assert_eq!(contact.generation, Tri::Absent);
        assert_eq!(contact.version(), Some("k1"));
    }

    #[test]
    fn keys_that_nobody_here_knows_survive_in_addresses_that_are_sent_back() {
        let json = r#"{"address":"a@b.de","name":"A","type":"work"}"#;
        let email: EmailAddress = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&email).unwrap(), json);
        let json = r#"{"city":"Ulm","postOfficeBox":"7"}"#;
        let address: PhysicalAddress = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&address).unwrap(), json);
    }

    #[test]
    fn an_error_is_read_whatever_is_missing_in_it() {
        for (json, code) in [
            (r#"{"error":{"code":"X","message":"m","innerError":{"date":"2026-07-27T12:15:35"}}}"#, "X"),
            (r#"{"error":{"code":"ApplicationThrottled"}}"#, "ApplicationThrottled"),
            (r#"{"error":{"code":null,"message":null}}"#, ""),
            ("{}", ""),
        ] {
            assert_eq!(serde_json::from_str::<ErrorEnvelope>(json).unwrap().error.code, code, "{json}");
        }
    }
}
