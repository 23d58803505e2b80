//! Turning links: away from a mailbox, or back into it. The engine does the rest.

use std::collections::BTreeSet;

use contacts::{LinkId, PersonId, UserId};
use replication::{Leaving, Link, LinkState};
use sea_orm::Value;

use crate::database::Tx;
use crate::failure::failed;
use crate::replication::link_row;
use crate::replication_store::StoreError;
use crate::statements::{all, all_in, for_update};

/// Reads a person's live links and holds them until the transaction ends.
pub(crate) async fn live_links_of(tx: &Tx, person: PersonId) -> Result<Vec<Link>, StoreError> {
    let (columns, lock) = (link_row::COLUMNS, for_update(tx.as_ref()));
    let read = format!("SELECT {columns} FROM link WHERE live AND person = $1 ORDER BY id{lock}");
    all(tx.as_ref(), &read, vec![person.0.into()]).await?.iter().map(link_row::read).collect()
}

/// Turns live links to leave. One that leaves already keeps its reason, unless the person is erased.
///
/// A link that is only about to get a contact, and for which nothing was sent yet, lets go of the contact chosen
/// for it: an unstamped contact belongs to its owner and is never removed.
pub(crate) async fn send_away(
    tx: &Tx,
    links: Vec<Link>,
    cause: Leaving,
    by: Option<UserId>,
) -> Result<(), StoreError> {
    let sent = with_sent_operation(tx, &links).await?;
    let turned = links.into_iter().filter_map(|link| {
        let nothing_sent = !sent.contains(&link.id);
        away(link, cause, by, nothing_sent)
    });
    write(tx, turned.collect()).await
}

/// Decides how a link is turned away; none: it stays as it is. Pure.
pub(crate) fn away(mut link: Link, cause: Leaving, by: Option<UserId>, nothing_sent: bool) -> Option<Link> {
    match (&link.state, cause) {
        (LinkState::Ended { .. }, _) => return None,
        (LinkState::Leaving { cause: Leaving::Erased, .. }, _) => return None,
        (LinkState::Leaving { .. }, Leaving::Erased) | (LinkState::Linked, _) => {}
        (
            LinkState::Leaving { .. },
            Leaving::Withdrawn
            | Leaving::PersonDeleted
            | Leaving::RightLost
            | Leaving::DisconnectLeave
            | Leaving::DisconnectRemove
            | Leaving::Released,
        ) => return None,
        (LinkState::Adopting { .. }, _) if nothing_sent => {
            link.remote_id = None;
            link.change_key = String::new();
            link.stamp = None;
        }
        (LinkState::Adopting { .. }, _) => {}
    }
    link.state = LinkState::Leaving { cause, by };
    Some(link)
}

/// Takes links back that were about to leave.
pub(crate) async fn keep(tx: &Tx, links: Vec<Link>) -> Result<(), StoreError> {
    write(tx, links.into_iter().map(|link| kept(link, None)).collect()).await
}

/// Returns a link as it is when its contact is wanted (again), with the contact chosen for it. Pure.
pub(crate) fn kept(mut link: Link, chosen: Option<&str>) -> Link {
    let chosen = chosen.map(str::to_owned);
    match (&link.state, &link.remote_id) {
        (LinkState::Linked, _) => {}
        // On its way to the contact that the person was made from: there is no other.
        (LinkState::Adopting { imported: true, .. }, _) if chosen.is_none() && link.problem.is_none() => {}
        (LinkState::Leaving { .. }, Some(_)) if link.in_step > 0 => link.state = LinkState::Linked,
        (LinkState::Leaving { .. } | LinkState::Adopting { .. }, _) => {
            link.state = LinkState::adopting(chosen.or_else(|| link.remote_id.clone()));
        }
        (LinkState::Ended { .. }, _) => {
            link.state = LinkState::adopting(chosen);
            link.let_go();
            link.elsewhere = None;
            link.stamp = None;
            link.in_step = 0;
        }
    }
    link
}

/// Writes links that were turned: work waits on them, and their problem is over.
pub(crate) async fn write(tx: &Tx, links: Vec<Link>) -> Result<(), StoreError> {
    let links: Vec<Link> = links
        .into_iter()
        .map(|mut link| {
            link.due += 1;
            link.row += 1;
            link.problem = None;
            link
        })
        .collect();
    link_row::update(tx.as_ref(), links.iter()).await
}

/// Returns the links that have an operation of which it is not known what became.
pub(crate) async fn with_sent_operation(tx: &Tx, links: &[Link]) -> Result<BTreeSet<LinkId>, StoreError> {
    let ids: Vec<Value> = links.iter().map(|link| link.id.0.into()).collect();
    let read = "SELECT link FROM operation WHERE state = 'sent' AND link IN ({list})";
    let rows = all_in(tx.as_ref(), read, &[], &ids).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(LinkId).map_err(failed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contacts::MailboxId;
    use replication::{Ended, Problem};

    fn link(state: LinkState, remote: Option<&str>) -> Link {
        let mut link =
            Link::adopting(LinkId::from_u128(1), PersonId::from_u128(2), MailboxId::from_u128(3), 0);
        (link.state, link.remote_id) = (state, remote.map(str::to_owned));
        link.in_step = i64::from(remote.is_some());
        link
    }

    fn leaving(cause: Leaving) -> LinkState {
        LinkState::Leaving { cause, by: None }
    }

    fn ended() -> LinkState {
        LinkState::Ended { by: Ended::Withdrawn, user: None, at: 1 }
    }

    #[test]
    fn the_table_of_turning_away() {
        use Leaving::{Erased, PersonDeleted, Withdrawn};
        let adopting = || LinkState::adopting(None);
        for (state, cause, nothing_sent, expected) in [
            (LinkState::Linked, Withdrawn, true, Some((Withdrawn, Some("A")))),
            (LinkState::Linked, Withdrawn, false, Some((Withdrawn, Some("A")))),
            (adopting(), Withdrawn, true, Some((Withdrawn, None))),
            (adopting(), Withdrawn, false, Some((Withdrawn, Some("A")))),
            (leaving(Withdrawn), PersonDeleted, true, None),
            (leaving(Withdrawn), Erased, true, Some((Erased, Some("A")))),
            (leaving(Erased), Withdrawn, true, None),
            (ended(), Erased, true, None),
        ] {
            let turned = away(link(state.clone(), Some("A")), cause, None, nothing_sent);
            let found = turned.as_ref().map(|link| (link.state.clone(), link.remote_id.as_deref()));
            let expected = expected.map(|(cause, remote)| (leaving(cause), remote));
            assert_eq!(found, expected, "{state:?} {cause:?} {nothing_sent}");
        }
    }

    #[test]
    fn an_import_that_is_exported_before_it_is_linked_keeps_the_contact_it_was_made_from() {
        let imported = LinkState::Adopting { chosen: Some("A".into()), imported: true };
        let mut made = link(imported.clone(), None);
        assert_eq!(kept(made.clone(), None).state, imported);
        assert_eq!(kept(made.clone(), Some("B")).state, LinkState::adopting(Some("B".into())));
        made.problem = Some(Problem { reason: "gone".into(), since: 1, attempts: 1, parked: true });
        assert_eq!(kept(made, None).state, LinkState::adopting(None), "what cannot be linked is let go");
    }

    #[test]
    fn the_table_of_turning_back() {
        let adopting = LinkState::adopting(Some("B".into()));
        for (state, remote, expected, kept_remote) in [
            (LinkState::Linked, Some("A"), LinkState::Linked, Some("A")),
            (leaving(Leaving::Withdrawn), Some("A"), LinkState::Linked, Some("A")),
            (leaving(Leaving::Withdrawn), None, adopting.clone(), None),
            (LinkState::adopting(None), None, adopting.clone(), None),
            (ended(), Some("A"), adopting.clone(), None),
        ] {
            let found = kept(link(state.clone(), remote), Some("B"));
            assert_eq!((found.state, found.remote_id.as_deref()), (expected, kept_remote), "{state:?}");
        }
    }
}
