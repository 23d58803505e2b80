//! Who sees what: the one record predicate and the one field mask.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{Card, FieldKey, TeamId, UserId};
use sea_orm::sea_query::{Condition, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, ExprTrait};
use uuid::Uuid;

use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::settings_row::read_setting;
use crate::statements::one;
use crate::tables::{business_partner, contact_person, share};
use crate::viewer::{Role, Viewer};
use crate::words::parse_json;

/// The name of the setting that hides fields: an object from a role's name, or a user's id, to a list of fields.
pub(crate) const HIDDEN_FIELDS: &str = "hidden_fields";

/// The predicate on `contact_person` for what a viewer sees. Whether a record is in the bin is another question.
pub(crate) fn visible_to(viewer: &Viewer) -> Condition {
    use contact_person::Column as Person;
    record(viewer, Person::Team, shared(viewer, share::Column::Person, Person::Id, false))
        .add_option(other_than_administrator(viewer, Person::EmployeeInCharge.eq(viewer.user.0)))
}

/// The predicate on `business_partner` for what a viewer sees.
pub(crate) fn partner_visible_to(viewer: &Viewer) -> Condition {
    use business_partner::Column as Partner;
    record(viewer, Partner::Team, shared(viewer, share::Column::Partner, Partner::Id, false))
}

/// The predicate on `contact_person` for what a viewer may change. It has to see it too.
pub(crate) fn editable_by(viewer: &Viewer) -> Condition {
    use contact_person::Column as Person;
    if !viewer.writes() {
        return Condition::any().add(Person::Id.is_null());
    }
    record(viewer, Person::Team, shared(viewer, share::Column::Person, Person::Id, true))
        .add_option(other_than_administrator(viewer, Person::EmployeeInCharge.eq(viewer.user.0)))
}

/// The predicate on `business_partner` for what a viewer may change. It has to see it too.
pub(crate) fn partner_editable_by(viewer: &Viewer) -> Condition {
    use business_partner::Column as Partner;
    if !viewer.writes() {
        return Condition::any().add(Partner::Id.is_null());
    }
    record(viewer, Partner::Team, shared(viewer, share::Column::Partner, Partner::Id, true))
}

/// Takes the fields that a viewer does not see out of a card.
pub(crate) fn mask(card: &mut Card, hidden: &BTreeSet<FieldKey>) {
    for key in hidden {
        card.set(*key, None);
    }
}

/// Reads what a user may see and do; none when there is no such user, or it is disabled.
pub(crate) async fn viewer_of<C: ConnectionTrait>(
    on: &C,
    user: UserId,
) -> Result<Option<Viewer>, StoreError> {
    let read = "SELECT role FROM user_account WHERE id = $1 AND NOT disabled";
    let Some(row) = one(on, read, vec![user.0.into()]).await? else { return Ok(None) };
    let name: String = row.try_get_by_index(0).map_err(failed)?;
    let role = Role::parse(&name)
        .ok_or_else(|| StoreError::Database(format!("a user has the unknown role \"{name}\"")))?;
    let teams = crate::statements::all(
        on,
        "SELECT team FROM team_member WHERE user_id = $1 ORDER BY team",
        vec![user.0.into()],
    )
    .await?;
    let teams: Result<Vec<TeamId>, StoreError> =
        teams.iter().map(|row| row.try_get_by_index::<Uuid>(0).map(TeamId).map_err(failed)).collect();
    let hidden = hidden_fields(on, user, role).await?;
    Ok(Some(Viewer { user, role, teams: teams?, hidden }))
}

async fn hidden_fields<C: ConnectionTrait>(
    on: &C,
    user: UserId,
    role: Role,
) -> Result<BTreeSet<FieldKey>, StoreError> {
    let setting: Option<BTreeMap<String, BTreeSet<FieldKey>>> = read_setting(on, HIDDEN_FIELDS).await?;
    Ok(hidden_by(setting.unwrap_or_default(), user, role))
}

/// Returns what is hidden from a user by the setting [`HIDDEN_FIELDS`], as it stands in its column.
pub(crate) fn hidden_from(
    setting: Option<&str>,
    user: UserId,
    role: Role,
) -> Result<BTreeSet<FieldKey>, StoreError> {
    let setting = setting.map(parse_json).transpose()?;
    Ok(hidden_by(setting.unwrap_or_default(), user, role))
}

fn hidden_by(
    mut setting: BTreeMap<String, BTreeSet<FieldKey>>,
    user: UserId,
    role: Role,
) -> BTreeSet<FieldKey> {
    let mut hidden = setting.remove(role.as_str()).unwrap_or_default();
    hidden.extend(setting.remove(&user.to_string()).unwrap_or_default());
    hidden
}

fn record<T: ColumnTrait>(viewer: &Viewer, team: T, shared: SelectStatement) -> Condition {
    let teams: Vec<Uuid> = viewer.teams.iter().map(|team| team.0).collect();
    match viewer.role {
        Role::Administrator => Condition::all(),
        Role::User | Role::Reader => Condition::any()
            .add(team.is_null())
            .add_option((!teams.is_empty()).then(|| team.is_in(teams)))
            .add(sea_orm::sea_query::Expr::exists(shared)),
    }
}

fn other_than_administrator<T>(viewer: &Viewer, condition: T) -> Option<T> {
    (!viewer.administers()).then_some(condition)
}

/// The shares of a record with a viewer or one of its teams.
fn shared<T: ColumnTrait>(viewer: &Viewer, subject: share::Column, id: T, to_edit: bool) -> SelectStatement {
    let teams: Vec<Uuid> = viewer.teams.iter().map(|team| team.0).collect();
    let with = Condition::any()
        .add(share::Column::UserId.eq(viewer.user.0))
        .add_option((!teams.is_empty()).then(|| share::Column::Team.is_in(teams)));
    let mut shares = Query::select();
    shares
        .expr(sea_orm::sea_query::Expr::val(1))
        .from(share::Entity)
        .and_where(sea_orm::sea_query::Expr::col(subject.as_column_ref()).equals(id.as_column_ref()))
        .cond_where(with);
    if to_edit {
        shares.and_where(share::Column::MayEdit.eq(true));
    }
    shares
}
