//! What a mailbox's page shows by name: links that wait for a person, links that the brake holds back, and the
//! contacts that a person may choose from.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{Card, MailboxId, PersonId};
use matching::duplicate::certain_keys;
use matching::equal::Claim;
use replication::{Leaving, Link, LinkState, Problem};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};

use crate::database::Database;
use crate::failure::failed;
use crate::links::{SwitchState, own_mailbox};
use crate::mailboxes::{known, wake};
use crate::page::{Page, Paging, page};
use crate::records;
use crate::replication::{candidates, link_row};
use crate::replication_store::{StagedWhat, StoreError};
use crate::rights::{viewer_of, visible_to};
use crate::statements::{all, run};
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::parse_json;

/// How many links are looked at in one step when those that would end are searched.
const STEP: i64 = 500;
/// How many steps are made for one page at most: a mailbox of 10,000 links.
const STEPS: usize = 20;

/// A link that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubledLink {
    /// The contact person.
    pub person: PersonId,
    /// Its name; none: the viewer may not see it (any more).
    pub name: Option<String>,
    /// How its switch stands.
    pub state: SwitchState,
    /// What keeps it from being in step.
    pub problem: Problem,
}

/// Why a link would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Departing {
    /// It was withdrawn.
    Withdrawn,
    /// The contact person was deleted in the CRM.
    PersonDeleted,
    /// The mailbox's owner may no longer see the contact person.
    RightLost,
    /// Outlook says that the contact is gone from the folder.
    GoneFromFolder,
}

/// A link that would end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartingLink {
    /// The contact person.
    pub person: PersonId,
    /// Its name; none: the viewer may not see it (any more).
    pub name: Option<String>,
    /// Why it would end.
    pub why: Departing,
}

impl Database {
    /// Lists the links of a mailbox that wait for a person.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for a mailbox of somebody else.
    pub async fn list_troubled_links(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        paging: &Paging,
    ) -> Result<Page<TroubledLink>, StoreError> {
        let on = self.reading();
        known(on, viewer, mailbox).await?;
        let after = paging.start()?.map(|(_, id)| id).unwrap_or_default();
        let read = format!(
            "SELECT {} FROM link WHERE mailbox = $1 AND problem IS NOT NULL AND parked AND id > $2
             ORDER BY id LIMIT $3",
            link_row::COLUMNS
        );
        let values = vec![mailbox.0.into(), after.into(), (i64::from(paging.size()) + 1).into()];
        let links = links(&all(on, &read, values).await?)?;
        let names = names(on, viewer, &links).await?;
        let links = links.into_iter().filter_map(|link| link.problem.clone().map(|problem| (link, problem)));
        let place = |(link, _): &(Link, Problem)| (String::new(), link.id.0);
        page(links.collect(), paging.size(), place, |(link, problem)| {
            let (person, name) = (link.person, names.get(&link.person).cloned());
            Ok(TroubledLink { person, name, state: SwitchState::of(&link.state), problem })
        })
    }

    /// Tries every link of a mailbox that waits for a person again; returns how many.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`] for readers.
    pub async fn retry_troubled_links(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        now: i64,
    ) -> Result<u64, StoreError> {
        self.write(|tx| async move {
            own_mailbox(tx.as_ref(), viewer, mailbox).await?;
            let mark = "UPDATE link SET due = due + 1, problem = NULL, parked = FALSE
                WHERE mailbox = $1 AND live AND problem IS NOT NULL AND parked";
            let marked = run(tx.as_ref(), mark, vec![mailbox.0.into()]).await?;
            wake(&tx, mailbox, now).await?;
            Ok(marked)
        })
        .await
    }

    /// Lists the links that the next cycle would end, as far as Tandem knows of them already: a sweep may find more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for a mailbox of somebody else.
    pub async fn list_departing_links(
        &self,
        viewer: &Viewer,
        mailbox: MailboxId,
        paging: &Paging,
    ) -> Result<Page<DepartingLink>, StoreError> {
        let on = self.reading();
        let owner = known(on, viewer, mailbox).await?;
        let owner = viewer_of(on, owner).await?;
        let mut after = paging.start()?.map(|(_, id)| id).unwrap_or_default();
        let wanted = usize::try_from(paging.size()).unwrap_or(usize::MAX);
        let mut found: Vec<(Link, Departing)> = Vec::new();
        for _ in 0..STEPS {
            let rows = all(on, &may_depart(), vec![mailbox.0.into(), after.into(), STEP.into()]).await?;
            let links = links(&rows)?;
            let Some(last) = links.last() else { break };
            after = last.id.0;
            let seen = match &owner {
                Some(owner) => names(on, owner, &links).await?,
                None => BTreeMap::new(),
            };
            for (link, row) in links.into_iter().zip(&rows) {
                let visible = owner.is_none() || seen.contains_key(&link.person);
                if let Some(why) = departing(&link, row, visible)? {
                    found.push((link, why));
                }
            }
            if found.len() > wanted {
                break;
            }
        }
        let departing: Vec<Link> = found.iter().map(|(link, _)| link.clone()).collect();
        let names = names(on, viewer, &departing).await?;
        let place = |(link, _): &(Link, Departing)| (String::new(), link.id.0);
        page(found, paging.size(), place, |(link, why)| {
            let name = names.get(&link.person).cloned();
            Ok(DepartingLink { person: link.person, name, why })
        })
    }

    /// Lists the contacts of a mailbox, by their ids, that are certainly the same as a person and linked to nobody:
    /// a person chooses the one to link when there are several.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a person or a mailbox that is not the viewer's to see.
    pub async fn list_equal_contacts(
        &self,
        viewer: &Viewer,
        person: PersonId,
        mailbox: MailboxId,
    ) -> Result<Vec<String>, StoreError> {
        let on = self.reading();
        known(on, viewer, mailbox).await?;
        let row = records::seen_person(on, viewer, person).await?;
        let card: Card = parse_json(&row.card)?;
        let keys: Vec<String> = certain_keys(&card, records::country(on).await?).into_iter().collect();
        let claims = candidates::claims(on, self.salt(), mailbox, &keys).await?;
        let own = claims.into_iter().filter(|claim: &Claim| claim.person == person);
        let contacts: BTreeSet<String> = own.map(|claim| claim.contact).collect();
        Ok(contacts.into_iter().collect())
    }
}

/// The live links that might end: those on which work waits, and those whose contact Outlook says is gone.
fn may_depart() -> String {
    format!(
        "SELECT {}, p.deleted_at, staged.what FROM link
            LEFT JOIN contact_person p ON p.id = link.person
            LEFT JOIN staged ON staged.mailbox = link.mailbox AND staged.remote_id = link.remote_id
         WHERE link.mailbox = $1 AND link.id > $2 AND link.live AND link.remote_id IS NOT NULL
            AND (link.due > 0 OR link.state = 'leaving' OR staged.what IS NOT NULL)
         ORDER BY link.id LIMIT $3",
        link_row::COLUMNS
    )
}

/// Decides why a link would end, if it would.
fn departing(link: &Link, row: &QueryResult, visible: bool) -> Result<Option<Departing>, StoreError> {
    let deleted: Option<i64> = row.try_get_by_index(16).map_err(failed)?;
    let staged: Option<String> = row.try_get_by_index(17).map_err(failed)?;
    let gone = match staged.as_deref().map(parse_json::<StagedWhat>).transpose()? {
        Some(StagedWhat::Removed) => true,
        Some(StagedWhat::Changed { .. }) | None => false,
    };
    Ok(match &link.state {
        // A person has said how many: the brake does not count those.
        LinkState::Leaving {
            cause: Leaving::Erased | Leaving::DisconnectLeave | Leaving::DisconnectRemove | Leaving::Released,
            ..
        }
        | LinkState::Ended { .. } => None,
        LinkState::Leaving { cause: Leaving::Withdrawn, .. } => Some(Departing::Withdrawn),
        LinkState::Leaving { cause: Leaving::PersonDeleted, .. } => Some(Departing::PersonDeleted),
        LinkState::Leaving { cause: Leaving::RightLost, .. } => Some(Departing::RightLost),
        LinkState::Adopting { .. } | LinkState::Linked => match (deleted.is_some(), visible, gone) {
            (true, _, _) => Some(Departing::PersonDeleted),
            (false, false, _) => Some(Departing::RightLost),
            (false, true, true) => Some(Departing::GoneFromFolder),
            (false, true, false) => None,
        },
    })
}

fn links(rows: &[QueryResult]) -> Result<Vec<Link>, StoreError> {
    rows.iter().map(link_row::read).collect()
}

/// Reads the names of the persons of links that a viewer sees, those in the bin too.
async fn names<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    links: &[Link],
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let ids: Vec<_> = links.iter().map(|link| link.person.0).collect();
    let find = contact_person::Entity::find().filter(contact_person::Column::Id.is_in(ids));
    let found = find.filter(visible_to(viewer)).all(on).await.map_err(failed)?;
    Ok(found.into_iter().map(|row| (PersonId(row.id), row.name)).collect())
}
