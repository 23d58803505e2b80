//! Carrying an import out: of each contact, as Outlook has it now, a contact person with its link, in one transaction
//! with the check that nobody is there twice.

use std::collections::{BTreeMap, BTreeSet};

use contacts::normalise::Country;
use contacts::person::{PartnerCard, with_partner};
use contacts::{Card, FieldKey, InstallationId, LinkId, PartnerField, PartnerId, PersonId, RunId, normalise};
use matching::duplicate::certain_keys;
use replication::{CrmShadow, Link, LinkState, Rules, imported};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use uuid::Uuid;

use crate::database::Tx;
use crate::derived::list_name;
use crate::duplicates::{FoundPerson, certain_in, lock_these};
use crate::failure::failed;
use crate::imports::draft::Draft;
use crate::imports::row::{self, Stored};
use crate::imports::{ItemAction, OutlookContact, detect, link};
use crate::links::{link_of, open_mailbox, turn};
use crate::partners::{self, NewPartner};
use crate::persons::{NewPerson, create_from};
use crate::records;
use crate::replication::{link_row, run_items};
use crate::replication_store::{CandidateKind, EndState, RunItemWrite, StoreError};
use crate::rights::partner_visible_to;
use crate::runs::RunState;
use crate::settings_row::{REPLICATION, read_setting};
use crate::statements::{for_update, one, run};
use crate::tables::business_partner;
use crate::viewer::Viewer;
use crate::words::{parse_word, word};

const GONE: &str = "the contact is not in the mailbox any more; nothing was imported";
const STAMPED: &str = "the contact belongs to a contact person by now; nothing was imported";
const LINKED: &str = "the contact is linked by now, or another import has taken it; nothing was imported";
const PRIVATE: &str = "the contact is marked as private by now; nothing was imported";
const CERTAIN: &str = "the contact is certainly a contact person that exists; nothing was imported. Link it to that one \
    instead";
const NAMELESS: &str =
    "the contact has no name and no e-mail address; nothing was imported. Complete it first";
const NO_PARTNER: &str = "no business partner is assigned, or it is not there any more; nothing was imported. Assign \
    another one";
const NOBODY: &str = "no contact person is named to link the contact to; nothing was linked";
/// What is said where the person's own contact is being created.
const UNDER_WAY: &str = "the contact person is on its way into this mailbox with a contact of its own; nothing was linked. \
    Look again in some minutes";
/// What is said of a contact that was imported although it was not any more as the list showed it.
const EDITED: &str =
    "the contact was edited in Outlook after the list was made; it was imported as it was then";
/// What is said of a contact whose completed fields were filled in Outlook meanwhile.
const COMPLETED: &str = "the contact was edited in Outlook in what you completed here; nothing was imported. Begin \
    another import";
const TAKEN_OVER: &str = "a later run has taken it over";

/// An import under way: who asked for what, and what Outlook has.
pub(super) struct Order<'a> {
    pub(super) viewer: &'a Viewer,
    pub(super) run: RunId,
    pub(super) draft: &'a Draft,
    /// The contacts as they are now, by their ids.
    pub(super) found: &'a BTreeMap<&'a str, &'a OutlookContact>,
    pub(super) installation: InstallationId,
    pub(super) now: i64,
}

/// What became of a contact.
enum Done {
    /// It became a person, or was given a link: the engine ends its item. What there is to say besides.
    Begun(PersonId, String, Option<&'static str>),
    /// Nothing happened, and why; who is there already.
    Skipped(&'static str, Option<PersonId>),
}

/// Carries some contacts out that are to be imported, or linked; those that are dealt with are left alone.
pub(super) async fn some(
    tx: &Tx,
    order: &Order<'_>,
    action: ItemAction,
    asked: &[&str],
) -> Result<(), StoreError> {
    let on = tx.as_ref();
    let mut rows = waiting(tx, order, action, asked).await?;
    if rows.is_empty() || !goes(on, order.run).await? {
        return Ok(());
    }
    open_mailbox(on, order.viewer, order.draft.mailbox).await?;
    // In the order in which persons are held.
    rows.sort_by_key(|stored| (stored.row.person.filter(|_| action == ItemAction::Link), stored.row.number));
    let rules = read_setting::<Rules, _>(on, REPLICATION).await?.unwrap_or_default();
    lock(tx, order, &rows, rules.country).await?;
    let ids: Vec<&str> = rows.iter().map(|stored| stored.row.contact.as_str()).collect();
    let taken = detect::linked(on, order.draft.mailbox, &ids).await?;
    let mut ends = Vec::new();
    for stored in &rows {
        let done = match action {
            ItemAction::Import => import(tx, order, &rules, stored, &taken).await?,
            ItemAction::Link => link_instead(tx, order, stored, &taken).await?,
        };
        note(tx, order, stored, done, &mut ends).await?;
    }
    if ends.is_empty() { Ok(()) } else { run_items::end(tx, &ends, order.now).await }
}

/// Ends the item of a contact that could not be carried out.
pub(super) async fn give_up(
    tx: &Tx,
    order: &Order<'_>,
    action: ItemAction,
    asked: &[&str],
    why: &str,
) -> Result<(), StoreError> {
    let mut ends = Vec::new();
    for stored in waiting(tx, order, action, asked).await? {
        close(tx, order, &stored, None).await?;
        ends.extend(end(order, &stored, EndState::Failed, why));
    }
    if ends.is_empty() { Ok(()) } else { run_items::end(tx, &ends, order.now).await }
}

/// Reads and holds the rows of contacts that are not dealt with.
async fn waiting(
    tx: &Tx,
    order: &Order<'_>,
    action: ItemAction,
    asked: &[&str],
) -> Result<Vec<Stored>, StoreError> {
    let on = tx.as_ref();
    let lock = for_update(on);
    if !lock.is_empty() {
        // Another program may be at the same run.
        let hold = format!("SELECT 1 FROM import_draft WHERE id = $1{lock}");
        one(on, &hold, vec![order.draft.id.0.into()]).await?;
    }
    let marks: Vec<String> = (3..asked.len() + 3).map(|place| format!("${place}")).collect();
    let condition = format!(
        "import_row.draft = $1 AND action = $2 AND item IS NOT NULL AND NOT done AND remote_id IN ({})",
        marks.join(", ")
    );
    let mut values: Vec<Value> = vec![order.draft.id.0.into(), word(&action)?.into()];
    values.extend(asked.iter().map(|contact| Value::from(*contact)));
    row::stored(on, &condition, values).await
}

/// Tells whether a run is to go on; a paused one leaves the rest for later.
async fn goes<C: ConnectionTrait>(on: &C, id: RunId) -> Result<bool, StoreError> {
    let row = one(on, "SELECT state FROM run WHERE id = $1", vec![id.0.into()]).await?;
    let state: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(match state.as_deref().map(parse_word).transpose()? {
        Some(RunState::Preparing | RunState::Running) => true,
        Some(RunState::Paused | RunState::Cancelled | RunState::Done) | None => false,
    })
}

/// Locks whatever two imports must not do at once: the match keys, the contacts, and the names of new partners.
async fn lock(tx: &Tx, order: &Order<'_>, rows: &[Stored], country: Country) -> Result<(), StoreError> {
    let mut keys = BTreeSet::new();
    for stored in rows {
        keys.insert(format!("c:{}:{}", order.draft.mailbox.hex(), stored.row.contact));
        if let Some(contact) = order.found.get(stored.row.contact.as_str()) {
            keys.extend(certain_keys(&as_completed(contact, stored), country));
        }
        if let Some(card) = &stored.row.new_partner {
            keys.insert(format!("p:{}", normalise::name(card.text(PartnerField::Name))));
        }
    }
    lock_these(tx.as_ref(), keys).await
}

fn as_completed(contact: &OutlookContact, stored: &Stored) -> Card {
    let mut card = contact.card.clone();
    card.apply(&stored.completed);
    card.close_gaps();
    card
}

/// Looks at the contact as it is now: why it cannot be imported any more.
fn passed_over<'a>(
    order: &Order<'a>,
    stored: &Stored,
    taken: &BTreeSet<String>,
) -> Result<&'a OutlookContact, &'static str> {
    let contact = order.found.get(stored.row.contact.as_str()).copied().ok_or(GONE)?;
    if taken.contains(&contact.id) {
        return Err(LINKED);
    }
    let private = contact.card.get(FieldKey::Private).is_some();
    if private && !order.draft.with_private { Err(PRIVATE) } else { Ok(contact) }
}

async fn import(
    tx: &Tx,
    order: &Order<'_>,
    rules: &Rules,
    stored: &Stored,
    taken: &BTreeSet<String>,
) -> Result<Done, StoreError> {
    let contact = match passed_over(order, stored, taken) {
        Ok(contact) => contact,
        Err(why) => return Ok(Done::Skipped(why, None)),
    };
    match detect::kind(contact.stamp.as_deref(), order.installation).0 {
        CandidateKind::Unstamped => {}
        CandidateKind::Relink => return Ok(Done::Skipped(STAMPED, None)),
        CandidateKind::Foreign => return Ok(Done::Skipped(link::FOREIGN, None)),
    }
    let edited = |(key, _): (FieldKey, _)| contact.card.get(key) != stored.card.get(key);
    if stored.completed.iter().any(edited) {
        return Ok(Done::Skipped(COMPLETED, None));
    }
    let certain = certain_in(tx, order.viewer, &as_completed(contact, stored), None).await?;
    if let Some(first) = certain.first() {
        return Ok(Done::Skipped(CERTAIN, first.person.as_ref().map(|person| person.id)));
    }
    let Some((partner, card)) = partner(tx, order, stored).await? else {
        return Ok(Done::Skipped(NO_PARTNER, None));
    };
    let fields = with_partner(&Card::new(), &card);
    let made = imported(&fields, &contact.card, &stored.completed, rules, &order.viewer.hidden);
    if !contacts::person::names_someone(&made.card) {
        return Ok(Done::Skipped(NAMELESS, None));
    }
    let mut new = NewPerson::new(PartnerId(partner.id), made.card);
    new.employee_in_charge = order.viewer.acting();
    new.team = partner.team.map(contacts::TeamId).filter(|team| order.viewer.teams.contains(team));
    let origin = Some((order.draft.mailbox, order.run));
    let (person, _) = create_from(tx, order.viewer, &new, origin, order.now).await?;
    let id = PersonId(person.id);
    let mut link = Link::adopting(LinkId(Uuid::now_v7()), id, order.draft.mailbox, 1);
    link.state = LinkState::Adopting { chosen: Some(contact.id.clone()), imported: true };
    link.run = Some(order.run);
    link.asked_by = order.viewer.acting();
    link.outlook = contact.card.clone();
    link.crm = CrmShadow { version: person.version, fields: made.shadow };
    link_row::insert(tx.as_ref(), &link).await?;
    let edited = (contact.card != stored.card).then_some(EDITED);
    Ok(Done::Begun(id, person.name, edited))
}

/// Tells whether two names of one normal form have the signs in common that it drops and that may tell companies apart:
/// C++ and C#.
fn same_signs(one: &str, other: &str) -> bool {
    let signs = |name: &str| name.chars().filter(|sign| "+#*@$%!?".contains(*sign)).collect::<String>();
    signs(one) == signs(other)
}

/// Finds the business partner of a row, or creates the one that was filled in, unless one of that name came to be since
/// the list was made: by another row, another import or a colleague. A program that orders an import gets the one of
/// that name whenever it was made.
async fn partner(
    tx: &Tx,
    order: &Order<'_>,
    stored: &Stored,
) -> Result<Option<(business_partner::Model, PartnerCard)>, StoreError> {
    use business_partner::Column;
    let on = tx.as_ref();
    let visible = || {
        business_partner::Entity::find()
            .filter(Column::DeletedAt.is_null())
            .filter(partner_visible_to(order.viewer))
    };
    let found = match (&stored.row.new_partner, stored.row.partner) {
        (Some(card), _) => {
            let name = card.text(PartnerField::Name);
            let named = visible().filter(Column::NameKey.eq(normalise::name(name))).order_by_asc(Column::Id);
            // In the wizard somebody was shown those that were there, and wants another one all the same.
            let named = if order.draft.folders.is_empty() {
                named
            } else {
                named.filter(Column::CreatedAt.gte(order.draft.created))
            };
            let there = named.all(on).await.map_err(failed)?;
            match there.into_iter().find(|there| same_signs(&there.name, name)) {
                Some(there) => Some(there),
                None => {
                    let new = NewPartner { card: card.clone(), ..NewPartner::default() };
                    let id = partners::create(tx, order.viewer, &new, order.now).await?.id;
                    business_partner::Entity::find_by_id(id.0).one(on).await.map_err(failed)?
                }
            }
        }
        (None, Some(id)) => visible().filter(Column::Id.eq(id.0)).one(on).await.map_err(failed)?,
        (None, None) => None,
    };
    found.map(|row| Ok((row.clone(), records::partner(&row)?.card))).transpose()
}

async fn link_instead(
    tx: &Tx,
    order: &Order<'_>,
    stored: &Stored,
    taken: &BTreeSet<String>,
) -> Result<Done, StoreError> {
    let contact = match passed_over(order, stored, taken) {
        Ok(contact) => contact,
        Err(why) => return Ok(Done::Skipped(why, None)),
    };
    let Some(id) = stored.row.person else { return Ok(Done::Skipped(NOBODY, None)) };
    let row = records::held_living_person(tx, order.viewer, id).await?;
    let person = FoundPerson {
        id,
        name: list_name(&records::person(&row)?.card),
        partner: PartnerId(row.partner),
        partner_name: String::new(),
        inactive: row.inactive,
        may_edit: true,
    };
    let there = link_of(tx, id, order.draft.mailbox).await?;
    let what = detect::kind(contact.stamp.as_deref(), order.installation);
    if let Some(why) = link::not_possible(what, &person, there.as_ref()) {
        return Ok(Done::Skipped(why, None));
    }
    if let Some(link) = &there
        && is_being_sent(tx.as_ref(), link.id).await?
    {
        return Ok(Done::Skipped(UNDER_WAY, None));
    }
    let earlier = there.as_ref().and_then(|link| link.run).filter(|earlier| *earlier != order.run);
    let new = there.is_none();
    let fresh = || Link::adopting(LinkId(Uuid::now_v7()), id, order.draft.mailbox, 1);
    let mut link = turn::kept(there.unwrap_or_else(fresh), Some(&contact.id));
    link.run = Some(order.run);
    link.asked_by = order.viewer.acting();
    if new {
        link_row::insert(tx.as_ref(), &link).await?;
    } else {
        turn::write(tx, vec![link]).await?;
    }
    if let Some(run) = earlier {
        let reason = Some(TAKEN_OVER.to_owned());
        let overtaken = RunItemWrite { run, person: id, end: EndState::Unchanged, reason };
        run_items::end(tx, &[overtaken], order.now).await?;
    }
    Ok(Done::Begun(id, person.name, None))
}

/// Tells whether a contact of the link's own may be in the mailbox already, its answer not heard yet.
async fn is_being_sent<C: ConnectionTrait>(on: &C, link: LinkId) -> Result<bool, StoreError> {
    let sent = "SELECT 1 FROM operation WHERE link = $1 AND state = 'sent'";
    Ok(one(on, sent, vec![link.0.into()]).await?.is_some())
}

/// Notes what became of a contact; adds the end of its item, if it has one already.
async fn note(
    tx: &Tx,
    order: &Order<'_>,
    stored: &Stored,
    done: Done,
    ends: &mut Vec<RunItemWrite>,
) -> Result<(), StoreError> {
    match done {
        Done::Begun(person, name, told) => {
            if stored.row.item != Some(person.0) {
                make_room(tx, order, person, ends).await?;
            }
            let set =
                "UPDATE run_item SET person = $3, name = $4, reason = $5 WHERE run = $1 AND person = $2";
            let values: Vec<Value> = vec![
                order.run.0.into(),
                stored.row.item.into(),
                person.0.into(),
                name.into(),
                told.map(str::to_owned).into(),
            ];
            run(tx.as_ref(), set, values).await?;
            close(tx, order, stored, Some(person)).await?;
            let set = "UPDATE import_row SET item = $3 WHERE draft = $1 AND number = $2";
            let values: Vec<Value> = vec![order.draft.id.0.into(), stored.row.number.into(), person.0.into()];
            run(tx.as_ref(), set, values).await.map(|_| ())
        }
        Done::Skipped(why, there) => {
            close(tx, order, stored, there).await?;
            ends.extend(end(order, stored, EndState::Skipped, why));
            Ok(())
        }
    }
}

/// Gives the item of another contact that was to be linked to the same person, and was not, an identity of its own.
async fn make_room(
    tx: &Tx,
    order: &Order<'_>,
    person: PersonId,
    ends: &mut [RunItemWrite],
) -> Result<(), StoreError> {
    let own = Uuid::now_v7();
    let item = "UPDATE run_item SET person = $3 WHERE run = $1 AND person = $2";
    let values: Vec<Value> = vec![order.run.0.into(), person.0.into(), own.into()];
    if run(tx.as_ref(), item, values).await? == 0 {
        return Ok(());
    }
    ends.iter_mut().filter(|end| end.person == person).for_each(|end| end.person = PersonId(own));
    let row = "UPDATE import_row SET item = $3 WHERE draft = $1 AND item = $2";
    let values: Vec<Value> = vec![order.draft.id.0.into(), person.0.into(), own.into()];
    run(tx.as_ref(), row, values).await.map(|_| ())
}

async fn close(
    tx: &Tx,
    order: &Order<'_>,
    stored: &Stored,
    person: Option<PersonId>,
) -> Result<(), StoreError> {
    let set =
        "UPDATE import_row SET done = TRUE, person = COALESCE($3, person) WHERE draft = $1 AND number = $2";
    let person = person.map(|person| person.0);
    let values: Vec<Value> = vec![order.draft.id.0.into(), stored.row.number.into(), person.into()];
    run(tx.as_ref(), set, values).await.map(|_| ())
}

fn end(order: &Order<'_>, stored: &Stored, end: EndState, why: &str) -> Option<RunItemWrite> {
    let person = PersonId(stored.row.item?);
    Some(RunItemWrite { run: order.run, person, end, reason: Some(why.to_owned()) })
}
