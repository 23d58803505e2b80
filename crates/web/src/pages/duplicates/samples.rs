//! Every state of the room of duplicates, for the tests of all pages.

use contacts::PersonId;
use store::StockTaking;

pub(crate) use super::switch::SwitchPage;
use super::{Apart, Avatar, Pair, ShownFamily, Who, persons};
pub(crate) use super::{ApartPage, StockPage};
use crate::evidence::{Said, Told};
use crate::pages::form::Form;
use crate::pages::shell::Shell;

fn who(number: u128, inactive: bool) -> Who {
    let id = PersonId::from_u128(number);
    let (avatar, partner) = (Avatar::of("Jörg <b>x</b>"), "Müller <b> & Söhne".to_owned());
    Who { id, avatar, partner, href: persons::path(id), inactive }
}

fn family(shell: &Shell) -> ShownFamily {
    let told = Told {
        strongest: vec![shell.say("duplicates-mail-same"), "<b>x</b>".to_owned()],
        more: vec![Said { text: shell.say("duplicates-first-different"), against: true }],
    };
    let pair = |certain, other| Pair {
        one: who(1, false),
        other: who(other, true),
        certain,
        told: if certain { told.clone() } else { Told::default() },
    };
    ShownFamily { number: 1, names: "Jörg <b>x</b>".to_owned(), pairs: vec![pair(true, 2), pair(false, 3)] }
}

impl StockPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |taking, families, next: Option<i64>| StockPage {
            shell: shell.clone(),
            taking,
            families,
            after: next.unwrap_or_default(),
            next,
            writes: next.is_none(),
            administers: next.is_none(),
            address: "/duplicates?after=0".to_owned(),
            seen: "1".to_owned(),
        };
        let ended = StockTaking {
            number: 1,
            by: None,
            began: shell.now,
            ended: Some(shell.now),
            dealt_with: 12_345,
            expected: 12_345,
            until: 0,
        };
        let under_way = StockTaking { ended: None, dealt_with: 200, ..ended };
        vec![
            page(None, vec![], None),
            page(Some(under_way), vec![], None),
            page(Some(under_way), vec![family(shell)], Some(1)),
            page(Some(ended), vec![], None),
            page(Some(ended), vec![family(shell)], None),
            page(Some(ended), vec![family(shell)], Some(1)),
        ]
    }
}

impl ApartPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let pair = |by| Apart { one: who(1, false), other: who(2, true), by, at: shell.now };
        let page = |pairs, writes| ApartPage { shell: shell.clone(), pairs, writes };
        let pairs = vec![pair(Some("Anna <b>x</b>".to_owned())), pair(None)];
        vec![page(vec![], true), page(pairs.clone(), true), page(pairs, false)]
    }
}

impl SwitchPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |on: &str, concerned| SwitchPage {
            shell: shell.clone(),
            form: Form::new().with("possible_only", on),
            concerned,
        };
        vec![page("", 0), page("yes", 1), page("yes", 12_345)]
    }
}
