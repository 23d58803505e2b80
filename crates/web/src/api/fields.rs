//! The fields of a contact person and of a business partner in JSON: read from requests, shown, described.

use std::collections::BTreeMap;

use contacts::card::{CRM_LINE_LIMIT, CRM_LIST_LIMIT, CRM_TEXT_LIMIT};
use contacts::field::{FIELDS, Owner};
use contacts::person::{PARTNER_FIELDS, PartnerCard};
use contacts::{Card, Field, FieldKey, FieldKind, PartnerField, Patch, Value};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType,
    Type,
};
use utoipa::{PartialSchema, ToSchema};

use crate::properties::Properties;

/// The fields of a contact person, by their keys; a field without a value is absent.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct PersonFields(pub Card);

/// A change to the fields of a contact person: absent fields stay, null clears.
#[derive(Debug)]
pub struct PersonFieldsPatch(pub Patch);

/// The fields of a business partner, by their keys; a field without a value is absent.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct PartnerFields(pub PartnerCard);

/// A change to the fields of a business partner: absent fields stay, null clears.
#[derive(Debug)]
pub struct PartnerFieldsPatch(pub BTreeMap<PartnerField, Option<String>>);

/// Reads a change to a person's fields.
pub fn read_patch(properties: &mut Properties) -> Option<PersonFieldsPatch> {
    let mut patch = Patch::new();
    for (name, json) in properties.take_rest() {
        let Some(key) = FieldKey::parse(&name) else {
            properties
                .refuse(&shown(&name), "there is no such field. GET /api/v1/settings/replication lists them");
            continue;
        };
        match (key.field().owner, Value::from_json(key, &json)) {
            (Owner::Partner, _) => {
                properties.refuse(&name, "belongs to the business partner. Change it there")
            }
            (Owner::Person, Ok(value)) => patch.set(key, value),
            (Owner::Person, Err(error)) => properties.refuse(&name, error.to_string()),
        }
    }
    Some(PersonFieldsPatch(patch))
}

/// Reads a person's fields.
pub fn read_card(properties: &mut Properties) -> Option<PersonFields> {
    let PersonFieldsPatch(patch) = read_patch(properties)?;
    let mut card = Card::new();
    card.apply(&patch);
    Some(PersonFields(card))
}

/// Reads a change to a partner's fields.
pub fn read_partner_patch(properties: &mut Properties) -> Option<PartnerFieldsPatch> {
    let mut patch = BTreeMap::new();
    for (name, json) in properties.take_rest() {
        match (PartnerField::parse(&name), json) {
            (None, _) => {
                let known: Vec<&str> = PARTNER_FIELDS.iter().map(|(field, _, _)| field.as_str()).collect();
                let detail = format!("a business partner has no such field. It has {}", known.join(", "));
                properties.refuse(&shown(&name), detail);
            }
            (Some(field), Json::Null) => {
                patch.insert(field, None);
            }
            (Some(field), Json::String(text)) => match refused_text(field, &text) {
                Some(detail) => properties.refuse(&name, detail),
                None => {
                    patch.insert(field, Some(text));
                }
            },
            (Some(_), Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => {
                properties.refuse(&name, "needs a text");
            }
        }
    }
    Some(PartnerFieldsPatch(patch))
}

/// Reads a partner's fields.
pub fn read_partner_card(properties: &mut Properties) -> Option<PartnerFields> {
    let PartnerFieldsPatch(patch) = read_partner_patch(properties)?;
    let mut card = PartnerCard::default();
    for (field, text) in patch {
        card.set(field, text.as_deref().unwrap_or_default());
    }
    Some(PartnerFields(card))
}

fn refused_text(field: PartnerField, text: &str) -> Option<String> {
    let limit = partner_limit(field);
    if text.chars().nth(limit).is_some() {
        return Some(format!("is longer than {limit} characters. Shorten it"));
    }
    let control = text.chars().find(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t'))?;
    Some(format!("contains the control character U+{:04X}. Remove it", u32::from(control)))
}

fn partner_limit(field: PartnerField) -> usize {
    match field {
        PartnerField::Notes => CRM_TEXT_LIMIT,
        PartnerField::Name
        | PartnerField::MainPhone
        | PartnerField::Fax
        | PartnerField::Email
        | PartnerField::WebPage
        | PartnerField::Street
        | PartnerField::PostalCode
        | PartnerField::City
        | PartnerField::State
        | PartnerField::Country
        | PartnerField::CustomerNumber => CRM_LINE_LIMIT,
    }
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Describes one field of a person. In a change it can be null.
fn described(field: &Field, clearable: bool) -> Schema {
    let kind = |kind: Type| -> SchemaType {
        if clearable { SchemaType::from_iter([kind, Type::Null]) } else { SchemaType::new(kind) }
    };
    let label = match field.owner {
        Owner::Person => format!("{} ({})", field.label.en, field.label.de),
        Owner::Partner => {
            format!("{} ({}); read-only: it belongs to the business partner", field.label.en, field.label.de)
        }
    };
    let text = |limit: usize| {
        ObjectBuilder::new()
            .schema_type(kind(Type::String))
            .max_length(Some(limit))
            .description(Some(label.clone()))
            .read_only(field.owner == Owner::Partner)
    };
    match field.kind {
        FieldKind::Line | FieldKind::Email | FieldKind::Phone | FieldKind::Url => {
            Schema::Object(text(CRM_LINE_LIMIT).build())
        }
        FieldKind::Text => Schema::Object(text(CRM_TEXT_LIMIT).build()),
        FieldKind::Date => {
            Schema::Object(text(10).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build())
        }
        FieldKind::Choice(words) => {
            Schema::Object(text(CRM_LINE_LIMIT).enum_values(Some(words.to_vec())).build())
        }
        FieldKind::Flag => Schema::Object(
            ObjectBuilder::new().schema_type(kind(Type::Boolean)).description(Some(label)).build(),
        ),
        FieldKind::List | FieldKind::Set => Schema::Array(
            ArrayBuilder::new()
                .schema_type(kind(Type::Array))
                .items(Object::with_type(Type::String))
                .max_items(Some(CRM_LIST_LIMIT))
                .description(Some(label))
                .build(),
        ),
    }
}

fn person_schema(about: &str, clearable: bool) -> RefOr<Schema> {
    let empty = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(about))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    let fields = FIELDS.iter().filter(|field| !clearable || field.owner == Owner::Person);
    fields
        .fold(empty, |object, field| object.property(field.key.as_str(), described(field, clearable)))
        .into()
}

fn partner_schema(about: &str, clearable: bool) -> RefOr<Schema> {
    let empty = ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(about))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    let kind = if clearable {
        SchemaType::from_iter([Type::String, Type::Null])
    } else {
        SchemaType::new(Type::String)
    };
    PARTNER_FIELDS
        .iter()
        .fold(empty, |object, (field, en, de)| {
            let text = ObjectBuilder::new()
                .schema_type(kind.clone())
                .max_length(Some(partner_limit(*field)))
                .description(Some(format!("{en} ({de})")));
            object.property(field.as_str(), text)
        })
        .into()
}

impl PartialSchema for PersonFields {
    fn schema() -> RefOr<Schema> {
        person_schema("The fields of a contact person; a field without a value is absent.", false)
    }
}

impl PartialSchema for PersonFieldsPatch {
    fn schema() -> RefOr<Schema> {
        person_schema("Fields of a contact person to be set; null clears, absent fields stay.", true)
    }
}

impl PartialSchema for PartnerFields {
    fn schema() -> RefOr<Schema> {
        partner_schema("The fields of a business partner; a field without a value is absent.", false)
    }
}

impl PartialSchema for PartnerFieldsPatch {
    fn schema() -> RefOr<Schema> {
        partner_schema("Fields of a business partner to be set; null clears, absent fields stay.", true)
    }
}

impl ToSchema for PersonFields {}
impl ToSchema for PersonFieldsPatch {}
impl ToSchema for PartnerFields {}
impl ToSchema for PartnerFieldsPatch {}
