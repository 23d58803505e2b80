//! What a program sees of contacts that are not linked, and what an import that it orders would do.

use std::collections::{BTreeMap, BTreeSet};

use contacts::person::{names_someone, with_partner};
use contacts::{Card, InstallationId, MailboxId, PartnerId, PersonId};
use matching::duplicate::groups::held_by_several;
use matching::duplicate::{Status, Traits, status};
use replication::{Rules, imported};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::database::Database;
use crate::derived::list_name;
use crate::duplicates::{FoundDuplicate, SharedKeys, find, sharing};
use crate::imports::draft::own_mailbox;
use crate::imports::{
    Assign, Candidacy, ImportAction, ImportOrderItem, OutlookContact, PlannedAction, PlannedImport,
    RowPartner, RowStatus, begin, detect, link,
};
use crate::links::open_mailbox;
use crate::records;
use crate::replication_store::{CandidateKind, StoreError};
use crate::settings_row::{REPLICATION, read_setting};
use crate::viewer::Viewer;

/// Tells what a program sees of contacts; none of one that is linked.
pub(super) async fn candidacies(
    database: &Database,
    viewer: &Viewer,
    mailbox: MailboxId,
    contacts: &[OutlookContact],
) -> Result<Vec<Option<Candidacy>>, StoreError> {
    let on = database.reading();
    own_mailbox(on, viewer, mailbox).await?;
    let ids: Vec<&str> = contacts.iter().map(|contact| contact.id.as_str()).collect();
    let linked = detect::linked(on, mailbox, &ids).await?;
    let cards: Vec<Card> = contacts.iter().map(|contact| contact.card.clone()).collect();
    let duplicates = database.check_duplicates(viewer, &cards, None).await?;
    let partners = database.suggest_partners(viewer, &cards).await?;
    let kinds: Vec<_> = contacts.iter().map(|contact| kind(contact, database.installation_id())).collect();
    let stamped: BTreeSet<Uuid> =
        kinds.iter().filter_map(|(_, person)| person.map(|person| person.0)).collect();
    let persons = find::shown(on, viewer, &stamped).await?;
    let found = contacts.iter().zip(kinds).zip(duplicates.into_iter().zip(partners));
    let one = |((contact, (kind, person)), (duplicates, partners)): (
        (&OutlookContact, _),
        (Vec<FoundDuplicate>, _),
    )| {
        let (partners, person): (crate::duplicates::PartnerSuggestions, Option<PersonId>) =
            (partners, person);
        (!linked.contains(&contact.id)).then(|| Candidacy {
            kind,
            status: RowStatus::of(duplicates.iter().map(|duplicate| duplicate.status).max()),
            duplicates,
            suggestions: partners.ranked,
            preset: partners.preset,
            relink: person.and_then(|person| persons.get(&person.0)).cloned(),
        })
    };
    Ok(found.map(one).collect())
}

fn kind(contact: &OutlookContact, installation: InstallationId) -> (CandidateKind, Option<PersonId>) {
    detect::kind(contact.stamp.as_deref(), installation)
}

/// Says what an import would do.
pub(super) async fn plan(
    database: &Database,
    viewer: &Viewer,
    mailbox: MailboxId,
    items: &[ImportOrderItem],
) -> Result<Vec<PlannedImport>, StoreError> {
    let on = database.reading();
    own_mailbox(on, viewer, mailbox).await?;
    open_mailbox(on, viewer, mailbox).await?;
    let rules = read_setting::<Rules, _>(on, REPLICATION).await?.unwrap_or_default();
    begin::check_order(viewer, &rules, items)?;
    let contacts: Vec<&str> = items.iter().map(|item| item.contact.id.as_str()).collect();
    let cards: Vec<Card> = items.iter().map(as_completed).collect();
    let duplicates = database.check_duplicates(viewer, &cards, None).await?;
    let mut planning = Planning {
        viewer,
        mailbox,
        linked: detect::linked(on, mailbox, &contacts).await?,
        installation: database.installation_id(),
        rules,
        shared: sharing::read(on).await?,
        earlier: Vec::new(),
        linking: BTreeMap::new(),
    };
    let mut planned = Vec::with_capacity(items.len());
    for ((item, card), duplicates) in items.iter().zip(&cards).zip(duplicates) {
        planned.push(planning.one(on, item, card, duplicates).await?);
    }
    Ok(planned)
}

fn as_completed(item: &ImportOrderItem) -> Card {
    let mut card = item.contact.card.clone();
    match &item.action {
        ImportAction::Import { completed, .. } => card.apply(completed),
        ImportAction::Link(_) => {}
    }
    card.close_gaps();
    card
}

/// A plan that is being made.
struct Planning<'a> {
    viewer: &'a Viewer,
    mailbox: MailboxId,
    linked: BTreeSet<String>,
    installation: InstallationId,
    rules: Rules,
    shared: SharedKeys,
    /// The cards of those that are imported before.
    earlier: Vec<Card>,
    /// The persons that are linked before.
    linking: BTreeMap<PersonId, String>,
}

impl Planning<'_> {
    async fn one<C: ConnectionTrait>(
        &mut self,
        on: &C,
        item: &ImportOrderItem,
        card: &Card,
        duplicates: Vec<FoundDuplicate>,
    ) -> Result<PlannedImport, StoreError> {
        let mut planned = PlannedImport {
            contact: item.contact.id.clone(),
            name: list_name(card),
            what: None,
            reason: None,
            duplicates,
            card: Card::new(),
            preview: None,
        };
        let (kind, stamped) = kind(&item.contact, self.installation);
        if item.contact.card.is_empty() {
            return Ok(not(planned, "the contact is not in the mailbox, or has nothing in it"));
        }
        if self.linked.contains(&item.contact.id) {
            return Ok(not(planned, "the contact is linked, or another import has taken it"));
        }
        match (&item.action, kind) {
            (_, CandidateKind::Foreign) => planned = not(planned, link::FOREIGN),
            (ImportAction::Import { .. }, CandidateKind::Relink) => {
                planned = not(planned, "the contact belongs to a contact person; link it again instead");
            }
            (ImportAction::Import { partner, .. }, CandidateKind::Unstamped) => {
                self.import(on, &mut planned, (item, card), partner).await?;
            }
            (ImportAction::Link(person), CandidateKind::Relink | CandidateKind::Unstamped) => {
                self.link(on, &mut planned, (kind, stamped), &item.contact.card, person.or(stamped)).await?;
            }
        }
        Ok(planned)
    }

    async fn import<C: ConnectionTrait>(
        &mut self,
        on: &C,
        planned: &mut PlannedImport,
        (item, card): (&ImportOrderItem, &Card),
        partner: &Assign,
    ) -> Result<(), StoreError> {
        let found = RowStatus::of(planned.duplicates.iter().map(|duplicate| duplicate.status).max());
        let same = |earlier: &Card| {
            let both = [earlier, card].map(|card| Traits::of(card, self.rules.country));
            let several = held_by_several(&both);
            let found = status(&both[0], &both[1], self.shared.sharing(&several));
            matches!(found, Some((Status::Certain, _)))
        };
        let why = match (found, names_someone(card)) {
            (RowStatus::Certain, _) => {
                Some("the contact is certainly a contact person that exists; link it to that one instead")
            }
            (_, false) => Some("the contact has no name and no e-mail address; complete it"),
            (RowStatus::Possible | RowStatus::None, true) if self.earlier.iter().any(same) => {
                Some("the contact is certainly the same person as another one of this import")
            }
            (RowStatus::Possible | RowStatus::None, true) => None,
        };
        let partner = self.partner(on, partner).await?;
        match (why, partner) {
            (Some(why), _) => planned.reason = Some(why.to_owned()),
            (None, None) => {
                planned.reason = Some("no business partner is named, or it is not there".to_owned())
            }
            (None, Some((partner, fields))) => {
                let empty = contacts::Patch::new();
                let completed = match &item.action {
                    ImportAction::Import { completed, .. } => completed,
                    ImportAction::Link(_) => &empty,
                };
                let hidden = &self.viewer.hidden;
                let made = imported(&fields, &item.contact.card, completed, &self.rules, hidden);
                planned.card = made.card;
                planned.what = Some(PlannedAction::Import(partner));
                self.earlier.push(card.clone());
            }
        }
        Ok(())
    }

    /// Finds a partner, and its fields as they stand on cards.
    async fn partner<C: ConnectionTrait>(
        &self,
        on: &C,
        partner: &Assign,
    ) -> Result<Option<(RowPartner, Card)>, StoreError> {
        match partner {
            Assign::New(card) => Ok(Some((RowPartner::New(card.clone()), with_partner(&Card::new(), card)))),
            Assign::Nothing => Ok(None),
            Assign::Existing(id) => match records::seen_partner(on, self.viewer, *id).await {
                Ok(row) => {
                    let fields = with_partner(&Card::new(), &records::partner(&row)?.card);
                    Ok(Some((RowPartner::Existing { id: PartnerId(row.id), name: row.name }, fields)))
                }
                Err(StoreError::NotFound(_)) => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    async fn link<C: ConnectionTrait>(
        &mut self,
        on: &C,
        planned: &mut PlannedImport,
        contact: (CandidateKind, Option<PersonId>),
        card: &Card,
        person: Option<PersonId>,
    ) -> Result<(), StoreError> {
        let Some(person) = person else {
            planned.reason = Some("no contact person is named to link the contact to".to_owned());
            return Ok(());
        };
        match link::preview(on, self.viewer, self.mailbox, (contact, card), person).await {
            Ok(preview) => {
                let twice = self.linking.insert(person, planned.contact.clone()).is_some();
                planned.reason = match (&preview.not_possible, twice) {
                    (Some(why), _) => Some(why.clone()),
                    (None, true) => Some(link::IN_MAILBOX.to_owned()),
                    (None, false) => None,
                };
                planned.what = planned.reason.is_none().then_some(PlannedAction::Link(person));
                planned.preview = Some(preview);
                Ok(())
            }
            Err(StoreError::NotFound(what)) => {
                planned.reason = Some(StoreError::NotFound(what).to_string());
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn not(mut planned: PlannedImport, why: &str) -> PlannedImport {
    planned.reason = Some(why.to_owned());
    planned
}
