//! Cards and changes as JSON objects: read and written without a tree of JSON values in between, because every row of
//! a link has several of them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

use super::{Card, CardError, Patch, Value, expectation};
use crate::field::{FieldKey, FieldKind};

/// A value in the form of [`Value::to_json`].
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(entries) => serializer.collect_seq(entries),
            Value::Date(date) => serializer.collect_str(date),
            Value::Flag => serializer.serialize_bool(true),
        }
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key.as_str(), &Plain(value))?;
        }
        map.end()
    }
}

impl Serialize for Patch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key.as_str(), &value.as_ref().map(Plain))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Card {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patch = deserializer.deserialize_map(Fields)?;
        Ok(Card(patch.0.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()))
    }
}

impl<'de> Deserialize<'de> for Patch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads an object of fields, as [`Patch::from_json`] does.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Patch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Patch, A::Error> {
        let mut patch = Patch::new();
        while let Some(key) = map.next_key_seed(Name)? {
            let value = map.next_value_seed(Of(key))?;
            patch.set(key, value);
        }
        Ok(patch)
    }
}

/// Reads a field's stable name.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = FieldKey;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<FieldKey, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = FieldKey;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<FieldKey, E> {
        FieldKey::parse(name).ok_or_else(|| E::custom(CardError::UnknownField(name.to_owned())))
    }
}

/// Reads a field's value, as [`Value::from_json`] does.
struct Of(FieldKey);

impl Of {
    fn wrong<E: Error, T>(&self) -> Result<T, E> {
        Err(E::custom(CardError::WrongKind { key: self.0, expected: expectation(self.0.kind()) }))
    }
}

impl<'de> DeserializeSeed<'de> for Of {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Of {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(expectation(self.0.kind()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Value>, E> {
        match self.0.kind() {
            FieldKind::List | FieldKind::Set | FieldKind::Flag => self.wrong(),
            FieldKind::Line
            | FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Date
            | FieldKind::Choice(_) => Value::parse(self.0, text).map_err(E::custom),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Option<Value>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Option<Value>, E> {
        Value::from_json(self.0, &Json::Bool(on)).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Value>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element::<Json>()? {
            entries.push(entry);
        }
        Value::from_json(self.0, &Json::Array(entries)).map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        while map.next_entry::<Cow<'de, str>, IgnoredAny>()?.is_some() {}
        self.wrong()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Option<Value>, E> {
        self.wrong()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Option<Value>, E> {
        self.wrong()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<Value>, E> {
        self.wrong()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldKey::{Birthday, Categories, JobTitle, Notes, Private};

    #[test]
    fn a_change_is_read_from_text_as_it_is_from_a_tree_of_values() {
        for text in [
            r#"{"job_title": " Engi\tneer ", "notes": "a\r\nb ", "birthday": "1815-12-10", "private": true}"#,
            r#"{"job_title": null, "notes": "", "categories": ["b", "a", "b", " "], "private": false}"#,
            r#"{"job_title": "a", "job_title": "b"}"#,
            r#"{"no_such_field": "a"}"#,
            r#"{"job_title": 7}"#,
            r#"{"job_title": -7}"#,
            r#"{"job_title": 0.5}"#,
            r#"{"job_title": true}"#,
            r#"{"job_title": ["a"]}"#,
            r#"{"job_title": {"a": [1, {}]}}"#,
            r#"{"job_title": "a\u0000b"}"#,
            r#"{"categories": "a"}"#,
            r#"{"categories": ["a", 1]}"#,
            r#"{"birthday": "tomorrow"}"#,
            r#"{"private": "true"}"#,
        ] {
            let object: serde_json::Map<String, Json> = serde_json::from_str(text).unwrap();
            let tree = Patch::from_json(&object).map_err(|error| error.to_string());
            let read = serde_json::from_str::<Patch>(text).map_err(|error| error.to_string());
            match (&read, &tree) {
                (Err(read), Err(tree)) => assert!(read.starts_with(tree.as_str()), "{read} | {tree}"),
                (_, _) => assert_eq!(read, tree, "{text}"),
            }
            let through_a_tree = serde_json::from_value::<Patch>(Json::Object(object));
            assert_eq!(through_a_tree.map_err(|error| error.to_string()), tree, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_what_to_json_says_and_is_read_again() {
        let mut patch = Patch::new();
        for (key, value) in [
            (JobTitle, Json::from("\"Ingénieur\"")),
            (Notes, Json::from("a\nb")),
            (Birthday, Json::from("1815-12-10")),
            (Categories, serde_json::json!(["a", "b"])),
            (Private, Json::from(true)),
        ] {
            patch.set(key, Value::from_json(key, &value).unwrap());
        }
        let mut card = Card::new();
        card.apply(&patch);
        patch.set(FieldKey::Email1, None);
        for (key, value) in card.iter() {
            assert_eq!(serde_json::to_value(&card).unwrap()[key.as_str()], value.to_json());
        }
        assert_eq!(serde_json::to_value(&patch).unwrap()["email_1"], Json::Null);
        assert_eq!(serde_json::from_str::<Card>(&serde_json::to_string(&card).unwrap()).unwrap(), card);
        assert_eq!(serde_json::from_str::<Patch>(&serde_json::to_string(&patch).unwrap()).unwrap(), patch);
    }
}
