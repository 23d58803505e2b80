//! Checking rows, and giving them business partners.

use std::collections::BTreeSet;

use contacts::DraftId;
use sea_orm::{ConnectionTrait, Value};

use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::imports::check::{self, Finding};
use crate::imports::draft::{self, unknown};
use crate::imports::query::{Condition, READY};
use crate::imports::row::{self, Stored};
use crate::imports::window::Looking;
use crate::imports::{Assign, ImportFilter, Rows, RowsChanged};
use crate::partners::check_card;
use crate::records;
use crate::replication_store::StoreError;
use crate::statements::{one, run, run_in};
use crate::words::json;

/// The condition on `import_row` that holds for those that can be checked.
pub(super) const POSSIBLE: &str = "(action = 'link' OR (kind = 'unstamped' AND status <> 'certain'))";

/// How many rows are looked at again in one go.
const AT_ONCE: usize = 200;

/// Checks or unchecks rows.
pub(super) async fn tick(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    rows: &Rows,
    checked: bool,
) -> Result<RowsChanged, StoreError> {
    let found = if checked { looked_at(database, (viewer, id, now), rows).await? } else { Vec::new() };
    let found = &found;
    database
        .write(|tx| async move {
            draft::held_open(&tx, viewer, id, now).await?;
            check::write(tx.as_ref(), id, found).await?;
            let meant = Condition::meant(id, rows)?;
            let changed = if checked {
                check(&tx, id, meant, matches!(rows, Rows::Ready(_))).await?
            } else {
                uncheck(&tx, meant).await?
            };
            draft::touch(&tx, id, now).await?;
            Ok(changed)
        })
        .await
}

/// Looks again whether rows that are named are somebody who is there by now: the list may be hours old, and shows them
/// as they are.
async fn looked_at(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    rows: &Rows,
) -> Result<Vec<Finding>, StoreError> {
    match rows {
        Rows::Numbers(numbers) => {
            draft::seen(database.reading(), viewer, id, now).await?;
            let mut found = Vec::new();
            for some in numbers.chunks(AT_ONCE) {
                let meant = Condition::meant(id, &Rows::Numbers(some.to_vec()))?;
                // Those that are checked are judged when their turn comes, and it is said then.
                let meant = meant.and("NOT checked");
                let rows = row::stored(database.reading(), &meant.text, meant.values).await?;
                found.extend(check::findings(database, viewer, &rows).await?);
            }
            Ok(found)
        }
        Rows::Found(_) | Rows::Ready(_) => Ok(Vec::new()),
    }
}

async fn uncheck(tx: &Tx, meant: Condition) -> Result<RowsChanged, StoreError> {
    let set = format!("UPDATE import_row SET checked = FALSE WHERE {} AND checked", meant.text);
    Ok(RowsChanged { changed: run(tx.as_ref(), &set, meant.values).await?, ..RowsChanged::default() })
}

/// Checks rows. Of rows that are certainly one person one is checked: with `yields` one that was checked before, else
/// the first that is asked for.
async fn check(tx: &Tx, id: DraftId, meant: Condition, yields: bool) -> Result<RowsChanged, StoreError> {
    let on = tx.as_ref();
    let barred = count(on, meant.clone().and(&format!("NOT {POSSIBLE}"))).await?;
    let possible = meant.and(POSSIBLE).and("NOT checked");
    let together = possible.clone().and("family IS NOT NULL");
    let condition = format!("{} ORDER BY place, import_row.number", together.text);
    let asked = row::stored(on, &condition, together.values).await?;
    let choice = settle(&asked, &checked_beside(on, id, &asked).await?, yields);
    let set = format!("UPDATE import_row SET checked = TRUE WHERE {} AND family IS NULL", possible.text);
    let mut changed = run(on, &set, possible.values).await?;
    changed += set_checked(on, id, true, &choice.checked).await?;
    let unchecked = set_checked(on, id, false, &choice.unchecked).await?;
    let given_way = u64::try_from(asked.len() - choice.checked.len()).unwrap_or_default();
    Ok(RowsChanged { changed, barred: barred + given_way, unchecked })
}

/// What becomes of rows that are certainly the same person as others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Choice {
    checked: BTreeSet<i64>,
    unchecked: BTreeSet<i64>,
}

/// Of rows that are certainly one person, the first that is asked for is checked, and those checked before give way; or,
/// when it `yields`, those checked before stay.
fn settle(asked: &[Stored], checked_before: &BTreeSet<i64>, yields: bool) -> Choice {
    let mut choice = Choice::default();
    for stored in asked {
        let same = || stored.others.iter().filter(|other| other.certain).map(|other| other.row);
        let taken = same().any(|other| yields && checked_before.contains(&other));
        if taken || same().any(|other| choice.checked.contains(&other)) {
            continue;
        }
        choice.unchecked.extend(same().filter(|other| checked_before.contains(other)));
        choice.checked.insert(stored.row.number);
    }
    choice
}

/// Returns the checked ones among the rows that some rows are duplicates of.
async fn checked_beside<C: ConnectionTrait>(
    on: &C,
    id: DraftId,
    asked: &[Stored],
) -> Result<BTreeSet<i64>, StoreError> {
    let others: BTreeSet<i64> =
        asked.iter().flat_map(|row| row.others.iter().map(|other| other.row)).collect();
    let others: Vec<i64> = others.into_iter().collect();
    let rows = row::by_numbers(on, id, &others).await?;
    Ok(rows.into_iter().filter(|row| row.checked).map(|row| row.number).collect())
}

async fn set_checked<C: ConnectionTrait>(
    on: &C,
    id: DraftId,
    checked: bool,
    numbers: &BTreeSet<i64>,
) -> Result<u64, StoreError> {
    let numbers: Vec<Value> = numbers.iter().map(|number| (*number).into()).collect();
    let set = "UPDATE import_row SET checked = $2 WHERE draft = $1 AND number IN ({list})";
    run_in(on, set, &[id.0.into(), checked.into()], &numbers).await
}

/// Counts rows that could be imported and lack something.
pub(super) async fn unready(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    filter: &ImportFilter,
) -> Result<u64, StoreError> {
    let on = database.reading();
    draft::seen(on, viewer, id, now).await?;
    let meant = Condition::of(id).filtered(filter)?.and(POSSIBLE);
    count(on, meant.and(&format!("NOT {READY}"))).await
}

async fn count<C: ConnectionTrait>(on: &C, condition: Condition) -> Result<u64, StoreError> {
    let read = format!("SELECT COUNT(*) FROM import_row WHERE {}", condition.text);
    let row = one(on, &read, condition.values).await?.ok_or_else(unknown)?;
    let count: i64 = row.try_get_by_index(0).map_err(failed)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Gives rows a business partner.
pub(super) async fn assign(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    rows: &Rows,
    partner: &Assign,
) -> Result<RowsChanged, StoreError> {
    database
        .write(|tx| async move {
            let on = tx.as_ref();
            draft::held_open(&tx, viewer, id, now).await?;
            let (existing, new) = match partner {
                Assign::Existing(partner) => {
                    (Some(records::seen_partner(on, viewer, *partner).await?.id), None)
                }
                Assign::New(card) => {
                    check_card(card)?;
                    (None, Some(json(card)?))
                }
                Assign::Nothing => (None, None),
            };
            let meant = Condition::meant(id, rows)?;
            let barred = count(on, meant.clone().and("kind <> 'unstamped'")).await?;
            let mut to = meant.and("kind = 'unstamped'");
            to.values.extend([Value::from(existing), Value::from(new)]);
            let last = to.values.len();
            let set = format!(
                "UPDATE import_row SET partner = ${}, new_partner = ${last}, preset = FALSE WHERE {}",
                last - 1,
                to.text
            );
            let changed = run(on, &set, to.values).await?;
            draft::touch(&tx, id, now).await?;
            Ok(RowsChanged { changed, barred, unchecked: 0 })
        })
        .await
}

/// Unchecks the rows that are certainly the same person as one that was checked by another way.
pub(super) async fn give_way(tx: &Tx, id: DraftId, stored: &Stored) -> Result<(), StoreError> {
    let same = stored.others.iter().filter(|other| other.certain).map(|other| other.row).collect();
    set_checked(tx.as_ref(), id, false, &same).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use contacts::{Card, Patch};

    use super::*;
    use crate::imports::ItemAction;
    use crate::imports::row::{Other, Row};
    use crate::replication_store::CandidateKind;

    fn stored(number: i64, others: &[(i64, bool)]) -> Stored {
        let row = Row {
            number,
            contact: format!("c{number}"),
            folder: 0,
            kind: CandidateKind::Unstamped,
            private: false,
            photo: false,
            name: String::new(),
            family: Some(1),
            stamped: None,
            checked: false,
            incomplete: false,
            partner: None,
            new_partner: None,
            preset: false,
            action: ItemAction::Import,
            person: None,
            item: None,
        };
        let others = others.iter().map(|(row, certain)| Other { row: *row, certain: *certain }).collect();
        Stored { row, card: Card::new(), completed: Patch::new(), others }
    }

    #[test]
    fn of_rows_that_are_certainly_one_person_one_is_checked() {
        let asked = [
            stored(1, &[(2, true)]),
            stored(2, &[(1, true), (3, false)]),
            stored(3, &[(2, false), (4, true)]),
        ];
        let choice = settle(&asked, &BTreeSet::from([4]), false);
        assert_eq!(choice.checked, BTreeSet::from([1, 3]), "the first of two; possible ones do not matter");
        assert_eq!(choice.unchecked, BTreeSet::from([4]), "what was checked before gives way");
        let choice = settle(&asked, &BTreeSet::from([4]), true);
        assert_eq!((choice.checked, choice.unchecked), (BTreeSet::from([1]), BTreeSet::new()), "it stays");
    }
}
