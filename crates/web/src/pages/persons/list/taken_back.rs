//! Taking an action on several contact persons back.

use axum::extract::{Path, State};
use contacts::{PersonId, RunId};
use store::{EndState, Paging, PersonFilter, RunItem, StoreError, TakenBack};

use super::withdraw;
use crate::pages::first_minutes::{self, Step};
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::{self, Answer};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many items are read together.
const GROUP: u32 = 500;

fn back(uri: &axum::http::Uri) -> String {
    super::back(&Form::read(uri.query().unwrap_or_default().as_bytes()))
}

async fn items(state: &WebState, visitor: &Visitor, run: RunId) -> Result<Vec<RunItem>, Trouble> {
    let (mut all, mut paging) = (Vec::new(), Paging::first(GROUP));
    loop {
        let page = state.store.list_run_items(&visitor.viewer, run, None, &paging).await?;
        all.extend(page.items);
        match page.next {
            Some(next) => paging.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Takes *Replicate* back: what waits does not happen, what was created by it leaves the mailbox again, and a contact that
/// was there before and was only linked stays, unlinked.
pub(super) async fn replicate(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(run): Path<RunId>,
    uri: axum::http::Uri,
) -> Answer {
    visitor.writes()?;
    let found = state.store.read_run(&visitor.viewer, run).await?;
    let waited = match state.store.cancel_run(&visitor.viewer, run, visitor.now).await {
        Ok(cancelled) => found.counts.waiting.saturating_sub(cancelled.counts.waiting),
        // It has ended: nothing waits.
        Err(StoreError::Invalid(_)) => 0,
        Err(error) => return Err(error.into()),
    };
    let taken = match state.store.take_export_back(&visitor.viewer, run, visitor.now).await {
        Ok(taken) => taken,
        Err(StoreError::Invalid(_)) if waited == 0 => {
            let flash = Flash::note(visitor.say("persons-replicate-not-undone")).see(format!("/runs/{run}"));
            return Ok(reply::go(&visitor, &back(&uri), Some(&flash)));
        }
        Err(StoreError::Invalid(_)) => TakenBack::default(),
        Err(error) => return Err(error.into()),
    };
    let persons = taken.created;
    let count = persons.len() as u64 + taken.released + waited;
    let mut flash = Flash::done(visitor.words.put("count", count).say("persons-replicate-undone"));
    if !persons.is_empty() {
        let request = withdraw::request(persons, found.mailbox);
        let run = state.store.start_export(&visitor.viewer, &request, None, visitor.now).await?;
        flash = flash.see(format!("/runs/{run}"));
    }
    state.engine.wake(Some(found.mailbox));
    first_minutes::note(&state, &visitor, Step::TakeBack).await?;
    Ok(reply::go(&visitor, &back(&uri), Some(&flash)))
}

/// Takes *Withdraw* back: what waits stays in the mailbox, and what left it comes into it again.
pub(super) async fn withdraw(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(run): Path<RunId>,
    uri: axum::http::Uri,
) -> Answer {
    visitor.writes()?;
    let found = state.store.read_run(&visitor.viewer, run).await?;
    let gone = |item: &&RunItem| match item.end {
        EndState::Withdrawn | EndState::Waiting => true,
        EndState::Created
        | EndState::Updated
        | EndState::Linked
        | EndState::Imported
        | EndState::Skipped
        | EndState::Unchanged
        | EndState::Failed => false,
    };
    let items = items(&state, &visitor, run).await?;
    let persons: Vec<PersonId> = items.iter().filter(gone).map(|item| item.person).collect();
    let text = visitor.words.put("count", persons.len()).say("persons-withdraw-undone");
    let request = store::ExportRequest {
        persons: store::Selection::Ids(persons),
        taken_off: Vec::new(),
        withdraw_taken_off: false,
        ..withdraw::request(Vec::new(), found.mailbox)
    };
    let again = state.store.start_export(&visitor.viewer, &request, None, visitor.now).await?;
    state.engine.wake(Some(found.mailbox));
    first_minutes::note(&state, &visitor, Step::TakeBack).await?;
    Ok(reply::go(&visitor, &back(&uri), Some(&Flash::done(text).see(format!("/runs/{again}")))))
}

/// Takes a change of the employee in charge back: of those persons that the visitor changed at that moment, and that
/// nobody has changed since.
pub(super) async fn employee(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(at): Path<i64>,
    uri: axum::http::Uri,
) -> Answer {
    visitor.writes()?;
    let filter = PersonFilter { changed_since: Some(at), ..PersonFilter::default() };
    let (mut persons, mut paging) = (Vec::new(), Paging::first(GROUP));
    loop {
        let page = state.store.list_persons(&visitor.viewer, &filter, &paging).await?;
        let mine =
            |changed: contacts::person::Touch| changed.at == at && changed.by == Some(visitor.viewer.user);
        let changed =
            page.items.into_iter().map(|record| record.person).filter(|person| mine(person.changed));
        persons.extend(changed.map(|person| person.id));
        match page.next {
            Some(next) => paging.after = Some(next),
            None => break,
        }
    }
    let mut count = 0_u64;
    for person in persons {
        let newest = state.store.list_history(&visitor.viewer, person, &Paging::first(20)).await?.items;
        let entry = newest.into_iter().find(|entry| {
            entry.at == at && entry.undoable && entry.field.as_deref() == Some("employee_in_charge")
        });
        let Some(entry) = entry else { continue };
        match state.store.undo_entry(&visitor.viewer, entry.id, visitor.now).await {
            Ok(_) => count += 1,
            Err(StoreError::Invalid(_) | StoreError::NotAllowed(_) | StoreError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    state.engine.wake(None);
    let flash = if count == 0 {
        Flash::note(visitor.say("persons-employee-not-undone"))
    } else {
        first_minutes::note(&state, &visitor, Step::TakeBack).await?;
        Flash::done(visitor.words.put("count", count).say("persons-employee-undone"))
    };
    Ok(reply::go(&visitor, &back(&uri), Some(&flash)))
}
