//! A business partner as a form: what is shown, what was typed, and what has changed by it.

use std::collections::BTreeMap;

use contacts::card::{CRM_LINE_LIMIT, CRM_TEXT_LIMIT};
use contacts::person::{PARTNER_FIELDS, PartnerCard};
use contacts::{BusinessPartner, PartnerField, TeamId, normalise};
use store::{NewPartner, PartnerPatch};

use crate::language::{Language, Words};
use crate::pages::form::Form;

/// The names of what stands beside the card.
pub(super) const TEAM: &str = "team";
pub(super) const EXTERNAL: &str = "external_id";
pub(super) const INACTIVE: &str = "inactive";

/// Returns a field's name in a language.
pub(crate) fn label(field: PartnerField, words: Words) -> &'static str {
    let known = PARTNER_FIELDS.iter().find(|(known, _, _)| *known == field);
    known.map_or("", |(_, en, de)| match words.language() {
        Language::English => en,
        Language::German => de,
    })
}

/// Returns the name of anything that a conflict names.
pub(super) fn name_of(name: &str, words: Words) -> String {
    match name {
        TEAM => words.say("partners-team"),
        EXTERNAL => words.say("partners-external-id"),
        INACTIVE => words.say("partners-inactive"),
        other => PartnerField::parse(other)
            .map_or_else(|| other.to_owned(), |field| label(field, words).to_owned()),
    }
}

/// How a field is typed.
pub(crate) const fn kind(field: PartnerField) -> &'static str {
    match field {
        PartnerField::MainPhone | PartnerField::Fax => "tel",
        PartnerField::Email => "email",
        // A web page is written without "https://" as often as with it: no browser may refuse that.
        PartnerField::WebPage
        | PartnerField::Name
        | PartnerField::Street
        | PartnerField::PostalCode
        | PartnerField::City
        | PartnerField::State
        | PartnerField::Country
        | PartnerField::CustomerNumber
        | PartnerField::Notes => "text",
    }
}

/// Writes what a partner has as the values of a form, and once more as what it had when the form was opened.
pub(super) fn filled(partner: &BusinessPartner) -> Form {
    let mut form = Form::new().with("version", partner.version.to_string());
    for (name, value) in values(partner) {
        form.set(&format!("was_{name}"), &value);
        form.set(name, value);
    }
    form
}

/// Returns everything that a form has of a partner.
pub(super) fn values(partner: &BusinessPartner) -> Vec<(&'static str, String)> {
    let text = |(field, _, _): &(PartnerField, _, _)| (field.as_str(), partner.card.text(*field).to_owned());
    let mut all: Vec<(&'static str, String)> = PARTNER_FIELDS.iter().map(text).collect();
    all.push((TEAM, partner.team.map(|team| team.to_string()).unwrap_or_default()));
    all.push((EXTERNAL, partner.external_id.clone().unwrap_or_default()));
    all.push((INACTIVE, if partner.inactive { "true" } else { "false" }.to_owned()));
    all
}

/// Returns what was typed for a field, as it will be kept.
fn typed(form: &Form, name: &str) -> String {
    if name == INACTIVE {
        return if form.checked(INACTIVE) { "true" } else { "false" }.to_owned();
    }
    form.trimmed(name).to_owned()
}

/// Notes what is wrong with what was typed.
pub(crate) fn check(form: &mut Form, words: Words) {
    if form.trimmed(PartnerField::Name.as_str()).is_empty() {
        form.complain(PartnerField::Name.as_str(), words.say("partners-name-missing"));
    }
    let mail = form.trimmed(PartnerField::Email.as_str()).to_owned();
    if !mail.is_empty() && normalise::email(&mail).is_none() {
        form.complain(PartnerField::Email.as_str(), words.say("partners-mail-wrong"));
    }
    for (field, _, _) in PARTNER_FIELDS {
        let lines = matches!(field, PartnerField::Notes | PartnerField::Street);
        let limit = if *field == PartnerField::Notes { CRM_TEXT_LIMIT } else { CRM_LINE_LIMIT };
        let text = form.trimmed(field.as_str());
        if text.chars().nth(limit).is_some() {
            form.complain(field.as_str(), words.put("count", limit).say("partners-too-long"));
        } else if text.chars().any(|c| c.is_control() && c != '\t' && !(lines && c == '\n')) {
            form.complain(field.as_str(), words.say("partners-odd-sign"));
        }
    }
}

/// Makes a new partner of what was typed.
pub(super) fn new(form: &Form) -> NewPartner {
    let mut card = PartnerCard::default();
    for (field, _, _) in PARTNER_FIELDS {
        card.set(*field, form.value(field.as_str()));
    }
    let external = form.trimmed(EXTERNAL);
    NewPartner {
        card,
        team: form.value(TEAM).parse::<TeamId>().ok(),
        external_id: (!external.is_empty()).then(|| external.to_owned()),
        inactive: form.checked(INACTIVE),
    }
}

/// Makes the change of what differs from what the form had when it was opened. Of fields that somebody else has
/// changed, those stay out in which the other's value is to be taken.
pub(super) fn patch(form: &Form) -> PartnerPatch {
    let changed = |name: &str| {
        let text = typed(form, name);
        let was = form.value(&format!("was_{name}"));
        (text != was.trim() && !form.has("theirs", name)).then_some(text)
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    let card: BTreeMap<PartnerField, Option<String>> = PARTNER_FIELDS
        .iter()
        .filter_map(|(field, _, _)| changed(field.as_str()).map(|text| (*field, some(text))))
        .collect();
    PartnerPatch {
        card,
        team: changed(TEAM).map(|team| team.parse().ok()),
        external_id: changed(EXTERNAL).map(some),
        inactive: changed(INACTIVE).map(|text| text == "true"),
    }
}

/// Tells whether a change changes nothing.
pub(super) fn is_empty(patch: &PartnerPatch) -> bool {
    *patch == PartnerPatch::default()
}

#[cfg(test)]
mod tests {
    use contacts::PartnerId;
    use contacts::person::Touch;

    use super::*;

    fn partner() -> BusinessPartner {
        let touch = Touch { by: None, at: 1 };
        BusinessPartner {
            id: PartnerId::from_u128(1),
            version: 4,
            card: PartnerCard::default().with(PartnerField::Name, "Kunde").with(PartnerField::City, "Kassel"),
            team: None,
            external_id: Some("K-1".to_owned()),
            inactive: true,
            created: touch,
            changed: touch,
            deleted: None,
        }
    }

    #[test]
    fn a_form_that_was_not_touched_changes_nothing() {
        assert!(is_empty(&patch(&filled(&partner()))));
    }

    #[test]
    fn only_what_was_touched_is_changed() {
        let form = filled(&partner()).with("city", " Köln ").with("external_id", "").with("fax", "1");
        let patch = patch(&form);
        let card = [(PartnerField::Fax, Some("1".to_owned())), (PartnerField::City, Some("Köln".to_owned()))];
        assert_eq!(patch.card, BTreeMap::from(card));
        assert_eq!((patch.external_id, patch.team, patch.inactive), (Some(None), None, None));
    }

    #[test]
    fn the_values_of_others_stay_where_they_are_taken() {
        let mut form = filled(&partner()).with("city", "Köln").with("name", "Kunde AG");
        form.add("theirs", "city");
        assert_eq!(patch(&form).card, BTreeMap::from([(PartnerField::Name, Some("Kunde AG".to_owned()))]));
    }

    #[test]
    fn what_cannot_be_kept_is_said_beside_its_field() {
        let words = Words::of(Language::English);
        let mut form =
            Form::new().with("email", "none").with("fax", "1\u{7}").with("city", "x".repeat(2_001));
        check(&mut form, words);
        for field in ["name", "email", "fax", "city"] {
            assert_ne!(form.error(field), "", "{field}");
        }
        let mut good = Form::new().with("name", "A").with("notes", "a\nb").with("street", "a\nb");
        check(&mut good, words);
        assert!(good.is_good(), "{:?}", good.wrong);
    }
}
