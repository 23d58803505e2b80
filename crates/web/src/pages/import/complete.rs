//! Required data that is missing, completed in place: who the contact is.

use std::borrow::Borrow;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse as _;
use axum::routing::get;
use contacts::{DraftId, FieldKey, Patch, Value};
use store::{ImportRow, StoreError};

use super::asked::Asked;
use super::{Opened, list, open_ready, overtaken, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::persons;
use crate::pages::reasons;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// One of them has to be there.
const NAMING: [FieldKey; 3] = [FieldKey::FirstName, FieldKey::LastName, FieldKey::Email1];

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}/rows/{number}/complete", get(ask).post(save))
}

/// Who a contact is.
#[derive(Template)]
#[template(path = "import/complete.html", blocks = ["dialog"])]
pub(crate) struct CompletePage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) about: Vec<String>,
    pub(super) action: String,
    pub(super) back: String,
    /// Whether it is shown over the list.
    pub(super) over: bool,
}

impl CompletePage {
    /// A field's name, by its own.
    fn label(&self, field: impl Borrow<FieldKey>) -> &'static str {
        persons::label(*field.borrow(), self.shell.words)
    }
}

/// What a contact has besides: by it somebody remembers who it is.
fn about(row: &ImportRow) -> Vec<String> {
    let told = [
        FieldKey::Company,
        FieldKey::JobTitle,
        FieldKey::MobilePhone,
        FieldKey::BusinessPhone,
        FieldKey::BusinessCity,
        FieldKey::Notes,
    ];
    let text = |key| row.card.text(key).chars().take(200).collect::<String>();
    told.into_iter().map(text).filter(|text| !text.trim().is_empty()).collect()
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    (id, asked, row): (DraftId, &Asked, &ImportRow),
    form: Form,
) -> Result<CompletePage, Trouble> {
    let here = Address::new(format!("{}/rows/{}/complete", path(id), row.number));
    Ok(CompletePage {
        shell: visitor.shell(state, Room::None).await?,
        form,
        about: about(row),
        action: asked.onto(&here).to_string(),
        back: asked.address(id).to_string(),
        over: visitor.wants("dialog"),
    })
}

async fn ask(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
    uri: Uri,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let row = match state.store.import_row(&visitor.viewer, id, number, visitor.now).await {
        Ok(row) => row,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let form = NAMING.into_iter().fold(Form::new(), |form, key| form.with(key.as_str(), row.card.text(key)));
    let page = page(&state, &visitor, (id, &Asked::read(uri.query()), &row), form).await?;
    if page.over { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

/// Reads what was typed; what cannot be read is complained of in the form.
fn patch(form: &mut Form, row: &ImportRow, visitor: &Visitor) -> Patch {
    let mut patch = Patch::new();
    for key in NAMING {
        let typed = form.trimmed(key.as_str()).to_owned();
        if typed == row.card.text(key).trim() || visitor.viewer.hidden.contains(&key) {
            continue;
        }
        if key == FieldKey::Email1 && !typed.is_empty() && contacts::normalise::email(&typed).is_none() {
            form.complain(key.as_str(), visitor.say("partners-mail-wrong"));
            continue;
        }
        match Value::parse(key, &typed) {
            Ok(value) => patch.set(key, value),
            Err(_) => form.complain(key.as_str(), visitor.say("partners-odd-sign")),
        }
    }
    if NAMING.iter().all(|key| form.trimmed(key.as_str()).is_empty()) {
        form.refuse(visitor.say("import-complete-missing"));
    }
    patch
}

async fn save(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids((id, number)): Ids<(DraftId, u32)>,
    uri: Uri,
    mut form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let row = match state.store.import_row(&visitor.viewer, id, number, visitor.now).await {
        Ok(row) => row,
        Err(error) => return overtaken(&visitor, id, error),
    };
    let asked = Asked::read(uri.query());
    let patch = patch(&mut form, &row, &visitor);
    if form.is_good() {
        match state.store.complete_import_row(&visitor.viewer, id, number, &patch, visitor.now).await {
            Ok(_) => {
                let said = Flash::done(visitor.say("import-completed"));
                return list::after(&state, &visitor, id, asked, (said, Some(number))).await;
            }
            Err(StoreError::Invalid(why)) => form.refuse(reasons::told(&why, visitor.words).text()),
            Err(error) => return overtaken(&visitor, id, error),
        }
    }
    let mut page = page(&state, &visitor, (id, &asked, &row), form).await?;
    if !visitor.htmx {
        return reply::again(&page);
    }
    page.over = true;
    let place = [("hx-retarget", "#dialog"), ("hx-reswap", "innerHTML")];
    Ok((place, reply::again(&page.as_dialog())?).into_response())
}
