//! Replication settings, for administrators: preset, conflicts, photos, brake, country, and the table of every field.
//!
//! Saving takes two steps: what was typed is compared with what stands, the consequences are shown, then it is saved.

mod form;
#[cfg(test)]
pub(crate) mod samples;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use replication::{Preset, Rules};
use serde::Deserialize;
use store::{MailboxState, RulesEdited, StoreError};

use super::flash::Flash;
use super::form::Form;
use super::live;
use super::mailbox::fields;
use super::reply::{self, Answer};
use super::shell::{Room, Shell};
use super::trouble::Trouble;
use crate::language::Words;
use crate::state::WebState;
use crate::visitor::Visitor;
use form::{Change, Section};

const PATH: &str = "/replication-settings";
const PRESETS: [(&str, Preset); 3] =
    [("two_way", Preset::TwoWay), ("crm_leads", Preset::CrmLeads), ("outlook_leads", Preset::OutlookLeads)];

pub(super) fn routes() -> Router<WebState> {
    Router::new().route(PATH, get(show).post(save))
}

/// The settings, as a form.
#[derive(Template)]
#[template(path = "settings/page.html")]
pub(crate) struct SettingsPage {
    shell: Shell,
    form: Form,
    presets: Vec<PresetCard>,
    conflicts: Vec<(String, String)>,
    photos: Vec<(String, String)>,
    sections: Vec<Section>,
    /// Whether the form was filled from a preset and nothing is saved yet.
    filled: bool,
}

/// A preset to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PresetCard {
    name: &'static str,
    title: String,
    text: String,
    chosen: bool,
}

/// What saving would change.
#[derive(Template)]
#[template(path = "settings/review.html")]
pub(crate) struct ReviewPage {
    shell: Shell,
    /// Everything that was typed, to be sent once more.
    values: Vec<(String, String)>,
    changes: Vec<Change>,
    /// The fields that are switched on: they get a first merge.
    on: Vec<&'static str>,
    /// The fields that are switched off.
    off: Vec<&'static str>,
    /// How many links in how many mailboxes are looked at anew.
    links: u64,
    mailboxes: usize,
    /// Whether numbers are read anew for another country.
    country: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    preset: Option<String>,
}

/// Sums rules up: a form says which ones it was made from.
fn sum(rules: &Rules) -> String {
    live::digest(serde_json::to_string(rules).unwrap_or_default())
}

fn page(shell: Shell, form: Form, filled: bool) -> SettingsPage {
    let words = shell.words;
    let card = |(name, preset): (&'static str, Preset)| {
        let (title, text) = fields::preset_keys(preset);
        let chosen = form.value("preset") == name;
        PresetCard { name, title: words.say(title), text: words.say(text), chosen }
    };
    SettingsPage {
        presets: PRESETS.into_iter().map(card).collect(),
        conflicts: form::conflicts(words),
        photos: form::ways(words, false),
        sections: form::sections(&form, words),
        form,
        filled,
        shell,
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    visitor.administers()?;
    let rules = state.store.read_rules(&visitor.viewer).await?;
    let wanted = PRESETS.into_iter().find(|(name, _)| asked.preset.as_deref() == Some(*name));
    let base = sum(&rules);
    let shown = match wanted {
        // What has nothing to do with the preset stays.
        Some((_, preset)) => Rules { brake: rules.brake, country: rules.country, ..Rules::preset(preset) },
        None => rules,
    };
    let form = form::filled(&shown).with("base", base);
    reply::show(&page(visitor.shell(&state, Room::Settings).await?, form, wanted.is_some()))
}

async fn save(State(state): State<WebState>, visitor: Visitor, mut form: Form) -> Answer {
    visitor.administers()?;
    let before = state.store.read_rules(&visitor.viewer).await?;
    let after = form::read(&before, &mut form, visitor.words);
    let (Some(after), true) = (after, form.is_good()) else {
        return reply::again(&page(visitor.shell(&state, Room::Settings).await?, form, false));
    };
    let overtaken = form.value("base") != sum(&before);
    if form.value("step") != "save" || overtaken {
        if overtaken {
            form.refuse(visitor.say("settings-overtaken"));
            let form = form.with("base", sum(&before));
            return reply::again(&page(visitor.shell(&state, Room::Settings).await?, form, false));
        }
        return review(&state, &visitor, form, &before, &after).await;
    }
    let base = form.value("base").to_owned();
    let edit = |rules: &Rules| (sum(rules) == base).then(|| after.clone());
    match state.store.edit_rules(&visitor.viewer, edit, visitor.now).await {
        Ok(RulesEdited::Done { marked, .. }) => {
            state.engine.wake(None);
            let said = visitor.words.put("count", marked).say("settings-saved");
            Ok(reply::go(&visitor, PATH, Some(&Flash::done(said))))
        }
        Ok(RulesEdited::Overtaken(rules)) => {
            form.refuse(visitor.say("settings-overtaken"));
            let form = form.with("base", sum(&rules));
            reply::again(&page(visitor.shell(&state, Room::Settings).await?, form, false))
        }
        Err(StoreError::Invalid(why)) => {
            form.refuse(why);
            reply::again(&page(visitor.shell(&state, Room::Settings).await?, form, false))
        }
        Err(error) => Err(error.into()),
    }
}

async fn review(
    state: &WebState,
    visitor: &Visitor,
    form: Form,
    before: &Rules,
    after: &Rules,
) -> Result<axum::response::Response, Trouble> {
    let changes = form::changes(before, after, visitor.words);
    if changes.is_empty() {
        let flash = Flash::note(visitor.say("settings-unchanged"));
        return Ok(reply::go(visitor, PATH, Some(&flash)));
    }
    let mailboxes = state.store.list_mailboxes(&visitor.viewer, visitor.now).await?;
    let connected = mailboxes.iter().filter(|mailbox| mailbox.state != MailboxState::Disconnected);
    let (count, links) =
        connected.fold((0, 0), |(count, links), mailbox| (count + 1, links + mailbox.health.links));
    let shell = visitor.shell(state, Room::Settings).await?;
    reply::show(&reviewed(shell, &form, (before, after), changes, (links, count)))
}

fn reviewed(
    shell: Shell,
    form: &Form,
    (before, after): (&Rules, &Rules),
    changes: Vec<Change>,
    (links, mailboxes): (u64, usize),
) -> ReviewPage {
    let (on, off) = form::switched(before, after, shell.words);
    let names: Vec<String> = form.names().filter(|name| *name != "step").map(str::to_owned).collect();
    let values = names.into_iter().map(|name| (name.clone(), form.value(&name).to_owned())).collect();
    let country = before.country != after.country;
    ReviewPage { shell, values, changes, on, off, links, mailboxes, country }
}

/// Says a direction, a write mode or a policy of a change.
fn said(key: &'static str, words: Words) -> String {
    words.say(key)
}
