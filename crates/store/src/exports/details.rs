//! What exactly an export would change of some persons.

use contacts::{PersonId, PhotoId};

use crate::database::Database;
use crate::exports::changes::{Asked, FieldChange, PhotoPlan};
use crate::exports::{ExportRequest, PlanItem, ground};
use crate::links::open_mailbox;
use crate::replication::person_view;
use crate::replication_store::StoreError;
use crate::settings_row::{REPLICATION, read_setting};
use crate::viewer::Viewer;

/// Of how many persons the exact changes are told at once, at most.
pub const MOST_DETAILED: usize = 100;

/// What an export would do with a person, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedChanges {
    /// What would happen.
    pub item: PlanItem,
    /// What would change in which field, in the order of a form; nothing of fields that the viewer does not see.
    pub fields: Vec<FieldChange>,
    /// What would become of the photo.
    pub photo: PhotoPlan,
    /// The person's photo, if it has one.
    pub picture: Option<PhotoId>,
    /// When this was worked out, in microseconds since 1970 UTC: the world moves on.
    pub made: i64,
}

impl Database {
    /// Says what exactly an export would change of a person, whether or not it is on the request's list; changes
    /// nothing, and does not ask Outlook. Of a person that the viewer does not see nothing is told but that.
    ///
    /// # Errors
    /// As [`Database::plan_export`].
    pub async fn plan_person(
        &self,
        viewer: &Viewer,
        request: &ExportRequest,
        person: PersonId,
        now: i64,
    ) -> Result<PlannedChanges, StoreError> {
        let planned = self.plan_persons(viewer, request, &[person], now).await?;
        planned.into_iter().next().ok_or(StoreError::NotFound("the contact person"))
    }

    /// Says what exactly an export would change of some persons, in their order: at most [`MOST_DETAILED`].
    ///
    /// # Errors
    /// As [`Database::plan_export`]; [`StoreError::Invalid`] when there are more.
    pub async fn plan_persons(
        &self,
        viewer: &Viewer,
        request: &ExportRequest,
        persons: &[PersonId],
        now: i64,
    ) -> Result<Vec<PlannedChanges>, StoreError> {
        if persons.len() > MOST_DETAILED {
            return Err(StoreError::Invalid(format!(
                "the exact changes are told of at most {MOST_DETAILED} contact persons at once; nothing was changed. \
                 Ask for fewer, or for the plan without details"
            )));
        }
        let on = self.reading();
        let owner = open_mailbox(on, viewer, request.mailbox).await?;
        let list: Vec<(PersonId, bool)> =
            persons.iter().map(|person| (*person, request.taken_off.contains(person))).collect();
        let items = self.plan_some((viewer, &owner), request, &list).await?;
        let ground = ground::read(on, (viewer, &owner), request.mailbox, persons, false).await?;
        // As the engine reads them: with the business partner's fields, as the mailbox's owner sees them.
        let views = person_view::read(on, Some(&owner), persons).await?;
        let rules = read_setting(on, REPLICATION).await?.unwrap_or_default();
        let told = |item: PlanItem| {
            let seen = ground.persons.contains_key(&item.person);
            let view = views.get(&item.person).filter(|_| seen);
            let (mut fields, mut photo) = (Vec::new(), PhotoPlan::Unchanged);
            if let Some(person) = view {
                let link = ground.links.get(&item.person);
                let hidden = &viewer.hidden;
                let asked = Asked { what: item.what, request, link, person, rules: &rules, hidden };
                (fields, photo) = (asked.fields(), asked.photo());
            }
            let picture = view.and_then(|view| view.photo.as_ref()).map(|photo| photo.id);
            PlannedChanges { item, fields, photo, picture, made: now }
        };
        Ok(items.into_iter().map(told).collect())
    }
}
