//! Looking for duplicates and business partners of the rows that were read.

use contacts::{Card, DraftId};
use sea_orm::{ConnectionTrait, Value};

use crate::database::Database;
use crate::failure::failed;
use crate::imports::draft::{self, Step, unknown};
use crate::imports::row::{self, Stored};
use crate::imports::{RowStatus, detect, neighbours};
use crate::replication_store::{CandidateKind, StoreError};
use crate::statements::{one, run_rows};
use crate::viewer::Viewer;

/// How many rows are looked at in one go.
const SOME: i64 = 200;

/// Looks at some rows; tells whether all are done.
pub(super) async fn some(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<bool, StoreError> {
    let on = database.reading();
    let draft = draft::seen(on, viewer, id, now).await?;
    match draft.step {
        Step::Checking => {}
        Step::Reading => return Ok(false),
        Step::Ready | Step::Failed => return Ok(true),
    }
    let condition = "import_row.draft = $1 AND import_row.number > $2 ORDER BY import_row.number LIMIT $3";
    let rows = row::stored(on, condition, vec![id.0.into(), draft.checked.into(), SOME.into()]).await?;
    let Some(last) = rows.last().map(|row| row.row.number) else {
        neighbours::settle(database, viewer, id, now).await?;
        return Ok(true);
    };
    let found = findings(database, viewer, &rows).await?;
    let found = &found;
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            if draft.step != Step::Checking || draft.checked >= last {
                return Ok(());
            }
            write(tx.as_ref(), id, found).await?;
            let set = "UPDATE import_draft SET checked = $2 WHERE id = $1";
            crate::statements::run(tx.as_ref(), set, vec![id.0.into(), last.into()]).await?;
            detect::go_on(&tx, id, now).await
        })
        .await?;
    Ok(false)
}

/// What was found of a row.
pub(super) struct Finding {
    pub(super) number: i64,
    pub(super) status: RowStatus,
    pub(super) preset: Option<contacts::PartnerId>,
}

/// Looks for duplicates and partners of rows without stamp.
pub(super) async fn findings(
    database: &Database,
    viewer: &Viewer,
    rows: &[Stored],
) -> Result<Vec<Finding>, StoreError> {
    let new: Vec<&Stored> = rows.iter().filter(|row| row.row.kind == CandidateKind::Unstamped).collect();
    let cards: Vec<Card> = new.iter().map(|row| row.as_completed()).collect();
    let duplicates = database.check_duplicates(viewer, &cards, None).await?;
    let partners = database.suggest_partners(viewer, &cards).await?;
    let findings = new.iter().zip(duplicates).zip(partners).map(|((row, duplicates), partners)| Finding {
        number: row.row.number,
        status: RowStatus::of(duplicates.iter().map(|duplicate| duplicate.status).max()),
        preset: partners.preset,
    });
    Ok(findings.collect())
}

/// Writes what was found; a partner that somebody has chosen stays, and what is certain cannot stay checked.
pub(super) async fn write<C: ConnectionTrait>(
    on: &C,
    draft: DraftId,
    findings: &[Finding],
) -> Result<(), StoreError> {
    let rows = findings.iter().map(|found| {
        vec![
            draft.0.into(),
            found.number.into(),
            Value::from(found.status.as_str()),
            found.preset.map(|partner| partner.0).into(),
        ]
    });
    let chosen =
        "(import_row.new_partner IS NOT NULL OR (import_row.partner IS NOT NULL AND NOT import_row.preset))";
    let set = format!(
        "UPDATE import_row SET status = v.column3,
            partner = CASE WHEN {chosen} THEN import_row.partner ELSE v.column4 END,
            preset = CASE WHEN {chosen} THEN import_row.preset ELSE v.column4 IS NOT NULL END,
            checked = import_row.checked AND (v.column3 <> 'certain' OR import_row.action = 'link')
        FROM (VALUES {{rows}}) AS v WHERE import_row.draft = v.column1 AND import_row.number = v.column2"
    );
    run_rows(on, &set, &[], rows.collect()).await.map(|_| ())
}

/// Returns how many rows a draft has.
pub(super) async fn size<C: ConnectionTrait>(on: &C, draft: DraftId) -> Result<usize, StoreError> {
    let read = "SELECT COUNT(*) FROM import_row WHERE draft = $1";
    let row = one(on, read, vec![draft.0.into()]).await?.ok_or_else(unknown)?;
    let count: i64 = row.try_get_by_index(0).map_err(failed)?;
    Ok(usize::try_from(count).unwrap_or_default())
}
