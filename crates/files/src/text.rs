//! From bytes in some encoding to UTF-8, in one pass over the file to find out and one to read.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::FileError;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// How a file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Survey {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// The length of its byte order mark.
    pub mark: usize,
}

/// Reads a whole file once to find out how it is encoded: UTF-8 and UTF-16 by their byte order marks, else
/// UTF-8 where it is that, else Windows-1252.
///
/// A file counts as UTF-8 although some bytes are not when it has more letters that are: it was damaged, and
/// reading it as Windows-1252 would spoil all the others. Its damaged rows are refused later.
///
/// # Errors
/// [`FileError`] when the file cannot be read, is empty, or is no text.
pub(crate) fn survey(source: &mut (impl Read + Seek)) -> Result<Survey, FileError> {
    source.seek(SeekFrom::Start(0))?;
    let mut piece = vec![0; PIECE];
    let mut held = read_up_to(source, &mut piece, 0)?;
    if let Some(known) = beginning(&piece[..held])? {
        return Ok(known);
    }
    let mut count = Count::default();
    while held > 0 {
        let tail = incomplete_tail(&piece[..held]);
        count.add(&piece[..held - tail]);
        piece.copy_within(held - tail..held, 0);
        let read = read_up_to(source, &mut piece, tail)?;
        if read == tail {
            // The file ends in the middle of a character.
            count.broken += u64::from(tail > 0);
            break;
        }
        held = read;
    }
    let encoding = if count.broken == 0 || count.letters > count.broken { UTF_8 } else { WINDOWS_1252 };
    Ok(Survey { encoding, mark: 0 })
}

/// Decides by the first bytes, where they tell.
fn beginning(bytes: &[u8]) -> Result<Option<Survey>, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return if bytes.len() == mark { Err(FileError::Empty) } else { Ok(Some(Survey { encoding, mark })) };
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(FileError::NotText {
            found: "an Excel workbook or another Office document",
            hint: "Save it as \"CSV UTF-8\" and load that",
        });
    }
    if bytes.get(..bytes.len().min(4096)).is_some_and(|start| start.contains(&0)) {
        return Err(FileError::NotText {
            found: "no text (it contains zero bytes), or UTF-16 without a byte order mark",
            hint: "Save it as text in UTF-8 and load that",
        });
    }
    Ok(None)
}

/// Fills a buffer from a place on, and returns how far it is filled.
fn read_up_to(source: &mut impl Read, buffer: &mut [u8], from: usize) -> io::Result<usize> {
    loop {
        match source.read(&mut buffer[from..]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other.map(|read| from + read),
        }
    }
}

/// Counts what speaks for UTF-8 and what against.
#[derive(Debug, Default)]
struct Count {
    letters: u64,
    broken: u64,
}

impl Count {
    fn add(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        for chunk in bytes.utf8_chunks() {
            self.letters += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count() as u64;
            self.broken += u64::from(!chunk.invalid().is_empty());
        }
    }
}

/// Returns how many bytes at the end may be the beginning of a character of UTF-8.
fn incomplete_tail(bytes: &[u8]) -> usize {
    let last = bytes.iter().rev().take(3);
    let lead = last.into_iter().position(|byte| *byte >= 0xC0);
    lead.map_or(0, |behind| {
        let length = match bytes[bytes.len() - 1 - behind] {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            _ => 4,
        };
        if behind + 1 < length { behind + 1 } else { 0 }
    })
}

/// A file as UTF-8, piece by piece. Damaged UTF-8 is passed on as it is; damaged UTF-16 becomes U+FFFD.
pub(crate) struct Text<R> {
    source: R,
    decoder: Option<Decoder>,
    piece: Vec<u8>,
    ended: bool,
}

impl<R: Read + Seek> Text<R> {
    /// Starts behind the byte order mark.
    pub(crate) fn new(mut source: R, survey: Survey) -> io::Result<Self> {
        source.seek(SeekFrom::Start(survey.mark as u64))?;
        let decoder = (survey.encoding != UTF_8).then(|| survey.encoding.new_decoder_without_bom_handling());
        Ok(Self { source, decoder, piece: vec![0; PIECE], ended: false })
    }

    /// Appends the next piece, and returns whether there was one.
    pub(crate) fn more(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        let before = into.len();
        while into.len() == before && !self.ended {
            let read = read_up_to(&mut self.source, &mut self.piece, 0)?;
            self.ended = read == 0;
            match &mut self.decoder {
                None => into.extend_from_slice(&self.piece[..read]),
                Some(decoder) => {
                    let room = decoder.max_utf8_buffer_length(read).unwrap_or(PIECE * 4);
                    into.resize(before + room, 0);
                    let (_, _, written, _) =
                        decoder.decode_to_utf8(&self.piece[..read], &mut into[before..], self.ended);
                    into.truncate(before + written);
                }
            }
        }
        Ok(into.len() > before)
    }
}

/// Tells whether damage in this encoding shows as U+FFFD.
pub(crate) fn marks_damage(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Decodes some bytes: in the encoding named, if it is one and they are in it; else UTF-8, else Windows-1252.
pub(crate) fn decode(bytes: &[u8], named: Option<&'static Encoding>) -> String {
    if let Some(encoding) = named {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged {
            return text.into_owned();
        }
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn encoding(bytes: &[u8]) -> &'static Encoding {
        survey(&mut Cursor::new(bytes)).unwrap().encoding
    }

    #[test]
    fn the_encoding_is_found_out_by_the_content() {
        assert_eq!(encoding(b"plain"), UTF_8);
        assert_eq!(encoding("Müller".as_bytes()), UTF_8);
        assert_eq!(encoding(b"M\xFCller"), WINDOWS_1252);
        assert_eq!(encoding(b"\xEF\xBB\xBFx"), UTF_8);
        assert_eq!(encoding(b"\xFF\xFEx\0"), UTF_16LE);
        assert_eq!(encoding("Müller, Jörg, Großmann \u{fc}".as_bytes()), UTF_8);
        assert_eq!(encoding(&[b"M\xC3\xBCller J\xC3\xB6rg \xFC".as_slice(), b"x"].concat()), UTF_8);
    }

    #[test]
    fn a_character_across_two_pieces_is_one() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(PIECE - shift), "€".repeat(3));
            assert_eq!(encoding(text.as_bytes()), UTF_8, "{shift}");
            let cut = &text.as_bytes()[..text.len() - 1];
            assert_eq!(encoding(&cut[..PIECE - shift + 1]), WINDOWS_1252, "{shift}");
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        let refusal = |bytes: &[u8]| survey(&mut Cursor::new(bytes)).unwrap_err().to_string();
        assert!(refusal(b"PK\x03\x04...").contains("Excel"));
        assert!(refusal(b"a\0b").contains("zero bytes"));
        assert!(refusal(b"").contains("empty"));
        assert!(refusal(b"\xEF\xBB\xBF").contains("empty"));
    }

    #[test]
    fn any_encoding_arrives_as_utf8() {
        let utf16: Vec<u8> =
            std::iter::once(0xFEFFu16).chain("Müller €".encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for bytes in [utf16, b"M\xFCller \x80".to_vec(), "\u{feff}Müller €".as_bytes().to_vec()] {
            let survey = survey(&mut Cursor::new(&bytes)).unwrap();
            let mut text = Text::new(Cursor::new(&bytes), survey).unwrap();
            let mut read = Vec::new();
            while text.more(&mut read).unwrap() {}
            assert_eq!(String::from_utf8(read).unwrap(), "Müller €");
        }
    }
}
