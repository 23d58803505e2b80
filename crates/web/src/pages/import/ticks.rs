//! The check boxes, and the import itself.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse as _;
use axum::routing::post;
use contacts::DraftId;
use store::{ImportDraft, ImportFilter, Rows, RowsChanged, StoreError};

use super::asked::{Asked, Show};
use super::list::{self, Foot};
use super::{Opened, Step, open_ready, overtaken};
use crate::importing;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::wizard::Wizard;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}/ticks", post(tick)).route("/import/{draft}/run", post(run))
}

/// What is ticked, as a part of the list.
#[derive(Template)]
#[template(path = "import/foot_part.html")]
pub(crate) struct FootPart {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) foot: Foot,
}

/// The numbers that a form has under a name.
fn numbers(form: &Form, name: &str) -> Vec<u32> {
    form.values(name).iter().filter_map(|value| value.parse().ok()).collect()
}

/// Ticks and unticks: single rows as the script says, or all that the filter lets through.
async fn tick(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    uri: Uri,
    form: Form,
) -> Answer {
    let draft = match open_ready(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let asked = Asked::read(uri.query());
    let done = match form.value("do") {
        "all" => all(&state, &visitor, id, &asked).await,
        "none" => none(&state, &visitor, id, &asked).await,
        _ => some(&state, &visitor, id, &form).await,
    };
    let (changed, said) = match done {
        Ok(done) => done,
        Err(error) => return overtaken(&visitor, id, error),
    };
    if visitor.wants("import-foot") && changed.unchecked + changed.barred == 0 {
        return part(&state, &visitor, &draft, &asked, &form).await;
    }
    if visitor.wants("import-foot") {
        // Other check boxes changed as well: the whole list is shown, wherever the answer was meant to go.
        let draft = match open_ready(&state, &visitor, id).await? {
            Opened::Draft(draft) => draft,
            Opened::Elsewhere(answer) => return Ok(answer),
        };
        let page = list::page(&state, &visitor, &draft, asked).await?;
        let place = [("hx-retarget", "#import-list"), ("hx-reswap", "outerMorph")];
        return Ok((place, reply::show_and_say(&page.as_list(), &visitor, &said)?).into_response());
    }
    list::after(&state, &visitor, id, asked, (said, None)).await
}

/// Answers with what is ticked now.
async fn part(
    state: &WebState,
    visitor: &Visitor,
    draft: &ImportDraft,
    asked: &Asked,
    form: &Form,
) -> Answer {
    let now = state.store.read_import_draft(&visitor.viewer, draft.id, visitor.now).await?;
    reply::show(&FootPart {
        shell: Shell::plain(visitor, Room::None),
        wizard: Wizard::of(Step::Assign, Some(draft.id), "", visitor.words),
        foot: list::foot(asked, &now.counts, (draft.id, numbers(form, "shown")), visitor.words),
    })
}

/// Ticks everything that the filter lets through and that can be imported as it is.
async fn all(
    state: &WebState,
    visitor: &Visitor,
    id: DraftId,
    asked: &Asked,
) -> Result<(RowsChanged, Flash), StoreError> {
    let (store, viewer, now) = (&state.store, &visitor.viewer, visitor.now);
    let filter = ImportFilter { checked: false, ..asked.filter() };
    let changed = store.tick_import_rows(viewer, id, &Rows::Ready(filter.clone()), true, now).await?;
    let left = store.count_unready_import_rows(viewer, id, &filter, now).await?;
    let mut said = visitor.words.put("count", changed.changed).say("import-ticked-now");
    if left > 0 {
        said.push(' ');
        said.push_str(&visitor.words.put("count", left).say("import-left-open"));
    }
    Ok((changed, Flash::done(said)))
}

async fn none(
    state: &WebState,
    visitor: &Visitor,
    id: DraftId,
    asked: &Asked,
) -> Result<(RowsChanged, Flash), StoreError> {
    let filter = ImportFilter { checked: true, ..asked.filter() };
    let changed =
        state.store.tick_import_rows(&visitor.viewer, id, &Rows::Found(filter), false, visitor.now).await?;
    Ok((changed, Flash::done(visitor.words.put("count", changed.changed).say("import-unticked-now"))))
}

/// Ticks and unticks the rows that are named.
async fn some(
    state: &WebState,
    visitor: &Visitor,
    id: DraftId,
    form: &Form,
) -> Result<(RowsChanged, Flash), StoreError> {
    let mut sum = RowsChanged::default();
    for (name, on) in [("off", false), ("on", true)] {
        let rows = numbers(form, name);
        if rows.is_empty() {
            continue;
        }
        let changed =
            state.store.tick_import_rows(&visitor.viewer, id, &Rows::Numbers(rows), on, visitor.now).await?;
        sum.changed += changed.changed;
        sum.barred += changed.barred;
        sum.unchecked += changed.unchecked;
    }
    Ok((sum, Flash::note(told(&sum, visitor))))
}

/// Says why check boxes are not as they were left.
fn told(changed: &RowsChanged, visitor: &Visitor) -> String {
    let words = visitor.words;
    if changed.barred > 0 {
        words.put("count", changed.barred).say("import-barred-now")
    } else {
        words.put("count", changed.unchecked).say("import-gave-way")
    }
}

/// Starts the import. The check boxes come with it, as they stand on the page. A second click, in whichever tab, leads to
/// the same run.
async fn run(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    uri: Uri,
    form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open_ready(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let asked = Asked::read(uri.query());
    match settle(&state, &visitor, id, &form).await {
        Ok(barred) if barred > 0 => {
            let said = Flash::failed(visitor.words.put("count", barred).say("import-barred-now"));
            return Ok(reply::go(&visitor, &asked.address(id).to_string(), Some(&said)));
        }
        Ok(_) => {}
        Err(error) => return overtaken(&visitor, id, error),
    }
    let draft = match open_ready(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    if let Some((show, said)) = missing(&draft, &visitor) {
        let place = if show == Show::All { asked } else { Asked { show, ..Asked::default() } };
        return Ok(reply::go(&visitor, &place.address(id).to_string(), Some(&Flash::failed(said))));
    }
    match state.store.start_import(&visitor.viewer, id, visitor.now).await {
        Ok(run) => {
            importing::in_background(&state, run, draft.mailbox);
            Ok(reply::go(&visitor, &super::result(run), None))
        }
        Err(error) => overtaken(&visitor, id, error),
    }
}

/// Makes the check boxes on the server what they are on the page; returns how many cannot be checked any more.
async fn settle(state: &WebState, visitor: &Visitor, id: DraftId, form: &Form) -> Result<u64, StoreError> {
    let on = numbers(form, "n");
    let off: Vec<u32> = numbers(form, "shown").into_iter().filter(|number| !on.contains(number)).collect();
    let mut barred = 0;
    for (rows, checked) in [(off, false), (on, true)] {
        if !rows.is_empty() {
            let rows = Rows::Numbers(rows);
            let changed =
                state.store.tick_import_rows(&visitor.viewer, id, &rows, checked, visitor.now).await?;
            barred += changed.barred;
        }
    }
    Ok(barred)
}

/// What keeps the import from beginning, and where it is seen.
fn missing(draft: &ImportDraft, visitor: &Visitor) -> Option<(Show, String)> {
    let (counts, words) = (&draft.counts, visitor.words);
    if counts.checked == 0 {
        Some((Show::All, words.say("import-nothing-ticked")))
    } else if counts.checked_unassigned > 0 {
        Some((Show::Open, words.put("count", counts.checked_unassigned).say("import-still-open")))
    } else if counts.checked_incomplete > 0 {
        Some((Show::Gaps, words.put("count", counts.checked_incomplete).say("import-still-gaps")))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_name_rows() {
        let form = Form::read(b"n=3&n=x&n=-1&n=12&shown=");
        assert_eq!((numbers(&form, "n"), numbers(&form, "shown")), (vec![3, 12], vec![]));
    }
}
