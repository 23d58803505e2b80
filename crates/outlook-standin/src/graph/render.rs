//! Spells a contact as the service does.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::clock::date_time;
use crate::odata::expand::Expansion;
use crate::odata::select::Selection;
use crate::quirks::Quirks;
use crate::state::card::{Address, Email, Value};
use crate::state::extended::PropertyId;
use crate::state::ids::IdKind;
use crate::state::item::Item;
use crate::state::mailbox::Mailbox;
use crate::state::property::{Derived, Kind, PROPERTIES, Property};

/// The most characters of notes that a list shows when they begin with a line break.
const CUT_NOTES: usize = 256;

/// In which kind of answer a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// Alone, with this context.
    Alone(&'a str),
    Listed,
    InDelta,
}

/// How the contacts of one answer are spelled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling<'a> {
    pub(crate) select: Selection,
    pub(crate) expand: &'a Expansion,
    pub(crate) ids: IdKind,
    pub(crate) quirks: &'a Quirks,
    /// `scheme://host/v1.0`, for contexts.
    pub(crate) base: &'a str,
}

/// One contact in one answer.
pub(crate) struct Contact<'a> {
    pub(crate) mailbox: &'a Mailbox,
    pub(crate) item: &'a Item,
    pub(crate) spelling: Spelling<'a>,
    pub(crate) place: Place<'a>,
}

impl Serialize for Contact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.place {
            Place::Alone(context) => map.serialize_entry("@odata.context", context)?,
            Place::InDelta => map.serialize_entry("@odata.type", "#microsoft.graph.contact")?,
            Place::Listed => {}
        }
        let key = self.mailbox.change_key(self.item);
        map.serialize_entry("@odata.etag", &format_args!("W/\"{key}\""))?;
        for (position, property) in PROPERTIES.iter().enumerate() {
            if self.spelling.select.has(position) {
                self.property(&mut map, position, property, &key)?;
            }
        }
        self.extended(&mut map)?;
        map.end()
    }
}

impl Contact<'_> {
    fn property<M: SerializeMap>(
        &self,
        map: &mut M,
        position: usize,
        property: &Property,
        key: &str,
    ) -> Result<(), M::Error> {
        let name = property.name;
        let value = self.item.card.get(position);
        match property.kind {
            Kind::Derived(derived) => self.derived(map, name, derived, key),
            Kind::Notes => map.serialize_entry(name, &self.notes(value)),
            Kind::Text => match value {
                Some(Value::Text(text)) => map.serialize_entry(name, &**text),
                _ if name == "fileAs" && self.spelling.quirks.file_as_empty => map.serialize_entry(name, ""),
                _ => map.serialize_entry(name, &()),
            },
            Kind::Date => match value {
                Some(Value::Date(date)) => map.serialize_entry(name, &format_args!("{date}T11:59:00Z")),
                _ => map.serialize_entry(name, &()),
            },
            Kind::List(_) => match value {
                Some(Value::List(list)) => map.serialize_entry(name, list),
                _ => map.serialize_entry(name, &[(); 0]),
            },
            Kind::Emails => map.serialize_entry(name, &self.item.card.emails()),
            Kind::Address => match value {
                Some(Value::Address(address)) => map.serialize_entry(name, &**address),
                _ => map.serialize_entry(name, &Address::default()),
            },
        }
    }

    fn derived<M: SerializeMap>(
        &self,
        map: &mut M,
        name: &str,
        derived: Derived,
        key: &str,
    ) -> Result<(), M::Error> {
        match derived {
            Derived::Id => {
                let id = self.mailbox.contact_id(self.item.identity, self.spelling.ids);
                map.serialize_entry(name, &id)
            }
            Derived::ChangeKey => map.serialize_entry(name, key),
            Derived::Created => map.serialize_entry(name, &date_time(self.item.created)),
            Derived::Modified => map.serialize_entry(name, &date_time(self.item.modified)),
            Derived::ParentFolder => map.serialize_entry(name, &self.mailbox.folder_id(self.item.folder)),
            Derived::Email(index) => match self.item.card.emails().get(index) {
                Some(email) => map.serialize_entry(name, email),
                None => Ok(()),
            },
            Derived::Navigation => Ok(()),
        }
    }

    /// Lists and delta pages show notes that begin with a line break without any, and cut.
    fn notes(&self, value: Option<&Value>) -> Option<String> {
        let Some(Value::Text(notes)) = value else { return None };
        let quirks = self.spelling.quirks;
        let stripped = match self.place {
            Place::Alone(_) => false,
            Place::Listed => quirks.list_notes_stripped,
            Place::InDelta => quirks.delta_notes_stripped,
        };
        if !stripped || !notes.starts_with(['\n', '\r']) {
            return Some(notes.to_string());
        }
        Some(notes.chars().filter(|character| !matches!(character, '\n' | '\r')).take(CUT_NOTES).collect())
    }

    fn extended<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let asked = self.spelling.expand.ids().iter();
        let found: Vec<Extended<'_>> = asked
            .filter_map(|(id, spelled)| {
                extended_value(self.mailbox, self.item, id).map(|value| Extended { id: spelled, value })
            })
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        let id = self.mailbox.contact_id(self.item.identity, self.spelling.ids).replace('=', "%3D");
        let context = format!(
            "{}/$metadata#users('{}')/contacts('{id}')/singleValueExtendedProperties",
            self.spelling.base,
            self.mailbox.address.replace('@', "%40")
        );
        map.serialize_entry("singleValueExtendedProperties@odata.context", &context)?;
        map.serialize_entry("singleValueExtendedProperties", &found)
    }
}

/// Reads an extended property; the one that says "has a picture" follows the photo.
pub(crate) fn extended_value<'a>(mailbox: &Mailbox, item: &'a Item, id: &PropertyId) -> Option<&'a str> {
    if id.is_has_picture() {
        return item.photo.as_ref().map(|_| "true");
    }
    item.extended(mailbox.property_number(id)?)
}

#[derive(serde::Serialize)]
struct Extended<'a> {
    id: &'a str,
    value: &'a str,
}

impl Serialize for Email {
    /// The name echoes the address when it was not set.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(address) = &self.address {
            map.serialize_entry("address", &**address)?;
        }
        if let Some(name) = self.name.as_ref().or(self.address.as_ref()) {
            map.serialize_entry("name", &**name)?;
        }
        map.end()
    }
}

impl Serialize for Address {
    /// Unset parts are left out; an empty address is `{}`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts = [
            ("city", &self.city),
            ("countryOrRegion", &self.country_or_region),
            ("postalCode", &self.postal_code),
            ("state", &self.state),
            ("street", &self.street),
        ];
        serializer.collect_map(
            parts.iter().filter_map(|(name, value)| value.as_deref().map(|value| (*name, value))),
        )
    }
}

/// A contact that a delta round reports as gone.
#[derive(serde::Serialize)]
pub(crate) struct Removed {
    #[serde(rename = "@odata.type")]
    kind: &'static str,
    id: String,
    #[serde(rename = "@removed")]
    removed: Reason,
}

#[derive(serde::Serialize)]
struct Reason {
    reason: &'static str,
}

impl Removed {
    /// Reports an id as deleted.
    pub(crate) fn new(kind: &'static str, id: String) -> Self {
        Self { kind, id, removed: Reason { reason: "deleted" } }
    }
}
