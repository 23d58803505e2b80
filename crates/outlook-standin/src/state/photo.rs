//! A contact's photo as the service keeps it.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, ImageReader};

use super::ids::fnv64;

/// The most bytes that the service takes for one photo.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The stored picture with what its metadata says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Photo {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Photo {
    /// Looks at the bytes; `None` when they are no picture that this can read the size of.
    pub(crate) fn read(bytes: Bytes) -> Option<Self> {
        let format = image::guess_format(&bytes).ok()?;
        let (width, height) =
            ImageReader::with_format(Cursor::new(&bytes[..]), format).into_dimensions().ok()?;
        Some(Self { bytes, content_type: content_type(format), width, height })
    }

    /// Keeps bytes that could not be read as a picture, as the service is not known to refuse them.
    pub(crate) fn unread(bytes: Bytes) -> Self {
        Self { bytes, content_type: "image/jpeg", width: 0, height: 0 }
    }

    /// Encodes the picture anew as JPEG, as a server might; the same picture when that fails.
    pub(crate) fn encoded_anew(self) -> Self {
        let mut jpeg = Cursor::new(Vec::new());
        let decoded = image::load_from_memory(&self.bytes).map(|picture| picture.to_rgb8());
        match decoded.and_then(|picture| picture.write_to(&mut jpeg, ImageFormat::Jpeg)) {
            Ok(()) => Self { bytes: jpeg.into_inner().into(), content_type: "image/jpeg", ..self },
            Err(_) => self,
        }
    }

    /// The photo's own etag, which follows its bytes.
    pub(crate) fn media_etag(&self) -> String {
        format!("\"{:016X}\"", fnv64(0, &self.bytes))
    }
}

/// The media types that the service is known to hand out; anything else goes as JPEG.
fn content_type(format: ImageFormat) -> &'static str {
    let known = [ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP];
    if known.contains(&format) { format.to_mime_type() } else { "image/jpeg" }
}
