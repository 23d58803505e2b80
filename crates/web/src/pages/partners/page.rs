//! The page of one business partner: its fields, and its contact persons as a list of their own.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::person::PARTNER_FIELDS;
use contacts::{BusinessPartner, PartnerField, PartnerId, UserId};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::fields::label;
use super::name;
use crate::language::Words;
use crate::pages::person::Avatar;
use crate::pages::persons::Whose;
use crate::pages::persons::list::asked::Asked;
use crate::pages::persons::list::{People, people};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The signs of an e-mail address that need no escape in a link.
const IN_ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/business-partners/{id}", get(show))
}

/// The page of one business partner.
#[derive(Template)]
#[template(path = "partners/page.html", blocks = ["list"])]
pub(crate) struct PartnerPage {
    pub(super) shell: Shell,
    pub(super) path: String,
    pub(super) avatar: Avatar,
    pub(super) inactive: bool,
    pub(super) facts: Vec<Fact>,
    pub(super) created: (i64, String),
    pub(super) changed: (i64, String),
    pub(super) writes: bool,
    pub(super) part: People,
}

/// A field that has a value.
pub(crate) struct Fact {
    pub(super) label: String,
    pub(super) text: String,
    /// Where it leads.
    pub(super) href: Option<String>,
    /// Whether it leads out of Tandem.
    pub(super) outside: bool,
}

/// Reads the id of a business partner out of the path. One that cannot be one is that of nobody.
pub(super) fn id(whose: Whose) -> PartnerId {
    PartnerId(whose.0.0)
}

async fn show(State(state): State<WebState>, visitor: Visitor, whose: Whose, asked: Asked) -> Answer {
    let partner = state.store.read_partner(&visitor.viewer, id(whose)).await?;
    let part = people(&state, &visitor, asked, Some((partner.id, name(&partner).to_owned()))).await?;
    let page = PartnerPage {
        shell: visitor.shell(&state, Room::Partners).await?,
        path: super::path(partner.id),
        avatar: Avatar::of(name(&partner)),
        inactive: partner.inactive,
        facts: facts(&partner, team(&state, &visitor, &partner).await?, visitor.words),
        created: (partner.created.at, by(&state, &visitor, partner.created.by).await?),
        changed: (partner.changed.at, by(&state, &visitor, partner.changed.by).await?),
        writes: visitor.viewer.writes(),
        part,
    };
    if visitor.wants("persons-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

/// Returns the name of the team that a partner is restricted to.
async fn team(
    state: &WebState,
    visitor: &Visitor,
    partner: &BusinessPartner,
) -> Result<Option<String>, Trouble> {
    let Some(id) = partner.team else { return Ok(None) };
    let teams = state.store.list_teams(&visitor.viewer).await?;
    Ok(teams.into_iter().find(|team| team.id == id).map(|team| team.name))
}

/// Returns who did something; the program has no name.
pub(super) async fn by(state: &WebState, visitor: &Visitor, user: Option<UserId>) -> Result<String, Trouble> {
    let Some(id) = user else { return Ok(String::new()) };
    let users = state.store.list_users(&visitor.viewer).await?;
    Ok(users.into_iter().find(|user| user.id == id).map(|user| user.name).unwrap_or_default())
}

/// Lists the fields that have a value.
pub(super) fn facts(partner: &BusinessPartner, team: Option<String>, words: Words) -> Vec<Fact> {
    let fact = |(field, _, _): &(PartnerField, _, _)| {
        let text = partner.card.text(*field).to_owned();
        let (href, outside) = leads(*field, &text);
        Fact { label: label(*field, words).to_owned(), text, href, outside }
    };
    let shown = PARTNER_FIELDS.iter().filter(|(field, _, _)| *field != PartnerField::Name);
    let plain =
        |label: &str, text: String| Fact { label: words.say(label), text, href: None, outside: false };
    let mut facts: Vec<Fact> = shown.map(fact).collect();
    facts.push(plain("partners-external-id", partner.external_id.clone().unwrap_or_default()));
    facts.push(plain("partners-team", team.unwrap_or_default()));
    facts.retain(|fact| !fact.text.is_empty());
    facts
}

fn leads(field: PartnerField, text: &str) -> (Option<String>, bool) {
    match field {
        PartnerField::Email => (Some(format!("mailto:{}", utf8_percent_encode(text, IN_ADDRESS))), false),
        PartnerField::MainPhone => {
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            ((!digits.is_empty()).then(|| format!("tel:{digits}")), false)
        }
        PartnerField::WebPage => {
            // Only pages: an address that begins otherwise may be a script.
            let address = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
            let page = url::Url::parse(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            let href = page.map(|url| url.to_string());
            let outside = href.is_some();
            (href, outside)
        }
        PartnerField::Name
        | PartnerField::Fax
        | PartnerField::Street
        | PartnerField::PostalCode
        | PartnerField::City
        | PartnerField::State
        | PartnerField::Country
        | PartnerField::CustomerNumber
        | PartnerField::Notes => (None, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_page_leads_to_a_page_and_nothing_else() {
        for (text, expected) in [
            ("kunde.example", Some("https://kunde.example/")),
            ("http://kunde.example/x", Some("http://kunde.example/x")),
            ("javascript:alert(1)", None),
            ("javascript://x/%0aalert(1)", None),
            ("data://x", None),
        ] {
            assert_eq!(leads(PartnerField::WebPage, text).0.as_deref(), expected, "{text}");
        }
        assert_eq!(leads(PartnerField::Email, "a?b@x.de").0.as_deref(), Some("mailto:a%3Fb@x.de"));
    }
}
