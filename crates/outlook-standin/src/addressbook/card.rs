//! One contact to read: who it is, what can be done with it, and what Outlook itself does not show.

use super::fields::{ADDRESS_PARTS, Field, GROUPS, Group, Input};
use super::language::{Language, Word};
use super::listing::{is_stamp, picture};
use super::markup::{Icon, escaped, icon, initials, linked, tone};
use super::place::Place;
use super::values::{Shown, extended, is_private, name, shown};
use crate::snapshot::StoredContact;
use crate::state::extended::PropertyId;
use crate::state::property::MOST_EMAILS;

/// What the head of the card shows already.
const IN_HEAD: [&str; 3] = ["displayName", "categories", "x-private"];

/// A contact.
pub(crate) fn contact(place: &Place, contact: &StoredContact) -> String {
    let shown = shown(contact);
    // How to reach somebody first, the parts of the name last: the head shows the whole.
    let groups = GROUPS.iter().skip(1).chain(GROUPS.first());
    let sections: String = groups.map(|group| section(place, group, &shown, contact)).collect();
    let sections = if sections.is_empty() {
        format!("<p class=\"empty\">{}</p>", place.say(Word::EmptyCard))
    } else {
        sections
    };
    format!(
        "<p class=\"back\"><a href=\"{}\">{}{}</a></p><article data-contact=\"{}\">{}{}<div class=\"sections\">{sections}</div>{}</article>",
        escaped(&place.list()),
        icon(Icon::Back),
        place.say(Word::BackToList),
        escaped(&contact.id),
        head(place, contact, &shown),
        actions(place, contact),
        technical(place, contact)
    )
}

fn head(place: &Place, contact: &StoredContact, shown: &Shown) -> String {
    let text = |key: &str| shown.get(key).map(String::as_str).unwrap_or_default();
    let name = name(contact);
    let title = if name.trim().is_empty() { place.say(Word::NoName) } else { &name };
    let work =
        ["jobTitle", "department", "companyName"].into_iter().map(text).filter(|text| !text.is_empty());
    let work: Vec<&str> = work.collect();
    let badge = |class: &str, sign: Icon, word: Word| {
        format!("<span class=\"badge {class}\">{}{}</span>", icon(sign), place.say(word))
    };
    let mut badges = String::new();
    if is_stamped(contact) {
        badges += &badge("tandem", Icon::Tandem, Word::InTandem);
    }
    if is_private(contact) {
        badges += &badge("private", Icon::Lock, Word::Private);
    }
    if contact.deleted {
        badges += &badge("bin", Icon::Bin, Word::InDeletedItems);
    }
    let categories = text("categories").split(", ").filter(|text| !text.is_empty());
    let chips: String = categories
        .map(|text| format!("<span class=\"chip tone-{}\" dir=\"auto\">{}</span>", tone(text), escaped(text)))
        .collect();
    format!(
        "<header class=\"who\">{}<div><h1 dir=\"auto\" data-shown=\"displayName\">{}</h1><p class=\"work\" dir=\"auto\" data-shown=\"work\">{}</p>\
         <p class=\"badges\" data-shown=\"badges\">{badges}{chips}</p></div></header>",
        portrait(place, contact, title, shown),
        escaped(title),
        escaped(&work.join(" · "))
    )
}

/// Whether the contact carries Tandem's stamp.
fn is_stamped(contact: &StoredContact) -> bool {
    contact.extended.keys().filter_map(|id| PropertyId::parse(id)).any(|id| is_stamp(&id))
}

fn portrait(place: &Place, contact: &StoredContact, title: &str, shown: &Shown) -> String {
    let text = |key: &str| shown.get(key).map(String::as_str).unwrap_or_default();
    match &contact.photo {
        Some(photo) => format!(
            "<img class=\"portrait\" width=\"96\" height=\"96\" alt=\"{}\" src=\"{}&amp;v={}\">",
            escaped(&place.say(Word::PhotoOf).replace("{name}", title)),
            escaped(&picture(place, &contact.id)),
            escaped(&photo.digest)
        ),
        None => format!(
            "<span class=\"portrait tone-{}\" aria-hidden=\"true\">{}</span>",
            tone(&name(contact)),
            escaped(&initials(text("givenName"), text("surname"), title))
        ),
    }
}

/// A group of the form as far as it says something.
fn section(place: &Place, group: &Group, shown: &Shown, contact: &StoredContact) -> String {
    let fields = group.fields.iter().filter(|field| !IN_HEAD.contains(&field.name));
    let lines: String = fields.map(|field| said(place, field, shown, contact)).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("<section><h2>{}</h2><dl>{lines}</dl></section>", place.language.of(group.heading))
}

fn said(place: &Place, field: &Field, shown: &Shown, contact: &StoredContact) -> String {
    let label = place.language.of(field.label);
    let text = |name: &str| shown.get(name).map(String::as_str).unwrap_or_default();
    let part = |part: &str| text(&format!("{}.{part}", field.name));
    match field.input {
        Input::Line | Input::Extended(_) if is_phone(field.name) => {
            item(field.name, label, &call(text(field.name)))
        }
        Input::Line | Input::Lines | Input::Commas | Input::Extended(_) => {
            item(field.name, label, &escaped(text(field.name)))
        }
        Input::Date | Input::ExtendedDate(_) => {
            item(field.name, label, &escaped(&day(place, text(field.name))))
        }
        Input::List(most) => (0..most)
            .map(|index| {
                let value = part(&index.to_string());
                let value = if field.name == "imAddresses" { escaped(value) } else { call(value) };
                item(&format!("{}.{index}", field.name), &numbered(label, index), &value)
            })
            .collect(),
        Input::Emails => (0..MOST_EMAILS)
            .map(|index| {
                let (address, name) = (part(&index.to_string()), part(&format!("{index}.name")));
                item(&format!("{}.{index}", field.name), &numbered(label, index), &mail(address, name))
            })
            .collect(),
        Input::Address => {
            let parts = ADDRESS_PARTS.map(|(name, _)| part(name));
            let [street, code, city, state, country] = parts;
            let town = [code, city].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
            let lines = [street, &town, state, country].into_iter().filter(|text| !text.is_empty());
            item(field.name, label, &escaped(&lines.collect::<Vec<_>>().join("\n")))
        }
        Input::Choice(id, options) => {
            let known = options.iter().find(|(number, _)| *number == extended(contact, id));
            item(field.name, label, known.map(|(_, words)| place.language.of(*words)).unwrap_or_default())
        }
        Input::Private => String::new(),
    }
}

/// A date as the language writes it.
fn day(place: &Place, date: &str) -> String {
    let format = match place.language {
        Language::English => "%-d %B %Y",
        Language::German => "%d.%m.%Y",
    };
    date.parse::<jiff::civil::Date>()
        .map_or_else(|_| date.to_owned(), |date| date.strftime(format).to_string())
}

fn is_phone(name: &str) -> bool {
    name == "mobilePhone" || name.ends_with("-phone")
}

/// A label with its value, which is markup already; nothing when the value is empty.
fn item(name: &str, label: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    format!("<div><dt>{}</dt><dd dir=\"auto\" data-shown=\"{name}\">{value}</dd></div>", escaped(label))
}

fn numbered(label: &str, index: usize) -> String {
    if index == 0 { label.to_owned() } else { format!("{label} {}", index + 1) }
}

fn call(number: &str) -> String {
    let digits: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    match digits.len() {
        0..3 => escaped(number),
        _ => format!("<a href=\"tel:{}\">{}</a>", linked(&digits), escaped(number)),
    }
}

fn mail(address: &str, name: &str) -> String {
    if address.is_empty() {
        return escaped(name);
    }
    let link = format!("<a href=\"mailto:{}\">{}</a>", linked(address), escaped(address));
    if name.is_empty() || name == address {
        link
    } else {
        format!("{link} <span class=\"soft\">{}</span>", escaped(name))
    }
}

fn actions(place: &Place, contact: &StoredContact) -> String {
    let action = |what: &str| escaped(&place.action(&contact.id, what));
    let button = |what: &str, sign: Icon, word: Word| {
        format!(
            "<form method=\"post\" action=\"{}\"><button>{}{}</button></form>",
            action(what),
            icon(sign),
            place.say(word)
        )
    };
    let edit = format!(
        "<a class=\"button main\" data-shortcut=\"e\" href=\"{}\">{}{}</a>",
        action("edit"),
        icon(Icon::Pencil),
        place.say(Word::Edit)
    );
    let first = if contact.deleted { button("restore", Icon::Restore, Word::Restore) } else { String::new() };
    let delete = if contact.deleted {
        format!(
            "<details id=\"for-good\"><summary class=\"button\">{}{}</summary><form class=\"panel\" method=\"post\" action=\"{}\"><p>{}</p><button class=\"danger\">{}</button></form></details>",
            icon(Icon::Bin),
            place.say(Word::DeleteForGood),
            action("destroy"),
            place.say(Word::ReallyForGood),
            place.say(Word::DeleteForGood)
        )
    } else {
        button("delete", Icon::Bin, Word::Delete)
    };
    format!(
        "<div class=\"actions\">{first}{edit}{}{}{delete}</div>",
        photo(place, contact),
        relocate(place, contact)
    )
}

fn photo(place: &Place, contact: &StoredContact) -> String {
    let action = |what: &str| escaped(&place.action(&contact.id, what));
    let (set, remove) = if contact.photo.is_some() {
        let remove = format!(
            "<form method=\"post\" action=\"{}\"><button>{}</button></form>",
            action("no-photo"),
            place.say(Word::RemovePhoto)
        );
        (Word::ReplacePhoto, remove)
    } else {
        (Word::SetPhoto, String::new())
    };
    format!(
        "<details id=\"photo\"><summary class=\"button\">{}{}</summary><div class=\"panel\">\
         <form method=\"post\" enctype=\"multipart/form-data\" action=\"{}\"><label for=\"picture\">{}</label>\
         <input id=\"picture\" type=\"file\" name=\"photo\" accept=\"image/*\" required><button class=\"main\">{}</button></form>{remove}</div></details>",
        icon(Icon::Camera),
        place.say(Word::Photo),
        action("photo"),
        place.say(Word::Picture),
        place.say(set)
    )
}

fn relocate(place: &Place, contact: &StoredContact) -> String {
    let options: String = place
        .folders
        .iter()
        .map(|folder| {
            let here = if folder.id == contact.folder_id { " selected" } else { "" };
            format!("<option value=\"{}\"{here}>{}</option>", escaped(&folder.id), escaped(&folder.name))
        })
        .collect();
    format!(
        "<details id=\"relocate\"><summary class=\"button\">{}{}</summary><form class=\"panel\" method=\"post\" action=\"{}\">\
         <label for=\"to\">{}</label><select id=\"to\" name=\"to\">{options}</select><div class=\"pair\">\
         <button class=\"main\">{}</button><button formaction=\"{}\">{}</button></div></form></details>",
        icon(Icon::Move),
        place.say(Word::MoveOrCopy),
        escaped(&place.action(&contact.id, "move")),
        place.say(Word::Folder),
        place.say(Word::MoveHere),
        escaped(&place.action(&contact.id, "copy")),
        place.say(Word::CopyHere)
    )
}

/// What Outlook itself does not show: ids, the change key, extended properties.
fn technical(place: &Place, contact: &StoredContact) -> String {
    let maker = if contact.by_hand { Word::ByHand } else { Word::ByProgram };
    let photo = contact.photo.as_ref().map(|photo| {
        format!("{} · {} × {} · {} B", photo.content_type, photo.width, photo.height, photo.bytes)
    });
    let plain = [
        (Word::ImmutableId, contact.id.clone()),
        (Word::DefaultId, contact.default_id.clone()),
        (Word::ChangeKey, contact.change_key.clone()),
        (Word::Created, contact.created.clone()),
        (Word::Changed, contact.modified.clone()),
        (Word::Folder, contact.folder_name.clone()),
        (Word::MadeBy, place.say(maker).to_owned()),
        (Word::PhotoStored, photo.unwrap_or_else(|| "—".to_owned())),
    ];
    let rows = plain.iter().map(|(word, value)| (place.say(*word), value));
    let own = contact.extended.iter().map(|(id, value)| (id.as_str(), value));
    let rows: String = rows
        .chain(own)
        .map(|(name, value)| {
            format!(
                "<div><dt>{}</dt><dd><code dir=\"auto\">{}</code></dd></div>",
                escaped(name),
                escaped(value)
            )
        })
        .collect();
    format!(
        "<details id=\"technical\"><summary>{}</summary><dl>{rows}</dl></details>",
        place.say(Word::TechnicalDetails)
    )
}
