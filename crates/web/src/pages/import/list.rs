//! The list: one row per contact, with its business partner, whether it is known already, and its check box; and the
//! groups by company text or domain, who are assigned together.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::Uri;
use axum::routing::{get, post};
use contacts::{Card, DraftId, FieldKey};
use store::{GroupBy, ImportCounts, ImportDraft, ImportGroup, ImportState, ImportWindow};

use super::asked::{Asked, Show, word};
use super::line::{Line, Offer};
use super::{Opened, PATH, Step, detect, gone, open, path};
use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::ids::Ids;
use crate::pages::list::Address;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::pages::wizard::{Wizard, mailbox_of};
use crate::state::WebState;
use crate::visitor::Visitor;

/// How many rows are shown at once.
pub(super) const WINDOW: u32 = 50;
/// How many suggestions a group offers.
const OFFERED: usize = 1;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/import/{draft}", get(show)).route("/import/{draft}/again", post(detect::again))
}

/// The list.
#[derive(Template)]
#[template(path = "import/list.html", blocks = ["list"])]
pub(crate) struct ListPage {
    pub(super) shell: Shell,
    pub(super) wizard: Wizard,
    /// How many contacts can be imported or linked again.
    pub(super) importable: u64,
    /// What there is besides, one sentence each.
    pub(super) facts: Vec<String>,
    /// Where other folders are chosen.
    pub(super) change: String,
    /// The state of the list, as actions end with it: with its question mark.
    pub(super) query: String,
    pub(super) q: String,
    /// What a search keeps: names and values.
    pub(super) kept: Vec<(String, String)>,
    /// The groupings: address, name, whether set.
    pub(super) by: Vec<(Address, String, bool)>,
    pub(super) chips: Vec<Chip>,
    /// The group whose rows are shown.
    pub(super) group: Option<Head>,
    /// Whether groups were asked for and there are none: nobody shares a company or a domain with another.
    pub(super) alone: bool,
    pub(super) body: Body,
    pub(super) foot: Foot,
    /// What the last action did, for those who listen.
    pub(super) said: String,
    /// Where focus goes: a row, or with none the title.
    pub(super) focus: Option<Option<u32>>,
}

/// What stands under the tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    Rows(Vec<Block>, Option<Place>),
    Groups(Vec<Head>),
    /// The filter lets nothing through.
    Nothing,
}

/// A filter of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chip {
    pub(super) place: Address,
    pub(super) label: String,
    pub(super) icon: &'static str,
    pub(super) on: bool,
}

/// Rows that stand together; several are duplicates of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(super) twins: bool,
    pub(super) lines: Vec<Line>,
}

/// A group of rows with one company text or domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(super) name: String,
    pub(super) count: u64,
    /// How many of them have no business partner.
    pub(super) open: u64,
    /// Where its rows are shown.
    pub(super) place: String,
    /// Where one is searched for all of them.
    pub(super) search: String,
    /// Where one that is offered is sent.
    pub(super) action: String,
    pub(super) offers: Vec<Offer>,
}

/// Which part of the list is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) of: u64,
    pub(super) previous: Option<Address>,
    pub(super) next: Option<Address>,
}

/// What is ticked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Foot {
    pub(super) checked: u64,
    /// How many of them are linked instead of imported, in words; empty: none.
    pub(super) links: String,
    /// What keeps the import from beginning: where it is shown, and what it is.
    pub(super) open: Vec<(String, String)>,
    /// Whether there is anything to tick.
    pub(super) ready: bool,
    /// The rows shown.
    pub(super) shown: Vec<u32>,
    pub(super) query: String,
}

impl ListPage {
    /// Tells whether focus goes to a row.
    fn focuses(&self, number: &u32) -> bool {
        self.focus == Some(Some(*number))
    }

    /// Tells whether focus goes to the title.
    fn focuses_title(&self) -> bool {
        self.focus == Some(None)
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, Ids(id): Ids<DraftId>, uri: Uri) -> Answer {
    let draft = match open(&state, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    if let Some(found) = detect::found(&draft, visitor.words) {
        let asked = Form::read(uri.query().unwrap_or_default().as_bytes());
        return detect::show(&state, &visitor, &draft, found, asked.value("seen")).await;
    }
    if visitor.wants("detect") {
        // It is ready: the list is a page of its own.
        return Ok(reply::go(&visitor, &path(id), None));
    }
    let page = page(&state, &visitor, &draft, Asked::read(uri.query())).await?;
    if visitor.wants("import-list") { reply::show(&page.as_list()) } else { reply::show(&page) }
}

/// Shows the list as a part after something was done with it, or leads back to it without script.
pub(super) async fn after(
    state: &WebState,
    visitor: &Visitor,
    id: DraftId,
    asked: Asked,
    (said, focus): (crate::pages::flash::Flash, Option<u32>),
) -> Answer {
    if !visitor.wants("import-list") {
        let place = asked.address(id).to_string();
        let place = focus.map_or_else(|| place.clone(), |number| format!("{place}#row-{number}"));
        return Ok(reply::go(visitor, &place, Some(&said)));
    }
    let draft = match open(state, visitor, id).await? {
        Opened::Draft(draft) if draft.state == ImportState::Ready => draft,
        Opened::Draft(_) => return Ok(gone(visitor)),
        Opened::Elsewhere(answer) => return Ok(answer),
    };
    let mut page = page(state, visitor, &draft, asked).await?;
    let shown = |number: &u32| page.foot.shown.contains(number);
    page.focus = Some(focus.filter(shown));
    page.said.clone_from(&said.text);
    match said.tone {
        crate::pages::flash::Tone::Failed => reply::show_and_say(&page.as_list(), visitor, &said),
        crate::pages::flash::Tone::Done | crate::pages::flash::Tone::Note => reply::show(&page.as_list()),
    }
}

/// Reads the list.
pub(super) async fn page(
    state: &WebState,
    visitor: &Visitor,
    draft: &ImportDraft,
    mut asked: Asked,
) -> Result<ListPage, Trouble> {
    let (words, viewer) = (visitor.words, &visitor.viewer);
    asked.show = still(asked.show, &draft.counts);
    let groups = match asked.by {
        Some(by) => state.store.import_groups(viewer, draft.id, by, visitor.now).await?,
        None => Vec::new(),
    };
    let alone = asked.shows_groups() && groups.is_empty();
    let (body, shown) = if asked.shows_groups() && !groups.is_empty() {
        (Body::Groups(heads(state, visitor, draft.id, &asked, &groups).await?), Vec::new())
    } else {
        let (filter, order) = (asked.filter(), asked.order());
        let window = state
            .store
            .import_window(viewer, draft.id, &filter, order, asked.from, WINDOW, visitor.now)
            .await?;
        // The list has become shorter than where one looked: the store went back to its last window.
        asked.from = window.first;
        let shown = window.rows.iter().map(|row| row.number).collect();
        (rows(draft.id, &asked, &window, words), shown)
    };
    let open_group = groups.iter().find(|group| asked.group.as_ref() == Some(&group.key));
    let group = match open_group {
        Some(group) => {
            heads(state, visitor, draft.id, &asked, std::slice::from_ref(group)).await?.into_iter().next()
        }
        None => None,
    };
    let address = mailbox_of(state, visitor, draft.mailbox).await?;
    let here = asked.address(draft.id);
    let counts = &draft.counts;
    Ok(ListPage {
        shell: visitor.shell(state, Room::None).await?,
        wizard: Wizard::of(Step::Assign, Some(draft.id), &address, words),
        importable: counts.new,
        facts: detect::facts(counts, words),
        change: format!("{PATH}?draft={}", draft.id),
        query: here.query(),
        q: asked.q.clone(),
        kept: kept(&asked, draft.id),
        by: groupings(&asked, draft.id, words),
        chips: chips(&asked, counts, draft.id, words),
        group,
        alone,
        body,
        foot: foot(&asked, counts, (draft.id, shown), words),
        said: String::new(),
        focus: None,
    })
}

/// What the list is narrowed to: once nothing keeps the import from beginning any more, all are shown again.
fn still(show: Show, counts: &ImportCounts) -> Show {
    match show {
        Show::Open if counts.checked_unassigned == 0 => Show::All,
        Show::Gaps if counts.checked_incomplete == 0 => Show::All,
        Show::All
        | Show::None
        | Show::Possible
        | Show::Certain
        | Show::Unassigned
        | Show::Incomplete
        | Show::Relink
        | Show::Foreign
        | Show::Ticked
        | Show::Open
        | Show::Gaps => show,
    }
}

/// What a search keeps of the list's state.
fn kept(asked: &Asked, draft: DraftId) -> Vec<(String, String)> {
    let address = Asked { q: String::new(), from: 0, ..asked.clone() }.address(draft);
    address.parameters().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn groupings(asked: &Asked, draft: DraftId, words: Words) -> Vec<(Address, String, bool)> {
    let ways = [
        (None, "import-by-none"),
        (Some(GroupBy::Company), "import-by-company"),
        (Some(GroupBy::Domain), "import-by-domain"),
    ];
    let way = |(by, key): (Option<GroupBy>, &str)| {
        let address = Address::new(path(draft)).with("by", by.map_or("", word));
        (address, words.say(key), by == asked.by)
    };
    ways.into_iter().map(way).collect()
}

/// The filters; those that would let nothing through are left out, save when they are set.
fn chips(asked: &Asked, counts: &ImportCounts, draft: DraftId, words: Words) -> Vec<Chip> {
    let fresh = counts.new.saturating_sub(counts.certain + counts.possible);
    let all = [
        (Show::All, counts.rows, "import-show-all", ""),
        (Show::None, fresh, "import-show-none", "circle-check"),
        (Show::Possible, counts.possible, "import-show-possible", "triangle-alert"),
        (Show::Certain, counts.certain, "import-show-certain", "circle-x"),
        (Show::Unassigned, counts.unassigned, "import-show-unassigned", "building-2"),
        (Show::Incomplete, counts.incomplete, "import-show-incomplete", "pencil"),
        (Show::Relink, counts.relink, "import-show-relink", "link"),
        (Show::Foreign, counts.foreign, "import-show-foreign", "lock"),
        (Show::Ticked, counts.checked, "import-show-ticked", "check"),
        (Show::Open, counts.checked_unassigned, "import-show-open", "building-2"),
        (Show::Gaps, counts.checked_incomplete, "import-show-gaps", "pencil"),
    ];
    let chip = |(show, count, key, icon): (Show, u64, &str, &'static str)| {
        let on = asked.show == show;
        let narrow = match show {
            Show::Open | Show::Gaps => on,
            Show::All
            | Show::None
            | Show::Possible
            | Show::Certain
            | Show::Unassigned
            | Show::Incomplete
            | Show::Relink
            | Show::Foreign
            | Show::Ticked => on || count > 0,
        };
        narrow.then(|| {
            let to = Asked { show: if on { Show::All } else { show }, from: 0, ..asked.clone() };
            Chip { place: to.address(draft), label: words.put("count", count).say(key), icon, on }
        })
    };
    all.into_iter().filter_map(chip).collect()
}

fn rows(draft: DraftId, asked: &Asked, window: &ImportWindow, words: Words) -> Body {
    let back = |address: Address| asked.onto(&address);
    let lines = window.rows.iter().map(|row| Line::of(row, draft, &back, words));
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let together = |block: &Block| {
            line.twins.is_some() && block.lines.last().is_some_and(|last| last.twins == line.twins)
        };
        match blocks.last_mut() {
            Some(block) if together(block) => {
                block.twins = true;
                block.lines.push(line);
            }
            // Rows without duplicates are one body of the table.
            Some(block) if line.twins.is_none() && block.lines.iter().all(|one| one.twins.is_none()) => {
                block.lines.push(line);
            }
            _ => blocks.push(Block { twins: false, lines: vec![line] }),
        }
    }
    if blocks.is_empty() { Body::Nothing } else { Body::Rows(blocks, place(draft, asked, window)) }
}

fn place(draft: DraftId, asked: &Asked, window: &ImportWindow) -> Option<Place> {
    let (shown, size) = (window.rows.len() as u64, u64::from(WINDOW));
    let at = |from: u64| Asked { from, ..asked.clone() }.address(draft);
    let (back, on) = (window.first > 0, window.first + shown < window.of);
    (back || on).then(|| Place {
        from: window.first + 1,
        to: window.first + shown,
        of: window.of,
        previous: back.then(|| at(window.first.saturating_sub(size))),
        next: on.then(|| at(window.first + size)),
    })
}

/// Makes the heads of groups, each with the partner that fits its company text or domain best.
async fn heads(
    state: &WebState,
    visitor: &Visitor,
    draft: DraftId,
    asked: &Asked,
    groups: &[ImportGroup],
) -> Result<Vec<Head>, Trouble> {
    let by = asked.by.unwrap_or(GroupBy::Company);
    let cards: Vec<Card> = groups.iter().map(|group| group_card(by, group)).collect();
    let offers = state.store.suggest_partners(&visitor.viewer, &cards).await?;
    let head = |(group, offers): (&ImportGroup, store::PartnerSuggestions)| {
        let to = |rest: &str| {
            asked.onto(&Address::new(format!("{}/{rest}", path(draft)))).with("to", &group.key).to_string()
        };
        let of_group = Asked { by: Some(by), group: Some(group.key.clone()), ..Asked::default() };
        Head {
            name: group.label.clone(),
            count: group.rows,
            open: group.unassigned,
            place: of_group.address(draft).to_string(),
            search: to("partner"),
            action: to("partner"),
            offers: offers.ranked.iter().take(OFFERED).map(|one| Offer::of(one, visitor.words)).collect(),
        }
    };
    Ok(groups.iter().zip(offers).map(head).collect())
}

/// What all of a group have in common, as a card.
pub(super) fn group_card(by: GroupBy, group: &ImportGroup) -> Card {
    match by {
        GroupBy::Company => Card::new().with(FieldKey::Company, &group.label),
        GroupBy::Domain => Card::new().with(FieldKey::Email1, &format!("info@{}", group.label)),
    }
}

/// Sums up what is ticked.
pub(super) fn foot(
    asked: &Asked,
    counts: &ImportCounts,
    (draft, shown): (DraftId, Vec<u32>),
    words: Words,
) -> Foot {
    let only = |show| Asked { show, ..Asked::default() }.address(draft).to_string();
    let open = [
        (counts.checked_unassigned, Show::Open, "import-open"),
        (counts.checked_incomplete, Show::Gaps, "import-gaps"),
    ];
    let open = open.into_iter().filter(|(count, _, _)| *count > 0);
    Foot {
        checked: counts.checked,
        links: match counts.checked_links {
            0 => String::new(),
            count => words.put("count", count).say("import-links"),
        },
        open: open.map(|(count, show, key)| (only(show), words.put("count", count).say(key))).collect(),
        ready: counts.new.saturating_sub(counts.certain)
            > counts.checked.saturating_sub(counts.checked_links),
        shown,
        query: asked.address(draft).query(),
    }
}
