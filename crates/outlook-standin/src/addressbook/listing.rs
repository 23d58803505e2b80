//! Which contacts a list shows: those of a folder that have every searched word, in the order of their names.

use super::language::Word;
use super::markup::{Icon, escaped, icon, initials, tone};
use super::place::Place;
use crate::outlook::{EditError, Outlook};
use crate::state::card::Value;
use crate::state::extended::{Key, PropertyId};
use crate::state::ids::IdKind;
use crate::state::item::Item;
use crate::state::mailbox::Mailbox;
use crate::state::property;

use super::fields::{PRIVATE, SENSITIVITY};

/// The name of Tandem's mark on a contact.
const STAMP: &str = "TandemStamp";

/// A contact as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: String,
    name: String,
    initials: String,
    /// Position and company, or whatever else says who it is.
    second: String,
    /// What changes with the photo.
    photo: Option<String>,
    stamped: bool,
    private: bool,
}

/// Finds the contacts of the place's folder: as many as it shows, and how many there are.
///
/// # Errors
/// When there is no such folder.
pub(crate) fn rows(outlook: &Outlook, place: &Place) -> Result<(Vec<Row>, usize), EditError> {
    let wanted: Vec<String> = folded(&place.search).split_whitespace().map(str::to_owned).collect();
    outlook.in_folder(&place.folder, |mailbox, mut items| {
        items.retain(|item| wanted.is_empty() || has_all(item, &wanted));
        items.sort_by_cached_key(|item| (folded(text(item, "displayName")), item.identity.item));
        let shown = items.iter().take(place.most).map(|item| row(mailbox, item));
        (shown.collect(), items.len())
    })
}

/// Whether Tandem has stamped a contact with these extended properties.
pub(crate) fn is_stamp(id: &PropertyId) -> bool {
    matches!(&id.key, Key::Named(_, name) if **name == *STAMP)
}

/// A text without case and diacritics: what people type who look for it.
fn folded(text: &str) -> String {
    deunicode::deunicode(text).to_lowercase()
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.card.text(name).unwrap_or_default()
}

fn list<'a>(item: &'a Item, name: &str) -> impl Iterator<Item = &'a str> {
    let list = match property::position(name).and_then(|place| item.card.get(place)) {
        Some(Value::List(list)) => list.as_slice(),
        Some(Value::Text(_) | Value::Date(_) | Value::Emails(_) | Value::Address(_)) | None => &[],
    };
    list.iter().map(AsRef::as_ref)
}

fn emails(item: &Item) -> impl Iterator<Item = &str> {
    item.card.emails().iter().filter_map(|email| email.address.as_deref())
}

fn phones(item: &Item) -> impl Iterator<Item = &str> {
    let lists = list(item, "businessPhones").chain(list(item, "homePhones"));
    item.card.text("mobilePhone").into_iter().chain(lists)
}

/// Whether each word stands in a name, company, position or address, or its digits in a phone number.
fn has_all(item: &Item, wanted: &[String]) -> bool {
    let names = ["displayName", "givenName", "surname", "nickName", "companyName", "jobTitle", "department"];
    let texts = names
        .iter()
        .filter_map(|name| item.card.text(name))
        .chain(emails(item))
        .chain(list(item, "categories"));
    let hay = folded(&texts.collect::<Vec<_>>().join("\n"));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let numbers: Vec<String> = phones(item).map(digits).collect();
    wanted.iter().all(|word| {
        let number = digits(word);
        let in_number =
            || number.len() > 2 && numbers.iter().any(|phone| phone.contains(number.trim_start_matches('0')));
        hay.contains(word) || in_number()
    })
}

fn row(mailbox: &Mailbox, item: &Item) -> Row {
    let (first, last, name) = (text(item, "givenName"), text(item, "surname"), text(item, "displayName"));
    let work: Vec<&str> = [text(item, "jobTitle"), text(item, "companyName")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let other = || emails(item).next().or_else(|| phones(item).next()).unwrap_or_default().to_owned();
    let has = |id: &str, value: &str| {
        let number = PropertyId::parse(id).and_then(|id| mailbox.property_number(&id));
        number.and_then(|number| item.extended(number)) == Some(value)
    };
    let ids = item.extended.iter().filter_map(|(number, _)| mailbox.property_id(*number));
    Row {
        id: mailbox.contact_id(item.identity, IdKind::Immutable),
        name: name.to_owned(),
        initials: initials(first, last, name),
        second: if work.is_empty() { other() } else { work.join(" · ") },
        photo: item.photo.as_ref().map(|photo| format!("{}-{}", item.version, photo.bytes.len())),
        stamped: ids.into_iter().any(is_stamp),
        private: has(PRIVATE, "true") || has(SENSITIVITY, "2"),
    }
}

/// The list of a folder: the second pane.
pub(crate) fn pane(place: &Place, rows: &[Row], total: usize, open: Option<&str>) -> String {
    let folder = place.current().map(|folder| folder.name.as_str()).unwrap_or_default();
    let heading = if open.is_none() { "h1" } else { "h2" };
    let lines: String = rows.iter().map(|row| line(place, row, open == Some(row.id.as_str()))).collect();
    let list = if rows.is_empty() {
        format!("<p class=\"empty\">{}</p>", place.say(nothing(place)))
    } else {
        format!("<ol class=\"rows\">{lines}</ol>")
    };
    let more = if total > rows.len() {
        let to = format!("/?{}", place.with_more());
        format!(
            "<p class=\"more\"><a class=\"button\" href=\"{}\">{}</a></p>",
            escaped(&to),
            place.say(Word::ShowMore)
        )
    } else {
        String::new()
    };
    format!(
        "<div class=\"listhead\"><div><{heading} id=\"list-title\" dir=\"auto\">{}</{heading}><p class=\"count\">{}</p></div>\
         <a class=\"button main\" data-shortcut=\"n\" href=\"/book/new?{}\">{}{}</a></div>{list}{more}",
        escaped(folder),
        counted(place, rows.len(), total),
        escaped(&place.query()),
        icon(Icon::Plus),
        place.say(Word::NewContact)
    )
}

fn nothing(place: &Place) -> Word {
    match (place.search.is_empty(), place.current().is_some_and(|folder| folder.is_bin)) {
        (false, _) => Word::NothingFound,
        (true, true) => Word::NothingDeleted,
        (true, false) => Word::NoContacts,
    }
}

fn counted(place: &Place, shown: usize, total: usize) -> String {
    let word = match total {
        1 => Word::OneContact,
        _ if total > shown => Word::SomeContacts,
        _ => Word::ManyContacts,
    };
    place.say(word).replace("{shown}", &shown.to_string()).replace("{total}", &total.to_string())
}

fn line(place: &Place, row: &Row, is_open: bool) -> String {
    let name = if row.name.trim().is_empty() { place.say(Word::NoName) } else { &row.name };
    let mark = |word: Word, what: Icon, class: &str| {
        format!(
            "<span class=\"mark {class}\" title=\"{0}\">{1}<span class=\"hidden\">{0}</span></span>",
            place.say(word),
            icon(what)
        )
    };
    let stamped = if row.stamped { mark(Word::InTandem, Icon::Tandem, "tandem") } else { String::new() };
    let private = if row.private { mark(Word::Private, Icon::Lock, "private") } else { String::new() };
    format!(
        "<li data-key=\"{key}\"><a href=\"{to}\"{current}>{avatar}<span class=\"who\"><span class=\"name\" dir=\"auto\">{name}</span>\
         <span class=\"second\" dir=\"auto\">{second}</span></span><span class=\"marks\">{private}{stamped}</span></a></li>",
        key = escaped(&row.id),
        to = escaped(&place.contact(&row.id)),
        current = if is_open { " aria-current=\"true\"" } else { "" },
        avatar = avatar(place, &row.id, (&row.name, &row.initials), row.photo.as_deref()),
        name = escaped(name),
        second = escaped(&row.second),
    )
}

/// A small picture beside a name: its photo or its first letters.
fn avatar(place: &Place, id: &str, (name, initials): (&str, &str), photo: Option<&str>) -> String {
    match photo {
        Some(version) => format!(
            "<img class=\"avatar\" alt=\"\" width=\"40\" height=\"40\" loading=\"lazy\" src=\"{}&amp;v={}\">",
            escaped(&picture(place, id)),
            escaped(version)
        ),
        None => format!(
            "<span class=\"avatar tone-{}\" aria-hidden=\"true\">{}</span>",
            tone(name),
            escaped(initials)
        ),
    }
}

/// Where a contact's photo is.
pub(crate) fn picture(place: &Place, id: &str) -> String {
    let (address, id) = (super::markup::encoded(&place.address), super::markup::encoded(id));
    format!("/book/contacts/{id}/photo?mailbox={address}")
}
