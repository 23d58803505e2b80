//! *Withdraw*: several contact persons leave the visitor's mailbox, as one run.

use axum::extract::State;
use contacts::{MailboxId, PersonId};
use store::{ExportMode, ExportPlan, ExportRequest, Selection};

use super::bulk::{self, BulkPage, Picked};
use super::switches::Own;
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::Answer;
use crate::state::WebState;
use crate::visitor::Visitor;

const ACTION: &str = "/contact-persons/withdraw";

/// Makes the order of a run that only withdraws.
pub(super) fn request(persons: Vec<PersonId>, mailbox: MailboxId) -> ExportRequest {
    ExportRequest {
        mailbox,
        persons: Selection::Ids(Vec::new()),
        mode: ExportMode::NewAndChanged,
        taken_off: persons,
        withdraw_taken_off: true,
        photos: true,
    }
}

/// Says what would happen.
pub(super) async fn ask(State(state): State<WebState>, visitor: Visitor, uri: axum::http::Uri) -> Answer {
    let picked = Picked::asked(&uri);
    let page = BulkPage::new(bulk::shell(&state, &visitor).await?, ACTION, &picked);
    if picked.persons.is_empty() {
        return bulk::ask(&visitor, page.nobody(visitor.words));
    }
    let Some(mailbox) = picked.mailbox(&state, &visitor).await? else {
        return bulk::ask(&visitor, page.without_mailbox(visitor.words));
    };
    let request = request(picked.persons.clone(), mailbox.id);
    let plan = state.store.plan_export(&visitor.viewer, &request).await?;
    bulk::ask(&visitor, planned(page, &plan, &mailbox, visitor.words))
}

fn planned(mut page: BulkPage, plan: &ExportPlan, mailbox: &Own, words: Words) -> BulkPage {
    let counts = plan.counts;
    page.kind = "danger";
    page.title = words.put("count", plan.items.len()).say("persons-withdraw-ask");
    page.line(counts.withdraw, "trash-2", "bad", || {
        words.put("count", counts.withdraw).put("mailbox", &mailbox.address).say("persons-withdraw-some")
    });
    page.line(counts.unchanged, "check", "", || {
        words.put("count", counts.unchanged).say("persons-withdraw-unchanged")
    });
    page.line(u64::from(counts.withdraw > 0), "info", "", || words.say("persons-withdraw-keeps"));
    let waits = !mailbox.active && counts.withdraw > 0;
    page.line(u64::from(waits), "hourglass", "warn", || words.say("persons-mailbox-waits"));
    if counts.withdraw > 0 {
        page.yes = words.put("count", counts.withdraw).say("persons-withdraw-do");
        page.undo = words.say("persons-withdraw-undo");
    }
    page
}

/// Starts the run.
pub(super) async fn start(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    visitor.writes()?;
    let picked = Picked::of(&form);
    let page = BulkPage::new(bulk::shell(&state, &visitor).await?, ACTION, &picked);
    if picked.persons.is_empty() {
        return bulk::ask_again(&visitor, page.nobody(visitor.words));
    }
    let Some(mailbox) = picked.mailbox(&state, &visitor).await? else {
        return bulk::ask_again(&visitor, page.without_mailbox(visitor.words));
    };
    let request = request(picked.persons.clone(), mailbox.id);
    let count = state.store.plan_export(&visitor.viewer, &request).await?.counts.withdraw;
    let run = state.store.start_export(&visitor.viewer, &request, None, visitor.now).await?;
    state.engine.wake(Some(mailbox.id));
    let flash = if count == 0 {
        Flash::note(visitor.say("persons-withdraw-nothing"))
    } else {
        let done = Flash::done(visitor.words.put("count", count).say("persons-withdrawn"));
        done.undo(picked.undo(&format!("{ACTION}/{run}/undo")))
    };
    bulk::done(&state, &visitor, &picked.back, &flash.see(format!("/runs/{run}"))).await
}

#[cfg(test)]
pub(super) mod samples {
    use store::PlanCounts;

    use super::*;
    use crate::pages::shell::Shell;

    pub(crate) fn pages(shell: &Shell) -> Vec<BulkPage> {
        let picked = Picked::of(&Form::new().with("id", PersonId::from_u128(7).to_string()));
        let page = |withdraw, active| {
            let own = Own { id: MailboxId::from_u128(1), address: "anna@example.com".into(), active };
            let counts = PlanCounts { withdraw, unchanged: 2, ..PlanCounts::default() };
            let plan = ExportPlan { counts, ..ExportPlan::default() };
            planned(BulkPage::new(shell.clone(), ACTION, &picked), &plan, &own, shell.words)
        };
        vec![page(5, true), page(1, false), page(0, true)]
    }
}
