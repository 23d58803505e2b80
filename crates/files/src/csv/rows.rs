//! Rows of cells from a file of any size.

use std::io::{Read, Seek};

use csv_core::ReadRecordResult;

use super::ROW_LIMIT;
use crate::text::{Survey, Text, marks_damage};
use crate::{FileError, Refused};

/// The most cells of a row.
const CELL_LIMIT: usize = 10_000;

/// One row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// The line in which it starts, counted from 1.
    pub line: u64,
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Row<'a> {
    /// Returns the number of cells.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns a cell; empty when there is none at that place.
    pub(crate) fn cell(&self, place: usize) -> &'a str {
        let start = if place == 0 { Some(&0) } else { self.ends.get(place - 1) };
        let end = self.ends.get(place);
        start.zip(end).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or_default()
    }
}

/// The rows of a file.
pub(crate) struct Rows<R> {
    text: Text<R>,
    parser: csv_core::Reader,
    damage_is_marked: bool,
    read: Vec<u8>,
    place: usize,
    line: u64,
    after_return: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
    stopped: bool,
}

/// How reading one row ended.
enum Outcome {
    Row { bytes: usize, cells: usize },
    TooLong,
    End,
}

impl<R: Read + Seek> Rows<R> {
    pub(crate) fn new(source: R, survey: Survey) -> Result<Self, FileError> {
        let mut text = Text::new(source, survey)?;
        let mut read = Vec::new();
        text.more(&mut read)?;
        let mut rows = Self {
            text,
            parser: csv_core::Reader::new(),
            damage_is_marked: marks_damage(survey.encoding),
            read,
            place: 0,
            line: 1,
            after_return: false,
            cells: vec![0; 16 * 1024],
            ends: vec![0; 256],
            stopped: false,
        };
        let delimiter = rows.directive().unwrap_or_else(|| delimiter(&rows.read));
        rows.parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Ok(rows)
    }

    /// Reads the line `sep=;` that spreadsheet programs put first.
    fn directive(&mut self) -> Option<u8> {
        let first = self.read.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
        let delimiter = match first.strip_prefix(b"sep=")? {
            [delimiter] => *delimiter,
            _ => return None,
        };
        self.consume(first.len());
        Some(delimiter)
    }

    /// Returns the next row that is not blank; a reading error ends the file.
    pub(crate) fn next(&mut self) -> Option<Result<Row<'_>, Refused>> {
        while !self.stopped {
            let line = match self.skip_line_ends() {
                Ok(true) => self.line,
                Ok(false) => return None,
                Err(error) => return Some(Err(self.unreadable(&error))),
            };
            match self.record() {
                Ok(Outcome::End) => return None,
                Ok(Outcome::TooLong) => return Some(Err(self.runaway(line))),
                Ok(Outcome::Row { bytes, cells }) => {
                    if !self.cells[..bytes].trim_ascii().is_empty() {
                        return Some(self.row(line, bytes, cells));
                    }
                }
                Err(error) => return Some(Err(self.unreadable(&error))),
            }
        }
        None
    }

    fn row(&self, line: u64, bytes: usize, cells: usize) -> Result<Row<'_>, Refused> {
        let damaged = || {
            Refused {
            line,
            reason: "the row has characters that cannot be read: it was damaged, or parts of the file are in another encoding; it was not loaded. Correct it and save the file as UTF-8".to_owned(),
        }
        };
        let text = std::str::from_utf8(&self.cells[..bytes]).map_err(|_| damaged())?;
        if self.damage_is_marked && text.contains(char::REPLACEMENT_CHARACTER) {
            return Err(damaged());
        }
        Ok(Row { line, text, ends: &self.ends[..cells] })
    }

    fn record(&mut self) -> std::io::Result<Outcome> {
        let (mut bytes, mut cells) = (0, 0);
        loop {
            let (result, consumed, written, ended) = self.parser.read_record(
                &self.read[self.place..],
                &mut self.cells[bytes..],
                &mut self.ends[cells..],
            );
            self.consume(consumed);
            bytes += written;
            cells += ended;
            match result {
                ReadRecordResult::Record => return Ok(Outcome::Row { bytes, cells }),
                ReadRecordResult::End => return Ok(Outcome::End),
                // At the end of the file the parser gets nothing once more, and closes the row.
                ReadRecordResult::InputEmpty => {
                    self.refill()?;
                }
                ReadRecordResult::OutputFull if self.cells.len() >= ROW_LIMIT => return Ok(Outcome::TooLong),
                ReadRecordResult::OutputFull => self.cells.resize((self.cells.len() * 2).min(ROW_LIMIT), 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() >= CELL_LIMIT => {
                    return Ok(Outcome::TooLong);
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
    }

    /// Leaves a row that does not end: goes on at the line after the one in which it became too long.
    fn runaway(&mut self, line: u64) -> Refused {
        self.parser.reset();
        let reached = self.line;
        while self.line == reached && !self.stopped {
            let rest = &self.read[self.place..];
            let step =
                rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map_or(rest.len(), |at| at + 1);
            self.consume(step);
            self.stopped = self.line == reached && !self.refill().unwrap_or(false);
        }
        Refused {
            line,
            reason: format!(
                "the row that starts here has more than {ROW_LIMIT} bytes or {CELL_LIMIT} cells, most likely because a quotation mark is not closed; the lines {line} to {reached} were not loaded. Close it and load the file again"
            ),
        }
    }

    fn unreadable(&mut self, error: &std::io::Error) -> Refused {
        self.stopped = true;
        Refused {
            line: self.line,
            reason: format!(
                "the file could not be read any further ({error}); from this line on nothing was loaded. Load it again"
            ),
        }
    }

    /// Stands at the first byte that ends no line; returns false at the end of the file.
    fn skip_line_ends(&mut self) -> std::io::Result<bool> {
        loop {
            let rest = &self.read[self.place..];
            match rest.iter().position(|byte| !matches!(byte, b'\n' | b'\r')) {
                Some(ahead) => {
                    self.consume(ahead);
                    return Ok(true);
                }
                None => {
                    self.consume(rest.len());
                    if !self.refill()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    fn refill(&mut self) -> std::io::Result<bool> {
        self.read.clear();
        self.place = 0;
        self.text.more(&mut self.read)
    }

    /// Steps over some bytes and counts the lines that end in them: `\n`, `\r\n` or `\r`.
    fn consume(&mut self, bytes: usize) {
        for byte in &self.read[self.place..self.place + bytes] {
            self.line += u64::from(*byte == b'\r' || (*byte == b'\n' && !self.after_return));
            self.after_return = *byte == b'\r';
        }
        self.place += bytes;
    }
}

/// Finds out what divides the cells: the most frequent candidate of the first line outside quotes.
fn delimiter(text: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            other if !quoted => {
                counts
                    .iter_mut()
                    .filter(|(candidate, _)| candidate == other)
                    .for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    // Of equally frequent ones the first: a comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}
