//! Every state of the runs' room, for the tests of all pages.

use contacts::PersonId;
use store::RunCounts;

use super::steer::CancelPage;
use super::*;

fn run(kind: RunKind, state: RunState, counts: RunCounts, finished: Option<i64>) -> Run {
    Run {
        id: RunId::from_u128(2),
        kind,
        mailbox: MailboxId::from_u128(5),
        user: Some(UserId::from_u128(1)),
        state,
        counts,
        error: None,
        hold_until: 0,
        created: 1_795_379_000_000_000,
        finished,
    }
}

fn every_state() -> Vec<Run> {
    let counts = RunCounts {
        total: 400,
        waiting: 120,
        created: 200,
        updated: 40,
        linked: 20,
        imported: 30,
        skipped: 5,
        withdrawn: 10,
        unchanged: 6,
        failed: 4,
    };
    let good = RunCounts { total: 1, created: 1, ..RunCounts::default() };
    let partly = RunCounts { total: 2, created: 1, failed: 1, ..RunCounts::default() };
    let end = Some(1_795_379_300_000_000);
    let cycle = run(RunKind::Cycle, RunState::Done, RunCounts::default(), end);
    vec![
        run(RunKind::Rename, RunState::Running, counts, None),
        run(RunKind::Export, RunState::Preparing, RunCounts::default(), None),
        run(RunKind::Export, RunState::Running, counts, None),
        run(RunKind::Export, RunState::Paused, counts, None),
        run(RunKind::Export, RunState::Cancelled, counts, None),
        run(RunKind::Export, RunState::Cancelled, good, end),
        run(RunKind::Export, RunState::Done, good, end),
        run(RunKind::Export, RunState::Done, partly, end),
        run(RunKind::Rename, RunState::Done, partly, end),
        run(RunKind::Import, RunState::Running, counts, None),
        run(RunKind::Import, RunState::Done, RunCounts { total: 6, imported: 3, skipped: 3, ..partly }, end),
        run(RunKind::Cycle, RunState::Running, RunCounts::default(), None),
        Run { error: Some("the mailbox is paused".to_owned()), ..cycle },
    ]
}

fn known() -> Names {
    Names {
        users: BTreeMap::from([(UserId::from_u128(1), "Anna <b>".to_owned())]),
        mailboxes: BTreeMap::from([(MailboxId::from_u128(5), "anna@example.com".to_owned())]),
        delays: BTreeMap::from([(RunId::from_u128(2), "Outlook asked <b> to be left alone".to_owned())]),
    }
}

impl ListPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |runs: Vec<Run>, names: Names| {
            let rows: Vec<Head> = runs.iter().map(|run| head(run, &names, shell.words)).collect();
            let pager = Pager::new(&Address::new("/runs"), None, None, (!rows.is_empty()).then_some("b"));
            let follow = (!rows.is_empty()).then(|| "/runs".to_owned());
            ListPage { shell: shell.clone(), rows, pager, follow }
        };
        vec![page(every_state(), known()), page(every_state(), Names::default()), page(Vec::new(), known())]
    }
}

impl ReportPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let items = |run: &Run| -> Vec<Item> {
            let one = |end| RunItem {
                person: PersonId::from_u128(3),
                name: if end == EndState::Failed { String::new() } else { "Müller <b>".to_owned() },
                end,
                reason: (end == EndState::Failed).then(|| "Outlook refused the contact: <b>x</b>".to_owned()),
                action: None,
                same_as: None,
                contact: None,
            };
            if run.counts.total == 0 {
                return Vec::new();
            }
            ENDS.into_iter().map(|end| item(&one(end), run, shell.words)).collect()
        };
        let page = |run: Run| ReportPage {
            shell: shell.clone(),
            wizard: match run.kind {
                RunKind::Export => {
                    Some(Wizard::of(export::Step::Result, None, "anna <b>x</b>@example.com", shell.words))
                }
                RunKind::Import => {
                    Some(Wizard::of(import::Step::Result, None, "anna <b>x</b>@example.com", shell.words))
                }
                RunKind::Cycle | RunKind::Rename => None,
            },
            importing: run.kind == RunKind::Import,
            figures: figures(&run, shell.words),
            kept: "?wizard=export".to_owned(),
            head: head(&run, &known(), shell.words),
            writes: run.state != RunState::Preparing,
            error: run.error.as_deref().map(|error| reasons::told(error, shell.words)),
            chips: vec![(Address::new("/runs/2"), "4 <b>x</b>".to_owned(), true)],
            items: items(&run),
            pager: Pager::new(&Address::new("/runs/2"), Some("a"), None, Some("b")),
            address: "/runs/2?end=failed".to_owned(),
            seen: String::new(),
        };
        every_state().into_iter().map(page).collect()
    }
}

impl CancelPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let (path, kept) = ("/runs/2".to_owned(), "?wizard=export".to_owned());
        vec![CancelPage { shell: shell.clone(), path, kept, waiting: 120 }]
    }
}
