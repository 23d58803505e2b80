//! The assignment table: who was found on the left, *Selected datasets* on the right. Rows, ranges and bounds travel as
//! places in the draft's list, and each list is a window of it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::{get, post};
use contacts::DraftId;
use store::{Bar, DraftRow, DraftWindow, ExportDraft, Places, PlacesMoved, Side};

use super::{Opened, Step, open, path};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many rows of a list are shown at once.
pub(super) const WINDOW: u32 = 50;
/// The most letters of a filter that count.
const LONGEST: usize = 200;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/export/{draft}", get(show)).route("/export/{draft}/move", post(shift))
}

/// The assignment table.
#[derive(Template)]
#[template(path = "export/assign.html", blocks = ["table"])]
pub(crate) struct AssignPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    /// What was looked for, in words.
    pub(super) criteria: Vec<String>,
    pub(super) found: Pane,
    pub(super) selected: Pane,
    /// How many already exported ones were taken off.
    pub(super) taken_off: u64,
    /// How many already exported ones there were among those found.
    pub(super) exported: u64,
    /// What the last action did, for those who listen.
    pub(super) said: String,
    /// Where focus goes: a place, and its list.
    pub(super) focus: Option<(Side, Option<u32>)>,
}

impl AssignPage {
    fn panes(&self) -> [&Pane; 2] {
        [&self.found, &self.selected]
    }

    /// The state of both lists, for the forms that move.
    fn state(&self) -> Vec<(String, String)> {
        let of = |pane: &Pane| {
            [
                (format!("{}_q", pane.key), pane.q.clone()),
                (format!("{}_from", pane.key), pane.start.to_string()),
            ]
        };
        self.panes().into_iter().flat_map(of).collect()
    }

    /// The draft's id, as it stands in its path.
    fn draft_id(&self) -> &str {
        self.wizard.path.rsplit('/').next().unwrap_or_default()
    }

    fn hint_found(&self) -> String {
        self.shell.say("export-found-hint")
    }

    fn hint_selected(&self) -> String {
        let kept = self.exported.saturating_sub(self.taken_off);
        self.shell.put("count", kept).say("export-selected-hint")
    }

    /// Tells whether focus goes to a row.
    fn focuses(&self, side: &Side, place: &u32) -> bool {
        self.focus == Some((*side, Some(*place)))
    }

    /// Tells whether focus goes to a list's title: its last row was moved.
    fn focuses_title(&self, side: &Side) -> bool {
        self.focus == Some((*side, None))
    }
}

/// One of the two lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pane {
    pub(super) side: Side,
    /// `found` or `selected`, as in ids and parameters.
    pub(super) key: &'static str,
    pub(super) rows: Vec<Line>,
    /// The filter.
    pub(super) q: String,
    /// How many there are on this side, and how many the filter lets through.
    pub(super) all: u64,
    pub(super) of: u64,
    /// The number of the first and the last row shown, from one; zero without any.
    pub(super) from: u64,
    pub(super) to: u64,
    /// The windows before and after, the first and the last: their addresses.
    pub(super) first: Option<Address>,
    pub(super) previous: Option<Address>,
    pub(super) next: Option<Address>,
    pub(super) last: Option<Address>,
    /// The index of the first row, for the forms.
    pub(super) start: u64,
}

/// One person in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(super) place: u32,
    pub(super) name: String,
    pub(super) company: String,
    pub(super) city: String,
    pub(super) exported: bool,
    /// Why it cannot be exported.
    pub(super) bar: Option<String>,
}

/// How the table is asked for: a filter and the first row of each list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Asked {
    found: (String, u64),
    selected: (String, u64),
}

impl Asked {
    fn read(form: &Form) -> Self {
        let side = |q: &str, from: &str| {
            let q: String = form.trimmed(q).chars().take(LONGEST).collect();
            (q, form.value(from).parse().unwrap_or_default())
        };
        Asked { found: side("found_q", "found_from"), selected: side("selected_q", "selected_from") }
    }

    fn of(&self, side: Side) -> &(String, u64) {
        match side {
            Side::Found => &self.found,
            Side::Selected => &self.selected,
        }
    }

    /// The address of this state.
    fn address(&self, draft: DraftId) -> Address {
        let number = |from: u64| if from == 0 { String::new() } else { from.to_string() };
        Address::new(path(draft))
            .with("found_q", &self.found.0)
            .with("found_from", number(self.found.1))
            .with("selected_q", &self.selected.0)
            .with("selected_from", number(self.selected.1))
    }
}

/// Says why somebody cannot be exported.
pub(super) fn barred(bar: Bar, words: Words) -> String {
    words.say(match bar {
        Bar::Gone => "export-bar-gone",
        Bar::HiddenFromOwner => "export-bar-owner",
    })
}

impl Line {
    pub(super) fn of(row: DraftRow, words: Words) -> Self {
        let DraftRow { place, person: _, name, company, city, email, exported, bar } = row;
        Line {
            place,
            name: if name.is_empty() && bar.is_none() { email } else { name },
            company,
            city,
            exported,
            bar: bar.map(|bar| barred(bar, words)),
        }
    }
}

impl Pane {
    pub(super) fn of(side: Side, window: DraftWindow, q: &str, here: &Address, words: Words) -> Self {
        let from_name = match side {
            Side::Found => "found_from",
            Side::Selected => "selected_from",
        };
        let size = u64::from(WINDOW);
        let DraftWindow { rows, first, of, all } = window;
        let shown = rows.len() as u64;
        let at =
            |index: u64| here.with(from_name, if index == 0 { String::new() } else { index.to_string() });
        let back = first > 0;
        let on = first + shown < of;
        let last = if of == 0 { 0 } else { (of - 1) / size * size };
        Pane {
            side,
            key: side.as_str(),
            rows: rows.into_iter().map(|row| Line::of(row, words)).collect(),
            q: q.to_owned(),
            all,
            of,
            from: if shown == 0 { 0 } else { first + 1 },
            to: first + shown,
            first: back.then(|| at(0)),
            previous: back.then(|| at(first.saturating_sub(size))),
            next: on.then(|| at(first + size)),
            last: on.then(|| at(last)),
            start: first,
        }
    }

    /// Tells whether it has several windows.
    pub(super) fn is_long(&self) -> bool {
        self.first.is_some() || self.next.is_some()
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, uri: Uri) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let asked = Asked::read(&Form::read(uri.query().unwrap_or_default().as_bytes()));
    let page = table(&state, &visitor, &draft, asked).await?;
    if visitor.wants("assign") { reply::show(&page.as_table()) } else { reply::show(&page) }
}

/// Reads both lists.
async fn table(
    state: &WebState,
    visitor: &Visitor,
    draft: &ExportDraft,
    mut asked: Asked,
) -> Result<AssignPage, Trouble> {
    let mut windows = Vec::with_capacity(2);
    for side in [Side::Found, Side::Selected] {
        let (q, from) = asked.of(side).clone();
        let window =
            state.store.draft_window(&visitor.viewer, draft.id, side, &q, from, WINDOW, visitor.now).await?;
        // The list has become shorter than where one looked: the store went back to its last window.
        match side {
            Side::Found => asked.found.1 = window.first,
            Side::Selected => asked.selected.1 = window.first,
        }
        windows.push((side, q, window));
    }
    let here = asked.address(draft.id);
    let mut panes = windows
        .into_iter()
        .map(|(side, q, window)| Pane::of(side, window, &q, &here, visitor.words))
        .collect::<Vec<_>>()
        .into_iter();
    let (Some(found), Some(selected)) = (panes.next(), panes.next()) else { return Err(Trouble::Failed) };
    let address = mailbox_of(state, visitor, draft.mailbox).await?;
    Ok(AssignPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Selection, Some(draft.id), &address, visitor.words),
        criteria: super::search::criteria(state, visitor, &draft.filter).await?,
        found,
        selected,
        taken_off: draft.taken_off,
        exported: draft.exported,
        said: String::new(),
        focus: None,
    })
}

/// What a move is asked to do: to which side, and which rows.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    to: Side,
    places: Places,
}

impl Wish {
    /// Reads a move; none: nothing was chosen.
    fn read(form: &Form) -> Option<Self> {
        let (to, all) = match form.value("do") {
            "add" => (Side::Selected, false),
            "add-all" => (Side::Selected, true),
            "remove" => (Side::Found, false),
            "remove-all" => (Side::Found, true),
            _ => return None,
        };
        if all || form.checked("all") {
            return Some(Wish { to, places: Places::All });
        }
        let one = |value: &String| value.parse::<u32>().ok().map(|place| place..=place);
        let range = |value: &String| {
            let (from, to) = value.split_once('-')?;
            let (from, to) = (from.parse::<u32>().ok()?, to.parse::<u32>().ok()?);
            Some(from.min(to)..=from.max(to))
        };
        let picked = form.values("p").iter().filter_map(one);
        let places: Vec<_> = picked.chain(form.values("range").iter().filter_map(range)).collect();
        (!places.is_empty()).then_some(Wish { to, places: Places::Ranges(places) })
    }
}

async fn shift(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, form: Form) -> Answer {
    if let Opened::Elsewhere(answer) = open(&state, &visitor, id).await? {
        return Ok(answer);
    }
    let asked = Asked::read(&form);
    let Some(wish) = Wish::read(&form) else {
        let nothing = Flash::note(visitor.say("export-nothing-chosen"));
        return after(&state, &visitor, id, asked, None, nothing).await;
    };
    let from = wish.to.other();
    let q = asked.of(from).0.clone();
    let moved =
        state.store.move_in_draft(&visitor.viewer, id, wish.to, &wish.places, &q, visitor.now).await?;
    let said = Flash::done(moved_in_words(wish.to, &moved, visitor.words));
    after(&state, &visitor, id, asked, Some((from, moved.next)), said).await
}

fn moved_in_words(to: Side, moved: &PlacesMoved, words: Words) -> String {
    let key = match to {
        Side::Selected => "export-moved-in",
        Side::Found => "export-moved-out",
    };
    let mut text = words.put("count", moved.moved).say(key);
    if moved.barred > 0 {
        text.push(' ');
        text.push_str(&words.put("count", moved.barred).say("export-moved-barred"));
    }
    text
}

/// Shows the table after a move: as a part, or by leading back to it.
async fn after(
    state: &WebState,
    visitor: &Visitor,
    id: DraftId,
    asked: Asked,
    focus: Option<(Side, Option<u32>)>,
    said: Flash,
) -> Answer {
    if !visitor.wants("assign") {
        return Ok(reply::go(visitor, &asked.address(id).to_string(), Some(&said)));
    }
    let draft = match open(state, visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let mut page = table(state, visitor, &draft, asked).await?;
    let quiet = focus.is_some();
    page.focus = focus;
    if quiet {
        page.said = said.text;
        return reply::show(&page.as_table());
    }
    reply::show_and_say(&page.as_table(), visitor, &said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_names_single_rows_ranges_or_all() {
        let read = |text: &str| Wish::read(&Form::read(text.as_bytes()));
        assert_eq!(
            read("do=add&p=3&p=9&range=40-20&p=x&range=7"),
            Some(Wish { to: Side::Selected, places: Places::Ranges(vec![3..=3, 9..=9, 20..=40]) })
        );
        assert_eq!(read("do=remove-all"), Some(Wish { to: Side::Found, places: Places::All }));
        assert_eq!(read("do=add&all=1"), Some(Wish { to: Side::Selected, places: Places::All }));
        assert_eq!(read("do=add"), None);
        assert_eq!(read("p=3"), None);
    }

    #[test]
    fn the_state_of_both_lists_stands_in_the_address() {
        let asked = Asked::read(&Form::read(b"found_q=k%C3%B6&found_from=50&selected_from=x"));
        let address = asked.address(DraftId::from_u128(7)).to_string();
        assert!(address.ends_with("?found_q=k%C3%B6&found_from=50"), "{address}");
    }
}
