//! The filter of a list: the ordinary search, among the hits alone. What it let through is kept with its words, so that
//! a move takes exactly what was shown.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::Database;
use crate::drafts::Side;
use crate::drafts::place_set::PlaceSet;
use crate::drafts::row::{self, Draft};
use crate::failure::failed;
use crate::persons::{PersonFilter, everybody};
use crate::replication_store::StoreError;
use crate::rights::visible_to;
use crate::search::rank::{rank, unseen};
use crate::search::terms::{Term, terms};
use crate::statements::{for_update, one, run};
use crate::tables::contact_person;
use crate::viewer::Viewer;

use contact_person::Column as Person;

/// Up to how many hits are judged one by one; beyond, the whole installation is searched by its index.
const JUDGED: usize = 10_000;
/// How many hits are read by one statement.
const TOGETHER: usize = 1_000;
/// Up to how many finds of one word typing slips are forgiven, as in every search.
const SLIPS_BELOW: usize = 5;
/// For how long a list is shown by what was found, in microseconds; then it is searched anew.
const FRESH: i64 = 60_000_000;

/// What the places are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// For a window: as it is now, or was a moment ago.
    Showing,
    /// For a move: as it was shown.
    Moving,
}

/// Returns the places that the words let through; none: there are no words.
pub(super) async fn places(
    database: &Database,
    viewer: &Viewer,
    draft: &Draft,
    (side, q): (Side, &str),
    (wanted, now): (For, i64),
) -> Result<Option<PlaceSet>, StoreError> {
    let q = q.trim();
    if q.is_empty() {
        return Ok(None);
    }
    let oldest = match wanted {
        For::Showing => now - FRESH,
        For::Moving => i64::MIN,
    };
    if let Some(kept) = kept(database.reading(), draft, (side, q), oldest).await? {
        return Ok(Some(kept));
    }
    let found = search(database, viewer, draft, (q, JUDGED)).await?;
    keep(database, draft, (side, q), &found, now).await?;
    Ok(Some(found))
}

async fn kept<C: ConnectionTrait>(
    on: &C,
    draft: &Draft,
    (side, q): (Side, &str),
    oldest: i64,
) -> Result<Option<PlaceSet>, StoreError> {
    let read =
        "SELECT places FROM export_draft_shown WHERE draft = $1 AND side = $2 AND q = $3 AND made > $4";
    let values = vec![draft.id.0.into(), side.as_str().into(), q.into(), oldest.into()];
    let Some(row) = one(on, read, values).await? else { return Ok(None) };
    let bytes: Vec<u8> = row.try_get_by_index(0).map_err(failed)?;
    Ok(PlaceSet::from_bytes(draft.assignment.size(), &bytes))
}

async fn keep(
    database: &Database,
    draft: &Draft,
    (side, q): (Side, &str),
    found: &PlaceSet,
    now: i64,
) -> Result<(), StoreError> {
    let hold = "SELECT id FROM export_draft WHERE id = $1";
    let put = "INSERT INTO export_draft_shown (draft, side, q, made, places) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (draft, side) DO UPDATE SET q = excluded.q, made = excluded.made, places = excluded.places";
    let values: Vec<Value> =
        vec![draft.id.0.into(), side.as_str().into(), q.into(), now.into(), found.to_bytes().into()];
    database
        .write(|tx| {
            let values = values.clone();
            async move {
                let on = tx.as_ref();
                // Of a draft that was dropped meanwhile nothing is kept.
                let hold = format!("{hold}{}", for_update(on));
                match one(on, &hold, vec![draft.id.0.into()]).await? {
                    Some(_) => run(on, put, values).await.map(|_| ()),
                    None => Ok(()),
                }
            }
        })
        .await
}

/// Searches for words among the hits: one by one where they are at most so many, else by the index of everybody.
async fn search(
    database: &Database,
    viewer: &Viewer,
    draft: &Draft,
    (q, judged_up_to): (&str, usize),
) -> Result<PlaceSet, StoreError> {
    let hits = row::all_hits(database.reading(), draft).await?;
    let mut set = PlaceSet::none(hits.len());
    let terms = terms(q);
    if terms.is_empty() {
        return Ok(set);
    }
    let found = match hits.len() <= judged_up_to {
        true => judged(database, viewer, &hits, terms).await?,
        false => {
            let filter = PersonFilter { q: Some(q.to_owned()), ..PersonFilter::default() };
            everybody(database, viewer, &filter).await?
        }
    };
    let places: BTreeMap<Uuid, u32> = hits.into_iter().zip(0..).collect();
    found.iter().filter_map(|id| places.get(id)).for_each(|place| set.insert(*place));
    Ok(set)
}

/// Judges hits by their texts, as every search does.
async fn judged(
    database: &Database,
    viewer: &Viewer,
    hits: &[Uuid],
    mut terms: Vec<Term>,
) -> Result<Vec<Uuid>, StoreError> {
    let on = database.reading();
    let texts = texts(on, viewer, hits).await?;
    let unseen = unseen(&viewer.hidden);
    let fit = |terms: &[Term]| -> Vec<Uuid> {
        let fit = texts.iter().filter(|(_, text)| rank(text, terms, &unseen).is_some());
        fit.map(|(id, _)| *id).collect()
    };
    let found = fit(&terms);
    let enough = if terms.len() > 1 { 0 } else { SLIPS_BELOW };
    if found.len() > enough {
        return Ok(found);
    }
    let words = database.vocabulary().words(on).await?;
    for term in &mut terms {
        term.slips = words.meant(term);
    }
    Ok(if terms.iter().all(|term| term.slips.is_empty()) { found } else { fit(&terms) })
}

/// Reads the texts of the hits that the viewer sees and that are not in the bin.
async fn texts<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    hits: &[Uuid],
) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut texts = Vec::with_capacity(hits.len());
    for some in hits.chunks(TOGETHER) {
        let mut select = Query::select();
        select.expr(Expr::cust("contact_person.id, person_search.text")).from(contact_person::Entity);
        let text_of = Expr::cust("person_search.record = contact_person.id");
        select.inner_join(Alias::new("person_search"), text_of);
        select.and_where(Person::Id.is_in(some.iter().copied())).and_where(Person::DeletedAt.is_null());
        for row in on.query_all(select.cond_where(visible_to(viewer))).await.map_err(failed)? {
            let text = || Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
            texts.push(text().map_err(failed)?);
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use contacts::person::PartnerCard;
    use contacts::{Card, FieldKey, PartnerField};

    use super::*;
    use crate::database::Options;
    use crate::restriction::Restriction;
    use crate::viewer::Role;
    use crate::{NewMailbox, NewPartner, NewPerson, NewUser};

    #[tokio::test]
    async fn one_by_one_the_same_are_found_as_by_the_index() {
        let db = Database::open("sqlite::memory:", &Options::default()).await.unwrap();
        let root = Viewer::program();
        let anna = NewUser { mail: "anna@example.org".into(), name: "Anna".into(), role: Role::User };
        let owner = db.add_user(&root, &anna, 1).await.unwrap().id;
        let anna = db.viewer_of(owner).await.unwrap().unwrap();
        let free = BTreeMap::from([(Role::User, Restriction::None)]);
        db.change_export_restrictions(&root, &free, 1).await.unwrap();
        let card = PartnerCard::default().with(PartnerField::Name, "Nordwind GmbH");
        let partner =
            db.create_partner(&root, &NewPartner { card, ..NewPartner::default() }, 1).await.unwrap().id;
        let last = ["Müller", "Mueller", "Muller", "Schmidt", "Schmitt", "Zorn"];
        for (n, last) in last.iter().cycle().take(24).enumerate() {
            let card = Card::new().with(FieldKey::LastName, last).with(FieldKey::BusinessCity, "Köln");
            let card = card.with(FieldKey::Email1, &format!("p{n}@nord.de"));
            db.create_person(&root, &NewPerson::new(partner, card), 1).await.unwrap();
        }
        let (name, base_url, token) = (String::new(), "http://127.0.0.1:1".into(), "t".into());
        let new = NewMailbox { owner, address: "anna@example.org".into(), name, base_url, token };
        let mailbox = db.connect_mailbox(&anna, &new, 1).await.unwrap().id;
        let begun = db.create_export_draft(&anna, mailbox, &PersonFilter::default(), 1).await.unwrap();
        let draft = row::seen(db.reading(), &anna, begun.id, 1).await.unwrap();
        for (q, expected) in [
            ("müller", 12),
            ("schmidt koeln", 4),
            ("nordwind", 24),
            ("p1", 11),
            ("p23@nord.de", 1),
            ("Schmidtt", 8),
            ("Zron", 4),
            ("z", 4),
            ("nobody", 0),
        ] {
            let judged = search(&db, &anna, &draft, (q, 24)).await.unwrap();
            let asked = search(&db, &anna, &draft, (q, 23)).await.unwrap();
            assert_eq!((judged.count(), &judged), (expected, &asked), "{q}");
        }
    }
}
