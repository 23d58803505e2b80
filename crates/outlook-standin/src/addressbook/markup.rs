//! The smallest pieces of a page. Every value that comes from a contact passes [`escaped`].

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand as it is in a mail or phone link.
const LINK: &AsciiSet = &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

/// Encodes a value for an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Encodes a value for a mail or phone link.
pub(crate) fn linked(text: &str) -> String {
    utf8_percent_encode(text, LINK).to_string()
}

/// Escapes a value for text and attributes; characters that no page can show become a visible mark.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(character),
            control if control.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// Draws an icon, a path on a grid of 20 by 20; it says nothing to a screen reader.
pub(crate) fn icon(icon: Icon) -> String {
    format!(
        "<svg class=\"icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"{}\"/></svg>",
        icon.path()
    )
}

/// The icons of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Bin,
    Book,
    Camera,
    Folder,
    Lock,
    Mailbox,
    Move,
    Pencil,
    Plus,
    Restore,
    Search,
    Tandem,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Icon::Back => "M12 4 6 10l6 6",
            Icon::Bin => "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.5 9v4.5M11.5 9v4.5",
            Icon::Book => {
                "M5 3h9.5v14H5zM5 3v14M3.5 6.5h3M3.5 10h3M3.5 13.5h3M10.2 9.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2M7.8 13.4c0-3 4.8-3 4.8 0"
            }
            Icon::Camera => {
                "M3 6.5h3.5L8 4.5h4l1.5 2H17v9H3zM10 13.500a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4"
            }
            Icon::Folder => "M3 5h5l1.5 2H17v8.500H3z",
            Icon::Lock => "M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9",
            Icon::Mailbox => "M3 5h14v10H3zM3 5.500l7 5.5 7-5.5",
            Icon::Move => "M3 5h5l1.5 2H17v8.500H3zM8 11.200h5M11 9l2.2 2.200L11 13.4",
            Icon::Pencil => "M4 16l.8-3.400L13.5 4l2.5 2.5-8.6 8.700zM12 5.5 14.5 8",
            Icon::Plus => "M10 4v12M4 10h12",
            Icon::Restore => "M4.5 9.500h7.500a3.5 3.5 0 0 1 0 7H8M7.5 6 4 9.5 7.5 13",
            Icon::Search => "M9 14.500A5.5 5.5 0 1 0 9 3.500a5.5 5.5 0 0 0 0 11M13 13l4 4",
            Icon::Tandem => {
                "M6 14.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6M14 14.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6M6 11.5 9 6h4l1 5.500M7.5 6h2"
            }
        }
    }
}

/// The ground of an avatar: one of eight, always the same for a name.
pub(crate) fn tone(name: &str) -> u32 {
    name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 8
}

/// The first letters of a name, for an avatar without a photo.
pub(crate) fn initials(first: &str, last: &str, whole: &str) -> String {
    let letter = |text: &str| text.chars().find(|letter| letter.is_alphanumeric());
    let pair: String = [letter(first), letter(last)].into_iter().flatten().collect();
    let shown = if pair.is_empty() { whole.trim().chars().next().map(String::from) } else { Some(pair) };
    shown.unwrap_or_else(|| "?".to_owned()).to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_values_stays_text_and_a_nul_becomes_visible() {
        assert_eq!(escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
        assert_eq!(escaped("a\0b\nc"), "a\u{fffd}b\nc");
    }

    #[test]
    fn initials_are_found_in_any_name() {
        assert_eq!(initials("ayşe", "Öztürk", ""), "AÖ");
        assert_eq!(initials("", "", "🦊 Fuchs"), "🦊");
        assert_eq!(initials("", "", ""), "?");
    }
}
