//! THE TRUTH TABLE of one field: [`decide_field`]. Its rows, in words, are in `table_tests.rs`.

use contacts::{Direction, WriteMode};
use serde::{Deserialize, Serialize};

/// What happens to one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Hash)]
#[serde(rename_all = "snake_case")]
pub enum FieldOutcome {
    /// Nothing changed, or the field is off.
    Nothing,
    /// Both sides say the same, or may differ as they do.
    Settle,
    /// The CRM's value goes to Outlook.
    Send,
    /// Outlook's value goes to the CRM.
    Take,
    /// Outlook's edit is undone by the CRM's value, because the field travels to Outlook only.
    PutBack,
    /// A conflict: the CRM's value stands, Outlook's is kept in the history.
    CrmWins,
    /// A conflict: Outlook's value stands, the CRM's is kept in the history.
    OutlookWins,
    /// A conflict in which nothing is replaced: each side keeps its own.
    KeepBoth,
}

impl FieldOutcome {
    /// Tells whether the CRM's value becomes Outlook's.
    pub(super) fn sends(self) -> bool {
        match self {
            FieldOutcome::Send | FieldOutcome::PutBack | FieldOutcome::CrmWins => true,
            FieldOutcome::Nothing
            | FieldOutcome::Settle
            | FieldOutcome::Take
            | FieldOutcome::OutlookWins
            | FieldOutcome::KeepBoth => false,
        }
    }
}

/// What both sides ever agreed on about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// They were never compared: this is their first merge.
    Never,
    /// They were compared and left different; neither value was ever the other side's.
    Apart,
    /// They said the same once.
    Agreed,
}

/// What keeps a field's value from being replaced while the sides are not agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Nothing.
    Open,
    /// Notes are a person's own words: they stay until both sides say the same or one has none.
    Notes,
    /// What belongs to the business partner: another text in Outlook stays until the partner changes.
    Partner,
}

/// One line's inputs of the truth table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldCase {
    /// Which way the field travels.
    pub direction: Direction,
    /// How it is written.
    pub write_mode: WriteMode,
    /// What both sides ever agreed on.
    pub agreement: Agreement,
    /// Whether the CRM's value changed since the last look; what it could not send counts until it can.
    pub crm_changed: bool,
    /// Whether Outlook's value changed since the last look.
    pub outlook_changed: bool,
    /// Whether the CRM has no value.
    pub crm_blank: bool,
    /// Whether Outlook has no value.
    pub outlook_blank: bool,
    /// Whether both say the same.
    pub same: bool,
    /// Whether Outlook can hold only the first part of the CRM's value.
    pub cut: bool,
    /// What keeps the values from being replaced before both sides agree.
    pub guard: Guard,
    /// Whether the CRM's value wins a conflict.
    pub crm_wins: bool,
}

/// THE TRUTH TABLE of one field.
pub fn decide_field(case: FieldCase) -> FieldOutcome {
    match (case.direction, case.agreement, case.crm_changed, case.outlook_changed) {
        (Direction::Off, _, _, _) => FieldOutcome::Nothing,
        (_, Agreement::Never, _, _) => first_merge(case),
        (_, Agreement::Apart, _, _) => still_apart(case),
        (_, Agreement::Agreed, false, false) => FieldOutcome::Nothing,
        (_, Agreement::Agreed, true, false) => edited_in_crm(case),
        (_, Agreement::Agreed, false, true) => edited_in_outlook(case),
        (_, Agreement::Agreed, true, true) => edited_on_both(case),
    }
}

fn first_merge(case: FieldCase) -> FieldOutcome {
    use Direction::{Both, Off, ToCrm, ToOutlook};
    use FieldOutcome::{KeepBoth, Send, Settle, Take};
    match (case.same, case.crm_blank, case.outlook_blank, case.direction) {
        (true, _, _, _) | (false, true, true, _) => Settle,
        (false, false, true, Both | ToOutlook) => Send,
        (false, true, false, Both | ToCrm) => Take,
        (false, false, true, ToCrm | Off) | (false, true, false, ToOutlook | Off) => Settle,
        (false, false, false, _) => match (case.write_mode, case.guard) {
            (WriteMode::FillBlanks, _) | (WriteMode::Overwrite, Guard::Notes | Guard::Partner) => KeepBoth,
            (WriteMode::Overwrite, Guard::Open) => conflict(case),
        },
    }
}

/// Sides that were left different are as if they met for the first time, whenever a rule or a value lets them
/// come together; what goes on keeping them apart is said again only for an edit of notes that would travel.
fn still_apart(case: FieldCase) -> FieldOutcome {
    use FieldOutcome::{
        CrmWins, KeepBoth, Nothing, OutlookWins, PutBack, Send as SendIt, Settle, Take as TakeIt,
    };
    let travels = match case.direction {
        Direction::Both => case.crm_changed || case.outlook_changed,
        Direction::ToOutlook => case.crm_changed,
        Direction::ToCrm => case.outlook_changed,
        Direction::Off => false,
    };
    match first_merge(case) {
        outcome @ (Nothing | Settle | SendIt | TakeIt | PutBack | CrmWins | OutlookWins) => outcome,
        KeepBoth => match (case.write_mode, case.guard, case.crm_changed, case.outlook_changed) {
            (WriteMode::FillBlanks, _, _, _) => Settle,
            (WriteMode::Overwrite, Guard::Partner, true, false) => SendIt,
            (WriteMode::Overwrite, Guard::Partner, true, true) => CrmWins,
            (WriteMode::Overwrite, Guard::Partner, false, _) => Settle,
            (WriteMode::Overwrite, Guard::Notes | Guard::Open, _, _) if travels => KeepBoth,
            (WriteMode::Overwrite, Guard::Notes | Guard::Open, _, _) => Settle,
        },
    }
}

fn edited_in_crm(case: FieldCase) -> FieldOutcome {
    use Direction::{Both, Off, ToCrm, ToOutlook};
    use FieldOutcome::{Send, Settle};
    match (case.direction, case.write_mode, case.outlook_blank) {
        (ToCrm | Off, _, _) => Settle,
        (Both | ToOutlook, WriteMode::FillBlanks, false) => Settle,
        (Both | ToOutlook, WriteMode::FillBlanks, true) | (Both | ToOutlook, WriteMode::Overwrite, _) => Send,
    }
}

fn edited_in_outlook(case: FieldCase) -> FieldOutcome {
    use Direction::{Both, Off, ToCrm, ToOutlook};
    use FieldOutcome::{OutlookWins, PutBack, Settle, Take};
    match (case.direction, case.write_mode, case.crm_blank, case.outlook_blank) {
        (Off, _, _, _) => Settle,
        (ToOutlook, WriteMode::FillBlanks, _, false) => Settle,
        (ToOutlook, WriteMode::FillBlanks, _, true) | (ToOutlook, WriteMode::Overwrite, _, _) => PutBack,
        (Both | ToCrm, WriteMode::FillBlanks, false, _) => Settle,
        (Both | ToCrm, WriteMode::FillBlanks, true, _) => Take,
        // Outlook's person edited the first part and never saw the rest: that is kept for the inbox.
        (Both | ToCrm, WriteMode::Overwrite, false, false) if case.cut => OutlookWins,
        (Both | ToCrm, WriteMode::Overwrite, _, _) => Take,
    }
}

fn edited_on_both(case: FieldCase) -> FieldOutcome {
    use Direction::{Both, Off, ToCrm, ToOutlook};
    use FieldOutcome::{KeepBoth, Send, Settle, Take};
    match (case.same, case.write_mode, case.crm_blank, case.outlook_blank) {
        (true, _, _, _) => Settle,
        (false, WriteMode::Overwrite, _, _) => conflict(case),
        (false, WriteMode::FillBlanks, false, false) => KeepBoth,
        (false, WriteMode::FillBlanks, true, true) => Settle,
        (false, WriteMode::FillBlanks, true, false) => match case.direction {
            Both | ToCrm => Take,
            ToOutlook | Off => Settle,
        },
        (false, WriteMode::FillBlanks, false, true) => match case.direction {
            Both | ToOutlook => Send,
            ToCrm | Off => Settle,
        },
    }
}

fn conflict(case: FieldCase) -> FieldOutcome {
    match (case.direction, case.crm_wins) {
        (Direction::ToOutlook, _) | (Direction::Both, true) => FieldOutcome::CrmWins,
        (Direction::ToCrm, _) | (Direction::Both, false) => FieldOutcome::OutlookWins,
        (Direction::Off, _) => FieldOutcome::Nothing,
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
