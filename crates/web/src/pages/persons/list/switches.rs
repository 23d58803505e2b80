//! How the switches of the persons on a page stand in one mailbox: badges, and the one poll that keeps them true.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use contacts::{MailboxId, PersonId};
use replication::Ended;
use store::{LinkDetail, MailboxState, MailboxView, SwitchState};

use crate::language::Words;
use crate::pages::form::Form;
use crate::pages::live;
use crate::pages::reply::{self, Answer};
use crate::pages::shell::{Room, Shell};
use crate::state::WebState;
use crate::visitor::Visitor;

/// A mailbox of the visitor's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) id: MailboxId,
    pub(crate) address: String,
    /// Whether it takes part just now; else work waits.
    pub(crate) active: bool,
}

/// Reads the visitor's own mailboxes, those that can be worked with, the oldest first.
pub(crate) async fn own(state: &WebState, visitor: &Visitor) -> Result<Vec<Own>, store::StoreError> {
    let mut all = state.store.list_mailboxes(&visitor.viewer, visitor.now).await?;
    all.retain(|mailbox| mailbox.owner == visitor.viewer.user && open(mailbox));
    all.sort_by_key(|mailbox| (mailbox.created, mailbox.id));
    let own = |mailbox: MailboxView| Own {
        id: mailbox.id,
        active: mailbox.state == MailboxState::Active,
        address: mailbox.address,
    };
    Ok(all.into_iter().map(own).collect())
}

fn open(mailbox: &MailboxView) -> bool {
    match mailbox.state {
        MailboxState::Paused
        | MailboxState::Active
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked => true,
        MailboxState::Disconnecting | MailboxState::Disconnected => false,
    }
}

/// How a switch stands, in a word.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Badge {
    pub(crate) id: String,
    pub(crate) word: String,
    pub(crate) tone: &'static str,
    pub(crate) icon: &'static str,
    /// What is said besides.
    pub(crate) more: String,
}

impl Badge {
    /// Says how the switch of a person stands; none: it never was in the mailbox.
    pub(crate) fn of(person: PersonId, detail: Option<&LinkDetail>, active: bool, words: Words) -> Self {
        let badge =
            |word: String, tone, icon, more: String| Badge { id: person.hex(), word, tone, icon, more };
        let none = String::new;
        let Some(detail) = detail else {
            return badge(words.say("persons-switch-off"), "off", "unlink", none());
        };
        if let Some(problem) = &detail.problem {
            let reason = problem.reason.clone();
            return if problem.parked {
                badge(words.say("persons-switch-attention"), "warn", "triangle-alert", reason)
            } else {
                badge(words.say("persons-switch-again"), "warn", "rotate-cw", reason)
            };
        }
        let waits = |word: String| {
            if active { badge(word, "busy", "refresh-cw", none()) } else { waiting(person, words) }
        };
        match detail.state {
            SwitchState::Adopting => waits(words.say("persons-switch-adopting")),
            SwitchState::Leaving(_) => waits(words.say("persons-switch-leaving")),
            SwitchState::Replicated if detail.under_way => waits(words.say("persons-switch-updating")),
            SwitchState::Replicated => {
                let folder = detail.elsewhere.as_ref();
                let more = folder.map(|folder| words.put("folder", folder).say("persons-switch-elsewhere"));
                badge(words.say("persons-switch-on"), "good", "check", more.unwrap_or_default())
            }
            SwitchState::Ended { by: Ended::OutlookDelete, .. } => badge(
                words.say("persons-switch-deleted"),
                "",
                "trash-2",
                words.say("persons-switch-deleted-more"),
            ),
            SwitchState::Ended { by: Ended::Withdrawn, .. } => {
                badge(words.say("persons-switch-withdrawn"), "off", "unlink", none())
            }
            SwitchState::Ended {
                by:
                    Ended::PersonDeleted
                    | Ended::ReleasedEdited
                    | Ended::Erased
                    | Ended::RightLost
                    | Ended::DisconnectLeave
                    | Ended::DisconnectRemove
                    | Ended::Released
                    | Ended::NeverCreated,
                ..
            } => badge(words.say("persons-switch-off"), "off", "unlink", none()),
        }
    }

    /// Tells whether it will change by itself soon.
    fn moves(&self) -> bool {
        self.tone == "busy"
    }
}

fn waiting(person: PersonId, words: Words) -> Badge {
    Badge {
        id: person.hex(),
        word: words.say("persons-switch-waiting"),
        tone: "",
        icon: "hourglass",
        more: words.say("persons-switch-waiting-more"),
    }
}

/// The element that asks for all badges of a page, and what it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Live {
    pub(crate) path: String,
    /// How often it asks, as the script reads it.
    pub(crate) every: &'static str,
}

impl Live {
    /// Makes the one of some badges; none when there are none.
    pub(crate) fn of(mailbox: MailboxId, badges: &[Badge]) -> Option<Self> {
        if badges.is_empty() {
            return None;
        }
        let ids: Vec<&str> = badges.iter().map(|badge| badge.id.as_str()).collect();
        let (seen, ids) = (live::digest(badges), ids.join("."));
        Some(Live {
            path: format!("/contact-persons/switches?mailbox={}&seen={seen}&ids={ids}", mailbox.hex()),
            every: if badges.iter().any(Badge::moves) { "every 1s" } else { "every 3s" },
        })
    }
}

/// All badges of a page, each for its place.
#[derive(Template)]
#[template(path = "persons/switches.html")]
pub(crate) struct SwitchesPart {
    pub(crate) shell: Shell,
    pub(crate) live: Live,
    pub(crate) badges: Vec<Badge>,
}

/// Reads the badges of persons in a mailbox.
pub(crate) async fn badges(
    state: &WebState,
    visitor: &Visitor,
    mailbox: &Own,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, Badge>, store::StoreError> {
    let details = state.store.list_switches(&visitor.viewer, mailbox.id, persons).await?;
    let badge =
        |person: &PersonId| (*person, Badge::of(*person, details.get(person), mailbox.active, visitor.words));
    Ok(persons.iter().map(badge).collect())
}

/// Answers the poll of a list: nothing while nothing has changed.
pub(super) async fn show(State(state): State<WebState>, visitor: Visitor, uri: axum::http::Uri) -> Answer {
    let asked = Form::read(uri.query().unwrap_or_default().as_bytes());
    let persons: Vec<PersonId> =
        asked.value("ids").split('.').take(500).filter_map(|id| id.parse().ok()).collect();
    let wanted: Option<MailboxId> = asked.value("mailbox").parse().ok();
    let own = own(&state, &visitor).await?;
    let Some(mailbox) = own.iter().find(|mailbox| Some(mailbox.id) == wanted) else {
        return Ok(reply::unchanged());
    };
    let found = badges(&state, &visitor, mailbox, &persons).await?;
    let badges: Vec<Badge> = persons.iter().filter_map(|person| found.get(person).cloned()).collect();
    let live = Live::of(mailbox.id, &badges);
    match live.filter(|_| live::digest(&badges) != asked.value("seen")) {
        Some(live) => {
            reply::show(&SwitchesPart { shell: Shell::plain(&visitor, Room::Persons), live, badges })
        }
        None => Ok(reply::unchanged()),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use replication::{Leaving, Problem};

    use super::*;

    /// Makes a switch in every state.
    pub(crate) fn details() -> Vec<Option<LinkDetail>> {
        let detail = |state| LinkDetail {
            mailbox: MailboxId::from_u128(1),
            address: "anna@example.com".to_owned(),
            state,
            under_way: false,
            problem: None,
            in_step: 1,
            elsewhere: None,
            candidates: Vec::new(),
            photo_apart: false,
        };
        let problem =
            |parked| Problem { reason: "the name \"<b>x</b>\" is odd".into(), since: 1, attempts: 2, parked };
        let ended = |by| Some(detail(SwitchState::Ended { by, user: None, at: 1 }));
        let on = || detail(SwitchState::Replicated);
        vec![
            None,
            Some(detail(SwitchState::Adopting)),
            Some(on()),
            Some(LinkDetail { under_way: true, ..on() }),
            Some(LinkDetail { elsewhere: Some("Archive <b>x</b>".into()), ..on() }),
            Some(LinkDetail { problem: Some(problem(true)), ..on() }),
            Some(LinkDetail { problem: Some(problem(false)), ..on() }),
            Some(detail(SwitchState::Leaving(Leaving::Withdrawn))),
            ended(Ended::OutlookDelete),
            ended(Ended::Withdrawn),
            ended(Ended::RightLost),
        ]
    }

    impl SwitchesPart {
        pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
            let badge = |active| {
                move |(place, detail): (usize, Option<LinkDetail>)| {
                    Badge::of(PersonId::from_u128(place as u128), detail.as_ref(), active, shell.words)
                }
            };
            let part = |active| {
                let badges: Vec<Badge> = details().into_iter().enumerate().map(badge(active)).collect();
                let live = Live::of(MailboxId::from_u128(1), &badges).unwrap();
                SwitchesPart { shell: shell.clone(), live, badges }
            };
            vec![part(true), part(false)]
        }
    }
}
