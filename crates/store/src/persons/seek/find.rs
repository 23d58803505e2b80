//! What is read of persons that may fit: enough to judge and to sort them.

use std::collections::BTreeMap;

use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::{Expr, Order, SelectStatement};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use uuid::Uuid;

use crate::failure::failed;
use crate::page::{Key, Page};
use crate::persons::PersonRecord;
use crate::persons::find::shown;
use crate::persons::narrow::Narrows;
use crate::replication_store::StoreError;
use crate::search::index::{self, By, Subject};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

use contact_person::Column as Person;

/// A person that may fit.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) id: Uuid,
    /// The number of its text.
    pub(super) n: i64,
    pub(super) text: String,
    pub(super) employee: Option<Uuid>,
    /// What stands in the columns that were asked for.
    pub(super) keys: Vec<Key>,
}

/// Begins a statement that [`read`] reads.
pub(super) fn select<C: ConnectionTrait>(on: &C, by: By<'_>, columns: &[Person]) -> SelectStatement {
    let mut select = index::select(on, Subject::Person, by);
    select.expr(Expr::cust("contact_person.id, person_search.n, person_search.text"));
    select.expr(Expr::cust("contact_person.employee_in_charge"));
    for column in columns {
        select.column((contact_person::Entity, *column));
    }
    select
}

/// Puts what is read in the order of columns.
pub(super) fn in_order_of(select: &mut SelectStatement, columns: &[Person], descending: bool, limit: usize) {
    let order = if descending { Order::Desc } else { Order::Asc };
    for column in columns.iter().chain([&Person::Id]) {
        select.order_by((contact_person::Entity, *column), order.clone());
    }
    select.limit(limit as u64);
}

/// Reads who is found, with what stands in some columns.
pub(super) async fn read<C: ConnectionTrait>(
    on: &C,
    select: &SelectStatement,
    columns: &[Person],
) -> Result<Vec<Found>, StoreError> {
    let rows = on.query_all(select).await.map_err(failed)?;
    let found = |row: &QueryResult| {
        let keys = columns.iter().enumerate().map(|(place, column)| key(row, 4 + place, *column));
        Ok(Found {
            id: row.try_get_by_index(0)?,
            n: row.try_get_by_index(1)?,
            text: row.try_get_by_index(2)?,
            employee: row.try_get_by_index(3)?,
            keys: keys.collect::<Result<_, _>>()?,
        })
    };
    rows.iter().map(found).collect::<Result<_, sea_orm::DbErr>>().map_err(failed)
}

fn key(row: &QueryResult, place: usize, column: Person) -> Result<Key, sea_orm::DbErr> {
    // Of the columns that lists go by, these two are times.
    if matches!(column, Person::ChangedAt | Person::CreatedAt) {
        row.try_get_by_index(place).map(Key::Number)
    } else {
        row.try_get_by_index(place).map(Key::Text)
    }
}

/// Makes a page of who was found, in its order: read whole only now. Who is gone meanwhile, or not to be seen any
/// more, is left out.
pub(super) async fn page<C: ConnectionTrait, F>(
    on: &C,
    (viewer, narrows): (&Viewer, &Narrows),
    mut fits: Vec<F>,
    size: usize,
    (id, place): (impl Fn(&F) -> Uuid, impl Fn(&F) -> String),
) -> Result<Page<PersonRecord>, StoreError> {
    let more = fits.len() > size;
    fits.truncate(size);
    let next = fits.last().filter(|_| more).map(place);
    let ids: Vec<Uuid> = fits.iter().map(id).collect();
    let find = contact_person::Entity::find().filter(Person::Id.is_in(ids.iter().copied()));
    let rows = find.filter(narrows.looked_at()).all(on).await.map_err(failed)?;
    let mut rows: BTreeMap<Uuid, contact_person::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut partners: Vec<Uuid> = rows.values().map(|row| row.partner).collect();
    partners.sort();
    partners.dedup();
    let find = business_partner::Entity::find().filter(business_partner::Column::Id.is_in(partners));
    let partners = find.all(on).await.map_err(failed)?;
    let rows = ids.iter().filter_map(|id| rows.remove(id));
    let items =
        rows.map(|row| shown(viewer, &row, partners.iter().find(|partner| partner.id == row.partner)));
    Ok(Page { items: items.collect::<Result<_, _>>()?, next })
}
