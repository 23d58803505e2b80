//! Exports: runs whose items must end once, and honestly; and what is erased.

use contacts::{Card, LinkId, PersonId, RunId};
use engine::Ids;
use replication::{CrmShadow, Leaving, Link, LinkState, OperationState};
use store::{EndState, RunItemWrite};

use super::{World, mailbox_id};
use crate::memory::{Memory, OWNER};

impl World {
    /// Somebody exports one to three persons into a mailbox.
    pub(super) fn export(&mut self, mailbox: usize) {
        if self.closed(mailbox) || self.sqlite.is_some() {
            return;
        }
        let run = RunId(self.ids.next());
        for _ in 0..=self.chance.below(3) {
            let Some(person) = self.any_person() else { return };
            self.export_one(run, person, mailbox);
        }
    }

    fn export_one(&mut self, run: RunId, person: PersonId, mailbox: usize) {
        let id = mailbox_id(mailbox);
        let fresh = LinkId(self.ids.next());
        let mut state = self.store.state();
        if state.run_items.contains_key(&(run, person)) {
            return;
        }
        state.run_mailboxes.insert(run, id);
        if state.persons.get(&person).is_none_or(|p| p.deleted || p.hidden_from.contains(&id)) {
            let reason = Some("its owner may not see this contact person".to_owned());
            state.run_items.insert((run, person), (EndState::Failed, reason));
            return;
        }
        state.run_items.insert((run, person), (EndState::Waiting, None));
        let known = state.link_of(person, id).map(|link| link.id);
        match known {
            None => {
                let link = Link { run: Some(run), ..Link::adopting(fresh, person, id, 1) };
                state.links.insert(fresh, link);
            }
            Some(link) => take_over(&mut state, link, run),
        }
        drop(state);
        self.note(format!("export {person} into {mailbox}: {run}"));
        self.unsettled.insert(person);
        self.adopted.insert((person, mailbox));
        self.ended_by_people.remove(&(person, mailbox));
    }

    /// The values in a person's history are erased; its chain stays.
    pub(super) fn erase_values(&mut self) {
        let Some(id) = self.any_person() else { return };
        let mut state = self.store.state();
        let Some(person) = state.persons.get_mut(&id) else { return };
        person.erased = person.history.len();
        let mut known = Vec::new();
        for entry in &mut person.history {
            let field = entry.told.field.as_deref().and_then(contacts::FieldKey::parse);
            for value in [entry.told.before.take(), entry.told.after.take()].into_iter().flatten() {
                known.extend(field.map(|field| (id, field, value.to_string())));
            }
        }
        drop(state);
        self.note(format!("the values in the history of {id} are erased"));
        self.initial_values.extend(known);
    }

    /// A person is erased: nothing stays of it but the proof, and its contacts go.
    pub(super) fn erase_person(&mut self) {
        let Some(id) = self.any_person().filter(|_| self.chance.of(300)) else { return };
        let mut state = self.store.state();
        state.persons.remove(&id);
        state.send_all_away(id, Leaving::Erased, Some(OWNER));
        for link in state.links.values_mut().filter(|link| link.person == id) {
            (link.outlook, link.crm) = (Card::new(), CrmShadow::default());
            link.photo = replication::PhotoShadow::default();
        }
        state.operations.retain(|_, o| o.person != id || o.state == OperationState::Sent);
        drop(state);
        self.note(format!("person {id} is erased"));
        self.unsettled.insert(id);
    }
}

/// A link that is there is turned to stay, and belongs to this run from now on.
fn take_over(state: &mut Memory, id: LinkId, run: RunId) {
    let Some(link) = state.links.get_mut(&id) else { return };
    link.state = match (&link.state, &link.remote_id) {
        (LinkState::Linked, _) => LinkState::Linked,
        (imported @ LinkState::Adopting { imported: true, .. }, _) if link.problem.is_none() => {
            imported.clone()
        }
        (LinkState::Leaving { .. }, Some(_)) if link.in_step > 0 => LinkState::Linked,
        (LinkState::Leaving { .. } | LinkState::Adopting { .. }, there) => LinkState::adopting(there.clone()),
        (LinkState::Ended { .. }, _) => {
            link.let_go();
            link.elsewhere = None;
            link.stamp = None;
            link.in_step = 0;
            LinkState::adopting(None)
        }
    };
    link.due += 1;
    link.row += 1;
    link.problem = None;
    let person = link.person;
    let earlier = link.run.replace(run);
    if let Some(earlier) = earlier {
        let reason = Some("a later run has taken it over".to_owned());
        state.end_item(&RunItemWrite { run: earlier, person, end: EndState::Failed, reason });
    }
}
