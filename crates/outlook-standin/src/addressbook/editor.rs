//! The form in which a person types a contact.

use super::fields::{ADDRESS_PARTS, Field, GROUPS, Input, Named};
use super::form::BASE;
use super::language::Word;
use super::markup::escaped;
use super::place::Place;
use super::values::{Shown, YES};
use crate::state::property::MOST_EMAILS;

/// What a form is opened with.
pub(crate) struct Opened<'a> {
    /// Where it is sent.
    pub(crate) action: String,
    /// Where giving up leads.
    pub(crate) back: String,
    pub(crate) heading: Word,
    /// What stands in the inputs.
    pub(crate) inputs: &'a Shown,
    /// What stood in them at first, as the form carries it; none for a new contact.
    pub(crate) base: Option<String>,
    /// Why it comes back.
    pub(crate) refused: Option<&'a str>,
}

/// The form.
pub(crate) fn form(place: &Place, opened: &Opened<'_>) -> String {
    let groups: String = GROUPS
        .iter()
        .map(|group| {
            let fields: String =
                group.fields.iter().map(|field| inputs(place, field, opened.inputs)).collect();
            format!(
                "<fieldset><legend>{}</legend><div class=\"grid\">{fields}</div></fieldset>",
                place.language.of(group.heading)
            )
        })
        .collect();
    let base = opened.base.as_ref().map(|base| hidden(BASE, base)).unwrap_or_default();
    let refused = opened
        .refused
        .map(|why| format!("<p class=\"refused\" role=\"alert\" dir=\"auto\">{}</p>", escaped(why)));
    format!(
        "<form id=\"editor\" method=\"post\" action=\"{}\"><header class=\"formhead\"><h1>{}</h1><div class=\"pair\">\
         <button class=\"main\">{}</button><a class=\"button\" data-shortcut=\"Escape\" href=\"{}\">{}</a></div></header>\
         <div id=\"refused\">{}</div>{base}{groups}</form>",
        escaped(&opened.action),
        place.say(opened.heading),
        place.say(Word::Save),
        escaped(&opened.back),
        place.say(Word::Cancel),
        refused.unwrap_or_default()
    )
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value))
}

fn inputs(place: &Place, field: &Field, shown: &Shown) -> String {
    let (name, label) = (field.name, place.language.of(field.label));
    let text = |name: &str| shown.get(name).map(String::as_str).unwrap_or_default();
    let line = |name: &str, label: &str| input(kind(name), name, label, text(name));
    match field.input {
        Input::Line | Input::Extended(_) => line(name, label),
        Input::Date | Input::ExtendedDate(_) => input("date", name, label, text(name)),
        Input::Lines => area(name, label, text(name), 6),
        Input::Commas => line(name, &format!("{label} – {}", place.say(Word::CategoriesHint))),
        Input::List(lines) => {
            (0..lines).map(|index| line(&format!("{name}.{index}"), &numbered(label, index))).collect()
        }
        Input::Emails => (0..MOST_EMAILS)
            .map(|index| {
                let (name, label) = (format!("{name}.{index}"), numbered(label, index));
                let shown_as = format!("{label}: {}", place.say(Word::ShownAs));
                line(&name, &label) + &line(&format!("{name}.name"), &shown_as)
            })
            .collect(),
        Input::Address => {
            let parts = ADDRESS_PARTS.iter().map(|(part, words)| {
                let (name, label) =
                    (format!("{name}.{part}"), format!("{label}: {}", place.language.of(*words)));
                if *part == "street" { area(&name, &label, text(&name), 2) } else { line(&name, &label) }
            });
            parts.collect()
        }
        Input::Choice(_, options) => choice(place, name, label, (options, text(name))),
        Input::Private => {
            let checked = if text(name) == YES { " checked" } else { "" };
            // A box that is not checked is not sent; the hidden input says that it was there.
            format!(
                "{}<p class=\"field check\"><input type=\"checkbox\" id=\"f-{name}\" name=\"{name}\" value=\"{YES}\"{checked}><label for=\"f-{name}\">{}</label></p>",
                hidden(name, ""),
                escaped(label)
            )
        }
    }
}

/// What a phone shows as its keyboard.
fn kind(name: &str) -> &'static str {
    let is_phone = name.contains("Phone") || name.ends_with("-phone") || name.ends_with("fax");
    if is_phone { "tel" } else { "text" }
}

fn numbered(label: &str, index: usize) -> String {
    if index == 0 { label.to_owned() } else { format!("{label} {}", index + 1) }
}

fn input(kind: &str, name: &str, label: &str, value: &str) -> String {
    format!(
        "<p class=\"field\"><label for=\"f-{name}\">{}</label><input type=\"{kind}\" id=\"f-{name}\" name=\"{name}\" autocomplete=\"off\" dir=\"auto\" value=\"{}\"></p>",
        escaped(label),
        escaped(value)
    )
}

fn area(name: &str, label: &str, value: &str, rows: usize) -> String {
    // A browser drops the first line break of an area.
    format!(
        "<p class=\"field wide\"><label for=\"f-{name}\">{}</label><textarea id=\"f-{name}\" name=\"{name}\" rows=\"{rows}\" dir=\"auto\">\n{}</textarea></p>",
        escaped(label),
        escaped(value)
    )
}

fn choice(place: &Place, name: &str, label: &str, (options, chosen): (&[Named], &str)) -> String {
    let chosen = if chosen.is_empty() { "0" } else { chosen };
    let options: String = options
        .iter()
        .map(|(number, words)| {
            let selected = if *number == chosen { " selected" } else { "" };
            let words = place.language.of(*words);
            let words = if words.is_empty() { "–" } else { words };
            format!("<option value=\"{number}\"{selected}>{words}</option>")
        })
        .collect();
    format!(
        "<p class=\"field\"><label for=\"f-{name}\">{}</label><select id=\"f-{name}\" name=\"{name}\">{options}</select></p>",
        escaped(label)
    )
}
