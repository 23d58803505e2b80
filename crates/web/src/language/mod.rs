//! [`Language`]: which language a person reads, and how it is found out.

mod times;
mod words;

pub use times::{Moment, Zone};
#[cfg(test)]
pub(crate) use words::sources;
pub use words::{Saying, Value, Words};

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// Returns the language's tag (BCP 47), as in `lang="…"` and in the store.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// Returns the language's own name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// Finds a language by its tag; regions do not count: `de-AT` is German.
    pub fn parse(tag: &str) -> Option<Language> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }

    /// Finds the language that an `Accept-Language` header likes best; English when it names none of ours.
    pub fn accepted(header: &str) -> Language {
        let mut best = (0.0, Language::default());
        for entry in header.split(',') {
            let mut parts = entry.split(';');
            let Some(language) = parts.next().and_then(Language::parse) else { continue };
            let quality = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
}

impl From<store::Language> for Language {
    fn from(chosen: store::Language) -> Self {
        match chosen {
            store::Language::English => Language::English,
            store::Language::German => Language::German,
        }
    }
}

impl From<Language> for store::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::English => store::Language::English,
            Language::German => store::Language::German,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best_is_taken_and_english_when_none_is_ours() {
        for (header, expected) in [
            ("de", Language::German),
            ("de-AT,en;q=0.8", Language::German),
            ("en-GB, de;q=0.9", Language::English),
            ("fr, de;q=0.4, en;q=0.3", Language::German),
            ("fr", Language::English),
            ("", Language::English),
            ("de;q=0", Language::English),
            ("de;q=nonsense", Language::German),
        ] {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }
}
