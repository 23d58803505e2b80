//! `/contact-persons/{id}/links`: in which mailboxes a person is; adopt and withdraw.

use axum::extract::State;
use contacts::{MailboxId, PersonId};
use serde::Serialize;
use store::{LinkDetail, LinkView, SwitchState};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::{Nothing, Sent};
use crate::listing::{Asking, Listing};
use crate::place::Place;
use crate::problem::{Kind, Problem};
use crate::properties::{Asked, Properties};
use crate::query::Query;
use crate::shape::{Named, time, time_unless_never};
use crate::signed::Signed;
use crate::state::WebState;
use crate::words::{EndedWord, LeavingWord};

/// A contact person in a mailbox.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Link)]
pub struct ShownLink {
    /// The mailbox's owner.
    pub owner: Named,
    /// The rest; null: a colleague's mailbox, of which you know only whose it is.
    pub detail: Option<ShownDetail>,
}

/// What the mailbox's owner and administrators see of a link.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkDetail)]
pub struct ShownDetail {
    /// The mailbox's id.
    pub mailbox: Uuid,
    /// Its address.
    pub address: String,
    /// `adopting`: about to be created or linked; `replicated`: it is in the mailbox; `leaving`: about to leave;
    /// `ended`: not in the mailbox (any more).
    pub state: &'static str,
    /// Why it is about to leave.
    pub leaving: Option<LeavingWord>,
    /// By what, by whom and when it ended.
    pub ended: Option<ShownEnd>,
    /// Whether work waits or is under way.
    pub under_way: bool,
    /// What keeps it from being in step.
    pub problem: Option<ShownTrouble>,
    /// When it was last in step; null: never.
    #[schema(format = DateTime)]
    pub in_step: Option<String>,
    /// The folder the contact lies in when it is not the followed one.
    pub elsewhere: Option<String>,
    /// Whether the person's photo is not the one in Outlook: Outlook refused it, its owner removed it there, or an export
    /// left it out. The text fields go on, the history says why, and `retry` sends it again; so does a new photo.
    pub photo_apart: bool,
}

/// How a link ended.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkEnd)]
pub struct ShownEnd {
    /// By what.
    pub by: EndedWord,
    /// By which user; null: by the program, or by the mailbox's owner in Outlook.
    pub user: Option<Uuid>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// What keeps a link from being in step.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkProblem)]
pub struct ShownTrouble {
    /// What happened, and what to do.
    pub reason: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether a person has to act; else it is tried again by itself.
    pub parked: bool,
    /// Where there is a contact to choose: the ids of the equal ones in the mailbox. `/mailboxes/{id}/candidates` shows
    /// them; adopt the person with one of them as `contact`.
    pub candidates: Vec<String>,
}

/// How a person is adopted into a mailbox.
#[derive(Debug, Default, ToSchema)]
pub struct Adoption {
    /// The immutable id of the unstamped contact in the mailbox that is to be linked, where several are equal: one of
    /// those that `/mailboxes/{id}/candidates` lists.
    pub contact: Option<String>,
}

impl Asked for Adoption {
    fn read(properties: &mut Properties) -> Option<Self> {
        Some(Adoption { contact: properties.text("contact") })
    }
}

/// List a person's links
///
/// Your own mailboxes in full, ended links too; of colleagues' mailboxes only whose they are.
#[utoipa::path(get, path = "/contact-persons/{id}/links", tag = "links",
    params(("id" = Uuid, Path, description = "The contact person"), Asking),
    responses((status = 200, description = "A part of the list", body = Listing<ShownLink>)))]
pub async fn list(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place(person): Place<PersonId>,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<Listing<ShownLink>>, Problem> {
    let links = state.store.list_links(&viewer, person).await?;
    let numbered: Vec<(usize, LinkView)> = links.into_iter().enumerate().collect();
    let key = |(number, _): &(usize, LinkView)| format!("{number:06}");
    let listing =
        Listing::part(&format!("links of {person}"), &asking, numbered, key, |(_, link)| shown(link))?;
    Ok(axum::Json(listing))
}

/// Read a person's link in one mailbox
///
/// 404 also when the person never was in that mailbox.
#[utoipa::path(get, path = "/contact-persons/{id}/links/{mailbox}", tag = "links",
    params(("id" = Uuid, Path, description = "The contact person"), ("mailbox" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The link", body = ShownLink)))]
pub async fn read(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place((person, mailbox)): Place<(PersonId, MailboxId)>,
) -> Result<axum::Json<ShownLink>, Problem> {
    let link = state.store.read_link(&viewer, person, mailbox).await?;
    let link = link.ok_or_else(|| {
        Problem::new(Kind::NotFound, "This contact person never was in that mailbox. PUT adopts it into it")
    })?;
    Ok(axum::Json(shown(link)))
}

/// Adopt a person into a mailbox
///
/// Its contact is created in Outlook, or the one equal contact there is linked. Nothing happens when it is there
/// already.
#[utoipa::path(put, path = "/contact-persons/{id}/links/{mailbox}", tag = "links", request_body = Option<Adoption>,
    params(("id" = Uuid, Path, description = "The contact person"), ("mailbox" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The link as it is now: watch it until it is replicated", body = ShownLink)))]
pub async fn adopt(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place((person, mailbox)): Place<(PersonId, MailboxId)>,
    body: Option<Sent<Adoption>>,
) -> Result<axum::Json<ShownLink>, Problem> {
    let chosen = body.and_then(|sent| sent.asked.contact);
    let link = state.store.adopt(&viewer, person, mailbox, chosen.as_deref(), state.now()).await?;
    state.engine.wake(Some(mailbox));
    Ok(axum::Json(shown(link)))
}

/// Withdraw a person from a mailbox
///
/// Edits made in Outlook and not yet taken over are taken over first; then its contact goes to Deleted Items. The
/// contact person stays in the CRM.
#[utoipa::path(delete, path = "/contact-persons/{id}/links/{mailbox}", tag = "links",
    params(("id" = Uuid, Path, description = "The contact person"), ("mailbox" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The link as it is now: watch it until it has ended", body = ShownLink)))]
pub async fn withdraw(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place((person, mailbox)): Place<(PersonId, MailboxId)>,
) -> Result<axum::Json<ShownLink>, Problem> {
    let link = state.store.withdraw(&viewer, person, mailbox, state.now()).await?;
    state.engine.wake(Some(mailbox));
    Ok(axum::Json(shown(link)))
}

/// Try a link with a problem again
///
/// After its cause was mended, or just so. Without a problem, a photo that is not in Outlook is sent again.
#[utoipa::path(post, path = "/contact-persons/{id}/links/{mailbox}/retry", tag = "links",
    params(("id" = Uuid, Path, description = "The contact person"), ("mailbox" = Uuid, Path, description = "The mailbox")),
    responses((status = 200, description = "The link as it is now", body = ShownLink)))]
pub async fn retry(
    State(state): State<WebState>,
    Signed(viewer): Signed,
    Place((person, mailbox)): Place<(PersonId, MailboxId)>,
    _: Nothing,
) -> Result<axum::Json<ShownLink>, Problem> {
    let link = state.store.retry_link(&viewer, person, mailbox, state.now()).await?;
    state.engine.wake(Some(mailbox));
    Ok(axum::Json(shown(link)))
}

fn shown(link: LinkView) -> ShownLink {
    ShownLink { owner: Named { id: link.owner.0, name: link.owner_name }, detail: link.detail.map(detail) }
}

fn detail(link: LinkDetail) -> ShownDetail {
    let (state, leaving, ended) = match link.state {
        SwitchState::Adopting => ("adopting", None, None),
        SwitchState::Replicated => ("replicated", None, None),
        SwitchState::Leaving(cause) => ("leaving", Some(cause.into()), None),
        SwitchState::Ended { by, user, at } => {
            ("ended", None, Some(ShownEnd { by: by.into(), user: user.map(|user| user.0), at: time(at) }))
        }
    };
    let candidates = link.candidates;
    let trouble = |problem: replication::Problem| ShownTrouble {
        reason: problem.reason,
        since: time(problem.since),
        attempts: problem.attempts,
        parked: problem.parked,
        candidates,
    };
    ShownDetail {
        mailbox: link.mailbox.0,
        address: link.address,
        state,
        leaving,
        ended,
        under_way: link.under_way,
        problem: link.problem.map(trouble),
        in_step: time_unless_never(link.in_step),
        elsewhere: link.elsewhere,
        photo_apart: link.photo_apart,
    }
}
