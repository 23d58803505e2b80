//! Reads the fields of a contact as it is stored in Outlook, on this module's own authority.
//!
//! The places are written down here a second time, from Microsoft's documentation of the contact resource and of
//! the MAPI properties (MS-OXPROPS), so that a mistake in the connector's field map cannot hide.

use contacts::{FieldKey, Value};
use jiff::civil::Date;
use outlook_standin::StoredContact;
use serde_json::Value as Json;

/// Returns what Outlook holds for a field; none when it is unset, or the field has no place there.
pub fn value(contact: &StoredContact, key: FieldKey) -> Option<Value> {
    match key {
        FieldKey::Birthday => date(property(contact, "birthday").as_str()?),
        FieldKey::Anniversary => date(extended(contact, "SystemTime 0x3a41")?),
        FieldKey::Children => list(property(contact, "children"), false),
        FieldKey::Categories => list(property(contact, "categories"), true),
        FieldKey::Gender => word(extended(contact, "Short 0x3a4d"), &[("1", "female"), ("2", "male")]),
        FieldKey::MailingAddress => word(
            extended(contact, "Integer {00062004-0000-0000-c000-000000000046} Id 0x8022"),
            &[("1", "home"), ("2", "business"), ("3", "other")],
        ),
        FieldKey::Private => {
            let ticked = extended(contact, "Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506");
            let sensitive = extended(contact, "Integer 0x36");
            assert_eq!(ticked == Some("true"), sensitive == Some("2"), "box and sensitivity agree");
            (ticked == Some("true")).then_some(Value::Flag)
        }
        key => text(contact, key).filter(|text| !text.is_empty()).map(Value::Text),
    }
}

fn text(contact: &StoredContact, key: FieldKey) -> Option<String> {
    if let Some((property, member)) = address_part(key) {
        return owned(&contact.properties.get(property)?[member]);
    }
    if let Some(id) = extended_id(key) {
        return extended(contact, id).map(str::to_owned);
    }
    let (property, index) = place(key)?;
    let whole = contact.properties.get(property)?;
    match (property, index) {
        ("emailAddresses", Some(index)) => owned(&whole[index]["address"]),
        (_, Some(index)) => owned(&whole[index]),
        (_, None) => owned(whole),
    }
}

/// Graph's property of a field, and which entry of it.
fn place(key: FieldKey) -> Option<(&'static str, Option<usize>)> {
    Some(match key {
        FieldKey::Title => ("title", None),
        FieldKey::FirstName => ("givenName", None),
        FieldKey::MiddleName => ("middleName", None),
        FieldKey::LastName => ("surname", None),
        FieldKey::Suffix => ("generation", None),
        FieldKey::FullName => ("displayName", None),
        FieldKey::FileAs => ("fileAs", None),
        FieldKey::Nickname => ("nickName", None),
        FieldKey::Initials => ("initials", None),
        FieldKey::PhoneticFirstName => ("yomiGivenName", None),
        FieldKey::PhoneticLastName => ("yomiSurname", None),
        FieldKey::PhoneticCompany => ("yomiCompanyName", None),
        FieldKey::Company => ("companyName", None),
        FieldKey::Department => ("department", None),
        FieldKey::JobTitle => ("jobTitle", None),
        FieldKey::Profession => ("profession", None),
        FieldKey::Office => ("officeLocation", None),
        FieldKey::Manager => ("manager", None),
        FieldKey::Assistant => ("assistantName", None),
        FieldKey::Spouse => ("spouseName", None),
        FieldKey::WebPage => ("businessHomePage", None),
        FieldKey::MobilePhone => ("mobilePhone", None),
        FieldKey::Notes => ("personalNotes", None),
        FieldKey::Email1 => ("emailAddresses", Some(0)),
        FieldKey::Email2 => ("emailAddresses", Some(1)),
        FieldKey::Email3 => ("emailAddresses", Some(2)),
        FieldKey::Im1 => ("imAddresses", Some(0)),
        FieldKey::Im2 => ("imAddresses", Some(1)),
        FieldKey::Im3 => ("imAddresses", Some(2)),
        FieldKey::BusinessPhone => ("businessPhones", Some(0)),
        FieldKey::BusinessPhone2 => ("businessPhones", Some(1)),
        FieldKey::HomePhone => ("homePhones", Some(0)),
        FieldKey::HomePhone2 => ("homePhones", Some(1)),
        _ => return None,
    })
}

fn address_part(key: FieldKey) -> Option<(&'static str, &'static str)> {
    let (address, part) = key.as_str().split_once('_')?;
    let address = match address {
        "business" => "businessAddress",
        "home" => "homeAddress",
        "other" => "otherAddress",
        _ => return None,
    };
    let part = match part {
        "street" => "street",
        "postal_code" => "postalCode",
        "city" => "city",
        "state" => "state",
        "country" => "countryOrRegion",
        _ => return None,
    };
    Some((address, part))
}

fn extended_id(key: FieldKey) -> Option<&'static str> {
    Some(match key {
        FieldKey::CompanyPhone => "String 0x3a57",
        FieldKey::AssistantPhone => "String 0x3a2e",
        FieldKey::BusinessFax => "String 0x3a24",
        FieldKey::HomeFax => "String 0x3a25",
        FieldKey::OtherFax => "String 0x3a23",
        FieldKey::OtherPhone => "String 0x3a1f",
        FieldKey::PrimaryPhone => "String 0x3a1a",
        FieldKey::CarPhone => "String 0x3a1e",
        FieldKey::Pager => "String 0x3a21",
        FieldKey::BusinessPoBox => "String {00062004-0000-0000-c000-000000000046} Id 0x804a",
        FieldKey::HomePoBox => "String 0x3a5e",
        FieldKey::OtherPoBox => "String 0x3a64",
        FieldKey::CustomerNumber => "String 0x3a4a",
        FieldKey::PersonalWebPage => "String 0x3a50",
        FieldKey::GovernmentId => "String 0x3a07",
        FieldKey::Account => "String 0x3a00",
        FieldKey::User1 => "String {00062004-0000-0000-c000-000000000046} Id 0x804f",
        FieldKey::User2 => "String {00062004-0000-0000-c000-000000000046} Id 0x8050",
        FieldKey::User3 => "String {00062004-0000-0000-c000-000000000046} Id 0x8051",
        FieldKey::User4 => "String {00062004-0000-0000-c000-000000000046} Id 0x8052",
        _ => return None,
    })
}

fn property<'a>(contact: &'a StoredContact, name: &str) -> &'a Json {
    contact.properties.get(name).unwrap_or(&Json::Null)
}

fn extended<'a>(contact: &'a StoredContact, id: &str) -> Option<&'a str> {
    contact.extended.get(id).map(String::as_str)
}

/// A text as Outlook stores it, its lines as the CRM ends them.
fn owned(text: &Json) -> Option<String> {
    text.as_str().map(|text| text.replace("\r\n", "\n"))
}

/// The date of a time at 11:59 UTC, as the birthday is kept.
fn date(text: &str) -> Option<Value> {
    text.get(..10)?.parse::<Date>().ok().map(Value::Date)
}

fn word(code: Option<&str>, words: &[(&str, &str)]) -> Option<Value> {
    let (_, word) = words.iter().find(|(number, _)| Some(*number) == code)?;
    Some(Value::Text((*word).to_owned()))
}

fn list(entries: &Json, sorted: bool) -> Option<Value> {
    let mut texts: Vec<String> =
        entries.as_array()?.iter().filter_map(|entry| entry.as_str().map(str::to_owned)).collect();
    if sorted {
        texts.sort();
    }
    (!texts.is_empty()).then_some(Value::List(texts))
}
