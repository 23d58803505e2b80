//! What a card says of the person: dates, gender, relations, categories, privacy.

use contacts::FieldKey::{self, *};
use contacts::Value;

use super::line::Property;
use super::map::Draft;
use crate::Refused;
use crate::date::{self, Reading, SlashDates};
use crate::record::short;
use crate::word::{self, Word};

impl Draft<'_> {
    pub(super) fn date(&mut self, property: &Property, key: FieldKey) -> Result<(), Refused> {
        let text = property.text();
        let partial =
            property.parameter("X-APPLE-OMIT-YEAR").is_some_and(|year| text.trim().starts_with(year));
        match date::read(&text, SlashDates::MonthFirst) {
            Reading::Date(date) if !partial => self.put_value(property, key, Some(Value::Date(date))),
            Reading::WithTime(date) if !partial => {
                self.warn(&*property.name, format!("of \"{}\" only the date is loaded", short(text.trim())));
                self.put_value(property, key, Some(Value::Date(date)));
            }
            Reading::Unset => {}
            Reading::Date(_) | Reading::WithTime(_) | Reading::NoSuchDay | Reading::Unclear
                if text.trim().is_empty() => {}
            Reading::Date(_) | Reading::WithTime(_) | Reading::NoSuchDay | Reading::Unclear => {
                self.left_out(&property.name, text.trim(), "it is not a whole date");
            }
        }
        Ok(())
    }

    pub(super) fn gender(&mut self, property: &Property) -> Result<(), Refused> {
        let parts = property.parts(';');
        let code = parts.first().map_or("", |code| code.trim());
        // Windows' address book counts as Outlook does.
        let word = match (property.name.as_str(), code) {
            ("X-WAB-GENDER", "1") => "female",
            ("X-WAB-GENDER", "2") => "male",
            (_, code) => code,
        };
        match word::gender(word) {
            Word::Is(word) => self.put(property, Gender, word)?,
            Word::Unset => {}
            Word::Other => self.left_out(&property.name, word, "Outlook knows few words for it"),
        }
        if let Some(identity) = parts.get(1).filter(|text| !text.trim().is_empty()) {
            self.left_out(&property.name, identity, "there is no field for it");
        }
        Ok(())
    }

    pub(super) fn related(&mut self, property: &Property) -> Result<(), Refused> {
        let text = property.text();
        let label = self.label(property).to_owned();
        let is = |names: &[&str]| names.iter().any(|name| property.is(name) || label == *name);
        let is_address = ["urn:", "http:", "https:", "mailto:"].iter().any(|scheme| text.starts_with(scheme));
        if is_address {
            self.left_out(&property.name, &text, "it is an address and not a name");
        } else if is(&["spouse", "partner"]) {
            return self.put(property, Spouse, &text);
        } else if is(&["assistant", "x-assistant", "agent"]) {
            return self.put(property, Assistant, &text);
        } else if is(&["manager", "x-manager"]) {
            return self.put(property, Manager, &text);
        } else if is(&["child"]) {
            return self.child(property);
        } else {
            self.left_out(&property.name, &text, "there is no field for this relation");
        }
        Ok(())
    }

    pub(super) fn child(&mut self, property: &Property) -> Result<(), Refused> {
        self.append(property, Children, &[property.text()])
    }

    pub(super) fn class(&mut self, property: &Property) -> Result<(), Refused> {
        match property.text().trim().to_lowercase().as_str() {
            "private" => self.record.card.set(Private, Some(Value::Flag)),
            "" | "public" => {}
            other => self.left_out("CLASS", other, "Tandem knows only private"),
        }
        Ok(())
    }

    pub(super) fn categories(&mut self, property: &Property) -> Result<(), Refused> {
        let parts = property.parts(',');
        let entries: Vec<String> = if property.is_old() {
            parts.iter().flat_map(|part| part.split(';')).map(str::to_owned).collect()
        } else {
            parts
        };
        self.append(property, Categories, &entries)
    }
}
