//! Beginning a draft: the search, and what of it is in the mailbox already.

use std::collections::BTreeSet;

use contacts::{DraftId, MailboxId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Func};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::database::Database;
use crate::drafts::assignment::Assignment;
use crate::drafts::place_set::PlaceSet;
use crate::drafts::row::{self, Draft};
use crate::drafts::{ExportDraft, ExportOptions, MOST_HITS, WAITING_MOST};
use crate::failure::failed;
use crate::links::open_mailbox;
use crate::persons::{PersonFilter, everybody};
use crate::replication_store::StoreError;
use crate::restriction::{self, Restriction};
use crate::rights::visible_to;
use crate::statements::all;
use crate::tables::contact_person;
use crate::viewer::Viewer;

/// Searches and begins a draft.
pub(super) async fn create(
    database: &Database,
    viewer: &Viewer,
    mailbox: MailboxId,
    filter: &PersonFilter,
    now: i64,
) -> Result<ExportDraft, StoreError> {
    let on = database.reading();
    let owner = open_mailbox(on, viewer, mailbox).await?;
    let filter = standing(filter, mailbox, restriction::of(on, viewer.role).await?);
    let hits = everybody(database, viewer, &filter).await?;
    check(hits.len())?;
    let exported = places_of(&hits, &in_mailbox(on, mailbox).await?);
    let barred = match owner.user == viewer.user || owner.administers() {
        true => PlaceSet::none(hits.len()),
        false => places_of(&hits, &hidden_from(on, &owner).await?),
    };
    let draft = Draft {
        id: DraftId(Uuid::now_v7()),
        mailbox,
        filter,
        options: ExportOptions::default(),
        created: now,
        changed: now,
        saved: false,
        run: None,
        version: 1,
        assignment: Assignment::begin(exported, barred),
        plan: None,
    };
    let (new, hits) = (&draft, &hits);
    database
        .write(|tx| async move {
            row::purge(&tx, now).await?;
            if row::waiting(tx.as_ref(), viewer, now).await?.len() >= WAITING_MOST {
                return Err(StoreError::Invalid(format!(
                    "{WAITING_MOST} exports that you have begun wait already; no other one was begun. Go on with one \
                     of them, or discard some"
                )));
            }
            row::insert(&tx, viewer.user, new, hits).await
        })
        .await?;
    Ok(draft.view())
}

/// Returns the search as it is made: with the standing restriction, not in the bin, and about this mailbox.
fn standing(filter: &PersonFilter, mailbox: MailboxId, restriction: Restriction) -> PersonFilter {
    let mine = match restriction {
        Restriction::EmployeeInChargeIsMe => true,
        Restriction::None => filter.mine,
    };
    PersonFilter {
        mine,
        deleted: false,
        replicated: filter.replicated.map(|_| mailbox),
        not_replicated: filter.not_replicated.map(|_| mailbox),
        ..filter.clone()
    }
}

/// Refuses more hits than a draft takes.
fn check(found: usize) -> Result<(), StoreError> {
    if found <= MOST_HITS {
        return Ok(());
    }
    Err(StoreError::Invalid(format!(
        "{found} contact persons are found, and a list for an export takes at most {MOST_HITS}; no export was begun. \
         Narrow the search, for example by business partner, city, postal code, category or employee in charge"
    )))
}

fn places_of(hits: &[Uuid], meant: &BTreeSet<Uuid>) -> PlaceSet {
    let mut places = PlaceSet::none(hits.len());
    if meant.is_empty() {
        return places;
    }
    for (place, _) in (0_u32..).zip(hits).filter(|(_, id)| meant.contains(id)) {
        places.insert(place);
    }
    places
}

/// Reads who is in a mailbox, or on the way into it; who is about to leave is not.
async fn in_mailbox<C: ConnectionTrait>(on: &C, mailbox: MailboxId) -> Result<BTreeSet<Uuid>, StoreError> {
    let read = "SELECT person FROM link WHERE mailbox = $1 AND live AND state <> 'leaving'";
    let rows = all(on, read, vec![mailbox.0.into()]).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>().map_err(failed)
}

/// Reads whom a viewer does not see.
async fn hidden_from<C: ConnectionTrait>(on: &C, owner: &Viewer) -> Result<BTreeSet<Uuid>, StoreError> {
    // A comparison with nothing is neither true nor false.
    let seen = Func::coalesce([Expr::from(visible_to(owner)), Expr::val(false)]);
    let find = contact_person::Entity::find().filter(contact_person::Column::Team.is_not_null());
    let find = find.filter(Expr::from(seen).not()).select_only().column(contact_person::Column::Id);
    let hidden: Vec<Uuid> = find.into_tuple().all(on).await.map_err(failed)?;
    Ok(hidden.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standing_restriction_is_added_to_whatever_is_searched_for() {
        let mailbox = MailboxId::from_u128(1);
        let all = PersonFilter { deleted: true, city: Some("Bonn".into()), ..PersonFilter::default() };
        let mine = PersonFilter { mine: true, city: Some("Bonn".into()), ..PersonFilter::default() };
        assert_eq!(standing(&all, mailbox, Restriction::EmployeeInChargeIsMe), mine);
        assert_eq!(standing(&mine, mailbox, Restriction::None), mine);
        let free = PersonFilter { city: Some("Bonn".into()), ..PersonFilter::default() };
        assert_eq!(standing(&all, mailbox, Restriction::None), free);
        let elsewhere = PersonFilter { not_replicated: Some(MailboxId::from_u128(2)), ..free };
        let here = standing(&elsewhere, mailbox, Restriction::None);
        assert_eq!(here.not_replicated, Some(mailbox), "a saved search may name another mailbox");
    }

    #[test]
    fn a_search_that_finds_too_many_is_refused_with_how_to_narrow_it() {
        assert!(check(MOST_HITS).is_ok());
        let refused = check(MOST_HITS + 1).unwrap_err().to_string();
        assert!(["100001", "100000", "Narrow"].iter().all(|part| refused.contains(part)), "{refused}");
    }
}
