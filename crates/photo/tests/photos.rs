//! What becomes of photos, good and bad.

#![allow(clippy::unwrap_used)] // In tests a panic is the report.

mod pictures;

use image::{DynamicImage, GenericImageView as _, Rgb, RgbImage, Rgba, RgbaImage};
use photo::{BYTE_LIMIT, PhotoError, Picture, RENDITION_BYTE_LIMIT, RENDITION_SIDE, digest, prepare};
use pictures::*;

fn opened(picture: &Picture) -> DynamicImage {
    let image = image::load_from_memory(&picture.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (picture.width, picture.height));
    assert_eq!(picture.digest, digest(&picture.bytes));
    image
}

fn near(image: &DynamicImage, x: u32, y: u32, expected: [u8; 3]) -> bool {
    let Rgba([r, g, b, _]) = image.get_pixel(x, y);
    [r, g, b].iter().zip(expected).all(|(is, should)| is.abs_diff(should) < 24)
}

#[test]
fn every_format_is_recognised_by_its_content_and_kept_in_its_kind() {
    let image: DynamicImage = corners(200, 100).into();
    for (format, media_type) in [
        (image::ImageFormat::Jpeg, "image/jpeg"),
        (image::ImageFormat::Png, "image/png"),
        (image::ImageFormat::Gif, "image/png"),
        (image::ImageFormat::Bmp, "image/png"),
        (image::ImageFormat::WebP, "image/webp"),
    ] {
        let prepared = prepare(&encoded(&image, format)).unwrap();
        assert_eq!(prepared.original.media_type, media_type, "{format:?}");
        let original = opened(&prepared.original);
        assert_eq!((original.width(), original.height()), (200, 100));
        assert!(near(&original, 10, 10, RED) && near(&original, 190, 90, YELLOW), "{format:?}");
        assert_eq!(prepared.rendition.media_type, "image/jpeg");
        let rendition = opened(&prepared.rendition);
        assert_eq!((rendition.width(), rendition.height()), (100, 100), "the middle square");
        assert!(near(&rendition, 5, 5, RED) && near(&rendition, 95, 5, GREEN), "{format:?}");
    }
}

#[test]
fn a_photo_in_any_of_the_eight_orientations_comes_out_upright() {
    for orientation in 1..=8 {
        let lying = encoded(&laid_down(&corners(64, 32), orientation).into(), image::ImageFormat::Jpeg);
        let prepared = prepare(&with_exif(&lying, orientation)).unwrap();
        let upright = opened(&prepared.original);
        assert_eq!((upright.width(), upright.height()), (64, 32), "orientation {orientation}");
        for (x, y, colour) in [(4, 4, RED), (60, 4, GREEN), (4, 28, BLUE), (60, 28, YELLOW)] {
            assert!(near(&upright, x, y, colour), "orientation {orientation} at {x},{y}");
        }
        let square = opened(&prepared.rendition);
        assert!(near(&square, 4, 4, RED) && near(&square, 28, 28, YELLOW), "orientation {orientation}");
    }
}

#[test]
fn metadata_and_whatever_follows_the_picture_is_dropped() {
    let image: DynamicImage = corners(40, 40).into();
    for format in [image::ImageFormat::Jpeg, image::ImageFormat::Png, image::ImageFormat::Gif] {
        let plain = encoded(&image, format);
        let jpeg = format == image::ImageFormat::Jpeg;
        let mut polyglot = if jpeg { with_exif(&plain, 1) } else { plain.clone() };
        polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>\xFF\xD9");
        let (kept, expected) = (prepare(&polyglot).unwrap(), prepare(&plain).unwrap());
        assert_eq!(kept, expected, "{format:?}");
        for picture in [&kept.original, &kept.rendition] {
            for mark in [b"script".as_slice(), b"Exif", b"PK\x03\x04"] {
                assert!(!picture.bytes.windows(mark.len()).any(|window| window == mark), "{format:?}");
            }
        }
    }
}

#[test]
fn a_picture_of_noise_still_fits_into_48_kilobytes() {
    let noise: DynamicImage = noise(1200, 900).into();
    let prepared = prepare(&encoded(&noise, image::ImageFormat::Jpeg)).unwrap();
    assert!(prepared.rendition.bytes.len() <= RENDITION_BYTE_LIMIT);
    assert!(prepared.rendition.width >= 120, "{}", prepared.rendition.width);
    assert_eq!(prepared.rendition.width, prepared.rendition.height);
    assert_eq!((prepared.original.width, prepared.original.height), (1200, 900));
}

#[test]
fn a_calm_picture_keeps_the_largest_side_and_the_best_quality() {
    let prepared = prepare(&encoded(&corners(1600, 1200).into(), image::ImageFormat::Jpeg)).unwrap();
    assert_eq!(prepared.rendition.width, RENDITION_SIDE);
    assert!(prepared.rendition.bytes.len() <= RENDITION_BYTE_LIMIT);
}

#[test]
fn a_picture_of_one_pixel_is_not_enlarged() {
    let prepared = prepare(&encoded(&corners(1, 1).into(), image::ImageFormat::Png)).unwrap();
    assert_eq!((prepared.original.width, prepared.rendition.width, prepared.rendition.height), (1, 1, 1));
    let line = prepare(&encoded(&corners(1, 300).into(), image::ImageFormat::Png)).unwrap();
    assert_eq!((line.original.height, line.rendition.height), (300, 1));
}

#[test]
fn transparent_pixels_lie_on_white_in_the_rendition_and_stay_transparent_in_the_original() {
    let clear: DynamicImage = RgbaImage::from_pixel(30, 30, Rgba([200, 0, 0, 0])).into();
    for format in [image::ImageFormat::Png, image::ImageFormat::WebP] {
        let prepared = prepare(&encoded(&clear, format)).unwrap();
        assert!(near(&opened(&prepared.rendition), 15, 15, [255, 255, 255]), "{format:?}");
        assert_eq!(opened(&prepared.original).get_pixel(15, 15).0[3], 0, "{format:?}");
    }
}

#[test]
fn sixteen_bit_greyscale_and_cmyk_pictures_are_read() {
    let deep = image::ImageBuffer::from_pixel(20, 20, Rgb([65535u16, 0, 0]));
    let prepared = prepare(&encoded(&DynamicImage::ImageRgb16(deep), image::ImageFormat::Png)).unwrap();
    assert!(near(&opened(&prepared.rendition), 10, 10, [255, 0, 0]));
    assert!(matches!(opened(&prepared.original), DynamicImage::ImageRgb16(_)));

    let grey = image::GrayImage::from_pixel(20, 20, image::Luma([90]));
    let prepared = prepare(&encoded(&grey.into(), image::ImageFormat::Jpeg)).unwrap();
    assert!(matches!(opened(&prepared.original), DynamicImage::ImageLuma8(_)));
    assert!(near(&opened(&prepared.rendition), 10, 10, [90, 90, 90]));

    let prepared = prepare(&cmyk_jpeg()).unwrap();
    assert!(near(&opened(&prepared.original), 4, 4, [64, 64, 64]));
}

#[test]
fn of_a_moving_picture_the_first_frame_is_kept() {
    let prepared = prepare(&moving_gif(300)).unwrap();
    assert!(near(&opened(&prepared.original), 5, 5, RED));
    assert!(near(&opened(&prepared.rendition), 5, 5, RED));
}

#[test]
fn a_lossless_original_over_the_limit_becomes_a_jpeg() {
    // A byte for each pixel comes in; as three bytes of chance each it would go out twice as large.
    let bitmap = noise_bitmap(2000, 2000);
    assert!(bitmap.len() <= BYTE_LIMIT);
    let prepared = prepare(&bitmap).unwrap();
    assert_eq!(prepared.original.media_type, "image/jpeg");
    assert!(prepared.original.bytes.len() <= BYTE_LIMIT);
    assert_eq!((prepared.original.width, prepared.original.height), (2000, 2000));
}

#[test]
fn a_header_that_promises_fifty_thousand_by_fifty_thousand_is_refused_unread() {
    let refused = prepare(&png_header(50_000, 50_000)).unwrap_err();
    assert_eq!(refused, PhotoError::TooManyPixels { width: 50_000, height: 50_000 });
    assert!(refused.to_string().contains("50000 x 50000"), "{refused}");
}

#[test]
fn a_picture_that_takes_too_much_memory_is_refused() {
    // 49 million pixels of eight bytes, and a progressive JPEG with as many coefficients.
    assert_eq!(prepare(&deep_png_header(7_000, 7_000)).unwrap_err(), PhotoError::TooMuchMemory);
    // With four bytes each there is room for the pixels, and for nothing beside them.
    assert_eq!(prepare(&clear_png_header(7_000, 7_000)).unwrap_err(), PhotoError::TooMuchMemory);
    let progressive = as_progressive(&encoded(&corners(16, 16).into(), image::ImageFormat::Jpeg), 7_000);
    assert_eq!(prepare(&progressive).unwrap_err(), PhotoError::TooMuchMemory);
}

#[test]
fn a_colour_profile_that_unpacks_to_hundreds_of_megabytes_is_left_out_unread() {
    let plain = encoded(&corners(40, 40).into(), image::ImageFormat::Png);
    // Were it read, its missing check sum would refuse the picture.
    let with_profile = with_chunk(&plain, b"iCCP", &[0; 70_000]);
    assert_eq!(prepare(&with_profile).unwrap(), prepare(&plain).unwrap());
}

#[test]
fn a_picture_too_large_to_be_copied_is_turned_and_cut_all_the_same() {
    let side = 4_200;
    let large: DynamicImage = corners(side, side / 2).into();
    let lying = encoded(&laid_down(&large.to_rgb8(), 6).into(), image::ImageFormat::Jpeg);
    let small = prepare(&with_exif(&lying, 6)).unwrap();
    assert_eq!((small.original.width, small.original.height), (side, side / 2), "copied in memory");

    let side = 6_000;
    let large = corners(side, side / 2);
    let lying = encoded(&laid_down(&large, 6).into(), image::ImageFormat::Jpeg);
    let prepared = prepare(&with_exif(&lying, 6)).unwrap();
    let upright = opened(&prepared.original);
    assert_eq!((upright.width(), upright.height()), (side, side / 2));
    assert!(near(&upright, 40, 40, RED) && near(&upright, side - 40, side / 2 - 40, YELLOW));
    let rendition = opened(&prepared.rendition);
    assert_eq!(rendition.width(), RENDITION_SIDE);
    assert!(near(&rendition, 20, 20, RED) && near(&rendition, 620, 620, YELLOW));

    let lossless = prepare(&encoded(&large.into(), image::ImageFormat::Png)).unwrap();
    assert_eq!(lossless.original.media_type, "image/jpeg", "too large to stay lossless");
}

#[test]
fn a_picture_that_is_cut_off_anywhere_is_refused() {
    let image: DynamicImage = corners(64, 64).into();
    for format in [
        image::ImageFormat::Jpeg,
        image::ImageFormat::Png,
        image::ImageFormat::Gif,
        image::ImageFormat::Bmp,
        image::ImageFormat::WebP,
    ] {
        let whole = encoded(&image, format);
        for part in [12, whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4] {
            let refused = prepare(&whole[..part]);
            assert!(
                matches!(refused, Err(PhotoError::Truncated | PhotoError::Broken { .. })),
                "{format:?} of {part} bytes: {refused:?}"
            );
        }
    }
    let jpeg = encoded(&image, image::ImageFormat::Jpeg);
    assert_eq!(prepare(&jpeg[..jpeg.len() - 2]).unwrap_err(), PhotoError::Truncated);
}

#[test]
fn what_is_no_photo_is_named_and_refused() {
    assert_eq!(prepare(b"").unwrap_err(), PhotoError::Empty);
    assert_eq!(
        prepare(&vec![0; BYTE_LIMIT + 1]).unwrap_err(),
        PhotoError::TooLarge { bytes: BYTE_LIMIT + 1 }
    );
    let drawing =
        b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- x --><SVG xmlns=\"http://www.w3.org/2000/svg\"/>";
    for (bytes, name) in [
        (drawing.as_slice(), "an SVG drawing"),
        (b"<html><body></body></html>", "no known picture"),
        (b"II*\0rest", "a TIFF picture"),
        (b"\0\0\0\x18ftypheic", "a HEIC picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"plain text", "no known picture"),
    ] {
        assert_eq!(prepare(bytes).unwrap_err(), PhotoError::UnknownFormat { found: name });
    }
}

#[test]
fn no_damage_to_a_picture_makes_the_reader_panic() {
    let image: DynamicImage = corners(24, 24).into();
    let mut chance = Chance(7);
    for format in [
        image::ImageFormat::Jpeg,
        image::ImageFormat::Png,
        image::ImageFormat::Gif,
        image::ImageFormat::Bmp,
        image::ImageFormat::WebP,
    ] {
        let whole = encoded(&image, format);
        for _ in 0..400 {
            let mut damaged = whole.clone();
            for _ in 0..=chance.below(4) {
                let place = chance.below(damaged.len());
                damaged[place] = chance.below(256) as u8;
            }
            if let Ok(prepared) = prepare(&damaged) {
                assert!(prepared.rendition.bytes.len() <= RENDITION_BYTE_LIMIT);
            }
        }
    }
}

#[test]
fn preparing_twice_gives_the_same_pictures() {
    let bytes = encoded(&RgbImage::from_pixel(50, 50, Rgb([1, 2, 3])).into(), image::ImageFormat::Jpeg);
    assert_eq!(prepare(&bytes).unwrap(), prepare(&bytes).unwrap());
    assert_eq!(digest(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
