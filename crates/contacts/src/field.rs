//! THE FIELD MAP, CRM side: every field a contact person has, as data.
//!
//! A new field is one line here and one in each connector's `map.rs`; storage, forms, the merge and the
//! documentation follow by themselves. Left out on purpose, because nobody was found who uses them: telex,
//! ISDN, TTY, radio and callback numbers.

use serde::{Deserialize, Serialize};

/// The longest single-line text that Outlook keeps, in UTF-16 code units.
pub const LINE_LIMIT: usize = 255;
/// The longest note that Tandem sends to Outlook, in UTF-16 code units.
pub const NOTE_LIMIT: usize = 32_000;
/// The longest list (children) that Tandem sends to Outlook, in entries.
pub const LIST_LIMIT: usize = 50;
/// The most categories that Tandem reads and sends, in entries: as many as the CRM keeps, so that those of
/// others are not cut off when one of ours is added.
pub const SET_LIMIT: usize = crate::card::CRM_LIST_LIMIT;

/// What sort of value a field holds, and so how it is read, compared and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Line,
    /// Text with line breaks.
    Text,
    /// An e-mail address.
    Email,
    /// A phone or fax number, kept as written.
    Phone,
    /// The address of a web page.
    Url,
    /// A calendar date without time and zone.
    Date,
    /// An ordered list of short texts, merged as a whole.
    List,
    /// A set of names, merged entry by entry; entries of others are left alone.
    Set,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Yes, or nothing.
    Flag,
}

/// Which way a field travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Edits travel both ways.
    Both,
    /// The CRM's value stands; edits made in Outlook are put back.
    ToOutlook,
    /// Outlook's value stands; edits made in the CRM stay there.
    ToCrm,
    /// Neither exported nor imported nor compared.
    Off,
}

/// How a value is written to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash, PartialOrd, Ord, Default)]
#[serde(rename_all = "snake_case")]
pub enum WriteMode {
    /// The travelling value replaces what is there.
    #[default]
    Overwrite,
    /// The travelling value is written only where nothing is.
    FillBlanks,
}

/// Who keeps a field in the CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The contact person.
    Person,
    /// The business partner: goes to Outlook only, and is changed in the CRM only.
    Partner,
}

/// Where a field stands on a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The parts of the name.
    Name,
    /// Company, department and position.
    Work,
    /// E-mail, web and chat addresses.
    Online,
    /// Phone and fax numbers.
    Phones,
    /// Postal addresses.
    Addresses,
    /// Family and dates.
    Personal,
    /// Notes, categories, numbers.
    Other,
}

/// A field's name for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Label {
    /// English.
    pub en: &'static str,
    /// German.
    pub de: &'static str,
}

/// One entry of the field map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The stable name, as in the API, in tables and in files.
    pub key: FieldKey,
    /// The name for people.
    pub label: Label,
    /// Where it stands on a form.
    pub group: Group,
    /// What sort of value it holds.
    pub kind: FieldKind,
    /// The most that Outlook keeps: UTF-16 code units, or entries of a list. Zero: Outlook has no place for it.
    pub limit: usize,
    /// Which way it travels once it is on.
    pub direction: Direction,
    /// Whether it is on in a new installation.
    pub on: bool,
    /// Who keeps it in the CRM.
    pub owner: Owner,
}

macro_rules! field_map {
    ($( $variant:ident $key:literal $en:literal $de:literal $group:ident $kind:expr, $limit:expr, $direction:ident $on:ident $owner:ident; )*) => {
        /// The stable name of a field.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum FieldKey { $( #[doc = $en] $variant, )* }

        /// Every field, in the order of a form.
        pub const FIELDS: &[Field] = &[ $( Field {
            key: FieldKey::$variant,
            label: Label { en: $en, de: $de },
            group: Group::$group,
            kind: $kind,
            limit: $limit,
            direction: Direction::$direction,
            on: switch!($on),
            owner: Owner::$owner,
        }, )* ];

        impl FieldKey {
            /// Returns the stable name, as in the API, in tables and in files.
            pub const fn as_str(self) -> &'static str {
                match self { $( FieldKey::$variant => $key, )* }
            }

            /// Finds a field by its stable name.
            pub fn parse(name: &str) -> Option<FieldKey> {
                match name { $( $key => Some(FieldKey::$variant), )* _ => None }
            }
        }
    };
}
macro_rules! switch {
    (on) => {
        true
    };
    (off) => {
        false
    };
}

use FieldKind::{Choice, Date, Email, Flag, Line, List, Phone, Set, Text, Url};

field_map! {
    Title "title" "Title" "Anrede" Name Line, LINE_LIMIT, Both on Person;
    FirstName "first_name" "First name" "Vorname" Name Line, LINE_LIMIT, Both on Person;
    MiddleName "middle_name" "Middle name" "Weitere Vornamen" Name Line, LINE_LIMIT, Both on Person;
    LastName "last_name" "Last name" "Nachname" Name Line, LINE_LIMIT, Both on Person;
    Suffix "suffix" "Suffix" "Namenszusatz" Name Line, LINE_LIMIT, Both on Person;
    FullName "full_name" "Full name" "Vollständiger Name" Name Line, LINE_LIMIT, Both on Person;
    FileAs "file_as" "File as" "Speichern unter" Name Line, LINE_LIMIT, Both on Person;
    Nickname "nickname" "Nickname" "Spitzname" Name Line, LINE_LIMIT, Both on Person;
    Initials "initials" "Initials" "Initialen" Name Line, LINE_LIMIT, Both on Person;
    PhoneticFirstName "phonetic_first_name" "Phonetic first name" "Vorname (phonetisch)" Name Line, LINE_LIMIT, Both on Person;
    PhoneticLastName "phonetic_last_name" "Phonetic last name" "Nachname (phonetisch)" Name Line, LINE_LIMIT, Both on Person;
    PhoneticCompany "phonetic_company" "Phonetic company" "Firma (phonetisch)" Name Line, LINE_LIMIT, Both on Person;
    Company "company" "Company" "Firma" Work Line, LINE_LIMIT, ToOutlook on Partner;
    Department "department" "Department" "Abteilung" Work Line, LINE_LIMIT, Both on Person;
    JobTitle "job_title" "Job title" "Position" Work Line, LINE_LIMIT, Both on Person;
    Profession "profession" "Profession" "Beruf" Work Line, LINE_LIMIT, Both on Person;
    Office "office" "Office" "Büro" Work Line, LINE_LIMIT, Both on Person;
    Manager "manager" "Manager" "Vorgesetzte(r)" Work Line, LINE_LIMIT, Both on Person;
    Assistant "assistant" "Assistant" "Assistenz" Work Line, LINE_LIMIT, Both on Person;
    Email1 "email_1" "E-mail" "E-Mail" Online Email, LINE_LIMIT, Both on Person;
    Email2 "email_2" "E-mail 2" "E-Mail 2" Online Email, LINE_LIMIT, Both on Person;
    Email3 "email_3" "E-mail 3" "E-Mail 3" Online Email, LINE_LIMIT, Both on Person;
    FurtherEmails "further_emails" "Further e-mails" "Weitere E-Mails" Online List, 0, Off off Person;
    WebPage "web_page" "Web page" "Webseite" Online Url, LINE_LIMIT, Both on Person;
    PersonalWebPage "personal_web_page" "Personal web page" "Persönliche Webseite" Online Url, LINE_LIMIT, Both off Person;
    Im1 "im_1" "Chat address" "Chat-Adresse" Online Line, LINE_LIMIT, Both on Person;
    Im2 "im_2" "Chat address 2" "Chat-Adresse 2" Online Line, LINE_LIMIT, Both on Person;
    Im3 "im_3" "Chat address 3" "Chat-Adresse 3" Online Line, LINE_LIMIT, Both on Person;
    BusinessPhone "business_phone" "Business phone" "Telefon geschäftlich" Phones Phone, LINE_LIMIT, Both on Person;
    BusinessPhone2 "business_phone_2" "Business phone 2" "Telefon geschäftlich 2" Phones Phone, LINE_LIMIT, Both on Person;
    MobilePhone "mobile_phone" "Mobile phone" "Mobiltelefon" Phones Phone, LINE_LIMIT, Both on Person;
    HomePhone "home_phone" "Home phone" "Telefon privat" Phones Phone, LINE_LIMIT, Both off Person;
    HomePhone2 "home_phone_2" "Home phone 2" "Telefon privat 2" Phones Phone, LINE_LIMIT, Both off Person;
    CompanyPhone "company_phone" "Company main phone" "Telefon Firma" Phones Phone, LINE_LIMIT, ToOutlook on Partner;
    AssistantPhone "assistant_phone" "Assistant's phone" "Telefon Assistenz" Phones Phone, LINE_LIMIT, Both on Person;
    BusinessFax "business_fax" "Business fax" "Fax geschäftlich" Phones Phone, LINE_LIMIT, Both on Person;
    HomeFax "home_fax" "Home fax" "Fax privat" Phones Phone, LINE_LIMIT, Both off Person;
    OtherFax "other_fax" "Other fax" "Weiteres Fax" Phones Phone, LINE_LIMIT, Both on Person;
    OtherPhone "other_phone" "Other phone" "Weiteres Telefon" Phones Phone, LINE_LIMIT, Both on Person;
    PrimaryPhone "primary_phone" "Primary phone" "Haupttelefon" Phones Phone, LINE_LIMIT, Both on Person;
    CarPhone "car_phone" "Car phone" "Autotelefon" Phones Phone, LINE_LIMIT, Both on Person;
    Pager "pager" "Pager" "Pager" Phones Phone, LINE_LIMIT, Both on Person;
    FurtherPhones "further_phones" "Further phones" "Weitere Telefone" Phones List, 0, Off off Person;
    BusinessStreet "business_street" "Business street" "Straße geschäftlich" Addresses Text, LINE_LIMIT, Both on Person;
    BusinessPostalCode "business_postal_code" "Business postal code" "PLZ geschäftlich" Addresses Line, LINE_LIMIT, Both on Person;
    BusinessCity "business_city" "Business city" "Ort geschäftlich" Addresses Line, LINE_LIMIT, Both on Person;
    BusinessState "business_state" "Business state" "Region geschäftlich" Addresses Line, LINE_LIMIT, Both on Person;
    BusinessCountry "business_country" "Business country" "Land geschäftlich" Addresses Line, LINE_LIMIT, Both on Person;
    BusinessPoBox "business_po_box" "Business PO box" "Postfach geschäftlich" Addresses Line, LINE_LIMIT, Both on Person;
    HomeStreet "home_street" "Home street" "Straße privat" Addresses Text, LINE_LIMIT, Both off Person;
    HomePostalCode "home_postal_code" "Home postal code" "PLZ privat" Addresses Line, LINE_LIMIT, Both off Person;
    HomeCity "home_city" "Home city" "Ort privat" Addresses Line, LINE_LIMIT, Both off Person;
    HomeState "home_state" "Home state" "Region privat" Addresses Line, LINE_LIMIT, Both off Person;
    HomeCountry "home_country" "Home country" "Land privat" Addresses Line, LINE_LIMIT, Both off Person;
    HomePoBox "home_po_box" "Home PO box" "Postfach privat" Addresses Line, LINE_LIMIT, Both off Person;
    OtherStreet "other_street" "Other street" "Weitere Straße" Addresses Text, LINE_LIMIT, Both on Person;
    OtherPostalCode "other_postal_code" "Other postal code" "Weitere PLZ" Addresses Line, LINE_LIMIT, Both on Person;
    OtherCity "other_city" "Other city" "Weiterer Ort" Addresses Line, LINE_LIMIT, Both on Person;
    OtherState "other_state" "Other state" "Weitere Region" Addresses Line, LINE_LIMIT, Both on Person;
    OtherCountry "other_country" "Other country" "Weiteres Land" Addresses Line, LINE_LIMIT, Both on Person;
    OtherPoBox "other_po_box" "Other PO box" "Weiteres Postfach" Addresses Line, LINE_LIMIT, Both on Person;
    MailingAddress "mailing_address" "Mailing address" "Postanschrift" Addresses Choice(&["home", "business", "other"]), LINE_LIMIT, Both on Person;
    Birthday "birthday" "Birthday" "Geburtstag" Personal Date, LINE_LIMIT, Both off Person;
    Anniversary "anniversary" "Anniversary" "Jahrestag" Personal Date, LINE_LIMIT, Both off Person;
    Gender "gender" "Gender" "Geschlecht" Personal Choice(&["female", "male"]), LINE_LIMIT, Both off Person;
    Spouse "spouse" "Spouse" "Partner(in)" Personal Line, LINE_LIMIT, Both off Person;
    Children "children" "Children" "Kinder" Personal List, LIST_LIMIT, Both off Person;
    Notes "notes" "Notes" "Notizen" Other Text, NOTE_LIMIT, Both off Person;
    Categories "categories" "Categories" "Kategorien" Other Set, SET_LIMIT, ToOutlook on Person;
    Private "private" "Private" "Privat" Other Flag, LINE_LIMIT, Both off Person;
    CustomerNumber "customer_number" "Customer number" "Kundennummer" Other Line, LINE_LIMIT, Both on Person;
    GovernmentId "government_id" "Government ID number" "Ausweisnummer" Other Line, LINE_LIMIT, Both off Person;
    Account "account" "Account" "Konto" Other Line, LINE_LIMIT, Both on Person;
    User1 "user_1" "User field 1" "Benutzer 1" Other Line, LINE_LIMIT, Both on Person;
    User2 "user_2" "User field 2" "Benutzer 2" Other Line, LINE_LIMIT, Both on Person;
    User3 "user_3" "User field 3" "Benutzer 3" Other Line, LINE_LIMIT, Both on Person;
    User4 "user_4" "User field 4" "Benutzer 4" Other Line, LINE_LIMIT, Both on Person;
}

impl FieldKey {
    /// Returns the field's entry in the map.
    pub const fn field(self) -> &'static Field {
        &FIELDS[self as usize]
    }

    /// Returns what sort of value the field holds.
    pub const fn kind(self) -> FieldKind {
        self.field().kind
    }
}

impl std::fmt::Display for FieldKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for FieldKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FieldKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        FieldKey::parse(&name).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "there is no field \"{name}\"; GET /api/v1/settings/replication lists them"
            ))
        })
    }
}

/// Fields that share a numbered list in Outlook, first slot first: Outlook keeps no gaps in them.
pub const SLOTS: &[&[FieldKey]] = &[
    &[FieldKey::Email1, FieldKey::Email2, FieldKey::Email3],
    &[FieldKey::Im1, FieldKey::Im2, FieldKey::Im3],
    &[FieldKey::BusinessPhone, FieldKey::BusinessPhone2],
    &[FieldKey::HomePhone, FieldKey::HomePhone2],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_at_its_own_place_and_is_found_by_its_name() {
        for (place, field) in FIELDS.iter().enumerate() {
            assert_eq!(field.key as usize, place);
            assert_eq!(FieldKey::parse(field.key.as_str()), Some(field.key));
            assert!(!field.label.en.is_empty() && !field.label.de.is_empty());
        }
        assert_eq!(FieldKey::parse("telex"), None);
    }

    #[test]
    fn what_belongs_to_the_business_partner_goes_to_outlook_only() {
        for field in FIELDS.iter().filter(|f| f.owner == Owner::Partner) {
            assert_eq!(field.direction, Direction::ToOutlook, "{}", field.key);
        }
    }

    #[test]
    fn a_field_without_a_place_in_outlook_is_off() {
        for field in FIELDS.iter().filter(|f| f.limit == 0) {
            assert_eq!((field.direction, field.on), (Direction::Off, false), "{}", field.key);
        }
    }
}
