//! Taking stock behind whoever asked for it.

use std::time::Duration;

use store::StockTaking;

use crate::state::WebState;

/// How long the first pause is when the database fails; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is tried; after that it goes on when somebody looks.
const TRIES: u32 = 6;

/// Goes on taking stock, whatever becomes of the request that began it, until everybody was dealt with.
pub(super) fn go_on(state: &WebState, taking: StockTaking) {
    let state = state.clone();
    tokio::spawn(async move {
        let (mut pause, mut tries) = (PAUSE, 0);
        loop {
            match state.store.go_on_taking_stock(taking, state.now()).await {
                Ok(true) => (pause, tries) = (PAUSE, 0),
                Ok(false) => return,
                Err(error) if tries < TRIES => {
                    tracing::warn!(%error, "taking stock of duplicates failed; it is tried again");
                    tokio::time::sleep(pause).await;
                    (pause, tries) = (pause * 2, tries + 1);
                }
                Err(error) => {
                    tracing::error!(%error, "taking stock of duplicates rests until somebody looks");
                    return;
                }
            }
            // Others wait for the same processor and the same writer.
            tokio::task::yield_now().await;
        }
    });
}
