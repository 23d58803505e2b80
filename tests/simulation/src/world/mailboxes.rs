//! What people do with whole mailboxes: pause, resume, connect again, disconnect.

use replication::{Leaving, LinkState};
use store::{Feed, Health, MailboxState, Role};

use super::{MAILBOXES, World, mailbox_id};
use crate::memory::OWNER;

impl World {
    /// Pauses a mailbox that takes part; else lets it take part again.
    pub(super) fn pause_or_resume(&mut self, mailbox: usize) {
        let mut state = self.store.state();
        let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) else { return };
        record.state = match record.state {
            MailboxState::Active if self.chance.of(300) => MailboxState::Paused,
            MailboxState::Paused | MailboxState::ReconnectNeeded => MailboxState::Active,
            stays @ (MailboxState::Active
            | MailboxState::Braked
            | MailboxState::Disconnecting
            | MailboxState::Disconnected) => stays,
        };
        let now = record.state;
        drop(state);
        self.note(format!("mailbox {mailbox} is {now:?}"));
    }

    /// Disconnects a mailbox, its contacts left or removed; connects one that is disconnected.
    pub(super) fn disconnect_or_connect(&mut self, mailbox: usize) {
        let id = mailbox_id(mailbox);
        let mut state = self.store.state();
        let Some(record) = state.mailboxes.get_mut(&id) else { return };
        match record.state {
            MailboxState::Disconnected => {
                record.state = MailboxState::Active;
                record.feed = Feed::default();
                record.health = Health::default();
                drop(state);
                return self.note(format!("mailbox {mailbox} is connected"));
            }
            MailboxState::Disconnecting => return,
            MailboxState::Paused
            | MailboxState::Active
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked => {}
        }
        if !self.chance.of(300) {
            return;
        }
        record.state = MailboxState::Disconnecting;
        let cause = if self.chance.of(500) { Leaving::DisconnectLeave } else { Leaving::DisconnectRemove };
        let links: Vec<_> = state.links.values().filter(|link| link.mailbox == id && !link.ended()).collect();
        let persons: Vec<_> = links.iter().map(|link| link.person).collect();
        let turned: Vec<_> = links
            .into_iter()
            .filter(|link| match link.state {
                LinkState::Adopting { .. } | LinkState::Linked => true,
                LinkState::Leaving { .. } | LinkState::Ended { .. } => false,
            })
            .map(|link| link.id)
            .collect();
        for link in turned {
            state.send_away(link, cause, Some(OWNER));
        }
        drop(state);
        self.note(format!("mailbox {mailbox} is disconnected: {cause:?}"));
        for person in persons {
            self.unsettled.insert(person);
            self.ended_by_people.insert((person, mailbox));
        }
    }

    /// Tells whether nobody can be brought into a mailbox, because it is disconnected or about to be.
    pub(super) fn closed(&self, mailbox: usize) -> bool {
        let state = self.store.state();
        state.mailboxes.get(&mailbox_id(mailbox)).is_none_or(|record| match record.state {
            MailboxState::Disconnecting | MailboxState::Disconnected => true,
            MailboxState::Paused
            | MailboxState::Active
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked => false,
        })
    }

    /// The owner of the mailboxes becomes a reader, whose edits in Outlook are put back; or may write again.
    pub(super) fn demote_or_promote(&mut self) {
        let mut state = self.store.state();
        let Some(owner) = state.users.get_mut(&OWNER) else { return };
        owner.role = match owner.role {
            Role::Reader => Role::User,
            Role::User | Role::Administrator => Role::Reader,
        };
        let role = owner.role;
        let persons: Vec<_> = state.persons.keys().copied().collect();
        persons.iter().for_each(|person| state.mark_due(*person, None));
        drop(state);
        self.note(format!("the owner is a {role:?}"));
        // What was edited in Outlook meanwhile is put back, or taken: nobody predicts which.
        self.unsettled.extend(persons);
    }

    /// The account of a mailbox's owner is disabled: the mailbox rests; or it is enabled again.
    pub(super) fn disable_or_enable(&mut self, mailbox: usize) {
        let mut state = self.store.state();
        let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) else { return };
        record.owner_active = !record.owner_active;
        let active = record.owner_active;
        drop(state);
        self.note(format!("the owner of {mailbox} is active: {active}"));
    }

    /// Before everything comes to rest, owners have their rights again, and whoever was asked to connect a mailbox again or has paused one lets it go on.
    pub(super) fn everybody_takes_part(&mut self) {
        if self.store.state().users.get(&OWNER).is_some_and(|owner| owner.role == Role::Reader) {
            self.demote_or_promote();
        }
        for mailbox in 0..MAILBOXES {
            let mut state = self.store.state();
            let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) else { continue };
            record.owner_active = true;
            match record.state {
                MailboxState::Paused | MailboxState::ReconnectNeeded => record.state = MailboxState::Active,
                MailboxState::Active
                | MailboxState::Braked
                | MailboxState::Disconnecting
                | MailboxState::Disconnected => {}
            }
        }
    }
}
