//! The frame of every page: bar, mailboxes and folders, list, and what the page is about.

use serde_json::json;

use super::language::{Language, Word};
use super::markup::{Icon, encoded, escaped, icon};
use super::place::{FolderLine, Place, Said, query};

/// Which of its panes a narrow window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    List,
    Card,
    Form,
}

impl View {
    const fn code(self) -> &'static str {
        match self {
            View::List => "list",
            View::Card => "card",
            View::Form => "form",
        }
    }
}

/// A page in its parts; all are markup already, save the title.
pub(crate) struct Page<'a> {
    pub(crate) view: View,
    pub(crate) title: &'a str,
    /// The page's own path, without a query.
    pub(crate) path: &'a str,
    pub(crate) list: String,
    pub(crate) main: String,
}

/// Puts a page together.
pub(crate) fn page(place: &Place, page: &Page<'_>) -> String {
    let body = format!(
        "<body data-view=\"{view}\" data-mailbox=\"{mailbox}\" data-version=\"{version}\" data-words=\"{words}\">\
         <a class=\"skip\" href=\"#main\">{skip}</a>{bar}\
         <nav id=\"folders\" aria-label=\"{nav}\">{folders}</nav>\
         <section id=\"list\" aria-labelledby=\"list-title\">{list}</section>\
         <main id=\"main\" tabindex=\"-1\">{main}</main>\
         <div id=\"said\" role=\"status\">{said}</div><p id=\"live\" role=\"status\" class=\"hidden\"></p></body>",
        view = page.view.code(),
        mailbox = escaped(&place.address),
        version = place.version,
        words = escaped(&live_words(place)),
        skip = place.say(Word::SkipToContact),
        bar = bar(place, page.path),
        nav = place.say(Word::MailboxesAndFolders),
        folders = folders(place),
        list = page.list,
        main = page.main,
        said = said(place),
    );
    whole(place.language, page.title, &body)
}

/// A page that says what went wrong.
pub(crate) fn refusal(language: Language, message: &str) -> String {
    let body = format!(
        "<body data-view=\"refusal\"><main id=\"main\" class=\"sheet\"><h1>{}</h1><p class=\"message\" dir=\"auto\">{}</p><p><a class=\"button main\" href=\"/\">{}</a></p></main></body>",
        language.say(Word::DidNotWork),
        escaped(message),
        language.say(Word::ToAddressBook)
    );
    whole(language, language.say(Word::DidNotWork), &body)
}

fn whole(language: Language, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{} · {}</title><link rel=\"icon\" href=\"/book/icon.svg\"><link rel=\"stylesheet\" href=\"/book/style.css\">\
         <script src=\"/book/book.js\" defer></script></head>{body}</html>",
        language.code(),
        escaped(title),
        language.say(Word::StandIn)
    )
}

/// The words that the script says.
fn live_words(place: &Place) -> String {
    json!({
        "changed": place.say(Word::LiveChanged),
        "meanwhile": place.say(Word::LiveMeanwhile),
        "nothing": place.say(Word::LiveNothing),
        "vanished": place.say(Word::LiveVanished),
        "unsaved": place.say(Word::LiveUnsaved),
        "offline": place.say(Word::LiveOffline),
    })
    .to_string()
}

fn bar(place: &Place, path: &str) -> String {
    let (other, name) = place.language.other();
    let there = format!("{path}?{}&lang={}", place.query(), other.code());
    format!(
        "<header class=\"bar\"><a class=\"brand\" href=\"/?{home}\">{book}<span>{title}<small>{standin}</small></span></a>\
         <form id=\"search\" role=\"search\" action=\"/\"><input type=\"hidden\" name=\"mailbox\" value=\"{mailbox}\">\
         <input type=\"hidden\" name=\"folder\" value=\"{folder}\"><label class=\"hidden\" for=\"q\">{search_for}</label>{glass}\
         <input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" data-shortcut=\"/\" placeholder=\"{search_for}\" value=\"{search}\">\
         <button>{go}</button></form><a class=\"tongue\" lang=\"{code}\" hreflang=\"{code}\" href=\"{there}\">{name}</a></header>",
        home = escaped(&query(&place.address, None)),
        book = icon(Icon::Book),
        title = place.say(Word::AddressBook),
        standin = place.say(Word::StandIn),
        mailbox = escaped(&place.address),
        folder = escaped(&place.folder),
        search_for = place.say(Word::SearchFor),
        glass = icon(Icon::Search),
        search = escaped(&place.search),
        go = place.say(Word::Search),
        code = other.code(),
        there = escaped(&there),
    )
}

fn folders(place: &Place) -> String {
    let mailboxes: String = place
        .mailboxes
        .iter()
        .map(|address| {
            let to = format!("/?{}", query(address, None));
            link(&to, Icon::Mailbox, address, None, *address == place.address)
        })
        .collect();
    let lines: String = place.folders.iter().map(|folder| folder_link(place, folder)).collect();
    format!(
        "<h2>{}</h2><ul class=\"mailboxes\">{mailboxes}</ul><h2>{}</h2><ul>{lines}</ul>{}{}",
        place.say(Word::Mailboxes),
        place.say(Word::Folders),
        new_folder(place),
        keyboard(place)
    )
}

fn folder_link(place: &Place, folder: &FolderLine) -> String {
    let to = format!("/?{}", query(&place.address, Some(&folder.id)));
    let sign = if folder.is_bin { Icon::Bin } else { Icon::Folder };
    link(&to, sign, &folder.name, Some(folder.count), folder.id == place.folder)
}

fn link(to: &str, sign: Icon, text: &str, count: Option<usize>, here: bool) -> String {
    let current = if here { " aria-current=\"page\"" } else { "" };
    let count = count.map(|count| format!("<span class=\"number\">{count}</span>")).unwrap_or_default();
    format!(
        "<li><a href=\"{}\"{current}>{}<span class=\"text\" dir=\"auto\">{}</span>{count}</a></li>",
        escaped(to),
        icon(sign),
        // An address breaks before its domain.
        escaped(text).replace('@', "<wbr>@")
    )
}

fn new_folder(place: &Place) -> String {
    format!(
        "<details id=\"new-folder\"><summary>{}{}</summary><form method=\"post\" action=\"/book/folders?mailbox={}\">\
         <label for=\"folder-name\">{}</label><input id=\"folder-name\" name=\"name\" required maxlength=\"100\" dir=\"auto\">\
         <button>{}</button></form></details>",
        icon(Icon::Plus),
        place.say(Word::NewFolder),
        encoded(&place.address),
        place.say(Word::FolderName),
        place.say(Word::CreateFolder)
    )
}

fn keyboard(place: &Place) -> String {
    let keys = [
        ("/", Word::KeySearch),
        ("n", Word::KeyNew),
        ("e", Word::KeyEdit),
        ("↑ ↓", Word::KeyArrows),
        ("Esc", Word::KeyEscape),
    ];
    let lines: String =
        keys.iter().map(|(key, word)| format!("<li><kbd>{key}</kbd> {}</li>", place.say(*word))).collect();
    format!(
        "<details id=\"keyboard\"><summary>{}</summary><ul>{lines}</ul></details>",
        place.say(Word::Keyboard)
    )
}

/// What was just done; a deletion can be taken back from here.
fn said(place: &Place) -> String {
    let Some((said, about)) = &place.said else { return String::new() };
    let back = match (said, about) {
        (Said::Deleted, Some(id)) => format!(
            "<form method=\"post\" action=\"{}\"><button>{}</button></form>",
            escaped(&place.action(id, "restore")),
            place.say(Word::Restore)
        ),
        (_, _) => String::new(),
    };
    format!("<p>{}</p>{back}", place.say(said.word()))
}

/// The third pane when nothing is open.
pub(crate) fn nobody(place: &Place) -> String {
    format!(
        "<div class=\"nobody\">{}<p>{}</p><p>{}</p></div>",
        icon(Icon::Book),
        place.say(Word::ChooseOne),
        place.say(Word::LiveHint)
    )
}
