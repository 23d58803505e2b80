//! Working through an import behind whoever started it: its contacts are read from Outlook once more, some at a time,
//! and become contact persons as they are now.

use std::collections::HashMap;
use std::time::Duration;

use contacts::{MailboxId, RunId};
use store::{ImportBatch, StoreError};

use crate::state::WebState;

/// How long the first pause is when Outlook or the database does not answer; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a pause is at most.
const LONGEST: Duration = Duration::from_secs(60);
/// How often a contact is tried that cannot be read while others can.
const TRIES: u32 = 5;
/// How long contacts are tried when none can be read, in microseconds.
const PATIENCE: i64 = 10 * 60_000_000;

/// Works through an import in a task, whatever becomes of the request that started it. Two at once do nothing twice.
pub(crate) fn in_background(state: &WebState, run: RunId, mailbox: MailboxId) {
    let state = state.clone();
    tokio::spawn(async move { to_its_end(&state, run, mailbox).await });
}

async fn to_its_end(state: &WebState, run: RunId, mailbox: MailboxId) {
    let (mut pause, mut unread) = (PAUSE, Unread::default());
    loop {
        match some(state, run, &mut unread).await {
            Ok(true) => {
                state.waits.note(run, None);
                pause = PAUSE;
            }
            Ok(false) => {
                state.waits.note(run, None);
                return state.engine.wake(Some(mailbox));
            }
            Err(why) => {
                tracing::warn!(%run, %why, "an import waits; it is tried again");
                state.waits.note(run, Some(&why));
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
        state.engine.wake(Some(mailbox));
    }
}

/// The contacts that could not be read so far: since when, and how often although others could.
#[derive(Debug, Default)]
struct Unread(HashMap<String, (i64, u32)>);

impl Unread {
    /// Notes that a contact could not be read, and whether others could; tells whether it is given up.
    fn again(&mut self, contact: &str, others: bool, now: i64) -> bool {
        let (since, tries) = self.0.entry(contact.to_owned()).or_insert((now, 0));
        *tries += u32::from(others);
        *tries >= TRIES || now - *since >= PATIENCE
    }
}

/// Imports some contacts; tells whether there may be more. Those that cannot be read hold nobody up: they are tried
/// again, and end as failed when that goes on.
async fn some(state: &WebState, run: RunId, unread: &mut Unread) -> Result<bool, String> {
    let say = |error: StoreError| error.to_string();
    let Some(batch) = state.store.next_import_batch(run, state.now()).await.map_err(say)? else {
        return Ok(false);
    };
    let looked = state.engine.contacts(batch.mailbox, &batch.contacts).await?;
    let read = |contact: &&String| !looked.unread.contains_key(*contact);
    let contacts: Vec<String> = batch.contacts.iter().filter(read).cloned().collect();
    let some = ImportBatch { mailbox: batch.mailbox, contacts };
    let mut progress = !some.contacts.is_empty();
    if progress {
        state.store.carry_import_batch(run, &some, &looked.found, state.now()).await.map_err(say)?;
    }
    for (contact, why) in &looked.unread {
        if unread.again(contact, !some.contacts.is_empty(), state.now()) {
            let given_up = ImportBatch { mailbox: batch.mailbox, contacts: vec![contact.clone()] };
            state.store.give_up_import_batch(run, &given_up, why, state.now()).await.map_err(say)?;
            progress = true;
        }
    }
    match looked.unread.into_values().next() {
        Some(why) if !progress => Err(why),
        Some(_) | None => Ok(true),
    }
}

/// Goes on with the imports that a stopped program left.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn resume_imports(state: &WebState) -> Result<(), StoreError> {
    for (run, mailbox) in state.store.unfinished_imports().await? {
        in_background(state, run, mailbox);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_given_up_sooner_where_others_can_be_read() {
        let mut unread = Unread::default();
        let tries: Vec<bool> = (0..5).map(|now| unread.again("a", true, now)).collect();
        assert_eq!(tries, [false, false, false, false, true]);
        for (now, given_up) in [(0, false), (1, false), (PATIENCE - 1, false), (PATIENCE, true)] {
            assert_eq!(unread.again("b", false, now), given_up, "{now}");
        }
    }
}
