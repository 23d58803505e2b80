//! Every state of the mailbox room, for the tests of all pages.

use contacts::{MailboxId, PersonId, UserId};
use replication::{BrakeRule, Preset, Problem, Rules};
use store::{Departing, DepartingLink, MailboxHealth, MailboxState, MailboxView, SwitchState, TroubledLink};

use super::brake::{self, BrakePage, ReleasePage};
use super::connect::ConnectPage;
use super::folder::{Choice, FolderPage};
use super::leave::LeavePage;
use super::page::{LivePart, MailboxPage};
use super::problems::{self, ProblemsPage};
use super::view::{self, Eye, View};
use super::{ListPage, fields, row};
use crate::pages::form::Form;
use crate::pages::list::{Address, Pager};
use crate::pages::reasons;
use crate::pages::shell::Shell;

const ID: MailboxId = MailboxId::from_u128(5);

pub(crate) fn mailbox(state: MailboxState, health: MailboxHealth) -> MailboxView {
    MailboxView {
        id: ID,
        owner: UserId::from_u128(1),
        owner_name: "Anna <b>".to_owned(),
        address: "anna@example.com".to_owned(),
        name: String::new(),
        base_url: "https://graph.example/v1.0".to_owned(),
        folder: None,
        state,
        created: 1,
        health,
    }
}

fn health() -> MailboxHealth {
    MailboxHealth {
        last_cycle: 1_795_379_000_000_000,
        next_cycle: 1_795_379_900_000_000,
        links: 1_204,
        candidates: 12,
        idle: true,
        ..MailboxHealth::default()
    }
}

fn every_state() -> Vec<MailboxView> {
    let error = |text: &str| MailboxHealth { error: Some(text.to_owned()), failures: 3, ..health() };
    let busy = MailboxHealth {
        due: 7,
        staged: 1,
        pending: 2,
        sent: 1,
        idle: false,
        lag: 120_000_000,
        problems: 1,
        next_cycle: 1,
        ..health()
    };
    let braked = MailboxHealth { brake: Some((230, 1_204)), ..health() };
    let waiting = MailboxHealth { problems: 2, ..health() };
    let often = MailboxHealth { next_cycle: health().last_cycle + 2_000_000, ..health() };
    let held = MailboxHealth { hold_until: health().last_cycle + 400_000_000, idle: false, ..health() };
    let released = MailboxHealth { brake_released: true, ..health() };
    vec![
        mailbox(MailboxState::Paused, MailboxHealth::default()),
        mailbox(MailboxState::Paused, health()),
        mailbox(MailboxState::Active, MailboxHealth::default()),
        mailbox(MailboxState::Active, health()),
        mailbox(MailboxState::Active, often),
        mailbox(MailboxState::Active, waiting),
        mailbox(MailboxState::Active, held),
        mailbox(MailboxState::Active, released),
        mailbox(MailboxState::Active, busy.clone()),
        mailbox(MailboxState::Active, error("Outlook did not answer as it should: <b>x</b>")),
        mailbox(MailboxState::ReconnectNeeded, error("Outlook refused the sign-in: <b>x</b>")),
        mailbox(MailboxState::Braked, braked),
        mailbox(MailboxState::Disconnecting, busy),
        mailbox(MailboxState::Disconnected, health()),
    ]
}

fn views(shell: &Shell) -> Vec<View> {
    let eyes = [
        Eye { writes: true, administers: false, own: true },
        Eye { writes: true, administers: true, own: false },
        Eye { writes: false, administers: false, own: true },
    ];
    let mailboxes = every_state();
    eyes.iter().flat_map(|eye| mailboxes.iter().map(|one| view::view(one, *eye, shell.words))).collect()
}

impl MailboxPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let presets = [Preset::TwoWay, Preset::CrmLeads, Preset::OutlookLeads];
        let rules = presets.iter().cycle().map(|preset| Rules::preset(*preset));
        let page = |(view, mut rules): (View, Rules)| {
            if rules.preset == Preset::CrmLeads {
                rules.conflict = replication::ConflictPolicy::Newest;
            }
            let travel = fields::travel(&rules, shell.words);
            MailboxPage { shell: shell.clone(), view, travel }
        };
        views(shell).into_iter().zip(rules).map(page).collect()
    }
}

impl LivePart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        views(shell).into_iter().map(|view| LivePart { shell: shell.clone(), view }).collect()
    }
}

impl ListPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |all, writes, mailboxes: Vec<MailboxView>| ListPage {
            shell: shell.clone(),
            all,
            writes,
            administers: all,
            rows: mailboxes.iter().map(|mailbox| row(mailbox, shell.words)).collect(),
        };
        vec![
            page(true, true, every_state()),
            page(false, true, every_state()),
            page(false, true, Vec::new()),
            page(false, false, Vec::new()),
        ]
    }
}

impl ConnectPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let two = |texts: [&str; 2]| texts.map(|text| (text.to_owned(), text.to_owned())).to_vec();
        let page = |form, known, graphs: Vec<(String, String)>, owners| ConnectPage {
            shell: shell.clone(),
            form,
            known,
            graphs,
            owners,
        };
        let mut wrong = Form::new().with("address", "x\"<b>x</b>");
        for (field, key) in [
            ("address", "mailbox-address-wrong"),
            ("address", "mailbox-address-unknown"),
            ("graph", "mailbox-graph-wrong"),
            ("token", "mailbox-token-refused"),
        ] {
            wrong.complain(field, shell.say(key));
        }
        wrong.refuse(shell.put("said", "<b>x</b>").say("mailbox-said"));
        let graphs = two(["https://graph.microsoft.com/v1.0", "http://127.0.0.1:9"]);
        let one = graphs[..1].to_vec();
        let known = Some(("/mailboxes/5".to_owned(), "anna@example.com".to_owned()));
        vec![
            page(Form::new(), None, graphs.clone(), two(["Anna <b>", "Ben"])),
            page(wrong.clone(), None, one.clone(), Vec::new()),
            page(wrong, known.clone(), graphs, Vec::new()),
            page(Form::new(), known, one, Vec::new()),
        ]
    }
}

impl FolderPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let choice = |id: &str, name: &str, contacts, chosen| Choice {
            id: id.to_owned(),
            name: name.to_owned(),
            contacts,
            default: id.is_empty(),
            chosen,
        };
        let page = |open, links, away: Option<&str>| FolderPage {
            shell: shell.clone(),
            path: "/mailboxes/5".to_owned(),
            address: "anna@example.com".to_owned(),
            folders: match away {
                Some(_) => Vec::new(),
                None => vec![choice("", "Kontakte", Some(1), true), choice("a", "Müller <b>", None, false)],
            },
            open,
            writes: open,
            links,
            away: away.map(|why| reasons::told(why, shell.words)),
        };
        let refused = "Outlook refused the sign-in: <b>x</b>";
        vec![page(true, 0, None), page(false, 3, None), page(false, 0, None), page(true, 0, Some(refused))]
    }
}

impl LeavePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let mut wrong = Form::new();
        wrong.complain("contacts", shell.say("mailbox-leave-missing"));
        let page = |form, links, force| LeavePage {
            shell: shell.clone(),
            form,
            path: "/mailboxes/5".to_owned(),
            address: "anna@example.com".to_owned(),
            links,
            force,
        };
        vec![page(Form::new(), 1_204, false), page(wrong, 1, false), page(Form::new(), 0, true)]
    }
}

fn pager(on: bool) -> Pager {
    Pager::new(&Address::new("/x"), on.then_some("a"), None, on.then_some("b"))
}

impl ProblemsPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let link = |name: Option<&str>, reason: &str| TroubledLink {
            person: PersonId::from_u128(3),
            name: name.map(str::to_owned),
            state: SwitchState::Replicated,
            problem: Problem { reason: reason.to_owned(), since: shell.now - 1, attempts: 1, parked: true },
        };
        let links = || {
            let several = "2 contacts in the mailbox are equal to this person; choose the one to link";
            vec![link(Some("Anna <b>"), several), link(None, "Outlook refused the contact: <b>x</b>")]
        };
        let page = |links: Vec<TroubledLink>, writes| ProblemsPage {
            shell: shell.clone(),
            path: "/mailboxes/5".to_owned(),
            address: "anna@example.com".to_owned(),
            writes,
            pager: pager(!links.is_empty()),
            rows: links.into_iter().map(|link| problems::row(link, ID, shell.words)).collect(),
        };
        vec![page(links(), true), page(links(), false), page(Vec::new(), true)]
    }
}

impl BrakePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let link = |(name, why): (Option<&str>, Departing)| DepartingLink {
            person: PersonId::from_u128(3),
            name: name.map(str::to_owned),
            why,
        };
        let all = [
            (Some("Anna <b>"), Departing::Withdrawn),
            (None, Departing::RightLost),
            (Some("Ben"), Departing::PersonDeleted),
            (Some("Zoë"), Departing::GoneFromFolder),
        ];
        let page = |stopped, rows: Vec<DepartingLink>, writes| BrakePage {
            shell: shell.clone(),
            path: "/mailboxes/5".to_owned(),
            address: "anna@example.com".to_owned(),
            writes,
            stopped,
            rule: BrakeRule::default(),
            pager: pager(!rows.is_empty()),
            rows: rows.into_iter().map(|link| brake::row(link, shell.words)).collect(),
        };
        vec![
            page(Some((230, 1_204)), all.map(link).into(), true),
            page(Some((30, 100)), Vec::new(), false),
            page(None, Vec::new(), true),
        ]
    }
}

impl ReleasePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![ReleasePage {
            shell: shell.clone(),
            path: "/mailboxes/5".to_owned(),
            address: "anna@example.com".to_owned(),
            ending: 230,
            links: 1_204,
        }]
    }
}
