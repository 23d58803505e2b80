//! Links as people see and change them: adopt into a mailbox, withdraw from it.

mod many;
mod take_back;
pub(crate) mod turn;

pub use take_back::TakenBack;

use contacts::{LinkId, MailboxId, PersonId, UserId};
use replication::{Ended, Leaving, Link, LinkState, Problem};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::photos;
use crate::failure::failed;
use crate::mailboxes;
use crate::records;
use crate::replication::link_row;
use crate::replication_store::{CandidateKind, MailboxState, StoreError};
use crate::rights::{viewer_of, visible_to};
use crate::runs::take_out;
use crate::statements::{all, for_update, one};
use crate::tables::contact_person;
use crate::viewer::Viewer;
use crate::words::parse_word;

/// A person's link in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// The mailbox's owner.
    pub owner: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// The rest; none: a colleague's mailbox, of which the viewer knows only whose it is.
    pub detail: Option<LinkDetail>,
}

/// What the mailbox's owner and administrators see of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDetail {
    /// The mailbox.
    pub mailbox: MailboxId,
    /// Its address.
    pub address: String,
    /// How the switch on the mask stands.
    pub state: SwitchState,
    /// Whether work waits or is under way.
    pub under_way: bool,
    /// What keeps it from being in step.
    pub problem: Option<Problem>,
    /// When it was last in step, in microseconds since 1970 UTC; zero: never.
    pub in_step: i64,
    /// The folder the contact lies in when it is not the followed one.
    pub elsewhere: Option<String>,
    /// Whether the person's photo is not the one in Outlook: Outlook refused it, its owner removed it there, or an
    /// export left it out. The text fields go on; the history says why.
    pub photo_apart: bool,
    /// The ids of the equal contacts in the mailbox, while the link waits for somebody to choose one.
    pub candidates: Vec<String>,
}

/// How the replication switch of a person stands in a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchState {
    /// The contact is about to be created or linked.
    Adopting,
    /// It is in the mailbox.
    Replicated,
    /// It is about to leave.
    Leaving(Leaving),
    /// It is not in the mailbox (any more).
    Ended {
        /// By what.
        by: Ended,
        /// By whom; none for the program or the mailbox's owner in Outlook.
        user: Option<UserId>,
        /// When, in microseconds since 1970 UTC.
        at: i64,
    },
}

impl SwitchState {
    /// Returns how the switch stands while a link is in a state.
    pub(crate) fn of(state: &LinkState) -> Self {
        match state {
            LinkState::Adopting { .. } => SwitchState::Adopting,
            LinkState::Linked => SwitchState::Replicated,
            LinkState::Leaving { cause, .. } => SwitchState::Leaving(*cause),
            LinkState::Ended { by, user, at } => SwitchState::Ended { by: *by, user: *user, at: *at },
        }
    }
}

impl Database {
    /// Lists a person's links: own mailboxes in full, ended ones too; of colleagues' only whose they are.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a person that the viewer does not see.
    pub async fn list_links(&self, viewer: &Viewer, person: PersonId) -> Result<Vec<LinkView>, StoreError> {
        records::seen_person(self.reading(), viewer, person).await?;
        let rows = views(self.reading(), viewer, "link.person = $1", vec![person.0.into()]).await?;
        let mut views: Vec<LinkView> = rows.into_iter().map(|(_, _, view)| view).collect();
        for view in &mut views {
            self.name_candidates(viewer, person, view).await?;
        }
        Ok(views)
    }

    /// Reads a person's link in one mailbox; none when it never had one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a person or a mailbox that is not the viewer's to see.
    pub async fn read_link(
        &self,
        viewer: &Viewer,
        person: PersonId,
        mailbox: MailboxId,
    ) -> Result<Option<LinkView>, StoreError> {
        records::seen_person(self.reading(), viewer, person).await?;
        mailboxes::known(self.reading(), viewer, mailbox).await?;
        let mut found = view(self.reading(), viewer, person, mailbox).await?;
        if let Some(view) = &mut found {
            self.name_candidates(viewer, person, view).await?;
        }
        Ok(found)
    }

    /// Names what there is to choose from where a link waits for a person to choose.
    async fn name_candidates(
        &self,
        viewer: &Viewer,
        person: PersonId,
        view: &mut LinkView,
    ) -> Result<(), StoreError> {
        let Some(detail) = &mut view.detail else { return Ok(()) };
        let parked = detail.problem.as_ref().is_some_and(|problem| problem.parked);
        if detail.state == SwitchState::Adopting && parked {
            detail.candidates = self.list_equal_contacts(viewer, person, detail.mailbox).await?;
        }
        Ok(())
    }

    /// Adopts a person into a mailbox: its contact is created, or an equal one (or the one chosen) linked. Does
    /// nothing when it is there already.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAllowed`] for readers; [`StoreError::Invalid`] when the person
    /// is in the bin, the mailbox's owner may not see it, the mailbox is being disconnected, or the contact chosen
    /// is not one that can be linked.
    pub async fn adopt(
        &self,
        viewer: &Viewer,
        person: PersonId,
        mailbox: MailboxId,
        chosen: Option<&str>,
        now: i64,
    ) -> Result<LinkView, StoreError> {
        self.write(|tx| async move {
            adopt(&tx, viewer, person, mailbox, (chosen, now)).await?;
            mailboxes::wake(&tx, mailbox, now).await?;
            shown(&tx, viewer, person, mailbox).await
        })
        .await
    }

    /// Withdraws a person from a mailbox: its contact goes to Deleted Items. Does nothing when it is leaving or
    /// gone already.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it never was in the mailbox, [`StoreError::NotAllowed`] for readers.
    pub async fn withdraw(
        &self,
        viewer: &Viewer,
        person: PersonId,
        mailbox: MailboxId,
        now: i64,
    ) -> Result<LinkView, StoreError> {
        self.write(|tx| async move {
            let mut link = own_link(&tx, viewer, person, mailbox).await?;
            let run = link.run;
            take_out(&tx, &mut link, now).await?;
            match link.state {
                LinkState::Adopting { .. } | LinkState::Linked => {
                    turn::send_away(&tx, vec![link], Leaving::Withdrawn, viewer.acting()).await?;
                }
                LinkState::Leaving { .. } if link.run != run => turn::write(&tx, vec![link]).await?,
                LinkState::Leaving { .. } | LinkState::Ended { .. } => {}
            }
            mailboxes::wake(&tx, mailbox, now).await?;
            shown(&tx, viewer, person, mailbox).await
        })
        .await
    }

    /// Tries a link with a problem again; one without, whose photo is not in Outlook, sends its photo again.
    ///
    /// # Errors
    /// As [`Database::withdraw`]; [`StoreError::Invalid`] when the link has ended.
    pub async fn retry_link(
        &self,
        viewer: &Viewer,
        person: PersonId,
        mailbox: MailboxId,
        now: i64,
    ) -> Result<LinkView, StoreError> {
        self.write(|tx| async move {
            let mut link = own_link(&tx, viewer, person, mailbox).await?;
            take_out(&tx, &mut link, now).await?;
            if link.ended() {
                return Err(StoreError::Invalid(
                    "this contact person is no longer in the mailbox; nothing was changed. Adopt it again"
                        .into(),
                ));
            }
            let link = if link.problem.is_none() { photos::sent_again(link) } else { link };
            turn::write(&tx, vec![link]).await?;
            mailboxes::wake(&tx, mailbox, now).await?;
            shown(&tx, viewer, person, mailbox).await
        })
        .await
    }
}

/// Checks that the viewer may change what is in a mailbox; returns its owner.
pub(crate) async fn own_mailbox<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    mailbox: MailboxId,
) -> Result<UserId, StoreError> {
    let owner = mailboxes::known(on, viewer, mailbox).await?;
    if viewer.writes() { Ok(owner) } else { Err(StoreError::NotAllowed("change what is in a mailbox")) }
}

/// Checks that contacts may come into a mailbox, and returns what its owner sees.
pub(crate) async fn open_mailbox<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    mailbox: MailboxId,
) -> Result<Viewer, StoreError> {
    let owner = own_mailbox(on, viewer, mailbox).await?;
    let row = one(on, "SELECT state FROM mailbox WHERE id = $1", vec![mailbox.0.into()]).await?;
    let state: String = match row {
        Some(row) => row.try_get_by_index(0).map_err(failed)?,
        None => return Err(StoreError::NotFound("the mailbox")),
    };
    match parse_word::<MailboxState>(&state)? {
        MailboxState::Paused
        | MailboxState::Active
        | MailboxState::ReconnectNeeded
        | MailboxState::Braked => {}
        MailboxState::Disconnecting | MailboxState::Disconnected => {
            return Err(StoreError::Invalid(
                "the mailbox is disconnected, or about to be; nothing was changed. Connect it again first"
                    .into(),
            ));
        }
    }
    viewer_of(on, owner)
        .await?
        .ok_or_else(|| StoreError::Invalid("the mailbox's owner is disabled; nothing was changed".into()))
}

async fn adopt(
    tx: &Tx,
    viewer: &Viewer,
    person: PersonId,
    mailbox: MailboxId,
    (chosen, now): (Option<&str>, i64),
) -> Result<(), StoreError> {
    let on = tx.as_ref();
    let owner = open_mailbox(on, viewer, mailbox).await?;
    let row = contact_person::Entity::find_by_id(person.0).filter(visible_to(viewer)).lock_exclusive();
    let row = row.one(on).await.map_err(failed)?.ok_or(StoreError::NotFound("the contact person"))?;
    if row.deleted_at.is_some() {
        return Err(StoreError::Invalid(
            "this contact person is in the bin; nothing was changed. Restore it first".into(),
        ));
    }
    let seen = contact_person::Entity::find_by_id(person.0).filter(visible_to(&owner));
    if seen.one(on).await.map_err(failed)?.is_none() {
        return Err(StoreError::Invalid(
            "the mailbox's owner may not see this contact person; nothing was changed".into(),
        ));
    }
    let chosen = match chosen {
        Some(chosen) => Some(linkable(on, mailbox, person, chosen).await?),
        None => stamped(on, mailbox, person).await?,
    };
    match link_of(tx, person, mailbox).await? {
        None => {
            let mut link = Link::adopting(LinkId(Uuid::now_v7()), person, mailbox, 1);
            link.state = LinkState::adopting(chosen);
            link.asked_by = viewer.acting();
            link_row::insert(on, &link).await
        }
        Some(mut link) => {
            let run = link.run;
            take_out(tx, &mut link, now).await?;
            match &link.state {
                LinkState::Linked => Ok(()),
                LinkState::Adopting { .. }
                    if chosen.is_none() && link.problem.is_none() && link.run == run =>
                {
                    Ok(())
                }
                LinkState::Adopting { .. } | LinkState::Leaving { .. } | LinkState::Ended { .. } => {
                    let mut link = turn::kept(link, chosen.as_deref());
                    link.asked_by = viewer.acting();
                    turn::write(tx, vec![link]).await
                }
            }
        }
    }
}

/// Checks that a contact chosen for linking is one that can be linked with a person.
async fn linkable<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    person: PersonId,
    chosen: &str,
) -> Result<String, StoreError> {
    let read = "SELECT kind, person FROM candidate WHERE mailbox = $1 AND remote_id = $2";
    let row = one(on, read, vec![mailbox.0.into(), chosen.into()]).await?.ok_or_else(|| {
        StoreError::Invalid(
            "the contact chosen for linking is not known: it is not in the mailbox, or linked already, or the id is \
             an ordinary one of Microsoft Graph, which changes when a contact is moved; nothing was changed. Give one \
             of the ids that the mailbox's candidates list (they are immutable ids)"
                .into(),
        )
    })?;
    let kind: String = row.try_get_by_index(0).map_err(failed)?;
    let named: Option<Uuid> = row.try_get_by_index(1).map_err(failed)?;
    match parse_word::<CandidateKind>(&kind)? {
        CandidateKind::Unstamped => Ok(chosen.to_owned()),
        CandidateKind::Relink if named == Some(person.0) => Ok(chosen.to_owned()),
        CandidateKind::Relink => Err(StoreError::Invalid(
            "the contact chosen for linking belongs to another contact person; nothing was changed".into(),
        )),
        CandidateKind::Foreign => Err(StoreError::Invalid(
            "the contact chosen for linking belongs to another installation; nothing was changed".into(),
        )),
    }
}

/// Finds the one contact that still has a person's stamp from an earlier life of its link: adopting links it again.
async fn stamped<C: ConnectionTrait>(
    on: &C,
    mailbox: MailboxId,
    person: PersonId,
) -> Result<Option<String>, StoreError> {
    let read =
        "SELECT remote_id FROM candidate WHERE mailbox = $1 AND person = $2 AND kind = 'relink' LIMIT 2";
    let rows = all(on, read, vec![mailbox.0.into(), person.0.into()]).await?;
    match rows.as_slice() {
        [only] => only.try_get_by_index(0).map(Some).map_err(failed),
        _ => Ok(None),
    }
}

/// Reads a person's link in a mailbox and holds it.
pub(crate) async fn link_of(
    tx: &Tx,
    person: PersonId,
    mailbox: MailboxId,
) -> Result<Option<Link>, StoreError> {
    let (columns, lock) = (link_row::COLUMNS, for_update(tx.as_ref()));
    let read = format!("SELECT {columns} FROM link WHERE mailbox = $1 AND person = $2{lock}");
    let row = one(tx.as_ref(), &read, vec![mailbox.0.into(), person.0.into()]).await?;
    row.as_ref().map(link_row::read).transpose()
}

async fn own_link(
    tx: &Tx,
    viewer: &Viewer,
    person: PersonId,
    mailbox: MailboxId,
) -> Result<Link, StoreError> {
    own_mailbox(tx.as_ref(), viewer, mailbox).await?;
    link_of(tx, person, mailbox).await?.ok_or(StoreError::NotFound("the contact person in this mailbox"))
}

async fn shown(
    tx: &Tx,
    viewer: &Viewer,
    person: PersonId,
    mailbox: MailboxId,
) -> Result<LinkView, StoreError> {
    view(tx.as_ref(), viewer, person, mailbox).await?.ok_or(StoreError::NotFound("the link"))
}

async fn view<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    person: PersonId,
    mailbox: MailboxId,
) -> Result<Option<LinkView>, StoreError> {
    let values = vec![person.0.into(), mailbox.0.into()];
    let rows = views(on, viewer, "link.person = $1 AND link.mailbox = $2", values).await?;
    Ok(rows.into_iter().map(|(_, _, view)| view).next())
}

async fn views<C: ConnectionTrait>(
    on: &C,
    viewer: &Viewer,
    condition: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<(LinkId, PersonId, LinkView)>, StoreError> {
    let read = format!(
        "SELECT {}, mailbox.owner, user_account.name, mailbox.address,
            EXISTS (SELECT 1 FROM operation WHERE operation.link = link.id)
         FROM link JOIN mailbox ON mailbox.id = link.mailbox
            JOIN user_account ON user_account.id = mailbox.owner
         WHERE {condition} ORDER BY user_account.name, link.id",
        link_row::COLUMNS
    );
    let mut found = Vec::new();
    for row in all(on, &read, values).await? {
        let link = link_row::read(&row)?;
        let (owner, view) = linked(&row, &link).map_err(failed)?;
        if viewer.administers() || owner == viewer.user {
            found.push((link.id, link.person, view));
        } else if !link.ended() {
            found.push((link.id, link.person, LinkView { detail: None, ..view }));
        }
    }
    Ok(found)
}

fn linked(row: &QueryResult, link: &Link) -> Result<(UserId, LinkView), sea_orm::DbErr> {
    let owner = UserId(row.try_get_by_index(16)?);
    let operations: bool = row.try_get_by_index(19)?;
    // Nothing is tried before a person has acted.
    let parked = link.problem.as_ref().is_some_and(|problem| problem.parked);
    let detail = LinkDetail {
        mailbox: link.mailbox,
        address: row.try_get_by_index(18)?,
        state: SwitchState::of(&link.state),
        under_way: !link.ended() && (operations || (link.due > 0 && !parked)),
        problem: link.problem.clone(),
        in_step: link.in_step,
        elsewhere: link.elsewhere.clone(),
        photo_apart: photos::is_apart(link),
        candidates: Vec::new(),
    };
    Ok((owner, LinkView { owner, owner_name: row.try_get_by_index(17)?, detail: Some(detail) }))
}
