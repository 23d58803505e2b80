//! Beginning an import: its run and its items, in the transaction that notes the run in the draft, so that there is
//! one.

use std::collections::BTreeSet;

use contacts::{DraftId, MailboxId, RunId};
use replication::Rules;
use sea_orm::Value;
use serde_json::json as object;
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::Begun;
use crate::idempotency::{self, IdempotencyKey, Remembered};
use crate::imports::draft::{self, Draft, Step, counts, own_mailbox};
use crate::imports::row::{self, NewRow};
use crate::imports::{
    Assign, IMPORT_ROWS_MOST, ImportAction, ImportCounts, ImportFolder, ImportOrderItem, ItemAction,
    complete, detect,
};
use crate::links::open_mailbox;
use crate::partners::check_card;
use crate::replication_store::{EndState, StoreError};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{all, run, run_rows};
use crate::viewer::Viewer;
use crate::words::{json, word};

/// Starts the import of the checked rows, or returns the run that was started.
pub(super) async fn start(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<RunId, StoreError> {
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            if let Some(run) = draft.run {
                return Ok(run);
            }
            let draft = draft::open(draft)?;
            open_mailbox(tx.as_ref(), viewer, draft.mailbox).await?;
            check(&counts(tx.as_ref(), &draft).await?)?;
            begin(&tx, viewer, &draft, now).await.map(|(run, _)| run)
        })
        .await
}

/// Refuses an import of rows that cannot be imported as they are.
fn check(counts: &ImportCounts) -> Result<(), StoreError> {
    if counts.checked == 0 {
        return Err(StoreError::Invalid(
            "no contact is checked, so there is nothing to import; nothing was imported. Check those that are to \
             become contact persons"
                .into(),
        ));
    }
    if counts.checked_unassigned > 0 {
        return Err(StoreError::Invalid(format!(
            "{} of the checked contacts have no business partner; nothing was imported. Assign one to each, or uncheck \
             them",
            counts.checked_unassigned
        )));
    }
    if counts.checked_incomplete > 0 {
        return Err(StoreError::Invalid(format!(
            "{} of the checked contacts have no name and no e-mail address; nothing was imported. Complete them, or \
             uncheck them",
            counts.checked_incomplete
        )));
    }
    Ok(())
}

/// Writes the run of a draft's checked rows, and an item for each. It is in state *preparing* until all rows are dealt
/// with. An item of a contact that is to be imported has an identity of its own until its person has one.
async fn begin(tx: &Tx, viewer: &Viewer, draft: &Draft, now: i64) -> Result<(RunId, u64), StoreError> {
    let on = tx.as_ref();
    let read = format!("SELECT {} FROM import_row WHERE draft = $1 AND checked ORDER BY place", row::COLUMNS);
    let rows = all(on, &read, vec![draft.id.0.into()]).await?;
    let rows = rows.iter().map(row::row).collect::<Result<Vec<_>, _>>()?;
    let id = RunId(Uuid::now_v7());
    let insert =
        "INSERT INTO run (id, kind, mailbox, user_id, state, request, created, started, prepared, expected)
        VALUES ($1, 'import', $2, $3, 'preparing', $4, $5, $5, FALSE, $6)";
    let expected = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let values: Vec<Value> = vec![
        id.0.into(),
        draft.mailbox.0.into(),
        viewer.acting().map(|user| user.0).into(),
        object!({ "draft": draft.id.to_string() }).to_string().into(),
        now.into(),
        expected.into(),
    ];
    run(on, insert, values).await?;
    let (mut persons, mut items, mut marks) = (BTreeSet::new(), Vec::new(), Vec::new());
    for row in &rows {
        let linked = row.person.filter(|person| row.action == ItemAction::Link && persons.insert(*person));
        let item = linked.map_or_else(Uuid::now_v7, |person| person.0);
        items.push(vec![
            id.0.into(),
            item.into(),
            "".into(),
            word(&EndState::Waiting)?.into(),
            word(&row.action)?.into(),
        ]);
        marks.push(vec![draft.id.0.into(), row.number.into(), item.into()]);
    }
    let put = "INSERT INTO run_item (run, person, name, end_state, action) VALUES {rows}";
    run_rows(on, put, &[], items).await?;
    let mark = "UPDATE import_row SET item = v.column3 FROM (VALUES {rows}) AS v
        WHERE import_row.draft = v.column1 AND import_row.number = v.column2";
    run_rows(on, mark, &[], marks).await?;
    run(on, "UPDATE import_draft SET run = $2 WHERE id = $1", vec![draft.id.0.into(), id.0.into()]).await?;
    draft::touch(tx, draft.id, now).await?;
    Ok((id, u64::try_from(rows.len()).unwrap_or_default()))
}

/// Begins an import that a program has ordered, or finds the one that was begun under the same key.
pub(super) async fn ordered(
    database: &Database,
    viewer: &Viewer,
    (mailbox, items): (MailboxId, &[ImportOrderItem]),
    key: Option<&IdempotencyKey>,
    now: i64,
) -> Result<Begun, StoreError> {
    own_mailbox(database.reading(), viewer, mailbox).await?;
    let rules = read_setting::<Rules, _>(database.reading(), REPLICATION).await?.unwrap_or_default();
    check_order(viewer, &rules, items)?;
    let installation = database.installation_id();
    let persons = u64::try_from(items.len()).unwrap_or(u64::MAX);
    let begun = database.write(|tx| async move {
        open_mailbox(tx.as_ref(), viewer, mailbox).await?;
        if let Some(key) = key
            && let Remembered::Answer(earlier) = idempotency::take(&tx, viewer, key, now).await?
        {
            return earlier.parse::<RunId>().map_err(|_| {
                StoreError::Invalid("this Idempotency-Key was used for something else; use a new one".into())
            });
        }
        draft::purge(&tx, now).await?;
        let folders: &[ImportFolder] = &[];
        let id = draft::insert(&tx, viewer, (mailbox, folders, true, Step::Ready), now).await?;
        let rows = (1_i64..).zip(items).map(|(number, item)| {
            let (kind, stamped) = detect::kind(item.contact.stamp.as_deref(), installation);
            NewRow { number, folder: 0, kind, stamped, contact: &item.contact }
        });
        row::insert(&tx, id, &rows.collect::<Vec<_>>()).await?;
        note_orders(&tx, id, items).await?;
        let draft = draft::seen(tx.as_ref(), viewer, id, now).await?;
        let (run, _) = begin(&tx, viewer, &draft, now).await?;
        if let Some(key) = key {
            idempotency::answer_with(&tx, viewer, key, &run.to_string()).await?;
        }
        Ok(run)
    });
    Ok(Begun { run: begun.await?, persons })
}

/// Refuses an order that cannot be read as one.
pub(super) fn check_order(
    viewer: &Viewer,
    rules: &Rules,
    items: &[ImportOrderItem],
) -> Result<(), StoreError> {
    if items.is_empty() || items.len() > IMPORT_ROWS_MOST {
        return Err(StoreError::Invalid(format!(
            "an import is about 1 to {IMPORT_ROWS_MOST} contacts; nothing was imported"
        )));
    }
    let mut contacts = BTreeSet::new();
    for item in items {
        if !contacts.insert(item.contact.id.as_str()) {
            return Err(StoreError::Invalid(format!(
                "the contact {} is named twice; nothing was imported. Name each contact once",
                item.contact.id
            )));
        }
        match &item.action {
            ImportAction::Import { partner, completed } => {
                complete::allowed(viewer, rules, completed)?;
                match partner {
                    Assign::New(card) => check_card(card)?,
                    Assign::Existing(_) | Assign::Nothing => {}
                }
            }
            ImportAction::Link(_) => {}
        }
    }
    Ok(())
}

async fn note_orders(tx: &Tx, id: DraftId, items: &[ImportOrderItem]) -> Result<(), StoreError> {
    let (mut rows, mut cards) = (Vec::new(), Vec::new());
    for (number, item) in (1_i64..).zip(items) {
        let (action, partner, new_partner, person) = match &item.action {
            ImportAction::Import { partner, completed } => {
                cards.push(vec![id.0.into(), number.into(), json(completed)?.into()]);
                let (existing, new) = match partner {
                    Assign::Existing(partner) => (Some(partner.0), None),
                    Assign::New(card) => (None, Some(json(card)?)),
                    Assign::Nothing => (None, None),
                };
                (ItemAction::Import, existing, new, None)
            }
            ImportAction::Link(person) => (ItemAction::Link, None, None, person.map(|person| person.0)),
        };
        rows.push(vec![
            id.0.into(),
            number.into(),
            word(&action)?.into(),
            partner.into(),
            new_partner.into(),
            Value::from(person),
        ]);
    }
    let set = "UPDATE import_row SET checked = TRUE, action = v.column3, partner = v.column4,
            new_partner = v.column5, person = COALESCE(v.column6, CASE WHEN v.column3 = 'link' THEN stamped END)
        FROM (VALUES {rows}) AS v WHERE import_row.draft = v.column1 AND import_row.number = v.column2";
    run_rows(tx.as_ref(), set, &[], rows).await?;
    let set = "UPDATE import_card SET completed = v.column3 FROM (VALUES {rows}) AS v
        WHERE import_card.draft = v.column1 AND import_card.number = v.column2";
    run_rows(tx.as_ref(), set, &[], cards).await.map(|_| ())
}
