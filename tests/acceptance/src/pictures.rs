//! Photos: the engine's pictures by the photo crate, and portraits to test with.

use bytes::Bytes;
use engine::{Pictures, PreparedPicture};
use image::imageops::thumbnail;
use image::{ImageFormat, Rgb, RgbImage};

/// The side of the small copies that are compared, in pixels.
const GRAIN: u32 = 8;

/// Makes pictures ready by the photo crate.
#[derive(Debug, Default)]
pub struct Photos;

impl Pictures for Photos {
    fn prepare(&self, bytes: &Bytes) -> Result<PreparedPicture, String> {
        let prepared = photo::prepare(bytes).map_err(|error| error.to_string())?;
        Ok(PreparedPicture {
            width: prepared.original.width,
            height: prepared.original.height,
            original: prepared.original.bytes.into(),
            media_type: prepared.original.media_type.to_owned(),
            digest: prepared.original.digest,
            rendition: prepared.rendition.bytes.into(),
        })
    }

    fn alike(&self, a: &Bytes, b: &Bytes) -> bool {
        a == b || small(a).zip(small(b)).is_some_and(|(a, b)| close(&a, &b))
    }

    fn digest(&self, bytes: &Bytes) -> String {
        photo::digest(bytes)
    }
}

fn small(bytes: &[u8]) -> Option<RgbImage> {
    Some(thumbnail(&image::load_from_memory(bytes).ok()?.into_rgb8(), GRAIN, GRAIN))
}

fn close(a: &RgbImage, b: &RgbImage) -> bool {
    a.as_raw().iter().zip(b.as_raw()).all(|(a, b)| a.abs_diff(*b) <= 24)
}

/// Paints a portrait as a PNG: each shade another picture.
pub fn portrait(shade: u8) -> Bytes {
    let paint = |x: u32, y: u32| {
        let round = (x.abs_diff(60).pow(2) + y.abs_diff(60).pow(2)) < 40 * 40;
        if round { Rgb([shade, 255 - shade, 90]) } else { Rgb([20, 40, shade / 2]) }
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_fn(120, 120, paint).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner().into()
}

/// Paints a portrait and makes it ready for keeping.
pub fn prepared(shade: u8) -> photo::Prepared {
    photo::prepare(&portrait(shade)).unwrap()
}

/// Tells whether two encoded pictures show the same.
pub fn alike(a: &[u8], b: &[u8]) -> bool {
    Photos.alike(&Bytes::copy_from_slice(a), &Bytes::copy_from_slice(b))
}
