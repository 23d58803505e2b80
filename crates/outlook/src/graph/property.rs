//! The MAPI properties that Graph v1.0 has no name for, as single-value extended properties.
//!
//! Sources: Microsoft's property lists MS-OXPROPS and MS-OXOCNTC. Sets: `PSETID_Address` is {00062004-…},
//! `PSETID_Common` is {00062008-…}. Values travel as texts whatever their type; a text or a time is cleared by
//! null, a number by `"0"`, a yes or no by `"false"`.

use super::wire::{Contact, ExtendedProperty};

/// Declares the id of a property of the address set.
macro_rules! address {
    ($kind:literal $id:literal) => {
        concat!($kind, " {00062004-0000-0000-C000-000000000046} Id ", $id)
    };
}

/// Fax, work: PidTagBusinessFaxNumber.
pub(crate) const BUSINESS_FAX: &str = "String 0x3A24";
/// Fax, home: PidTagHomeFaxNumber.
pub(crate) const HOME_FAX: &str = "String 0x3A25";
/// Fax, other: PidTagPrimaryFaxNumber.
pub(crate) const OTHER_FAX: &str = "String 0x3A23";
/// PidTagCompanyMainTelephoneNumber.
pub(crate) const COMPANY_PHONE: &str = "String 0x3A57";
/// PidTagAssistantTelephoneNumber.
pub(crate) const ASSISTANT_PHONE: &str = "String 0x3A2E";
/// PidTagOtherTelephoneNumber.
pub(crate) const OTHER_PHONE: &str = "String 0x3A1F";
/// PidTagPrimaryTelephoneNumber.
pub(crate) const PRIMARY_PHONE: &str = "String 0x3A1A";
/// PidTagCarTelephoneNumber.
pub(crate) const CAR_PHONE: &str = "String 0x3A1E";
/// PidTagPagerTelephoneNumber.
pub(crate) const PAGER: &str = "String 0x3A21";
/// PidLidWorkAddressPostOfficeBox.
pub(crate) const BUSINESS_PO_BOX: &str = address!("String" "0x804A");
/// PidTagHomeAddressPostOfficeBox.
pub(crate) const HOME_PO_BOX: &str = "String 0x3A5E";
/// PidTagOtherAddressPostOfficeBox.
pub(crate) const OTHER_PO_BOX: &str = "String 0x3A64";
/// PidLidPostalAddressId: which address is the mailing address.
pub(crate) const MAILING_ADDRESS: &str = address!("Integer" "0x8022");
/// PidTagWeddingAnniversary.
pub(crate) const ANNIVERSARY: &str = "SystemTime 0x3A41";
/// PidTagGender.
pub(crate) const GENDER: &str = "Short 0x3A4D";
/// PidLidPrivate, the check box of a contact's form.
pub(crate) const PRIVATE: &str = "Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506";
/// PidTagSensitivity; 2 is private. Outlook writes it together with the check box.
pub(crate) const SENSITIVITY: &str = "Integer 0x0036";
/// PidTagCustomerId.
pub(crate) const CUSTOMER_NUMBER: &str = "String 0x3A4A";
/// PidTagPersonalHomePage; the business one is a property of Graph's own.
pub(crate) const PERSONAL_WEB_PAGE: &str = "String 0x3A50";
/// PidTagGovernmentIdNumber.
pub(crate) const GOVERNMENT_ID: &str = "String 0x3A07";
/// PidTagAccount.
pub(crate) const ACCOUNT: &str = "String 0x3A00";
/// PidLidContactUserField1 to 4.
pub(crate) const USER_1: &str = address!("String" "0x804F");
/// See [`USER_1`].
pub(crate) const USER_2: &str = address!("String" "0x8050");
/// See [`USER_1`].
pub(crate) const USER_3: &str = address!("String" "0x8051");
/// See [`USER_1`].
pub(crate) const USER_4: &str = address!("String" "0x8052");
/// PidLidHasPicture; the server keeps it.
pub(crate) const HAS_PHOTO: &str = address!("Boolean" "0x8015");
/// Tandem's mark on a contact, in a property set of its own. It never changes: contacts in the field carry it.
pub(crate) const STAMP: &str = "String {0b03b54c-f5e8-4c4d-819d-c61436bdafe3} Name TandemStamp";

/// Every property that a contact is read with.
pub(crate) const READ: &[&str] = &[
    STAMP,
    HAS_PHOTO,
    BUSINESS_FAX,
    HOME_FAX,
    OTHER_FAX,
    COMPANY_PHONE,
    ASSISTANT_PHONE,
    OTHER_PHONE,
    PRIMARY_PHONE,
    CAR_PHONE,
    PAGER,
    BUSINESS_PO_BOX,
    HOME_PO_BOX,
    OTHER_PO_BOX,
    MAILING_ADDRESS,
    ANNIVERSARY,
    GENDER,
    PRIVATE,
    SENSITIVITY,
    CUSTOMER_NUMBER,
    PERSONAL_WEB_PAGE,
    GOVERNMENT_ID,
    ACCOUNT,
    USER_1,
    USER_2,
    USER_3,
    USER_4,
];

impl Contact {
    /// Returns an extended property's text; none when it is unset or was not asked for.
    pub(crate) fn property(&self, id: &str) -> Option<&str> {
        let found = self.extended.iter().find(|property| same_property(&property.id, id))?;
        found.value.as_deref().filter(|value| !value.is_empty())
    }

    /// Adds an extended property to a body; `None` clears a text or a time.
    pub(crate) fn set_property(&mut self, id: &str, value: Option<String>) {
        self.extended.push(ExtendedProperty { id: id.to_owned(), value });
    }
}

/// Tells whether two ids name one property: without regard to case, and `0x0036` is `0x36`.
fn same_property(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || match (split_number(a), split_number(b)) {
            (Some((a, x)), Some((b, y))) => x == y && a.eq_ignore_ascii_case(b),
            (Some(_), None) | (None, Some(_) | None) => false,
        }
}

fn split_number(id: &str) -> Option<(&str, u32)> {
    let (head, digits) = id.rsplit_once("0x").or_else(|| id.rsplit_once("0X"))?;
    Some((head, u32::from_str_radix(digits, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_found_however_the_server_spells_its_id() {
        for spelled in ["Integer 0x36", "integer 0x0036", "Integer 0x0036"] {
            let mut contact = Contact::default();
            contact.set_property(spelled, Some("2".into()));
            assert_eq!(contact.property(SENSITIVITY), Some("2"), "{spelled}");
        }
        let mut contact = Contact::default();
        contact.set_property("String {00062004-0000-0000-c000-000000000046} Id 0x804a", Some("7".into()));
        contact.set_property("String 0x3a24", Some(String::new()));
        assert_eq!(contact.property(BUSINESS_PO_BOX), Some("7"));
        assert_eq!(contact.property(USER_1), None);
        assert_eq!(contact.property(BUSINESS_FAX), None);
    }
}
