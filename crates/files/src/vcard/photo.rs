//! Photos in cards.

use super::line::{Property, unpack_base64};
use crate::record::short;

/// Returns the bytes of an embedded photo.
///
/// # Errors
/// Why there are none.
pub(crate) fn embedded(property: &Property) -> Result<Vec<u8>, String> {
    if let Some(bytes) = property.bytes() {
        return Ok(bytes);
    }
    // A semicolon or comma of the address may be escaped as if it were one of a text.
    let text = property.text();
    let (scheme, rest) = text.split_once(':').unwrap_or(("", &text));
    match scheme.trim().to_lowercase().as_str() {
        "data" => from_data(rest),
        "http" | "https" | "ftp" | "file" | "cid" => Err(format!(
            "the photo is not in the file but at {}; nothing is fetched from there",
            short(&text)
        )),
        _ => unpack_base64(text.as_bytes())
            .filter(|bytes| bytes.len() > 16)
            .ok_or_else(|| "the photo cannot be read; it is not loaded".to_owned()),
    }
}

fn from_data(rest: &str) -> Result<Vec<u8>, String> {
    let (kind, data) = rest.split_once(',').unwrap_or((rest, ""));
    if kind.to_lowercase().trim_end().ends_with("base64") {
        return unpack_base64(data.as_bytes())
            .ok_or_else(|| "the photo is damaged; it is not loaded".to_owned());
    }
    Err("the photo is packed in an unusual way; it is not loaded".to_owned())
}
