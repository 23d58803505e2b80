//! The syntax of vCards: from lines to properties.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

use crate::text::decode;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How a value is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Packing {
    #[default]
    None,
    QuotedPrintable,
    Base64,
}

/// A property of a card.
#[derive(Debug, Clone, Default)]
pub(crate) struct Property {
    /// The line of the file in which it starts.
    pub line: u64,
    /// What binds it to others, as `item1` in `item1.TEL`.
    pub group: Option<String>,
    /// Its name, in capitals; empty for a line that is no property.
    pub name: String,
    /// Its types, in small letters.
    pub types: Vec<String>,
    params: Vec<(String, String)>,
    packing: Packing,
    charset: Option<&'static Encoding>,
    raw: Vec<u8>,
    /// Whether the rules of version 2.1 hold.
    old: bool,
}

/// Puts the lines of a card together and takes them apart again as properties.
pub(crate) fn properties(lines: &[(u64, &[u8])]) -> Vec<Property> {
    let old = lines.iter().any(|(_, line)| is_old_version(line));
    let mut properties: Vec<Property> = Vec::new();
    let mut base64_goes_on = false;
    for (number, line) in lines {
        let blank = line.trim_ascii().is_empty();
        match properties.last_mut() {
            // A soft line end: the value goes on in the next line, whatever that looks like.
            Some(last) if last.packing == Packing::QuotedPrintable && last.raw.ends_with(b"=") => {
                last.raw.pop();
                last.raw.extend_from_slice(line);
            }
            Some(last) if base64_goes_on && !blank && is_base64(line) => last.raw.extend_from_slice(line),
            Some(last) if !blank && matches!(line.first(), Some(b' ' | b'\t')) => {
                // Version 2.1 breaks lines at blanks and keeps them; later ones break anywhere and add one.
                let kept = if last.old && last.packing == Packing::None { line } else { &line[1..] };
                last.raw.extend_from_slice(kept);
            }
            Some(_) | None if blank => base64_goes_on = false,
            Some(_) | None => {
                let property = Property::parse(*number, line, old);
                base64_goes_on = property.packing == Packing::Base64;
                properties.push(property);
            }
        }
    }
    properties
}

fn is_old_version(line: &[u8]) -> bool {
    let line = line.to_ascii_uppercase();
    line.strip_prefix(b"VERSION:").is_some_and(|version| version.trim_ascii().starts_with(b"2"))
}

fn is_base64(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ' | b'\t'))
}

impl Property {
    fn parse(line: u64, text: &[u8], old: bool) -> Self {
        let mut property = Property { line, old, ..Property::default() };
        let Some((head, value)) = divide_head(text) else {
            property.raw = text.to_vec();
            return property;
        };
        property.raw = value.to_vec();
        let head = decode(head, None);
        let mut parts = split_quoted(&head, ';').into_iter();
        let name = parts.next().unwrap_or_default().trim().to_uppercase();
        match name.split_once('.') {
            Some((group, name)) => {
                property.group = Some(group.to_owned());
                property.name = name.to_owned();
            }
            None => property.name = name,
        }
        for part in parts {
            property.add_parameter(part);
        }
        property
    }

    fn add_parameter(&mut self, part: &str) {
        // Version 2.1 leaves the names of types and packings away.
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name.trim().to_uppercase(), value.trim()),
            None => (String::new(), part.trim()),
        };
        match (name.as_str(), value.to_uppercase().as_str()) {
            ("" | "ENCODING", "QUOTED-PRINTABLE") => self.packing = Packing::QuotedPrintable,
            ("" | "ENCODING", "BASE64" | "B") => self.packing = Packing::Base64,
            ("CHARSET", _) => self.charset = Encoding::for_label(value.trim_matches('"').as_bytes()),
            ("" | "TYPE", _) => {
                let types = split_quoted(value, ',').into_iter().flat_map(|entry| {
                    // Some programs put all types into one pair of quotation marks.
                    entry
                        .trim_matches('"')
                        .split(',')
                        .map(|name| name.trim().to_lowercase())
                        .collect::<Vec<_>>()
                });
                self.types.extend(types.filter(|name| !name.is_empty()));
            }
            (_, _) => self.params.push((name, unescape_parameter(value))),
        }
    }

    /// Tells whether the property has a type.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.types.iter().any(|own| own == name)
    }

    /// Tells whether the rules of version 2.1 hold.
    pub(crate) fn is_old(&self) -> bool {
        self.old
    }

    /// Returns a parameter's value.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Returns how much it is preferred: 1 most, 101 not at all.
    pub(crate) fn preference(&self) -> u8 {
        let stated = self.parameter("PREF").map(|value| value.parse().unwrap_or(1).clamp(1, 100));
        stated.unwrap_or(if self.is("pref") { 1 } else { 101 })
    }

    /// Returns the value as one text.
    pub(crate) fn text(&self) -> String {
        unescape(&self.unpacked(&self.raw), self.old)
    }

    /// Returns the value for a message.
    pub(crate) fn shown(&self) -> String {
        match self.packing {
            Packing::None | Packing::QuotedPrintable => self.text(),
            Packing::Base64 => "(packed data)".to_owned(),
        }
    }

    /// Returns the parts of the value, divided by semicolons or commas.
    pub(crate) fn parts(&self, separator: char) -> Vec<String> {
        if self.packing == Packing::None {
            let text = self.unpacked(&self.raw);
            return split(&text, separator, self.old)
                .into_iter()
                .map(|part| unescape(part, self.old))
                .collect();
        }
        // A packed separator separates nothing: take apart first, then unpack.
        let packed = String::from_utf8_lossy(&self.raw);
        let parts = split(&packed, separator, self.old).into_iter();
        parts.map(|part| unescape(&self.unpacked(part.as_bytes()), self.old)).collect()
    }

    /// Returns the value's bytes, if it is packed as such and whole.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        if self.packing == Packing::Base64 { unpack_base64(&self.raw) } else { None }
    }

    fn unpacked(&self, raw: &[u8]) -> String {
        match self.packing {
            Packing::None => decode(raw, self.charset),
            Packing::QuotedPrintable => decode(&unpack_quoted(raw), self.charset),
            Packing::Base64 => match unpack_base64(raw) {
                Some(bytes) => decode(&bytes, self.charset),
                None => decode(raw, self.charset),
            },
        }
    }
}

/// Unpacks base64; blanks and line ends in it mean nothing.
pub(crate) fn unpack_base64(raw: &[u8]) -> Option<Vec<u8>> {
    let dense: Vec<u8> = raw.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if dense.is_empty() { None } else { LENIENT.decode(dense).ok() }
}

fn unpack_quoted(raw: &[u8]) -> Vec<u8> {
    let digit = |place: usize| raw.get(place).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(raw.len());
    let mut place = 0;
    while let Some(byte) = raw.get(place) {
        match (byte, digit(place + 1), digit(place + 2)) {
            (b'=', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                place += 3;
            }
            (_, _, _) => {
                bytes.push(*byte);
                place += 1;
            }
        }
    }
    bytes
}

/// Divides a line at the first colon outside quotation marks.
fn divide_head(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut quoted = false;
    let colon = line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    });
    // An odd quotation mark: rather a wrong parameter than no property.
    let colon = colon.or_else(|| line.iter().position(|byte| *byte == b':'))?;
    Some((&line[..colon], &line[colon + 1..]))
}

fn split_quoted(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    let divides = |letter: char| {
        quoted ^= letter == '"';
        letter == separator && !quoted
    };
    text.split(divides).collect()
}

fn split(text: &str, separator: char, old: bool) -> Vec<&str> {
    let mut escaped = false;
    text.split(|letter: char| {
        let divides = letter == separator && !escaped;
        // In version 2.1 a backslash does not escape another one.
        escaped = letter == '\\' && (old || !escaped);
        divides
    })
    .collect()
}

/// Takes escapes away; in version 2.1 there are none but before semicolons and commas.
fn unescape(text: &str, old: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = if letter == '\\' { letters.peek().copied() } else { None };
        let meant = match next {
            Some(';' | ',') => next,
            Some('n' | 'N') if !old => Some('\n'),
            Some('\\' | ':' | '"') if !old => next,
            Some(_) | None => None,
        };
        if meant.is_some() {
            letters.next();
        }
        plain.push(meant.unwrap_or(letter));
    }
    plain
}

/// Takes quotation marks and the escapes of RFC 6868 away.
fn unescape_parameter(value: &str) -> String {
    value.replace('"', "").replace("^n", "\n").replace("^'", "\"").replace("^^", "^")
}
