//! What the replication switch shows: one line for each of the visitor's mailboxes, and where else the person is. Pure.

use contacts::{PersonId, UserId};
use replication::{Ended, Leaving, Problem};
use store::{LinkDetail, LinkView, MailboxState, MailboxView, SwitchState};

use crate::language::Words;
use crate::pages::live;
use crate::pages::reasons::{self, Reason, Told};

/// What the switch of a person shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    /// Where the switch lives: `/contact-persons/{id}/switch`.
    pub(crate) path: String,
    /// The sum of what is shown.
    pub(crate) seen: String,
    /// Whether something is under way: it is asked for more often.
    pub(crate) busy: bool,
    pub(crate) lines: Vec<Line>,
    /// In whose mailboxes the person is besides.
    pub(crate) colleagues: Vec<Colleague>,
    /// Whether the visitor may change anything.
    pub(crate) writes: bool,
    /// Whether the person lies in the bin.
    pub(crate) in_bin: bool,
}

/// Somebody else in whose mailbox the person is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Colleague {
    pub(crate) name: String,
    /// How it stands there, for those who may know; tone and words.
    pub(crate) state: Option<(&'static str, String)>,
    /// The mailbox's page, for those who may see it.
    pub(crate) href: Option<String>,
}

/// How the switch stands in one of the visitor's mailboxes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Line {
    /// The mailbox's id, for ids of elements.
    pub(crate) id: String,
    pub(crate) address: String,
    /// Where it is changed: `/contact-persons/{id}/switch/{mailbox}`.
    pub(crate) path: String,
    pub(crate) mailbox_path: String,
    pub(crate) turn: Turn,
    pub(crate) tone: &'static str,
    /// One word or two: how it stands.
    pub(crate) title: String,
    /// What that means.
    pub(crate) text: String,
    /// When both sides were last equal, or when it ended.
    pub(crate) moment: Option<When>,
    /// Further things to know.
    pub(crate) notes: Vec<String>,
    pub(crate) problem: Option<Stuck>,
    /// Why nothing happens in this mailbox, and what leads to where that is mended.
    pub(crate) stopped: Option<(String, String)>,
}

/// A moment and what happened then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct When {
    /// The key of its words.
    pub(crate) key: &'static str,
    /// In microseconds since 1970 UTC.
    pub(crate) at: i64,
}

/// Which way the switch can be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    /// It is off; a click adopts.
    On,
    /// It is on; a click asks, then withdraws.
    Off,
    /// It is on its way out; a click takes that back.
    Keep,
    /// It cannot be turned.
    Fixed {
        /// Whether it stands on.
        on: bool,
    },
}

impl Turn {
    /// Tells whether a click brings the person into the mailbox, or keeps it there.
    pub(crate) const fn adopts(self) -> bool {
        matches!(self, Turn::On | Turn::Keep)
    }

    /// Tells whether a click asks whether to withdraw it.
    pub(crate) const fn withdraws(self) -> bool {
        matches!(self, Turn::Off)
    }

    /// Tells whether a switch that cannot be turned stands on.
    pub(crate) const fn is_on(self) -> bool {
        matches!(self, Turn::Fixed { on: true })
    }
}

/// What keeps the person from being in step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Stuck {
    pub(crate) told: Told,
    /// Whether a person has to act.
    pub(crate) parked: bool,
    /// Whether one of several contacts has to be chosen.
    pub(crate) choose: bool,
    pub(crate) since: i64,
    pub(crate) attempts: u32,
}

/// What the switch is made from.
pub(crate) struct Known<'a> {
    pub(crate) person: PersonId,
    pub(crate) in_bin: bool,
    pub(crate) viewer: UserId,
    pub(crate) administers: bool,
    pub(crate) writes: bool,
    /// The visitor's mailboxes that are connected.
    pub(crate) mailboxes: &'a [MailboxView],
    pub(crate) links: &'a [LinkView],
    /// Names of users that ended links.
    pub(crate) names: &'a dyn Fn(UserId) -> Option<String>,
    pub(crate) words: Words,
}

/// Returns where a person's switch lives.
pub(crate) fn path(person: PersonId) -> String {
    format!("/contact-persons/{person}/switch")
}

/// Decides what the switch of a person shows.
pub(crate) fn view(known: &Known<'_>) -> View {
    let lines: Vec<Line> = known.mailboxes.iter().map(|mailbox| line(known, mailbox)).collect();
    let others = known.links.iter().filter(|link| link.owner != known.viewer);
    let mut colleagues: Vec<Colleague> =
        others.filter_map(|link| colleague(link, known.administers, known.words)).collect();
    colleagues.dedup();
    let busy = lines.iter().any(|line| line.tone == "busy");
    // Times are said relatively and change by themselves: they are summed up as they are, not as they are said.
    let seen = live::digest((&lines, &colleagues, known.writes, known.in_bin, known.words.language().tag()));
    let (writes, in_bin) = (known.writes, known.in_bin);
    View { path: path(known.person), seen, busy, lines, colleagues, writes, in_bin }
}

fn colleague(link: &LinkView, administers: bool, words: Words) -> Option<Colleague> {
    let detail = link.detail.as_ref();
    let ended = detail.is_some_and(|detail| matches!(detail.state, SwitchState::Ended { .. }));
    let state = detail.map(|detail| {
        let (tone, title) = standing(detail);
        (tone, words.say(title))
    });
    let href = detail.filter(|_| administers).map(|detail| format!("/mailboxes/{}", detail.mailbox));
    (!ended).then(|| Colleague { name: link.owner_name.clone(), state, href })
}

fn line(known: &Known<'_>, mailbox: &MailboxView) -> Line {
    let words = known.words;
    let link = known.links.iter().filter_map(|link| link.detail.as_ref());
    let link = link.into_iter().find(|link| link.mailbox == mailbox.id);
    let (tone, title) = link.map_or(("quiet", "switch-off"), standing);
    let stopped = stopped(mailbox, words);
    // While its mailbox stands still nothing is on its way.
    let waits = tone == "busy" && stopped.is_some();
    let (tone, title) = if waits { ("quiet", "switch-waiting") } else { (tone, title) };
    let stands_on = link.is_some_and(|link| !matches!(link.state, SwitchState::Ended { .. }));
    let fixed = !known.writes || known.in_bin || mailbox.state == MailboxState::Disconnecting;
    let turn = match link.map(|link| link.state) {
        Some(_) | None if fixed => Turn::Fixed { on: stands_on },
        None | Some(SwitchState::Ended { .. }) => Turn::On,
        Some(SwitchState::Adopting | SwitchState::Replicated) => Turn::Off,
        Some(SwitchState::Leaving(Leaving::Withdrawn)) => Turn::Keep,
        Some(SwitchState::Leaving(
            Leaving::PersonDeleted
            | Leaving::Erased
            | Leaving::RightLost
            | Leaving::DisconnectLeave
            | Leaving::DisconnectRemove
            | Leaving::Released,
        )) => Turn::Fixed { on: true },
    };
    let elsewhere = link.is_some_and(|link| link.elsewhere.is_some() && stands_on);
    Line {
        id: mailbox.id.to_string(),
        address: mailbox.address.clone(),
        path: format!("{}/{}", path(known.person), mailbox.id),
        mailbox_path: format!("/mailboxes/{}", mailbox.id),
        turn,
        tone,
        title: words.say(title),
        text: match link {
            None => words.say("switch-off-text"),
            // What is told below says why nothing is being created.
            Some(link) if link.state == SwitchState::Adopting && (waits || parked(link)) => String::new(),
            Some(link) => text(link, known),
        },
        moment: link.and_then(moment),
        notes: elsewhere.then(|| words.say("switch-elsewhere")).into_iter().collect(),
        problem: link.and_then(|link| link.problem.as_ref()).map(|problem| stuck(problem, words)),
        stopped,
    }
}

/// Tells whether a person has to act before anything happens.
fn parked(link: &LinkDetail) -> bool {
    link.problem.as_ref().is_some_and(|problem| problem.parked)
}

/// Tone and key of how it stands.
fn standing(link: &LinkDetail) -> (&'static str, &'static str) {
    match (link.state, &link.problem) {
        (SwitchState::Ended { .. }, _) => ("quiet", "switch-off"),
        (SwitchState::Adopting | SwitchState::Replicated | SwitchState::Leaving(_), Some(problem))
            if problem.parked =>
        {
            ("bad", "switch-problem")
        }
        (SwitchState::Adopting, _) => ("busy", "switch-adopting"),
        (SwitchState::Leaving(_), _) => ("busy", "switch-leaving"),
        (SwitchState::Replicated, Some(_)) => ("warn", "switch-waiting"),
        (SwitchState::Replicated, None) if link.under_way => ("busy", "switch-travelling"),
        (SwitchState::Replicated, None) => ("good", "switch-on"),
    }
}

fn text(link: &LinkDetail, known: &Known<'_>) -> String {
    let words = known.words;
    match link.state {
        SwitchState::Adopting => words.say("switch-adopting-text"),
        SwitchState::Replicated if link.under_way && link.problem.is_none() => {
            words.say("switch-travelling-text")
        }
        SwitchState::Replicated => words.say("switch-on-text"),
        SwitchState::Leaving(cause) => words.say(match cause {
            Leaving::Withdrawn => "switch-leaving-withdrawn",
            Leaving::PersonDeleted => "switch-leaving-deleted",
            Leaving::Erased => "switch-leaving-erased",
            Leaving::RightLost => "switch-leaving-right",
            Leaving::DisconnectLeave => "switch-leaving-left",
            Leaving::DisconnectRemove => "switch-leaving-removed",
            Leaving::Released => "switch-leaving-unlinked",
        }),
        SwitchState::Ended { by, user, .. } => ended(by, user.and_then(known.names).as_deref(), words),
    }
}

fn ended(by: Ended, user: Option<&str>, words: Words) -> String {
    let key = match (by, user) {
        (Ended::Withdrawn, Some(name)) => return words.put("name", name).say("switch-ended-withdrawn-by"),
        (Ended::Withdrawn, None) => "switch-ended-withdrawn",
        (Ended::OutlookDelete, _) => "switch-ended-outlook",
        (Ended::PersonDeleted, _) => "switch-ended-deleted",
        (Ended::ReleasedEdited, _) => "switch-ended-released",
        (Ended::Erased, _) => "switch-ended-erased",
        (Ended::RightLost, _) => "switch-ended-right",
        (Ended::DisconnectLeave, _) => "switch-ended-left",
        (Ended::DisconnectRemove, _) => "switch-ended-removed",
        (Ended::Released, _) => "switch-ended-unlinked",
        (Ended::NeverCreated, _) => "switch-ended-never",
    };
    words.say(key)
}

fn moment(link: &LinkDetail) -> Option<When> {
    match link.state {
        SwitchState::Ended { at, .. } => Some(When { key: "switch-when-ended", at }),
        SwitchState::Adopting | SwitchState::Replicated | SwitchState::Leaving(_) => {
            (link.in_step > 0).then_some(When { key: "switch-when-step", at: link.in_step })
        }
    }
}

fn stuck(problem: &Problem, words: Words) -> Stuck {
    Stuck {
        told: reasons::told(&problem.reason, words),
        parked: problem.parked,
        choose: Reason::of(&problem.reason).wants_choice(),
        since: problem.since,
        attempts: problem.attempts,
    }
}

/// Says why nothing happens in a mailbox just now, and how the link to its page is named.
fn stopped(mailbox: &MailboxView, words: Words) -> Option<(String, String)> {
    let (text, link) = match mailbox.state {
        MailboxState::Active if mailbox.health.failures > 0 => {
            ("switch-mailbox-failing", "switch-see-mailbox")
        }
        MailboxState::Active | MailboxState::Disconnected => return None,
        MailboxState::Paused if mailbox.health.last_cycle == 0 => ("switch-mailbox-new", "switch-activate"),
        MailboxState::Paused => ("switch-mailbox-paused", "switch-resume"),
        MailboxState::ReconnectNeeded => ("switch-mailbox-reconnect", "switch-reconnect"),
        MailboxState::Braked => ("switch-mailbox-braked", "switch-release"),
        MailboxState::Disconnecting => ("switch-mailbox-leaving", "switch-see-mailbox"),
    };
    Some((words.say(text), words.say(link)))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{ME, link, mailbox, problem, with};
    use super::*;
    use crate::language::Language;

    fn only_line(state: MailboxState, link: LinkView) -> Line {
        let (mailboxes, links) = ([mailbox(5, state)], [link]);
        let known = Known {
            person: PersonId::from_u128(1),
            in_bin: false,
            viewer: ME,
            administers: false,
            writes: true,
            mailboxes: &mailboxes,
            links: &links,
            names: &|_| None,
            words: Words::of(Language::English),
        };
        view(&known).lines.remove(0)
    }

    #[test]
    fn nothing_is_said_to_be_under_way_that_waits_for_a_person_or_for_the_mailbox() {
        let adopting = || link(5, SwitchState::Adopting);
        let on_its_way = only_line(MailboxState::Active, adopting());
        assert_eq!((on_its_way.title.as_str(), on_its_way.tone), ("Under way", "busy"));
        assert!(on_its_way.text.contains("being created"));
        let stuck = with(adopting(), |link| link.problem = problem("Outlook refused the contact: x", true));
        let stuck = only_line(MailboxState::Active, stuck);
        assert_eq!((stuck.tone, stuck.text.as_str()), ("bad", ""));
        let paused = only_line(MailboxState::Paused, adopting());
        assert_eq!((paused.title.as_str(), paused.tone, paused.text.as_str()), ("Waits", "quiet", ""));
    }
}
