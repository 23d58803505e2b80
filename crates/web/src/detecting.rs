//! Reading the folders of an import draft behind whoever began it, page by page, and looking for duplicates and
//! business partners of what was read.

use std::time::Duration;

use contacts::{DraftId, MailboxId};
use store::{Detecting, StoreError, Viewer};

use crate::state::{FolderPage, WebState};

/// How long it is waited between two tries to read a page.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Reads the folders of a draft in a task, unless somebody is at it. Whoever looks at a draft that is being read calls
/// this: a reading that stopped with the program begins anew.
///
/// # Errors
/// As [`store::Database::begin_detecting`].
pub(crate) async fn begin(state: &WebState, viewer: &Viewer, id: DraftId) -> Result<(), StoreError> {
    if !state.store.begin_detecting(viewer, id, state.now()).await? {
        return Ok(());
    }
    let (state, viewer) = (state.clone(), viewer.clone());
    tokio::spawn(async move {
        if let Err(why) = detect(&state, &viewer, id).await {
            tracing::warn!(draft = %id, %why, "the contacts for an import could not be read");
            if let Err(error) = state.store.fail_detecting(id, &why, state.now()).await {
                tracing::warn!(draft = %id, %error, "that could not be noted");
            }
        }
    });
    Ok(())
}

async fn detect(state: &WebState, viewer: &Viewer, id: DraftId) -> Result<(), String> {
    loop {
        match state.store.next_detecting(id).await.map_err(|error| error.to_string())? {
            Detecting::Read { mailbox, folder, id: named } => {
                if !read(state, viewer, id, (mailbox, folder, named.as_deref())).await? {
                    return Ok(());
                }
            }
            Detecting::Check => {
                let done = state.store.check_import(viewer, id, state.now()).await;
                match done {
                    Ok(_) => {}
                    // Dropped, or the mailbox is not the user's any more: there is nobody to tell.
                    Err(StoreError::NotFound(_)) => return Ok(()),
                    Err(error) => return Err(error.to_string()),
                }
            }
            Detecting::Nothing => return Ok(()),
        }
    }
}

/// Reads one folder to its end; tells whether there is still a draft to read it for.
async fn read(
    state: &WebState,
    viewer: &Viewer,
    id: DraftId,
    (mailbox, folder, named): (MailboxId, usize, Option<&str>),
) -> Result<bool, String> {
    let mut after: Option<String> = None;
    loop {
        let page = page(state, id, (mailbox, named), after.as_deref()).await?;
        let last = page.next.is_none();
        let added = state.store.add_import_page(viewer, id, folder, &page.contacts, last, state.now()).await;
        match added {
            Ok(()) => {}
            Err(StoreError::NotFound(_)) => return Ok(false),
            Err(error) => return Err(error.to_string()),
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(true),
        }
    }
}

/// Reads one page, and tries again for a moment when Outlook does not answer. Between two tries it says that it is
/// still at it, so that nobody else takes the work.
async fn page(
    state: &WebState,
    id: DraftId,
    (mailbox, folder): (MailboxId, Option<&str>),
    after: Option<&str>,
) -> Result<FolderPage, String> {
    for pause in PAUSES {
        if let Ok(page) = state.engine.read_folder(mailbox, folder, after).await {
            return Ok(page);
        }
        tokio::time::sleep(pause).await;
        state.store.go_on_detecting(id, state.now()).await.map_err(|error| error.to_string())?;
    }
    state.engine.read_folder(mailbox, folder, after).await
}
