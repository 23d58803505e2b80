//! The start page: how things stand, and what to try first. Also the bar's live parts.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
#[cfg(test)]
use store::MailboxHealth;
use store::{MailboxState, MailboxView};

#[cfg(test)]
use super::first_minutes::Kept;
use super::first_minutes::{self, Shown};
use super::mailbox;
use super::reply::{self, Answer};
use super::shell::{Pulse, Room, Shell};
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/", get(show)).route("/pulse", get(pulse))
}

/// The start page.
#[derive(Template)]
#[template(path = "start/page.html")]
pub(crate) struct StartPage {
    shell: Shell,
    first_name: String,
    steps: Vec<Shown>,
    writes: bool,
    mailboxes: Vec<MailboxCard>,
    attention: Vec<Attention>,
}

/// Something that a person has to look at, and where.
pub(crate) struct Attention {
    icon: &'static str,
    tone: &'static str,
    text: String,
    address: String,
    action: String,
    href: String,
}

/// How one of the visitor's mailboxes fares.
pub(crate) struct MailboxCard {
    path: String,
    address: String,
    pulse: Pulse,
    links: u64,
    last_cycle: Option<i64>,
}

/// The badge in the bar that tells how replication fares.
#[derive(Template)]
#[template(path = "start/pulse.html")]
pub(crate) struct PulseBadge {
    shell: Shell,
    pulse: Pulse,
}

/// What a live part has shown last.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    pub(crate) seen: String,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let all = state.store.list_mailboxes(&visitor.viewer, visitor.now).await?;
    let connected = all.into_iter().filter(|mailbox| mailbox.state != MailboxState::Disconnected);
    let (own, others): (Vec<_>, Vec<_>) = connected.partition(|mailbox| mailbox.owner == visitor.viewer.user);
    let shell = visitor.shell(&state, Room::Start).await?;
    let name = &visitor.session.user.name;
    let attention = own.iter().chain(&others).flat_map(|mailbox| attention(mailbox, shell.words)).collect();
    reply::show(&StartPage {
        first_name: name.split_whitespace().next().unwrap_or(name).to_owned(),
        steps: first_minutes::steps(&state, &visitor, &own).await?,
        writes: visitor.viewer.writes(),
        mailboxes: own.iter().map(card).collect(),
        attention,
        shell,
    })
}

/// Lists what a person has to look at in a mailbox.
fn attention(mailbox: &MailboxView, words: Words) -> Vec<Attention> {
    let path = mailbox::path(mailbox.id);
    let one = |icon, tone, text, action, place: &str| Attention {
        icon,
        tone,
        text,
        address: mailbox.address.clone(),
        action: words.say(action),
        href: format!("{path}{place}"),
    };
    let health = &mailbox.health;
    let stopped = match mailbox.state {
        MailboxState::ReconnectNeeded => {
            let text = words.say("start-needs-reconnect");
            Some(one("plug", "bad", text, "start-do-reconnect", "/reconnect"))
        }
        MailboxState::Braked => {
            let (ending, links) = health.brake.unwrap_or_default();
            let text = words.put("count", ending).put("links", links).say("start-needs-release");
            Some(one("shield-alert", "bad", text, "start-do-look", "/brake"))
        }
        MailboxState::Active if health.failures > 0 => {
            Some(one("circle-alert", "warn", words.say("start-failing"), "start-do-look", ""))
        }
        MailboxState::Paused if health.last_cycle == 0 => {
            Some(one("eye", "warn", words.say("start-needs-look"), "start-do-look", ""))
        }
        MailboxState::Paused
        | MailboxState::Active
        | MailboxState::Disconnecting
        | MailboxState::Disconnected => None,
    };
    let waiting = (health.problems > 0).then(|| {
        let text = words.put("count", health.problems).say("start-problems");
        one("circle-alert", "warn", text, "start-do-look", "/problems")
    });
    stopped.into_iter().chain(waiting).collect()
}

async fn pulse(
    State(state): State<WebState>,
    visitor: Visitor,
    Query(Seen { seen }): Query<Seen>,
) -> Result<Response, super::trouble::Trouble> {
    let pulse = visitor.pulse(&state).await?;
    let shell = Shell::plain(&visitor, Room::None);
    let badge = PulseBadge { shell, pulse };
    if badge.pulse.digest(&badge.shell.words) == seen {
        return Ok(reply::unchanged());
    }
    reply::show(&badge)
}

fn card(mailbox: &MailboxView) -> MailboxCard {
    MailboxCard {
        path: mailbox::path(mailbox.id),
        address: mailbox.address.clone(),
        pulse: Pulse::of(std::slice::from_ref(mailbox)),
        links: mailbox.health.links,
        last_cycle: (mailbox.health.last_cycle > 0).then_some(mailbox.health.last_cycle),
    }
}

#[cfg(test)]
impl StartPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let card = |pulse, last_cycle| MailboxCard {
            path: "/mailboxes/5".to_owned(),
            address: "ada@example.com".to_owned(),
            pulse,
            links: 1_204,
            last_cycle,
        };
        let now = shell.now;
        let full = vec![
            card(Pulse::InStep, Some(now - 40_000_000)),
            card(Pulse::UnderWay(7), Some(now - 9_000_000)),
            card(Pulse::Attention(2), None),
            card(Pulse::Paused, None),
        ];
        let troubled = |state, health| mailbox::samples::mailbox(state, health);
        let health = || MailboxHealth { last_cycle: 1, problems: 2, links: 9, ..MailboxHealth::default() };
        let all = [
            troubled(MailboxState::ReconnectNeeded, MailboxHealth::default()),
            troubled(MailboxState::Braked, MailboxHealth { brake: Some((30, 90)), ..health() }),
            troubled(MailboxState::Active, MailboxHealth { failures: 1, ..health() }),
            troubled(MailboxState::Paused, MailboxHealth::default()),
        ];
        let steps = |kept, known: &[MailboxView], book| first_minutes::shown(&kept, known, book, shell.words);
        let page = |mailboxes, known: &[MailboxView], steps| StartPage {
            shell: shell.clone(),
            first_name: "Ada".to_owned(),
            writes: true,
            steps,
            mailboxes,
            attention: known.iter().flat_map(|mailbox| attention(mailbox, shell.words)).collect(),
        };
        let begun = steps(Kept::begun(), &all, Some("http://127.0.0.1:8081/"));
        vec![
            page(full, &all, begun),
            page(Vec::new(), &[], steps(Kept::empty(), &[], None)),
            StartPage { writes: false, ..page(Vec::new(), &[], Vec::new()) },
        ]
    }
}

#[cfg(test)]
impl PulseBadge {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        [Pulse::NoMailbox, Pulse::InStep, Pulse::UnderWay(1), Pulse::Paused, Pulse::Attention(2)]
            .map(|pulse| PulseBadge { shell: shell.clone(), pulse })
            .into()
    }
}
