//! Filling an export's run behind whoever asked for it.

use std::time::Duration;

use contacts::{MailboxId, RunId};
use store::{Begun, Run, RunKind, RunState};

use crate::importing;
use crate::state::WebState;

/// How long the first pause is when the database fails; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is tried; after that the run waits until the program starts again.
const TRIES: u32 = 8;

/// Does what has to follow when a paused run goes on.
pub(crate) fn went_on(state: &WebState, run: &Run) {
    match (run.kind, run.state) {
        (RunKind::Import, RunState::Preparing) => importing::in_background(state, run.id, run.mailbox),
        (RunKind::Export | RunKind::Rename | RunKind::Cycle, RunState::Preparing) => {
            in_background(state, run.id, run.mailbox);
        }
        (_, RunState::Running | RunState::Paused | RunState::Cancelled | RunState::Done) => {}
    }
    state.engine.wake(Some(run.mailbox));
}

/// Gathers the items of an export that has begun: few of them at once, many behind whoever asked, who watches the run.
pub(crate) async fn fill(state: &WebState, begun: Begun, mailbox: MailboxId) {
    let gathered = !begun.is_large() && state.store.fill_export(begun.run, state.now()).await.is_ok();
    if !gathered {
        in_background(state, begun.run, mailbox);
    }
    state.engine.wake(Some(mailbox));
}

/// Gathers the items of an export that has begun, whatever becomes of the request that began it. Does nothing when they
/// are gathered, or somebody is at it.
fn in_background(state: &WebState, run: RunId, mailbox: MailboxId) {
    let state = state.clone();
    tokio::spawn(async move {
        let mut pause = PAUSE;
        for _ in 0..TRIES {
            match state.store.fill_export(run, state.now()).await {
                Ok(()) => return state.engine.wake(Some(mailbox)),
                Err(error) => {
                    tracing::warn!(%run, %error, "an export could not be prepared; it is tried again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
        tracing::error!(%run, "an export could not be prepared; it goes on when the program starts again");
    });
}
