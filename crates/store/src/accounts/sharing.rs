//! Teams and shares: what opens records that are restricted to a team.

use std::collections::BTreeSet;

use contacts::{PartnerId, PersonId, ShareId, TeamId, UserId};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::accounts::users::administers;
use crate::accounts::{Share, ShareWith, Shared, Team, TeamPatch};
use crate::audit;
use crate::database::Tx;
use crate::failure::failed;
use crate::records;
use crate::replication_store::StoreError;
use crate::statements::{all, one, run, run_rows};
use crate::viewer::Viewer;

/// Adds a team.
pub(super) async fn add_team(tx: &Tx, viewer: &Viewer, name: &str, now: i64) -> Result<Team, StoreError> {
    administers(viewer)?;
    let name = free_name(tx, name, None).await?;
    let team = Team { id: TeamId(Uuid::now_v7()), name: name.clone(), members: Vec::new() };
    let insert = "INSERT INTO team (id, name) VALUES ($1, $2)";
    run(tx.as_ref(), insert, vec![team.id.0.into(), name.into()]).await?;
    audit::append(tx, viewer, "team.added", Some(&team.id.to_string()), now).await?;
    Ok(team)
}

/// Returns the name as it is written down, once no other team has it.
async fn free_name(tx: &Tx, name: &str, of: Option<TeamId>) -> Result<String, StoreError> {
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200 {
        return Err(StoreError::Invalid(
            "a team needs a name of at most 200 characters, without control characters; nothing was changed"
                .into(),
        ));
    }
    let holder = one(tx.as_ref(), "SELECT id FROM team WHERE name = $1", vec![name.into()]).await?;
    let holder = holder.map(|row| row.try_get_by_index(0).map(TeamId)).transpose().map_err(failed)?;
    match holder {
        Some(holder) if of != Some(holder) => {
            Err(StoreError::Invalid(format!("there is a team \"{name}\" already; nothing was changed")))
        }
        Some(_) | None => Ok(name.to_owned()),
    }
}

/// Gives a team another name, and says who comes and who goes.
pub(super) async fn change_team(
    tx: &Tx,
    viewer: &Viewer,
    team: TeamId,
    patch: &TeamPatch,
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    let on = tx.as_ref();
    let row = one(on, "SELECT name FROM team WHERE id = $1", vec![team.0.into()]).await?;
    let row = row.ok_or(StoreError::NotFound("the team"))?;
    let was: String = row.try_get_by_index(0).map_err(failed)?;
    if let Some(name) = &patch.name {
        let name = free_name(tx, name, Some(team)).await?;
        if name != was {
            run(on, "UPDATE team SET name = $1 WHERE id = $2", vec![name.into(), team.0.into()]).await?;
            audit::append(tx, viewer, "team.renamed", Some(&team.to_string()), now).await?;
        }
    }
    let members = members(on, team).await?;
    let goes = |user: &UserId| members.contains(user) && patch.leave.contains(user);
    let comes = patch.join.iter().filter(|user| !members.contains(user));
    let after: Vec<UserId> = members.iter().filter(|user| !goes(user)).chain(comes).copied().collect();
    if after.iter().copied().collect::<BTreeSet<_>>() == members {
        return Ok(());
    }
    set_members(tx, viewer, team, &after, now).await
}

async fn members<C: ConnectionTrait>(on: &C, team: TeamId) -> Result<BTreeSet<UserId>, StoreError> {
    let rows = all(on, "SELECT user_id FROM team_member WHERE team = $1", vec![team.0.into()]).await?;
    let members: Result<_, _> = rows.iter().map(|row| row.try_get_by_index(0).map(UserId)).collect();
    members.map_err(failed)
}

/// Lists teams by name.
pub(super) async fn teams<C: ConnectionTrait>(on: &C) -> Result<Vec<Team>, StoreError> {
    let read = "SELECT team.id, team.name, team_member.user_id FROM team
        LEFT JOIN team_member ON team_member.team = team.id ORDER BY team.name, team_member.user_id";
    let mut teams: Vec<Team> = Vec::new();
    for row in all(on, read, vec![]).await? {
        let id = TeamId(row.try_get_by_index(0).map_err(failed)?);
        let member: Option<Uuid> = row.try_get_by_index(2).map_err(failed)?;
        if teams.last().is_none_or(|team| team.id != id) {
            let name = row.try_get_by_index(1).map_err(failed)?;
            teams.push(Team { id, name, members: Vec::new() });
        }
        if let Some(team) = teams.last_mut() {
            team.members.extend(member.map(UserId));
        }
    }
    Ok(teams)
}

/// Says who is in a team.
pub(super) async fn set_members(
    tx: &Tx,
    viewer: &Viewer,
    team: TeamId,
    members: &[UserId],
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    let on = tx.as_ref();
    one(on, "SELECT 1 FROM team WHERE id = $1", vec![team.0.into()])
        .await?
        .ok_or(StoreError::NotFound("the team"))?;
    let (before, after) = (self::members(on, team).await?, members.iter().copied().collect::<BTreeSet<_>>());
    for user in &after {
        one(on, "SELECT 1 FROM user_account WHERE id = $1", vec![user.0.into()])
            .await?
            .ok_or(StoreError::NotFound("the user"))?;
    }
    run(on, "DELETE FROM team_member WHERE team = $1", vec![team.0.into()]).await?;
    let rows = after.iter().map(|user| vec![team.0.into(), user.0.into()]).collect();
    run_rows(on, "INSERT INTO team_member (team, user_id) VALUES {rows}", &[], rows).await?;
    let moved: Vec<UserId> = before.symmetric_difference(&after).copied().collect();
    records::mark_links_of_owners(on, &moved).await?;
    audit::append(tx, viewer, "team.members", Some(&team.to_string()), now).await
}

/// Shares a record.
pub(super) async fn share(
    tx: &Tx,
    viewer: &Viewer,
    what: Shared,
    with: ShareWith,
    may_edit: bool,
) -> Result<Share, StoreError> {
    hold(tx, viewer, what).await?;
    let (known, whom) = match with {
        ShareWith::User(user) => ("SELECT 1 FROM user_account WHERE id = $1", user.0),
        ShareWith::Team(team) => ("SELECT 1 FROM team WHERE id = $1", team.0),
    };
    one(tx.as_ref(), known, vec![whom.into()]).await?.ok_or(StoreError::NotFound("the user or team"))?;
    let share = Share { id: ShareId(Uuid::now_v7()), what, with, may_edit };
    let (person, partner) = subject(what);
    let (user, team) = match with {
        ShareWith::User(user) => (Some(user.0), None),
        ShareWith::Team(team) => (None, Some(team.0)),
    };
    let insert = "INSERT INTO share (id, person, partner, user_id, team, may_edit)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let values =
        vec![share.id.0.into(), person.into(), partner.into(), user.into(), team.into(), may_edit.into()];
    run(tx.as_ref(), insert, values).await?;
    mark(tx, what).await?;
    Ok(share)
}

fn subject(what: Shared) -> (Option<Uuid>, Option<Uuid>) {
    match what {
        Shared::Person(person) => (Some(person.0), None),
        Shared::Partner(partner) => (None, Some(partner.0)),
    }
}

async fn hold(tx: &Tx, viewer: &Viewer, what: Shared) -> Result<(), StoreError> {
    match what {
        Shared::Person(person) => records::held_person(tx, viewer, person).await.map(|_| ()),
        Shared::Partner(partner) => records::held_partner(tx, viewer, partner).await.map(|_| ()),
    }
}

/// Who may see a person has changed: its links are looked at anew.
async fn mark(tx: &Tx, what: Shared) -> Result<(), StoreError> {
    match what {
        Shared::Person(person) => records::mark_links_of(tx.as_ref(), &[person.0]).await.map(|_| ()),
        Shared::Partner(_) => Ok(()),
    }
}

/// Lists the shares of a record.
pub(super) async fn shares<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    what: Shared,
) -> Result<Vec<Share>, StoreError> {
    let (column, id): (&str, Value) = match what {
        Shared::Person(person) => {
            records::seen_person(on, viewer, person).await?;
            ("person", person.0.into())
        }
        Shared::Partner(partner) => {
            records::seen_partner(on, viewer, partner).await?;
            ("partner", partner.0.into())
        }
    };
    let read = format!(
        "SELECT id, person, partner, user_id, team, may_edit FROM share WHERE {column} = $1 ORDER BY id"
    );
    all(on, &read, vec![id]).await?.iter().map(read_share).collect()
}

fn read_share(row: &QueryResult) -> Result<Share, StoreError> {
    let id = |index: usize| row.try_get_by_index::<Option<Uuid>>(index).map_err(failed);
    let what = match (id(1)?, id(2)?) {
        (Some(person), _) => Shared::Person(PersonId(person)),
        (None, partner) => Shared::Partner(PartnerId(partner.unwrap_or_default())),
    };
    let with = match (id(3)?, id(4)?) {
        (Some(user), _) => ShareWith::User(UserId(user)),
        (None, team) => ShareWith::Team(TeamId(team.unwrap_or_default())),
    };
    let may_edit = row.try_get_by_index(5).map_err(failed)?;
    Ok(Share { id: ShareId(row.try_get_by_index(0).map_err(failed)?), what, with, may_edit })
}

/// Ends a share.
pub(super) async fn unshare(tx: &Tx, viewer: &Viewer, share: ShareId) -> Result<(), StoreError> {
    let read = "SELECT id, person, partner, user_id, team, may_edit FROM share WHERE id = $1";
    let row = one(tx.as_ref(), read, vec![share.0.into()]).await?.ok_or(StoreError::NotFound("the share"))?;
    let what = read_share(&row)?.what;
    hold(tx, viewer, what).await?;
    run(tx.as_ref(), "DELETE FROM share WHERE id = $1", vec![share.0.into()]).await?;
    mark(tx, what).await
}
