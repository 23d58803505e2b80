//! [`Flash`]: what is said once, after something was done: a toast on the next page.

use axum::http::{HeaderMap, HeaderValue};

use crate::cookies::{self, Cookie};

/// The cookie that carries it to the next page.
const NAME: &str = "tandem-flash";
/// For how long it waits for the next page, in seconds.
const PATIENCE: u32 = 60;
/// How much of it is carried, in characters: a cookie has at most 4 KB, and every character may become nine.
const LONGEST: usize = 300;

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is done.
    Done,
    /// It is worth knowing.
    Note,
    /// It did not work.
    Failed,
}

impl Tone {
    /// Returns the name, as in classes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tone::Done => "done",
            Tone::Note => "note",
            Tone::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Option<Tone> {
        [Tone::Done, Tone::Note, Tone::Failed].into_iter().find(|tone| tone.as_str() == name)
    }
}

/// What is said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it went.
    pub tone: Tone,
    /// What is said, in the person's language.
    pub text: String,
    /// Where a POST takes it back.
    pub undo: Option<String>,
    /// The page that tells more.
    pub see: Option<String>,
}

impl Flash {
    /// Says that something is done.
    pub fn done(text: impl Into<String>) -> Self {
        Flash { tone: Tone::Done, text: text.into(), undo: None, see: None }
    }

    /// Says something worth knowing.
    pub fn note(text: impl Into<String>) -> Self {
        Flash { tone: Tone::Note, text: text.into(), undo: None, see: None }
    }

    /// Says that something did not work.
    pub fn failed(text: impl Into<String>) -> Self {
        Flash { tone: Tone::Failed, text: text.into(), undo: None, see: None }
    }

    /// Offers to take it back by a POST to this path.
    #[must_use]
    pub fn undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }

    /// Leads to the page that tells more.
    #[must_use]
    pub fn see(mut self, path: impl Into<String>) -> Self {
        self.see = Some(path.into());
        self
    }

    /// Makes the cookie that carries it to the next page.
    pub(crate) fn cookie(&self) -> Option<HeaderValue> {
        let text: String = self.text.chars().take(LONGEST).collect();
        let [undo, see] = [&self.undo, &self.see].map(|path| path.as_deref().unwrap_or_default());
        let value = format!("{}\n{undo}\n{see}\n{text}", self.tone.as_str());
        Cookie { name: NAME, value: &value, seconds: PATIENCE, secure: false, hidden: true }.header()
    }
}

/// Reads what the page before wants said.
pub(crate) fn read(headers: &HeaderMap) -> Option<Flash> {
    let value = cookies::read(headers, NAME)?;
    let (tone, rest) = value.split_once('\n')?;
    let (undo, rest) = rest.split_once('\n')?;
    let (see, text) = rest.split_once('\n')?;
    let is_local = |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let [undo, see] = [undo, see].map(|path| Some(path).filter(is_local).map(str::to_owned));
    Some(Flash { tone: Tone::parse(tone)?, text: text.to_owned(), undo, see })
}

/// Makes the cookie that forgets it.
pub(crate) fn forget() -> Option<HeaderValue> {
    Cookie { name: NAME, value: "", seconds: 0, secure: false, hidden: true }.header()
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn carried(flash: &Flash) -> Option<Flash> {
        let cookie = flash.cookie().unwrap();
        let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        assert!(pair.len() < 4_000, "{}", pair.len());
        read(&HeaderMap::from_iter([(header::COOKIE, pair.parse().unwrap())]))
    }

    #[test]
    fn what_is_said_reaches_the_next_page_as_it_was() {
        let flash = Flash::done("„Łukasz“ <b>\n gespeichert; 100 %")
            .undo("/contact-persons/1/restore")
            .see("/runs/1");
        assert_eq!(carried(&flash), Some(flash));
        assert_eq!(carried(&Flash::failed("x")).map(|flash| flash.undo), Some(None));
    }

    #[test]
    fn taking_back_leads_to_our_own_pages_only_and_long_texts_are_cut() {
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example"] {
            let led = carried(&Flash::done("x").undo(elsewhere).see(elsewhere)).unwrap();
            assert_eq!((led.undo, led.see), (None, None));
        }
        assert_eq!(carried(&Flash::note("漢".repeat(5_000))).unwrap().text.chars().count(), LONGEST);
    }
}
