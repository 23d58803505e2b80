//! A link as a row.

use ::replication::{Ended, Leaving, Link, LinkState, Problem};
use contacts::{LinkId, MailboxId, OperationId, PersonId, RunId, UserId};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::run_rows;
use crate::words::{json, parse_json};

/// The columns that [`read`] reads, in its order.
pub(crate) const COLUMNS: &str = "link.id, link.mailbox, link.person, link.details, link.remote_id, \
    link.change_key, link.elsewhere, link.stamp, link.due, link.problem, link.run, link.in_step, \
    link.row_version, link.photo, link.crm, link.outlook";

/// Reads a link from a row of [`COLUMNS`].
pub(crate) fn read(row: &QueryResult) -> Result<Link, StoreError> {
    let text = |index: usize| row.try_get_by_index::<String>(index).map_err(failed);
    let problem: Option<String> = row.try_get_by_index(9).map_err(failed)?;
    let plain = || -> Result<Link, DbErr> {
        let mut link = Link::adopting(
            LinkId(row.try_get_by_index(0)?),
            PersonId(row.try_get_by_index(2)?),
            MailboxId(row.try_get_by_index(1)?),
            row.try_get_by_index(8)?,
        );
        link.remote_id = row.try_get_by_index(4)?;
        link.change_key = row.try_get_by_index(5)?;
        link.elsewhere = row.try_get_by_index(6)?;
        link.stamp = row.try_get_by_index::<Option<_>>(7)?.map(OperationId);
        link.run = row.try_get_by_index::<Option<_>>(10)?.map(RunId);
        link.in_step = row.try_get_by_index(11)?;
        link.row = row.try_get_by_index(12)?;
        Ok(link)
    };
    let mut link = plain().map_err(failed)?;
    let details: Details = parse_json(&text(3)?)?;
    (link.state, link.former, link.asked_by) = (details.state, details.former, details.asked_by);
    link.problem = problem.as_deref().map(parse_json::<Problem>).transpose()?;
    link.photo = parse_json(&text(13)?)?;
    link.crm = parse_json(&text(14)?)?;
    link.outlook = parse_json(&text(15)?)?;
    Ok(link)
}

/// What is kept of a link that no statement asks for, as JSON.
#[derive(Serialize, Deserialize)]
struct Details {
    #[serde(flatten)]
    state: LinkState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked_by: Option<UserId>,
}

impl Details {
    fn of(link: &Link) -> Self {
        let (state, former) = (link.state.clone(), link.former.clone());
        Details { state, former, asked_by: link.asked_by }
    }
}

/// Returns a state's word, for indexes and lists.
pub(crate) fn state_word(state: &LinkState) -> &'static str {
    match state {
        LinkState::Adopting { .. } => "adopting",
        LinkState::Linked => "linked",
        LinkState::Leaving { .. } => "leaving",
        LinkState::Ended { .. } => "ended",
    }
}

/// Writes links that exist, as they stand (`row` and `due` included).
pub(crate) async fn update<'a, C: ConnectionTrait>(
    on: &C,
    links: impl Iterator<Item = &'a Link>,
) -> Result<(), StoreError> {
    let rows: Result<Vec<Vec<Value>>, StoreError> = links.map(values).collect();
    run_rows(on, UPDATE, &[], rows?).await.map(|_| ())
}

/// Writes a new link.
pub(crate) async fn insert<C: ConnectionTrait>(on: &C, link: &Link) -> Result<(), StoreError> {
    run_rows(on, INSERT, &[], vec![values(link)?]).await.map(|_| ())
}

/// Writes new links.
pub(crate) async fn insert_all<C: ConnectionTrait>(on: &C, links: &[Link]) -> Result<(), StoreError> {
    let rows: Result<Vec<Vec<Value>>, StoreError> = links.iter().map(values).collect();
    run_rows(on, INSERT, &[], rows?).await.map(|_| ())
}

const UPDATE: &str = "
    UPDATE link SET state = v.column4, live = v.column5, details = v.column6, remote_id = v.column7,
        change_key = v.column8, elsewhere = v.column9, stamp = v.column10, due = v.column11,
        problem = v.column12, parked = v.column13, run = v.column14, in_step = v.column15,
        row_version = v.column16, photo = v.column17, crm = v.column18, outlook = v.column19,
        chosen = v.column20
    FROM (VALUES {rows}) AS v WHERE link.id = v.column1 AND link.mailbox = v.column2 AND link.person = v.column3";

const INSERT: &str = "
    INSERT INTO link (id, mailbox, person, state, live, details, remote_id, change_key, elsewhere, stamp, due,
        problem, parked, run, in_step, row_version, photo, crm, outlook, chosen) VALUES {rows}";

fn values(link: &Link) -> Result<Vec<Value>, StoreError> {
    let blank = Link::adopting(link.id, link.person, link.mailbox, 0);
    let shadow = if erased(&link.state) { &blank } else { link };
    Ok(vec![
        link.id.0.into(),
        link.mailbox.0.into(),
        link.person.0.into(),
        state_word(&link.state).into(),
        (!link.ended()).into(),
        json(&Details::of(link))?.into(),
        link.remote_id.clone().into(),
        link.change_key.clone().into(),
        link.elsewhere.clone().into(),
        link.stamp.map(|stamp| stamp.0).into(),
        link.due.into(),
        link.problem.as_ref().map(json).transpose()?.into(),
        link.problem.as_ref().is_some_and(|problem| problem.parked).into(),
        link.run.map(|run| run.0).into(),
        link.in_step.into(),
        link.row.into(),
        json(&shadow.photo)?.into(),
        json(&shadow.crm)?.into(),
        json(&shadow.outlook)?.into(),
        chosen(&link.state).map(str::to_owned).into(),
    ])
}

/// Returns the contact that a link is on its way to, where one was chosen.
fn chosen(state: &LinkState) -> Option<&str> {
    match state {
        LinkState::Adopting { chosen, .. } => chosen.as_deref(),
        LinkState::Linked | LinkState::Leaving { .. } | LinkState::Ended { .. } => None,
    }
}

/// Tells whether the link's person was erased: of such a one no shadow is kept.
pub(crate) fn erased(state: &LinkState) -> bool {
    match state {
        LinkState::Leaving { cause, .. } => *cause == Leaving::Erased,
        LinkState::Ended { by, .. } => *by == Ended::Erased,
        LinkState::Adopting { .. } | LinkState::Linked => false,
    }
}
