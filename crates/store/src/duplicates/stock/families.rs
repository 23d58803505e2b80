//! Showing the families of a taking, as their persons are now and with the viewer's rights.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use matching::duplicate::groups::held_by_several;
use matching::duplicate::{Traits, check};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};
use uuid::Uuid;

use super::{Family, FamilyPair};
use crate::database::Database;
use crate::duplicates::theirs::Theirs;
use crate::duplicates::{find, sharing, theirs};
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::visible_to;
use crate::tables::contact_person;
use crate::viewer::Viewer;

/// Families on one page.
const FAMILIES: usize = 20;
/// The most pairs that are shown of one family: the best.
const PAIRS: usize = 12;

/// Lists the families after a number, and the number to go on after if there are more.
pub(super) async fn list(
    database: &Database,
    viewer: &Viewer,
    taking: i64,
    after: i64,
) -> Result<(Vec<Family>, Option<i64>), StoreError> {
    let on = database.reading();
    let mut numbers = numbers(on, viewer, taking, after).await?;
    let more = numbers.len() > FAMILIES;
    numbers.truncate(FAMILIES);
    let next = numbers.last().copied().filter(|_| more);
    let pairs = pairs(on, viewer, taking, &numbers).await?;
    let persons: BTreeSet<Uuid> = pairs.values().flatten().flat_map(|(one, other)| [*one, *other]).collect();
    let shown = find::shown(on, viewer, &persons).await?;
    let country = records::country(on).await?;
    let known = theirs::read(on, &persons, country, (&viewer.hidden, Some(database.compared()))).await?;
    let shared = sharing::read(on).await?;
    let mut families = Vec::new();
    for (number, pairs) in pairs {
        let several = several(&pairs, &known);
        let sharing = shared.among_stock(&several);
        let live = pairs.iter().filter_map(|(one, other)| {
            let finding = check(traits(&known, one)?, traits(&known, other)?, sharing)?;
            let (one, other) = (shown.get(one)?.clone(), shown.get(other)?.clone());
            let (status, points, evidence) = (finding.status, finding.points, finding.evidence);
            Some(FamilyPair { one, other, status, points, evidence })
        });
        let mut pairs: Vec<FamilyPair> = live.collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse((pair.status, pair.points)));
        pairs.truncate(PAIRS);
        families.extend((!pairs.is_empty()).then_some(Family { number, pairs }));
    }
    Ok((families, next))
}

fn traits<'a>(known: &'a HashMap<Uuid, Theirs>, person: &Uuid) -> Option<&'a Traits> {
    known.get(person).map(|theirs| theirs.shown.as_deref().unwrap_or(&theirs.whole))
}

/// Returns the keys that different persons of a family hold.
fn several(pairs: &[(Uuid, Uuid)], known: &HashMap<Uuid, Theirs>) -> BTreeSet<String> {
    let persons: BTreeSet<&Uuid> = pairs.iter().flat_map(|(one, other)| [one, other]).collect();
    let rows: Vec<Traits> = persons
        .into_iter()
        .filter_map(|person| known.get(person))
        .map(|one| Traits::clone(&one.whole))
        .collect();
    held_by_several(&rows)
}

fn pair_table() -> Alias {
    Alias::new("duplicate_pair")
}

fn column(name: &'static str) -> Expr {
    Expr::col((pair_table(), Alias::new(name)))
}

/// Begins a statement on the pairs of a taking of which the viewer sees both persons, and that nobody has parted.
fn seen(viewer: &Viewer, taking: i64) -> SelectStatement {
    let mut select = Query::select();
    select.from(pair_table()).and_where(column("taking").eq(taking));
    for side in ["one", "other"] {
        let mut person = Query::select();
        person
            .expr(Expr::val(1))
            .from(contact_person::Entity)
            .and_where(Expr::col(contact_person::Column::Id.as_column_ref()).eq(column(side)))
            .and_where(contact_person::Column::DeletedAt.is_null())
            .cond_where(visible_to(viewer));
        select.and_where(Expr::exists(person));
    }
    let parted = "NOT EXISTS (SELECT 1 FROM not_same
        WHERE not_same.one = duplicate_pair.one AND not_same.other = duplicate_pair.other)";
    select.cond_where(Condition::all().add(Expr::cust(parted)));
    select
}

async fn numbers<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    taking: i64,
    after: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut select = seen(viewer, taking);
    select
        .distinct()
        .expr(column("family"))
        .and_where(column("family").gt(after))
        .order_by((pair_table(), Alias::new("family")), Order::Asc)
        .limit(FAMILIES as u64 + 1);
    let rows = on.query_all(&select).await.map_err(failed)?;
    rows.iter().map(|row| row.try_get_by_index(0).map_err(failed)).collect()
}

async fn pairs<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    taking: i64,
    numbers: &[i64],
) -> Result<BTreeMap<i64, Vec<(Uuid, Uuid)>>, StoreError> {
    let mut families: BTreeMap<i64, Vec<(Uuid, Uuid)>> = BTreeMap::new();
    for number in numbers {
        let mut select = seen(viewer, taking);
        select
            .exprs([column("one"), column("other")])
            .and_where(column("family").eq(*number))
            .order_by((pair_table(), Alias::new("certain")), Order::Desc)
            .order_by((pair_table(), Alias::new("points")), Order::Desc)
            .limit(PAIRS as u64 * 2);
        for row in on.query_all(&select).await.map_err(failed)? {
            let pair = (row.try_get_by_index(0).map_err(failed)?, row.try_get_by_index(1).map_err(failed)?);
            families.entry(*number).or_default().push(pair);
        }
    }
    Ok(families)
}
