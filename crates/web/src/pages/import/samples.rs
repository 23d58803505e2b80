//! The import wizard's steps in every state, for the tests of all pages.

use contacts::person::PartnerCard;
use contacts::{Card, DraftId, FieldKey, PartnerId, PersonId, Value};
use store::DuplicateStatus as Status;
use store::{
    Because, CandidateKind, Evidence, FoundDuplicate, FoundPerson, GroupRow, How, ImportCounts, ImportRow,
    LinkField, LinkPreview, LinkWhy, PartnerSuggestion, Reason, RowAction, RowBar, RowGroup, RowPartner,
    RowStatus,
};

use super::Step;
use super::asked::Asked;
use super::complete::CompletePage;
use super::detect::{DetectPage, Found, facts};
use super::exit::ExitPage;
use super::line::{Line, Offer};
use super::link::LinkPage;
use super::list::{self, Block, Body, Chip, Head, ListPage, Place};
use super::new_partner::NewPartnerPage;
use super::partner::PartnerPage;
use super::start::{Choice, StartPage, Waiting};
use super::ticks::FootPart;
use crate::pages::form::Form;
use crate::pages::list::Address;
use crate::pages::reasons;
use crate::pages::shell::Shell;
use crate::pages::wizard::Wizard;

fn draft() -> DraftId {
    DraftId::from_u128(7)
}

fn wizard(step: Step, shell: &Shell) -> Wizard {
    Wizard::of(step, Some(draft()), "anna <b>@example.com", shell.words)
}

fn evidence() -> Vec<Evidence> {
    let text = |text: &str| text.to_owned();
    vec![
        Evidence {
            points: 100,
            reason: Reason::LastName { sign: How::Same, ours: text("Müller <b>"), theirs: text("Mueller") },
        },
        Evidence { points: 0, reason: Reason::NameOnly },
        Evidence { points: -25, reason: Reason::HomeAddress { sign: How::Different } },
    ]
}

fn person(number: u128, may_edit: bool) -> FoundPerson {
    FoundPerson {
        id: PersonId::from_u128(number),
        name: "Jörg Müller <b>".to_owned(),
        partner: PartnerId::from_u128(3),
        partner_name: "Müller <b>x</b> & Söhne".to_owned(),
        inactive: !may_edit,
        may_edit,
    }
}

fn duplicate(status: Status, person: Option<FoundPerson>) -> FoundDuplicate {
    let evidence = if person.is_some() { evidence() } else { Vec::new() };
    FoundDuplicate { status, points: 120, person, evidence }
}

fn suggestions() -> Vec<PartnerSuggestion> {
    let one = |number, name: &str| PartnerSuggestion {
        id: PartnerId::from_u128(number),
        name: name.to_owned(),
        city: "Köln <b>".to_owned(),
        points: 70,
        because: vec![
            Because::SameNameButForm,
            Because::OwnDomain { domain: "mueller<b>x</b>.example".to_owned() },
            Because::OtherPlace,
        ],
    };
    vec![one(3, "Müller <b>x</b> GmbH"), one(4, "Müller AG"), one(5, "Müller KG")]
}

/// A contact without anything special.
pub(super) fn row(number: u32) -> ImportRow {
    ImportRow {
        number,
        contact: format!("AAMk{number}"),
        folder: "Kontakte <b>".to_owned(),
        kind: CandidateKind::Unstamped,
        private: false,
        card: Card::new().with(FieldKey::JobTitle, "Einkauf <b>x</b>"),
        completed: contacts::Patch::new(),
        name: "Ada <b>x</b>".to_owned(),
        company: "Müller <b>x</b>".to_owned(),
        email: "ada<b>x</b>@example.com".to_owned(),
        phone: "0171 1".to_owned(),
        has_photo: false,
        status: RowStatus::None,
        duplicates: Vec::new(),
        group: None,
        partner: None,
        preset: false,
        suggestions: Vec::new(),
        incomplete: false,
        relink: None,
        action: RowAction::Import,
        checked: false,
        bar: None,
    }
}

/// Contacts that can be imported.
fn importable() -> Vec<ImportRow> {
    let existing =
        RowPartner::Existing { id: PartnerId::from_u128(3), name: "Müller <b>x</b> GmbH".to_owned() };
    let new = RowPartner::New(PartnerCard::default().with(contacts::PartnerField::Name, "Neu <b>x</b>"));
    let other = |number| GroupRow {
        number,
        name: if number == 2 { String::new() } else { "Ada <b>x</b>".to_owned() },
        checked: false,
        status: Status::Certain,
        evidence: evidence(),
    };
    let twin = |number, others: &[u32]| {
        let others = others.iter().map(|number| other(*number)).collect();
        ImportRow { group: Some(RowGroup { number: 1, others }), ..row(number) }
    };
    let mut completed = contacts::Patch::new();
    completed.set(FieldKey::LastName, Value::parse(FieldKey::LastName, "Neu").unwrap());
    vec![
        ImportRow {
            suggestions: suggestions(),
            partner: Some(existing),
            preset: true,
            checked: true,
            has_photo: true,
            ..row(1)
        },
        twin(2, &[3]),
        twin(3, &[2]),
        ImportRow { partner: Some(new), private: true, completed, ..row(4) },
        ImportRow {
            suggestions: suggestions(),
            name: String::new(),
            incomplete: true,
            email: String::new(),
            ..row(5)
        },
    ]
}

/// Contacts of persons who are there already, for certain or possibly.
fn duplicates() -> Vec<ImportRow> {
    let certain = vec![duplicate(Status::Certain, Some(person(8, true)))];
    vec![
        ImportRow {
            status: RowStatus::Certain,
            duplicates: certain.clone(),
            bar: Some(RowBar::Certain),
            ..row(6)
        },
        ImportRow {
            status: RowStatus::Certain,
            duplicates: vec![
                duplicate(Status::Certain, Some(person(9, false))),
                duplicate(Status::Certain, None),
            ],
            bar: Some(RowBar::Certain),
            ..row(7)
        },
        ImportRow {
            status: RowStatus::Possible,
            duplicates: vec![duplicate(Status::Possible, Some(person(8, true)))],
            ..row(8)
        },
        ImportRow {
            status: RowStatus::Certain,
            duplicates: certain,
            bar: Some(RowBar::Certain),
            action: RowAction::Link(PersonId::from_u128(8)),
            checked: true,
            ..row(9)
        },
    ]
}

/// Contacts that have an ID.
fn stamped() -> Vec<ImportRow> {
    vec![
        ImportRow {
            kind: CandidateKind::Relink,
            relink: Some(person(8, true)),
            bar: Some(RowBar::Relink),
            ..row(10)
        },
        ImportRow {
            kind: CandidateKind::Relink,
            bar: Some(RowBar::Relink),
            action: RowAction::Link(PersonId::from_u128(99)),
            checked: true,
            ..row(11)
        },
        ImportRow { kind: CandidateKind::Relink, bar: Some(RowBar::RelinkGone), ..row(12) },
        ImportRow {
            kind: CandidateKind::Relink,
            relink: Some(person(8, true)),
            bar: Some(RowBar::RelinkTaken),
            ..row(14)
        },
        ImportRow {
            kind: CandidateKind::Foreign,
            bar: Some(RowBar::Foreign),
            phone: String::new(),
            ..row(13)
        },
    ]
}

/// Contacts in every state.
pub(super) fn rows() -> Vec<ImportRow> {
    [importable(), duplicates(), stamped()].concat()
}

fn counts() -> ImportCounts {
    ImportCounts {
        rows: 1_340,
        new: 1_200,
        relink: 3,
        foreign: 2,
        private_left_out: 4,
        certain: 20,
        possible: 31,
        unassigned: 400,
        incomplete: 2,
        checked: 12,
        checked_links: 2,
        checked_unassigned: 3,
        checked_incomplete: 1,
    }
}

fn head(open: u64, shell: &Shell) -> Head {
    Head {
        name: "Müller <b>x</b>".to_owned(),
        count: 12,
        open,
        place: "/import/7?by=company&group=m".to_owned(),
        search: "/import/7/partner?to=m".to_owned(),
        action: "/import/7/partner?to=m".to_owned(),
        offers: suggestions().iter().take(1).map(|one| Offer::of(one, shell.words)).collect(),
    }
}

impl ListPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let (asked, words) = (Asked { q: "kö\"<".to_owned(), ..Asked::default() }, shell.words);
        let back = |address: Address| asked.onto(&address);
        let lines: Vec<Line> = rows().iter().map(|row| Line::of(row, draft(), &back, words)).collect();
        let shown = lines.iter().map(|line| line.number).collect();
        let (twins, others) = lines.into_iter().partition(|line: &Line| line.twins.is_some());
        let blocks = vec![Block { twins: false, lines: others }, Block { twins: true, lines: twins }];
        let way = |from: &str| Some(asked.address(draft()).with("from", from));
        let place = Place { from: 51, to: 100, of: 1_340, previous: way("0"), next: way("100") };
        let chip = |on| Chip {
            place: asked.address(draft()),
            label: "12 <b>x</b>".to_owned(),
            icon: "circle-x",
            on,
        };
        let page = |counts: ImportCounts, body, focus| ListPage {
            shell: shell.clone(),
            wizard: wizard(Step::Assign, shell),
            importable: counts.new,
            facts: facts(&counts, words),
            change: "/import?draft=7".to_owned(),
            query: asked.address(draft()).query(),
            q: asked.q.clone(),
            kept: vec![("show".to_owned(), "certain".to_owned())],
            by: vec![(asked.address(draft()), shell.say("import-by-none"), true)],
            chips: vec![chip(true), chip(false)],
            group: None,
            alone: true,
            body,
            foot: list::foot(&asked, &counts, (draft(), Vec::new()), words),
            said: "assigned".to_owned(),
            focus,
        };
        let mut full = page(counts(), Body::Rows(blocks, Some(place)), Some(Some(4)));
        full.foot.shown = shown;
        let mut group = page(ImportCounts { new: 1, ..ImportCounts::default() }, Body::Nothing, Some(None));
        group.group = Some(head(0, shell));
        vec![full, group, page(counts(), Body::Groups(vec![head(3, shell), head(0, shell)]), None)]
    }
}

impl FootPart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let foot =
            |counts: &ImportCounts| list::foot(&Asked::default(), counts, (draft(), vec![1, 2]), shell.words);
        [counts(), ImportCounts::default()]
            .map(|counts| FootPart {
                shell: shell.clone(),
                wizard: wizard(Step::Assign, shell),
                foot: foot(&counts),
            })
            .into()
    }
}

impl StartPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let choice = |id: &str, on: bool| Choice {
            id: id.to_owned(),
            name: "Kunden <b>x</b>".to_owned(),
            contacts: on.then_some(1_204),
            default: id.is_empty(),
            on,
        };
        let waiting = |said: &str| Waiting {
            path: "/import/7".to_owned(),
            said: said.to_owned(),
            changed: shell.now - 60_000_000,
            goes: shell.now + 3_600_000_000,
        };
        let page = |boxes: usize, folders, form: Form, away: Option<&str>| StartPage {
            shell: shell.clone(),
            wizard: Wizard::of(Step::Detect, None, "", shell.words),
            form,
            waiting: if boxes > 1 { vec![waiting("12 <i>"), waiting("3")] } else { Vec::new() },
            mailboxes: (0..boxes)
                .map(|n| (format!("/import?mailbox={n}"), format!("<b>x</b>{n}@example.com"), n == 0))
                .collect(),
            chosen: "5".to_owned(),
            folders,
            away: away.map(|why| reasons::told(why, shell.words)),
        };
        let mut wrong = Form::new().with("with_private", "on").with("replaces", "7");
        wrong.refuse(shell.say("import-no-folder"));
        vec![
            page(0, Vec::new(), Form::new(), None),
            page(1, vec![choice("", true)], Form::new(), None),
            page(2, vec![choice("", true), choice("AAMk", false)], wrong, None),
            page(1, Vec::new(), Form::new(), Some("Outlook is away <b>x</b>; try again later")),
        ]
    }
}

impl DetectPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let told = reasons::told("Outlook is away <b>x</b>; try again later", shell.words);
        [
            Found::Reading { read: 0 },
            Found::Reading { read: 1_204 },
            Found::Checking { done: 200, of: 1_204 },
            Found::Failed(told),
            Found::Nothing(facts(&counts(), shell.words)),
            Found::Nothing(Vec::new()),
        ]
        .map(|found| DetectPage {
            shell: shell.clone(),
            wizard: wizard(Step::Detect, shell),
            found,
            change: "/import?draft=7".to_owned(),
            seen: String::new(),
        })
        .into()
    }
}

impl ExitPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![ExitPage { shell: shell.clone(), path: "/import/7".to_owned() }]
    }
}

impl PartnerPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |offers: Vec<PartnerSuggestion>, q: &str, alike| PartnerPage {
            shell: shell.clone(),
            title: shell.put("count", 12_u64).say("import-search-title-all"),
            about: vec!["Ada <b>x</b>".to_owned(), "Müller <b>x</b>".to_owned()],
            q: q.to_owned(),
            offers: offers.iter().map(|one| Offer::of(one, shell.words)).collect(),
            alike,
            company: "Müller <b>x</b>".to_owned(),
            unassign: alike > 0,
            kept: vec![("row".to_owned(), "3".to_owned())],
            here: "/import/7/partner".to_owned(),
            action: "/import/7/partner?row=3".to_owned(),
            new: "/import/7/partner/new?row=3".to_owned(),
            back: "/import/7".to_owned(),
            over: alike > 0,
        };
        vec![
            page(suggestions(), "", 11),
            page(suggestions(), "kö\"<", 0),
            page(Vec::new(), "x", 0),
            page(Vec::new(), "", 1),
        ]
    }
}

impl NewPartnerPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |form: Form, offers: Vec<PartnerSuggestion>, warned| NewPartnerPage {
            shell: shell.clone(),
            form,
            offers: offers.iter().map(|one| Offer::of(one, shell.words)).collect(),
            alike: u64::from(warned) * 3,
            company: "Müller <b>x</b>".to_owned(),
            action: "/import/7/partner/new?row=3".to_owned(),
            similar: "/import/7/partner/similar?row=3".to_owned(),
            take: "/import/7/partner?row=3".to_owned(),
            back: "/import/7".to_owned(),
            warned,
            over: warned,
        };
        let mut wrong = Form::new().with("email", "<b>x</b>");
        wrong.complain("name", shell.say("partners-name-missing"));
        wrong.complain("email", shell.say("partners-mail-wrong"));
        vec![
            page(Form::new().with("name", "Müller <b>x</b>"), suggestions(), true),
            page(Form::new(), Vec::new(), false),
            page(wrong, Vec::new(), false),
        ]
    }
}

impl CompletePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |form: Form, over| CompletePage {
            shell: shell.clone(),
            form,
            about: vec!["Notiz <b>x</b>".to_owned()],
            action: "/import/7/rows/3/complete".to_owned(),
            back: "/import/7".to_owned(),
            over,
        };
        let mut wrong = Form::new().with("email_1", "<b>x</b>");
        wrong.complain("email_1", shell.say("partners-mail-wrong"));
        wrong.refuse(shell.say("import-complete-missing"));
        vec![page(Form::new(), true), page(wrong, false)]
    }
}

impl LinkPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let field = |why| LinkField {
            field: FieldKey::JobTitle,
            outlook: text("Einkauf <b>x</b>"),
            crm: None,
            outlook_after: text("x"),
            crm_after: text("x"),
            why,
        };
        let whys = [
            LinkWhy::Same,
            LinkWhy::FillsOutlook,
            LinkWhy::FillsCrm,
            LinkWhy::CrmStands,
            LinkWhy::OutlookStands,
            LinkWhy::Apart,
            LinkWhy::Off,
        ];
        let preview = |fields: Vec<LinkField>, photo, not_possible: Option<&str>| LinkPreview {
            person: PersonId::from_u128(8),
            name: "Jörg Müller <b>".to_owned(),
            partner_name: "Müller <b>x</b>".to_owned(),
            fields,
            photo,
            not_possible: not_possible.map(str::to_owned),
        };
        let page = |row: &ImportRow, preview: &LinkPreview| {
            LinkPage::of(
                shell.clone(),
                wizard(Step::Assign, shell),
                (draft(), &Asked::default()),
                row,
                preview,
            )
        };
        let all = rows();
        let [with_photo, certain, again] =
            [1, 6, 10].map(|number| all.iter().find(|row| row.number == number).unwrap());
        vec![
            page(certain, &preview(whys.map(field).into(), true, None)),
            page(again, &preview(vec![field(LinkWhy::Same)], false, None)),
            page(with_photo, &preview(Vec::new(), true, Some("it is in the mailbox already"))),
            page(with_photo, &preview(Vec::new(), false, None)),
        ]
    }
}
