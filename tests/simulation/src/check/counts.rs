//! Invariant 21: what a run says it did is what was done in the mailbox; each item ends once.

use std::collections::BTreeMap;

use contacts::PersonId;
use store::EndState;

use crate::outlook_model::Effect;
use crate::world::{MAILBOXES, World, mailbox_id};

/// Compares what all runs say with what the engine did, counted by the mailboxes.
pub(super) fn honest_counts(world: &World, complaints: &mut Vec<String>) {
    let mut state = world.store.state();
    for (run, person, first, second) in std::mem::take(&mut state.second_ends) {
        complaints.push(format!("21: {person} in run {run} ended as {first:?} and again as {second:?}"));
    }
    let mut said: BTreeMap<(usize, PersonId), BTreeMap<&'static str, u32>> = BTreeMap::new();
    for ((run, person), (end, reason)) in &state.run_items {
        let of = state.run_mailboxes.get(run);
        let Some(mailbox) = (0..MAILBOXES).find(|number| Some(&mailbox_id(*number)) == of) else { continue };
        let word = match end {
            EndState::Waiting => {
                complaints.push(format!("21: {person} in run {run} never ended"));
                continue;
            }
            EndState::Failed if reason.is_none() => {
                complaints.push(format!("21: {person} in run {run} failed, and nobody is told why"));
                continue;
            }
            EndState::Created => "created",
            EndState::Linked | EndState::Imported => "linked",
            EndState::Updated => "updated",
            EndState::Withdrawn | EndState::Unchanged | EndState::Skipped | EndState::Failed => continue,
        };
        *said.entry((mailbox, *person)).or_default().entry(word).or_default() += 1;
    }
    for ((mailbox, person), words) in said {
        let model = world.outlook[mailbox].state();
        for (word, said) in words {
            let did = model.effects.get(&(person, effect(word))).copied().unwrap_or(0);
            // Where Outlook denied a photo that is there, its removal counts as done although nothing was written.
            let denied = model.denied_photos.contains(&person);
            // Where its owner wrote the same, and no answer came, nobody can tell whose write it was.
            let excused = word == "updated" && (denied || wrote_the_same(world, person, mailbox));
            if said > did && !excused {
                complaints
                    .push(format!("21: {person} counts as {word} {said} times in {mailbox}, it was {did}"));
            }
        }
    }
}

/// Tells whether the CRM and a mailbox's owner last wrote the same value of a field.
fn wrote_the_same(world: &World, person: PersonId, mailbox: usize) -> bool {
    let of = world.writes.iter().filter(|((of, _), _)| *of == person);
    let mut values = of.map(|(_, writes)| (writes.by.get(&None), writes.by.get(&Some(mailbox))));
    values.any(|(crm, owner)| crm.is_some() && crm == owner)
}

fn effect(word: &str) -> Effect {
    match word {
        "created" => Effect::Created,
        "linked" => Effect::Stamped,
        _ => Effect::Updated,
    }
}
