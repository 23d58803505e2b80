//! Which way fields travel, how they are written, and who wins: the replication settings as data.

use std::borrow::Cow;
use std::collections::BTreeMap;

use contacts::field::{FIELDS, Field, Owner, SLOTS};
use contacts::normalise::Country;
use contacts::outlook_form::as_outlook_stores;
use contacts::{Card, Direction, FieldKey, WriteMode};
use serde::{Deserialize, Serialize};

use crate::brake::BrakeRule;

/// Whose value stands when both sides changed a field differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, Hash)]
#[serde(rename_all = "snake_case")]
pub enum ConflictPolicy {
    /// The CRM's.
    #[default]
    Crm,
    /// Outlook's.
    Outlook,
    /// The one changed last, by the clocks of both sides; the CRM's when they cannot be told apart.
    Newest,
}

/// A ready-made set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Edits travel both ways.
    #[default]
    TwoWay,
    /// Outlook edits are not taken over; they are put back.
    CrmLeads,
    /// Outlook's values are taken over; CRM edits of replicated fields stay in the CRM until Outlook changes.
    OutlookLeads,
}

/// How one field is replicated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
pub struct FieldRule {
    /// Which way it travels.
    pub direction: Direction,
    /// How it is written.
    pub write_mode: WriteMode,
    /// Who wins a conflict; none: as the installation says.
    pub conflict: Option<ConflictPolicy>,
}

/// The replication settings of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The preset that the field rules were made from.
    pub preset: Preset,
    /// Who wins a conflict where a field says nothing else.
    pub conflict: ConflictPolicy,
    /// Every field's rule; a field that is missing here has its default.
    pub fields: BTreeMap<FieldKey, FieldRule>,
    /// Which way photos travel.
    pub photo: Direction,
    /// When a cycle stops itself.
    pub brake: BrakeRule,
    /// The country of numbers written without one.
    pub country: Country,
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Outlook has no place for the field.
    #[error("Outlook has no place for {0}; it stays in the CRM and cannot be switched on")]
    NotTransferable(FieldKey),
    /// The field belongs to the business partner.
    #[error("{0} belongs to the business partner and goes to Outlook only; choose \"to_outlook\" or \"off\"")]
    PartnerOwned(FieldKey),
    /// Values of a numbered list move up when one before them is cleared: they travel alike.
    #[error(
        "{0} and {1} share a list in Outlook, where a value moves up when one before it is cleared; give both the same direction and write mode"
    )]
    SlotsDiffer(FieldKey, FieldKey),
}

impl Default for Rules {
    fn default() -> Self {
        Rules::preset(Preset::TwoWay)
    }
}

impl Rules {
    /// Makes the rules of a preset: fields that are off by default stay off.
    pub fn preset(preset: Preset) -> Self {
        let fields = FIELDS.iter().map(|field| (field.key, preset_rule(preset, field))).collect();
        let photo = match preset {
            Preset::TwoWay => Direction::Both,
            Preset::CrmLeads => Direction::ToOutlook,
            Preset::OutlookLeads => Direction::ToCrm,
        };
        Rules {
            preset,
            conflict: match preset {
                Preset::TwoWay | Preset::CrmLeads => ConflictPolicy::Crm,
                Preset::OutlookLeads => ConflictPolicy::Outlook,
            },
            fields,
            photo,
            brake: BrakeRule::default(),
            country: Country::DE,
        }
    }

    /// Returns a field's rule.
    pub fn field(&self, key: FieldKey) -> FieldRule {
        self.fields.get(&key).copied().unwrap_or_else(|| preset_rule(self.preset, key.field()))
    }

    /// Returns who wins a conflict in a field.
    pub fn conflict(&self, key: FieldKey) -> ConflictPolicy {
        self.field(key).conflict.unwrap_or(self.conflict)
    }

    /// Returns what of a contact person goes into a contact that is created for it, as Outlook will store it.
    pub fn outward_card(&self, card: &Card) -> Card {
        let mut outward = Card::new();
        for field in FIELDS {
            match self.field(field.key).direction {
                Direction::Both | Direction::ToOutlook => {
                    outward.set(field.key, card.get(field.key).cloned());
                }
                Direction::ToCrm | Direction::Off => {}
            }
        }
        as_outlook_stores(&outward)
    }

    /// Returns the rules with nothing taken over from Outlook in some fields.
    pub fn outwards_in(&self, restricted: impl Fn(&Field) -> bool) -> Cow<'_, Rules> {
        let mut rules = Cow::Borrowed(self);
        for field in FIELDS.iter().filter(|field| restricted(field)) {
            let mut rule = self.field(field.key);
            rule.direction = outwards(rule.direction);
            rules.to_mut().fields.insert(field.key, rule);
        }
        rules
    }

    /// Checks that every field rule is possible.
    ///
    /// # Errors
    /// [`RuleError`] for the first that is not.
    pub fn check(&self) -> Result<(), RuleError> {
        for (key, rule) in &self.fields {
            match (rule.direction, key.field().limit, key.field().owner) {
                (Direction::Off, _, _) => {}
                (_, 0, _) => return Err(RuleError::NotTransferable(*key)),
                (Direction::Both | Direction::ToCrm, _, Owner::Partner) => {
                    return Err(RuleError::PartnerOwned(*key));
                }
                (Direction::Both | Direction::ToCrm, _, Owner::Person) | (Direction::ToOutlook, _, _) => {}
            }
        }
        for pair in SLOTS.iter().flat_map(|slots| slots.windows(2)) {
            let &[before, after] = pair else { continue };
            let (one, other) = (self.field(before), self.field(after));
            if (one.direction, one.write_mode) != (other.direction, other.write_mode) {
                return Err(RuleError::SlotsDiffer(before, after));
            }
        }
        Ok(())
    }

    /// Switches every field on that Outlook can hold, in its default direction.
    pub fn with_every_field(mut self) -> Self {
        for field in FIELDS.iter().filter(|field| field.limit > 0) {
            let rule =
                FieldRule { direction: field.direction, write_mode: WriteMode::Overwrite, conflict: None };
            self.fields.insert(field.key, rule);
        }
        self
    }
}

/// Returns what is left of a direction when nothing may be taken over.
pub fn outwards(direction: Direction) -> Direction {
    match direction {
        Direction::Both | Direction::ToOutlook => Direction::ToOutlook,
        Direction::ToCrm | Direction::Off => Direction::Off,
    }
}

fn preset_rule(preset: Preset, field: &Field) -> FieldRule {
    let direction = match (field.on, preset, field.owner) {
        (false, _, _) => Direction::Off,
        (true, _, Owner::Partner) => Direction::ToOutlook,
        (true, Preset::TwoWay, Owner::Person) => field.direction,
        (true, Preset::CrmLeads, Owner::Person) => Direction::ToOutlook,
        (true, Preset::OutlookLeads, Owner::Person) => Direction::ToCrm,
    };
    FieldRule { direction, write_mode: WriteMode::Overwrite, conflict: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_possible_and_keeps_off_what_is_off() {
        for preset in [Preset::TwoWay, Preset::CrmLeads, Preset::OutlookLeads] {
            let rules = Rules::preset(preset);
            rules.check().unwrap();
            assert_eq!(rules.field(FieldKey::Birthday).direction, Direction::Off);
            assert_eq!(rules.field(FieldKey::Company).direction, Direction::ToOutlook);
        }
        Rules::default().with_every_field().check().unwrap();
    }

    #[test]
    fn a_company_typed_in_outlook_can_never_be_let_in() {
        let mut rules = Rules::default();
        let both = FieldRule { direction: Direction::Both, write_mode: WriteMode::Overwrite, conflict: None };
        rules.fields.insert(FieldKey::Company, both);
        assert_eq!(rules.check(), Err(RuleError::PartnerOwned(FieldKey::Company)));
        rules.fields.insert(FieldKey::Company, FieldRule { direction: Direction::Off, ..both });
        rules.fields.insert(FieldKey::FurtherPhones, both);
        assert_eq!(rules.check(), Err(RuleError::NotTransferable(FieldKey::FurtherPhones)));
    }

    #[test]
    fn numbered_values_travel_alike_because_they_move_up() {
        let mut rules = Rules::default();
        let off = FieldRule { direction: Direction::Off, ..rules.field(FieldKey::Email1) };
        rules.fields.insert(FieldKey::Email2, off);
        assert_eq!(rules.check(), Err(RuleError::SlotsDiffer(FieldKey::Email1, FieldKey::Email2)));
        rules.fields.insert(FieldKey::Email1, off);
        rules.fields.insert(FieldKey::Email3, off);
        rules.check().unwrap();
    }
}
