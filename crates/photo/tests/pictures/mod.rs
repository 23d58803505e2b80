//! Pictures made for the tests, good and bad.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

pub const RED: [u8; 3] = [230, 20, 20];
pub const GREEN: [u8; 3] = [20, 200, 20];
pub const BLUE: [u8; 3] = [20, 20, 230];
pub const YELLOW: [u8; 3] = [230, 230, 20];

/// A repeatable source of chance: a linear congruential generator.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }
}

/// A picture whose corners can be told apart: red, green, blue, yellow.
pub fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb(RED),
        (false, true) => Rgb(GREEN),
        (true, false) => Rgb(BLUE),
        (false, false) => Rgb(YELLOW),
    })
}

pub fn noise(width: u32, height: u32) -> RgbImage {
    let mut chance = Chance(3);
    RgbImage::from_fn(width, height, |_, _| Rgb([0; 3].map(|_: u8| chance.below(256) as u8)))
}

pub fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = if format == ImageFormat::Gif { image.to_rgba8().into() } else { image.clone() };
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Stores a picture the way a camera held in that orientation does. The viewer's transformation is in the EXIF
/// standard; this is its inverse.
pub fn laid_down(image: &RgbImage, orientation: u8) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(image),
        3 => rotate180(image),
        4 => flip_vertical(image),
        5 => flip_horizontal(&rotate90(image)),
        6 => rotate270(image),
        7 => flip_horizontal(&rotate270(image)),
        8 => rotate90(image),
        _ => image.clone(),
    }
}

/// Puts an EXIF segment with an orientation behind the start of a JPEG: odd ones big-endian, even ones little.
pub fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff: Vec<u8> = Vec::new();
    if orientation % 2 == 1 {
        tiff.extend_from_slice(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        tiff.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    } else {
        tiff.extend_from_slice(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0");
        tiff.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0, 0]);
    }
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend_from_slice(&[0xFF, 0xE1]);
    bytes.extend_from_slice(&(tiff.len() as u16 + 8).to_be_bytes());
    bytes.extend_from_slice(b"Exif\0\0");
    bytes.extend_from_slice(&tiff);
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

/// A red frame, then many blue ones.
pub fn moving_gif(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frame = |colour: [u8; 3]| {
        let [r, g, b] = colour;
        image::Frame::new(RgbaImage::from_pixel(10, 10, Rgba([r, g, b, 255])))
    };
    encoder.encode_frames(std::iter::once(frame(RED)).chain((1..frames).map(|_| frame(BLUE)))).unwrap();
    drop(encoder);
    bytes
}

/// A PNG that says how large it is and has next to nothing behind that.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    header_only(width, height, [8, 2, 0, 0, 0])
}

/// The same with four channels of sixteen bits.
pub fn deep_png_header(width: u32, height: u32) -> Vec<u8> {
    header_only(width, height, [16, 6, 0, 0, 0])
}

/// The same with four channels of eight bits.
pub fn clear_png_header(width: u32, height: u32) -> Vec<u8> {
    header_only(width, height, [8, 6, 0, 0, 0])
}

/// Puts a chunk with a wrong check sum behind the header of a PNG.
pub fn with_chunk(png: &[u8], name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let (head, tail) = png.split_at(8 + 25);
    let length = (body.len() as u32).to_be_bytes();
    [head, &length, name, body, &[0; 4], tail].concat()
}

fn header_only(width: u32, height: u32, kind: [u8; 5]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &kind[..]].concat();
    for (name, body) in [(b"IHDR", header.as_slice()), (b"IDAT", b"\x78\x9C\x03\0\0\0\0\x01"), (b"IEND", b"")]
    {
        let named = [&name[..], body].concat();
        bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
        bytes.extend_from_slice(&named);
        bytes.extend_from_slice(&crc(&named).to_be_bytes());
    }
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

/// Calls a baseline JPEG progressive, and large.
pub fn as_progressive(jpeg: &[u8], side: u16) -> Vec<u8> {
    let mut bytes = jpeg.to_vec();
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 1] = 0xC2;
    bytes[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
    bytes
}

/// Eight by eight pixels of half cyan, magenta, yellow and black, written by hand: every block is all zeros.
pub fn cmyk_jpeg() -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend_from_slice(b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0");
    bytes.extend_from_slice(b"\xFF\xDB\0\x43\0");
    bytes.extend_from_slice(&[1; 64]);
    bytes.extend_from_slice(b"\xFF\xC0\0\x14\x08\0\x08\0\x08\x04\x01\x11\0\x02\x11\0\x03\x11\0\x04\x11\0");
    for table in [0x00, 0x10] {
        bytes.extend_from_slice(&[0xFF, 0xC4, 0, 20, table, 1]);
        bytes.extend_from_slice(&[0; 16]);
    }
    bytes.extend_from_slice(b"\xFF\xDA\0\x0E\x04\x01\0\x02\0\x03\0\x04\0\0\x3F\0\0\xFF\xD9");
    bytes
}

/// A bitmap of 256 colours with a colour by chance at every place: small as it is, large as a JPEG or PNG of
/// all its colours.
pub fn noise_bitmap(width: u32, height: u32) -> Vec<u8> {
    let mut chance = Chance(11);
    let pixels = (width * height) as usize;
    let mut bytes = b"BM".to_vec();
    let offset = 14 + 40 + 1024u32;
    bytes.extend_from_slice(&(offset + pixels as u32).to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&offset.to_le_bytes());
    bytes.extend_from_slice(&40u32.to_le_bytes());
    bytes.extend_from_slice(&width.to_le_bytes());
    bytes.extend_from_slice(&height.to_le_bytes());
    bytes.extend_from_slice(&[1, 0, 8, 0]);
    bytes.extend_from_slice(&[0; 24]);
    for _ in 0..256 {
        bytes.extend_from_slice(&[
            chance.below(256) as u8,
            chance.below(256) as u8,
            chance.below(256) as u8,
            0,
        ]);
    }
    bytes.extend((0..pixels).map(|_| chance.below(256) as u8));
    bytes
}
