//! Drawn portraits: flat pictures of people who do not exist. A number says what somebody looks like.

use image::{ImageFormat, Rgb, RgbImage};

use super::dice::Dice;

/// The side of a portrait, in pixels.
const SIDE: u32 = 256;

/// A colour in sRGB.
type Colour = [u8; 3];

/// Draws a portrait and encodes it: every third as PNG, the others as JPEG.
///
/// # Errors
/// When the encoder fails.
pub(super) fn draw(woman: bool, seed: usize) -> Result<Vec<u8>, image::ImageError> {
    let picture = paint(&Looks::of(woman, seed));
    let format = if seed.is_multiple_of(3) { ImageFormat::Png } else { ImageFormat::Jpeg };
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format)?;
    Ok(bytes.into_inner())
}

/// What somebody looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Looks {
    ground: Colour,
    skin: Colour,
    hair: Colour,
    cut: Cut,
    clothes: Clothes,
    cloth: Colour,
    glasses: bool,
    beard: bool,
}

/// How somebody wears the hair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Bald,
    Short,
    Parted,
    Curly,
    Bob,
    Long,
    Bun,
}

/// What somebody wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clothes {
    Jumper,
    Shirt,
    Jacket,
}

impl Looks {
    fn of(woman: bool, seed: usize) -> Self {
        let mut dice = Dice::new(seed as u64 * 7919 + 17);
        let mut pick = |list: &[Colour]| dice.pick(list).unwrap_or([128; 3]);
        let (ground, skin, cloth) = (pick(GROUNDS), pick(SKINS), pick(CLOTH));
        // Dark skin goes with dark or grey hair.
        let hair = if skin[0] < 210 { pick(DARK_HAIR) } else { pick(HAIR) };
        let cuts: &[Cut] = if woman {
            &[Cut::Bob, Cut::Long, Cut::Bun, Cut::Curly, Cut::Short, Cut::Long, Cut::Bob]
        } else {
            &[Cut::Short, Cut::Parted, Cut::Short, Cut::Bald, Cut::Curly, Cut::Parted]
        };
        Looks {
            ground,
            skin,
            hair,
            cloth,
            cut: dice.pick(cuts).unwrap_or(Cut::Short),
            clothes: dice
                .pick(&[Clothes::Jumper, Clothes::Shirt, Clothes::Jacket])
                .unwrap_or(Clothes::Jumper),
            glasses: dice.chance(28),
            beard: !woman && dice.chance(35),
        }
    }
}

fn paint(looks: &Looks) -> RgbImage {
    let mut sheet = Sheet::new(looks.ground);
    let Looks { skin, hair, .. } = *looks;
    let shade = mixed(skin, [90, 50, 40], 18);
    sheet.oval((128.0, 118.0), (104.0, 104.0), mixed(looks.ground, [255; 3], 35));
    behind(&mut sheet, looks.cut, hair);
    sheet.part((128.0, 172.0), (20.0, 46.0), shade, |_, y| y > 140.0);
    clothes(&mut sheet, looks);
    sheet.oval((82.0, 122.0), (9.0, 13.0), skin);
    sheet.oval((174.0, 122.0), (9.0, 13.0), skin);
    sheet.oval((128.0, 116.0), (47.0, 57.0), skin);
    blush(&mut sheet, skin);
    if looks.beard {
        sheet.part((128.0, 128.0), (48.0, 48.0), hair, |_, y| y > 132.0);
        sheet.oval((128.0, 145.0), (19.0, 11.0), skin);
    }
    face(&mut sheet, looks);
    above(&mut sheet, looks.cut, hair);
    sheet.picture
}

/// Hair that hangs behind the head.
fn behind(sheet: &mut Sheet, cut: Cut, hair: Colour) {
    match cut {
        Cut::Bald | Cut::Short | Cut::Parted => {}
        Cut::Curly => {
            for (x, y) in [(84.0, 86.0), (172.0, 86.0), (74.0, 116.0), (182.0, 116.0), (128.0, 62.0)] {
                sheet.oval((x, y), (31.0, 31.0), hair);
            }
        }
        Cut::Bob => sheet.part((128.0, 116.0), (64.0, 72.0), hair, |_, y| y < 168.0),
        Cut::Long => {
            sheet.oval((128.0, 108.0), (62.0, 66.0), hair);
            sheet.part((128.0, 150.0), (66.0, 92.0), hair, |_, y| y > 108.0 && y < 226.0);
        }
        Cut::Bun => {
            sheet.oval((128.0, 42.0), (25.0, 23.0), hair);
            sheet.oval((128.0, 102.0), (54.0, 56.0), hair);
        }
    }
}

/// Hair on the head.
fn above(sheet: &mut Sheet, cut: Cut, hair: Colour) {
    let crown = ((128.0, 104.0), (52.0, 52.0));
    match cut {
        Cut::Bald => {}
        Cut::Short => sheet.part(crown.0, crown.1, hair, |x, y| y < 88.0 + (x - 128.0).abs() * 0.28),
        Cut::Parted => sheet.part(crown.0, crown.1, hair, |x, y| {
            y < 96.0 - (x - 96.0).abs() * 0.12 + (96.0 - x).max(0.0) * 0.5
        }),
        Cut::Curly => {
            for (x, y) in [(96.0, 74.0), (118.0, 64.0), (140.0, 64.0), (160.0, 74.0), (128.0, 72.0)] {
                sheet.oval((x, y), (22.0, 20.0), hair);
            }
        }
        Cut::Bob => sheet.part((128.0, 104.0), (55.0, 54.0), hair, |x, y| {
            y < 92.0 || ((x - 128.0).abs() > 41.0 && y < 150.0)
        }),
        Cut::Long => sheet.part((128.0, 104.0), (54.0, 54.0), hair, |x, y| {
            y < 112.0 - (62.0 - (x - 128.0).abs()).max(0.0) * 0.62
        }),
        Cut::Bun => {
            sheet.part((128.0, 106.0), (52.0, 54.0), hair, |x, y| y < 82.0 + (x - 128.0).abs() * 0.45)
        }
    }
}

fn blush(sheet: &mut Sheet, skin: Colour) {
    for x in [99.0, 157.0] {
        sheet.oval((x, 132.0), (8.0, 5.0), mixed(skin, [225, 105, 95], 30));
    }
}

fn face(sheet: &mut Sheet, looks: &Looks) {
    let dark = [52, 38, 36];
    let brow = if looks.cut == Cut::Bald { dark } else { mixed(looks.hair, dark, 45) };
    for side in [-1.0, 1.0] {
        let x = 128.0 + side * 19.0;
        sheet.part((x, 108.0), (10.0, 8.0), brow, |_, y| y < 103.5);
        sheet.oval((x, 116.0), (4.2, 5.0), dark);
        sheet.oval((x + 1.4, 114.4), (1.4, 1.5), [255; 3]);
    }
    sheet.part((128.0, 127.0), (5.0, 5.0), mixed(looks.skin, [90, 50, 40], 28), |_, y| y > 127.0);
    sheet.part((128.0, 141.0), (14.0, 10.0), [255, 250, 246], |_, y| y > 141.0);
    sheet.part((128.0, 141.0), (14.0, 10.0), [166, 62, 62], |_, y| y > 145.5);
    if looks.glasses {
        for x in [109.0, 147.0] {
            sheet.ring((x, 116.0), 14.5, 2.4, [48, 48, 56]);
        }
        sheet.part((128.0, 114.0), (6.0, 3.0), [48, 48, 56], |_, y| y < 114.5);
    }
}

fn clothes(sheet: &mut Sheet, looks: &Looks) {
    let (body, neck) = (((128.0, 272.0), (92.0, 84.0)), ((128.0, 190.0), (25.0, 20.0)));
    sheet.oval(body.0, body.1, looks.cloth);
    match looks.clothes {
        Clothes::Jumper => {
            sheet.oval(neck.0, (29.0, 22.0), mixed(looks.cloth, [0; 3], 16));
            sheet.oval((128.0, 186.0), (22.0, 18.0), mixed(looks.skin, [90, 50, 40], 18));
        }
        Clothes::Shirt => {
            let collar = mixed(looks.cloth, [255; 3], 62);
            sheet.oval(neck.0, (30.0, 18.0), collar);
            sheet.part((128.0, 186.0), (22.0, 30.0), mixed(looks.skin, [90, 50, 40], 18), |x, y| {
                (x - 128.0).abs() < 22.0 - (y - 186.0) * 0.9
            });
        }
        Clothes::Jacket => {
            let inner = [247, 246, 242];
            sheet.part((128.0, 230.0), (46.0, 60.0), inner, |x, y| {
                (x - 128.0).abs() < 30.0 - (y - 190.0) * 0.34
            });
            sheet.part((128.0, 186.0), (21.0, 26.0), mixed(looks.skin, [90, 50, 40], 18), |x, y| {
                (x - 128.0).abs() < 21.0 - (y - 186.0)
            });
            sheet.part((128.0, 232.0), (7.0, 44.0), mixed(looks.cloth, [150, 40, 60], 60), |x, y| {
                (x - 128.0).abs() < 3.0 + (y - 202.0) * 0.06
            });
        }
    }
}

/// What is painted on.
struct Sheet {
    picture: RgbImage,
}

impl Sheet {
    fn new(ground: Colour) -> Self {
        Self { picture: RgbImage::from_pixel(SIDE, SIDE, Rgb(ground)) }
    }

    fn oval(&mut self, middle: (f32, f32), radii: (f32, f32), colour: Colour) {
        self.part(middle, radii, colour, |_, _| true);
    }

    /// Paints an oval as far as a condition holds.
    fn part(
        &mut self,
        (x, y): (f32, f32),
        (across, down): (f32, f32),
        colour: Colour,
        holds: impl Fn(f32, f32) -> bool,
    ) {
        let edge = across.min(down);
        self.each((x, y), (across, down), colour, |at| {
            let (dx, dy) = ((at.0 - x) / across, (at.1 - y) / down);
            if holds(at.0, at.1) { (1.0 - (dx * dx + dy * dy).sqrt()).mul_add(edge, 0.5) } else { 0.0 }
        });
    }

    fn ring(&mut self, (x, y): (f32, f32), radius: f32, width: f32, colour: Colour) {
        let reach = radius + width;
        self.each((x, y), (reach, reach), colour, |at| {
            let from_middle = ((at.0 - x).powi(2) + (at.1 - y).powi(2)).sqrt();
            width.mul_add(0.5, 0.5) - (from_middle - radius).abs()
        });
    }

    /// Mixes a colour into the pixels of a box, each as far as it is covered (0 to 1).
    fn each(
        &mut self,
        (x, y): (f32, f32),
        (across, down): (f32, f32),
        colour: Colour,
        cover: impl Fn((f32, f32)) -> f32,
    ) {
        let (left, right) = span(x, across);
        let (top, bottom) = span(y, down);
        for row in top..bottom {
            for column in left..right {
                let covered = cover((centre(column), centre(row))).clamp(0.0, 1.0);
                if let Some(pixel) = self.picture.get_pixel_mut_checked(column, row).filter(|_| covered > 0.0)
                {
                    *pixel = Rgb(mixed(pixel.0, colour, percent(covered)));
                }
            }
        }
    }
}

/// The pixels around a middle, within the sheet.
fn span(middle: f32, radius: f32) -> (u32, u32) {
    (pixel(middle - radius - 1.0), pixel(middle + radius + 2.0))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within the sheet first")]
fn pixel(place: f32) -> u32 {
    place.clamp(0.0, 256.0) as u32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of one")]
fn percent(share: f32) -> u32 {
    (share * 100.0).round() as u32
}

#[allow(clippy::cast_precision_loss, reason = "a pixel of a small sheet")]
fn centre(pixel: u32) -> f32 {
    pixel as f32 + 0.5
}

/// So many percent of one colour into another.
fn mixed(under: Colour, over: Colour, percent: u32) -> Colour {
    let mut mixed = under;
    for (part, over) in mixed.iter_mut().zip(over) {
        let sum = u32::from(*part) * (100 - percent.min(100)) + u32::from(over) * percent.min(100);
        *part = u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX);
    }
    mixed
}

const GROUNDS: &[Colour] = &[
    [188, 214, 238],
    [214, 204, 238],
    [240, 208, 214],
    [246, 220, 190],
    [238, 230, 182],
    [200, 226, 196],
    [186, 226, 222],
    [214, 218, 224],
];
const SKINS: &[Colour] = &[
    [250, 220, 198],
    [242, 202, 174],
    [228, 182, 148],
    [206, 154, 118],
    [166, 114, 82],
    [120, 80, 58],
    [246, 212, 188],
];
const HAIR: &[Colour] = &[
    [44, 34, 34],
    [74, 50, 40],
    [112, 74, 48],
    [152, 102, 58],
    [206, 162, 96],
    [170, 80, 46],
    [150, 150, 154],
    [212, 210, 206],
];
const DARK_HAIR: &[Colour] = &[[44, 34, 34], [58, 42, 38], [34, 30, 34], [150, 150, 154]];
const CLOTH: &[Colour] = &[
    [44, 72, 110],
    [52, 112, 120],
    [118, 54, 82],
    [64, 96, 66],
    [182, 92, 54],
    [84, 78, 128],
    [58, 62, 72],
    [196, 152, 62],
    [142, 62, 62],
    [98, 118, 140],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_portrait_can_be_kept_and_sent_to_outlook() {
        for (seed, woman) in [true, false, true, false].into_iter().enumerate() {
            let prepared = photo::prepare(&draw(woman, seed).unwrap()).unwrap();
            assert_eq!((prepared.rendition.width, prepared.rendition.height), (SIDE, SIDE));
            assert!(prepared.rendition.bytes.len() <= photo::RENDITION_BYTE_LIMIT);
        }
    }

    #[test]
    fn people_look_different_and_each_the_same_each_time() {
        let looks: Vec<Looks> = (0..60).map(|seed| Looks::of(seed % 2 == 0, seed)).collect();
        let different =
            looks.iter().enumerate().filter(|(place, one)| !looks[..*place].contains(one)).count();
        assert!(different >= 58, "{different}");
        assert_eq!(draw(true, 5).unwrap(), draw(true, 5).unwrap());
    }
}
