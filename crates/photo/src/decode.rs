//! From bytes to upright pixels, within limits.

use std::io::Cursor;

use image::error::LimitErrorKind;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

use crate::{Format, MEMORY_LIMIT, PIXEL_LIMIT, PhotoError, jpeg};

/// Decodes a picture (of a moving one, the first frame) and turns it upright.
pub(crate) fn decode(bytes: &[u8], format: Format) -> Result<DynamicImage, PhotoError> {
    let outline = match format {
        Format::Jpeg => Some(jpeg::outline(bytes)?),
        Format::Png | Format::WebP | Format::Gif | Format::Bmp => None,
    };
    let picture = outline.and_then(|outline| bytes.get(..outline.end)).unwrap_or(bytes);
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
        return Err(PhotoError::Broken { detail: "it has no pixels".to_owned() });
    }
    if let Some(outline) = outline.filter(|outline| outline.progressive) {
        // Coefficients of two bytes for each plane, beside the pixels themselves.
        limits.reserve(pixels * u64::from(outline.planes) * 2).map_err(refusal)?;
    }
    limits.reserve(decoder.total_bytes()).map_err(refusal)?;
    decoder.set_limits(limits).map_err(refusal)?;
    // A broken note on the orientation is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    image.apply_orientation(orientation);
    Ok(image)
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
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Limits(_)
        | ImageError::Parameter(_)
        | ImageError::Unsupported(_)
        | ImageError::IoError(_) => PhotoError::Broken { detail: error.to_string() },
    }
}
