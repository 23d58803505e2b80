//! Why a run that is under way does not get on just now, in words.

use store::{MailboxHealth, MailboxState, MailboxView, Run, RunState};

use crate::language::{Words, Zone};

/// Says what a run that has items left is waiting for, when its mailbox shows that; at a moment in microseconds since
/// 1970 UTC.
pub(super) fn of(
    run: &Run,
    mailbox: &MailboxView,
    now: i64,
    (words, zone): (Words, &Zone),
) -> Option<String> {
    let left = run.counts.waiting;
    let waits = match run.state {
        RunState::Preparing | RunState::Running => left > 0,
        RunState::Paused | RunState::Cancelled | RunState::Done => false,
    };
    let MailboxHealth { hold_until, sent, .. } = mailbox.health;
    match mailbox.state {
        _ if !waits => None,
        MailboxState::Paused | MailboxState::Braked | MailboxState::ReconnectNeeded => {
            Some(words.say("runs-delay-mailbox"))
        }
        MailboxState::Active | MailboxState::Disconnecting | MailboxState::Disconnected => {
            if hold_until > now {
                let until = words.day_and_time(hold_until, zone);
                Some(words.put("until", until).say("runs-delay-limit"))
            } else {
                (sent >= left).then(|| words.put("count", left).say("runs-delay-unconfirmed"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use contacts::{MailboxId, RunId, UserId};
    use store::{RunCounts, RunKind};

    use super::*;
    use crate::language::Language;

    const NOW: i64 = 1_795_379_000_000_000;

    fn run(state: RunState, waiting: u64) -> Run {
        Run {
            id: RunId::from_u128(2),
            kind: RunKind::Export,
            mailbox: MailboxId::from_u128(5),
            user: None,
            state,
            counts: RunCounts { total: 100, waiting, ..RunCounts::default() },
            error: None,
            hold_until: 0,
            created: NOW,
            finished: None,
        }
    }

    fn mailbox(state: MailboxState, hold_until: i64, sent: u64) -> MailboxView {
        MailboxView {
            id: MailboxId::from_u128(5),
            owner: UserId::from_u128(1),
            owner_name: "Anna".to_owned(),
            address: "anna@example.com".to_owned(),
            name: String::new(),
            base_url: String::new(),
            folder: None,
            state,
            created: NOW,
            health: MailboxHealth { hold_until, sent, ..MailboxHealth::default() },
        }
    }

    #[test]
    fn what_keeps_a_run_is_said_and_what_does_not_is_not() {
        use MailboxState::{Active, Braked, Paused};
        use RunState::{Cancelled, Done, Running};
        let said = |run: Run, mailbox: MailboxView| {
            of(&run, &mailbox, NOW, (Words::of(Language::English), &Zone::utc())).unwrap_or_default()
        };
        let cases = [
            (run(Running, 60), mailbox(Active, 0, 20), ""),
            (run(Running, 60), mailbox(Active, 0, 60), "60 contacts"),
            (run(Running, 60), mailbox(Active, NOW + 60_000_000, 60), "until 22 Nov 2026"),
            (run(Running, 60), mailbox(Active, NOW - 1, 0), ""),
            (run(Running, 60), mailbox(Paused, 0, 0), "mailbox"),
            (run(Running, 60), mailbox(Braked, 0, 0), "mailbox"),
            (run(Running, 0), mailbox(Paused, NOW + 60_000_000, 0), ""),
            (run(RunState::Paused, 60), mailbox(Paused, 0, 0), ""),
            (run(Cancelled, 1), mailbox(Active, 0, 1), ""),
            (run(Done, 0), mailbox(Active, 0, 0), ""),
        ];
        for (run, mailbox, wanted) in cases {
            let told = said(run.clone(), mailbox.clone());
            assert!(
                told.contains(wanted) && told.is_empty() == wanted.is_empty(),
                "{run:?} {mailbox:?}: {told}"
            );
        }
    }
}
