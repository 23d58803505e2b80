//! The wizard's steps in every state, for the tests of all pages.

use contacts::DraftId;
use store::{DraftWindow, ExportMode, ExportOptions, PlanCounts, Side};

use super::Step;
use super::assign::{AssignPage, Line, Pane};
use super::exit::ExitPage;
use super::options::{Item, OptionsPage, Plan, Shown, WHATS, keys};
use super::plan::{Change, PlanPage};
use super::review::ReviewPage;
use super::search::{Search, SearchPage, Waiting};
use super::searches::RestrictionsPage;
use crate::pages::form::Form;
use crate::pages::list::{Address, Pager};
use crate::pages::person::Avatar;
use crate::pages::shell::Shell;
use crate::pages::wizard::Wizard;

fn draft() -> DraftId {
    DraftId::from_u128(7)
}

fn wizard(step: Step, shell: &Shell) -> Wizard {
    Wizard::of(step, Some(draft()), "anna <b>@example.com", shell.words)
}

fn lines() -> Vec<Line> {
    let line = |place, name: &str, exported, bar: Option<&str>| Line {
        place,
        name: name.to_owned(),
        company: "Müller <b>x</b> & Söhne".to_owned(),
        city: "Köln".to_owned(),
        exported,
        bar: bar.map(str::to_owned),
    };
    vec![
        line(1, "Ada <b>x</b>", false, None),
        line(4, "Öztürk, Şükrü", true, None),
        line(9, "", false, Some("gone")),
    ]
}

fn pane(side: Side, rows: Vec<Line>, q: &str, first: u64, of: u64, shell: &Shell) -> Pane {
    let window = DraftWindow { rows: Vec::new(), first, of, all: of + 9 };
    let mut pane = Pane::of(side, window, q, &Address::new("/export/7"), shell.words);
    (pane.from, pane.to) = (first + 1, first + rows.len() as u64);
    pane.rows = rows;
    pane
}

impl AssignPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |found, selected, focus| AssignPage {
            shell: shell.clone(),
            wizard: wizard(Step::Selection, shell),
            criteria: vec!["Müller <b>x</b>".to_owned()],
            found,
            selected,
            taken_off: 2,
            exported: 5,
            said: "moved".to_owned(),
            focus,
        };
        let full = page(
            pane(Side::Found, lines(), "", 50, 10_000, shell),
            pane(Side::Selected, lines(), "kö\"<", 0, 3, shell),
            Some((Side::Found, Some(4))),
        );
        let bare = page(
            pane(Side::Found, Vec::new(), "", 0, 0, shell),
            pane(Side::Selected, Vec::new(), "", 0, 0, shell),
            Some((Side::Found, None)),
        );
        let hidden = page(
            pane(Side::Found, Vec::new(), "x", 0, 0, shell),
            pane(Side::Selected, Vec::new(), "y", 0, 0, shell),
            None,
        );
        vec![full, bare, hidden]
    }
}

impl ReviewPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |selected, taken_off, off| ReviewPage {
            shell: shell.clone(),
            wizard: wizard(Step::Review, shell),
            selected,
            taken_off,
            off,
        };
        vec![
            page(pane(Side::Selected, lines(), "", 50, 300, shell), lines(), 40),
            page(pane(Side::Selected, Vec::new(), "", 0, 0, shell), Vec::new(), 0),
        ]
    }
}

impl ExitPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        [0, 1, 2]
            .map(|selected| ExitPage { shell: shell.clone(), path: "/export/7".to_owned(), selected })
            .into()
    }
}

impl OptionsPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |options, taken_off, plan| OptionsPage {
            shell: shell.clone(),
            wizard: wizard(Step::Options, shell),
            options,
            taken_off,
            folder: "/mailboxes/5/folder".to_owned(),
            plan,
        };
        let item = |what| {
            let (_, one, tone) = keys(what);
            let why = "it is about to leave the mailbox already";
            Item {
                name: "Ada <b>x</b>".to_owned(),
                href: "/export/7/plan/8".to_owned(),
                what: (shell.say(one), tone),
                told: Some(crate::pages::reasons::told(why, shell.words)),
            }
        };
        let chip = |what| {
            let label = shell.put("count", 1_200_u64).say(keys(what).0);
            (Address::new("/export/7/options"), label, false)
        };
        let mut items: Vec<Item> = WHATS.into_iter().map(item).collect();
        items.push(Item { name: String::new(), ..item(store::Planned::NotPossible) });
        let place = Address::new("/export/7/options");
        let shown = |items, unread, (create, withdraw)| Shown {
            chips: WHATS.into_iter().map(chip).collect(),
            items,
            pager: Pager::new(&place, Some("a"), None, Some("b")),
            go: super::options::go(&PlanCounts { create, withdraw, ..PlanCounts::default() }, shell.words),
            unread,
            made: shell.now - 5_000_000,
        };
        let other = ExportOptions { mode: ExportMode::New, withdraw_taken_off: true, photos: false };
        vec![
            page(ExportOptions::default(), 0, Plan::Working { done: 600, of: 10_000 }),
            page(ExportOptions::default(), 3, Plan::Ready(shown(items.clone(), true, (7, 3)))),
            page(ExportOptions::default(), 3, Plan::Ready(shown(items, false, (0, 3)))),
            page(other, 1, Plan::Ready(shown(Vec::new(), false, (1_200, 0)))),
        ]
    }
}

impl PlanPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let change = |crm: Option<&str>| Change {
            field: "E-mail <b>x</b>".to_owned(),
            before: "ada <b>x</b>@example.com".to_owned(),
            after: String::new(),
            crm: crm.map(str::to_owned),
            why: shell.say("export-why-sent"),
        };
        let page = |fields, photo: Option<&str>| PlanPage {
            shell: shell.clone(),
            back: "/export/7/options".to_owned(),
            avatar: Avatar::of("Ada <b>x</b>"),
            href: "/contact-persons/8".to_owned(),
            what: (shell.say("export-one-update"), "accent"),
            told: None,
            fields,
            photo: photo.map(|key| shell.say(key)),
        };
        vec![
            page(vec![change(None), change(Some("kö\"<"))], Some("export-photo-sent")),
            page(Vec::new(), None),
        ]
    }
}

impl SearchPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |form: Form, mailboxes: usize, restricted, administers| {
            let search = |own| Search {
                id: format!("{own}"),
                name: "VIP <b>x</b>".to_owned(),
                team: Some("Sales <b>x</b>".to_owned()),
                own,
                owner: "Ben".to_owned(),
            };
            let waiting = |name: &str| Waiting {
                path: format!("/export/{name}"),
                on: format!("/export/{name}/options"),
                criteria: vec!["Müller <b>x</b>".to_owned()],
                selected: 12,
                changed: shell.now - 60_000_000,
                goes: shell.now + 3_600_000_000,
            };
            let some = mailboxes > 1;
            SearchPage {
                shell: shell.clone(),
                wizard: Wizard::of(Step::Search, None, "", shell.words),
                form,
                mailboxes: (0..mailboxes)
                    .map(|n| (format!("{n}"), format!("<b>x</b>{n}@example.com")))
                    .collect(),
                administers,
                restricted,
                employees: vec![(String::new(), "-".to_owned())],
                replicated: vec![("", "-".to_owned())],
                states: vec![("", "-".to_owned())],
                waiting: if some { vec![waiting("7"), waiting("8")] } else { Vec::new() },
                searches: if some { vec![search(true), search(false)] } else { Vec::new() },
                teams: if some { vec![("4".to_owned(), "Sales <b>x</b>".to_owned())] } else { Vec::new() },
                used: some.then(|| search(true)),
            }
        };
        let mut wrong = Form::new().with("q", "kö\"<");
        wrong.complain("changed_since", shell.say("export-date-wrong"));
        wrong.complain("search_name", shell.say("export-search-name-missing"));
        wrong.refuse(shell.say("export-nobody"));
        vec![
            page(Form::new(), 0, true, false),
            page(Form::new(), 1, true, false),
            page(wrong, 2, true, true),
            page(Form::new(), 2, false, true),
        ]
    }
}

impl RestrictionsPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let roles = vec![("user", "Users".to_owned(), true), ("administrator", "x".to_owned(), false)];
        vec![RestrictionsPage { shell: shell.clone(), roles }]
    }
}
