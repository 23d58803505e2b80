//! Persons as a mailbox's owner sees them.

use std::collections::{BTreeMap, BTreeSet};

use ::replication::{ConflictPolicy, Rules};
use contacts::field::FIELDS;
use contacts::person::{PartnerCard, with_partner};
use contacts::{Card, FieldKey, MailboxId, PersonId, PhotoId, UserId};
use sea_orm::sea_query::{Expr, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, ExprTrait, QueryResult};
use uuid::Uuid;

use crate::failure::failed;
use crate::replication_store::{HistoryKind, PersonView, PhotoView, StoreError};
use crate::rights::{editable_by, mask, viewer_of, visible_to};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{all_in, one};
use crate::tables::{business_partner, contact_person, photo};
use crate::viewer::Viewer;
use crate::words::{parse_json, word};

/// Persons read by one statement.
const GROUP: usize = 1024;

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

/// Reads persons as the owner sees them; one that the owner may not see has an empty card.
pub(crate) async fn read<C: ConnectionTrait>(
    on: &C,
    owner: Option<&Viewer>,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, PersonView>, StoreError> {
    let mut ids: Vec<Uuid> = persons.iter().map(|person| person.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut views = BTreeMap::new();
    for group in ids.chunks(GROUP) {
        for row in on.query_all(&select(owner, padded(group))).await.map_err(failed)? {
            let view = view(&row, owner)?;
            views.insert(view.id, view);
        }
    }
    note_edits(on, &mut views).await?;
    Ok(views)
}

/// Reads when the persons' fields were edited last, where the policy *newest* asks for it.
async fn note_edits<C: ConnectionTrait>(
    on: &C,
    views: &mut BTreeMap<PersonId, PersonView>,
) -> Result<(), StoreError> {
    let rules = read_setting::<Rules, _>(on, REPLICATION).await?.unwrap_or_default();
    if views.is_empty() || !FIELDS.iter().any(|field| rules.conflict(field.key) == ConflictPolicy::Newest) {
        return Ok(());
    }
    let asked: Vec<sea_orm::Value> = views.keys().map(|person| person.0.into()).collect();
    let read = "SELECT person, field, MAX(at) FROM history
        WHERE person IN ({list}) AND field IS NOT NULL AND kind = $1 GROUP BY person, field";
    for row in all_in(on, read, &[word(&HistoryKind::Edited)?.into()], &asked).await? {
        let field: String = row.try_get_by_index(1).map_err(failed)?;
        let view = views.get_mut(&PersonId(row.try_get_by_index(0).map_err(failed)?));
        if let (Some(view), Some(field)) = (view, FieldKey::parse(&field)) {
            view.edited.insert(field, row.try_get_by_index(2).map_err(failed)?);
        }
    }
    Ok(())
}

/// Whether a person is in the bin, and whether a mailbox's owner may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) deleted: bool,
    pub(super) visible: bool,
}

/// Reads of persons only how they stand with the owner, and holds them until the transaction ends.
pub(super) async fn standings<C: ConnectionTrait>(
    on: &C,
    owner: Option<&Viewer>,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, Standing>, StoreError> {
    use contact_person::Column as Person;
    let mut ids: Vec<Uuid> = persons.iter().map(|person| person.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut standings = BTreeMap::new();
    for group in ids.chunks(GROUP) {
        let mut select = Query::select();
        select
            .expr(Expr::col(Person::Id.as_column_ref()))
            .expr(Expr::col(Person::DeletedAt.as_column_ref()))
            .expr(visible(owner))
            .from(contact_person::Entity)
            .and_where(Person::Id.is_in(padded(group)))
            .order_by(Person::Id.as_column_ref(), sea_orm::Order::Asc)
            .lock_with_tables(LockType::Share, [contact_person::Entity]);
        for row in on.query_all(&select).await.map_err(failed)? {
            let standing = Standing {
                deleted: row.try_get_by_index::<Option<i64>>(1).map_err(failed)?.is_some(),
                visible: row.try_get_by_index::<i32>(2).map_err(failed)? == 1,
            };
            standings.insert(PersonId(row.try_get_by_index(0).map_err(failed)?), standing);
        }
    }
    Ok(standings)
}

/// Fills a group up to a size whose prepared statement is found again.
fn padded(group: &[Uuid]) -> Vec<Uuid> {
    let padding = group.last().into_iter().cycle().take(group.len().next_power_of_two() - group.len());
    group.iter().chain(padding).copied().collect()
}

fn visible(owner: Option<&Viewer>) -> Expr {
    match owner {
        Some(viewer) => Expr::case(visible_to(viewer), Expr::val(1)).finally(Expr::val(0)).into(),
        None => Expr::val(0),
    }
}

fn editable(owner: Option<&Viewer>) -> Expr {
    match owner {
        Some(viewer) if viewer.writes() => {
            Expr::case(editable_by(viewer), Expr::val(1)).finally(Expr::val(0)).into()
        }
        Some(_) | None => Expr::val(0),
    }
}

/// Reads which of some persons the owner may change.
pub(super) async fn editable_of<C: ConnectionTrait>(
    on: &C,
    owner: Option<&Viewer>,
    persons: impl Iterator<Item = PersonId>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    use contact_person::Column as Person;
    let Some(owner) = owner.filter(|owner| owner.writes()) else { return Ok(BTreeSet::new()) };
    let ids: Vec<Uuid> = persons.map(|person| person.0).collect();
    let mut editable = BTreeSet::new();
    for group in ids.chunks(GROUP) {
        let mut select = Query::select();
        select
            .expr(Expr::col(Person::Id.as_column_ref()))
            .from(contact_person::Entity)
            .and_where(Person::Id.is_in(padded(group)))
            .cond_where(visible_to(owner))
            .cond_where(editable_by(owner));
        for row in on.query_all(&select).await.map_err(failed)? {
            editable.insert(PersonId(row.try_get_by_index(0).map_err(failed)?));
        }
    }
    Ok(editable)
}

fn select(owner: Option<&Viewer>, ids: Vec<Uuid>) -> SelectStatement {
    use business_partner::Column as Partner;
    use contact_person::Column as Person;
    use photo::Column as Photo;
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
        .expr(visible(owner))
        .expr(editable(owner))
        .expr(Expr::col(Person::CreatedAt.as_column_ref()))
        .from(contact_person::Entity)
        .inner_join(business_partner::Entity, on(Person::Partner, Partner::Id.as_column_ref().into()))
        .left_join(photo::Entity, on(Person::Photo, Photo::Id.as_column_ref().into()))
        .and_where(Person::Id.is_in(ids))
        .order_by(Person::Id.as_column_ref(), sea_orm::Order::Asc);
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
        created: row.try_get_by_index(10).map_err(failed)?,
        changed: row.try_get_by_index(4).map_err(failed)?,
        edited: BTreeMap::new(),
        deleted: row.try_get_by_index::<Option<i64>>(5).map_err(failed)?.is_some(),
        visible,
        editable: visible && row.try_get_by_index::<i32>(9).map_err(failed)? == 1,
        hidden: owner.map(|owner| owner.hidden.clone()).unwrap_or_default(),
    })
}
