//! One contact: its form, its photo, what can be done with it.

use serde_json::Value;

use super::fields::{ADDRESS_PARTS, Field, GROUPS, Input};
use super::form::extended_value;
use super::page::{Place, encoded, escaped, framed, with_sidebar};
use crate::snapshot::StoredContact;
use crate::state::property::MOST_EMAILS;

/// The form of a new contact.
pub(crate) fn blank(place: &Place) -> String {
    let form = form(&format!("/book/new?{}", place.query()), None);
    framed("New contact", &with_sidebar(place, &format!("<header><h1>New contact</h1></header>{form}")))
}

/// A contact with its form.
pub(crate) fn contact(place: &Place, contact: &StoredContact) -> String {
    let name = text(contact.properties.get("displayName"));
    let name = if name.is_empty() { "(no name)".to_owned() } else { name };
    let path = format!("/book/contacts/{}", encoded(&contact.id));
    let main = format!(
        "<header>{}<div><h1>{}</h1><p>{} · changed {}</p></div></header>{}{}{}",
        picture(place, contact, &path),
        escaped(&name),
        escaped(&contact.folder_name),
        escaped(&contact.modified),
        actions(place, contact, &path),
        form(&format!("{path}?{}", place.query()), Some(contact)),
        behind(contact)
    );
    framed(&name, &with_sidebar(place, &main))
}

fn picture(place: &Place, contact: &StoredContact, path: &str) -> String {
    match &contact.photo {
        Some(photo) => format!(
            "<img class=\"photo\" alt=\"\" src=\"{path}/photo?{}&amp;v={}\">",
            escaped(&place.query()),
            escaped(&photo.digest)
        ),
        None => "<span class=\"photo\" aria-hidden=\"true\">☺</span>".to_owned(),
    }
}

fn actions(place: &Place, contact: &StoredContact, path: &str) -> String {
    let query = escaped(&place.query());
    let button = |action: &str, label: &str| {
        format!("<form method=\"post\" action=\"{path}/{action}?{query}\"><button>{label}</button></form>")
    };
    let other = place.folders.iter().filter(|(id, _)| *id != contact.folder_id);
    let options: String = other
        .map(|(id, name)| format!("<option value=\"{}\">{}</option>", escaped(id), escaped(name)))
        .collect();
    let relocate = format!(
        "<form method=\"post\" action=\"{path}/move?{query}\"><label>Move to <select name=\"to\">{options}</select></label><button>Move</button></form>"
    );
    let upload = format!(
        "<form method=\"post\" enctype=\"multipart/form-data\" action=\"{path}/photo?{query}\"><label>Photo <input type=\"file\" name=\"photo\" accept=\"image/*\" required></label><button>Set photo</button></form>"
    );
    let no_photo = if contact.photo.is_some() { button("no-photo", "Remove photo") } else { String::new() };
    let restore = if contact.deleted { button("restore", "Restore") } else { String::new() };
    let delete = button("delete", if contact.deleted { "Delete for good" } else { "Delete" });
    format!(
        "<section class=\"actions\" aria-label=\"Actions\">{restore}{}{relocate}{upload}{no_photo}{delete}</section>",
        button("copy", "Copy")
    )
}

fn form(action: &str, contact: Option<&StoredContact>) -> String {
    let groups: String = GROUPS
        .iter()
        .map(|(heading, fields)| {
            let fields: String = fields.iter().map(|field| inputs(field, contact)).collect();
            format!("<fieldset><legend>{heading}</legend>{fields}</fieldset>")
        })
        .collect();
    format!(
        "<form class=\"card\" method=\"post\" action=\"{}\">{groups}<p class=\"save\"><button class=\"main\">Save</button></p></form>",
        escaped(action)
    )
}

fn inputs(field: &Field, contact: Option<&StoredContact>) -> String {
    let value = contact.and_then(|contact| contact.properties.get(field.name));
    let (name, label) = (field.name, field.label);
    let entry = |index: usize| value.and_then(|value| value.get(index));
    match field.input {
        Input::Line => input("text", name, label, &text(value)),
        Input::Date => input("date", name, label, text(value).split('T').next().unwrap_or_default()),
        Input::Lines => format!(
            "<label class=\"wide\">{label}<textarea name=\"{name}\" rows=\"6\">\n{}</textarea></label>",
            escaped(&text(value))
        ),
        Input::Commas => input("text", name, label, &joined(value)),
        Input::List(lines) => (0..lines)
            .map(|index| {
                input("text", &format!("{name}.{index}"), &numbered(label, index), &text(entry(index)))
            })
            .collect(),
        Input::Emails => (0..MOST_EMAILS)
            .map(|index| {
                let part = |key: &str| text(entry(index).and_then(|entry| entry.get(key)));
                input("text", &format!("{name}.{index}"), &numbered(label, index), &part("address"))
                    + &input("text", &format!("{name}.{index}.name"), "shown as", &part("name"))
            })
            .collect(),
        Input::Address => {
            let part = |key: &str| text(value.and_then(|value| value.get(key)));
            let street = format!(
                "<label class=\"wide\">{label}: street<textarea name=\"{name}.street\" rows=\"2\">\n{}</textarea></label>",
                escaped(&part("street"))
            );
            let others = ADDRESS_PARTS.iter().filter(|(key, _)| *key != "street");
            others.fold(street, |markup, (key, of)| {
                markup + &input("text", &format!("{name}.{key}"), of, &part(key))
            })
        }
        Input::Extended(id) => {
            let value = contact.and_then(|contact| extended_value(contact, id)).unwrap_or_default();
            input("text", name, label, value)
        }
    }
}

fn numbered(label: &str, index: usize) -> String {
    if index == 0 { label.to_owned() } else { format!("{label} {}", index + 1) }
}

fn input(kind: &str, name: &str, label: &str, value: &str) -> String {
    format!(
        "<label>{}<input type=\"{kind}\" name=\"{name}\" value=\"{}\"></label>",
        escaped(label),
        escaped(value)
    )
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn joined(value: Option<&Value>) -> String {
    let texts = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    texts.collect::<Vec<_>>().join(", ")
}

/// What Outlook itself does not show: ids, the change key, extended properties.
fn behind(contact: &StoredContact) -> String {
    let plain = [
        ("Immutable id", &contact.id),
        ("Default id", &contact.default_id),
        ("Change key", &contact.change_key),
    ];
    let rows = plain.into_iter().map(|(name, value)| (name.to_owned(), value));
    let rows: String = rows
        .chain(contact.extended.iter().map(|(id, value)| (id.clone(), value)))
        .map(|(name, value)| {
            format!("<tr><th>{}</th><td><code>{}</code></td></tr>", escaped(&name), escaped(value))
        })
        .collect();
    format!(
        "<details><summary>Behind the scenes</summary><table class=\"behind\"><tbody>{rows}</tbody></table></details>"
    )
}
