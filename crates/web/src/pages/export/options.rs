//! The export options, and beneath them the plan: what would happen, in numbers and by name.

use std::time::{Duration, Instant};

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use contacts::DraftId;
use serde::Deserialize;
use store::{
    ExportDraft, ExportMode, ExportOptions, Paging, PlanCounts, PlanItem, PlanState, Planned, StoreError,
};

use super::{Opened, Step, open, path};
use crate::filling;
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::{Address, Pager};
use crate::pages::reasons::{self, Told};
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many persons of the plan are shown at once.
const PAGE: u32 = 50;
/// For how long a request works at the plan before it shows how far it is.
const PATIENCE: Duration = Duration::from_millis(700);

pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/export/{draft}/options", get(show).post(choose))
        .route("/export/{draft}/run", post(run))
}

/// What can happen with a person, in the order in which it is shown.
pub(super) const WHATS: [Planned; 7] = [
    Planned::Create,
    Planned::Update,
    Planned::Link,
    Planned::Choose,
    Planned::Withdraw,
    Planned::NotPossible,
    Planned::Unchanged,
];

/// The export options.
#[derive(Template)]
#[template(path = "export/options.html", blocks = ["options"])]
pub(crate) struct OptionsPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    pub(super) options: ExportOptions,
    /// How many already exported ones were taken off.
    pub(super) taken_off: u64,
    /// Where the folder that contacts go to is shown.
    pub(super) folder: String,
    pub(super) plan: Plan,
}

/// The plan, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plan {
    /// It is being worked out.
    Working {
        /// How many persons are looked at.
        done: u64,
        /// Of how many.
        of: u64,
    },
    /// It is known.
    Ready(Shown),
}

/// A plan that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The filters: address, words, tone, whether set.
    pub(super) chips: Vec<(Address, String, bool)>,
    pub(super) items: Vec<Item>,
    pub(super) pager: Pager,
    /// What the button says that begins it.
    pub(super) go: String,
    /// Whether the mailbox has not been read whole yet.
    pub(super) unread: bool,
    /// When it was worked out.
    pub(super) made: i64,
}

/// One person in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its name; empty when it may not be known.
    pub(super) name: String,
    /// Where it is shown what exactly would change.
    pub(super) href: String,
    pub(super) what: (String, &'static str),
    pub(super) told: Option<Told>,
}

impl OptionsPage {
    /// Tells whether the plan is still being worked out.
    fn works(&self) -> bool {
        match self.plan {
            Plan::Working { .. } => true,
            Plan::Ready(_) => false,
        }
    }

    /// The modes: value, whether chosen, the keys of name and explanation.
    fn modes(&self) -> [(&'static str, bool, &'static str, &'static str); 3] {
        let on = |mode| self.options.mode == mode;
        [
            ("new_and_changed", on(ExportMode::NewAndChanged), "export-mode-both", "export-mode-both-text"),
            ("new", on(ExportMode::New), "export-mode-new", "export-mode-new-text"),
            ("changed", on(ExportMode::Changed), "export-mode-changed", "export-mode-changed-text"),
        ]
    }
}

/// How the page is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    what: Option<String>,
    after: Option<String>,
    trail: Option<String>,
}

/// The word of what happens, in addresses.
const fn word(what: Planned) -> &'static str {
    match what {
        Planned::Create => "create",
        Planned::Update => "update",
        Planned::Link => "link",
        Planned::Choose => "choose",
        Planned::Withdraw => "withdraw",
        Planned::Unchanged => "unchanged",
        Planned::NotPossible => "not-possible",
    }
}

/// The keys of what happens, with a number and beside one person, and its tone.
pub(super) const fn keys(what: Planned) -> (&'static str, &'static str, &'static str) {
    match what {
        Planned::Create => ("export-create", "export-one-create", "good"),
        Planned::Update => ("export-update", "export-one-update", "accent"),
        Planned::Link => ("export-link", "export-one-link", "accent"),
        Planned::Choose => ("export-choose", "export-one-choose", "warn"),
        Planned::Withdraw => ("export-withdraw", "export-one-withdraw", "warn"),
        Planned::Unchanged => ("export-unchanged", "export-one-unchanged", ""),
        Planned::NotPossible => ("export-not-possible", "export-one-not-possible", "bad"),
    }
}

fn count(counts: &PlanCounts, what: Planned) -> u64 {
    match what {
        Planned::Create => counts.create,
        Planned::Update => counts.update,
        Planned::Link => counts.link,
        Planned::Choose => counts.choose,
        Planned::Withdraw => counts.withdraw,
        Planned::Unchanged => counts.unchanged,
        Planned::NotPossible => counts.not_possible,
    }
}

impl Item {
    pub(super) fn of(item: PlanItem, draft: DraftId, words: Words) -> Self {
        let (_, one, tone) = keys(item.what);
        let off = if item.what == Planned::Withdraw { "?off=1" } else { "" };
        Item {
            href: format!("{}/plan/{}{off}", path(draft), item.person),
            name: item.name,
            what: (words.say(one), tone),
            told: item.reason.as_deref().map(|reason| reasons::told(reason, words)),
        }
    }
}

/// Works at the plan until it is known, or for a moment.
async fn work(state: &WebState, visitor: &Visitor, id: DraftId) -> Result<PlanState, StoreError> {
    let begun = Instant::now();
    loop {
        let plan = state.store.plan_export_draft(&visitor.viewer, id, visitor.now).await?;
        match plan {
            PlanState::Working { .. } if begun.elapsed() < PATIENCE => {}
            PlanState::Working { .. } | PlanState::Ready { .. } => return Ok(plan),
        }
    }
}

async fn page(
    state: &WebState,
    visitor: &Visitor,
    draft: &ExportDraft,
    asked: &Asked,
) -> Result<OptionsPage, Trouble> {
    let plan = match work(state, visitor, draft.id).await? {
        PlanState::Working { done, of } => Plan::Working { done, of },
        PlanState::Ready { counts, unread, made } => {
            let what = WHATS.into_iter().find(|what| asked.what.as_deref() == Some(word(*what)));
            let paging = Paging { limit: PAGE, after: asked.after.clone() };
            let found = state.store.draft_plan(&visitor.viewer, draft.id, what, &paging).await?;
            Plan::Ready(shown(draft.id, asked, what, (&counts, unread, made), found, visitor.words))
        }
    };
    let address = mailbox_of(state, visitor, draft.mailbox).await?;
    Ok(OptionsPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Options, Some(draft.id), &address, visitor.words),
        options: draft.options,
        taken_off: draft.taken_off,
        folder: format!("{}/folder", crate::pages::mailbox::path(draft.mailbox)),
        plan,
    })
}

fn shown(
    id: DraftId,
    asked: &Asked,
    what: Option<Planned>,
    (counts, unread, made): (&PlanCounts, bool, i64),
    found: store::Page<PlanItem>,
    words: Words,
) -> Shown {
    let place = Address::new(format!("{}/options", path(id)));
    let chip = |wanted: Planned| {
        let on = what == Some(wanted);
        let number = count(counts, wanted);
        let label = words.put("count", number).say(keys(wanted).0);
        (on || number > 0).then(|| (place.with("what", if on { "" } else { word(wanted) }), label, on))
    };
    let filtered = place.with("what", what.map_or("", word));
    Shown {
        chips: WHATS.into_iter().filter_map(chip).collect(),
        pager: Pager::new(&filtered, asked.after.as_deref(), asked.trail.as_deref(), found.next.as_deref()),
        items: found.items.into_iter().map(|item| Item::of(item, id, words)).collect(),
        go: go(counts, words),
        unread,
        made,
    }
}

/// Says how many are exported and how many are withdrawn, for the button that begins it.
pub(super) fn go(counts: &PlanCounts, words: Words) -> String {
    let sent: u64 =
        [Planned::Create, Planned::Update, Planned::Link].map(|what| count(counts, what)).iter().sum();
    match (sent, count(counts, Planned::Withdraw)) {
        (_, 0) => words.put("count", sent).say("export-export-many"),
        (0, off) => words.put("count", off).say("export-withdraw-only"),
        (_, off) => words.put("count", sent).put("off", off).say("export-export-and-withdraw"),
    }
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    if !draft.saved {
        return Ok(reply::go(&visitor, &format!("{}/review", path(id)), None));
    }
    let page = page(&state, &visitor, &draft, &asked).await?;
    if visitor.wants("options") { reply::show(&page.as_options()) } else { reply::show(&page) }
}

/// Reads the options.
fn read(form: &Form) -> ExportOptions {
    let mode = match form.value("mode") {
        "new" => ExportMode::New,
        "changed" => ExportMode::Changed,
        _ => ExportMode::NewAndChanged,
    };
    ExportOptions {
        mode,
        withdraw_taken_off: form.value("taken_off") == "withdraw",
        photos: form.checked("photos"),
    }
}

async fn choose(
    State(state): State<WebState>,
    visitor: Visitor,
    Ids(id): Ids<DraftId>,
    form: Form,
) -> Answer {
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    state.store.choose_export_options(&visitor.viewer, id, &read(&form), visitor.now).await?;
    if !visitor.wants("options") {
        return Ok(reply::go(&visitor, &format!("{}/options", path(id)), None));
    }
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let page = page(&state, &visitor, &draft, &Asked::default()).await?;
    reply::show(&page.as_options())
}

/// Starts the export. A second click, in whichever tab, leads to the same run.
async fn run(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    // It goes on to its end even if the browser goes away meanwhile: a run is not left half gathered.
    let (behind, viewer, now) = (state.clone(), visitor.viewer.clone(), visitor.now);
    let started = tokio::spawn(async move {
        let begun = behind.store.begin_export_draft(&viewer, id, now).await?;
        filling::fill(&behind, begun, draft.mailbox).await;
        Ok(begun.run)
    });
    match started.await.map_err(|_| Trouble::Failed)? {
        Ok(run) => Ok(reply::go(&visitor, &super::result(run), None)),
        Err(StoreError::Invalid(why)) => {
            let flash = Flash::failed(reasons::told(&why, visitor.words).text());
            Ok(reply::go(&visitor, &format!("{}/options", path(id)), Some(&flash)))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_tells_exports_from_withdrawals() {
        let said = |create, update, withdraw| {
            let counts = PlanCounts { create, update, withdraw, unchanged: 29, ..PlanCounts::default() };
            go(&counts, Words::of(crate::language::Language::English))
        };
        assert_eq!(said(3, 0, 0), "Export 3 contact persons");
        assert_eq!(said(2, 1, 1), "Export 3, withdraw 1");
        assert_eq!(said(0, 0, 1), "Withdraw 1 contact person");
        assert_eq!(said(0, 0, 0), "Export");
    }

    #[test]
    fn without_a_choice_the_options_are_the_careful_ones() {
        let read = |text: &str| read(&Form::read(text.as_bytes()));
        assert_eq!(read("photos=on"), ExportOptions::default());
        let all = ExportOptions { mode: ExportMode::Changed, withdraw_taken_off: true, photos: false };
        assert_eq!(read("mode=changed&taken_off=withdraw"), all);
        assert_eq!(read("mode=new&photos=on").mode, ExportMode::New);
        assert_eq!(read("mode=%00&taken_off=x&photos=on"), ExportOptions::default());
    }
}
