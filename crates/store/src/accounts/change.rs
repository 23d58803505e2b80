//! Setting passwords, and changing who a user is.

use contacts::UserId;
use uuid::Uuid;

use crate::accounts::attempts::{self, Attempt, PER_ACCOUNT, PER_ADDRESS};
use crate::accounts::passwords::{self, Password};
use crate::accounts::policy::{self, PasswordFault};
use crate::accounts::sign_in::sign_in_attempt;
use crate::accounts::users::administers;
use crate::accounts::{NewUser, Session, User, sessions, users};
use crate::audit;
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::statements::{for_update, one, run};
use crate::viewer::Viewer;

/// How long a password set by somebody else is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordLasts {
    /// Until the next sign-in, where it has to be changed.
    UntilSignIn,
    /// Until it is changed. Only the program itself may set such a one (its command line, its demo): an
    /// administrator would know another user's password.
    UntilChanged,
}

/// Why a password was not set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordRefused {
    /// The new one is not taken.
    #[error(transparent)]
    Fault(#[from] PasswordFault),
    /// The old one is wrong.
    #[error(
        "the old password is wrong; nothing was saved. Type it again, or ask an administrator for a new one"
    )]
    Old,
    /// There were too many tries with a wrong old one.
    #[error("there were too many tries; nothing was saved. Wait for some minutes, then try again")]
    Wait {
        /// From when on it may be tried again, in microseconds since 1970 UTC.
        until: i64,
    },
    /// Not allowed, not found, or the database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is to be changed about a user; none: it stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserPatch {
    /// The e-mail address it signs in with.
    pub mail: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

impl Database {
    /// Adds a user with a password that it has to change at its first sign-in.
    ///
    /// # Errors
    /// [`PasswordRefused`]; as [`Database::add_user`], as [`Database::set_password`].
    pub async fn invite_user(
        &self,
        viewer: &Viewer,
        new: &NewUser,
        password: &Password,
        now: i64,
    ) -> Result<User, PasswordRefused> {
        self.add_user_with_password(viewer, new, password, PasswordLasts::UntilSignIn, now).await
    }

    /// Adds a user with a password.
    ///
    /// # Errors
    /// [`PasswordRefused`]; as [`Database::add_user`], as [`Database::set_password`].
    pub async fn add_user_with_password(
        &self,
        viewer: &Viewer,
        new: &NewUser,
        password: &Password,
        lasts: PasswordLasts,
        now: i64,
    ) -> Result<User, PasswordRefused> {
        administers(viewer)?;
        policy::judge(password, &new.mail, &new.name)?;
        let (hash, temporary) = (&passwords::hash(password).await?, is_temporary(viewer, lasts));
        let add = |tx: Tx| async move {
            let user = users::add(&tx, viewer, new, now).await?;
            users::set_hash(&tx, user.id, hash, temporary).await
        };
        Ok(self.write(add).await?)
    }

    /// Sets another user's password. Its sessions end, and it may try again at once if it had failed too often.
    /// Nobody sets its own so: that takes the old one ([`Database::change_password`]).
    ///
    /// # Errors
    /// [`PasswordRefused::Fault`]; [`StoreError::NotAllowed`] for all but administrators and for the own one;
    /// [`StoreError::NotFound`].
    pub async fn set_password(
        &self,
        viewer: &Viewer,
        user: UserId,
        password: &Password,
        lasts: PasswordLasts,
        now: i64,
    ) -> Result<(), PasswordRefused> {
        administers(viewer)?;
        if viewer.user == user {
            return Err(StoreError::NotAllowed("set your own password without the old one").into());
        }
        let found = users::by_id(self.reading(), user).await?.ok_or(StoreError::NotFound("the user"))?;
        policy::judge(password, &found.mail, &found.name)?;
        let (hash, temporary) = (&passwords::hash(password).await?, is_temporary(viewer, lasts));
        let attempt = &sign_in_attempt(self, &found.mail, None);
        let set = |tx: Tx| async move {
            users::set_hash(&tx, user, hash, temporary).await?;
            sessions::end_all(&tx, user, None).await?;
            attempts::forget(&tx, attempt).await?;
            audit::append(&tx, viewer, "user.password_set", Some(&user.to_string()), now).await
        };
        Ok(self.write(set).await?)
    }

    /// Changes the password of a session's own user, who has to know the old one. Its other sessions end; a
    /// password that was only good until the next sign-in is now its own.
    ///
    /// # Errors
    /// [`PasswordRefused`].
    pub async fn change_password(
        &self,
        session: &Session,
        old: &Password,
        new: &Password,
        now: i64,
    ) -> Result<(), PasswordRefused> {
        let (viewer, user) = (&session.viewer, session.user.id);
        policy::judge(new, &session.user.mail, &session.user.name)?;
        let attempt = &Attempt::new(self.salt(), "old password", &user.to_string(), None);
        let limits = (PER_ACCOUNT, PER_ADDRESS);
        let wait = self.write(|tx| async move { attempts::begin(&tx, attempt, limits, now).await }).await?;
        if let Some(until) = wait {
            return Err(PasswordRefused::Wait { until });
        }
        let stored = &password_hash(self, user).await?;
        if !passwords::matches(stored.as_deref(), old).await? {
            let tell = |tx: Tx| async move {
                audit::append(&tx, viewer, "user.password_refused", Some(&user.to_string()), now).await
            };
            self.write(tell).await?;
            return Err(PasswordRefused::Old);
        }
        self.write(|tx| async move { attempts::forget(&tx, attempt).await }).await?;
        if old == new {
            return Err(PasswordFault::Same.into());
        }
        let hash = &passwords::hash(new).await?;
        let set = |tx: Tx| async move {
            let read =
                format!("SELECT password_hash FROM user_account WHERE id = $1{}", for_update(tx.as_ref()));
            let row = one(tx.as_ref(), &read, vec![user.0.into()]).await?;
            let now_stored: Option<Option<String>> =
                row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
            if now_stored.as_ref() != Some(stored) {
                return Ok(false);
            }
            users::set_hash(&tx, user, hash, false).await?;
            sessions::end_all(&tx, user, Some(session.id)).await?;
            audit::append(&tx, viewer, "user.password_changed", Some(&user.to_string()), now).await?;
            Ok(true)
        };
        // Somebody else has set another one in between: the old one is wrong now.
        if self.write(set).await? { Ok(()) } else { Err(PasswordRefused::Old) }
    }

    /// Changes a user's address or name. The sessions go on.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] as [`Database::add_user`];
    /// [`StoreError::NotFound`].
    pub async fn change_user(
        &self,
        viewer: &Viewer,
        user: UserId,
        patch: &UserPatch,
        now: i64,
    ) -> Result<User, StoreError> {
        self.write(|tx| async move { change(&tx, viewer, user, patch, now).await }).await
    }
}

fn is_temporary(viewer: &Viewer, lasts: PasswordLasts) -> bool {
    match lasts {
        PasswordLasts::UntilSignIn => true,
        PasswordLasts::UntilChanged => viewer.acting().is_some(),
    }
}

async fn password_hash(database: &Database, user: UserId) -> Result<Option<String>, StoreError> {
    let read = "SELECT password_hash FROM user_account WHERE id = $1";
    let row = one(database.reading(), read, vec![user.0.into()]).await?;
    row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed).map(Option::flatten)
}

async fn change(
    tx: &Tx,
    viewer: &Viewer,
    user: UserId,
    patch: &UserPatch,
    now: i64,
) -> Result<User, StoreError> {
    administers(viewer)?;
    let on = tx.as_ref();
    let subject = Some(user.to_string());
    if let Some(name) = &patch.name {
        let name = users::valid_name(name)?;
        let set = "UPDATE user_account SET name = $2 WHERE id = $1";
        run(on, set, vec![user.0.into(), name.into()]).await?;
        audit::append(tx, viewer, "user.name", subject.as_deref(), now).await?;
    }
    if let Some(mail) = &patch.mail {
        let mail = users::valid_mail(mail)?;
        let taken = "SELECT id FROM user_account WHERE mail = $1";
        let taken = one(on, taken, vec![mail.clone().into()]).await?;
        let taken: Option<Uuid> = taken.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
        if taken.is_some_and(|taken| taken != user.0) {
            return Err(users::taken(&mail));
        }
        let set = "UPDATE user_account SET mail = $2 WHERE id = $1";
        run(on, set, vec![user.0.into(), mail.into()]).await?;
        audit::append(tx, viewer, "user.mail", subject.as_deref(), now).await?;
    }
    users::by_id(on, user).await?.ok_or(StoreError::NotFound("the user"))
}
