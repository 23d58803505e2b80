//! What an export would change of one contact person, field by field: made by the same functions as the engine's
//! decisions (the merge, what goes into a new contact, the photo's table), from what is known without asking Outlook.
//! Pure.

use std::collections::BTreeSet;

use contacts::compare::unchanged;
use contacts::field::{FIELDS, Field, Owner};
use contacts::{Card, Direction, FieldKey, FieldKind, Value, WriteMode};
use replication::{
    ConflictPolicy, FieldOutcome, Link, LinkState, Merge, PhotoMove, Rules, Sides, merge, move_photo,
};
use serde::Serialize;

use crate::exports::{ExportRequest, Planned, photos};
use crate::links::turn;
use crate::replication_store::PersonView;

/// What would change in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: FieldKey,
    /// The CRM's value now.
    pub crm: Option<Value>,
    /// Outlook's value as it is known; none also where nothing is known yet ([`FieldWhy::Compared`]).
    pub outlook_before: Option<Value>,
    /// Outlook's value afterwards; none also where it is known only when the contact is linked.
    pub outlook_after: Option<Value>,
    /// The CRM's value afterwards.
    pub crm_after: Option<Value>,
    /// Why.
    pub why: FieldWhy,
}

/// Why a field would change as it would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldWhy {
    /// The CRM's value goes to Outlook.
    Sent,
    /// The CRM's value goes to Outlook as far as Outlook can hold it.
    Shortened,
    /// Outlook has no place for it: it stays in the CRM only.
    NoPlace,
    /// Outlook's value was edited, and the CRM's is put back.
    PutBack,
    /// Outlook's value goes to the CRM.
    Taken,
    /// Both sides changed it: the CRM's value stands, Outlook's is kept in the history.
    CrmWins,
    /// Both sides changed it: Outlook's value stands, the CRM's is kept in the history.
    OutlookWins,
    /// It follows from other fields: a list that closes a gap, a name made of its parts.
    Follows,
    /// Both sides are compared when the contact is linked: a value that one side lacks is filled in from the other,
    /// where the field travels that way; and this is what happens where they differ.
    Compared(IfDifferent),
    /// The contact goes, and the value with it; the CRM keeps its own.
    Removed,
}

/// What happens where both sides have a value, and not the same, when they are compared for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IfDifferent {
    /// The CRM's stands.
    Crm,
    /// Outlook's stands.
    Outlook,
    /// The one that was changed last stands.
    Newest,
    /// Both stay as they are; of categories, both have the entries of both.
    Both,
}

/// What would become of the photo in Outlook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoPlan {
    /// There is none to speak of, or it stays as it is.
    Unchanged,
    /// The CRM's goes to Outlook.
    Sent,
    /// Outlook's is removed, as the CRM's was.
    Removed,
    /// The CRM's is left out, as asked for.
    LeftOut,
    /// Both sides are compared when the contact is linked.
    Compared,
    /// It goes with the contact.
    Goes,
}

/// One person of an export: what is planned, and what it is planned from.
pub(super) struct Asked<'a> {
    pub(super) what: Planned,
    pub(super) request: &'a ExportRequest,
    pub(super) link: Option<&'a Link>,
    pub(super) person: &'a PersonView,
    pub(super) rules: &'a Rules,
    /// The fields that the viewer does not see.
    pub(super) hidden: &'a BTreeSet<FieldKey>,
}

impl Asked<'_> {
    /// Says what would change in the fields, in the order of a form.
    pub(super) fn fields(&self) -> Vec<FieldChange> {
        let changes = match (self.what, self.link) {
            (Planned::Create, _) => self.created(),
            (Planned::Link | Planned::Choose, _) => self.compared(),
            (Planned::Update, Some(link)) => match turn::kept(link.clone(), None).state {
                LinkState::Linked => self.updated(link),
                LinkState::Adopting { .. } | LinkState::Leaving { .. } | LinkState::Ended { .. } => {
                    self.compared()
                }
            },
            (Planned::Withdraw, Some(link)) => self.withdrawn(link),
            (Planned::Update | Planned::Withdraw, None) | (Planned::Unchanged | Planned::NotPossible, _) => {
                Vec::new()
            }
        };
        changes.into_iter().filter(|change| !self.hidden.contains(&change.field)).collect()
    }

    fn created(&self) -> Vec<FieldChange> {
        let card = &self.person.card;
        let outward = self.rules.outward_card(card);
        let change = |field: &Field| {
            let (crm, after) = (card.get(field.key).cloned(), outward.get(field.key).cloned());
            let why = match (&crm, &after) {
                (Some(_), None) if field.limit == 0 => FieldWhy::NoPlace,
                (_, None) => return None,
                (_, Some(_)) if unchanged(crm.as_ref(), after.as_ref()) => FieldWhy::Sent,
                (_, Some(_)) => FieldWhy::Shortened,
            };
            let crm_after = crm.clone();
            Some(FieldChange {
                field: field.key,
                crm,
                outlook_before: None,
                outlook_after: after,
                crm_after,
                why,
            })
        };
        FIELDS.iter().filter_map(change).collect()
    }

    /// Of an equal contact only its keys are known: its fields are compared when it is linked.
    fn compared(&self) -> Vec<FieldChange> {
        let rules = self.person.rules(self.rules);
        let change = |field: &Field| {
            let crm = self.person.card.get(field.key).cloned()?;
            let rule = if_different(&rules, field)?;
            Some(FieldChange {
                field: field.key,
                crm_after: None,
                crm: Some(crm),
                outlook_before: None,
                outlook_after: None,
                why: FieldWhy::Compared(rule),
            })
        };
        FIELDS.iter().filter_map(change).collect()
    }

    fn updated(&self, link: &Link) -> Vec<FieldChange> {
        let (card, rules) = (&self.person.card, self.person.rules(self.rules));
        let none_older = BTreeSet::new();
        let sides = Sides {
            crm: card,
            crm_shadow: &link.crm,
            outlook: &link.outlook,
            outlook_shadow: &link.outlook,
            older_in_crm: &none_older,
        };
        let merged = merge(&sides, &rules);
        let mut crm_after = card.clone();
        if self.person.editable {
            crm_after.apply(&merged.crm_patch);
        }
        let change = |field: &Field| {
            let key = field.key;
            let (to_outlook, to_crm) =
                (merged.outlook_patch.get(key).is_some(), crm_after.get(key) != card.get(key));
            (to_outlook || to_crm).then(|| FieldChange {
                field: key,
                crm: card.get(key).cloned(),
                outlook_before: link.outlook.get(key).cloned(),
                outlook_after: merged.outlook_target.get(key).cloned(),
                crm_after: crm_after.get(key).cloned(),
                why: why(&merged, card, key),
            })
        };
        FIELDS.iter().filter_map(change).collect()
    }

    /// The contact goes, with the values that it showed when it was last looked at. One that was never created has none.
    fn withdrawn(&self, link: &Link) -> Vec<FieldChange> {
        if link.remote_id.is_none() {
            return Vec::new();
        }
        let change = |field: &Field| {
            let before = link.outlook.get(field.key).cloned()?;
            let crm = self.person.card.get(field.key).cloned();
            Some(FieldChange {
                field: field.key,
                crm: crm.clone(),
                outlook_before: Some(before),
                outlook_after: None,
                crm_after: crm,
                why: FieldWhy::Removed,
            })
        };
        FIELDS.iter().filter_map(change).collect()
    }

    /// Says what would become of the photo.
    pub(super) fn photo(&self) -> PhotoPlan {
        let crm = self.person.photo.as_ref().map(|photo| photo.digest.as_str());
        let travels = match self.person.photo_direction(self.rules) {
            Direction::Both | Direction::ToOutlook => true,
            Direction::ToCrm | Direction::Off => false,
        };
        match (self.what, self.link, crm) {
            (Planned::Create, _, Some(_)) if travels => {
                if self.request.photos {
                    PhotoPlan::Sent
                } else {
                    PhotoPlan::LeftOut
                }
            }
            (Planned::Link | Planned::Choose, _, _) if self.rules.photo != Direction::Off => {
                match (self.request.photos, crm) {
                    (true, _) => PhotoPlan::Compared,
                    (false, Some(_)) => PhotoPlan::LeftOut,
                    (false, None) => PhotoPlan::Unchanged,
                }
            }
            (Planned::Update, Some(link), _) => self.photo_of(link, crm),
            (Planned::Withdraw, Some(link), _) if link.photo.outlook.is_some() => PhotoPlan::Goes,
            (
                Planned::Create
                | Planned::Link
                | Planned::Choose
                | Planned::Update
                | Planned::Withdraw
                | Planned::Unchanged
                | Planned::NotPossible,
                _,
                _,
            ) => PhotoPlan::Unchanged,
        }
    }

    /// Decides as the engine does when it has not looked at Outlook's picture.
    fn photo_of(&self, link: &Link, crm: Option<&str>) -> PhotoPlan {
        let link = turn::kept(link.clone(), None);
        let link = if self.request.photos { photos::taken_along(link) } else { photos::left_out(link, crm) };
        let (direction, policy) = (self.person.photo_direction(self.rules), self.rules.conflict);
        match move_photo(crm, link.photo.outlook.as_deref(), &link.photo, direction, policy, true) {
            PhotoMove::Send | PhotoMove::SendKeeping => PhotoPlan::Sent,
            PhotoMove::Remove => PhotoPlan::Removed,
            PhotoMove::LeaveApart if crm.is_some() => PhotoPlan::LeftOut,
            PhotoMove::Stay
            | PhotoMove::Settle
            | PhotoMove::Take
            | PhotoMove::TakeKeeping
            | PhotoMove::LeaveApart => PhotoPlan::Unchanged,
        }
    }
}

fn why(merged: &Merge, crm: &Card, key: FieldKey) -> FieldWhy {
    let outcome = merged.outcomes.iter().find(|outcome| outcome.field == key);
    let whole = unchanged(crm.get(key), merged.outlook_target.get(key));
    match outcome.map(|outcome| outcome.outcome) {
        Some(FieldOutcome::Send) if whole => FieldWhy::Sent,
        Some(FieldOutcome::Send) => FieldWhy::Shortened,
        Some(FieldOutcome::PutBack) => FieldWhy::PutBack,
        Some(FieldOutcome::Take) => FieldWhy::Taken,
        Some(FieldOutcome::CrmWins) => FieldWhy::CrmWins,
        Some(FieldOutcome::OutlookWins) => FieldWhy::OutlookWins,
        Some(FieldOutcome::Nothing | FieldOutcome::Settle | FieldOutcome::KeepBoth) | None => {
            FieldWhy::Follows
        }
    }
}

/// Says what happens to a field in which the sides differ when they meet for the first time; none: it does not travel.
fn if_different(rules: &Rules, field: &Field) -> Option<IfDifferent> {
    let rule = rules.field(field.key);
    let both = field.kind == FieldKind::Set
        || rule.write_mode == WriteMode::FillBlanks
        || field.key == FieldKey::Notes
        || field.owner == Owner::Partner;
    let policy = || match rules.conflict(field.key) {
        ConflictPolicy::Crm => IfDifferent::Crm,
        ConflictPolicy::Outlook => IfDifferent::Outlook,
        ConflictPolicy::Newest => IfDifferent::Newest,
    };
    match (rule.direction, both) {
        (Direction::Off, _) => None,
        (Direction::Both | Direction::ToOutlook | Direction::ToCrm, true) => Some(IfDifferent::Both),
        (Direction::ToOutlook, false) => Some(IfDifferent::Crm),
        (Direction::ToCrm, false) => Some(IfDifferent::Outlook),
        (Direction::Both, false) => Some(policy()),
    }
}

#[cfg(test)]
#[path = "changes_tests.rs"]
mod tests;
