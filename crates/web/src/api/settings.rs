//! `/settings/replication`: the field table, and which way everything travels.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use contacts::field::{FIELDS, Group, Owner};
use contacts::normalise::Country;
use contacts::{Direction, Field, FieldKey, FieldKind};
use replication::policy::FieldRule;
use replication::{BrakeRule, ConflictPolicy, Preset, Rules};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::RulesEdited;
use utoipa::ToSchema;

use crate::body::Sent;
use crate::idempotent::json;
use crate::precondition::quoted;
use crate::problem::Problem;
use crate::properties::{Asked, Properties};
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::{ConflictPolicyWord, DirectionWord, PresetWord, WriteModeWord};

/// The replication settings, with every field there is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplicationSettings)]
pub struct ShownRules {
    /// The preset that the field rules were made from.
    pub preset: PresetWord,
    /// Who wins a conflict where a field says nothing else.
    pub conflict: ConflictPolicyWord,
    /// Which way photos travel.
    pub photo: DirectionWord,
    /// When a cycle stops itself.
    pub brake: ShownBrakeRule,
    /// The country of phone numbers written without one (two letters).
    pub country: ShownCountry,
    /// Every field, in the order of a form.
    pub fields: Vec<ShownField>,
}

/// When a cycle stops itself: more than `links` links and more than `percent` % of the mailbox's links would end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BrakeRule)]
pub struct ShownBrakeRule {
    /// This many links may end in one cycle whatever the mailbox's size.
    pub links: u32,
    /// This share of the mailbox's links may end in one cycle, in percent.
    pub percent: u32,
}

/// One field.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Field)]
pub struct ShownField {
    /// Its stable name.
    pub key: &'static str,
    /// Its name for people.
    pub label: ShownLabel,
    /// Where it stands on a form: `name`, `work`, `online`, `phones`, `addresses`, `personal`, `other`.
    pub group: &'static str,
    /// What it holds: `line`, `text`, `email`, `phone`, `url`, `date`, `list`, `set`, `choice`, `flag`.
    pub kind: &'static str,
    /// The words of a `choice`.
    pub choices: &'static [&'static str],
    /// The most that Outlook keeps: UTF-16 code units, or entries of a list. Zero: Outlook has no place for it.
    pub limit: usize,
    /// Who keeps it in the CRM: `person` or `partner`.
    pub owner: &'static str,
    /// Whether it is replicated at all.
    pub on: bool,
    /// Which way it travels.
    pub direction: DirectionWord,
    /// Which way it travels when it is switched on.
    pub default_direction: DirectionWord,
    /// How it is written to the other side.
    pub write_mode: WriteModeWord,
    /// Who wins a conflict; null: as the installation says.
    pub conflict: Option<ConflictPolicyWord>,
}

/// A field's name for people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Label)]
pub struct ShownLabel {
    /// English.
    pub en: &'static str,
    /// German.
    pub de: &'static str,
}

/// The settings after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplicationSettingsChanged)]
pub struct ShownRulesChanged {
    /// The settings.
    #[serde(flatten)]
    pub rules: ShownRules,
    /// How many links are looked at anew.
    pub links_due: u64,
}

/// A change to the settings (merge-patch): what is absent stays.
#[derive(Debug, Default, ToSchema)]
pub struct ReplicationPatch {
    /// Begin with the rules of this preset: every field gets the preset's rule, then `fields` is applied.
    #[schema(value_type = PresetWord, required = false)]
    pub preset: Option<Preset>,
    /// Who wins a conflict where a field says nothing else.
    #[schema(value_type = ConflictPolicyWord, required = false)]
    pub conflict: Option<ConflictPolicy>,
    /// Which way photos travel.
    #[schema(value_type = DirectionWord, required = false)]
    pub photo: Option<Direction>,
    /// When a cycle stops itself.
    #[schema(value_type = BrakeRulePatch, required = false)]
    pub brake: Option<BrakeRulePatch>,
    /// The country of phone numbers written without one (two letters).
    #[schema(value_type = String, required = false)]
    pub country: Option<Country>,
    /// The fields that change, by their keys.
    #[schema(value_type = std::collections::HashMap<String, FieldRulePatch>, required = false)]
    pub fields: BTreeMap<FieldKey, FieldRulePatch>,
}

/// A change to when a cycle stops itself.
#[derive(Debug, Clone, Copy, ToSchema)]
pub struct BrakeRulePatch {
    /// This many links may end in one cycle.
    #[schema(value_type = u32, required = false)]
    pub links: Option<u32>,
    /// This share of the links may end in one cycle, in percent.
    #[schema(value_type = u32, required = false, maximum = 100)]
    pub percent: Option<u32>,
}

/// A change to one field's rule.
#[derive(Debug, Clone, Copy, ToSchema)]
pub struct FieldRulePatch {
    /// Which way it travels; `off`: it is not replicated.
    #[schema(value_type = DirectionWord, required = false)]
    pub direction: Option<Direction>,
    /// How it is written to the other side.
    #[schema(value_type = WriteModeWord, required = false)]
    pub write_mode: Option<contacts::WriteMode>,
    /// Who wins a conflict; null: as the installation says.
    #[schema(value_type = Option<ConflictPolicyWord>)]
    pub conflict: Option<Option<ConflictPolicy>>,
}

/// A country as it stands in JSON.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(as = Country, value_type = String)]
pub struct ShownCountry(pub Country);

impl Asked for ReplicationPatch {
    fn read(properties: &mut Properties) -> Option<Self> {
        let code = properties.clearable_text("country");
        let country = code.as_ref().and_then(|code| Country::parse(code.as_deref()?));
        if code.is_some() && country.is_none() {
            properties.refuse("country", "needs a two-letter country code, such as DE");
        }
        Some(ReplicationPatch {
            preset: properties.word("preset", PresetWord::WORDS),
            conflict: properties.word("conflict", ConflictPolicyWord::WORDS),
            photo: properties.word("photo", DirectionWord::WORDS),
            brake: properties.object("brake", read_brake),
            country,
            fields: properties.object("fields", read_fields).unwrap_or_default(),
        })
    }
}

fn read_brake(properties: &mut Properties) -> Option<BrakeRulePatch> {
    let number = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    Some(BrakeRulePatch {
        links: number(properties.number("links", 0, i64::from(u32::MAX))),
        percent: number(properties.number("percent", 0, 100)),
    })
}

fn read_fields(properties: &mut Properties) -> Option<BTreeMap<FieldKey, FieldRulePatch>> {
    let mut fields = BTreeMap::new();
    for (name, json) in properties.take_rest() {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
        let Some(key) = FieldKey::parse(&name) else {
            properties.refuse(&shown, "there is no such field. GET this address lists them");
            continue;
        };
        let serde_json::Value::Object(given) = json else {
            properties.refuse(&shown, "needs an object, such as {\"direction\": \"both\"}");
            continue;
        };
        if let Some(rule) = properties.within(&shown, given, read_rule) {
            fields.insert(key, rule);
        }
    }
    Some(fields)
}

fn read_rule(properties: &mut Properties) -> Option<FieldRulePatch> {
    let cleared = properties.take_null("conflict");
    let conflict = if cleared { None } else { properties.word("conflict", ConflictPolicyWord::WORDS) };
    Some(FieldRulePatch {
        direction: properties.word("direction", DirectionWord::WORDS),
        write_mode: properties.word("write_mode", WriteModeWord::WORDS),
        conflict: (cleared || conflict.is_some()).then_some(conflict),
    })
}

/// Read the replication settings
///
/// With the table of every field: key, labels, kind, what Outlook keeps of it, and which way it travels.
#[utoipa::path(get, path = "/settings/replication", tag = "settings",
    responses((status = 200, description = "The settings", body = ShownRules,
        headers(("ETag" = String, description = "Differs with every change")))))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
) -> Result<impl IntoResponse, Problem> {
    let rules = state.store.read_rules(&viewer).await?;
    Ok(([(header::ETAG, etag(&rules)?)], axum::Json(shown(&rules))))
}

/// Change the replication settings
///
/// By administrators only. Merge-patch: absent properties stay. Every link is looked at anew: a field that is
/// switched on gets its first merge, in which no side wins quietly.
#[utoipa::path(patch, path = "/settings/replication", tag = "settings",
    params(("If-Match" = Option<String>, Header, description = "Change only while the settings have this ETag")),
    request_body(content((ReplicationPatch = "application/merge-patch+json"), (ReplicationPatch = "application/json"))),
    responses((status = 200, description = "The settings as they are now", body = ShownRulesChanged,
        headers(("ETag" = String, description = "Differs with every change")))))]
pub async fn change(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    headers: HeaderMap,
    Sent { asked, .. }: Sent<ReplicationPatch>,
) -> Result<impl IntoResponse, Problem> {
    let base = headers.get(header::IF_MATCH).filter(|given| *given != "*");
    let edit = |rules: &Rules| {
        let based_on_it = base.is_none_or(|base| etag(rules).is_ok_and(|etag| *base == etag));
        based_on_it.then(|| applied(rules.clone(), &asked))
    };
    let (rules, links_due) = match state.store.edit_rules(&viewer, edit, state.now()).await? {
        RulesEdited::Done { rules, marked } => (rules, marked),
        RulesEdited::Overtaken(rules) => return Err(Problem::overtaken(&[], json(&shown(&rules)).ok())),
    };
    state.engine.wake(None);
    let tag = [(header::ETAG, etag(&rules)?)];
    Ok((tag, axum::Json(ShownRulesChanged { rules: shown(&rules), links_due })))
}

/// Applies a change to the settings. Pure.
fn applied(before: Rules, patch: &ReplicationPatch) -> Rules {
    let mut rules = match patch.preset {
        Some(preset) => Rules { brake: before.brake, country: before.country, ..Rules::preset(preset) },
        None => before,
    };
    rules.conflict = patch.conflict.unwrap_or(rules.conflict);
    rules.photo = patch.photo.unwrap_or(rules.photo);
    rules.country = patch.country.unwrap_or(rules.country);
    if let Some(brake) = patch.brake {
        rules.brake = BrakeRule {
            links: brake.links.unwrap_or(rules.brake.links),
            percent: brake.percent.unwrap_or(rules.brake.percent),
        };
    }
    for (key, change) in &patch.fields {
        let rule = rules.field(*key);
        let rule = FieldRule {
            direction: change.direction.unwrap_or(rule.direction),
            write_mode: change.write_mode.unwrap_or(rule.write_mode),
            conflict: change.conflict.unwrap_or(rule.conflict),
        };
        rules.fields.insert(*key, rule);
    }
    rules
}

fn etag(rules: &Rules) -> Result<HeaderValue, Problem> {
    let hash = Sha256::digest(json(rules)?.to_string());
    let text: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(quoted(&text))
}

fn shown(rules: &Rules) -> ShownRules {
    ShownRules {
        preset: rules.preset.into(),
        conflict: rules.conflict.into(),
        photo: rules.photo.into(),
        brake: ShownBrakeRule { links: rules.brake.links, percent: rules.brake.percent },
        country: ShownCountry(rules.country),
        fields: FIELDS.iter().map(|field| shown_field(field, rules.field(field.key))).collect(),
    }
}

fn shown_field(field: &Field, rule: FieldRule) -> ShownField {
    let (kind, choices): (_, &[&str]) = match field.kind {
        FieldKind::Line => ("line", &[]),
        FieldKind::Text => ("text", &[]),
        FieldKind::Email => ("email", &[]),
        FieldKind::Phone => ("phone", &[]),
        FieldKind::Url => ("url", &[]),
        FieldKind::Date => ("date", &[]),
        FieldKind::List => ("list", &[]),
        FieldKind::Set => ("set", &[]),
        FieldKind::Choice(words) => ("choice", words),
        FieldKind::Flag => ("flag", &[]),
    };
    ShownField {
        key: field.key.as_str(),
        label: ShownLabel { en: field.label.en, de: field.label.de },
        group: group(field.group),
        kind,
        choices,
        limit: field.limit,
        owner: match field.owner {
            Owner::Person => "person",
            Owner::Partner => "partner",
        },
        on: rule.direction != Direction::Off,
        direction: rule.direction.into(),
        default_direction: field.direction.into(),
        write_mode: rule.write_mode.into(),
        conflict: rule.conflict.map(ConflictPolicyWord),
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::Name => "name",
        Group::Work => "work",
        Group::Online => "online",
        Group::Phones => "phones",
        Group::Addresses => "addresses",
        Group::Personal => "personal",
        Group::Other => "other",
    }
}
