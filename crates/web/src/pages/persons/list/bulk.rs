//! What the actions on several contact persons share: who is selected, the dialog that says what will happen, and how
//! it ends.

use askama::Template;
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse as _;
use contacts::{MailboxId, PersonId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::switches::{self, Own};
use crate::language::Words;
use crate::pages::flash::Flash;
use crate::pages::form::Form;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::pages::trouble::Trouble;
use crate::state::WebState;
use crate::visitor::Visitor;

/// The most persons of one action: as many as the store looks at together.
const MOST: usize = 500;
/// How many of those that cannot are named.
const NAMED: usize = 8;
/// The longest address that an undo leads back to: it travels in a cookie.
const LONGEST_BACK: usize = 700;

/// Who is selected, and where the list was.
pub(super) struct Picked {
    pub(super) persons: Vec<PersonId>,
    pub(super) back: String,
    mailbox: Option<MailboxId>,
}

impl Picked {
    /// Reads the list's form.
    pub(super) fn of(form: &Form) -> Self {
        let mut persons: Vec<PersonId> = form.values("id").iter().filter_map(|id| id.parse().ok()).collect();
        let mut known = std::collections::BTreeSet::new();
        persons.retain(|person| known.insert(*person));
        persons.truncate(MOST);
        Picked { persons, back: super::back(form), mailbox: form.value("mailbox").parse().ok() }
    }

    /// Reads the list's form from an address.
    pub(super) fn asked(uri: &axum::http::Uri) -> Self {
        Picked::of(&Form::read(uri.query().unwrap_or_default().as_bytes()))
    }

    /// Finds the visitor's mailbox that the list showed; none when there is none (any more).
    pub(super) async fn mailbox(&self, state: &WebState, visitor: &Visitor) -> Result<Option<Own>, Trouble> {
        let own = switches::own(state, visitor).await?;
        Ok(match self.mailbox {
            Some(wanted) => own.into_iter().find(|own| own.id == wanted),
            None => own.into_iter().next(),
        })
    }

    /// Makes the path that takes an action back, and then leads back to the list.
    pub(super) fn undo(&self, path: &str) -> String {
        if self.back.len() > LONGEST_BACK {
            return path.to_owned();
        }
        format!("{path}?back={}", utf8_percent_encode(&self.back, NON_ALPHANUMERIC))
    }
}

/// What an action does to some of those selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) icon: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// What is asked before something is done to several contact persons.
#[derive(Template)]
#[template(path = "persons/bulk.html", blocks = ["dialog"])]
pub(crate) struct BulkPage {
    pub(super) shell: Shell,
    pub(super) title: String,
    pub(super) action: &'static str,
    pub(super) back: String,
    pub(super) ids: Vec<String>,
    pub(super) mailbox: String,
    /// What the button says; empty: there is nothing to be done.
    pub(super) yes: String,
    pub(super) kind: &'static str,
    pub(super) lines: Vec<Line>,
    /// Those that cannot, with why.
    pub(super) cannot: Vec<(String, String)>,
    pub(super) cannot_more: usize,
    pub(super) undo: String,
    pub(super) form: Form,
    /// Who may be in charge; empty: that is not what is asked.
    pub(super) employees: Vec<(String, String)>,
    /// Whether it stands in a dialog over the list: then the script puts the list in place.
    pub(super) over: bool,
}

impl BulkPage {
    /// Makes the dialog of an action with nothing in it yet.
    pub(super) fn new(shell: Shell, action: &'static str, picked: &Picked) -> Self {
        BulkPage {
            shell,
            title: String::new(),
            action,
            back: picked.back.clone(),
            ids: picked.persons.iter().map(ToString::to_string).collect(),
            mailbox: picked.mailbox.map(|mailbox| mailbox.to_string()).unwrap_or_default(),
            yes: String::new(),
            kind: "primary",
            lines: Vec::new(),
            cannot: Vec::new(),
            cannot_more: 0,
            undo: String::new(),
            form: Form::new(),
            employees: Vec::new(),
            over: false,
        }
    }

    /// Says what happens to some, if there are any.
    pub(super) fn line(
        &mut self,
        count: u64,
        icon: &'static str,
        tone: &'static str,
        text: impl FnOnce() -> String,
    ) {
        if count > 0 {
            self.lines.push(Line { icon, tone, text: text() });
        }
    }

    /// Names those that cannot; the first of them, when they are many.
    pub(super) fn name_those_that_cannot(&mut self, mut cannot: Vec<(String, String)>) {
        self.cannot_more = cannot.len().saturating_sub(NAMED);
        cannot.truncate(NAMED);
        self.cannot = cannot;
    }

    /// Says that nobody is selected, when that is so.
    pub(super) fn nobody(mut self, words: Words) -> Self {
        self.title = words.say("persons-nobody-selected");
        self.lines = vec![Line { icon: "info", tone: "", text: words.say("persons-nobody-selected-text") }];
        self
    }

    /// Says that there is no mailbox to act in.
    pub(super) fn without_mailbox(mut self, words: Words) -> Self {
        self.title = words.say("persons-no-mailbox");
        self.lines = vec![Line { icon: "mailbox", tone: "", text: words.say("persons-no-mailbox-text") }];
        self
    }
}

/// Makes the shell of a dialog.
pub(super) async fn shell(state: &WebState, visitor: &Visitor) -> Result<Shell, Trouble> {
    visitor.writes()?;
    visitor.shell(state, Room::Persons).await
}

/// Shows the dialog: over the list, or as a page.
pub(super) fn ask(visitor: &Visitor, mut page: BulkPage) -> Answer {
    page.over = visitor.wants("dialog");
    if page.over { reply::show(&page.as_dialog()) } else { reply::show(&page) }
}

/// Shows the dialog once more, with what is wrong in it.
pub(super) fn ask_again(visitor: &Visitor, mut page: BulkPage) -> Answer {
    if !visitor.htmx {
        return reply::again(&page);
    }
    page.over = true;
    let place = [("hx-retarget", "#dialog"), ("hx-reswap", "innerHTML")]
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Ok((place, reply::again(&page.as_dialog())?).into_response())
}

/// Ends an action: the list as it is now, and what was done.
pub(super) async fn done(state: &WebState, visitor: &Visitor, back: &str, flash: &Flash) -> Answer {
    if visitor.wants("persons-list") {
        let page = super::again(state, visitor, back).await?;
        return reply::show_and_say(&page.as_list(), visitor, flash);
    }
    Ok(reply::go(visitor, back, Some(flash)))
}

#[cfg(test)]
impl BulkPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let picked = Picked {
            persons: vec![PersonId::from_u128(7)],
            back: "/contact-persons?q=%3Cb%3E".into(),
            mailbox: None,
        };
        let empty = || BulkPage::new(shell.clone(), "/contact-persons/replicate", &picked);
        vec![empty().nobody(shell.words), empty().without_mailbox(shell.words)]
    }
}
