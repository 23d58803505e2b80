//! Linking a contact to a contact person that exists, instead of importing it: what it would do, and choosing it.

use std::collections::BTreeSet;

use contacts::compare::same;
use contacts::field::{FIELDS, Field};
use contacts::{Card, Direction, FieldKey, MailboxId, PersonId};
use replication::{CrmShadow, FieldOutcome, Link, LinkState, Merge, Rules, Sides, merge};
use sea_orm::{ConnectionTrait, Value};

use crate::database::{Database, Tx};
use crate::duplicates::{FoundPerson, find};
use crate::imports::assign::give_way;
use crate::imports::window::{self, Looking, no_row};
use crate::imports::{ImportRow, LinkField, LinkPreview, LinkWhy, draft};
use crate::replication::{link_row, person_view};
use crate::replication_store::{CandidateKind, PersonView, StoreError};
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{one, run};
use crate::viewer::Viewer;

/// Says what linking a row to a person would do.
pub(super) async fn preview_row(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    number: u32,
    person: PersonId,
) -> Result<LinkPreview, StoreError> {
    let (draft, stored) = window::one_stored(database, (viewer, id, now), number).await?;
    let contact = (stored.row.kind, stored.row.stamped);
    preview(database.reading(), viewer, draft.mailbox, (contact, &stored.card), person).await
}

/// Says what linking a contact to a person would do: what the contact is, whom its stamp names, and its card.
pub(super) async fn preview<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    mailbox: MailboxId,
    (contact, card): ((CandidateKind, Option<PersonId>), &Card),
    person: PersonId,
) -> Result<LinkPreview, StoreError> {
    let found = find::shown(on, viewer, &BTreeSet::from([person.0])).await?;
    let found = found.get(&person.0).ok_or(StoreError::NotFound("the contact person"))?;
    let views = person_view::read(on, Some(viewer), &[person]).await?;
    let view = views.get(&person).ok_or(StoreError::NotFound("the contact person"))?;
    let rules = read_setting::<Rules, _>(on, REPLICATION).await?.unwrap_or_default();
    let link = link_of(on, person, mailbox).await?;
    Ok(LinkPreview {
        person,
        name: found.name.clone(),
        partner_name: found.partner_name.clone(),
        fields: fields(view, card, &rules),
        photo: view.photo.is_some(),
        not_possible: not_possible(contact, found, link.as_ref()).map(str::to_owned),
    })
}

/// Tells why a contact cannot be linked to a person.
pub(super) fn not_possible(
    (kind, stamped): (CandidateKind, Option<PersonId>),
    person: &FoundPerson,
    link: Option<&Link>,
) -> Option<&'static str> {
    match (kind, stamped) {
        (CandidateKind::Foreign, _) => return Some(FOREIGN),
        (CandidateKind::Relink, stamped) if stamped != Some(person.id) => return Some(OTHERS),
        (CandidateKind::Relink | CandidateKind::Unstamped, _) => {}
    }
    if !person.may_edit {
        return Some(NOT_YOURS);
    }
    match link.map(|link| &link.state) {
        None | Some(LinkState::Ended { .. } | LinkState::Adopting { chosen: None, .. }) => None,
        Some(LinkState::Linked | LinkState::Leaving { .. } | LinkState::Adopting { chosen: Some(_), .. }) => {
            Some(IN_MAILBOX)
        }
    }
}

/// What is said of another installation's contact.
pub(super) const FOREIGN: &str =
    "the contact belongs to another installation of Tandem; it was left as it is";
/// What is said of a contact with another person's stamp.
pub(super) const OTHERS: &str = "the contact belongs to another contact person; it was left as it is";
/// What is said of a person that the viewer may only see.
pub(super) const NOT_YOURS: &str = "you may not change this contact person; nothing was linked. Ask its employee in \
    charge or an administrator";
/// What is said of a person that has a contact.
pub(super) const IN_MAILBOX: &str = "the contact person is in this mailbox already, as another contact; nothing was \
    linked";

/// Reads a person's link in a mailbox without holding it.
pub(super) async fn link_of<C: ConnectionTrait>(
    on: &C,
    person: PersonId,
    mailbox: MailboxId,
) -> Result<Option<Link>, StoreError> {
    let read = format!("SELECT {} FROM link WHERE mailbox = $1 AND person = $2", link_row::COLUMNS);
    let row = one(on, &read, vec![mailbox.0.into(), person.0.into()]).await?;
    row.as_ref().map(link_row::read).transpose()
}

/// Merges both sides for the first time, as the engine will, and says field by field what comes of it.
fn fields(person: &PersonView, outlook: &Card, rules: &Rules) -> Vec<LinkField> {
    let rules = person.rules(rules);
    let nothing = (CrmShadow::default(), BTreeSet::new());
    let sides = Sides {
        crm: &person.card,
        crm_shadow: &nothing.0,
        outlook,
        outlook_shadow: outlook,
        older_in_crm: &nothing.1,
    };
    let merged = merge(&sides, &rules);
    let mut crm_after = person.card.clone();
    crm_after.apply(&merged.crm_patch);
    let shown = |field: &&Field| {
        !person.hidden.contains(&field.key)
            && (person.card.get(field.key).is_some() || outlook.get(field.key).is_some())
    };
    let field = |field: &Field| {
        let key = field.key;
        let mut after = outlook.clone();
        after.apply(&merged.outlook_patch);
        LinkField {
            field: key,
            outlook: outlook.get(key).cloned(),
            crm: person.card.get(key).cloned(),
            outlook_after: after.get(key).cloned(),
            crm_after: crm_after.get(key).cloned(),
            why: why(key, &sides, &merged, &rules),
        }
    };
    FIELDS.iter().filter(shown).map(field).collect()
}

fn why(key: FieldKey, sides: &Sides<'_>, merged: &Merge, rules: &Rules) -> LinkWhy {
    if rules.field(key).direction == Direction::Off {
        return LinkWhy::Off;
    }
    let outcome = merged.outcomes.iter().find(|outcome| outcome.field == key).map(|outcome| outcome.outcome);
    match outcome {
        Some(FieldOutcome::Send) => LinkWhy::FillsOutlook,
        Some(FieldOutcome::Take) => LinkWhy::FillsCrm,
        Some(FieldOutcome::PutBack | FieldOutcome::CrmWins) => LinkWhy::CrmStands,
        Some(FieldOutcome::OutlookWins) => LinkWhy::OutlookStands,
        Some(FieldOutcome::KeepBoth) => LinkWhy::Apart,
        Some(FieldOutcome::Nothing | FieldOutcome::Settle) | None => {
            match same(key, sides.crm.get(key), sides.outlook.get(key), rules.country) {
                true => LinkWhy::Same,
                false => LinkWhy::Apart,
            }
        }
    }
}

/// Chooses that a row is linked to a person, or is not.
pub(super) async fn choose(
    database: &Database,
    (viewer, id, now): Looking<'_>,
    number: u32,
    person: Option<PersonId>,
) -> Result<ImportRow, StoreError> {
    let looking = (viewer, id, now);
    if let Some(person) = person {
        let preview = preview_row(database, looking, number, person).await?;
        if let Some(why) = preview.not_possible {
            return Err(StoreError::Invalid(why));
        }
    }
    database
        .write(|tx| async move {
            draft::held_open(&tx, viewer, id, now).await?;
            let number = i64::from(number);
            let (action, checked) = if person.is_some() { ("link", true) } else { ("import", false) };
            let set = "UPDATE import_row SET action = $3, person = $4, checked = $5 WHERE draft = $1 AND number = $2";
            let values: Vec<Value> = vec![
                id.0.into(),
                number.into(),
                action.into(),
                person.map(|person| person.0).into(),
                checked.into(),
            ];
            if run(tx.as_ref(), set, values).await? == 0 {
                return Err(no_row());
            }
            if checked {
                alone(&tx, id, number).await?;
            }
            draft::touch(&tx, id, now).await
        })
        .await?;
    window::one_row(database, looking, number).await
}

async fn alone(tx: &Tx, id: contacts::DraftId, number: i64) -> Result<(), StoreError> {
    let condition = "import_row.draft = $1 AND import_row.number = $2";
    let rows = crate::imports::row::stored(tx.as_ref(), condition, vec![id.0.into(), number.into()]).await?;
    match rows.first() {
        Some(stored) => give_way(tx, id, stored).await,
        None => Ok(()),
    }
}
