//! How a person is reached: e-mail, phone, post, chat.

use contacts::FieldKey::*;
use contacts::Value;

use super::line::Property;
use super::map::{Draft, parse};
use super::{address, phone};
use crate::Refused;
use crate::csv::is_internal;
use crate::word::{self, Word};

impl Draft<'_> {
    pub(super) fn email(&mut self, property: &Property) -> Result<(), Refused> {
        let text = property.text();
        let address = text.trim();
        let address = address.strip_prefix("mailto:").unwrap_or(address);
        if is_internal(address) {
            self.left_out("EMAIL", address, "it is an address within Exchange that nobody else can use");
            return Ok(());
        }
        let Some(value) = parse(property, Email1, address)? else { return Ok(()) };
        match self.put_first_free(&[Email1, Email2, Email3], value) {
            Some(surplus) => self.append(property, FurtherEmails, &[surplus.to_text()]),
            None => Ok(()),
        }
    }

    pub(super) fn phone(&mut self, property: &Property) -> Result<(), Refused> {
        let mut types = property.types.clone();
        types.extend(Some(self.label(property).to_owned()).filter(|label| !label.is_empty()));
        let Some(value) = parse(property, OtherPhone, &phone::written(&property.text()))? else {
            return Ok(());
        };
        let surplus = match phone::place(&types, property.preference() == 1) {
            phone::Place::LeftOut(kind) => {
                self.left_out(&property.name, &value.to_text(), &format!("a {kind} has no place in Tandem"));
                None
            }
            phone::Place::Company if self.record.company_phone.is_none() => {
                self.record.company_phone = Some(value.to_text());
                None
            }
            phone::Place::Company => Some(value),
            phone::Place::Slots(slots) => self.put_first_free(slots, value),
        };
        match surplus {
            Some(surplus) => self.append(property, FurtherPhones, &[surplus.to_text()]),
            None => Ok(()),
        }
    }

    pub(super) fn address(&mut self, property: &Property) -> Result<(), Refused> {
        let address = address::address(property);
        if let Some(office) = &address.office {
            self.put(property, Office, office)?;
        }
        let free = address::places(property)
            .iter()
            .find(|fields| fields.keys.iter().all(|key| self.record.card.get(*key).is_none()));
        let Some(fields) = free else {
            let text = address.texts.join(" ");
            self.left_out("ADR", &text, "the places for such addresses are taken");
            return Ok(());
        };
        for (key, text) in fields.keys.iter().zip(&address.texts) {
            self.put(property, *key, text)?;
        }
        if property.preference() == 1 && self.record.card.get(MailingAddress).is_none() {
            self.put(property, MailingAddress, fields.word)?;
        }
        Ok(())
    }

    /// Outlook's own word on the mailing address counts more than a preference.
    pub(super) fn mailing_address(&mut self, property: &Property) -> Result<(), Refused> {
        let word = match word::mailing_address(&property.text()) {
            Word::Is(word) => word,
            Word::Unset | Word::Other => "",
        };
        let value = parse(property, MailingAddress, word)?;
        self.record.card.set(MailingAddress, value);
        Ok(())
    }

    pub(super) fn chat(&mut self, property: &Property, scheme: &str) -> Result<(), Refused> {
        let text = property.text();
        let Some(value) = parse(property, Im1, text.trim())? else { return Ok(()) };
        let value = Value::Text(format!("{scheme}{}", value.to_text()));
        if let Some(surplus) = self.put_first_free(&[Im1, Im2, Im3], value) {
            self.left_out(&property.name, &surplus.to_text(), "there is place for three");
        }
        Ok(())
    }
}
