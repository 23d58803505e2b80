//! Reading and finding persons.

use contacts::FieldKey;
use contacts::person::with_partner;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::database::Database;
use crate::derived::list_name;
use crate::failure::failed;
use crate::page::{COUNTED, Count, Page, Paging};
use crate::persons::list::{self, tag};
use crate::persons::narrow::Narrows;
use crate::persons::photos;
use crate::persons::seek::Seek;
use crate::persons::{PersonFilter, PersonRecord, PersonSort};
use crate::records;
use crate::replication_store::StoreError;
use crate::rights::mask;
use crate::search::terms::{Term, terms};
use crate::tables::{business_partner, contact_person};
use crate::viewer::Viewer;

/// Turns a person's row into what the viewer sees of it.
pub(crate) async fn record<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    row: &contact_person::Model,
) -> Result<PersonRecord, StoreError> {
    let partner = business_partner::Entity::find_by_id(row.partner).one(on).await.map_err(failed)?;
    let mut record = [shown(viewer, row, partner.as_ref())?];
    photos::fill(on, &mut record).await?;
    let [record] = record;
    Ok(record)
}

/// Turns a person's row into what the viewer sees of it, but for its photo: see [`photos::fill`].
pub(super) fn shown(
    viewer: &Viewer,
    row: &contact_person::Model,
    partner: Option<&business_partner::Model>,
) -> Result<PersonRecord, StoreError> {
    let partner = partner
        .ok_or_else(|| StoreError::Database("a contact person's business partner is missing".into()))?;
    let mut person = records::person(row)?;
    mask(&mut person.card, &viewer.hidden);
    let mut card = with_partner(&person.card, &records::partner(partner)?.card);
    mask(&mut card, &viewer.hidden);
    let hidden = viewer.hidden.contains(&FieldKey::Company);
    Ok(PersonRecord {
        name: list_name(&person.card),
        partner_name: if hidden { String::new() } else { partner.name.clone() },
        card,
        person,
        photo: None,
    })
}

/// Reads the words of a filter; none: it has no words. An empty list: words in which there is nothing to look for.
fn words(filter: &PersonFilter) -> Option<Vec<Term>> {
    filter.q.as_deref().filter(|q| !q.trim().is_empty()).map(terms)
}

/// Lists the persons that a viewer sees and a filter lets through.
pub(super) async fn list(
    database: &Database,
    viewer: &Viewer,
    filter: &PersonFilter,
    sort: Option<PersonSort>,
    paging: &Paging,
) -> Result<Page<PersonRecord>, StoreError> {
    let (on, size) = (database.reading(), usize::try_from(paging.size()).unwrap_or(usize::MAX));
    let narrows = Narrows::of(on, viewer, filter).await?;
    let Some(terms) = words(filter) else {
        let sort = sort.unwrap_or_default();
        let after = paging.place(&[tag(sort)])?;
        return list::list(on, viewer, &narrows, sort, (after, size)).await;
    };
    if terms.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let seek = Seek::of((on, database.vocabulary()), viewer, &narrows, terms).await?;
    seek.list(sort, paging.after.as_deref(), size).await
}

/// Counts the persons that a viewer sees and a filter lets through.
pub(super) async fn count(
    database: &Database,
    viewer: &Viewer,
    filter: &PersonFilter,
) -> Result<Count, StoreError> {
    let on = database.reading();
    let narrows = Narrows::of(on, viewer, filter).await?;
    match words(filter) {
        Some(terms) if terms.is_empty() => Ok(Count::Exactly(0)),
        Some(terms) => Seek::of((on, database.vocabulary()), viewer, &narrows, terms).await?.count().await,
        None => {
            let mut some = Query::select();
            some.expr(Expr::val(1)).from(contact_person::Entity).cond_where(narrows.by_narrowest());
            let rows = on.query_all(some.limit(COUNTED + 1)).await.map_err(failed)?;
            Ok(Count::of(rows.len() as u64))
        }
    }
}

/// Returns everybody that a viewer sees and a filter lets through, by name.
pub(crate) async fn everybody(
    database: &Database,
    viewer: &Viewer,
    filter: &PersonFilter,
) -> Result<Vec<Uuid>, StoreError> {
    use contact_person::Column::{Id, SortKey};
    let on = database.reading();
    let narrows = Narrows::of(on, viewer, filter).await?;
    match words(filter) {
        Some(terms) if terms.is_empty() => Ok(Vec::new()),
        Some(terms) => {
            Seek::of((on, database.vocabulary()), viewer, &narrows, terms).await?.everybody().await
        }
        None => {
            let find = contact_person::Entity::find().filter(narrows.by_narrowest());
            let find = find.select_only().column(Id).order_by_asc(SortKey).order_by_asc(Id);
            find.into_tuple().all(on).await.map_err(failed)
        }
    }
}
