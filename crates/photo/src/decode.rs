//! From bytes to upright pixels, within limits.

use std::io::Cursor;

use image::error::LimitErrorKind;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

use crate::{Format, MEMORY_LIMIT, PIXEL_LIMIT, PhotoError, jpeg, png};

/// A picture up to this size, in bytes of its pixels, is turned in memory and may stay lossless: beside it there is room
/// for its turned copy, or for what a lossless encoder holds. A larger one is never copied as a whole.
const COPIED: u64 = 48 * 1024 * 1024;
/// What the files themselves take, come in and gone out, in bytes.
const FILES: u64 = 24 * 1024 * 1024;

/// A decoded picture.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// Its pixels: upright, if it is small enough to be copied.
    pub(crate) image: DynamicImage,
    /// How it still has to be turned.
    pub(crate) orientation: Orientation,
    /// Whether it is small enough to be copied.
    pub(crate) copied: bool,
}

/// Decodes a picture (of a moving one, the first frame) and turns it upright, or says how it is to be turned.
pub(crate) fn decode(bytes: &[u8], format: Format) -> Result<Decoded, PhotoError> {
    let outline = match format {
        Format::Jpeg => Some(jpeg::outline(bytes)?),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp => None,
    };
    let bare = if format == Format::Png { Some(png::bare(bytes)?) } else { None };
    let picture = outline.and_then(|outline| bytes.get(..outline.end)).unwrap_or(bytes);
    let picture = bare.as_deref().unwrap_or(picture);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY_LIMIT);
    let mut reader = ImageReader::with_format(Cursor::new(picture), image_format(format));
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(refusal)?;

    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXEL_LIMIT {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    if pixels == 0 {
        return Err(PhotoError::Broken { detail: "it has no pixels" });
    }
    let total = decoder.total_bytes();
    // Coefficients of two bytes for each plane of a progressive picture, beside the pixels themselves.
    let planes = outline.filter(|outline| outline.progressive).map_or(0, |outline| u64::from(outline.planes));
    // These decoders hold the picture in another form as well.
    let twice = if matches!(format, Format::WebP | Format::Gif) { total } else { 0 };
    let needed = total.saturating_add(pixels * planes * 2).saturating_add(twice).saturating_add(FILES);
    if needed > MEMORY_LIMIT {
        return Err(PhotoError::TooMuchMemory);
    }
    decoder.set_limits(limits).map_err(refusal)?;
    // A broken note on the orientation is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    if total > COPIED {
        return Ok(Decoded { image, orientation, copied: false });
    }
    image.apply_orientation(orientation);
    Ok(Decoded { image, orientation: Orientation::NoTransforms, copied: true })
}

fn image_format(format: Format) -> ImageFormat {
    match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        Format::Gif => ImageFormat::Gif,
        Format::Bmp => ImageFormat::Bmp,
    }
}

/// Says in our words why the library refused a picture.
pub(crate) fn refusal(error: ImageError) -> PhotoError {
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => {
            PhotoError::TooMuchMemory
        }
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            PhotoError::Truncated
        }
        ImageError::Decoding(_) | ImageError::Limits(_) | ImageError::Parameter(_) => {
            PhotoError::Broken { detail: "what is in it does not make a picture" }
        }
        ImageError::Unsupported(_) => {
            PhotoError::Broken { detail: "it is of a rare kind that cannot be read here" }
        }
        ImageError::Encoding(_) => PhotoError::Broken { detail: "it cannot be kept as it is" },
        ImageError::IoError(_) => PhotoError::Broken { detail: "it cannot be read to its end" },
    }
}
