//! Style, scripts and icons: embedded, under addresses that change with their content, kept by browsers for ever.
//!
//! All of `assets/css` is one sheet and all of `assets/js` (after htmx) one script, in order of the files' names; all
//! of `assets/icons` is one sprite. A room adds a file of its own and touches nobody else's.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Kept for a year and never asked for again: the address changes with the content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Asked for again each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// What pages load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asset {
    /// The style sheet.
    Style,
    /// The script.
    Script,
    /// The icons.
    Icons,
    /// The mark in the browser's tab.
    Mark,
}

impl Asset {
    const ALL: [Asset; 4] = [Asset::Style, Asset::Script, Asset::Icons, Asset::Mark];

    const fn name(self) -> &'static str {
        match self {
            Asset::Style => "tandem.css",
            Asset::Script => "tandem.js",
            Asset::Icons => "icons.svg",
            Asset::Mark => "mark.svg",
        }
    }

    const fn media_type(self) -> HeaderValue {
        match self {
            Asset::Style => HeaderValue::from_static("text/css; charset=utf-8"),
            Asset::Script => HeaderValue::from_static("text/javascript; charset=utf-8"),
            Asset::Icons | Asset::Mark => HeaderValue::from_static("image/svg+xml"),
        }
    }

    fn content(self) -> Vec<u8> {
        match self {
            Asset::Style => joined("css/", ".css"),
            Asset::Script => [joined("vendor/", ".js"), joined("js/", ".js")].concat(),
            Asset::Icons => sprite().into_bytes(),
            Asset::Mark => joined("mark.svg", ""),
        }
    }

    /// Returns the address, which names the content.
    pub(crate) fn address(self) -> String {
        format!("/assets/{}?v={}", self.name(), self.current().digest)
    }

    /// In a release the content is made once; while developing, files are read anew each time.
    #[cfg(not(debug_assertions))]
    fn current(self) -> Cow<'static, Content> {
        use std::sync::LazyLock;
        static MADE: LazyLock<[Content; 4]> = LazyLock::new(|| Asset::ALL.map(Content::of));
        Cow::Borrowed(&MADE[self as usize])
    }

    #[cfg(debug_assertions)]
    #[allow(clippy::unused_self)]
    fn current(self) -> Cow<'static, Content> {
        Cow::Owned(Content::of(self))
    }
}

#[derive(Clone)]
struct Content {
    bytes: Vec<u8>,
    digest: String,
}

impl Content {
    fn of(asset: Asset) -> Self {
        let bytes = asset.content();
        let digest = Sha256::digest(&bytes).iter().take(8).fold(String::new(), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Content { bytes, digest }
    }
}

/// Answers with an asset.
pub(crate) async fn asset(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = Asset::ALL.into_iter().find(|asset| asset.name() == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let content = asset.current();
    let tag = format!("\"{}\"", content.digest);
    let current = query.is_some_and(|query| query == format!("v={}", content.digest));
    let mut answer = HeaderMap::new();
    answer.insert(header::CACHE_CONTROL, if current { FOR_EVER } else { ASK_AGAIN });
    answer.insert(header::CONTENT_TYPE, asset.media_type());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if known {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    (answer, content.into_owned().bytes).into_response()
}

/// Joins files in order of their names.
fn joined(begin: &str, end: &str) -> Vec<u8> {
    let mut names: Vec<_> =
        Files::iter().filter(|name| name.starts_with(begin) && name.ends_with(end)).collect();
    names.sort();
    let read = |name: Cow<'static, str>| Files::get(&name).map(|file| file.data.into_owned());
    names.into_iter().filter_map(read).collect::<Vec<_>>().join(&b'\n')
}

/// Returns the names of all icons.
pub(crate) fn icons() -> Vec<String> {
    let name = |path: Cow<'static, str>| Some(path.strip_prefix("icons/")?.strip_suffix(".svg")?.to_owned());
    let mut names: Vec<_> = Files::iter().filter_map(name).collect();
    names.sort();
    names
}

/// Puts the icons into one picture, each as a symbol under its name.
fn sprite() -> String {
    let mut sprite = "<svg xmlns=\"http://www.w3.org/2000/svg\">".to_owned();
    for name in icons() {
        let Some(file) = Files::get(&format!("icons/{name}.svg")) else { continue };
        let text = String::from_utf8_lossy(&file.data);
        let drawing = text.split_once("<svg").and_then(|(_, rest)| rest.split_once('>'));
        let drawing = drawing.and_then(|(_, rest)| rest.rsplit_once("</svg>"));
        let drawing = drawing.map_or("", |(drawing, _)| drawing.trim());
        let _ = write!(sprite, "<symbol id=\"{name}\" viewBox=\"0 0 24 24\">{drawing}</symbol>");
    }
    sprite + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite_with_its_drawing() {
        let sprite = sprite();
        assert!(!icons().is_empty());
        for name in icons() {
            let (_, symbol) = sprite.split_once(&format!("<symbol id=\"{name}\"")).unwrap();
            assert!(
                symbol.split("</symbol>").next().unwrap().contains("<path") || symbol.contains("<circle"),
                "{name}"
            );
        }
    }

    #[test]
    fn an_address_changes_with_the_content_only() {
        assert_eq!(Asset::Style.address(), Asset::Style.address());
        assert_ne!(Asset::Style.address(), Asset::Script.address());
    }
}
