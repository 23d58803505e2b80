//! Users: added, found, disabled.

use contacts::{UserId, normalise};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::accounts::{NewUser, PasswordState, User, sessions};
use crate::audit;
use crate::database::Tx;
use crate::drafts;
use crate::failure::failed;
use crate::records;
use crate::replication::lease;
use crate::replication_store::StoreError;
use crate::statements::{all, for_update, one, run};
use crate::viewer::{Role, Viewer};

/// What [`user`] reads, as the first columns of a row.
pub(super) const COLUMNS: &str = "user_account.id, user_account.mail, user_account.name, user_account.role,
    user_account.disabled, user_account.created, user_account.password_hash IS NOT NULL,
    user_account.password_temporary, user_account.last_sign_in";
/// How many columns that are.
pub(super) const WIDTH: usize = 9;

/// Adds a user.
pub(super) async fn add(tx: &Tx, viewer: &Viewer, new: &NewUser, now: i64) -> Result<User, StoreError> {
    administers(viewer)?;
    let mail = valid_mail(&new.mail)?;
    let name = valid_name(&new.name)?;
    if find(tx.as_ref(), &mail).await?.is_some() {
        return Err(taken(&mail));
    }
    let user = User {
        id: UserId(Uuid::now_v7()),
        mail,
        name,
        role: new.role,
        disabled: false,
        created: now,
        password: PasswordState::None,
        last_sign_in: None,
    };
    let insert = "INSERT INTO user_account (id, mail, name, role, created) VALUES ($1, $2, $3, $4, $5)";
    let values = vec![
        user.id.0.into(),
        user.mail.clone().into(),
        user.name.clone().into(),
        user.role.as_str().into(),
        now.into(),
    ];
    run(tx.as_ref(), insert, values).await?;
    audit::append(tx, viewer, "user.added", Some(&user.id.to_string()), now).await?;
    Ok(user)
}

/// Returns an address in normal form.
pub(super) fn valid_mail(typed: &str) -> Result<String, StoreError> {
    let mail =
        normalise::email(typed).filter(|mail| mail.len() <= 254 && !mail.chars().any(char::is_control));
    mail.ok_or_else(|| StoreError::Invalid(format!("\"{typed}\" is no e-mail address; no user was saved")))
}

/// Returns a user's name without blanks around it.
pub(super) fn valid_name(typed: &str) -> Result<String, StoreError> {
    let name = typed.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200 {
        return Err(StoreError::Invalid(
            "a user needs a name of at most 200 characters, without control characters; no user was saved"
                .into(),
        ));
    }
    Ok(name.to_owned())
}

/// Says that an address is another user's.
pub(super) fn taken(mail: &str) -> StoreError {
    StoreError::Invalid(format!("there is a user {mail} already; no user was saved"))
}

pub(super) fn administers(viewer: &Viewer) -> Result<(), StoreError> {
    if viewer.administers() { Ok(()) } else { Err(StoreError::NotAllowed("change users and teams")) }
}

/// Lists users by address.
pub(super) async fn list<C: ConnectionTrait>(on: &C) -> Result<Vec<User>, StoreError> {
    let read = format!("SELECT {COLUMNS} FROM user_account ORDER BY mail");
    all(on, &read, vec![]).await?.iter().map(user).collect()
}

/// Finds a user by address.
pub(super) async fn find<C: ConnectionTrait>(on: &C, mail: &str) -> Result<Option<User>, StoreError> {
    let Ok(mail) = valid_mail(mail) else { return Ok(None) };
    let read = format!("SELECT {COLUMNS} FROM user_account WHERE mail = $1");
    one(on, &read, vec![mail.into()]).await?.as_ref().map(user).transpose()
}

/// Finds a user by its identity.
pub(super) async fn by_id<C: ConnectionTrait>(on: &C, id: UserId) -> Result<Option<User>, StoreError> {
    let read = format!("SELECT {COLUMNS} FROM user_account WHERE id = $1");
    one(on, &read, vec![id.0.into()]).await?.as_ref().map(user).transpose()
}

/// Writes the hash of a password that is already judged; returns the user as it is now.
pub(super) async fn set_hash(tx: &Tx, id: UserId, hash: &str, temporary: bool) -> Result<User, StoreError> {
    let set = "UPDATE user_account SET password_hash = $2, password_temporary = $3 WHERE id = $1";
    changed(run(tx.as_ref(), set, vec![id.0.into(), hash.into(), temporary.into()]).await?)?;
    by_id(tx.as_ref(), id).await?.ok_or(StoreError::NotFound("the user"))
}

/// Reads a user from the first columns of a row.
pub(super) fn user(row: &QueryResult) -> Result<User, StoreError> {
    let role: String = row.try_get_by_index(3).map_err(failed)?;
    let read = || -> Result<User, sea_orm::DbErr> {
        let password = match (row.try_get_by_index(6)?, row.try_get_by_index(7)?) {
            (false, _) => PasswordState::None,
            (true, true) => PasswordState::Temporary,
            (true, false) => PasswordState::Own,
        };
        Ok(User {
            id: UserId(row.try_get_by_index(0)?),
            mail: row.try_get_by_index(1)?,
            name: row.try_get_by_index(2)?,
            role: Role::parse(&role).unwrap_or(Role::Reader),
            disabled: row.try_get_by_index(4)?,
            created: row.try_get_by_index(5)?,
            password,
            last_sign_in: row.try_get_by_index(8)?,
        })
    };
    read().map_err(failed)
}

/// Disables a user, whose sessions end and whose mailboxes rest, or lets it in again. What its mailboxes may hold is
/// looked at anew then.
pub(super) async fn set_disabled(
    tx: &Tx,
    viewer: &Viewer,
    user: UserId,
    disabled: bool,
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    keeps_an_administrator(tx, user, disabled, None).await?;
    let set = "UPDATE user_account SET disabled = $2 WHERE id = $1";
    changed(run(tx.as_ref(), set, vec![user.0.into(), disabled.into()]).await?)?;
    // A cycle under way would take the owner's missing rights for rights that were lost.
    lease::revoke(tx, "owner = $1", vec![user.0.into()]).await?;
    records::mark_links_of_owners(tx.as_ref(), &[user]).await?;
    if disabled {
        sessions::end_all(tx, user, None).await?;
        drafts::drop_of_user(tx, user).await?;
    }
    let what = if disabled { "user.disabled" } else { "user.enabled" };
    audit::append(tx, viewer, what, Some(&user.to_string()), now).await
}

/// Gives a user another role.
pub(super) async fn set_role(
    tx: &Tx,
    viewer: &Viewer,
    user: UserId,
    role: Role,
    now: i64,
) -> Result<(), StoreError> {
    administers(viewer)?;
    keeps_an_administrator(tx, user, false, Some(role)).await?;
    let set = "UPDATE user_account SET role = $2 WHERE id = $1";
    changed(run(tx.as_ref(), set, vec![user.0.into(), role.as_str().into()]).await?)?;
    records::mark_links_of_owners(tx.as_ref(), &[user]).await?;
    audit::append(tx, viewer, "user.role", Some(&user.to_string()), now).await
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::NotFound("the user")) } else { Ok(()) }
}

/// Refuses a change after which nobody could administer any more.
async fn keeps_an_administrator(
    tx: &Tx,
    user: UserId,
    disabled: bool,
    role: Option<Role>,
) -> Result<(), StoreError> {
    let stays = !disabled && role.is_none_or(|role| role == Role::Administrator);
    let read = format!(
        "SELECT id FROM user_account WHERE role = 'administrator' AND NOT disabled ORDER BY id{}",
        for_update(tx.as_ref())
    );
    let rows = all(tx.as_ref(), &read, vec![]).await?;
    let administrators: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    if !stays && administrators.map_err(failed)? == [user.0] {
        return Err(StoreError::Invalid(
            "this is the last administrator; nothing was changed. Make another one first".into(),
        ));
    }
    Ok(())
}
