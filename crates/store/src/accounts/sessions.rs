//! Sessions: 256 random bits in a cookie; the server keeps their hash and decides when they end.

use contacts::{TeamId, UserId};
use sea_orm::{QueryResult, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::accounts::preferences::{Language, Theme};
use crate::accounts::{User, users};
use crate::audit;
use crate::database::{Database, Tx};
use crate::failure::failed;
use crate::replication_store::StoreError;
use crate::rights;
use crate::statements::{all, run};
use crate::viewer::Viewer;

/// After this long without a request a session has ended, in microseconds: 12 hours.
pub const SESSION_IDLE: i64 = 12 * 3_600_000_000;
/// After this long a session has ended whatever happens, in microseconds: 14 days.
pub const SESSION_LONGEST: i64 = 14 * 86_400_000_000;
/// The last use of a session is written once in this time, in microseconds.
const USE_NOTED: i64 = 60_000_000;
/// The most characters that are kept of what a browser calls itself.
const AGENT: usize = 300;

/// A session that lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name: may be shown, and is of no use to anybody.
    pub id: Uuid,
    /// What its user may see and do at this moment.
    pub viewer: Viewer,
    /// Its user. With a [`crate::PasswordState::Temporary`] password nothing but changing it may be done.
    pub user: User,
    /// The language the user has chosen.
    pub language: Option<Language>,
    /// The look the user has chosen.
    pub theme: Theme,
    /// When it began, in microseconds since 1970 UTC.
    pub created: i64,
}

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its name.
    pub id: Uuid,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began, in microseconds since 1970 UTC.
    pub created: i64,
    /// When it was used last, to the minute.
    pub last_seen: i64,
}

impl Database {
    /// Finds the session of a token with its user and what that may do right now, and notes that it was used; none when
    /// it is unknown or has ended, or its user is disabled.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn session(&self, token: &str, now: i64) -> Result<Option<Session>, StoreError> {
        let Some((session, last_seen)) = self.find_session(token, now).await? else { return Ok(None) };
        if last_seen + USE_NOTED <= now {
            let note = "UPDATE session SET last_seen = $2 WHERE hash = $1 AND last_seen < $2";
            let note = |tx: Tx| async move {
                run(tx.as_ref(), note, vec![hash(token).into(), now.into()]).await.map(|_| ())
            };
            self.write(note).await?;
        }
        Ok(Some(session))
    }

    /// Finds the session of a token like [`Database::session`], and notes no use of it: for what a page asks by itself,
    /// with nobody there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn session_at_rest(&self, token: &str, now: i64) -> Result<Option<Session>, StoreError> {
        Ok(self.find_session(token, now).await?.map(|(session, _)| session))
    }

    /// Finds a session, and when its use was noted last.
    async fn find_session(&self, token: &str, now: i64) -> Result<Option<(Session, i64)>, StoreError> {
        let read = format!(
            "SELECT {}, user_account.language, user_account.theme, session.id, session.created,
                session.last_seen, setting.value, team_member.team
             FROM session JOIN user_account ON user_account.id = session.user_id
             LEFT JOIN setting ON setting.name = $4
             LEFT JOIN team_member ON team_member.user_id = session.user_id
             WHERE session.hash = $1 AND session.last_seen > $2 AND session.created > $3
                AND NOT user_account.disabled
             ORDER BY team_member.team",
            users::COLUMNS
        );
        let values: Vec<Value> = vec![
            hash(token).into(),
            (now - SESSION_IDLE).into(),
            (now - SESSION_LONGEST).into(),
            rights::HIDDEN_FIELDS.into(),
        ];
        let rows = all(self.reading(), &read, values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let last_seen: i64 = row.try_get_by_index(users::WIDTH + 4).map_err(failed)?;
        Ok(Some((session(row, &rows)?, last_seen)))
    }

    /// Ends the session of a token. Unknown ones have ended already.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sign_out(&self, token: &str, now: i64) -> Result<(), StoreError> {
        let Some(session) = self.session(token, now).await? else { return Ok(()) };
        let viewer = &session.viewer;
        let end = |tx: Tx| async move {
            end_by_token(&tx, token).await?;
            audit::append(&tx, viewer, "sign_out", Some(&viewer.user.to_string()), now).await
        };
        self.write(end).await
    }

    /// Ends every session of a user but, if one is given, this one. Everybody may for itself, administrators for all.
    ///
    /// # Errors
    /// [`StoreError::NotAllowed`].
    pub async fn sign_out_everywhere(
        &self,
        viewer: &Viewer,
        user: UserId,
        but: Option<Uuid>,
        now: i64,
    ) -> Result<(), StoreError> {
        if viewer.user != user && !viewer.administers() {
            return Err(StoreError::NotAllowed("end somebody else's sessions"));
        }
        let end = |tx: Tx| async move {
            end_all(&tx, user, but).await?;
            audit::append(&tx, viewer, "sign_out.everywhere", Some(&user.to_string()), now).await
        };
        self.write(end).await
    }

    /// Lists the viewer's own sessions, the last used first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn list_sessions(&self, viewer: &Viewer, now: i64) -> Result<Vec<SessionRecord>, StoreError> {
        let read = "SELECT id, agent, created, last_seen FROM session
            WHERE user_id = $1 AND last_seen > $2 AND created > $3 ORDER BY last_seen DESC, id";
        let values = vec![viewer.user.0.into(), (now - SESSION_IDLE).into(), (now - SESSION_LONGEST).into()];
        all(self.reading(), read, values).await?.iter().map(|row| record(row).map_err(failed)).collect()
    }

    /// Ends one of the viewer's own sessions.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also for another user's.
    pub async fn end_session(&self, viewer: &Viewer, id: Uuid, now: i64) -> Result<(), StoreError> {
        let end = |tx: Tx| async move {
            let delete = "DELETE FROM session WHERE id = $1 AND user_id = $2";
            if run(tx.as_ref(), delete, vec![id.into(), viewer.user.0.into()]).await? == 0 {
                return Err(StoreError::NotFound("the session"));
            }
            audit::append(&tx, viewer, "sign_out", Some(&viewer.user.to_string()), now).await
        };
        self.write(end).await
    }
}

fn session(row: &QueryResult, rows: &[QueryResult]) -> Result<Session, StoreError> {
    let user = users::user(row)?;
    let at = |column: usize| users::WIDTH + column;
    let (language, theme): (Option<String>, Option<String>) =
        (row.try_get_by_index(at(0)).map_err(failed)?, row.try_get_by_index(at(1)).map_err(failed)?);
    let hidden: Option<String> = row.try_get_by_index(at(5)).map_err(failed)?;
    let teams: Result<Vec<Option<Uuid>>, _> = rows.iter().map(|row| row.try_get_by_index(at(6))).collect();
    let viewer = Viewer {
        user: user.id,
        role: user.role,
        teams: teams.map_err(failed)?.into_iter().flatten().map(TeamId).collect(),
        hidden: rights::hidden_from(hidden.as_deref(), user.id, user.role)?,
    };
    Ok(Session {
        id: row.try_get_by_index(at(2)).map_err(failed)?,
        viewer,
        user,
        language: language.as_deref().and_then(Language::parse),
        theme: theme.as_deref().and_then(Theme::parse).unwrap_or_default(),
        created: row.try_get_by_index(at(3)).map_err(failed)?,
    })
}

fn record(row: &QueryResult) -> Result<SessionRecord, sea_orm::DbErr> {
    Ok(SessionRecord {
        id: row.try_get_by_index(0)?,
        agent: row.try_get_by_index(1)?,
        created: row.try_get_by_index(2)?,
        last_seen: row.try_get_by_index(3)?,
    })
}

fn hash(token: &str) -> String {
    Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Begins a session; returns its token.
pub(super) async fn begin(tx: &Tx, user: UserId, agent: &str, now: i64) -> Result<String, StoreError> {
    let token: String = crate::random::bytes::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    let insert = "INSERT INTO session (hash, id, user_id, created, last_seen, agent)
        VALUES ($1, $2, $3, $4, $4, $5)";
    let values = vec![hash(&token).into(), Uuid::now_v7().into(), user.0.into(), now.into(), agent.into()];
    run(tx.as_ref(), insert, values).await?;
    Ok(token)
}

/// Ends the session of a token.
pub(super) async fn end_by_token(tx: &Tx, token: &str) -> Result<(), StoreError> {
    run(tx.as_ref(), "DELETE FROM session WHERE hash = $1", vec![hash(token).into()]).await.map(|_| ())
}

/// Ends every session of a user but, if one is given, this one.
pub(super) async fn end_all(tx: &Tx, user: UserId, but: Option<Uuid>) -> Result<(), StoreError> {
    let delete = "DELETE FROM session WHERE user_id = $1 AND id <> $2";
    let values = vec![user.0.into(), but.unwrap_or_else(Uuid::nil).into()];
    run(tx.as_ref(), delete, values).await.map(|_| ())
}

/// Removes sessions that have ended by themselves.
pub(super) async fn purge(tx: &Tx, now: i64) -> Result<(), StoreError> {
    let delete = "DELETE FROM session WHERE last_seen <= $1 OR created <= $2";
    let values = vec![(now - SESSION_IDLE).into(), (now - SESSION_LONGEST).into()];
    run(tx.as_ref(), delete, values).await.map(|_| ())
}
