//! Deleting a business partner, and moving its contact persons to another one before.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use contacts::{BusinessPartner, PartnerId};
use store::{Count, PersonFilter, StoreError};

use super::page::id;
use super::{name, path};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::persons::Whose;
use crate::pages::persons::list::partner_named;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/business-partners/{id}/delete", get(ask).post(delete))
        .route("/business-partners/{id}/move", get(ask_move).post(move_all))
}

/// What is asked before a business partner is deleted, or its persons are moved.
#[derive(Template)]
#[template(path = "partners/leave.html", blocks = ["dialog"])]
pub(crate) struct LeavePage {
    pub(super) shell: Shell,
    pub(super) form: Form,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) texts: Vec<String>,
    /// Whether its persons are to be moved: a partner is chosen. Else it is deleted.
    pub(super) moves: bool,
    /// Whether it can be done at all.
    pub(super) can: bool,
}

impl LeavePage {
    fn action(&self) -> String {
        format!("{}/{}", self.path, if self.moves { "move" } else { "delete" })
    }
}

/// How many contact persons the visitor sees at a partner, in the bin or not.
async fn persons(state: &WebState, visitor: &Visitor, partner: PartnerId) -> Result<(u64, u64), Trouble> {
    let filter =
        |deleted| PersonFilter { business_partner: Some(partner), deleted, ..PersonFilter::default() };
    let here = state.store.count_persons(&visitor.viewer, &filter(false)).await?;
    let in_bin = state.store.count_persons(&visitor.viewer, &filter(true)).await?;
    let number = |count| match count {
        Count::Exactly(count) | Count::MoreThan(count) => count,
    };
    Ok((number(here), number(in_bin)))
}

async fn partner(state: &WebState, visitor: &Visitor, whose: Whose) -> Result<BusinessPartner, Trouble> {
    visitor.writes()?;
    Ok(state.store.read_partner(&visitor.viewer, id(whose)).await?)
}

fn show(visitor: &Visitor, page: &LeavePage) -> Answer {
    match (visitor.wants("dialog"), page.form.is_good()) {
        (true, true) => reply::show(&page.as_dialog()),
        (true, false) => reply::again(&page.as_dialog()),
        (false, true) => reply::show(page),
        (false, false) => reply::again(page),
    }
}

/// Makes the dialog: an empty partner is deleted; of another the persons have to be moved first.
async fn page(
    state: &WebState,
    visitor: &Visitor,
    partner: &BusinessPartner,
    form: Form,
    wanted: Wanted,
) -> Result<LeavePage, Trouble> {
    let (here, in_bin) = persons(state, visitor, partner.id).await?;
    let words = visitor.words;
    let all = words.put("count", here + in_bin).put("bin", in_bin);
    let (title, texts, moves) = match (wanted, here + in_bin) {
        (Wanted::Delete, 0) => ("partners-delete-ask", vec![words.say("partners-delete-text")], false),
        (Wanted::Delete, _) => {
            let text = all.put("name", name(partner)).say("partners-delete-refused");
            ("partners-delete-move-first", vec![text, words.say("partners-move-text")], true)
        }
        (Wanted::Move, 0) => ("partners-move-ask", vec![words.say("partners-move-nobody")], true),
        (Wanted::Move, _) => {
            ("partners-move-ask", vec![all.say("partners-move-count"), words.say("partners-move-text")], true)
        }
    };
    Ok(LeavePage {
        shell: visitor.shell(state, Room::Partners).await?,
        form,
        path: path(partner.id),
        title: words.put("name", name(partner)).say(title),
        texts,
        can: !moves || here + in_bin > 0,
        moves,
    })
}

/// What the visitor wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Delete,
    Move,
}

async fn ask(State(state): State<WebState>, visitor: Visitor, whose: Whose) -> Answer {
    let partner = partner(&state, &visitor, whose).await?;
    show(&visitor, &page(&state, &visitor, &partner, Form::new(), Wanted::Delete).await?)
}

async fn ask_move(State(state): State<WebState>, visitor: Visitor, whose: Whose) -> Answer {
    let partner = partner(&state, &visitor, whose).await?;
    show(&visitor, &page(&state, &visitor, &partner, Form::new(), Wanted::Move).await?)
}

async fn delete(State(state): State<WebState>, visitor: Visitor, whose: Whose, mut form: Form) -> Answer {
    let partner = partner(&state, &visitor, whose).await?;
    match state.store.delete_partner(&visitor.viewer, partner.id, None, visitor.now).await {
        Ok(()) => {
            let flash = Flash::done(visitor.words.put("name", name(&partner)).say("partners-deleted"));
            Ok(reply::go(&visitor, "/business-partners", Some(&flash)))
        }
        // It has persons: some that came meanwhile, or some that the visitor does not see.
        Err(StoreError::Invalid(_)) => {
            form.refuse(visitor.say("partners-delete-has-persons"));
            show(&visitor, &page(&state, &visitor, &partner, form, Wanted::Delete).await?)
        }
        Err(error) => Err(error.into()),
    }
}

async fn move_all(State(state): State<WebState>, visitor: Visitor, whose: Whose, mut form: Form) -> Answer {
    let partner = partner(&state, &visitor, whose).await?;
    let Some(to) = chosen(&state, &visitor, &form).await?.filter(|to| *to != partner.id) else {
        let same = form.value("to") == partner.id.to_string();
        form.complain("to", visitor.say(if same { "partners-move-same" } else { "partners-move-missing" }));
        return show(&visitor, &page(&state, &visitor, &partner, form, Wanted::Move).await?);
    };
    let target = state.store.read_partner(&visitor.viewer, to).await?;
    let moved = state.store.move_persons(&visitor.viewer, partner.id, to, visitor.now).await?;
    state.engine.wake(None);
    let text = visitor.words.put("count", moved.moved).put("name", name(&target));
    let flash = if moved.left == 0 {
        Flash::done(text.say("partners-moved"))
    } else {
        Flash::note(text.put("left", moved.left).say("partners-moved-some"))
    };
    Ok(reply::go(&visitor, &path(partner.id), Some(&flash.see(path(to)))))
}

/// Returns the partner that was chosen by the magnifier, or typed by its name.
async fn chosen(state: &WebState, visitor: &Visitor, form: &Form) -> Result<Option<PartnerId>, Trouble> {
    if let Ok(id) = form.value("to").parse() {
        return Ok(Some(id));
    }
    let typed = form.trimmed("to_text");
    if typed.is_empty() {
        return Ok(None);
    }
    partner_named(state, visitor, typed).await
}
