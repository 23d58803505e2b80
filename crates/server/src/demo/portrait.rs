//! Drawn portraits: initials on a coloured ground. Nobody's face.

use image::{ImageFormat, Rgb, RgbImage};

use super::dice::Dice;

/// The side of a portrait, in pixels.
const SIDE: u32 = 240;
/// How many pixels one dot of a letter is wide.
const DOT: u32 = 16;

/// Draws a portrait and encodes it: every third as PNG, the others as JPEG.
///
/// # Errors
/// When the encoder fails.
pub(super) fn draw(initials: &str, seed: usize) -> Result<Vec<u8>, image::ImageError> {
    let mut dice = Dice::new(seed as u64);
    let (ground, ring) = PALETTE.get(dice.roll(PALETTE.len())).copied().unwrap_or(PALETTE[0]);
    let mut picture = RgbImage::from_fn(SIDE, SIDE, |x, y| shade(ground, ring, x, y));
    let letters: Vec<[u8; 7]> = initials.chars().take(2).map(letter).collect();
    let width = u32::try_from(letters.len()).unwrap_or(1) * 6 * DOT;
    for (letter, place) in letters.iter().zip(0..) {
        let left = (SIDE + DOT - width) / 2 + place * 6 * DOT;
        write(&mut picture, letter, left, (SIDE - 7 * DOT) / 2);
    }
    let format = if seed.is_multiple_of(3) { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(bytes.into_inner())
}

/// The ground: lighter towards the top, with a disc of another colour in the middle.
fn shade(ground: [u8; 3], ring: [u8; 3], x: u32, y: u32) -> Rgb<u8> {
    let (dx, dy) = (x.abs_diff(SIDE / 2), y.abs_diff(SIDE / 2));
    let inside = dx * dx + dy * dy < (SIDE * 2 / 5) * (SIDE * 2 / 5);
    let light = u8::try_from((SIDE - y) * 40 / SIDE).unwrap_or(0);
    Rgb(if inside { ring } else { ground }.map(|part| part.saturating_add(light)))
}

fn write(picture: &mut RgbImage, letter: &[u8; 7], left: u32, top: u32) {
    for (row, bits) in (0..).zip(letter) {
        for column in (0..5).filter(|column| bits & (16 >> column) != 0) {
            for (x, y) in (0..DOT * DOT).map(|dot| (dot % DOT, dot / DOT)) {
                let place = (left + column * DOT + x, top + row * DOT + y);
                if let Some(pixel) = picture.get_pixel_mut_checked(place.0, place.1) {
                    *pixel = Rgb([250, 250, 245]);
                }
            }
        }
    }
}

/// Pairs of colours, dark enough for white letters.
const PALETTE: &[([u8; 3], [u8; 3])] = &[
    ([24, 70, 110], [38, 104, 148]),
    ([96, 36, 62], [140, 58, 88]),
    ([34, 84, 58], [52, 120, 84]),
    ([92, 64, 24], [138, 98, 40]),
    ([60, 48, 104], [90, 74, 146]),
    ([70, 74, 80], [102, 108, 116]),
];

/// Returns a capital letter as seven rows of five dots; what is no letter of the alphabet is a square.
fn letter(letter: char) -> [u8; 7] {
    let place = u32::from(letter).checked_sub(u32::from('A')).and_then(|place| usize::try_from(place).ok());
    place.and_then(|place| LETTERS.get(place)).copied().unwrap_or([31, 17, 17, 17, 17, 17, 31])
}

/// A to Z.
const LETTERS: [[u8; 7]; 26] = [
    [14, 17, 17, 31, 17, 17, 17],
    [30, 17, 17, 30, 17, 17, 30],
    [14, 17, 16, 16, 16, 17, 14],
    [30, 17, 17, 17, 17, 17, 30],
    [31, 16, 16, 30, 16, 16, 31],
    [31, 16, 16, 30, 16, 16, 16],
    [14, 17, 16, 23, 17, 17, 14],
    [17, 17, 17, 31, 17, 17, 17],
    [14, 4, 4, 4, 4, 4, 14],
    [7, 2, 2, 2, 2, 18, 12],
    [17, 18, 20, 24, 20, 18, 17],
    [16, 16, 16, 16, 16, 16, 31],
    [17, 27, 21, 21, 17, 17, 17],
    [17, 25, 21, 19, 17, 17, 17],
    [14, 17, 17, 17, 17, 17, 14],
    [30, 17, 17, 30, 16, 16, 16],
    [14, 17, 17, 17, 21, 18, 13],
    [30, 17, 17, 30, 20, 18, 17],
    [15, 16, 16, 14, 1, 1, 30],
    [31, 4, 4, 4, 4, 4, 4],
    [17, 17, 17, 17, 17, 17, 14],
    [17, 17, 17, 17, 17, 10, 4],
    [17, 17, 17, 21, 21, 27, 17],
    [17, 17, 10, 4, 10, 17, 17],
    [17, 17, 10, 4, 4, 4, 4],
    [31, 1, 2, 4, 8, 16, 31],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_portrait_can_be_kept_and_sent_to_outlook() {
        for (seed, initials) in ["KB", "ØX", "", "A"].iter().enumerate() {
            let bytes = draw(initials, seed).unwrap();
            let prepared = photo::prepare(&bytes).unwrap();
            assert_eq!((prepared.rendition.width, prepared.rendition.height), (SIDE, SIDE));
            assert!(prepared.rendition.bytes.len() <= photo::RENDITION_BYTE_LIMIT);
        }
    }
}
