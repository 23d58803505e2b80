//! The look-up of business partners: what the magnifier finds.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use contacts::{BusinessPartner, PartnerField, normalise};
use serde::Deserialize;
use store::{Paging, PartnerFilter};

use crate::pages::components::Choice;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many are offered at once.
const OFFERED: u32 = 12;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/business-partners/options", get(options))
}

/// What the look-up offers.
#[derive(Template)]
#[template(path = "components/lookup_options.html")]
pub(crate) struct PartnerOptions {
    pub(super) shell: Shell,
    pub(super) options: Vec<Choice>,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn options(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let options = find(&state, &visitor, &asked.q).await?.iter().map(choice).collect();
    reply::show(&PartnerOptions { shell: Shell::plain(&visitor, Room::None), options })
}

/// Finds active business partners by words; without words the first by name.
pub(super) async fn find(
    state: &WebState,
    visitor: &Visitor,
    q: &str,
) -> Result<Vec<BusinessPartner>, Trouble> {
    let q = q.trim();
    let words = (!normalise::name(q).is_empty()).then(|| q.chars().take(200).collect());
    let filter = PartnerFilter { q: words, inactive: Some(false), ..PartnerFilter::default() };
    let found = state.store.list_partners(&visitor.viewer, &filter, None, &Paging::first(OFFERED)).await?;
    Ok(found.items)
}

/// Makes an offer of a business partner: its name, and what tells it from others of that name.
pub(super) fn choice(partner: &BusinessPartner) -> Choice {
    let text = |field| partner.card.text(field);
    let place = [text(PartnerField::City), text(PartnerField::CustomerNumber)];
    Choice {
        id: partner.id.to_string(),
        text: text(PartnerField::Name).to_owned(),
        detail: place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// Finds the one business partner that has this name, as people write it.
pub(super) fn named<'a>(found: &'a [BusinessPartner], name: &str) -> Option<&'a BusinessPartner> {
    let wanted = normalise::name(name);
    let mut same =
        found.iter().filter(|partner| normalise::name(partner.card.text(PartnerField::Name)) == wanted);
    same.next().filter(|_| same.next().is_none())
}
