//! Reads the body of a contact POST or PATCH, refuses what the service refuses, and applies it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json};

use crate::errors::GraphError;
use crate::odata::expand::property_id;
use crate::quirks::{AddressPatch, Quirks};
use crate::state::card::{Address, Card, Email, Value};
use crate::state::extended::PropertyId;
use crate::state::property::{self, Kind, MOST_EMAILS, NAME_PARTS, PROPERTIES};

/// What a request wants to write.
#[derive(Debug, Default)]
pub(crate) struct Change {
    values: Vec<(usize, Sent)>,
    pub(crate) extended: Vec<(PropertyId, Option<String>)>,
}

/// The parts of an address that a request names, each with its value or cleared.
type AddressParts = Vec<(String, Option<Box<str>>)>;

#[derive(Debug)]
enum Sent {
    Whole(Option<Value>),
    Parts(AddressParts),
}

impl Change {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 for what is no JSON object, an unknown property, a wrong type, too many entries or too long a text.
    pub(crate) fn read(body: &[u8], quirks: &Quirks) -> Result<Self, GraphError> {
        let mut change = Self::default();
        for (name, json) in object(body)? {
            change.take(&name, json, quirks)?;
        }
        Ok(change)
    }

    fn take(&mut self, name: &str, json: Json, quirks: &Quirks) -> Result<(), GraphError> {
        if name.contains('@') {
            return Ok(());
        }
        if name == "singleValueExtendedProperties" {
            self.extended = extended(json)?;
            return Ok(());
        }
        let position = property::position(name).ok_or_else(|| unknown(name))?;
        let Some(property) = PROPERTIES.get(position) else { return Ok(()) };
        let sent = match property.kind {
            Kind::Derived(_) => return Ok(()),
            Kind::Text => Sent::Whole(text(name, json, Some(quirks.text_limit))?.map(Value::Text)),
            Kind::Notes => Sent::Whole(text(name, json, None)?.map(Value::Text)),
            Kind::Date => Sent::Whole(date(name, &json)?.map(Value::Date)),
            Kind::List(most) => Sent::Whole(list(name, json, most, quirks.text_limit)?.map(Value::List)),
            Kind::Emails => Sent::Whole(emails(json, quirks.text_limit)?.map(Value::Emails)),
            Kind::Address => match json {
                Json::Null if !quirks.null_clears_address => return Ok(()),
                Json::Null => Sent::Parts(Vec::new()),
                Json::Object(_) | Json::Array(_) | Json::String(_) | Json::Number(_) | Json::Bool(_) => {
                    Sent::Parts(address_parts(name, json, quirks.text_limit)?)
                }
            },
        };
        self.values.push((position, sent));
        Ok(())
    }

    /// Whether the request names a property.
    pub(crate) fn names(&self, name: &str) -> bool {
        let position = property::position(name);
        self.values.iter().any(|(place, _)| Some(*place) == position)
    }

    /// Writes the values into a card and, where the service does so, makes the display name.
    pub(crate) fn apply(
        self,
        card: &mut Card,
        quirks: &Quirks,
        is_new: bool,
    ) -> Vec<(PropertyId, Option<String>)> {
        let renamed = NAME_PARTS.iter().any(|part| self.names(part));
        let generate = !self.names("displayName") && (is_new || (renamed && quirks.display_name_regenerated));
        for (position, sent) in self.values {
            let value = match sent {
                Sent::Whole(value) => value,
                Sent::Parts(parts) => address(card, position, parts, quirks.address_patch),
            };
            card.set(position, value);
        }
        if generate && let Some(position) = property::position("displayName") {
            let generated = card.generated_display_name();
            card.set(position, (!generated.is_empty()).then(|| Value::Text(generated.into())));
        }
        self.extended
    }
}

/// Reads a JSON object out of a body.
///
/// # Errors
/// 400 as the service answers what it cannot read.
pub(crate) fn object(body: &[u8]) -> Result<Map<String, Json>, GraphError> {
    match serde_json::from_slice(body) {
        Ok(Json::Object(map)) => Ok(map),
        Ok(_) | Err(_) => Err(GraphError::bad_request(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        )),
    }
}

fn unknown(name: &str) -> GraphError {
    GraphError::body_read(format!(
        "The property '{name}' does not exist on type 'microsoft.graph.contact'. Make sure to only use property names that are defined by the type."
    ))
}

fn wrong_type(name: &str, expected: &str) -> GraphError {
    GraphError::body_read(format!(
        "Cannot convert the value of property '{name}' to the expected type '{expected}'."
    ))
}

fn text(name: &str, json: Json, limit: Option<usize>) -> Result<Option<Box<str>>, GraphError> {
    match json {
        Json::Null => Ok(None),
        Json::String(text) => within(name, text, limit).map(Some),
        Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
            Err(wrong_type(name, "Edm.String"))
        }
    }
}

fn within(name: &str, text: String, limit: Option<usize>) -> Result<Box<str>, GraphError> {
    match limit {
        Some(limit) if text.chars().count() > limit => Err(GraphError::property_validation(format!(
            "The length of the property {name} exceeds the maximum of {limit} characters."
        ))),
        Some(_) | None => Ok(text.into()),
    }
}

fn date(name: &str, json: &Json) -> Result<Option<Date>, GraphError> {
    let Json::String(text) = json else {
        return if json.is_null() { Ok(None) } else { Err(wrong_type(name, "Edm.DateTimeOffset")) };
    };
    let utc_date = |time: Timestamp| time.to_zoned(TimeZone::UTC).date();
    let read = text.parse::<Timestamp>().map(utc_date).or_else(|_| text.parse::<Date>());
    read.map(Some).map_err(|_| wrong_type(name, "Edm.DateTimeOffset"))
}

fn list(
    name: &str,
    json: Json,
    most: Option<usize>,
    limit: usize,
) -> Result<Option<Vec<Box<str>>>, GraphError> {
    let texts = array(name, json, "Collection(Edm.String)")?.into_iter().filter(|entry| !entry.is_null());
    let texts: Result<Vec<Option<Box<str>>>, _> = texts.map(|entry| text(name, entry, Some(limit))).collect();
    let texts: Vec<Box<str>> = texts?.into_iter().flatten().collect();
    check_number(name, texts.len(), most)?;
    Ok((!texts.is_empty()).then_some(texts))
}

fn array(name: &str, json: Json, expected: &str) -> Result<Vec<Json>, GraphError> {
    match json {
        Json::Null => Ok(Vec::new()),
        Json::Array(entries) => Ok(entries),
        Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => {
            Err(wrong_type(name, expected))
        }
    }
}

/// Refuses more entries than the service stores, in its own words.
fn check_number(name: &str, entries: usize, most: Option<usize>) -> Result<(), GraphError> {
    let Some(most) = most.filter(|most| entries > *most) else { return Ok(()) };
    let mut letters = name.chars();
    let spelled: String =
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
    Err(GraphError::invalid_property(format!(
        "The multi value property {spelled} has {entries} entries, that exceeds the max allowed value of {most}"
    )))
}

fn emails(json: Json, limit: usize) -> Result<Option<Vec<Email>>, GraphError> {
    let name = "emailAddresses";
    let mut emails = Vec::new();
    for entry in array(name, json, "Collection(microsoft.graph.emailAddress)")? {
        let Json::Object(map) = entry else { return Err(wrong_type(name, "microsoft.graph.emailAddress")) };
        let mut email = Email::default();
        for (key, value) in map {
            match key.as_str() {
                "name" => email.name = filled(text(name, value, Some(limit))?),
                "address" => email.address = filled(text(name, value, Some(limit))?),
                other if other.contains('@') => {}
                other => return Err(unknown_part(other, "emailAddress")),
            }
        }
        emails.push(email);
    }
    check_number(name, emails.len(), Some(MOST_EMAILS))?;
    Ok((!emails.is_empty()).then_some(emails))
}

fn unknown_part(name: &str, of: &str) -> GraphError {
    GraphError::body_read(format!(
        "The property '{name}' does not exist on type 'microsoft.graph.{of}'. Make sure to only use property names that are defined by the type."
    ))
}

fn filled(text: Option<Box<str>>) -> Option<Box<str>> {
    text.filter(|text| !text.is_empty())
}

fn address_parts(name: &str, json: Json, limit: usize) -> Result<AddressParts, GraphError> {
    let Json::Object(map) = json else { return Err(wrong_type(name, "microsoft.graph.physicalAddress")) };
    let mut parts = Vec::new();
    for (key, value) in map {
        match key.as_str() {
            "street" => parts.push((key, filled(text(name, value, None)?))),
            "city" | "state" | "postalCode" | "countryOrRegion" => {
                parts.push((key, filled(text(name, value, Some(limit))?)));
            }
            other if other.contains('@') => {}
            other => return Err(unknown_part(other, "physicalAddress")),
        }
    }
    Ok(parts)
}

/// Puts an address together; one without any part is none.
fn address(card: &Card, position: usize, parts: AddressParts, patch: AddressPatch) -> Option<Value> {
    let old = match (patch, card.get(position)) {
        (AddressPatch::Merges, Some(Value::Address(old))) if !parts.is_empty() => (**old).clone(),
        _ => Address::default(),
    };
    let address = parts.into_iter().fold(old, |mut address, (name, value)| {
        match name.as_str() {
            "street" => address.street = value,
            "city" => address.city = value,
            "state" => address.state = value,
            "postalCode" => address.postal_code = value,
            _ => address.country_or_region = value,
        }
        address
    });
    (address != Address::default()).then(|| Value::Address(Box::new(address)))
}

fn extended(json: Json) -> Result<Vec<(PropertyId, Option<String>)>, GraphError> {
    let name = "singleValueExtendedProperties";
    let expected = "Collection(microsoft.graph.singleValueLegacyExtendedProperty)";
    let mut properties = Vec::new();
    for entry in array(name, json, expected)? {
        let id = property_id(entry.get("id").and_then(Json::as_str).unwrap_or_default())?;
        let value = match entry.get("value") {
            Some(Json::String(value)) => {
                let refused = || {
                    GraphError::invalid_property(format!(
                        "The value of the property '{}' does not fit its type.",
                        id.spelled()
                    ))
                };
                Some(id.accept(value).ok_or_else(refused)?)
            }
            Some(Json::Null) | None if id.can_be_null() => None,
            Some(Json::Null) | None => {
                let message = format!("The property '{}' cannot be set to null.", id.spelled());
                return Err(GraphError::invalid_property(message));
            }
            Some(Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => {
                return Err(wrong_type("value", "Edm.String"));
            }
        };
        if !id.is_has_picture() {
            properties.push((id, value));
        }
    }
    Ok(properties)
}
