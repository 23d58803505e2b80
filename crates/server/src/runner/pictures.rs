//! [`Photos`]: the engine's pictures, made ready by the photo crate.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use engine::{Pictures, PreparedPicture};
use image::imageops::thumbnail;
use image::{ImageFormat, RgbImage};
use tokio::runtime::{Handle, RuntimeFlavor};

/// The side of the small pictures that are compared, in pixels: enough to tell people apart, too few to show what
/// an encoder did.
const GRAIN: u32 = 16;
/// How far the same picture's small copies may be apart, in steps of 255: on average, and at any place.
const APART: (u32, u8) = (3, 24);

/// Makes pictures ready. A large one takes a while and much memory: one at a time, and never on a thread that
/// other tasks wait for.
#[derive(Debug, Default)]
pub(crate) struct Photos {
    one_at_a_time: Mutex<()>,
}

impl Photos {
    fn prepared(&self, bytes: &Bytes) -> Result<photo::Prepared, photo::PhotoError> {
        aside(|| {
            let _turn = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
            photo::prepare(bytes)
        })
    }

    /// Returns a picture's middle square, small; none when it cannot be read.
    fn small(&self, bytes: &Bytes) -> Option<RgbImage> {
        // The limits on what is decoded are the photo crate's; what it encoded itself is safe to decode.
        let rendition = self.prepared(bytes).ok()?.rendition;
        let picture = image::load_from_memory_with_format(&rendition.bytes, ImageFormat::Jpeg).ok()?;
        Some(thumbnail(&picture.into_rgb8(), GRAIN, GRAIN))
    }
}

impl Pictures for Photos {
    fn prepare(&self, bytes: &Bytes) -> Result<PreparedPicture, String> {
        let prepared = self.prepared(bytes).map_err(|error| error.to_string())?;
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
        a == b || self.small(a).zip(self.small(b)).is_some_and(|(a, b)| close(&a, &b))
    }

    fn digest(&self, bytes: &Bytes) -> String {
        photo::digest(bytes)
    }
}

fn close(a: &RgbImage, b: &RgbImage) -> bool {
    let differences = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| a.abs_diff(*b));
    let sum: u32 = differences.clone().map(u32::from).sum();
    let (average, most) = APART;
    sum <= average * GRAIN * GRAIN * 3 && differences.max().is_none_or(|difference| difference <= most)
}

/// Runs work that takes a while, with this thread's other tasks moved elsewhere where that is possible.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    let movable = Handle::try_current().is_ok_and(|h| h.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable { tokio::task::block_in_place(work) } else { work() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{DynamicImage, Rgb};

    fn portrait(side: u32, tint: u8) -> DynamicImage {
        let wave = |x: u32, y: u32| u8::try_from((x * 255 / side + y * 127 / side) % 256).unwrap();
        RgbImage::from_fn(side, side, |x, y| Rgb([wave(x, y) / 2, tint, 255 - wave(y, x) / 2])).into()
    }

    fn encoded(picture: &DynamicImage, quality: u8) -> Bytes {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
        bytes.into()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_picture_that_a_server_made_smaller_and_encoded_anew_is_the_same_and_another_is_not() {
        let (photos, picture) = (Photos::default(), portrait(400, 60));
        let sent = encoded(&picture, 92);
        let stored = encoded(&picture.resize(96, 96, image::imageops::FilterType::Triangle), 70);
        assert!(photos.alike(&sent, &stored));
        assert!(photos.alike(&sent, &sent.clone()));
        assert!(!photos.alike(&sent, &encoded(&portrait(400, 90), 92)));
        assert!(!photos.alike(&sent, &encoded(&picture.fliph(), 92)));
        assert!(!photos.alike(&sent, &Bytes::from_static(b"no picture")));
    }
}
