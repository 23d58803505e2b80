//! Lists of contact persons in an order: read along an index, from any place in it.

use contacts::{FieldKey, normalise};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef as _};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use crate::failure::failed;
use crate::page::{Key, Page, Place};
use crate::persons::find::shown;
use crate::persons::narrow::{CITY, Narrows, WAY};
use crate::persons::{PersonOrder, PersonRecord, PersonSort};
use crate::replication_store::StoreError;
use crate::statements::all;
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

use contact_person::Column as Person;

/// A person and its business partner, as they are read.
pub(super) type Row = (contact_person::Model, Option<business_partner::Model>);

/// The columns of an order, without the id that ends each.
pub(super) fn columns(order: PersonOrder) -> &'static [Person] {
    match order {
        PersonOrder::Name | PersonOrder::EmployeeInCharge => &[Person::SortKey],
        PersonOrder::Company => &[Person::CompanyKey, Person::SortKey],
        PersonOrder::City => &[Person::CityKey, Person::SortKey],
        PersonOrder::Changed => &[Person::ChangedAt],
        PersonOrder::Created => &[Person::CreatedAt],
    }
}

/// Refuses an order that would tell of what is hidden.
pub(super) fn check(viewer: &Viewer, sort: PersonSort) -> Result<(), StoreError> {
    let hidden = |keys: &[FieldKey]| keys.iter().any(|key| viewer.hidden.contains(key));
    let refused = match sort.by {
        PersonOrder::Company => hidden(&[FieldKey::Company]),
        PersonOrder::City => hidden(&CITY),
        PersonOrder::Name | PersonOrder::Changed | PersonOrder::Created | PersonOrder::EmployeeInCharge => {
            false
        }
    };
    if refused { Err(StoreError::NotAllowed("sort by a field that is hidden from you")) } else { Ok(()) }
}

/// The name of an order in a place: a place in one order is none in another.
pub(super) fn tag(sort: PersonSort) -> &'static str {
    match (sort.by, sort.descending) {
        (PersonOrder::Name, false) => "name",
        (PersonOrder::Name, true) => "-name",
        (PersonOrder::Company, false) => "company",
        (PersonOrder::Company, true) => "-company",
        (PersonOrder::City, false) => "city",
        (PersonOrder::City, true) => "-city",
        (PersonOrder::Changed, false) => "changed",
        (PersonOrder::Changed, true) => "-changed",
        (PersonOrder::Created, false) => "created",
        (PersonOrder::Created, true) => "-created",
        (PersonOrder::EmployeeInCharge, false) => "employee",
        (PersonOrder::EmployeeInCharge, true) => "-employee",
    }
}

/// Returns where a row stands in an order, without its id.
pub(super) fn keys(order: PersonOrder, row: &contact_person::Model) -> Vec<Key> {
    let text = |text: &String| Key::Text(text.clone());
    match order {
        PersonOrder::Name | PersonOrder::EmployeeInCharge => vec![text(&row.sort_key)],
        PersonOrder::Company => vec![text(&row.company_key), text(&row.sort_key)],
        PersonOrder::City => vec![text(&row.city_key), text(&row.sort_key)],
        PersonOrder::Changed => vec![Key::Number(row.changed_at)],
        PersonOrder::Created => vec![Key::Number(row.created_at)],
    }
}

/// Lists the persons that conditions let through, in an order.
pub(super) async fn list<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    narrows: &Narrows,
    sort: PersonSort,
    (after, size): (Option<Place>, usize),
) -> Result<Page<PersonRecord>, StoreError> {
    check(viewer, sort)?;
    let condition = match narrows.few() {
        Some(_) => narrows.by_narrowest(),
        None => narrows.in_order(sort.by),
    };
    let rows = match sort.by {
        PersonOrder::EmployeeInCharge => by_employee(on, narrows, sort, after.as_ref(), size + 1).await?,
        PersonOrder::Name
        | PersonOrder::Company
        | PersonOrder::City
        | PersonOrder::Changed
        | PersonOrder::Created => in_order(on, condition, sort, after.as_ref(), size + 1).await?,
    };
    let place = |row: &Row| Place {
        list: tag(sort).to_owned(),
        group: row.0.employee_in_charge.filter(|_| sort.by == PersonOrder::EmployeeInCharge),
        keys: keys(sort.by, &row.0),
        id: row.0.id,
    };
    Page::of(rows, size, |row| place(row).text(), |(row, partner)| shown(viewer, &row, partner.as_ref()))
}

/// Reads persons in an order, after a place in it.
pub(super) async fn in_order<C: ConnectionTrait>(
    on: &C,
    condition: Condition,
    sort: PersonSort,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let mut find =
        contact_person::Entity::find().find_also_related(business_partner::Entity).filter(condition);
    if let Some(place) = after {
        find = find.filter(behind(columns(sort.by), place, sort.descending)?);
    }
    let order = if sort.descending { Order::Desc } else { Order::Asc };
    for column in columns(sort.by).iter().chain([&Person::Id]) {
        find = find.order_by(*column, order.clone());
    }
    find.limit(limit as u64).all(on).await.map_err(failed)
}

/// The condition that a row stands behind a place in the order of columns.
pub(super) fn behind(columns: &[Person], place: &Place, descending: bool) -> Result<Expr, StoreError> {
    if place.keys.len() != columns.len() {
        return Err(place.unknown());
    }
    let column = |column: &Person| Expr::col(column.as_column_ref().into_column_ref());
    let own = columns.iter().chain([&Person::Id]).map(column);
    let values = place.keys.iter().map(Key::value).chain([Value::from(place.id)]).map(Expr::val);
    let (own, values) = (Expr::tuple(own), Expr::tuple(values));
    Ok(if descending { own.lt(values) } else { own.gt(values) })
}

/// Reads persons by their employees in charge: user by user in the order of their names, nobody last.
async fn by_employee<C: ConnectionTrait>(
    on: &C,
    narrows: &Narrows,
    sort: PersonSort,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let few = narrows.few().is_some();
    let mut groups = employees(on).await?;
    if few {
        let present = present(on, narrows).await?;
        groups.retain(|group| present.contains(group));
    }
    if sort.descending {
        groups.reverse();
    }
    if let Some(place) = after {
        let start = groups.iter().position(|group| *group == place.group).ok_or_else(|| place.unknown())?;
        groups.drain(..start);
    }
    let mut rows = Vec::new();
    for (nth, group) in groups.into_iter().enumerate() {
        let of_group = match group {
            Some(user) => Person::EmployeeInCharge.eq(user),
            None => Person::EmployeeInCharge.is_null(),
        };
        let conditions = if few { narrows.by_narrowest() } else { narrows.looked_at() };
        let by_name = PersonSort { by: PersonOrder::Name, descending: sort.descending };
        let after = after.filter(|_| nth == 0);
        rows.extend(in_order(on, conditions.add(of_group), by_name, after, limit - rows.len()).await?);
        if rows.len() >= limit {
            break;
        }
    }
    Ok(rows)
}

/// The users in the order of their names, and nobody.
pub(super) async fn employees<C: ConnectionTrait>(on: &C) -> Result<Vec<Option<Uuid>>, StoreError> {
    let mut users: Vec<(String, Uuid)> = Vec::new();
    for row in all(on, "SELECT name, id FROM user_account", vec![]).await? {
        let name: String = row.try_get_by_index(0).map_err(failed)?;
        users.push((normalise::name(&name), row.try_get_by_index(1).map_err(failed)?));
    }
    users.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    Ok(users.into_iter().map(|(_, id)| Some(id)).chain([None]).collect())
}

/// The employees in charge of few persons.
async fn present<C: ConnectionTrait>(on: &C, narrows: &Narrows) -> Result<Vec<Option<Uuid>>, StoreError> {
    let find = contact_person::Entity::find().filter(narrows.by_narrowest());
    let find = find.select_only().column(Person::EmployeeInCharge).distinct().limit(WAY);
    find.into_tuple().all(on).await.map_err(failed)
}
