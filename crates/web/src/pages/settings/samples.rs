//! Every state of the settings' room, for the tests of all pages.

use contacts::{Direction, FieldKey, WriteMode};
use replication::{ConflictPolicy, Preset, Rules};

use super::{ReviewPage, SettingsPage, form, page, reviewed};
use crate::pages::shell::Shell;

fn changed() -> Rules {
    let mut rules = Rules::preset(Preset::CrmLeads).with_every_field();
    let ways = [Direction::ToCrm, Direction::Off, Direction::ToOutlook];
    for (key, way) in [FieldKey::LastName, FieldKey::FirstName, FieldKey::Notes].into_iter().zip(ways) {
        let mut rule = rules.field(key);
        (rule.direction, rule.write_mode) = (way, WriteMode::FillBlanks);
        rule.conflict = Some(ConflictPolicy::Newest);
        rules.fields.insert(key, rule);
    }
    rules.conflict = ConflictPolicy::Newest;
    rules.brake.links = 50;
    rules.country = contacts::normalise::Country::parse("FR").unwrap_or(rules.country);
    rules
}

impl SettingsPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let mut wrong = form::filled(&changed()).with("links", "<b>x</b>").with("country", "Atlantis");
        wrong.complain("links", shell.put("most", 5_u32).say("settings-number-wrong"));
        wrong.complain("country", shell.say("settings-country-wrong"));
        wrong.refuse(shell.say("settings-overtaken"));
        vec![
            page(shell.clone(), form::filled(&Rules::default()), false),
            page(shell.clone(), form::filled(&Rules::preset(Preset::OutlookLeads)), true),
            page(shell.clone(), wrong, false),
        ]
    }
}

impl ReviewPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let (before, after) = (Rules::default(), changed());
        let made = |before: &Rules, after: &Rules, numbers| {
            let form = form::filled(after).with("preset", "\"<b>x</b>");
            let changes = form::changes(before, after, shell.words);
            reviewed(shell.clone(), &form, (before, after), changes, numbers)
        };
        vec![made(&before, &after, (1_204, 3)), made(&after, &before, (0, 0))]
    }
}
