//! The pages of business partners in every state.

use contacts::person::{PARTNER_FIELDS, PartnerCard, Touch};
use contacts::{BusinessPartner, PartnerField, PartnerId};
use store::Count;

use super::delete::LeavePage;
use super::edit::{Clash, FormPage};
use super::list::{Asked, ListPage, Row, counted};
use super::page::{PartnerPage, facts};
use super::*;
use crate::pages::form::Form;
use crate::pages::list::Pager;
use crate::pages::person::Avatar;
use crate::pages::persons::list::People;
use crate::pages::persons::list::marks::Sought;
use crate::pages::shell::Shell;

fn partner(full: bool) -> BusinessPartner {
    let touch = Touch { by: None, at: 1_795_000_000_000_000 };
    let mut card = PartnerCard::default().with(PartnerField::Name, "Kunde <b>x</b> GmbH");
    if full {
        for (field, _, _) in PARTNER_FIELDS.iter().skip(1) {
            card.set(*field, "<b>x</b>");
        }
        card.set(PartnerField::WebPage, "kunde.example");
    }
    BusinessPartner {
        id: PartnerId::from_u128(1),
        version: 1,
        card,
        team: None,
        external_id: full.then(|| "K-<b>x</b>".to_owned()),
        inactive: full,
        created: touch,
        changed: touch,
        deleted: None,
    }
}

impl ListPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |query: &str, count: u64, writes| {
            let asked = Asked::read(query);
            let sought = Sought::of(&asked.q);
            ListPage {
                shell: shell.clone(),
                sorting: asked.sorting(),
                rows: (0..count.min(3)).map(|place| Row::of(&partner(place % 2 == 0), &sought)).collect(),
                count: counted(
                    if count > 1_000 { Count::MoreThan(1_000) } else { Count::Exactly(count) },
                    shell.words,
                ),
                pager: Pager::new(&asked.address(), None, None, (count > 3).then_some("next")),
                address: asked.address(),
                asked,
                writes,
            }
        };
        vec![
            page("", 2_000, true),
            page("q=kun%3Cb%3E&inactive=true&sort=-city", 3, false),
            page("q=x&inactive=false", 0, true),
            page("", 0, true),
            page("", 0, false),
        ]
    }
}

impl PartnerPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |full, persons, writes| PartnerPage {
            shell: shell.clone(),
            path: "/business-partners/1".to_owned(),
            avatar: Avatar::of("Kunde <b>x</b> GmbH"),
            inactive: full,
            facts: facts(&partner(full), full.then(|| "Team <b>x</b>".to_owned()), shell.words),
            created: (0, String::new()),
            changed: (shell.now, "Anna <b>x</b>".to_owned()),
            writes,
            part: People::of_partner(shell, persons),
        };
        vec![page(true, 11, true), page(false, 0, true), page(true, 3, false)]
    }
}

impl FormPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let team = || {
            vec![
                (String::new(), shell.say("partners-team-none")),
                ("7".to_owned(), "Team <b>x</b>".to_owned()),
            ]
        };
        let page = |form, known: bool, clashes| FormPage {
            shell: shell.clone(),
            form,
            known: known.then(|| ("Kunde <b>x</b>".to_owned(), "/business-partners/1".to_owned())),
            teams: if known { team() } else { Vec::new() },
            links: if known { 12 } else { 0 },
            clashes,
        };
        let mut wrong = Form::new().with("name", "<b>x</b>");
        for (field, key) in [
            ("name", "partners-name-missing"),
            ("email", "partners-mail-wrong"),
            ("fax", "partners-odd-sign"),
            ("external_id", "partners-external-id-taken"),
        ] {
            wrong.complain(field, shell.say(key));
        }
        wrong.complain("city", shell.put("count", 2_000).say("partners-too-long"));
        let mut clash = fields::filled(&partner(true));
        clash.refuse(shell.put("count", 1).say("partners-clash"));
        let field = |by: &str, mine: &str| Clash {
            field: "city".to_owned(),
            label: fields::name_of("city", shell.words),
            mine: mine.to_owned(),
            theirs: "Köln <b>x</b>".to_owned(),
            by: by.to_owned(),
        };
        let other =
            Clash { field: "team".to_owned(), label: fields::name_of("team", shell.words), ..field("", "") };
        let mut refused = Form::new();
        refused.refuse(shell.put("why", "a rule \"<b>x</b>\"").say("partners-refused"));
        vec![
            page(Form::new(), false, Vec::new()),
            page(wrong, false, Vec::new()),
            page(fields::filled(&partner(true)), true, Vec::new()),
            page(clash, true, vec![field("Anna <b>x</b>", "Kassel"), other]),
            page(refused, true, Vec::new()),
        ]
    }
}

impl LeavePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |title: &str, text: String, moves, can, form| LeavePage {
            shell: shell.clone(),
            form,
            path: "/business-partners/1".to_owned(),
            title: shell.put("name", "Kunde <b>x</b>").say(title),
            texts: vec![text, shell.say("partners-move-text")],
            moves,
            can,
        };
        let all = || shell.put("count", 12).put("bin", 2).put("name", "Kunde <b>x</b>");
        let mut wrong = Form::new();
        wrong.complain("to", shell.say("partners-move-missing"));
        wrong.complain("to", shell.say("partners-move-same"));
        wrong.refuse(shell.say("partners-delete-has-persons"));
        vec![
            page("partners-delete-ask", shell.say("partners-delete-text"), false, true, Form::new()),
            page("partners-delete-move-first", all().say("partners-delete-refused"), true, true, Form::new()),
            page("partners-move-ask", all().say("partners-move-count"), true, true, wrong),
            page("partners-move-ask", shell.say("partners-move-nobody"), true, false, Form::new()),
        ]
    }
}
