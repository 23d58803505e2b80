//! Where the reader is, and how that is spelled as an address.

use axum::http::{HeaderMap, header};
use serde::Deserialize;

use super::language::{Language, Word};
use super::markup::encoded;
use super::refusal::Refusal;
use crate::outlook::Outlook;
use crate::standin::Standin;

/// How many contacts a list shows before one asks for more.
const SOME: usize = 200;
/// The cookie that remembers the language; a name of its own, for cookies know no ports.
pub(crate) const LANGUAGE_COOKIE: &str = "standin-language";

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    mailbox: Option<String>,
    #[serde(default)]
    folder: Option<String>,
    #[serde(default)]
    q: String,
    #[serde(default)]
    show: Option<usize>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    said: Option<String>,
    #[serde(default)]
    about: Option<String>,
}

/// A folder as the page lists it.
#[derive(Debug, Clone)]
pub(crate) struct FolderLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) count: usize,
    /// Whether it is Deleted Items itself.
    pub(crate) is_bin: bool,
}

/// Where the reader is.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) language: Language,
    pub(crate) mailboxes: Vec<String>,
    pub(crate) address: String,
    /// The default one first, Deleted Items last.
    pub(crate) folders: Vec<FolderLine>,
    pub(crate) folder: String,
    pub(crate) search: String,
    pub(crate) most: usize,
    /// The mailbox's number before anything of the page was read: the page is at least as new.
    pub(crate) version: u64,
    /// What was just done, and to which contact.
    pub(crate) said: Option<(Said, Option<String>)>,
}

impl Place {
    /// Opens the mailbox that was asked for, or the first.
    ///
    /// # Errors
    /// When there is no such mailbox.
    pub(crate) fn open(
        standin: &Standin,
        asked: &Asked,
        headers: &HeaderMap,
    ) -> Result<(Outlook, Place), Refusal> {
        let language = language(asked, headers);
        let mailboxes: Vec<String> = standin.tokens().into_iter().map(|(address, _)| address).collect();
        let missing = if mailboxes.is_empty() { Word::NoMailbox } else { Word::NoSuchMailbox };
        let address = asked.mailbox.clone().or_else(|| mailboxes.first().cloned()).unwrap_or_default();
        let outlook = standin.outlook(&address).ok_or_else(|| Refusal::missing(language, missing))?;
        let version = outlook.version();
        let folders = folders(&outlook);
        let folder = chosen(&folders, asked.folder.as_deref());
        let said = asked.said.as_deref().and_then(Said::parse).map(|said| (said, asked.about.clone()));
        let place = Place {
            language,
            mailboxes,
            address,
            folders,
            folder,
            search: asked.q.clone(),
            most: asked.show.unwrap_or(SOME),
            version,
            said,
        };
        Ok((outlook, place))
    }

    /// Says a word in the reader's language.
    pub(crate) const fn say(&self, word: Word) -> &'static str {
        self.language.say(word)
    }

    /// The folder that is open, unless it is gone.
    pub(crate) fn current(&self) -> Option<&FolderLine> {
        self.folders.iter().find(|folder| folder.id == self.folder)
    }

    /// Spells the place as a query.
    pub(crate) fn query(&self) -> String {
        let mut query = query(&self.address, Some(&self.folder));
        if !self.search.is_empty() {
            query = format!("{query}&q={}", encoded(&self.search));
        }
        if self.most != SOME { format!("{query}&show={}", self.most) } else { query }
    }

    /// The same place with the next contacts of the list, too.
    pub(crate) fn with_more(&self) -> String {
        Place { most: self.most.saturating_add(SOME), ..self.clone() }.query()
    }

    /// The list, here.
    pub(crate) fn list(&self) -> String {
        format!("/?{}", self.query())
    }

    /// A contact, seen from here.
    pub(crate) fn contact(&self, id: &str) -> String {
        format!("/book/contacts/{}?{}", encoded(id), self.query())
    }

    /// Something done to a contact, from here.
    pub(crate) fn action(&self, id: &str, action: &str) -> String {
        format!("/book/contacts/{}/{action}?{}", encoded(id), self.query())
    }
}

/// Spells a mailbox and a folder in it as a query.
pub(crate) fn query(address: &str, folder: Option<&str>) -> String {
    let folder = folder.map(|folder| format!("&folder={}", encoded(folder))).unwrap_or_default();
    format!("mailbox={}{folder}", encoded(address))
}

/// The language that was asked for, was chosen before, or the browser prefers.
pub(crate) fn language(asked: &Asked, headers: &HeaderMap) -> Language {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let cookies = header(header::COOKIE).split(';').filter_map(|cookie| cookie.trim().split_once('='));
    let chosen =
        cookies.filter(|(name, _)| *name == LANGUAGE_COOKIE).find_map(|(_, code)| Language::parse(code));
    let asked = asked.lang.as_deref().and_then(Language::parse);
    let preferred = Language::parse(header(header::ACCEPT_LANGUAGE));
    asked.or(chosen).or(preferred).unwrap_or(Language::English)
}

fn folders(outlook: &Outlook) -> Vec<FolderLine> {
    let lines = outlook.folders().into_iter().enumerate().map(|(place, (id, name))| {
        let count = outlook.in_folder(&id, |_, items| items.len()).unwrap_or_default();
        FolderLine { id, name, count, is_bin: place == 1 }
    });
    let mut lines: Vec<FolderLine> = lines.collect();
    lines.sort_by_key(|line| line.is_bin);
    lines
}

/// The id of the folder that was asked for by id, by name or as one that every mailbox has; the default one when none
/// was. One that is not there stays as it was asked for, and is refused when it is read.
fn chosen(folders: &[FolderLine], asked: Option<&str>) -> String {
    let found = match asked {
        None | Some("" | "contacts") => folders.first(),
        Some("deleteditems") => folders.iter().find(|folder| folder.is_bin),
        Some(asked) => folders.iter().find(|folder| folder.id == asked || folder.name == asked),
    };
    found.map_or_else(|| asked.unwrap_or_default().to_owned(), |folder| folder.id.clone())
}

macro_rules! said {
    ($($said:ident $code:literal $word:ident;)*) => {
        /// Something that was just done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Said { $( $said, )* }

        impl Said {
            fn parse(code: &str) -> Option<Self> {
                match code { $( $code => Some(Said::$said), )* _ => None }
            }

            /// How an address spells it.
            pub(crate) const fn code(self) -> &'static str {
                match self { $( Said::$said => $code, )* }
            }

            /// How a reader is told.
            pub(crate) const fn word(self) -> Word {
                match self { $( Said::$said => Word::$word, )* }
            }
        }
    };
}

said! {
    Saved "saved" SaidSaved;
    Created "created" SaidCreated;
    Deleted "deleted" SaidDeleted;
    Gone "gone" SaidGone;
    Restored "restored" SaidRestored;
    Moved "moved" SaidMoved;
    Copied "copied" SaidCopied;
    Photo "photo" SaidPhoto;
    NoPhoto "no-photo" SaidNoPhoto;
    Folder "folder" SaidFolder;
}
