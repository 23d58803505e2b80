//! Persons as a mailbox's owner sees them.

use std::collections::BTreeMap;

use contacts::person::{PartnerCard, with_partner};
use contacts::{Card, MailboxId, PersonId, PhotoId, UserId};
use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, ExprTrait, QueryResult};
use uuid::Uuid;

use crate::failure::failed;
use crate::replication_store::{PersonView, PhotoView, StoreError};
use crate::rights::{mask, viewer_of, visible_to};
use crate::statements::one;
use crate::tables::{business_partner, contact_person, photo};
use crate::viewer::Viewer;
use crate::words::parse_json;

/// Reads who a mailbox's owner is and sees; none when the owner is disabled or gone, and so sees nothing.
pub(super) async fn owner<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
) -> Result<Option<Viewer>, StoreError> {
    let row = one(on, "SELECT owner FROM mailbox WHERE id = $1", vec![mailbox.0.into()]).await?;
    match row {
        Some(row) => viewer_of(on, UserId(row.try_get_by_index(0).map_err(failed)?)).await,
        None => Ok(None),
    }
}

/// Reads persons as the owner sees them; one that the owner may not see has an empty card. With `hold`, they stay
/// as they are until the transaction ends.
pub(super) async fn read<C: ConnectionTrait>(
    on: &C,
    owner: Option<&Viewer>,
    persons: &[PersonId],
    hold: bool,
) -> Result<BTreeMap<PersonId, PersonView>, StoreError> {
    let mut ids: Vec<Uuid> = persons.iter().map(|person| person.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut views = BTreeMap::new();
    for group in ids.chunks(1024) {
        // Filled up to a size whose prepared statement is found again.
        let last = group.last().copied();
        let padding = last.into_iter().cycle().take(group.len().next_power_of_two() - group.len());
        let asked = group.iter().copied().chain(padding).collect();
        for row in on.query_all(&select(owner, asked, hold)).await.map_err(failed)? {
            let view = view(&row, owner)?;
            views.insert(view.id, view);
        }
    }
    Ok(views)
}

fn select(owner: Option<&Viewer>, ids: Vec<Uuid>, hold: bool) -> SelectStatement {
    use business_partner::Column as Partner;
    use contact_person::Column as Person;
    use photo::Column as Photo;
    let visible = match owner {
        Some(viewer) => Expr::case(visible_to(viewer), Expr::val(1)).finally(Expr::val(0)).into(),
        None => Expr::val(0),
    };
    let on =
        |a: contact_person::Column, b: sea_orm::sea_query::ColumnRef| Expr::col(a.as_column_ref()).equals(b);
    let mut select = Query::select();
    select
        .expr(Expr::col(Person::Id.as_column_ref()))
        .expr(Expr::col(Person::Version.as_column_ref()))
        .expr(Expr::col(Person::Card.as_column_ref()))
        .expr(Expr::col(Partner::Card.as_column_ref()))
        .expr(Expr::col(Person::ChangedAt.as_column_ref()))
        .expr(Expr::col(Person::DeletedAt.as_column_ref()))
        .expr(Expr::col(Photo::Id.as_column_ref()))
        .expr(Expr::col(Photo::Digest.as_column_ref()))
        .expr(visible)
        .from(contact_person::Entity)
        .inner_join(business_partner::Entity, on(Person::Partner, Partner::Id.as_column_ref().into()))
        .left_join(photo::Entity, on(Person::Photo, Photo::Id.as_column_ref().into()))
        .and_where(Person::Id.is_in(ids))
        .order_by(Person::Id.as_column_ref(), sea_orm::Order::Asc);
    if hold {
        select.lock_with_tables(LockType::Share, [contact_person::Entity]);
    }
    select
}

fn view(row: &QueryResult, owner: Option<&Viewer>) -> Result<PersonView, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let photo: Option<Uuid> = row.try_get_by_index(6).map_err(failed)?;
    let visible = row.try_get_by_index::<i32>(8).map_err(failed)? == 1;
    let mut card = Card::new();
    if let (true, Some(owner)) = (visible, owner) {
        let partner: PartnerCard = parse_json(&text(3)?)?;
        card = with_partner(&parse_json(&text(2)?)?, &partner);
        mask(&mut card, &owner.hidden);
    }
    Ok(PersonView {
        id: PersonId(row.try_get_by_index(0).map_err(failed)?),
        version: row.try_get_by_index(1).map_err(failed)?,
        card,
        photo: match photo {
            Some(id) => Some(PhotoView { id: PhotoId(id), digest: text(7)? }),
            None => None,
        },
        changed: row.try_get_by_index(4).map_err(failed)?,
        deleted: row.try_get_by_index::<Option<i64>>(5).map_err(failed)?.is_some(),
        visible,
    })
}
