//! THE FIELD MAP, vCard side: what each property of a card means.

use std::collections::HashMap;

use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, FieldKey, FieldKey::*, Value};

use super::line::Property;
use super::photo;
use crate::record::short;
use crate::{PersonRecord, Refused, Warning};

/// Properties that are one text for one field.
const TEXTS: &[(&str, FieldKey)] = &[
    ("FN", FullName),
    ("TITLE", JobTitle),
    ("ROLE", Profession),
    ("SORT-STRING", FileAs),
    ("X-EVOLUTION-FILE-AS", FileAs),
    ("X-PHONETIC-FIRST-NAME", PhoneticFirstName),
    ("X-PHONETIC-LAST-NAME", PhoneticLastName),
    ("X-PHONETIC-ORG", PhoneticCompany),
    ("X-MS-MANAGER", Manager),
    ("X-MANAGER", Manager),
    ("X-EVOLUTION-MANAGER", Manager),
    ("X-KADDRESSBOOK-X-MANAGERSNAME", Manager),
    ("X-MS-ASSISTANT", Assistant),
    ("X-ASSISTANT", Assistant),
    ("X-EVOLUTION-ASSISTANT", Assistant),
    ("X-KADDRESSBOOK-X-ASSISTANTSNAME", Assistant),
    ("X-MS-SPOUSE", Spouse),
    ("X-SPOUSE", Spouse),
    ("X-EVOLUTION-SPOUSE", Spouse),
    ("X-KADDRESSBOOK-X-SPOUSESNAME", Spouse),
    ("X-KADDRESSBOOK-X-PROFESSION", Profession),
    ("X-KADDRESSBOOK-X-OFFICE", Office),
    ("X-ASSISTANT-PHONE", AssistantPhone),
];

/// Properties that are a date.
const DATES: &[(&str, FieldKey)] = &[
    ("BDAY", Birthday),
    ("ANNIVERSARY", Anniversary),
    ("X-MS-ANNIVERSARY", Anniversary),
    ("X-ANNIVERSARY", Anniversary),
    ("X-EVOLUTION-ANNIVERSARY", Anniversary),
    ("X-KADDRESSBOOK-X-ANNIVERSARY", Anniversary),
];

/// Properties that are a chat address, with the scheme that says of which service.
const CHATS: &[(&str, &str)] = &[
    ("IMPP", ""),
    ("X-MS-IMADDRESS", ""),
    ("X-KADDRESSBOOK-X-IMADDRESS", ""),
    ("X-AIM", "aim:"),
    ("X-ICQ", "icq:"),
    ("X-JABBER", "xmpp:"),
    ("X-MSN", "msnim:"),
    ("X-YAHOO", "ymsgr:"),
    ("X-SKYPE", "skype:"),
    ("X-SKYPE-USERNAME", "skype:"),
    ("X-GOOGLE-TALK", "gtalk:"),
    ("X-QQ", "qq:"),
];

/// Properties about the card and not about the person, or said by others.
const SILENT: &[&str] = &[
    "VERSION",
    "PRODID",
    "REV",
    "CREATED",
    "PROFILE",
    "NAME",
    "MAILER",
    "SOURCE",
    "CLIENTPIDMAP",
    "KIND",
    "X-ADDRESSBOOKSERVER-KIND",
    "X-MS-OL-DESIGN",
    "X-ABUID",
    "X-ABADR",
    "X-ABLABEL",
    "X-ABSHOWAS",
];

/// A record in the making.
pub(super) struct Draft<'a> {
    pub(super) record: PersonRecord,
    labels: HashMap<&'a str, String>,
    has_address: bool,
}

/// Reads a card from its properties.
///
/// # Errors
/// [`Refused`] when it is a list or a company, or a value is one that no card can hold.
pub(crate) fn record(line: u64, properties: &[Property]) -> Result<PersonRecord, Refused> {
    check_kind(line, properties)?;
    let labels = properties.iter().filter(|property| property.name == "X-ABLABEL").filter_map(|property| {
        let label = property.text().trim_start_matches("_$!<").trim_end_matches(">!$_").to_lowercase();
        Some((property.group.as_deref()?, label))
    });
    let mut draft = Draft {
        record: PersonRecord { line, ..PersonRecord::default() },
        labels: labels.collect(),
        has_address: properties.iter().any(|property| property.name == "ADR"),
    };
    // What is preferred comes first, so that it takes the first slot; a private web page comes last.
    let mut sorted: Vec<&Property> = properties.iter().collect();
    sorted.sort_by_key(|property| (property.preference(), property.name == "URL" && property.is("home")));
    for property in sorted {
        draft.take(property).map_err(|refused| Refused { line, ..refused })?;
    }
    Ok(draft.finished())
}

fn check_kind(line: u64, properties: &[Property]) -> Result<(), Refused> {
    let kind = properties.iter().find(|p| matches!(p.name.as_str(), "KIND" | "X-ADDRESSBOOKSERVER-KIND"));
    let reason = match kind.map(|kind| kind.text().trim().to_lowercase()).as_deref() {
        Some("group") => "the card is a distribution list; lists are not loaded. Load its members",
        Some("org") => {
            "the card is of a company and not of a person; it was not loaded. Enter it as a business partner"
        }
        Some(_) | None => return Ok(()),
    };
    Err(Refused { line, reason: reason.to_owned() })
}

impl Draft<'_> {
    fn take(&mut self, property: &Property) -> Result<(), Refused> {
        let name = property.name.as_str();
        let find =
            |table: &[(&str, FieldKey)]| table.iter().find(|(own, _)| *own == name).map(|(_, key)| *key);
        if let Some(key) = find(TEXTS) {
            return self.put(property, key, &property.text());
        }
        if let Some(key) = find(DATES) {
            return self.date(property, key);
        }
        if let Some((_, scheme)) = CHATS.iter().find(|(own, _)| *own == name) {
            return self.chat(property, scheme);
        }
        match name {
            "N" => self.name(property),
            "NICKNAME" => self.put(property, Nickname, &property.parts(',').join(", ")),
            "ORG" => self.organisation(property),
            "EMAIL" => self.email(property),
            "TEL" | "X-MS-TEL" => self.phone(property),
            "ADR" => self.address(property),
            "URL" => self.put(property, WebPage, &property.text()),
            "NOTE" => self.note(property),
            "CATEGORIES" => self.categories(property),
            "CLASS" => self.class(property),
            "GENDER" | "X-GENDER" | "X-WAB-GENDER" => self.gender(property),
            "RELATED" | "X-ABRELATEDNAMES" => self.related(property),
            "X-MS-CHILD" => self.child(property),
            "X-ABDATE" if self.label(property) == "anniversary" => self.date(property, Anniversary),
            "X-MS-OL-DEFAULT-POSTAL-ADDRESS" => self.mailing_address(property),
            "UID" => self.identity(property),
            "PHOTO" => {
                self.photo(property);
                Ok(())
            }
            "LABEL" if self.has_address => Ok(()),
            "AGENT" => {
                self.warn(name, "the card of a representative within the card is not loaded. Load it as a card of its own");
                Ok(())
            }
            "" => {
                let text = property.text();
                self.warn(format!("line {}", property.line), format!("cannot be read: \"{}\"", short(&text)));
                Ok(())
            }
            silent if SILENT.contains(&silent) => Ok(()),
            other => {
                self.left_out(other, &property.shown(), "it has no place in Tandem");
                Ok(())
            }
        }
    }

    /// Sets a field; a second value for it is left out with a warning.
    pub(super) fn put(&mut self, property: &Property, key: FieldKey, text: &str) -> Result<(), Refused> {
        let value = parse(property, key, text)?;
        self.put_value(property, key, value);
        Ok(())
    }

    pub(super) fn put_value(&mut self, property: &Property, key: FieldKey, value: Option<Value>) {
        let Some(value) = value else { return };
        match self.record.card.get(key) {
            None => self.record.card.set(key, Some(value)),
            Some(kept) if *kept == value => {}
            Some(kept) => {
                let why = format!("there is place for one, and \"{}\" is it", short(&kept.to_text()));
                self.left_out(&property.name, &value.to_text(), &why);
            }
        }
    }

    /// Puts a value into the first free of some fields; returns it when there is none.
    pub(super) fn put_first_free(&mut self, slots: &[FieldKey], value: Value) -> Option<Value> {
        for slot in slots {
            match self.record.card.get(*slot) {
                None => {
                    self.record.card.set(*slot, Some(value));
                    return None;
                }
                Some(same) if *same == value => return None,
                Some(_) => {}
            }
        }
        Some(value)
    }

    pub(super) fn append(
        &mut self,
        property: &Property,
        key: FieldKey,
        entries: &[String],
    ) -> Result<(), Refused> {
        let mut all = self.record.card.list(key).to_vec();
        all.extend(entries.iter().filter(|entry| !all.contains(entry)).cloned().collect::<Vec<_>>());
        let json = serde_json::Value::Array(all.into_iter().map(serde_json::Value::String).collect());
        let value = Value::from_json(key, &json).map_err(|error| refused(property, &error.to_string()))?;
        self.record.card.set(key, value);
        Ok(())
    }

    fn name(&mut self, property: &Property) -> Result<(), Refused> {
        let parts = property.parts(';');
        let part = |place: usize| parts.get(place).map_or("", String::as_str);
        // Several middle names, titles or suffixes are divided by commas.
        let several = |place: usize| part(place).split(',').map(str::trim).collect::<Vec<_>>().join(" ");
        if property.parameter("PHONETIC").is_some() {
            self.put(property, PhoneticLastName, part(0))?;
            return self.put(property, PhoneticFirstName, part(1));
        }
        self.put(property, LastName, part(0))?;
        self.put(property, FirstName, part(1))?;
        self.put(property, MiddleName, &several(2))?;
        self.put(property, Title, &several(3))?;
        self.put(property, Suffix, &several(4))?;
        match property.parameter("SORT-AS") {
            Some(sorted) => self.put(property, FileAs, &sorted.replace(',', ", ")),
            None => Ok(()),
        }
    }

    fn organisation(&mut self, property: &Property) -> Result<(), Refused> {
        let parts = property.parts(';');
        let company = parse(property, Company, parts.first().map_or("", String::as_str))?;
        match (company, &self.record.company) {
            (Some(Value::Text(company)), None) => self.record.company = Some(company),
            (Some(Value::Text(company)), Some(kept)) if company != *kept => {
                let why = format!("there is place for one company, and \"{}\" is it", short(kept));
                self.left_out("ORG", &company, &why);
                return Ok(());
            }
            (_, _) => {}
        }
        let units: Vec<&str> =
            parts.iter().skip(1).map(|unit| unit.trim()).filter(|u| !u.is_empty()).collect();
        self.put(property, Department, &units.join(", "))
    }

    fn note(&mut self, property: &Property) -> Result<(), Refused> {
        let text = property.text().replace('\u{b}', "\n");
        let before = self.record.card.text(Notes);
        let joined = if before.is_empty() { text } else { format!("{before}\n{text}") };
        let value = parse(property, Notes, &joined)?;
        self.record.card.set(Notes, value);
        Ok(())
    }

    fn identity(&mut self, property: &Property) -> Result<(), Refused> {
        // Kept under the rules of any line.
        if let Some(Value::Text(text)) = parse(property, Account, &property.text())? {
            self.record.external_id = Some(text);
        }
        Ok(())
    }

    fn photo(&mut self, property: &Property) {
        match photo::embedded(property) {
            Ok(_) if self.record.photo.is_some() => self.warn("PHOTO", "a second photo; it is not loaded"),
            Ok(bytes) => self.record.photo = Some(bytes),
            Err(why) => self.warn("PHOTO", why),
        }
    }

    pub(super) fn label(&self, property: &Property) -> &str {
        property.group.as_deref().and_then(|group| self.labels.get(group)).map_or("", String::as_str)
    }

    pub(super) fn left_out(&mut self, name: &str, text: &str, why: &str) {
        if !text.trim().is_empty() {
            self.warn(name, format!("\"{}\" is not loaded: {why}", short(text)));
        }
    }

    pub(super) fn warn(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.record.warnings.push(Warning::new(field, message));
    }

    fn finished(mut self) -> PersonRecord {
        let card = &mut self.record.card;
        let unnamed = [LastName, FirstName, MiddleName].iter().all(|key| card.text(*key).is_empty());
        let full_name = card.text(FullName).to_owned();
        if unnamed && !full_name.is_empty() && self.record.company.as_deref() != Some(full_name.as_str()) {
            // Version 4 needs no parts; guessing which word is the last name would be wrong too often.
            card.set(LastName, card.get(FullName).cloned());
            card.set(FullName, None);
            self.warn(
                "FN",
                format!(
                    "the card has no parts of the name; \"{}\" is loaded as last name",
                    short(&full_name)
                ),
            );
        }
        drop_derived(&mut self.record.card);
        self.record
    }
}

/// A full name or sorting name made from the parts is no value: it would stay when a part changes.
fn drop_derived(card: &mut Card) {
    let stored = as_outlook_stores(card);
    for key in [FullName, FileAs] {
        if stored.get(key).is_none() {
            card.set(key, None);
        }
    }
}

pub(super) fn parse(property: &Property, key: FieldKey, text: &str) -> Result<Option<Value>, Refused> {
    Value::parse(key, text).map_err(|error| refused(property, &error.to_string()))
}

fn refused(property: &Property, problem: &str) -> Refused {
    Refused {
        line: property.line,
        reason: format!("{} in line {}: {problem}. The card was not loaded", property.name, property.line),
    }
}
