//! Duplicates among the rows of one list, and the order in which they stand together.

use std::collections::BTreeMap;

use contacts::DraftId;
use matching::duplicate::groups::held_by_several;
use matching::duplicate::{Group, Status, Traits, groups};
use sea_orm::Value;

use crate::database::{Database, Tx};
use crate::duplicates::sharing;
use crate::failure::failed;
use crate::imports::check::size;
use crate::imports::draft::{self, Step};
use crate::imports::row::{self, Other};
use crate::records;
use crate::replication_store::{CandidateKind, StoreError};
use crate::statements::{all, run, run_rows};
use crate::viewer::Viewer;
use crate::words::json;

/// How many cards are read at a time.
const SOME: i64 = 1_000;

/// Groups the rows of a draft, puts all in order, and says that the list is there.
pub(super) async fn settle(
    database: &Database,
    viewer: &Viewer,
    id: DraftId,
    now: i64,
) -> Result<(), StoreError> {
    let (numbers, groups) = grouped(database, id).await?;
    let (numbers, groups) = (&numbers, &groups);
    database
        .write(|tx| async move {
            let draft = draft::held(&tx, viewer, id, now).await?;
            if draft.step != Step::Checking {
                return Ok(());
            }
            put_in_order(&tx, id, numbers, groups).await?;
            let set = "UPDATE import_draft SET state = 'ready', at_work_until = 0 WHERE id = $1";
            run(tx.as_ref(), set, vec![id.0.into()]).await?;
            draft::touch(&tx, id, now).await
        })
        .await
}

/// Finds which rows without stamp are duplicates of each other; the groups name them by their place among the numbers.
async fn grouped(database: &Database, id: DraftId) -> Result<(Vec<i64>, Vec<Group>), StoreError> {
    let on = database.reading();
    let country = records::country(on).await?;
    let shared = sharing::read(on).await?;
    let rows = size(on, id).await?;
    let (mut numbers, mut traits) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut last = 0;
    loop {
        let condition =
            "import_row.draft = $1 AND import_row.number > $2 ORDER BY import_row.number LIMIT $3";
        let some = row::stored(on, condition, vec![id.0.into(), last.into(), SOME.into()]).await?;
        let Some(behind) = some.last().map(|row| row.row.number) else { break };
        last = behind;
        for stored in some.iter().filter(|row| row.row.kind == CandidateKind::Unstamped) {
            numbers.push(stored.row.number);
            traits.push(Traits::of(&stored.as_completed(), country));
        }
    }
    let several = held_by_several(&traits);
    Ok((numbers, groups(&traits, shared.sharing(&several))))
}

/// Writes the groups, and the place of every row: by name, a group where its first row is.
async fn put_in_order(tx: &Tx, id: DraftId, numbers: &[i64], groups: &[Group]) -> Result<(), StoreError> {
    let on = tx.as_ref();
    let read = "SELECT number, sort_key FROM import_row WHERE draft = $1";
    let mut named: Vec<(i64, String)> = Vec::new();
    for row in all(on, read, vec![id.0.into()]).await? {
        named.push((row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?));
    }
    let family_of = families(numbers, groups);
    let named: BTreeMap<i64, String> = named.into_iter().collect();
    let places = places(&named, &family_of);
    let rows = places.into_iter().map(|(number, place)| {
        let family = family_of.get(&number).copied();
        vec![id.0.into(), number.into(), place.into(), Value::from(family)]
    });
    let set = "UPDATE import_row SET place = v.column3, family = v.column4 FROM (VALUES {rows}) AS v
        WHERE import_row.draft = v.column1 AND import_row.number = v.column2";
    run_rows(on, set, &[], rows.collect()).await?;
    let mut rows = Vec::new();
    for (number, others) in others(numbers, groups) {
        rows.push(vec![id.0.into(), number.into(), json(&others)?.into()]);
    }
    let set = "UPDATE import_card SET others = v.column3 FROM (VALUES {rows}) AS v
        WHERE import_card.draft = v.column1 AND import_card.number = v.column2";
    run_rows(on, set, &[], rows).await.map(|_| ())
}

/// Tells which family each row is of; most are of none. They are numbered from one.
fn families(numbers: &[i64], groups: &[Group]) -> BTreeMap<i64, i64> {
    let mut families = BTreeMap::new();
    for (family, group) in (1_i64..).zip(groups) {
        for number in group.rows.iter().filter_map(|place| numbers.get(*place)) {
            families.insert(*number, family);
        }
    }
    families
}

/// Where a row stands by itself: by its name, then its number.
type Place<'a> = (&'a str, i64);

/// Returns the place of each row.
fn places(named: &BTreeMap<i64, String>, family_of: &BTreeMap<i64, i64>) -> BTreeMap<i64, i64> {
    let mut leaders: BTreeMap<i64, Place<'_>> = BTreeMap::new();
    for (number, name) in named {
        if let Some(family) = family_of.get(number) {
            let own = (name.as_str(), *number);
            let leader = leaders.entry(*family).or_insert(own);
            *leader = own.min(*leader);
        }
    }
    let mut order: Vec<(Place<'_>, Place<'_>)> = named
        .iter()
        .map(|(number, name)| {
            let own = (name.as_str(), *number);
            let leader = family_of.get(number).and_then(|family| leaders.get(family)).copied();
            (leader.unwrap_or(own), own)
        })
        .collect();
    order.sort_unstable();
    (1_i64..).zip(order).map(|(place, (_, (_, number)))| (number, place)).collect()
}

/// Returns the rows that each row is a duplicate of, certain ones first.
fn others(numbers: &[i64], groups: &[Group]) -> BTreeMap<i64, Vec<Other>> {
    let mut others: BTreeMap<i64, Vec<Other>> = BTreeMap::new();
    for pair in groups.iter().flat_map(|group| &group.pairs) {
        let (Some(one), Some(other)) = (numbers.get(pair.one), numbers.get(pair.other)) else { continue };
        let certain = pair.status == Status::Certain;
        others.entry(*one).or_default().push(Other { row: *other, certain });
        others.entry(*other).or_default().push(Other { row: *one, certain });
    }
    for list in others.values_mut() {
        list.sort_unstable_by_key(|other| (!other.certain, other.row));
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_duplicates_of_each_other_stand_where_the_first_of_them_does() {
        let named = [(1, "weber"), (2, "adam"), (3, "zorn"), (4, "mann"), (5, "beck")];
        let named = named.map(|(number, name)| (number, name.to_owned())).into();
        let families = BTreeMap::from([(5, 1), (3, 1)]);
        let places = places(&named, &families);
        let mut order: Vec<(i64, i64)> = places.into_iter().map(|(number, place)| (place, number)).collect();
        order.sort_unstable();
        let order: Vec<i64> = order.into_iter().map(|(_, number)| number).collect();
        assert_eq!(order, [2, 5, 3, 4, 1]);
    }
}
