//! Decodes a photo within limits and makes the two pictures that are kept of it. Pure.
//!
//! Whatever somebody uploads is recognised by its content, decoded once, turned upright and encoded anew. Only
//! the pixels survive: no metadata (place, camera, previews), no colour profile, no bytes behind the picture.

mod decode;
mod encode;
mod jpeg;
mod paper;
mod png;
mod sniff;

use sha2::Digest as _;

pub use sniff::Format;

/// The largest file that is accepted, and the largest original that is kept, in bytes.
pub const BYTE_LIMIT: usize = 8 * 1024 * 1024;
/// The most pixels a picture may have.
pub const PIXEL_LIMIT: u64 = 50_000_000;
/// The most memory that one picture may take from its bytes to what is kept of it, in bytes.
pub const MEMORY_LIMIT: u64 = 200 * 1024 * 1024;
/// The largest rendition, in bytes: what every Outlook shows without trouble.
pub const RENDITION_BYTE_LIMIT: usize = 48 * 1024;
/// The longest side of the rendition, in pixels: the largest size Exchange keeps.
pub const RENDITION_SIDE: u32 = 648;

/// An encoded picture without metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is: `image/jpeg`, `image/png` or `image/webp`.
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The [`digest`] of the bytes.
    pub digest: String,
}

/// The two pictures that are kept of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The full-size picture, upright.
    pub original: Picture,
    /// The middle square as JPEG, small enough for Outlook. A small photo is not enlarged.
    pub rendition: Picture,
}

/// Why a photo was refused. Nothing was kept of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    /// No bytes.
    #[error("the photo is empty; no photo was saved. Choose another file")]
    Empty,
    /// More bytes than [`BYTE_LIMIT`].
    #[error(
        "the photo has {bytes} bytes, more than the {BYTE_LIMIT} allowed; it was not saved. Make it smaller"
    )]
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// More pixels than [`PIXEL_LIMIT`].
    #[error(
        "the photo has {width} x {height} pixels, more than the 50 million allowed; it was not saved. Make it smaller"
    )]
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It would need more than [`MEMORY_LIMIT`].
    #[error(
        "the photo needs more than 200 MiB of memory to be opened (very many pixels, or a rare kind of file); it was not saved. Make it smaller, or save it as a plain JPEG"
    )]
    TooMuchMemory,
    /// Not one of the formats that are read.
    #[error(
        "the file is {found}, and photos are read from JPEG, PNG, WebP, GIF and BMP; it was not saved. Save it as JPEG or PNG"
    )]
    UnknownFormat {
        /// What it seems to be.
        found: &'static str,
    },
    /// The picture ends before its last line.
    #[error("the photo is cut off: its end is missing; it was not saved. Get the file once more")]
    Truncated,
    /// The picture cannot be read.
    #[error("the photo is damaged: {detail}; it was not saved. Get the file once more, or save it anew")]
    Broken {
        /// What is wrong with it.
        detail: &'static str,
    },
}

/// Decodes a photo and makes the pictures that are kept of it.
///
/// Takes up to [`MEMORY_LIMIT`], estimated before anything is decoded, so callers prepare one photo at a time.
///
/// # Errors
/// [`PhotoError`], with what to do about it.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PhotoError> {
    if bytes.is_empty() {
        return Err(PhotoError::Empty);
    }
    if bytes.len() > BYTE_LIMIT {
        return Err(PhotoError::TooLarge { bytes: bytes.len() });
    }
    let format = sniff::format(bytes)?;
    let decoded = decode::decode(bytes, format)?;
    Ok(Prepared { original: encode::original(&decoded, format)?, rendition: encode::rendition(&decoded)? })
}

/// Returns the SHA-256 of some bytes as 64 lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
