//! Contact files as vCards: 2.1 (as Outlook writes them), 3.0 and 4.0, any number in a file.
//!
//! Read by our own few lines instead of a library, because of what real files need: the character set of each
//! property before decoding, the rules of 2.1 (a backslash is a backslash, a comma is a comma), the line of
//! each card, and the next card after a broken one. [`line`] knows the syntax, [`map`] the meaning.
//!
//! Nothing is fetched: a photo given by an address is left out with a warning.

mod address;
mod line;
mod map;
mod personal;
mod phone;
mod photo;
mod reach;

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;

use crate::{FileError, PersonRecord, Refused};

/// The largest file that is read, in bytes: all of it is in memory.
pub const FILE_LIMIT: u64 = 200 * 1024 * 1024;
/// The largest card that is read, in bytes: a photo of 8 MB and some text.
pub const CARD_LIMIT: usize = 16 * 1024 * 1024;

/// Reads the cards of a file.
///
/// # Errors
/// [`FileError`] when the file as a whole is none; what is wrong with a card comes from the iterator.
pub fn read(bytes: &[u8]) -> Result<Cards<'_>, FileError> {
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(FileError::TooLarge { limit: FILE_LIMIT });
    }
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    // Of marked files only those in UTF-16 are decoded as a whole; all others property by property.
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding == encoding_rs::UTF_8 => {
            Cow::Borrowed(bytes.get(mark..).unwrap_or_default())
        }
        Some((encoding, _)) => match encoding.decode(bytes) {
            (text, _, false) => Cow::Owned(text.into_owned().into_bytes()),
            (_, _, true) => {
                return Err(FileError::NotText {
                    found: "marked as UTF-16 and is not",
                    hint: "Export it again as UTF-8",
                });
            }
        },
        None => Cow::Borrowed(bytes),
    };
    let cards = Cards { line_end: line_end(&text), text, place: 0, line: 1, begun: None };
    if !cards.text.windows(11).any(|window| window.eq_ignore_ascii_case(b"BEGIN:VCARD")) {
        return Err(FileError::NoCard);
    }
    Ok(cards)
}

/// Old Apple programs end lines by carriage returns alone.
fn line_end(text: &[u8]) -> u8 {
    if text.contains(&b'\n') { b'\n' } else { b'\r' }
}

/// The cards of a file.
pub struct Cards<'a> {
    text: Cow<'a, [u8]>,
    line_end: u8,
    place: usize,
    line: u64,
    /// The line of a BEGIN that was met where an END was expected.
    begun: Option<u64>,
}

/// A line as it stands in the file: its number and where it is.
type Physical = (u64, Range<usize>);

/// What a line is to the frame of a card.
enum Frame {
    Begin,
    End,
    Other,
}

impl Iterator for Cards<'_> {
    type Item = Result<PersonRecord, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        let begun = match self.begun.take() {
            Some(line) => line,
            None => match self.seek_begin()? {
                Ok(line) => line,
                Err(refused) => return Some(Err(refused)),
            },
        };
        Some(self.card(begun))
    }
}

impl Cards<'_> {
    /// Goes to the next BEGIN; refuses whatever text stands before it.
    fn seek_begin(&mut self) -> Option<Result<u64, Refused>> {
        let mut stray: Option<u64> = None;
        while let Some((number, range)) = self.next_line() {
            if self.text[range.clone()].trim_ascii().is_empty() {
                continue;
            }
            match (frame(&self.text[range]), stray) {
                (Frame::Begin, None) => return Some(Ok(number)),
                (Frame::Begin, Some(line)) => {
                    self.begun = Some(number);
                    return Some(Err(outside(line)));
                }
                (Frame::End | Frame::Other, _) => stray = stray.or(Some(number)),
            }
        }
        stray.map(|line| Err(outside(line)))
    }

    /// Reads one card to its END.
    fn card(&mut self, begun: u64) -> Result<PersonRecord, Refused> {
        let refused = |reason: &str| Err(Refused { line: begun, reason: reason.to_owned() });
        let (mut lines, mut inner, mut bytes) = (Vec::new(), 0, 0);
        while let Some((number, range)) = self.next_line() {
            match frame(&self.text[range.clone()]) {
                Frame::End if inner == 0 => {
                    if bytes > CARD_LIMIT {
                        return refused(
                            "the card has more than 16 MB; it was not loaded. Make its photo smaller",
                        );
                    }
                    let lines: Vec<(u64, &[u8])> =
                        lines.into_iter().map(|(number, range)| (number, &self.text[range])).collect();
                    return map::record(begun, &line::properties(&lines));
                }
                Frame::End => inner -= 1,
                // Version 2.1 puts the card of a representative into the card.
                Frame::Begin if inner > 0 || self.opens_inner(lines.last()) => inner += 1,
                Frame::Begin => {
                    self.begun = Some(number);
                    return refused(
                        "the card has no end (END:VCARD is missing before the next card); it was not loaded. Get the file once more",
                    );
                }
                Frame::Other if inner > 0 => {}
                Frame::Other => {
                    bytes += range.len();
                    lines.push((number, range));
                }
            }
        }
        refused(
            "the card has no end (the file ends before END:VCARD); it was not loaded. Get the file once more",
        )
    }

    fn opens_inner(&self, last: Option<&Physical>) -> bool {
        let last = last.map(|(_, range)| self.text[range.clone()].trim_ascii_end().to_ascii_uppercase());
        last.is_some_and(|line| line.starts_with(b"AGENT") && line.ends_with(b":"))
    }

    fn next_line(&mut self) -> Option<Physical> {
        let rest = self.text.get(self.place..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|byte| *byte == self.line_end).unwrap_or(rest.len());
        let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        let physical = (self.line, self.place..self.place + line.len());
        self.place += end + 1;
        self.line += 1;
        Some(physical)
    }
}

fn frame(line: &[u8]) -> Frame {
    let line = line.trim_ascii_end();
    if line.eq_ignore_ascii_case(b"BEGIN:VCARD") {
        Frame::Begin
    } else if line.eq_ignore_ascii_case(b"END:VCARD") {
        Frame::End
    } else {
        Frame::Other
    }
}

fn outside(line: u64) -> Refused {
    Refused {
        line,
        reason: "text outside of any card (not between BEGIN:VCARD and END:VCARD) was not loaded. Remove it, or complete the card"
            .to_owned(),
    }
}
