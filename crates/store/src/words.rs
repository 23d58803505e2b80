//! How enums and structures of the domain stand in columns: as one word, or as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::replication_store::StoreError;

/// Returns the stable word of an enum without fields.
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::Database(format!("{other} is no word for a column"))),
        Err(error) => Err(damaged("a word", &error)),
    }
}

/// Reads an enum without fields from its word.
pub(crate) fn parse_word<T: DeserializeOwned>(word: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|error| damaged(word, &error))
}

/// Returns a value as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| damaged("a value", &error))
}

/// Reads a value from JSON text.
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged("a stored value", &error))
}

fn damaged(what: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Database(format!(
        "{what} cannot be read: {error}; nothing was changed. Restore the newest backup if this stays"
    ))
}
