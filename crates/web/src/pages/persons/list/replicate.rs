//! *Replicate*: several contact persons come into the visitor's mailbox, as one run.

use axum::extract::State;
use contacts::MailboxId;
use store::{ExportMode, ExportPlan, ExportRequest, Planned, Selection};

use super::bulk::{self, BulkPage, Picked};
use super::switches::Own;
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::Answer;
use crate::state::WebState;
use crate::visitor::Visitor;

const ACTION: &str = "/contact-persons/replicate";

fn request(picked: &Picked, mailbox: MailboxId) -> ExportRequest {
    ExportRequest {
        mailbox,
        persons: Selection::Ids(picked.persons.clone()),
        mode: ExportMode::NewAndChanged,
        taken_off: Vec::new(),
        withdraw_taken_off: false,
        photos: true,
    }
}

/// Says what would happen.
pub(super) async fn ask(State(state): State<WebState>, visitor: Visitor, uri: axum::http::Uri) -> Answer {
    let page = BulkPage::new(bulk::shell(&state, &visitor).await?, ACTION, &Picked::asked(&uri));
    let picked = Picked::asked(&uri);
    if picked.persons.is_empty() {
        return bulk::ask(&visitor, page.nobody(visitor.words));
    }
    let Some(mailbox) = picked.mailbox(&state, &visitor).await? else {
        return bulk::ask(&visitor, page.without_mailbox(visitor.words));
    };
    let plan = state.store.plan_export(&visitor.viewer, &request(&picked, mailbox.id)).await?;
    bulk::ask(&visitor, planned(page, &plan, &mailbox, visitor.words))
}

/// Writes a plan into the dialog.
pub(super) fn planned(mut page: BulkPage, plan: &ExportPlan, mailbox: &Own, words: Words) -> BulkPage {
    let counts = plan.counts;
    let goes = counts.create + counts.link + counts.update + counts.choose;
    let say = |count: u64, key: &'static str| move || words.put("count", count).say(key);
    page.title = words.put("count", plan.items.len()).say("persons-replicate-ask");
    page.line(counts.create, "plus", "good", || {
        words.put("count", counts.create).put("mailbox", &mailbox.address).say("persons-replicate-create")
    });
    page.line(counts.link, "link", "good", say(counts.link, "persons-replicate-link"));
    page.line(counts.update, "refresh-cw", "good", say(counts.update, "persons-replicate-update"));
    page.line(counts.choose, "triangle-alert", "warn", say(counts.choose, "persons-replicate-choose"));
    page.line(counts.unchanged, "check", "", say(counts.unchanged, "persons-replicate-unchanged"));
    page.line(u64::from(plan.unread && goes > 0), "info", "", || words.say("persons-replicate-unread"));
    page.line(u64::from(!mailbox.active && goes > 0), "hourglass", "warn", || {
        words.say("persons-mailbox-waits")
    });
    let cannot = plan.items.iter().filter(|item| item.what == Planned::NotPossible);
    let told = |item: &store::PlanItem| (named(&item.name, words), reason(item.reason.as_deref(), words));
    page.name_those_that_cannot(cannot.map(told).collect());
    if goes > 0 {
        page.yes = words.put("count", goes).say("persons-replicate-do");
        page.undo = words.say("persons-replicate-undo");
    }
    page
}

/// Names somebody of whom the visitor may not know the name.
pub(super) fn named(name: &str, words: Words) -> String {
    if name.is_empty() { words.say("persons-unseen") } else { name.to_owned() }
}

/// Says in the visitor's language why somebody cannot be exported.
fn reason(reason: Option<&str>, words: Words) -> String {
    match reason {
        Some(text) if text.contains("in the bin") => words.say("persons-reason-bin"),
        Some(text) if text.contains("owner") => words.say("persons-reason-owner"),
        Some(_) | None => words.say("persons-reason-unseen"),
    }
}

/// Starts the run.
pub(super) async fn start(State(state): State<WebState>, visitor: Visitor, form: Form) -> Answer {
    visitor.writes()?;
    let picked = Picked::of(&form);
    let page = || async {
        Ok::<_, crate::pages::trouble::Trouble>(BulkPage::new(
            bulk::shell(&state, &visitor).await?,
            ACTION,
            &picked,
        ))
    };
    if picked.persons.is_empty() {
        return bulk::ask_again(&visitor, page().await?.nobody(visitor.words));
    }
    let Some(mailbox) = picked.mailbox(&state, &visitor).await? else {
        return bulk::ask_again(&visitor, page().await?.without_mailbox(visitor.words));
    };
    let request = request(&picked, mailbox.id);
    let counts = state.store.plan_export(&visitor.viewer, &request).await?.counts;
    let run = state.store.start_export(&visitor.viewer, &request, None, visitor.now).await?;
    state.engine.wake(Some(mailbox.id));
    let (goes, cannot) = (counts.create + counts.link + counts.update + counts.choose, counts.not_possible);
    let text = visitor.words.put("count", goes).put("cannot", cannot);
    let flash = if goes == 0 {
        Flash::note(text.say("persons-replicate-nothing"))
    } else if cannot > 0 {
        Flash::note(text.say("persons-replicated-some")).undo(picked.undo(&format!("{ACTION}/{run}/undo")))
    } else {
        Flash::done(visitor.words.put("count", goes).say("persons-replicated-all"))
            .undo(picked.undo(&format!("{ACTION}/{run}/undo")))
    };
    bulk::done(&state, &visitor, &picked.back, &flash.see(format!("/runs/{run}"))).await
}

#[cfg(test)]
pub(super) mod samples {
    use contacts::PersonId;
    use store::{PlanCounts, PlanItem};

    use super::*;
    use crate::pages::shell::Shell;

    pub(crate) fn pages(shell: &Shell) -> Vec<BulkPage> {
        let picked = Picked::of(&Form::new().with("id", PersonId::from_u128(7).to_string()));
        let own = |active| Own { id: MailboxId::from_u128(1), address: "anna@example.com".into(), active };
        let item = |name: &str, reason: &str| PlanItem {
            person: PersonId::from_u128(7),
            name: name.to_owned(),
            what: Planned::NotPossible,
            reason: Some(reason.to_owned()),
            candidates: Vec::new(),
        };
        let full = ExportPlan {
            counts: PlanCounts {
                create: 9,
                update: 1,
                link: 2,
                choose: 1,
                withdraw: 0,
                unchanged: 3,
                not_possible: 12,
            },
            items: [
                ("Anna <b>x</b>", "it is in the bin"),
                ("Ben", "the mailbox's owner may not see it"),
                ("", "none"),
            ]
            .iter()
            .cycle()
            .take(12)
            .map(|(name, reason)| item(name, reason))
            .collect(),
            unread: true,
        };
        let nothing = ExportPlan {
            counts: PlanCounts { unchanged: 1, ..PlanCounts::default() },
            ..ExportPlan::default()
        };
        let page = |plan: &ExportPlan, active| {
            let mut page = BulkPage::new(shell.clone(), ACTION, &picked);
            page.over = active;
            planned(page, plan, &own(active), shell.words)
        };
        vec![page(&full, true), page(&full, false), page(&nothing, true)]
    }
}
