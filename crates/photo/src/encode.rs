//! From upright pixels to the two pictures that are kept.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, PixelWithColorType};

use crate::decode::{Decoded, refusal};
use crate::paper::Paper;
use crate::{BYTE_LIMIT, Format, PhotoError, Picture, RENDITION_BYTE_LIMIT, RENDITION_SIDE, digest};

/// Qualities of the original as JPEG, best first: the first that is within [`BYTE_LIMIT`] is kept.
const ORIGINAL_QUALITIES: &[u8] = &[92, 85, 75, 60, 45];
/// Qualities of the rendition, best first, tried at each side.
const RENDITION_QUALITIES: &[u8] = &[90, 84, 77, 68, 58];
/// Sides of the rendition in pixels, largest first. The last fits at any quality: it has 96 x 96 pixels.
const RENDITION_SIDES: &[u32] = &[RENDITION_SIDE, 504, 432, 360, 240, 120, 96];

/// Encodes the full-size picture in the kind of format it came in: JPEG stays JPEG, the others stay lossless
/// unless that takes more than [`BYTE_LIMIT`], or they are too large to be copied in memory.
pub(crate) fn original(decoded: &Decoded, format: Format) -> Result<Picture, PhotoError> {
    let image = &decoded.image;
    let lossless = match format {
        Format::Jpeg => None,
        Format::Png | Format::Gif | Format::Bmp if decoded.copied => Some(png(image)?),
        Format::WebP if decoded.copied => Some(webp(image)?),
        Format::Png | Format::Gif | Format::Bmp | Format::WebP => None,
    };
    if let Some(picture) = lossless.filter(|picture| picture.bytes.len() <= BYTE_LIMIT) {
        return Ok(picture);
    }
    let upright = decoded.orientation == Orientation::NoTransforms;
    let (picture, _) = if let (DynamicImage::ImageLuma8(grey), true) = (image, upright) {
        // Grey stays grey: a third of the work and of the bytes.
        smallest_needed(grey, ORIGINAL_QUALITIES, BYTE_LIMIT)?
    } else {
        smallest_needed(&Paper::new(image, decoded.orientation), ORIGINAL_QUALITIES, BYTE_LIMIT)?
    };
    Ok(picture)
}

/// Cuts the middle square out and makes it small enough: first by quality, then by size.
pub(crate) fn rendition(decoded: &Decoded) -> Result<Picture, PhotoError> {
    // A large picture comes down in whole steps first, without a copy of it; the last step is the careful one.
    let mut scaled = Paper::new(&decoded.image, decoded.orientation).square(2 * RENDITION_SIDE);
    let mut sides = RENDITION_SIDES.iter();
    loop {
        let target = sides.next();
        if let Some(target) = target.filter(|target| **target < scaled.width()) {
            scaled = image::imageops::resize(&scaled, *target, *target, FilterType::Lanczos3);
        }
        let (picture, fits) = smallest_needed(&scaled, RENDITION_QUALITIES, RENDITION_BYTE_LIMIT)?;
        if fits || target.is_none() {
            return Ok(picture);
        }
    }
}

/// Encodes as JPEG at the first quality within the limit, and tells whether any was; if not, it is the last.
fn smallest_needed<I: GenericImageView>(
    image: &I,
    qualities: &[u8],
    limit: usize,
) -> Result<(Picture, bool), PhotoError>
where
    I::Pixel: PixelWithColorType,
{
    let (last, better) = qualities.split_last().unwrap_or((&45, &[]));
    for quality in better {
        if let Some(made) = jpeg(image, *quality, Some(limit))? {
            return Ok((made, true));
        }
    }
    let made = jpeg(image, *last, None)?.ok_or(PhotoError::TooMuchMemory)?;
    let fits = made.bytes.len() <= limit;
    Ok((made, fits))
}

/// Encodes as JPEG; none when that takes more bytes than the limit: it ends there, and takes no more memory.
fn jpeg<I: GenericImageView>(
    image: &I,
    quality: u8,
    limit: Option<usize>,
) -> Result<Option<Picture>, PhotoError>
where
    I::Pixel: PixelWithColorType,
{
    let mut sink = Sink { bytes: Vec::new(), limit: limit.unwrap_or(usize::MAX), full: false };
    let made = JpegEncoder::new_with_quality(&mut sink, quality).encode_image(image);
    if sink.full {
        return Ok(None);
    }
    made.map_err(refusal)?;
    let (width, height) = image.dimensions();
    Ok(Some(picture((width, height), sink.bytes, "image/jpeg")))
}

/// Takes bytes up to a limit.
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            self.full = true;
            return Err(std::io::Error::other("full"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn png(image: &DynamicImage) -> Result<Picture, PhotoError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(refusal)?;
    Ok(picture(image.dimensions(), bytes, "image/png"))
}

fn webp(image: &DynamicImage) -> Result<Picture, PhotoError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)).map_err(refusal)?;
    Ok(picture(image.dimensions(), bytes, "image/webp"))
}

fn picture((width, height): (u32, u32), bytes: Vec<u8>, media_type: &'static str) -> Picture {
    Picture { digest: digest(&bytes), bytes, media_type, width, height }
}
