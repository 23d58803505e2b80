//! From upright pixels to the two pictures that are kept.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};

use crate::decode::refusal;
use crate::{BYTE_LIMIT, Format, PhotoError, Picture, RENDITION_BYTE_LIMIT, RENDITION_SIDE, digest};

/// Qualities of the original as JPEG, best first: the first that is within [`BYTE_LIMIT`] is kept.
const ORIGINAL_QUALITIES: &[u8] = &[92, 85, 75, 60, 45];
/// Qualities of the rendition, best first, tried at each side.
const RENDITION_QUALITIES: &[u8] = &[90, 84, 77, 68, 58];
/// Sides of the rendition in pixels, largest first. The last fits at any quality: it has 96 x 96 pixels.
const RENDITION_SIDES: &[u32] = &[RENDITION_SIDE, 504, 432, 360, 240, 120, 96];

/// Encodes the full-size picture in the kind of format it came in: JPEG stays JPEG, the others stay lossless
/// unless that takes more than [`BYTE_LIMIT`].
pub(crate) fn original(image: &DynamicImage, format: Format) -> Result<Picture, PhotoError> {
    let lossless = match format {
        Format::Jpeg => None,
        Format::Png | Format::Gif | Format::Bmp => Some(png(image)?),
        Format::WebP => Some(webp(image)?),
    };
    if let Some(picture) = lossless.filter(|picture| picture.bytes.len() <= BYTE_LIMIT) {
        return Ok(picture);
    }
    // Grey stays grey: a third of the work and of the bytes.
    let (picture, _) = if matches!(image, DynamicImage::ImageLuma8(_)) {
        smallest_needed(image, ORIGINAL_QUALITIES, BYTE_LIMIT)?
    } else {
        smallest_needed(&on_white(image).into(), ORIGINAL_QUALITIES, BYTE_LIMIT)?
    };
    Ok(picture)
}

/// Cuts the middle square out and makes it small enough: first by quality, then by size.
pub(crate) fn rendition(image: &DynamicImage) -> Result<Picture, PhotoError> {
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    let square = on_white(&image.crop_imm((width - side) / 2, (height - side) / 2, side, side));
    let mut scaled = DynamicImage::from(square);
    let mut sides = RENDITION_SIDES.iter();
    loop {
        let target = sides.next();
        if let Some(target) = target.filter(|target| **target < scaled.width()) {
            scaled = scaled.resize_exact(*target, *target, FilterType::Lanczos3);
        }
        let (picture, fits) = smallest_needed(&scaled, RENDITION_QUALITIES, RENDITION_BYTE_LIMIT)?;
        if fits || target.is_none() {
            return Ok(picture);
        }
    }
}

/// Encodes as JPEG at the first quality within the limit, and tells whether any was; if not, it is the last.
fn smallest_needed(
    image: &DynamicImage,
    qualities: &[u8],
    limit: usize,
) -> Result<(Picture, bool), PhotoError> {
    let mut picture = None;
    for quality in qualities {
        let made = jpeg(image, *quality)?;
        if made.bytes.len() <= limit {
            return Ok((made, true));
        }
        picture = Some(made);
    }
    match picture {
        Some(last) => Ok((last, false)),
        None => jpeg(image, 45).map(|made| (made, false)),
    }
}

fn jpeg(image: &DynamicImage, quality: u8) -> Result<Picture, PhotoError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).map_err(refusal)?;
    Ok(picture(image, bytes, "image/jpeg"))
}

fn png(image: &DynamicImage) -> Result<Picture, PhotoError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(refusal)?;
    Ok(picture(image, bytes, "image/png"))
}

fn webp(image: &DynamicImage) -> Result<Picture, PhotoError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)).map_err(refusal)?;
    Ok(picture(image, bytes, "image/webp"))
}

fn picture(image: &DynamicImage, bytes: Vec<u8>, media_type: &'static str) -> Picture {
    Picture { digest: digest(&bytes), bytes, media_type, width: image.width(), height: image.height() }
}

/// Lays a picture on white paper: JPEG has no transparency, and the colour under transparent pixels is chance.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let see_through = image.to_rgba8();
    let mut paper = RgbImage::new(image.width(), image.height());
    for (on, from) in paper.pixels_mut().zip(see_through.pixels()) {
        let [red, green, blue, alpha] = from.0;
        on.0 = [red, green, blue].map(|colour| blend(colour, alpha));
    }
    paper
}

fn blend(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    // At most 255 by construction: a weighted mean of two bytes.
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}
