//! What the parts of a name mean for the whole: a person keeps one, and a name made of parts follows them.

use contacts::compare::{fingerprint, unchanged};
use contacts::outlook_form::as_outlook_stores;
use contacts::person::names_someone;
use contacts::{Card, Direction, FieldKey, Value};

use super::entry::Noted;
use super::{FieldOutcome, Merging, Outcome, Sides};
use crate::policy::Rules;

/// The names that are made from other fields where nobody typed one.
pub(crate) const MADE: [FieldKey; 2] = [FieldKey::FullName, FieldKey::FileAs];

/// Returns the CRM's value as far as it says something of its own: a name made from its parts does not.
pub(crate) fn own_value<'a>(card: &'a Card, projected: &Card, key: FieldKey) -> Option<&'a Value> {
    card.get(key).filter(|_| !MADE.contains(&key) || projected.get(key).is_some())
}

/// Returns Outlook's card as its owner meant it. Who edits a part of a name there may leave the whole as it was made
/// from the parts before: such a full name or "file as" was typed by nobody and follows the parts.
pub(super) fn without_those_left_behind(sides: &Sides<'_>, rules: &Rules) -> Card {
    let mut meant = sides.outlook.clone();
    for key in MADE.into_iter().filter(|key| rules.field(*key).direction != Direction::Off) {
        let Some(name) = sides.outlook.get(key).filter(|_| sides.outlook_shadow.get(key).is_none()) else {
            continue;
        };
        // Made from what was there before, or from what the CRM has sent since, perhaps without an answer.
        let ours = as_outlook_stores(sides.crm);
        if makes(sides.outlook_shadow, key, name) || ours.get(key).is_none() && makes(&ours, key, name) {
            meant.set(key, None);
        }
    }
    meant
}

/// Tells whether a name is one that is made from the parts on a card, so that nobody need have typed it.
pub(crate) fn makes(card: &Card, key: FieldKey, name: &Value) -> bool {
    let mut card = card.clone();
    card.set(key, Some(name.clone()));
    as_outlook_stores(&card).get(key).is_none()
}

impl Merging<'_> {
    /// Tells whether Outlook still has a name that was left behind.
    pub(super) fn was_left_behind(&self, key: FieldKey) -> bool {
        self.there.get(key).is_some() && self.sides.outlook.get(key).is_none()
    }

    /// A name that was left behind stays in Outlook where nothing may be written to it.
    pub(super) fn leave_names_that_may_not_be_written(&mut self) {
        for key in MADE {
            let writes = match self.rules.field(key).direction {
                Direction::Both | Direction::ToOutlook => true,
                Direction::ToCrm | Direction::Off => false,
            };
            if !writes && self.was_left_behind(key) && self.outlook.get(key).is_none() {
                self.outlook.set(key, self.there.get(key).cloned());
            }
        }
    }

    /// A contact person keeps a name or an e-mail: where Outlook's edits would clear the last of them, they are
    /// put back.
    pub(super) fn keep_someone(&mut self) {
        if names_someone(&self.crm) || !names_someone(self.sides.crm) {
            return;
        }
        use FieldKey::{Email1, Email2, Email3, FirstName, LastName};
        for key in [LastName, FirstName, Email1, Email2, Email3] {
            let Some(value) = self.sides.crm.get(key) else { continue };
            self.crm.set(key, Some(value.clone()));
            let outcome = match self.rules.field(key).direction {
                Direction::Both | Direction::ToOutlook => {
                    self.outlook.set(key, self.projected.get(key).cloned());
                    FieldOutcome::PutBack
                }
                Direction::ToCrm | Direction::Off => FieldOutcome::KeepBoth,
            };
            self.outcomes.retain(|outcome| outcome.field != key);
            for decided in self.decided.iter_mut().filter(|decided| decided.key == key) {
                decided.outcome = outcome;
            }
            self.report(key, outcome);
        }
    }

    /// Tells whether it was decided that the CRM's value goes to Outlook.
    fn sends(&self, key: FieldKey) -> bool {
        self.decided.iter().any(|decided| decided.key == key && decided.outcome.sends())
    }

    /// Tells whether a typed name is as it was, even if the parts around it now make the same of it.
    pub(super) fn name_stays(&self, key: FieldKey, noted: Noted<'_>) -> bool {
        MADE.contains(&key) && !noted.changed(&fingerprint(self.sides.crm.get(key)))
    }

    /// Tells whether both sides hold the same name, even if it follows from the parts of one of them; not of a name
    /// that was found left behind in Outlook and is still to be taken away there.
    pub(super) fn name_is_typed_alike(&self, key: FieldKey, noted: Noted<'_>) -> bool {
        let (crm, outlook) = (self.sides.crm.get(key), self.sides.outlook.get(key));
        let to_be_made = noted.to_send() && self.projected.get(key).is_none();
        MADE.contains(&key) && crm.is_some() && unchanged(crm, outlook) && !to_be_made
    }

    /// Tells whether Outlook makes of its parts the name that the CRM holds.
    pub(super) fn name_follows_in_outlook(&self, key: FieldKey) -> bool {
        let Some(name) = self.crm.get(key).filter(|_| MADE.contains(&key)) else { return false };
        makes(&self.outlook, key, name)
    }

    /// A full name or "file as" that said no more than the parts did says no more after the parts changed: else
    /// the old name would stay behind as if somebody had typed it. One that says no more since this merge is not sent
    /// any more, now or later.
    pub(super) fn names_follow(&mut self) {
        let on = |key: FieldKey| self.rules.field(key).direction != Direction::Off;
        if self.crm != *self.sides.crm {
            let after = as_outlook_stores(&self.crm);
            for key in MADE.into_iter().filter(|key| on(*key)) {
                let made = self.sides.crm.get(key).is_some() && self.projected.get(key).is_none();
                let stays = self.crm.get(key) == self.sides.crm.get(key);
                let left_behind = after.get(key).is_some() && after.get(key) != self.outlook.get(key);
                if after.get(key).is_none() && self.sends(key) {
                    self.outlook.set(key, None);
                }
                if made && stays && left_behind {
                    let crm = self.crm.get(key).cloned();
                    self.crm.set(key, None);
                    let outcome = FieldOutcome::Take;
                    self.outcomes.push(Outcome { field: key, outcome, crm, outlook: None });
                }
            }
        }
        if self.outlook != *self.sides.outlook {
            let stored = as_outlook_stores(&self.outlook);
            for key in MADE.into_iter().filter(|key| on(*key)) {
                if stored.get(key).is_none() {
                    self.outlook.set(key, None);
                }
            }
        }
    }
}
