//! What a mailbox's page shows: how it stands, what waits, what to do. Pure.

use store::{MailboxState, MailboxView};

use crate::language::Words;
use crate::pages::live;
use crate::pages::reasons::{self, Told};

/// How a mailbox stands: tone, icon, and the keys of its title and of what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) tone: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

/// Whoever looks at a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Eye {
    pub(crate) writes: bool,
    pub(crate) administers: bool,
    /// Whether the mailbox is the visitor's own.
    pub(crate) own: bool,
}

/// What a mailbox's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) path: String,
    pub(crate) address: String,
    /// Its owner, when it is somebody else's.
    pub(crate) owner: Option<String>,
    pub(crate) eye: Eye,
    pub(crate) state: MailboxState,
    /// Whether it was never active: folder and fields are looked at first.
    pub(crate) fresh: bool,
    pub(crate) tone: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    /// What kept the last cycle from ending well.
    pub(crate) error: Option<Told>,
    pub(crate) failures: u32,
    /// How many links the brake saw ending, of how many.
    pub(crate) brake: Option<(u32, u32)>,
    pub(crate) brake_released: bool,
    pub(crate) last: Option<i64>,
    pub(crate) next: Option<i64>,
    /// Whether it is compared so often that a time says nothing.
    pub(crate) often: bool,
    /// For how long work has waited, in words.
    pub(crate) lag: Option<String>,
    pub(crate) links: u64,
    pub(crate) problems: u64,
    pub(crate) candidates: u64,
    /// Where the contacts that are not linked can be imported: by the owner, who alone may see them.
    pub(crate) import: Option<String>,
    /// What waits: the key of its words, and how many.
    pub(crate) queue: Vec<(&'static str, u64)>,
    pub(crate) idle: bool,
    /// Whether something is under way: it is asked for more often.
    pub(crate) busy: bool,
    /// The sum of what is shown.
    pub(crate) seen: String,
}

/// A wait shorter than this is no lag, in microseconds: a cycle takes that long.
const PATIENCE: i64 = 30_000_000;

/// Pauses up to this long are told as "every few seconds", in microseconds.
const FEW_SECONDS: i64 = 10_000_000;

/// Tells how a mailbox stands.
pub(crate) fn standing(mailbox: &MailboxView) -> Standing {
    let health = &mailbox.health;
    let (tone, icon, title, text) = match mailbox.state {
        MailboxState::Paused if fresh(mailbox) => {
            ("busy", "eye", "mailbox-state-new", "mailbox-state-new-text")
        }
        MailboxState::Paused => {
            ("quiet", "circle-pause", "mailbox-state-paused", "mailbox-state-paused-text")
        }
        MailboxState::Active if health.failures > 0 => {
            ("warn", "clock", "mailbox-state-failing", "mailbox-state-failing-text")
        }
        // The wait was noted when the last cycle ended.
        MailboxState::Active if health.hold_until > health.last_cycle => {
            ("busy", "hourglass", "mailbox-state-held", "mailbox-state-held-text")
        }
        MailboxState::Active if health.last_cycle == 0 => {
            ("busy", "hourglass", "mailbox-state-first", "mailbox-state-first-text")
        }
        MailboxState::Active if !health.idle => {
            ("busy", "refresh-cw", "mailbox-state-busy", "mailbox-state-busy-text")
        }
        MailboxState::Active if health.problems > 0 => {
            ("warn", "circle-alert", "mailbox-state-save-for", "mailbox-state-save-for-text")
        }
        MailboxState::Active => ("good", "circle-check", "mailbox-state-step", "mailbox-state-step-text"),
        MailboxState::ReconnectNeeded => {
            ("bad", "plug", "mailbox-state-reconnect", "mailbox-state-reconnect-text")
        }
        MailboxState::Braked => ("bad", "shield-alert", "mailbox-state-braked", "mailbox-state-braked-text"),
        MailboxState::Disconnecting => {
            ("busy", "unlink", "mailbox-state-leaving", "mailbox-state-leaving-text")
        }
        MailboxState::Disconnected => ("quiet", "unlink", "mailbox-state-gone", "mailbox-state-gone-text"),
    };
    Standing { tone, icon, title, text }
}

/// Tells whether a mailbox was never active.
fn fresh(mailbox: &MailboxView) -> bool {
    mailbox.state == MailboxState::Paused && mailbox.health.last_cycle == 0 && mailbox.health.links == 0
}

/// Decides what a mailbox's page shows.
pub(crate) fn view(mailbox: &MailboxView, eye: Eye, words: Words) -> View {
    let (health, standing) = (&mailbox.health, standing(mailbox));
    let takes_part = match mailbox.state {
        MailboxState::Active | MailboxState::Disconnecting => true,
        MailboxState::Paused
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked
        | MailboxState::Disconnected => false,
    };
    let queue = vec![
        ("mailbox-queue-due", health.due),
        ("mailbox-queue-staged", health.staged),
        ("mailbox-queue-pending", health.pending),
        ("mailbox-queue-sent", health.sent),
    ];
    let busy = takes_part && (!health.idle || health.last_cycle == 0);
    let mut view = View {
        path: super::path(mailbox.id),
        address: mailbox.address.clone(),
        owner: (!eye.own).then(|| mailbox.owner_name.clone()),
        eye,
        state: mailbox.state,
        fresh: fresh(mailbox),
        tone: standing.tone,
        icon: standing.icon,
        title: words.put("count", health.problems).say(standing.title),
        text: words.say(standing.text),
        error: health.error.as_deref().map(|error| reasons::told(error, words)),
        failures: health.failures,
        brake: health.brake,
        brake_released: health.brake_released,
        last: (health.last_cycle > 0).then_some(health.last_cycle),
        next: (takes_part && health.next_cycle > 0).then_some(health.next_cycle),
        often: takes_part && health.failures == 0 && health.last_cycle > 0 && {
            (1..=FEW_SECONDS).contains(&(health.next_cycle - health.last_cycle))
        },
        lag: (health.lag > PATIENCE).then(|| words.duration(health.lag)),
        links: health.links,
        problems: health.problems,
        candidates: health.candidates,
        import: (eye.own && eye.writes && health.candidates > 0)
            .then(|| format!("{}?mailbox={}", crate::pages::import::PATH, mailbox.id)),
        queue,
        idle: health.idle,
        busy,
        seen: String::new(),
    };
    view.seen = sum(&view, words);
    view
}

/// Sums up what is shown.
fn sum(view: &View, words: Words) -> String {
    live::digest((
        (&view.title, &view.text, &view.error, view.failures, view.brake, view.brake_released),
        (view.last, view.next, view.often, &view.lag, view.links, view.problems, view.candidates),
        (&view.queue, view.eye, words.language().tag()),
    ))
}

impl View {
    /// Tells whether it may be paused.
    pub(crate) fn pauses(&self) -> bool {
        self.eye.writes && self.state == MailboxState::Active
    }

    /// Tells whether a cycle may be asked for.
    pub(crate) fn runs(&self) -> bool {
        self.eye.writes && self.state == MailboxState::Active
    }

    /// Tells whether it may be activated (again).
    pub(crate) fn resumes(&self) -> bool {
        self.eye.writes && self.state == MailboxState::Paused
    }

    /// Tells whether a new token is what it needs.
    pub(crate) fn reconnects(&self) -> bool {
        self.eye.writes && self.state == MailboxState::ReconnectNeeded
    }

    /// Tells whether its brake is on.
    pub(crate) fn braked(&self) -> bool {
        self.state == MailboxState::Braked
    }

    /// Tells whether it is connected at all.
    pub(crate) fn connected(&self) -> bool {
        self.state != MailboxState::Disconnected
    }

    /// Tells whether it can be disconnected.
    pub(crate) fn leaves(&self) -> bool {
        self.eye.writes && self.connected() && self.state != MailboxState::Disconnecting
    }

    /// Tells whether it may be given up without being reached.
    pub(crate) fn forgets(&self) -> bool {
        let unreachable = match self.state {
            MailboxState::ReconnectNeeded | MailboxState::Disconnecting => true,
            MailboxState::Paused
            | MailboxState::Active
            | MailboxState::Braked
            | MailboxState::Disconnected => false,
        };
        self.eye.administers && unreachable
    }
}

#[cfg(test)]
mod tests {
    use store::MailboxHealth;

    use super::super::samples::mailbox;
    use super::*;
    use crate::language::Language;

    fn shown(health: MailboxHealth) -> View {
        let eye = Eye { writes: true, administers: false, own: true };
        let mailbox =
            mailbox(MailboxState::Active, MailboxHealth { last_cycle: 1_000_000, idle: true, ..health });
        view(&mailbox, eye, Words::of(Language::English))
    }

    #[test]
    fn a_mailbox_with_contacts_that_wait_for_somebody_is_not_simply_in_step() {
        let waiting = shown(MailboxHealth { problems: 2, ..MailboxHealth::default() });
        assert_eq!((waiting.tone, waiting.title.as_str()), ("warn", "In step, save for 2"));
        assert_eq!(shown(MailboxHealth::default()).title, "In step");
    }

    #[test]
    fn a_mailbox_that_waits_for_outlooks_limit_says_so_and_is_no_failure() {
        let held = |hold_until| shown(MailboxHealth { hold_until, idle: false, ..MailboxHealth::default() });
        assert_eq!(
            (held(400_000_000).tone, held(400_000_000).title.as_str()),
            ("busy", "Waiting for Outlook’s limit")
        );
        assert_eq!(held(900_000).title, "In step", "one of an earlier cycle");
    }

    #[test]
    fn a_mailbox_compared_every_few_seconds_says_so_and_any_other_says_when() {
        let next = |next_cycle| shown(MailboxHealth { next_cycle, ..MailboxHealth::default() });
        assert!(next(3_000_000).often && !next(31_000_000).often && !next(0).often);
        assert_eq!(next(31_000_000).next, Some(31_000_000));
    }
}
