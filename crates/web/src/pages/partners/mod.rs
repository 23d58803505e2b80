//! Business partners: the list, the page of one with its contact persons, creating, editing, deleting, emptying.

pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod fields;
pub(crate) mod list;
pub(crate) mod page;
#[cfg(test)]
pub(crate) mod samples;

use axum::Router;
use contacts::{BusinessPartner, PartnerField, PartnerId};

use crate::state::WebState;

/// Collects the rooms of business partners.
pub(super) fn routes() -> Router<WebState> {
    Router::new().merge(list::routes()).merge(page::routes()).merge(edit::routes()).merge(delete::routes())
}

/// Returns the address of a business partner's page.
pub(crate) fn path(id: PartnerId) -> String {
    format!("/business-partners/{id}")
}

fn name(partner: &BusinessPartner) -> &str {
    partner.card.text(PartnerField::Name)
}
