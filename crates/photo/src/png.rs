//! The chunks of a PNG file: what is beside the picture is left out before anything is unpacked.
//!
//! Colour profiles and texts are compressed: some thousand bytes of them become hundreds of megabytes in the decoder,
//! and none of it is kept.

use crate::PhotoError;

/// The signature of the format.
const SIGNATURE: usize = 8;
/// What surrounds the body of a chunk: its length and name before, its check sum behind.
const AROUND: usize = 12;
/// The longest note on the orientation that is looked at, in bytes.
const EXIF_LIMIT: usize = 64 * 1024;

/// Returns the file with only those chunks in it that make the picture.
///
/// # Errors
/// [`PhotoError::Truncated`] when the file ends before the picture does.
pub(crate) fn bare(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let mut kept = bytes.get(..SIGNATURE).ok_or(PhotoError::Truncated)?.to_vec();
    let mut rest = bytes.get(SIGNATURE..).unwrap_or_default();
    loop {
        let (length, name) = rest.split_first_chunk::<4>().ok_or(PhotoError::Truncated)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| PhotoError::Truncated)?;
        let name: [u8; 4] = *name.first_chunk().ok_or(PhotoError::Truncated)?;
        let whole = length.checked_add(AROUND).ok_or(PhotoError::Truncated)?;
        let chunk = rest.get(..whole).ok_or(PhotoError::Truncated)?;
        if makes_the_picture(name, length) {
            kept.extend_from_slice(chunk);
        }
        if name == *b"IEND" {
            return Ok(kept);
        }
        rest = &rest[whole..];
    }
}

fn makes_the_picture(name: [u8; 4], length: usize) -> bool {
    match &name {
        b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" | b"acTL" | b"fcTL" | b"fdAT" => true,
        b"eXIf" => length <= EXIF_LIMIT,
        _ => false,
    }
}
