//! Users and how they sign in, teams, shares, and tokens for the API.

mod attempts;
mod change;
mod passwords;
mod policy;
mod preferences;
mod sessions;
mod set_up;
mod sharing;
mod sign_in;
mod tokens;
mod users;

use contacts::{PartnerId, PersonId, ShareId, TeamId, UserId};
use uuid::Uuid;

use crate::database::Database;
use crate::replication_store::StoreError;
use crate::rights;
use crate::viewer::{Role, Viewer};

pub use change::{PasswordLasts, PasswordRefused, UserPatch};
pub use passwords::Password;
pub use policy::{LONGEST as PASSWORD_LONGEST, PasswordFault, SHORTEST as PASSWORD_SHORTEST};
pub use preferences::{Language, Preference, Preferences, Theme};
pub use sessions::{SESSION_IDLE, SESSION_LONGEST, Session, SessionRecord};
pub use set_up::{SetUp, SetUpRefused};
pub use sign_in::{Credentials, SignIn, SignInRefused};

/// A user to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The e-mail address it signs in with.
    pub mail: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// Whether a user can sign in with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordState {
    /// It has none, and cannot.
    None,
    /// It has one that somebody else has set, and that it has to change at its next sign-in.
    Temporary,
    /// It has one of its own.
    Own,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its identity.
    pub id: UserId,
    /// The e-mail address it signs in with, in normal form.
    pub mail: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may no longer sign in.
    pub disabled: bool,
    /// When it was added, in microseconds since 1970 UTC.
    pub created: i64,
    /// Whether it can sign in with a password.
    pub password: PasswordState,
    /// When it signed in last with a password, in microseconds since 1970 UTC.
    pub last_sign_in: Option<i64>,
}

/// A team of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its identity.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its members.
    pub members: Vec<UserId>,
}

/// What changes of a team; what is empty stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamPatch {
    /// Its new name.
    pub name: Option<String>,
    /// Who joins it; members already stay so.
    pub join: Vec<UserId>,
    /// Who leaves it.
    pub leave: Vec<UserId>,
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// A contact person.
    Person(PersonId),
    /// A business partner (not its persons).
    Partner(PartnerId),
}

/// With whom something is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareWith {
    /// One user.
    User(UserId),
    /// Everybody in a team.
    Team(TeamId),
}

/// A person or partner opened to a user or a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Its identity.
    pub id: ShareId,
    /// What.
    pub what: Shared,
    /// With whom.
    pub with: ShareWith,
    /// Whether they may change it too.
    pub may_edit: bool,
}

/// A token for the API to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The user it acts as.
    pub user: UserId,
    /// What it is for.
    pub name: String,
    /// What it may be used for; empty: everything the user may do.
    pub scopes: Vec<String>,
    /// When it stops being valid, in microseconds since 1970 UTC.
    pub expires: Option<i64>,
}

/// A token for the API; its secret is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its identity.
    pub id: Uuid,
    /// The user it acts as.
    pub user: UserId,
    /// What it is for.
    pub name: String,
    /// What it may be used for; empty: everything the user may do.
    pub scopes: Vec<String>,
    /// When it was made, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was used last, to the minute.
    pub last_used: Option<i64>,
    /// When it stops being valid.
    pub expires: Option<i64>,
}

/// Who a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// The token's user, with its rights of this moment.
    pub viewer: Viewer,
    /// What the token may be used for; empty: everything the user may do.
    pub scopes: Vec<String>,
}

impl Database {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] for an address that is none
    /// or taken, or an empty name.
    pub async fn add_user(&self, viewer: &Viewer, new: &NewUser, now: i64) -> Result<User, StoreError> {
        self.write(|tx| async move { users::add(&tx, viewer, new, now).await }).await
    }

    /// Lists users by address. Everybody who is signed in may know them: they are the employees in charge.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_users(&self, _viewer: &Viewer) -> Result<Vec<User>, StoreError> {
        users::list(self.reading()).await
    }

    /// Finds a user by e-mail address.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn find_user(&self, _viewer: &Viewer, mail: &str) -> Result<Option<User>, StoreError> {
        users::find(self.reading(), mail).await
    }

    /// Reads a user.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn read_user(&self, _viewer: &Viewer, user: UserId) -> Result<User, StoreError> {
        users::by_id(self.reading(), user).await?.ok_or(StoreError::NotFound("the user"))
    }

    /// Reads what a user may see and do right now; none when it is disabled or unknown. For those who have just
    /// established who somebody is.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn viewer_of(&self, user: UserId) -> Result<Option<Viewer>, StoreError> {
        rights::viewer_of(self.reading(), user).await
    }

    /// Disables a user or lets it in again. Its sessions end, its tokens rest meanwhile.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] for the last administrator;
    /// [`StoreError::NotFound`].
    pub async fn set_user_disabled(
        &self,
        viewer: &Viewer,
        user: UserId,
        disabled: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { users::set_disabled(&tx, viewer, user, disabled, now).await }).await
    }

    /// Gives a user another role.
    ///
    /// # Errors
    /// As [`Database::set_user_disabled`].
    pub async fn set_user_role(
        &self,
        viewer: &Viewer,
        user: UserId,
        role: Role,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { users::set_role(&tx, viewer, user, role, now).await }).await
    }

    /// Adds a team.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::Invalid`] for a name that is taken.
    pub async fn add_team(&self, viewer: &Viewer, name: &str, now: i64) -> Result<Team, StoreError> {
        self.write(|tx| async move { sharing::add_team(&tx, viewer, name, now).await }).await
    }

    /// Changes a team's name, and who is in it. What two administrators change of it at once both holds. The links of
    /// mailboxes whose owner came or went are looked at anew.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::NotFound`]; [`StoreError::Invalid`] for a
    /// name that is taken or none.
    pub async fn change_team(
        &self,
        viewer: &Viewer,
        team: TeamId,
        patch: &TeamPatch,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { sharing::change_team(&tx, viewer, team, patch, now).await }).await
    }

    /// Lists teams by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_teams(&self, _viewer: &Viewer) -> Result<Vec<Team>, StoreError> {
        sharing::teams(self.reading()).await
    }

    /// Says who is in a team. The links of mailboxes whose owner came or went are looked at anew.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for all but administrators; [`StoreError::NotFound`].
    pub async fn set_team_members(
        &self,
        viewer: &Viewer,
        team: TeamId,
        members: &[UserId],
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(|tx| async move { sharing::set_members(&tx, viewer, team, members, now).await }).await
    }

    /// Shares a person or partner that the viewer may change.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn share(
        &self,
        viewer: &Viewer,
        what: Shared,
        with: ShareWith,
        may_edit: bool,
    ) -> Result<Share, StoreError> {
        self.write(|tx| async move { sharing::share(&tx, viewer, what, with, may_edit).await }).await
    }

    /// Lists the shares of a person or partner that the viewer sees.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn list_shares(&self, viewer: &Viewer, what: Shared) -> Result<Vec<Share>, StoreError> {
        sharing::shares(self.reading(), viewer, what).await
    }

    /// Ends a share. Contacts that are in mailboxes by it leave them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`].
    pub async fn unshare(&self, viewer: &Viewer, share: ShareId) -> Result<(), StoreError> {
        self.write(|tx| async move { sharing::unshare(&tx, viewer, share).await }).await
    }

    /// Makes a token for the API; the text is shown once and only its hash is kept.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`] for another user's, unless by an administrator; [`StoreError::NotFound`],
    /// [`StoreError::Invalid`] for a disabled user.
    pub async fn create_token(
        &self,
        viewer: &Viewer,
        new: &NewToken,
        now: i64,
    ) -> Result<(ApiToken, String), StoreError> {
        self.write(|tx| async move { tokens::create(&tx, viewer, new, now).await }).await
    }

    /// Lists the viewer's own tokens; for administrators all.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_tokens(&self, viewer: &Viewer) -> Result<Vec<ApiToken>, StoreError> {
        tokens::list(self.reading(), viewer).await
    }

    /// Revokes a token, at once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for another user's token.
    pub async fn revoke_token(&self, viewer: &Viewer, token: Uuid, now: i64) -> Result<(), StoreError> {
        self.write(|tx| async move { tokens::revoke(&tx, viewer, token, now).await }).await
    }

    /// Tells who a token stands for; none when it is unknown, revoked or past its time, or its user is disabled.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn authenticate(&self, token: &str, now: i64) -> Result<Option<Authenticated>, StoreError> {
        tokens::authenticate(self, token, now).await
    }
}
