//! The list as it is shown: some rows, with what is known of them at this moment.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contacts::{DraftId, FieldKind, PersonId};
use matching::duplicate::{Traits, check as compare, groups::held_by_several};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Value};
use uuid::Uuid;

use crate::database::Database;
use crate::duplicates::{FoundDuplicate, FoundPerson, PartnerSuggestions, find, sharing};
use crate::failure::failed;
use crate::imports::draft::{self, Draft, unknown};
use crate::imports::query::{Condition, order};
use crate::imports::row::{self, Row, Stored, of_kind};
use crate::imports::{
    GroupBy, GroupRow, IMPORT_WINDOW_LIMIT, ImportFilter, ImportGroup, ImportOrder, ImportRow, ImportWindow,
    ItemAction, RowAction, RowBar, RowGroup, RowPartner, RowStatus,
};
use crate::records;
use crate::replication_store::{CandidateKind, StoreError};
use crate::rights::partner_visible_to;
use crate::statements::{all, all_in, one};
use crate::tables::business_partner;
use crate::viewer::Viewer;

/// How many groups are listed.
const GROUPS: i64 = 200;
/// How many other rows a row is shown beside.
const OTHERS: usize = 10;

/// Whose draft is looked at, and when.
pub(super) type Looking<'a> = (&'a Viewer, DraftId, i64);

/// Reads a part of the list.
pub(super) async fn window(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    (filter, by): (&ImportFilter, ImportOrder),
    (from, size): (u64, u32),
) -> Result<ImportWindow, StoreError> {
    let on = database.reading();
    let draft = draft::seen(on, viewer, id, now).await?;
    let condition = Condition::of(id).filtered(filter)?;
    let count = format!("SELECT COUNT(*) FROM import_row WHERE {}", condition.text);
    let row = one(on, &count, condition.values.clone()).await?.ok_or_else(unknown)?;
    let of: i64 = row.try_get_by_index(0).map_err(failed)?;
    let of = u64::try_from(of).unwrap_or_default();
    let size = u64::from(size.clamp(1, IMPORT_WINDOW_LIMIT));
    let first = if from < of { from } else { of.saturating_sub(size) };
    let part = format!("{} ORDER BY {} LIMIT {size} OFFSET {first}", condition.text, order(by));
    let rows = row::stored(on, &part, condition.values).await?;
    Ok(ImportWindow { rows: shown(database, viewer, &draft, rows).await?, first, of })
}

/// Reads one row.
pub(super) async fn one_row(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    number: u32,
) -> Result<ImportRow, StoreError> {
    let (draft, stored) = one_stored(database, (viewer, id, now), number).await?;
    let rows = shown(database, viewer, &draft, vec![stored]).await?;
    rows.into_iter().next().ok_or_else(no_row)
}

/// Reads one row as it is kept.
pub(super) async fn one_stored(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    number: u32,
) -> Result<(Draft, Stored), StoreError> {
    let draft = draft::seen(database.reading(), viewer, id, now).await?;
    let values: Vec<Value> = vec![id.0.into(), i64::from(number).into()];
    let condition = "import_row.draft = $1 AND import_row.number = $2";
    let rows = row::stored(database.reading(), condition, values).await?;
    Ok((draft, rows.into_iter().next().ok_or_else(no_row)?))
}

/// What is said of a row that is none.
pub(super) fn no_row() -> StoreError {
    StoreError::NotFound("the contact in this import")
}

/// Lists groups of rows.
pub(super) async fn groups(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    by: GroupBy,
) -> Result<Vec<ImportGroup>, StoreError> {
    let on = database.reading();
    draft::seen(on, viewer, id, now).await?;
    let (key, label) = match by {
        GroupBy::Company => ("company_key", "MIN(company)"),
        GroupBy::Domain => ("domain", "domain"),
    };
    let read = format!(
        "SELECT {key}, {label}, COUNT(*),
            COALESCE(SUM(CASE WHEN partner IS NULL AND new_partner IS NULL AND action = 'import' THEN 1 ELSE 0 END), 0)
         FROM import_row WHERE draft = $1 AND kind = 'unstamped' AND {key} <> ''
         GROUP BY {key} HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC, {key} LIMIT {GROUPS}"
    );
    let mut groups = Vec::new();
    for row in all(on, &read, vec![id.0.into()]).await? {
        let count = |index: usize| -> Result<u64, StoreError> {
            Ok(u64::try_from(row.try_get_by_index::<i64>(index).map_err(failed)?).unwrap_or_default())
        };
        groups.push(ImportGroup {
            key: row.try_get_by_index(0).map_err(failed)?,
            label: row.try_get_by_index(1).map_err(failed)?,
            rows: count(2)?,
            unassigned: count(3)?,
        });
    }
    Ok(groups)
}

/// What is known of the rows of a window beside what is kept of them.
struct Known {
    duplicates: HashMap<i64, Vec<FoundDuplicate>>,
    suggestions: HashMap<i64, PartnerSuggestions>,
    partners: HashMap<Uuid, String>,
    persons: HashMap<Uuid, FoundPerson>,
    /// The stamped persons that have another contact in the mailbox.
    elsewhere: BTreeSet<PersonId>,
    groups: HashMap<i64, RowGroup>,
}

async fn shown(
    database: &Database,
    viewer: &Viewer,
    draft: &Draft,
    rows: Vec<Stored>,
) -> Result<Vec<ImportRow>, StoreError> {
    let on = database.reading();
    let new: Vec<&Stored> = rows.iter().filter(|row| row.row.kind == CandidateKind::Unstamped).collect();
    let cards: Vec<_> = new.iter().map(|row| row.as_completed()).collect();
    let (duplicates, suggestions) = futures::try_join!(
        database.check_duplicates(viewer, &cards, None),
        database.suggest_partners(viewer, &cards)
    )?;
    let numbers = || new.iter().map(|row| row.row.number);
    let stamped: BTreeSet<Uuid> =
        rows.iter().filter_map(|row| row.row.stamped.map(|person| person.0)).collect();
    let known = Known {
        duplicates: numbers().zip(duplicates).collect(),
        suggestions: numbers().zip(suggestions).collect(),
        partners: partner_names(on, viewer, &rows).await?,
        persons: find::shown(on, viewer, &stamped).await?,
        elsewhere: with_contact(on, draft, &stamped).await?,
        groups: groups_of(on, draft, &rows).await?,
    };
    Ok(rows.iter().map(|row| known.row(draft, row)).collect())
}

impl Known {
    fn row(&self, draft: &Draft, stored: &Stored) -> ImportRow {
        let card = stored.as_completed();
        let row = &stored.row;
        let duplicates = self.duplicates.get(&row.number).cloned().unwrap_or_default();
        let status = RowStatus::of(duplicates.iter().map(|duplicate| duplicate.status).max());
        let relink = row.stamped.and_then(|person| self.persons.get(&person.0)).cloned();
        let partner = self.partner(row);
        let folder = usize::try_from(row.folder).ok().and_then(|folder| draft.folders.get(folder));
        let first = |kind| of_kind(&card, kind).next().unwrap_or_default().to_owned();
        ImportRow {
            number: u32::try_from(row.number).unwrap_or_default(),
            contact: row.contact.clone(),
            folder: folder.map(|folder| folder.name.clone()).unwrap_or_default(),
            kind: row.kind,
            private: row.private,
            name: row.name.clone(),
            company: card.text(contacts::FieldKey::Company).to_owned(),
            email: first(FieldKind::Email),
            phone: first(FieldKind::Phone),
            has_photo: row.photo,
            status,
            bar: self.bar(row, status, relink.as_ref()),
            duplicates,
            group: self.groups.get(&row.number).cloned(),
            preset: row.preset && partner.is_some(),
            partner,
            suggestions: self
                .suggestions
                .get(&row.number)
                .map(|found| found.ranked.clone())
                .unwrap_or_default(),
            incomplete: row.incomplete,
            relink,
            action: match (row.action, row.person) {
                (ItemAction::Link, Some(person)) => RowAction::Link(person),
                (ItemAction::Link, None) | (ItemAction::Import, _) => RowAction::Import,
            },
            checked: row.checked,
            completed: stored.completed.clone(),
            card,
        }
    }

    fn partner(&self, row: &Row) -> Option<RowPartner> {
        match (&row.new_partner, row.partner) {
            (Some(card), _) => Some(RowPartner::New(card.clone())),
            (None, Some(id)) => {
                self.partners.get(&id.0).map(|name| RowPartner::Existing { id, name: name.clone() })
            }
            (None, None) => None,
        }
    }

    fn bar(&self, row: &Row, status: RowStatus, relink: Option<&FoundPerson>) -> Option<RowBar> {
        match (row.kind, status, relink) {
            (CandidateKind::Foreign, _, _) => Some(RowBar::Foreign),
            (CandidateKind::Relink, _, None) => Some(RowBar::RelinkGone),
            (CandidateKind::Relink, _, Some(person)) if self.elsewhere.contains(&person.id) => {
                Some(RowBar::RelinkTaken)
            }
            (CandidateKind::Relink, _, Some(_)) => Some(RowBar::Relink),
            (CandidateKind::Unstamped, RowStatus::Certain, _) => Some(RowBar::Certain),
            (CandidateKind::Unstamped, RowStatus::Possible | RowStatus::None, _) => None,
        }
    }
}

async fn partner_names<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    rows: &[Stored],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let ids: BTreeSet<Uuid> =
        rows.iter().filter_map(|row| row.row.partner.map(|partner| partner.0)).collect();
    partners(on, viewer, ids).await
}

/// Reads the names of those of some partners that the viewer sees and that are not deleted.
pub(super) async fn partners<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    ids: BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, String>, StoreError> {
    use business_partner::Column;
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let find = business_partner::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Name])
        .filter(Column::Id.is_in(ids))
        .filter(Column::DeletedAt.is_null())
        .filter(partner_visible_to(viewer));
    let read: Vec<(Uuid, String)> = find.into_tuple().all(on).await.map_err(failed)?;
    Ok(read.into_iter().collect())
}

/// Returns those of some persons that have a contact in the mailbox already.
async fn with_contact<C: ConnectionTrait>(
    on: &C,
    draft: &Draft,
    persons: &BTreeSet<Uuid>,
) -> Result<BTreeSet<PersonId>, StoreError> {
    let asked: Vec<Value> = persons.iter().map(|person| (*person).into()).collect();
    let read = "SELECT person FROM link WHERE mailbox = $1 AND live AND person IN ({list})";
    let rows = all_in(on, read, &[draft.mailbox.0.into()], &asked).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(PersonId).map_err(failed)).collect()
}

/// Reads the rows that others are duplicates of, with the evidence.
async fn groups_of<C: ConnectionTrait>(
    on: &C,
    draft: &Draft,
    rows: &[Stored],
) -> Result<HashMap<i64, RowGroup>, StoreError> {
    let grouped = || rows.iter().filter(|row| row.row.family.is_some());
    let wanted: BTreeSet<i64> =
        grouped().flat_map(|row| row.others.iter().take(OTHERS).map(|other| other.row)).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let list: Vec<String> = wanted.iter().map(i64::to_string).collect();
    let condition = format!("import_row.draft = $1 AND import_row.number IN ({})", list.join(", "));
    let read = row::stored(on, &condition, vec![draft.id.0.into()]).await?;
    let others: BTreeMap<i64, &Stored> = read.iter().map(|row| (row.row.number, row)).collect();
    let country = records::country(on).await?;
    let shared = sharing::read(on).await?;
    let mut groups = HashMap::new();
    for row in grouped() {
        let own = Traits::of(&row.as_completed(), country);
        let beside = row.others.iter().take(OTHERS).filter_map(|other| {
            let there = others.get(&other.row)?;
            let theirs = Traits::of(&there.as_completed(), country);
            let several = held_by_several(&[own.clone(), theirs.clone()]);
            let evidence = compare(&own, &theirs, shared.sharing(&several)).map(|finding| finding.evidence);
            Some(GroupRow {
                number: u32::try_from(other.row).ok()?,
                name: there.row.name.clone(),
                checked: there.row.checked,
                status: other.status(),
                evidence: evidence.unwrap_or_default(),
            })
        });
        let number = row.row.family.and_then(|family| u32::try_from(family).ok()).unwrap_or_default();
        groups.insert(row.row.number, RowGroup { number, others: beside.collect() });
    }
    Ok(groups)
}
