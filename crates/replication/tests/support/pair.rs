//! Both sides of one link, and what the engine does to them with a merge.

#![allow(dead_code)] // Each test uses its part.
#![allow(clippy::unwrap_used)] // A text that is no value is a mistake in the test.

use contacts::outlook_form::{as_outlook_stores, display_name, file_as};
use contacts::{Card, Direction, FieldKey, Value, WriteMode};
use replication::{ConflictPolicy, CrmShadow, FieldOutcome, FieldRule, Merge, Outcome, Rules, Sides, merge};

/// A person's card, its contact's, and what both looked like when they agreed.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub crm: Card,
    pub outlook: Card,
    pub crm_shadow: CrmShadow,
    pub outlook_shadow: Card,
    /// Whether all of the CRM is newer than Outlook's contact, but the fields that follow.
    pub crm_is_newer: bool,
    pub older_in_crm: Vec<FieldKey>,
}

/// How the answer to a write comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// With the values that Outlook holds.
    Echo,
    /// Not at all: it is found out that the write had its effect.
    Lost,
    /// The write was never sent.
    NeverSent,
}

impl Pair {
    /// Two cards that meet for the first time.
    #[allow(clippy::needless_pass_by_value)] // Both cards are given alike.
    pub fn meet(crm: Card, outlook: Card) -> Pair {
        let outlook = as_outlook_stores(&outlook);
        let outlook_shadow = outlook.clone();
        let (crm_shadow, older_in_crm) = (CrmShadow::default(), Vec::new());
        Pair { crm, outlook, crm_shadow, outlook_shadow, crm_is_newer: true, older_in_crm }
    }

    /// A person and its contact, exported and in step.
    pub fn in_step(crm: Card, rules: &Rules) -> Pair {
        let mut pair = Pair::meet(crm.clone(), crm);
        pair.settle(rules);
        pair
    }

    /// What a merge would do.
    pub fn plan(&self, rules: &Rules) -> Merge {
        let all = if self.crm_is_newer { &[][..] } else { contacts::field::FIELDS };
        let older_in_crm =
            all.iter().map(|field| field.key).chain(self.older_in_crm.iter().copied()).collect();
        let sides = Sides {
            crm: &self.crm,
            crm_shadow: &self.crm_shadow,
            outlook: &self.outlook,
            outlook_shadow: &self.outlook_shadow,
            older_in_crm: &older_in_crm,
        };
        merge(&sides, rules)
    }

    /// Merges, and writes both sides and the shadows as the engine does.
    pub fn settle_answered(&mut self, rules: &Rules, answer: Answer) -> Merge {
        let merged = self.plan(rules);
        self.crm.apply(&merged.crm_patch);
        self.crm.close_gaps();
        self.outlook_shadow = self.outlook.clone();
        self.crm_shadow.fields = merged.crm_fields.clone();
        if !merged.outlook_patch.is_empty() && answer != Answer::NeverSent {
            self.outlook.apply(&merged.outlook_patch);
            self.outlook = as_outlook_stores(&self.outlook);
            self.outlook_shadow.apply(&merged.outlook_patch);
            if answer == Answer::Echo {
                for (key, _) in merged.outlook_patch.iter() {
                    self.outlook_shadow.set(key, self.outlook.get(key).cloned());
                }
            }
            self.crm_shadow.fields.extend(merged.agreed.clone());
        }
        merged
    }

    /// Merges and writes; returns what was reported.
    pub fn settle(&mut self, rules: &Rules) -> Vec<Outcome> {
        self.settle_answered(rules, Answer::Echo).outcomes
    }

    /// Edits the CRM's card, as a form does.
    pub fn in_crm(&mut self, key: FieldKey, text: &str) -> &mut Self {
        self.crm.set(key, Value::parse(key, text).unwrap());
        self.crm.close_gaps();
        self
    }

    /// Edits the contact, as Outlook's user does.
    pub fn in_outlook(&mut self, key: FieldKey, text: &str) -> &mut Self {
        self.outlook.set(key, Value::parse(key, text).unwrap());
        self.outlook = as_outlook_stores(&self.outlook);
        self
    }

    /// Edits the contact as a program does that leaves full name and "file as" as they were made before.
    pub fn in_outlook_alone(&mut self, key: FieldKey, text: &str) -> &mut Self {
        let shown = shown(&self.outlook);
        self.outlook.set(key, Value::parse(key, text).unwrap());
        self.outlook = as_outlook_stores(&with_names(&self.outlook, &shown));
        self
    }

    /// Returns a field's text on both sides.
    pub fn texts(&self, key: FieldKey) -> (String, String) {
        let text = |card: &Card| card.get(key).map(Value::to_text).unwrap_or_default();
        (text(&self.crm), text(&self.outlook))
    }
}

/// The full name and the "file as" that a contact shows.
pub fn shown(card: &Card) -> [(FieldKey, String); 2] {
    [(FieldKey::FullName, display_name(card)), (FieldKey::FileAs, file_as(card))]
}

/// A card with a full name and a "file as" as somebody left them.
pub fn with_names(card: &Card, names: &[(FieldKey, String)]) -> Card {
    let mut card = card.clone();
    for (key, name) in names {
        card.set(*key, Value::parse(*key, name).unwrap());
    }
    card
}

/// Returns rules with one field's changed.
pub fn ruled(mut rules: Rules, key: FieldKey, direction: Direction, write_mode: WriteMode) -> Rules {
    rules.fields.insert(key, FieldRule { direction, write_mode, conflict: None });
    rules
}

/// Returns the two-way rules with a policy.
pub fn won_by(policy: ConflictPolicy) -> Rules {
    Rules { conflict: policy, ..Rules::default() }
}

/// A text that both sides hold.
pub fn both(text: &str) -> (String, String) {
    (text.to_owned(), text.to_owned())
}

/// The CRM's text and Outlook's.
pub fn apart(crm: &str, outlook: &str) -> (String, String) {
    (crm.to_owned(), outlook.to_owned())
}

/// What was reported, in short.
pub fn words(outcomes: &[Outcome]) -> Vec<(FieldKey, FieldOutcome)> {
    outcomes.iter().map(|outcome| (outcome.field, outcome.outcome)).collect()
}

/// Settles, and sees that a second look finds nothing to do.
pub fn settle(pair: &mut Pair, rules: &Rules) -> Vec<(FieldKey, FieldOutcome)> {
    let outcomes = pair.settle(rules);
    let again = pair.plan(rules);
    assert!(again.crm_patch.is_empty() && again.outlook_patch.is_empty(), "{again:?}");
    assert_eq!(again.outcomes, vec![]);
    words(&outcomes)
}
