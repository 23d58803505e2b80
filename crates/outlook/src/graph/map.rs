//! THE FIELD MAP, Graph side: where each field of a card lives in Microsoft's contact.
//!
//! A new field is one line in [`MAP`] (and one in `wire.rs` or `property.rs`). Reading is in `read.rs`, writing
//! in `write.rs`; both only walk this table.

use contacts::FieldKey;

use super::property as p;
use super::wire::{Contact, PhysicalAddress, Texts, Tri};

/// Where a field lives.
pub(crate) enum Home {
    /// A text property of its own.
    Text(Access<String>),
    /// An entry of `emailAddresses`, counted from 0.
    Email(usize),
    /// An entry of a numbered list, counted from 0.
    Entry(Access<Texts>, usize),
    /// A part of a postal address.
    Part(Access<PhysicalAddress>, Part),
    /// A whole list.
    List(Access<Texts>),
    /// A date, kept at 11:59 UTC.
    Date(Access<String>),
    /// A MAPI property that Graph has no name for.
    Extended(Extended),
    /// Outlook has no place for it.
    Nowhere,
}

/// How a property of the wire type is reached.
pub(crate) struct Access<T: 'static> {
    /// For reading.
    pub(crate) of: fn(&Contact) -> &Tri<T>,
    /// For writing.
    pub(crate) of_mut: fn(&mut Contact) -> &mut Tri<T>,
}

/// A part of a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Street,
    PostalCode,
    City,
    State,
    Country,
}

impl Part {
    /// Every part.
    pub(crate) const ALL: [Part; 5] =
        [Part::Street, Part::PostalCode, Part::City, Part::State, Part::Country];

    /// Returns the part of an address.
    pub(crate) fn of(self, address: &PhysicalAddress) -> Option<&String> {
        match self {
            Part::Street => address.street.value(),
            Part::PostalCode => address.postal_code.value(),
            Part::City => address.city.value(),
            Part::State => address.state.value(),
            Part::Country => address.country_or_region.value(),
        }
    }

    /// Returns the place of the part in an address.
    pub(crate) fn of_mut(self, address: &mut PhysicalAddress) -> &mut Tri<String> {
        match self {
            Part::Street => &mut address.street,
            Part::PostalCode => &mut address.postal_code,
            Part::City => &mut address.city,
            Part::State => &mut address.state,
            Part::Country => &mut address.country_or_region,
        }
    }
}

/// What a MAPI property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extended {
    /// A text.
    Text(&'static str),
    /// A time of which only the date has a meaning.
    Date(&'static str),
    /// A number that stands for a word.
    Code(&'static str, &'static [(&'static str, &'static str)]),
    /// The private flag, which lives in two properties.
    Private,
}

macro_rules! access {
    ($field:ident) => {
        Access { of: |c| &c.$field, of_mut: |c| &mut c.$field }
    };
}
macro_rules! text {
    ($field:ident) => {
        Home::Text(access!($field))
    };
}
macro_rules! entry {
    ($field:ident, $index:literal) => {
        Home::Entry(access!($field), $index)
    };
}
macro_rules! part {
    ($field:ident, $part:ident) => {
        Home::Part(access!($field), Part::$part)
    };
}
macro_rules! ext {
    ($id:ident) => {
        Home::Extended(Extended::Text(p::$id))
    };
}

const MAILING: &[(&str, &str)] = &[("home", "1"), ("business", "2"), ("other", "3")];
const GENDERS: &[(&str, &str)] = &[("female", "1"), ("male", "2")];

/// Every field and its home, in the order of the field map.
pub(crate) static MAP: &[(FieldKey, Home)] = &[
    (FieldKey::Title, text!(title)),
    (FieldKey::FirstName, text!(given_name)),
    (FieldKey::MiddleName, text!(middle_name)),
    (FieldKey::LastName, text!(surname)),
    (FieldKey::Suffix, text!(generation)),
    (FieldKey::FullName, text!(display_name)),
    (FieldKey::FileAs, text!(file_as)),
    (FieldKey::Nickname, text!(nick_name)),
    (FieldKey::Initials, text!(initials)),
    (FieldKey::PhoneticFirstName, text!(yomi_given_name)),
    (FieldKey::PhoneticLastName, text!(yomi_surname)),
    (FieldKey::PhoneticCompany, text!(yomi_company_name)),
    (FieldKey::Company, text!(company_name)),
    (FieldKey::Department, text!(department)),
    (FieldKey::JobTitle, text!(job_title)),
    (FieldKey::Profession, text!(profession)),
    (FieldKey::Office, text!(office_location)),
    (FieldKey::Manager, text!(manager)),
    (FieldKey::Assistant, text!(assistant_name)),
    (FieldKey::Email1, Home::Email(0)),
    (FieldKey::Email2, Home::Email(1)),
    (FieldKey::Email3, Home::Email(2)),
    (FieldKey::FurtherEmails, Home::Nowhere),
    (FieldKey::WebPage, text!(business_home_page)),
    (FieldKey::PersonalWebPage, ext!(PERSONAL_WEB_PAGE)),
    (FieldKey::Im1, entry!(im_addresses, 0)),
    (FieldKey::Im2, entry!(im_addresses, 1)),
    (FieldKey::Im3, entry!(im_addresses, 2)),
    (FieldKey::BusinessPhone, entry!(business_phones, 0)),
    (FieldKey::BusinessPhone2, entry!(business_phones, 1)),
    (FieldKey::MobilePhone, text!(mobile_phone)),
    (FieldKey::HomePhone, entry!(home_phones, 0)),
    (FieldKey::HomePhone2, entry!(home_phones, 1)),
    (FieldKey::CompanyPhone, ext!(COMPANY_PHONE)),
    (FieldKey::AssistantPhone, ext!(ASSISTANT_PHONE)),
    (FieldKey::BusinessFax, ext!(BUSINESS_FAX)),
    (FieldKey::HomeFax, ext!(HOME_FAX)),
    (FieldKey::OtherFax, ext!(OTHER_FAX)),
    (FieldKey::OtherPhone, ext!(OTHER_PHONE)),
    (FieldKey::PrimaryPhone, ext!(PRIMARY_PHONE)),
    (FieldKey::CarPhone, ext!(CAR_PHONE)),
    (FieldKey::Pager, ext!(PAGER)),
    (FieldKey::FurtherPhones, Home::Nowhere),
    (FieldKey::BusinessStreet, part!(business_address, Street)),
    (FieldKey::BusinessPostalCode, part!(business_address, PostalCode)),
    (FieldKey::BusinessCity, part!(business_address, City)),
    (FieldKey::BusinessState, part!(business_address, State)),
    (FieldKey::BusinessCountry, part!(business_address, Country)),
    (FieldKey::BusinessPoBox, ext!(BUSINESS_PO_BOX)),
    (FieldKey::HomeStreet, part!(home_address, Street)),
    (FieldKey::HomePostalCode, part!(home_address, PostalCode)),
    (FieldKey::HomeCity, part!(home_address, City)),
    (FieldKey::HomeState, part!(home_address, State)),
    (FieldKey::HomeCountry, part!(home_address, Country)),
    (FieldKey::HomePoBox, ext!(HOME_PO_BOX)),
    (FieldKey::OtherStreet, part!(other_address, Street)),
    (FieldKey::OtherPostalCode, part!(other_address, PostalCode)),
    (FieldKey::OtherCity, part!(other_address, City)),
    (FieldKey::OtherState, part!(other_address, State)),
    (FieldKey::OtherCountry, part!(other_address, Country)),
    (FieldKey::OtherPoBox, ext!(OTHER_PO_BOX)),
    (FieldKey::MailingAddress, Home::Extended(Extended::Code(p::MAILING_ADDRESS, MAILING))),
    (FieldKey::Birthday, Home::Date(access!(birthday))),
    (FieldKey::Anniversary, Home::Extended(Extended::Date(p::ANNIVERSARY))),
    (FieldKey::Gender, Home::Extended(Extended::Code(p::GENDER, GENDERS))),
    (FieldKey::Spouse, text!(spouse_name)),
    (FieldKey::Children, Home::List(access!(children))),
    (FieldKey::Notes, text!(personal_notes)),
    (FieldKey::Categories, Home::List(access!(categories))),
    (FieldKey::Private, Home::Extended(Extended::Private)),
    (FieldKey::CustomerNumber, ext!(CUSTOMER_NUMBER)),
    (FieldKey::GovernmentId, ext!(GOVERNMENT_ID)),
    (FieldKey::Account, ext!(ACCOUNT)),
    (FieldKey::User1, ext!(USER_1)),
    (FieldKey::User2, ext!(USER_2)),
    (FieldKey::User3, ext!(USER_3)),
    (FieldKey::User4, ext!(USER_4)),
];

/// Returns a field's home.
pub(crate) fn home(key: FieldKey) -> &'static Home {
    MAP.get(key as usize).map_or(&Home::Nowhere, |(_, home)| home)
}

/// The parts that a display name or "file as" is made of when nobody typed one.
pub(crate) const NAME_PARTS: &[FieldKey] =
    &[FieldKey::Title, FieldKey::FirstName, FieldKey::MiddleName, FieldKey::LastName, FieldKey::Suffix];

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::field::FIELDS;

    #[test]
    fn every_field_stands_at_its_own_place_and_only_what_outlook_cannot_hold_lives_nowhere() {
        assert_eq!(MAP.len(), FIELDS.len());
        for (field, (key, home)) in FIELDS.iter().zip(MAP) {
            assert_eq!(field.key, *key);
            assert_eq!(field.limit == 0, matches!(home, Home::Nowhere), "{key}");
        }
    }

    #[test]
    fn every_extended_property_of_the_map_is_asked_for() {
        for (key, home) in MAP {
            if let Home::Extended(extended) = home {
                let ids: &[&str] = match extended {
                    Extended::Text(id) | Extended::Date(id) | Extended::Code(id, _) => &[id],
                    Extended::Private => &[p::PRIVATE, p::SENSITIVITY],
                };
                assert!(ids.iter().all(|id| p::READ.contains(id)), "{key}");
            }
        }
    }
}
