//! Working through an import behind whoever started it: its contacts are read from Outlook once more, some at a time,
//! and become contact persons as they are now.

use std::time::Duration;

use contacts::{MailboxId, RunId};
use store::StoreError;

use crate::state::WebState;

/// How long the first pause is when Outlook or the database does not answer; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a pause is at most.
const LONGEST: Duration = Duration::from_secs(60);
/// How often in a row it is tried; after that the run waits until the program starts again, or until it is paused and
/// goes on.
const TRIES: u32 = 30;

/// Works through an import in a task, whatever becomes of the request that started it. Two at once do nothing twice.
pub(crate) fn in_background(state: &WebState, run: RunId, mailbox: MailboxId) {
    let state = state.clone();
    tokio::spawn(async move { to_its_end(&state, run, mailbox).await });
}

async fn to_its_end(state: &WebState, run: RunId, mailbox: MailboxId) {
    let (mut pause, mut tries) = (PAUSE, 0);
    loop {
        match some(state, run).await {
            Ok(true) => (pause, tries) = (PAUSE, 0),
            Ok(false) => return state.engine.wake(Some(mailbox)),
            Err(why) if tries < TRIES => {
                tracing::warn!(%run, %why, "an import waits; it is tried again");
                tokio::time::sleep(pause).await;
                (pause, tries) = ((pause * 2).min(LONGEST), tries + 1);
            }
            Err(why) => {
                tracing::error!(%run, %why, "an import could not go on; it does when the program starts again");
                return;
            }
        }
        state.engine.wake(Some(mailbox));
    }
}

/// Imports some contacts; tells whether there may be more.
async fn some(state: &WebState, run: RunId) -> Result<bool, String> {
    let say = |error: StoreError| error.to_string();
    let Some(batch) = state.store.next_import_batch(run, state.now()).await.map_err(say)? else {
        return Ok(false);
    };
    let read = state.engine.contacts(batch.mailbox, &batch.contacts).await?;
    state.store.carry_import_batch(run, &batch, &read, state.now()).await.map_err(say)?;
    Ok(true)
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
