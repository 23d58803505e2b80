//! Choosing which of several equal contacts is linked.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::{Card, FieldKey, MailboxId, PersonId};
use store::StoreError;

use super::{person_path, refused, to_person, view};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::{Looked, WebState};
use crate::visitor::Visitor;

/// How many contacts are shown at most: so many equal ones are a mess to be tidied in Outlook.
const MOST: usize = 20;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/contact-persons/{id}/switch/{mailbox}/choose", get(ask).post(choose))
}

/// The contacts to choose from.
#[derive(Template)]
#[template(path = "switch/choose.html", blocks = ["dialog"])]
pub(crate) struct ChoosePage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) name: String,
    pub(super) address: String,
    pub(super) action: String,
    pub(super) retry: String,
    pub(super) back: String,
    pub(super) contacts: Vec<Choice>,
    /// Why they could not be read.
    pub(super) away: Option<Told>,
}

/// A contact in Outlook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(super) id: String,
    pub(super) name: String,
    /// What tells it from the others.
    pub(super) details: Vec<String>,
}

impl Choice {
    fn of(id: String, card: &Card) -> Self {
        let text = |key| card.text(key).to_owned();
        let name = match text(FieldKey::FullName) {
            name if name.trim().is_empty() => {
                format!("{} {}", text(FieldKey::FirstName), text(FieldKey::LastName)).trim().to_owned()
            }
            name => name,
        };
        let details = [
            FieldKey::Company,
            FieldKey::JobTitle,
            FieldKey::Email1,
            FieldKey::Email2,
            FieldKey::MobilePhone,
            FieldKey::BusinessPhone,
            FieldKey::BusinessCity,
        ];
        let details = details.into_iter().map(text).filter(|text| !text.trim().is_empty()).collect();
        Choice { id, name, details }
    }
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    (person, mailbox): (PersonId, MailboxId),
    form: Form,
) -> Result<ChoosePage, crate::pages::trouble::Trouble> {
    let viewer = &visitor.viewer;
    let record = state.store.read_person(viewer, person).await?;
    let known = state.store.read_mailbox(viewer, mailbox, visitor.now).await?;
    let mut ids = state.store.list_equal_contacts(viewer, person, mailbox).await?;
    ids.truncate(MOST);
    let read = if ids.is_empty() {
        Ok(Vec::new())
    } else {
        state.engine.contacts(mailbox, &ids).await.and_then(Looked::whole)
    };
    let (contacts, away) = match read {
        Ok(contacts) => {
            (contacts.into_iter().map(|contact| Choice::of(contact.id, &contact.card)).collect(), None)
        }
        Err(why) => (Vec::new(), Some(reasons::told(&why, visitor.words))),
    };
    let path = format!("{}/{mailbox}", view::path(person));
    Ok(ChoosePage {
        shell: visitor.shell(state, Room::Persons).await?,
        form,
        name: record.name,
        address: known.address,
        action: format!("{path}/choose"),
        retry: format!("{path}/retry"),
        back: person_path(person),
        contacts,
        away,
    })
}

async fn ask(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(place): Ids<(PersonId, MailboxId)>,
) -> Answer {
    visitor.writes()?;
    let page = page(&state, &visitor, place, Form::new()).await?;
    if visitor.wants("dialog") { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

async fn choose(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((person, mailbox)): Ids<(PersonId, MailboxId)>,
    mut form: Form,
) -> Answer {
    visitor.writes()?;
    let chosen = form.value("contact").to_owned();
    if chosen.is_empty() {
        form.complain("contact", visitor.say("switch-choose-missing"));
        let page = page(&state, &visitor, (person, mailbox), form).await?;
        return if visitor.wants("dialog") { reply::again(&page.as_dialog()) } else { reply::again(&page) };
    }
    match state.store.adopt(&visitor.viewer, person, mailbox, Some(&chosen), visitor.now).await {
        Ok(_) => state.engine.wake(Some(mailbox)),
        Err(StoreError::Invalid(why)) => return refused(&state, &visitor, person, &form, &why).await,
        Err(error) => return Err(error.into()),
    }
    Ok(to_person(&visitor, person, &Flash::done(visitor.say("switch-chosen"))))
}
