//! What a user has chosen for itself: language, look, and how its lists are shown.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{all, one, run};
use crate::viewer::Viewer;
use crate::words::parse_json;

/// The most bytes that one list's choices take.
const LARGEST: usize = 8_192;
/// The most lists that choices are kept for.
const LISTS: usize = 50;

/// A language of the web client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

impl Language {
    /// Returns its code (ISO 639-1).
    pub const fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// Finds a language by its code.
    pub fn parse(code: &str) -> Option<Language> {
        match code {
            "en" => Some(Language::English),
            "de" => Some(Language::German),
            _ => None,
        }
    }
}

/// A look of the web client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Theme {
    /// As the user's computer is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Returns the stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Finds a look by its stable name.
    pub fn parse(name: &str) -> Option<Theme> {
        match name {
            "system" => Some(Theme::System),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }
}

/// Everything a user has chosen for itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The language; none: as the browser asks.
    pub language: Option<Language>,
    /// The look.
    pub theme: Theme,
    /// Per list, by its name, how it is shown (its columns, for example). What the value looks like is the web
    /// client's matter.
    pub lists: BTreeMap<String, Json>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preference {
    /// The language; none: as the browser asks.
    Language(Option<Language>),
    /// The look.
    Theme(Theme),
    /// How a list is shown; JSON null forgets it.
    List {
        /// The list's name: small letters and hyphens.
        list: String,
        /// How it is shown.
        value: Json,
    },
}

impl Database {
    /// Reads what the viewer has chosen for itself.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn preferences(&self, viewer: &Viewer) -> Result<Preferences, StoreError> {
        let read = "SELECT language, theme FROM user_account WHERE id = $1";
        let mut chosen = Preferences::default();
        let Some(row) = one(self.reading(), read, vec![viewer.user.0.into()]).await? else {
            return Ok(chosen);
        };
        let language: Option<String> = row.try_get_by_index(0).map_err(failed)?;
        let theme: Option<String> = row.try_get_by_index(1).map_err(failed)?;
        chosen.language = language.as_deref().and_then(Language::parse);
        chosen.theme = theme.as_deref().and_then(Theme::parse).unwrap_or_default();
        let read = "SELECT list, value FROM list_preference WHERE user_id = $1";
        for row in all(self.reading(), read, vec![viewer.user.0.into()]).await? {
            let value: String = row.try_get_by_index(1).map_err(failed)?;
            chosen.lists.insert(row.try_get_by_index(0).map_err(failed)?, parse_json(&value)?);
        }
        Ok(chosen)
    }

    /// Reads how the viewer wants one list shown; none when it never said so. One look-up by key.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_preference(&self, viewer: &Viewer, list: &str) -> Result<Option<Json>, StoreError> {
        let read = "SELECT value FROM list_preference WHERE user_id = $1 AND list = $2";
        let row = one(self.reading(), read, vec![viewer.user.0.into(), list.into()]).await?;
        let Some(row) = row else { return Ok(None) };
        let value: String = row.try_get_by_index(0).map_err(failed)?;
        parse_json(&value).map(Some)
    }

    /// Keeps one choice of the viewer's.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a list whose name is none, or too much about it.
    pub async fn set_preference(&self, viewer: &Viewer, preference: &Preference) -> Result<(), StoreError> {
        self.write(|tx| async move { set(&tx, viewer, preference).await }).await
    }
}

async fn set(tx: &Tx, viewer: &Viewer, preference: &Preference) -> Result<(), StoreError> {
    let (on, user) = (tx.as_ref(), viewer.user.0);
    match preference {
        Preference::Language(language) => {
            let code = language.map(Language::as_str);
            let set = "UPDATE user_account SET language = $2 WHERE id = $1";
            run(on, set, vec![user.into(), code.into()]).await.map(|_| ())
        }
        Preference::Theme(theme) => {
            let set = "UPDATE user_account SET theme = $2 WHERE id = $1";
            run(on, set, vec![user.into(), theme.as_str().into()]).await.map(|_| ())
        }
        Preference::List { list, value: Json::Null } => {
            let delete = "DELETE FROM list_preference WHERE user_id = $1 AND list = $2";
            run(on, delete, vec![user.into(), list.clone().into()]).await.map(|_| ())
        }
        Preference::List { list, value } => set_list(tx, viewer, list, value).await,
    }
}

async fn set_list(tx: &Tx, viewer: &Viewer, list: &str, value: &Json) -> Result<(), StoreError> {
    let (on, user, text) = (tx.as_ref(), viewer.user.0, value.to_string());
    let named = (1..=40).contains(&list.len()) && list.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let read = "SELECT list FROM list_preference WHERE user_id = $1 AND list <> $2";
    let others = all(on, read, vec![user.into(), list.into()]).await?.len();
    // A NUL is no text for PostgreSQL; JSON has it escaped, so that it is kept like any other.
    if !named || text.len() > LARGEST || others >= LISTS {
        return Err(StoreError::Invalid(
            "how the list is shown could not be kept, it is too much or not a list; the list stays as it was"
                .into(),
        ));
    }
    let put = "INSERT INTO list_preference (user_id, list, value) VALUES ($1, $2, $3)
        ON CONFLICT (user_id, list) DO UPDATE SET value = $3";
    run(on, put, vec![user.into(), list.into(), text.into()]).await.map(|_| ())
}
