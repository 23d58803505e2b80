//! Bringing in many business partners and contact persons at once.

mod partners;
mod persons;

use std::collections::BTreeSet;

use contacts::person::PartnerCard;
use contacts::{Card, PartnerId, PersonId};

use crate::database::Database;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

/// Rows loaded in one transaction.
const GROUP: usize = 500;

/// A business partner from another system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadPartner {
    /// Where it stands in its file, for the report.
    pub line: u64,
    /// Its id there.
    pub external_id: Option<String>,
    /// Its fields.
    pub card: PartnerCard,
    /// Whether it is no longer active.
    pub inactive: bool,
}

/// A contact person from another system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoadPerson {
    /// Where it stands in its file, for the report.
    pub line: u64,
    /// Its id there.
    pub external_id: Option<String>,
    /// Its own fields.
    pub card: Card,
    /// The name of its company.
    pub company: Option<String>,
    /// The external id of its business partner; goes before the name.
    pub partner_external_id: Option<String>,
    /// The company's main phone: used when the partner is created.
    pub company_phone: Option<String>,
    /// The e-mail address of the user responsible for it.
    pub employee_in_charge: Option<String>,
    /// Whether it is no longer active.
    pub inactive: bool,
}

/// How persons are loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LoadOptions {
    /// Whether a company that is not known is created; else its rows are refused.
    pub create_partners: bool,
    /// The business partner of rows that name none; without it they are refused.
    pub partner: Option<PartnerId>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loaded<Id> {
    /// It was new.
    Created(Id),
    /// It was there, with other values.
    Updated(Id),
    /// It was there, as it is.
    Unchanged(Id),
    /// It was not taken; why, and what to do.
    Refused(String),
}

impl<Id: Copy> Loaded<Id> {
    /// Returns the record, unless the row was refused.
    pub fn id(&self) -> Option<Id> {
        match self {
            Loaded::Created(id) | Loaded::Updated(id) | Loaded::Unchanged(id) => Some(*id),
            Loaded::Refused(_) => None,
        }
    }
}

impl Database {
    /// Loads business partners; answers in the order of the rows. A partner is recognised by its external id, or
    /// without one by its name. Only fields with a value are written: nothing is cleared.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError`] when the database fails: the rows
    /// before are kept, and loading the same file again goes on from there.
    pub async fn load_partners(
        &self,
        viewer: &Viewer,
        rows: &[LoadPartner],
        now: i64,
    ) -> Result<Vec<Loaded<PartnerId>>, StoreError> {
        administers(viewer)?;
        let mut loaded = Vec::with_capacity(rows.len());
        for group in groups(rows, |row| row.external_id.clone().or_else(|| Some(partners::name_key(row)))) {
            let group = self.write(|tx| async move { partners::load(&tx, viewer, group, now).await }).await?;
            loaded.extend(group);
        }
        Ok(loaded)
    }

    /// Loads contact persons; answers in the order of the rows. A person is recognised by its external id; without
    /// one, by partner, name and equal values or a certain match. Only fields with a value are written. Call it
    /// with some thousand rows at a time, to show progress.
    ///
    /// # Errors
    /// As [`Database::load_partners`].
    pub async fn load_persons(
        &self,
        viewer: &Viewer,
        rows: &[LoadPerson],
        options: &LoadOptions,
        now: i64,
    ) -> Result<Vec<Loaded<PersonId>>, StoreError> {
        administers(viewer)?;
        let mut loaded = Vec::with_capacity(rows.len());
        let mut claimed: BTreeSet<PersonId> = BTreeSet::new();
        for group in groups(rows, |row| row.external_id.clone()) {
            let known = &claimed;
            let group = self
                .write(|tx| async move { persons::load(&tx, viewer, group, options, known, now).await })
                .await?;
            claimed.extend(group.iter().filter_map(Loaded::id));
            loaded.extend(group);
        }
        Ok(loaded)
    }
}

fn administers(viewer: &Viewer) -> Result<(), StoreError> {
    if viewer.administers() { Ok(()) } else { Err(StoreError::NotAllowed("load a file of another system")) }
}

/// Splits rows into groups in which no key occurs twice: a later row of the same record sees what an earlier one
/// wrote.
fn groups<T>(rows: &[T], key: impl Fn(&T) -> Option<String>) -> Vec<&[T]> {
    let mut groups = Vec::new();
    let (mut begin, mut keys) = (0, BTreeSet::new());
    for (place, row) in rows.iter().enumerate() {
        let again = key(row).is_some_and(|key| !keys.insert(key));
        if again || place - begin == GROUP {
            groups.push(&rows[begin..place]);
            begin = place;
            keys = key(row).into_iter().collect();
        }
    }
    groups.push(&rows[begin..]);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_occurs_twice_is_loaded_in_two_steps() {
        let split = groups(&["a", "b", "a", "c"], |row| Some((*row).to_owned()));
        assert_eq!(split, [&["a", "b"][..], &["a", "c"][..]]);
        let many: Vec<u32> = (0..1_201).collect();
        let sizes: Vec<usize> = groups(&many, |_| None).iter().map(|group| group.len()).collect();
        assert_eq!(sizes, [500, 500, 201]);
    }
}
