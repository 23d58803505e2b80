//! [`Paper`]: a picture as it looks upright on white paper, pixel by pixel, without a copy of it.

use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, Rgb, RgbImage};

/// A picture upright and on white: JPEG has no transparency, and the colour under transparent pixels is chance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper<'a> {
    image: &'a DynamicImage,
    orientation: Orientation,
}

impl<'a> Paper<'a> {
    /// Lays a picture on paper as it is to be turned.
    pub(crate) fn new(image: &'a DynamicImage, orientation: Orientation) -> Self {
        Paper { image, orientation }
    }

    /// Cuts the middle square out, and makes it smaller by a whole number while its side is at least `twice` as many
    /// pixels after that: each pixel is the mean of those it stands for.
    pub(crate) fn square(&self, twice: u32) -> RgbImage {
        let (width, height) = self.dimensions();
        let side = width.min(height);
        let step = (side / twice.max(1)).max(1);
        let (left, top) = ((width - side) / 2, (height - side) / 2);
        let count = step * step;
        RgbImage::from_fn(side / step, side / step, |x, y| {
            let mut sums = [0_u32; 3];
            for (down, across) in (0..step).flat_map(|down| (0..step).map(move |across| (down, across))) {
                let pixel = self.get_pixel(left + x * step + across, top + y * step + down);
                for (sum, value) in sums.iter_mut().zip(pixel.0) {
                    *sum += u32::from(value);
                }
            }
            // A mean of bytes is one.
            Rgb(sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)))
        })
    }
}

/// Tells whether turning a picture makes its width its height.
fn lies(orientation: Orientation) -> bool {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => true,
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => false,
    }
}

impl GenericImageView for Paper<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        let (width, height) = self.image.dimensions();
        if lies(self.orientation) { (height, width) } else { (width, height) }
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let (right, bottom) = (self.image.width() - 1, self.image.height() - 1);
        let (x, y) = match self.orientation {
            Orientation::NoTransforms => (x, y),
            Orientation::FlipHorizontal => (right - x, y),
            Orientation::FlipVertical => (x, bottom - y),
            Orientation::Rotate180 => (right - x, bottom - y),
            Orientation::Rotate90 => (y, bottom - x),
            Orientation::Rotate270 => (right - y, x),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (right - y, bottom - x),
        };
        let [red, green, blue, alpha] = self.image.get_pixel(x, y).0;
        Rgb([red, green, blue].map(|colour| blend(colour, alpha)))
    }
}

fn blend(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    // At most 255 by construction: a weighted mean of two bytes.
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    #[test]
    fn a_picture_on_paper_is_turned_as_the_library_turns_it() {
        let picture = image::RgbaImage::from_fn(5, 3, |x, y| {
            Rgba([u8::try_from(x * 40).unwrap(), u8::try_from(y * 80).unwrap(), 7, 255])
        });
        for number in 1..=8 {
            let orientation = Orientation::from_exif(number).unwrap();
            let lying = DynamicImage::from(picture.clone());
            let mut turned = lying.clone();
            turned.apply_orientation(orientation);
            let paper = Paper::new(&lying, orientation);
            assert_eq!(paper.dimensions(), turned.dimensions(), "{orientation:?}");
            for (x, y, pixel) in turned.to_rgb8().enumerate_pixels() {
                assert_eq!(paper.get_pixel(x, y), *pixel, "{orientation:?} at {x},{y}");
            }
        }
    }

    #[test]
    fn the_square_is_the_middle_one_and_its_pixels_are_means_on_white() {
        let picture = image::RgbaImage::from_fn(12, 4, |x, _| match x {
            0..4 => Rgba([255, 0, 0, 255]),
            4..8 => Rgba([0, 0, 0, if x % 2 == 0 { 255 } else { 0 }]),
            _ => Rgba([0, 0, 255, 255]),
        });
        let picture = DynamicImage::from(picture);
        let paper = Paper::new(&picture, Orientation::NoTransforms);
        let small = paper.square(2);
        assert_eq!(small.dimensions(), (2, 2));
        assert!(small.pixels().all(|pixel| pixel.0 == [128, 128, 128]), "black beside clear");
        assert_eq!(paper.square(3).dimensions(), (4, 4), "not made smaller than asked for");
    }
}
