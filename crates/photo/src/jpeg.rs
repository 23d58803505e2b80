//! The markers of a JPEG file: where it ends, and what decoding it takes.
//!
//! The decoder fills what is missing of a cut-off picture with grey and does not say so; and a progressive
//! picture needs all its coefficients in memory at once, which the decoder's own limits do not count.

use crate::PhotoError;

/// What the markers of a JPEG file tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Whether the picture comes in several scans, each over all of it.
    pub progressive: bool,
    /// How many colour planes it has.
    pub planes: u8,
    /// Where the picture ends; what follows is not part of it.
    pub end: usize,
}

/// Walks over the markers from the first to the end of the picture.
///
/// # Errors
/// [`PhotoError::Truncated`] when the file ends before the picture does.
pub(crate) fn outline(bytes: &[u8]) -> Result<Outline, PhotoError> {
    let mut outline = Outline { progressive: false, planes: 0, end: 0 };
    let mut place = 2;
    loop {
        let marker = next_marker(bytes, &mut place).ok_or(PhotoError::Truncated)?;
        match marker {
            0xD9 => {
                outline.end = place;
                return Ok(outline);
            }
            // Markers without a body: restarts, and a second start as some cameras write it.
            0x01 | 0xD0..=0xD8 => {}
            _ => {
                let body = body(bytes, place).ok_or(PhotoError::Truncated)?;
                if is_frame(marker) {
                    outline.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                    outline.planes = body.get(7).copied().unwrap_or(0);
                }
                place += body.len();
            }
        }
    }
}

/// Finds the next marker, over the data of a scan if need be, and stands behind it.
fn next_marker(bytes: &[u8], place: &mut usize) -> Option<u8> {
    loop {
        let rest = bytes.get(*place..)?;
        *place += rest.iter().position(|byte| *byte == 0xFF)? + 1;
        // 0xFF00 is a byte of data; a row of 0xFF is filling.
        match *bytes.get(*place)? {
            0x00 => *place += 1,
            0xFF => {}
            marker => {
                *place += 1;
                return Some(marker);
            }
        }
    }
}

/// Returns a marker's body, its two bytes of length included.
fn body(bytes: &[u8], place: usize) -> Option<&[u8]> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(place)?, *bytes.get(place + 1)?]));
    bytes.get(place..place + length.max(2))
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}
