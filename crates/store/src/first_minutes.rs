//! What of the first minutes a user has done: asked of the history of its own mailboxes, never of what others did.

use contacts::MailboxId;
use sea_orm::Value;

use crate::database::Database;
use crate::failure::failed;
use crate::replication_store::{Cause, StoreError};
use crate::statements::one;
use crate::viewer::Viewer;
use crate::words::json;

/// How many entries of a mailbox's history are looked at, the newest first: the first minutes have no more.
const LOOKED_AT: u32 = 2_000;

/// What a user has done with its mailboxes since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstMinutes {
    /// A contact was created or linked because the user asked for it.
    pub exported: bool,
    /// A contact became a contact person because the user asked for it.
    pub imported: bool,
    /// An edit made in Outlook arrived in the CRM.
    pub changed_in_outlook: bool,
    /// An edit of the user's in the CRM was written to Outlook.
    pub changed_here: bool,
    /// The user took a contact out of Outlook.
    pub withdrawn: bool,
}

impl Database {
    /// Tells what the viewer has done with these mailboxes of its own since a moment (microseconds since 1970 UTC). Looks
    /// at their newest entries only, by index.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn first_minutes(
        &self,
        viewer: &Viewer,
        mailboxes: &[MailboxId],
        since: i64,
    ) -> Result<FirstMinutes, StoreError> {
        let mut done = FirstMinutes::default();
        for mailbox in mailboxes {
            let here = json(&Cause::Crm { user: Some(viewer.user) })?;
            let outlook = json(&Cause::Outlook { mailbox: *mailbox })?;
            let values: Vec<Value> = vec![
                mailbox.0.into(),
                since.into(),
                here.into(),
                outlook.into(),
                json(&replication::Ended::Withdrawn)?.into(),
                viewer.user.0.into(),
                LOOKED_AT.into(),
            ];
            let Some(row) = one(self.reading(), DONE, values).await? else { continue };
            let is = |place: usize| row.try_get_by_index::<bool>(place).map_err(failed);
            done.exported |= is(0)?;
            done.changed_in_outlook |= is(1)?;
            done.changed_here |= is(2)?;
            done.withdrawn |= is(3)?;
            done.imported |= is(4)?;
        }
        Ok(done)
    }
}

/// Only the owner's own mailboxes count, whatever was asked for.
const DONE: &str = "
WITH recent AS (
    SELECT history.person, history.number, history.kind, history.cause, history.at FROM history
    WHERE history.mailbox = $1 AND history.at >= $2
        AND EXISTS (SELECT 1 FROM mailbox WHERE mailbox.id = $1 AND mailbox.owner = $6)
    ORDER BY history.at DESC LIMIT $7
)
SELECT
    EXISTS (SELECT 1 FROM recent WHERE kind IN ('exported', 'linked') AND cause = $3 AND NOT EXISTS
        (SELECT 1 FROM run_item JOIN run ON run.id = run_item.run
            WHERE run_item.person = recent.person AND run.kind = 'import' AND run.mailbox = $1)),
    EXISTS (SELECT 1 FROM recent WHERE kind IN ('edited', 'conflict') AND cause = $4),
    EXISTS (SELECT 1 FROM recent WHERE recent.kind = 'sent' AND EXISTS
        (SELECT 1 FROM history AS edit WHERE edit.person = recent.person AND edit.kind = 'edited'
            AND edit.cause = $3 AND edit.at >= $2 AND edit.at <= recent.at)),
    EXISTS (SELECT 1 FROM recent JOIN history_value AS ended
        ON ended.person = recent.person AND ended.number = recent.number
        WHERE recent.kind = 'link_ended' AND recent.cause = $3 AND ended.after = $5),
    EXISTS (SELECT 1 FROM run JOIN run_item ON run_item.run = run.id
        WHERE run.kind = 'import' AND run.mailbox = $1 AND run.user_id = $6 AND run.created >= $2
            AND run_item.action = 'import' AND run_item.end_state = 'linked')";
