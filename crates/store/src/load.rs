//! Bringing in many business partners and contact persons at once.

mod partners;
mod persons;
mod so_far;

use std::sync::Arc;

use contacts::person::PartnerCard;
use contacts::{Card, PartnerId, PersonId};

use crate::database::Database;
use crate::replication_store::StoreError;
use crate::viewer::Viewer;

pub use so_far::{LoadSoFar, Remark};

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
    /// The file it is from, for the report; empty: there is only one.
    pub file: Arc<str>,
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
    /// without one by its name; a row that means the partner of an earlier one is refused. Only fields with a value are
    /// written: nothing is cleared.
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
        self.load_more_partners(viewer, rows, &mut LoadSoFar::default(), now).await
    }

    /// Goes on loading business partners: `so_far` knows the rows of earlier calls.
    ///
    /// # Errors
    /// As [`Database::load_partners`].
    pub async fn load_more_partners(
        &self,
        viewer: &Viewer,
        rows: &[LoadPartner],
        so_far: &mut LoadSoFar,
        now: i64,
    ) -> Result<Vec<Loaded<PartnerId>>, StoreError> {
        administers(viewer)?;
        let again: Vec<Option<String>> = rows.iter().map(|row| so_far.partner_again(row)).collect();
        let once: Vec<&LoadPartner> = once(rows, &again).collect();
        let mut loaded = Vec::with_capacity(once.len());
        for group in once.chunks(GROUP) {
            let group = self.write(|tx| async move { partners::load(&tx, viewer, group, now).await }).await?;
            loaded.extend(group);
        }
        self.renew_search_soon().await;
        Ok(in_order(again, loaded))
    }

    /// Loads contact persons; answers in the order of the rows. A person is recognised by its external id; without
    /// one, by partner, name and equal values or a certain match. A row with the external id of an earlier one is
    /// refused. Only fields with a value are written.
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
        self.load_more_persons(viewer, rows, options, &mut LoadSoFar::default(), now).await
    }

    /// Goes on loading contact persons: `so_far` knows the rows of earlier calls, and gathers remarks. Call it with
    /// some thousand rows at a time, to show progress.
    ///
    /// # Errors
    /// As [`Database::load_partners`].
    pub async fn load_more_persons(
        &self,
        viewer: &Viewer,
        rows: &[LoadPerson],
        options: &LoadOptions,
        so_far: &mut LoadSoFar,
        now: i64,
    ) -> Result<Vec<Loaded<PersonId>>, StoreError> {
        administers(viewer)?;
        let again: Vec<Option<String>> = rows.iter().map(|row| so_far.person_again(row)).collect();
        let once: Vec<&LoadPerson> = once(rows, &again).collect();
        let mut loaded = Vec::with_capacity(once.len());
        for group in once.chunks(GROUP) {
            let known = &so_far.claimed;
            let (group, remarks) = self
                .write(|tx| async move { persons::load(&tx, viewer, group, options, known, now).await })
                .await?;
            so_far.claimed.extend(group.iter().filter_map(Loaded::id));
            so_far.remarks.extend(remarks);
            loaded.extend(group);
        }
        Ok(in_order(again, loaded))
    }
}

fn administers(viewer: &Viewer) -> Result<(), StoreError> {
    if viewer.administers() { Ok(()) } else { Err(StoreError::NotAllowed("load a file of another system")) }
}

/// Returns the rows that say nothing again.
fn once<'a, T>(rows: &'a [T], again: &'a [Option<String>]) -> impl Iterator<Item = &'a T> {
    rows.iter().zip(again).filter(|(_, again)| again.is_none()).map(|(row, _)| row)
}

/// Puts what became of the rows loaded between those that were refused.
fn in_order<Id>(again: Vec<Option<String>>, loaded: Vec<Loaded<Id>>) -> Vec<Loaded<Id>> {
    let mut loaded = loaded.into_iter();
    let one = |again: Option<String>| match again {
        Some(reason) => Some(Loaded::Refused(reason)),
        None => loaded.next(),
    };
    again.into_iter().filter_map(one).collect()
}
