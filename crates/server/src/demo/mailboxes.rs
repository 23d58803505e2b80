//! The demo's two mailboxes in the stand-in.
//!
//! The stand-in keeps its contacts in memory. When the demo starts again with a kept database, they are gone: the
//! mailboxes are disconnected (which ends the links to contacts that are not there any more) and connected anew.

use std::time::Duration;

use contacts::MailboxId;
use outlook_standin::Standin;
use store::{Database, Farewell, MailboxState, NewMailbox, Viewer};
use tokio::time::{Instant, sleep};

use super::people::{ADMINISTRATOR, People, USER};
use crate::failure::Failure;
use crate::now;

const MAILBOXES: [(&str, &str); 2] = [(USER, "Ben's Outlook"), (ADMINISTRATOR, "Anna's Outlook")];
/// How long a mailbox may take to be disconnected.
const PATIENCE: Duration = Duration::from_secs(60);

/// Begins to disconnect the mailboxes of an earlier start; tells whether there were any.
pub(super) async fn leave_forgotten(
    database: &Database,
    standin: &Standin,
    graph: &str,
) -> Result<bool, Failure> {
    let viewer = Viewer::program();
    let mut any = false;
    for mailbox in database.list_mailboxes(&viewer, now()).await? {
        if mailbox.state == MailboxState::Disconnected {
            continue;
        }
        any = true;
        let token = standin.add_mailbox(&mailbox.address);
        database.reconnect_mailbox(&viewer, mailbox.id, graph, &token, now()).await?;
        database.disconnect_mailbox(&viewer, mailbox.id, Farewell::Leave, now()).await?;
    }
    Ok(any)
}

/// Connects and activates both mailboxes; returns the user's and the administrator's.
pub(super) async fn connect(
    database: &Database,
    standin: &Standin,
    graph: &str,
    people: &People,
) -> Result<[MailboxId; 2], Failure> {
    let viewer = Viewer::program();
    let mut connected = Vec::new();
    for (address, name) in MAILBOXES {
        wait_until_disconnected(database, address).await?;
        let owner = people.get(address).ok_or_else(|| Failure::Failed(format!("{address} is no user")))?;
        let new = NewMailbox {
            owner: owner.id,
            address: address.to_owned(),
            name: name.to_owned(),
            base_url: graph.to_owned(),
            token: standin.add_mailbox(address),
        };
        let mailbox = database.connect_mailbox(&viewer, &new, now()).await?;
        database.activate_mailbox(&viewer, mailbox.id, now()).await?;
        connected.push(mailbox.id);
    }
    connected.try_into().map_err(|_| Failure::Failed("the demo has not two mailboxes".to_owned()))
}

async fn wait_until_disconnected(database: &Database, address: &str) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    loop {
        let mailboxes = database.list_mailboxes(&Viewer::program(), now()).await?;
        let of_address = mailboxes.iter().filter(|mailbox| mailbox.address == address);
        if of_address.clone().all(|mailbox| mailbox.state == MailboxState::Disconnected) {
            return Ok(());
        }
        if Instant::now() > until {
            return Err(Failure::Failed(format!(
                "the mailbox {address} of the last start does not let go; start the demo without --data, or with another directory"
            )));
        }
        sleep(Duration::from_millis(100)).await;
    }
}
