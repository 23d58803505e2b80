//! Signing in with address and password.

use std::net::IpAddr;

use contacts::{UserId, normalise};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::accounts::attempts::{self, Attempt, PER_ACCOUNT, PER_ADDRESS};
use crate::accounts::passwords::{self, Password};
use crate::accounts::sessions;
use crate::accounts::{User, users};
use crate::audit;
use crate::database::{Database, Tx};
use crate::drafts;
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::rights::viewer_of;
use crate::statements::{for_update, one, run};
use crate::viewer::Viewer;

/// What somebody signs in with, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    /// The e-mail address as typed.
    pub mail: &'a str,
    /// The password as typed.
    pub password: &'a Password,
    /// Where the request comes from.
    pub address: IpAddr,
    /// What the browser calls itself: shown in the list of sessions.
    pub agent: &'a str,
    /// The token of the session that the browser had before, if any: it ends.
    pub replaces: Option<&'a str>,
}

/// Somebody has signed in.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The session's token, for the cookie. Only its hash is kept.
    pub token: String,
    /// Who it is. With a [`crate::PasswordState::Temporary`] password nothing but changing it may be done.
    pub user: User,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// Address or password are wrong, or the user is disabled or has no password: it is not told which.
    #[error("the address or the password is wrong; nobody was signed in. Try again, or ask an administrator")]
    Wrong,
    /// There were too many failures, for this account or from this address.
    #[error("there were too many tries; nobody was signed in. Wait for some minutes, then try again")]
    Wait {
        /// From when on it may be tried again, in microseconds since 1970 UTC.
        until: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stands in the database about somebody who wants to sign in.
struct Account {
    user: UserId,
    hash: Option<String>,
    disabled: bool,
}

impl Database {
    /// Signs somebody in: a new session with a new token, never the one the browser brought. Unknown addresses,
    /// users without password and disabled users are refused with the same words and after the same work.
    /// Ten failures in 15 minutes at one account, or fifty from one address, make wait.
    ///
    /// # Errors
    /// [`SignInRefused`].
    pub async fn sign_in(&self, credentials: &Credentials<'_>, now: i64) -> Result<SignIn, SignInRefused> {
        let mail = account_of(credentials.mail);
        let attempt = &sign_in_attempt(self, &mail, Some(credentials.address));
        let limits = (PER_ACCOUNT, PER_ADDRESS);
        let wait = self.write(|tx| async move { attempts::begin(&tx, attempt, limits, now).await }).await?;
        if let Some(until) = wait {
            return Err(SignInRefused::Wait { until });
        }
        let account = account(self.reading(), &mail).await?;
        let hash = account.as_ref().and_then(|account| account.hash.as_deref());
        let right = passwords::matches(hash, credentials.password).await?;
        let account = account.as_ref();
        let entered = match account.filter(|account| right && !account.disabled) {
            Some(account) => {
                let enter = |tx| async move { enter(&tx, account, credentials, attempt, now).await };
                self.write(enter).await?
            }
            None => None,
        };
        if entered.is_none() {
            let subject = account.map(|account| account.user.to_string());
            let subject = subject.as_deref();
            let tell = |tx: Tx| async move {
                audit::append(&tx, &Viewer::program(), "sign_in.refused", subject, now).await
            };
            self.write(tell).await?;
        }
        entered.ok_or(SignInRefused::Wrong)
    }
}

/// The attempt at signing in as somebody, in any spelling of the address.
pub(super) fn sign_in_attempt(database: &Database, mail: &str, from: Option<IpAddr>) -> Attempt {
    Attempt::new(database.salt(), "sign in", &account_of(mail), from)
}

/// The account that an address as typed means. What no address can have in it is nobody's (and a NUL would be an
/// error to PostgreSQL, so that it could be told from an unknown address).
fn account_of(mail: &str) -> String {
    let typed = mail.replace(char::is_control, " ");
    normalise::email(&typed).unwrap_or_else(|| typed.trim().to_lowercase())
}

async fn account<C: ConnectionTrait>(on: &C, mail: &str) -> Result<Option<Account>, StoreError> {
    let read = "SELECT id, password_hash, disabled FROM user_account WHERE mail = $1";
    let Some(row) = one(on, read, vec![mail.into()]).await? else { return Ok(None) };
    let read = || -> Result<Account, sea_orm::DbErr> {
        Ok(Account {
            user: UserId(row.try_get_by_index::<Uuid>(0)?),
            hash: row.try_get_by_index(1)?,
            disabled: row.try_get_by_index(2)?,
        })
    };
    read().map(Some).map_err(failed)
}

/// Begins the session; none when the password was changed or the user disabled since it was looked at.
async fn enter(
    tx: &Tx,
    account: &Account,
    credentials: &Credentials<'_>,
    attempt: &Attempt,
    now: i64,
) -> Result<Option<SignIn>, StoreError> {
    let on = tx.as_ref();
    let read = format!("SELECT password_hash FROM user_account WHERE id = $1{}", for_update(on));
    let row = one(on, &read, vec![account.user.0.into()]).await?;
    let hash: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?.flatten();
    let Some(viewer) = viewer_of(on, account.user).await?.filter(|_| hash == account.hash) else {
        return Ok(None);
    };
    attempts::succeeded(tx, attempt, now).await?;
    sessions::purge(tx, now).await?;
    drafts::purge(tx, now).await?;
    if let Some(token) = credentials.replaces {
        sessions::end_by_token(tx, token).await?;
    }
    let token = sessions::begin(tx, account.user, credentials.agent, now).await?;
    let note = "UPDATE user_account SET last_sign_in = $2 WHERE id = $1";
    run(on, note, vec![account.user.0.into(), now.into()]).await?;
    audit::append(tx, &viewer, "sign_in", Some(&account.user.to_string()), now).await?;
    let user = users::by_id(on, account.user).await?.ok_or(StoreError::NotFound("the user"))?;
    Ok(Some(SignIn { token, user }))
}
