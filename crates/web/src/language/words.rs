//! [`Words`]: everything that people read, from one catalogue per language.
//!
//! The catalogues are `locales/{en,de}/ROOM.ftl`; a key begins with its room's name. A text that is missing shows
//! as `⟦key⟧`, which no test lets pass.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use super::Language;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct Locales;

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| catalogue(Language::English));
static GERMAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| catalogue(Language::German));

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    language: Language,
}

impl Words {
    /// Takes the words of a language.
    pub const fn of(language: Language) -> Self {
        Words { language }
    }

    /// Returns the language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// Says a text that has no variables.
    pub fn say(self, key: &str) -> String {
        Saying { words: self, values: Vec::new() }.say(key)
    }

    /// Gives a text's first variable its value; more follow by [`Saying::put`].
    pub fn put(self, name: &'static str, value: impl Value) -> Saying {
        Saying { words: self, values: Vec::new() }.put(name, value)
    }

    /// Writes a number as the language does: 12,345 or 12.345.
    pub fn number(self, number: impl fmt::Display) -> String {
        grouped(&number.to_string(), self.language)
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self.language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }
}

/// A text whose variables are being filled in.
#[derive(Debug, Clone)]
pub struct Saying {
    words: Words,
    values: Vec<(&'static str, FluentValue<'static>)>,
}

impl Saying {
    /// Gives another variable its value.
    #[must_use]
    pub fn put(mut self, name: &'static str, value: impl Value) -> Self {
        self.values.push((name, value.value()));
        self
    }

    /// Says the text.
    pub fn say(self, key: &str) -> String {
        let bundle = self.words.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.words.language.tag(), "a text is missing");
            return format!("⟦{key}⟧");
        };
        let values: FluentArgs<'_> = self.values.into_iter().collect();
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        if errors.is_empty() {
            return text;
        }
        tracing::error!(key, ?errors, "a text could not be filled in");
        format!("⟦{key}⟧ {text}")
    }
}

/// What can stand in a text: words and numbers.
pub trait Value {
    /// Returns the value as the catalogue takes it.
    fn value(&self) -> FluentValue<'static>;
}

impl Value for str {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl Value for String {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(self.clone())
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl Value for $number {
            fn value(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )* };
}

numbers! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }

fn catalogue(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around each variable would show up in attributes, titles and tests; names stand in <bdi> instead.
    bundle.set_use_isolating(false);
    let formatter = match language {
        Language::English => |value: &FluentValue<'_>, _: &_| written(value, Language::English),
        Language::German => |value: &FluentValue<'_>, _: &_| written(value, Language::German),
    };
    bundle.set_formatter(Some(formatter));
    for (name, text) in sources(language) {
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, errors)| {
            tracing::error!(name, ?errors, "a catalogue is wrong in places");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(name, ?errors, "a catalogue says something twice");
        }
    }
    bundle
}

/// Returns the files of a language: room and text.
pub(crate) fn sources(language: Language) -> BTreeMap<String, String> {
    let folder = format!("{}/", language.tag());
    let room = |path: &str| Some(path.strip_prefix(&folder)?.strip_suffix(".ftl")?.to_owned());
    Locales::iter()
        .filter_map(|path| {
            let bytes = Locales::get(&path)?.data;
            Some((room(&path)?, String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

fn written(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(grouped(&value.to_string(), language)),
        FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
    }
}

/// Groups a number's digits by three, and writes the decimal sign of the language.
fn grouped(number: &str, language: Language) -> String {
    let (group, decimal) = match language {
        Language::English => (',', '.'),
        Language::German => ('.', ','),
    };
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("\u{2212}", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let mut text = sign.to_owned();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_groups_them() {
        for (number, english, german) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1000", "1,000", "1.000"),
            ("1234567.5", "1,234,567.5", "1.234.567,5"),
            ("-1234", "\u{2212}1,234", "\u{2212}1.234"),
        ] {
            assert_eq!(grouped(number, Language::English), english);
            assert_eq!(grouped(number, Language::German), german);
        }
    }

    #[test]
    fn a_missing_text_shows_itself() {
        assert_eq!(Words::of(Language::German).say("no-such-key"), "⟦no-such-key⟧");
    }

    #[test]
    fn a_text_knows_one_from_many_and_writes_its_numbers() {
        let say = |language, count: u64| Words::of(language).put("count", count).say("common-ago-minutes");
        assert_eq!(say(Language::English, 1), "1 minute ago");
        assert_eq!(say(Language::English, 2500), "2,500 minutes ago");
        assert_eq!(say(Language::German, 1), "vor 1 Minute");
        assert_eq!(say(Language::German, 2500), "vor 2.500 Minuten");
    }
}
