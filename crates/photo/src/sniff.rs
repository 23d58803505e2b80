//! What a file is, by its first bytes. Its name and what the sender says of it are never asked.

use crate::PhotoError;

/// A format that photos are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
    /// GIF, its first frame.
    Gif,
    /// Windows bitmap.
    Bmp,
}

/// Tells what a file is.
pub(crate) fn format(bytes: &[u8]) -> Result<Format, PhotoError> {
    let at = |place: usize, mark: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(mark));
    if at(0, b"\xFF\xD8\xFF") {
        Ok(Format::Jpeg)
    } else if at(0, b"\x89PNG\r\n\x1A\n") {
        Ok(Format::Png)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Ok(Format::WebP)
    } else if at(0, b"GIF87a") || at(0, b"GIF89a") {
        Ok(Format::Gif)
    } else if at(0, b"BM") && at(6, b"\0\0\0\0") {
        Ok(Format::Bmp)
    } else {
        Err(PhotoError::UnknownFormat { found: name_of_other(bytes) })
    }
}

/// Names what people try to upload and what is not read, so that they know what to do.
fn name_of_other(bytes: &[u8]) -> &'static str {
    const MARKS: &[(usize, &[u8], &str)] = &[
        (0, b"II*\0", "a TIFF picture"),
        (0, b"MM\0*", "a TIFF picture"),
        (4, b"ftypheic", "a HEIC picture"),
        (4, b"ftypheix", "a HEIC picture"),
        (4, b"ftypmif1", "a HEIC picture"),
        (4, b"ftypavif", "an AVIF picture"),
        (0, b"\xFF\x0A", "a JPEG XL picture"),
        (0, b"\0\0\0\x0CJXL ", "a JPEG XL picture"),
        (0, b"\0\0\x01\0", "an icon"),
        (0, b"%PDF", "a PDF document"),
        (0, b"PK\x03\x04", "an archive or an Office document"),
    ];
    let known = MARKS
        .iter()
        .find(|(place, mark, _)| bytes.get(*place..).is_some_and(|rest| rest.starts_with(mark)))
        .map(|(_, _, name)| *name);
    known.unwrap_or_else(|| if is_svg(bytes) { "an SVG drawing" } else { "no known picture" })
}

/// SVG is text, and may have a prologue and comments before its first element.
fn is_svg(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let text = String::from_utf8_lossy(beginning).to_lowercase();
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') && text.contains("<svg")
}
