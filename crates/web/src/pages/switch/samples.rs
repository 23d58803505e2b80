//! Every state of the switch, for the tests of all pages.

use contacts::{MailboxId, PersonId, UserId};
use replication::{Ended, Leaving, Problem};
use store::{LinkDetail, LinkView, MailboxHealth, MailboxState, MailboxView, SwitchState};

use super::choose::{Choice, ChoosePage};
use super::view::{self, Known, View};
use super::{SwitchPage, SwitchPart, WithdrawPage};
use crate::pages::form::Form;
use crate::pages::reasons;
use crate::pages::shell::Shell;

pub(super) const ME: UserId = UserId::from_u128(1);

/// A mailbox of the visitor's.
pub(super) fn mailbox(number: u128, state: MailboxState) -> MailboxView {
    MailboxView {
        id: MailboxId::from_u128(number),
        owner: ME,
        owner_name: "Anna <b>".to_owned(),
        address: format!("anna{number}@example.com"),
        name: String::new(),
        base_url: "https://graph.example/v1.0".to_owned(),
        folder: None,
        state,
        created: 1,
        health: MailboxHealth { last_cycle: 5, ..MailboxHealth::default() },
    }
}

/// A link in one of them.
pub(super) fn link(number: u128, state: SwitchState) -> LinkView {
    let detail = LinkDetail {
        mailbox: MailboxId::from_u128(number),
        address: String::new(),
        state,
        under_way: false,
        problem: None,
        in_step: 1_795_379_000_000_000,
        elsewhere: None,
        photo_apart: false,
        candidates: Vec::new(),
    };
    LinkView { owner: ME, owner_name: "Anna <b>".to_owned(), detail: Some(detail) }
}

/// A link with something in it changed.
pub(super) fn with(mut link: LinkView, change: impl FnOnce(&mut LinkDetail)) -> LinkView {
    if let Some(detail) = &mut link.detail {
        change(detail);
    }
    link
}

/// Something that keeps a link from going on.
pub(super) fn problem(reason: &str, parked: bool) -> Option<Problem> {
    Some(Problem { reason: reason.to_owned(), since: 1_795_379_000_000_000, attempts: 3, parked })
}

/// What the switch shows of mailboxes and links.
pub(super) fn shown(mailboxes: &[MailboxView], links: &[LinkView], writes: bool, shell: &Shell) -> View {
    view::view(&Known {
        person: PersonId::from_u128(9),
        in_bin: false,
        viewer: ME,
        administers: !writes,
        writes,
        mailboxes,
        links,
        names: &|_| Some("Ben <b>x</b>".to_owned()),
        words: shell.words,
    })
}

fn links() -> Vec<LinkView> {
    let ended = |by, user: Option<u128>| SwitchState::Ended {
        by,
        user: user.map(UserId::from_u128),
        at: 1_795_379_000_000_000,
    };
    let mut states = vec![SwitchState::Adopting, SwitchState::Replicated];
    states.extend(
        [
            Leaving::Withdrawn,
            Leaving::PersonDeleted,
            Leaving::Erased,
            Leaving::RightLost,
            Leaving::DisconnectLeave,
            Leaving::DisconnectRemove,
            Leaving::Released,
        ]
        .map(SwitchState::Leaving),
    );
    states.extend(
        [
            Ended::OutlookDelete,
            Ended::Withdrawn,
            Ended::PersonDeleted,
            Ended::ReleasedEdited,
            Ended::Erased,
            Ended::RightLost,
            Ended::DisconnectLeave,
            Ended::DisconnectRemove,
            Ended::Released,
            Ended::NeverCreated,
        ]
        .map(|by| ended(by, None)),
    );
    states.push(ended(Ended::Withdrawn, Some(4)));
    let mut links: Vec<LinkView> = (1..).zip(states).map(|(number, state)| link(number, state)).collect();
    let on = || link(1, SwitchState::Replicated);
    links.push(with(on(), |link| link.under_way = true));
    links.push(with(on(), |link| link.elsewhere = Some("AAMk".to_owned())));
    links.push(with(on(), |link| link.problem = problem("the answer of Outlook was lost: <b>x</b>", false)));
    links.push(with(on(), |link| link.problem = problem("Outlook refused the contact: <b>x</b>", true)));
    let several = "2 contacts in the mailbox are equal to this person; choose the one to link";
    links.push(with(link(1, SwitchState::Adopting), |link| link.problem = problem(several, true)));
    links
}

impl SwitchPart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let mut views = vec![shown(&[], &[], true, shell), shown(&[], &[], false, shell)];
        for (number, one) in (1..).zip(links()) {
            let detail = one.detail.as_ref().map_or(number, |detail| detail.mailbox.0.as_u128());
            let mailboxes = [mailbox(detail, MailboxState::Active)];
            views.push(shown(&mailboxes, std::slice::from_ref(&one), true, shell));
            views.push(shown(&mailboxes, &[one], false, shell));
        }
        for state in [
            MailboxState::Paused,
            MailboxState::ReconnectNeeded,
            MailboxState::Braked,
            MailboxState::Disconnecting,
        ] {
            let adopting = link(1, SwitchState::Adopting);
            views.push(shown(
                &[mailbox(1, state), mailbox(2, MailboxState::Active)],
                &[adopting],
                true,
                shell,
            ));
        }
        let mut new = mailbox(1, MailboxState::Paused);
        new.health.last_cycle = 0;
        let mut failing = mailbox(2, MailboxState::Active);
        failing.health.failures = 2;
        let theirs =
            |detail| LinkView { owner: UserId::from_u128(7), owner_name: "Zoë <b>".to_owned(), detail };
        let known = link(8, SwitchState::Replicated).detail;
        views.push(shown(&[new.clone(), failing], &[theirs(None)], true, shell));
        views.push(shown(&[], &[theirs(known), theirs(link(8, SwitchState::Adopting).detail)], false, shell));
        views.push(View { in_bin: true, ..shown(&[new], &[], true, shell) });
        views.into_iter().map(|view| SwitchPart { shell: shell.clone(), view }).collect()
    }
}

impl SwitchPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let on = [link(1, SwitchState::Replicated)];
        vec![SwitchPage {
            shell: shell.clone(),
            name: "Müller <b>".to_owned(),
            person_path: "/contact-persons/9".to_owned(),
            view: shown(&[mailbox(1, MailboxState::Active)], &on, true, shell),
        }]
    }
}

impl WithdrawPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![WithdrawPage {
            shell: shell.clone(),
            name: "Müller <b>".to_owned(),
            address: "anna@example.com".to_owned(),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
        }]
    }
}

impl ChoosePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let choice = |id: &str, name: &str| Choice {
            id: id.to_owned(),
            name: name.to_owned(),
            details: vec!["Kunde <b>x</b> GmbH".to_owned(), "+49 561 123456".to_owned()],
        };
        let page = |contacts, form, away: Option<&str>| ChoosePage {
            shell: shell.clone(),
            form,
            name: "Müller <b>".to_owned(),
            address: "anna@example.com".to_owned(),
            action: "/x".to_owned(),
            retry: "/r".to_owned(),
            back: "/y".to_owned(),
            contacts,
            away: away.map(|why| reasons::told(why, shell.words)),
        };
        let mut wrong = Form::new();
        wrong.complain("contact", shell.say("switch-choose-missing"));
        vec![
            page(vec![choice("a", "Anna <b>"), choice("b", "")], Form::new().with("contact", "b"), None),
            page(vec![choice("a", "Anna <b>")], wrong, None),
            page(Vec::new(), Form::new(), None),
            page(Vec::new(), Form::new(), Some("Outlook did not answer as it should: <b>x</b>")),
        ]
    }
}
