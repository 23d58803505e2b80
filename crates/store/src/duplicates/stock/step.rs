//! One step of a taking of stock: some hundred persons compared, or the families numbered at the end.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use contacts::Card;
use matching::duplicate::Status;
use sea_orm::Value;
use uuid::Uuid;

use super::PATIENCE;
use crate::database::{Database, Tx};
use crate::duplicates::find::{self, Others, Pair};
use crate::duplicates::theirs;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{all, one, run, run_rows};

/// Persons dealt with in one step.
const PERSONS: i64 = 200;
/// The most pairs of one person with those of higher ids: the best.
const PAIRS: usize = 20;

/// Deals with some persons; tells whether more are left.
pub(super) async fn step(database: &Database, number: i64, now: i64) -> Result<bool, StoreError> {
    let on = database.reading();
    let read = "SELECT after FROM stock_taking WHERE number = $1 AND ended IS NULL";
    let Some(row) = one(on, read, vec![number.into()]).await? else { return Ok(false) };
    let after: Option<Uuid> = row.try_get_by_index(0).map_err(failed)?;
    let read = "SELECT id FROM contact_person WHERE id > $1 AND deleted_at IS NULL ORDER BY id LIMIT $2";
    let rows = all(on, read, vec![after.unwrap_or_default().into(), PERSONS.into()]).await?;
    let ids: Result<Vec<Uuid>, StoreError> =
        rows.iter().map(|row| row.try_get_by_index(0).map_err(failed)).collect();
    let ids = ids?;
    let Some(last) = ids.last().copied() else {
        let members = families(on, number).await?;
        let members = members.as_slice();
        return database.write(|tx| async move { end(&tx, number, after, (members, now)).await }).await;
    };
    let persons: Vec<(Uuid, Card)> = theirs::cards(on, &ids).await?.into_iter().collect();
    let pairs = best(find::pairs(on, &persons, Others::Later, database.compared()).await?);
    let (pairs, dealt_with) = (&pairs, ids.len());
    database.write(|tx| async move { note(&tx, number, (after, last, dealt_with), (pairs, now)).await }).await
}

/// Keeps the best pairs of each person.
fn best(mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.sort_by_key(|(one, other, status, points)| (*one, Reverse((*status, *points)), *other));
    let mut of: BTreeMap<Uuid, usize> = BTreeMap::new();
    pairs.retain(|(one, _, _, _)| {
        let count = of.entry(*one).or_default();
        *count += 1;
        *count <= PAIRS
    });
    pairs
}

/// Writes what was found, unless another one was faster.
async fn note(
    tx: &Tx,
    number: i64,
    (after, last, dealt_with): (Option<Uuid>, Uuid, usize),
    (pairs, now): (&[Pair], i64),
) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    let go_on = "UPDATE stock_taking SET after = $3, dealt_with = dealt_with + $4, until = $5
        WHERE number = $1 AND ended IS NULL AND COALESCE(after, $6) = $2";
    let dealt_with = i64::try_from(dealt_with).unwrap_or_default();
    let values: Vec<Value> = vec![
        number.into(),
        after.unwrap_or_default().into(),
        last.into(),
        dealt_with.into(),
        (now + PATIENCE).into(),
        Uuid::nil().into(),
    ];
    if run(on, go_on, values).await? == 0 {
        return Ok(false);
    }
    let rows = pairs.iter().map(|(one, other, status, points)| {
        let certain = *status == Status::Certain;
        vec![number.into(), (*one).into(), (*other).into(), certain.into(), i64::from(*points).into()]
    });
    let put = "INSERT INTO duplicate_pair (taking, one, other, certain, points) VALUES {rows}
        ON CONFLICT (taking, one, other) DO NOTHING";
    run_rows(on, put, &[], rows.collect()).await?;
    Ok(true)
}

/// A pair with the number of its family.
type Member = (Uuid, Uuid, i64);

/// Puts all pairs of a taking into families and numbers these: certain ones first, then by points.
async fn families<C: sea_orm::ConnectionTrait>(on: &C, number: i64) -> Result<Vec<Member>, StoreError> {
    let read = "SELECT one, other, certain, points FROM duplicate_pair WHERE taking = $1";
    let mut pairs: Vec<(Uuid, Uuid, bool, i64)> = Vec::new();
    for row in all(on, read, vec![number.into()]).await? {
        let ids = (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?);
        let sure = (row.try_get_by_index(2).map_err(failed)?, row.try_get_by_index(3).map_err(failed)?);
        pairs.push((ids.0, ids.1, sure.0, sure.1));
    }
    Ok(numbered(&pairs))
}

fn numbered(pairs: &[(Uuid, Uuid, bool, i64)]) -> Vec<Member> {
    let mut leader: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for (one, other, _, _) in pairs {
        let (one, other) = (leading(&mut leader, *one), leading(&mut leader, *other));
        leader.insert(one.max(other), one.min(other));
    }
    let mut best: BTreeMap<Uuid, (bool, i64)> = BTreeMap::new();
    for (one, _, certain, points) in pairs {
        let worth = best.entry(leading(&mut leader, *one)).or_insert((*certain, *points));
        *worth = (*worth).max((*certain, *points));
    }
    let mut order: Vec<(Reverse<(bool, i64)>, Uuid)> =
        best.into_iter().map(|(leader, worth)| (Reverse(worth), leader)).collect();
    order.sort_unstable();
    let numbers: BTreeMap<Uuid, i64> = order.into_iter().map(|(_, leader)| leader).zip(1..).collect();
    let number = |(one, other, _, _): &(Uuid, Uuid, bool, i64)| {
        let leader = leading(&mut leader, *one);
        Some((*one, *other, numbers.get(&leader).copied()?))
    };
    pairs.iter().filter_map(number).collect()
}

/// Finds who leads a person's family; the way there is made short.
fn leading(leader: &mut BTreeMap<Uuid, Uuid>, person: Uuid) -> Uuid {
    let mut at = person;
    while let Some(above) = leader.get(&at).copied().filter(|above| *above != at) {
        let top = leader.get(&above).copied().unwrap_or(above);
        leader.insert(at, top);
        at = above;
    }
    at
}

/// Numbers the families, ends the taking and drops the earlier ones, unless another one was faster.
async fn end(
    tx: &Tx,
    number: i64,
    after: Option<Uuid>,
    (members, now): (&[Member], i64),
) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    let end =
        "UPDATE stock_taking SET ended = $3 WHERE number = $1 AND ended IS NULL AND COALESCE(after, $4) = $2";
    let values: Vec<Value> =
        vec![number.into(), after.unwrap_or_default().into(), now.into(), Uuid::nil().into()];
    if run(on, end, values).await? == 0 {
        return Ok(false);
    }
    let rows =
        members.iter().map(|(one, other, family)| vec![(*one).into(), (*other).into(), (*family).into()]);
    let name = "UPDATE duplicate_pair SET family = v.column3 FROM (VALUES {rows}) AS v
        WHERE taking = $1 AND one = v.column1 AND other = v.column2";
    run_rows(on, name, &[number.into()], rows.collect()).await?;
    run(on, "DELETE FROM duplicate_pair WHERE taking < $1", vec![number.into()]).await?;
    run(on, "DELETE FROM stock_taking WHERE number < $1", vec![number.into()]).await?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_numbered_best_first_and_hold_together_by_way_of_others() {
        let id = Uuid::from_u128;
        let pairs = [
            (id(1), id(2), false, 120),
            (id(5), id(6), true, 90),
            (id(3), id(4), false, 200),
            (id(2), id(3), false, 110),
        ];
        assert_eq!(
            numbered(&pairs),
            [(id(1), id(2), 2), (id(5), id(6), 1), (id(3), id(4), 2), (id(2), id(3), 2)]
        );
        assert_eq!(numbered(&[]), []);
    }

    #[test]
    fn of_one_person_the_best_pairs_are_kept() {
        let pairs: Vec<Pair> = (2..40)
            .map(|other| (Uuid::from_u128(1), Uuid::from_u128(other), Status::Possible, other as i32))
            .collect();
        let kept = best(pairs);
        assert_eq!(kept.len(), PAIRS);
        assert!(kept.iter().all(|(_, _, _, points)| *points >= 20));
    }
}
