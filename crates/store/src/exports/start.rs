//! Starting an export: its run, its items, and its links, some hundred persons in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use contacts::{LinkId, PersonId, RunId};
use matching::equal::Found;
use replication::{Leaving, Link, LinkState};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::database::{Database, Tx};
use crate::exports::ground::{self, GROUP, Ground};
use crate::exports::wish::Wish;
use crate::exports::{ExportRequest, Planned, photos};
use crate::failure::failed;
use crate::idempotency::{self, IdempotencyKey, Remembered};
use crate::links::{open_mailbox, turn};
use crate::replication::{link_row, run_items};
use crate::replication_store::{EndState, RunItemWrite, StoreError};
use crate::runs::RunState;
use crate::statements::{one, run, run_rows};
use crate::viewer::Viewer;
use crate::words::{json, parse_word, word};

/// How long the list of persons may be for an export to begin while somebody waits for it.
const SMALL: u64 = GROUP as u64;

/// An export that has begun: its run is there, and its items are gathered by [`Database::fill_export`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Its run.
    pub run: RunId,
    /// How many persons it is about.
    pub persons: u64,
}

impl Begun {
    /// Tells whether there are so many persons that nobody should wait until all items are gathered.
    pub fn is_large(&self) -> bool {
        self.persons > SMALL
    }
}

/// Begins an export, or finds the one that was begun under the same key.
pub(super) async fn start(
    database: &Database,
    viewer: &Viewer,
    request: &ExportRequest,
    key: Option<&IdempotencyKey>,
    now: i64,
) -> Result<Begun, StoreError> {
    open_mailbox(database.reading(), viewer, request.mailbox).await?;
    request.check()?;
    let persons = ground::list(database, viewer, request).await?.len();
    let persons = u64::try_from(persons).unwrap_or(u64::MAX);
    let run = database.write(|tx| async move { begin(&tx, viewer, request, key, persons, now).await });
    Ok(Begun { run: run.await?, persons })
}

/// Writes the run of an export about so many persons. It is in state *preparing* until [`Database::fill_export`] has
/// gathered its items.
pub(crate) async fn begin(
    tx: &Tx,
    viewer: &Viewer,
    request: &ExportRequest,
    key: Option<&IdempotencyKey>,
    persons: u64,
    now: i64,
) -> Result<RunId, StoreError> {
    let id = RunId(Uuid::now_v7());
    if let Some(key) = key {
        match idempotency::take(tx, viewer, key, now).await? {
            Remembered::New => idempotency::answer_with(tx, viewer, key, &id.to_string()).await?,
            Remembered::Answer(earlier) => {
                return earlier.parse().map_err(|_| {
                    StoreError::Invalid(
                        "this Idempotency-Key was used for something else; use a new one".into(),
                    )
                });
            }
        }
    }
    let insert =
        "INSERT INTO run (id, kind, mailbox, user_id, state, request, created, started, prepared, expected)
        VALUES ($1, 'export', $2, $3, 'preparing', $4, $5, $5, FALSE, $6)";
    let by = viewer.acting().map(|user| user.0);
    let expected = i64::try_from(persons).unwrap_or(i64::MAX);
    let values = vec![
        id.0.into(),
        request.mailbox.0.into(),
        by.into(),
        json(request)?.into(),
        now.into(),
        expected.into(),
    ];
    run(tx.as_ref(), insert, values).await?;
    Ok(id)
}

/// Whether items are gathered for the first time, or tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Items {
    /// An item that is there already is left alone with its link.
    New,
    /// Items that are there begin anew.
    Again,
}

impl Items {
    /// The statement that writes items.
    const fn put(self) -> &'static str {
        match self {
            Items::New => {
                "INSERT INTO run_item (run, person, name, end_state, reason) VALUES {rows}
                    ON CONFLICT (run, person) DO NOTHING"
            }
            Items::Again => {
                "INSERT INTO run_item (run, person, name, end_state, reason) VALUES {rows}
                    ON CONFLICT (run, person) DO UPDATE SET end_state = excluded.end_state,
                        reason = excluded.reason"
            }
        }
    }
}

/// An export under way: who asked for what, and its run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order<'a> {
    pub(crate) viewer: &'a Viewer,
    pub(crate) request: &'a ExportRequest,
    pub(crate) run: RunId,
    pub(crate) items: Items,
}

/// Sets the links of some persons going and writes their items; tells whether the run still gathers any. Of a run that
/// was cancelled meanwhile the items are written as left out.
pub(crate) async fn set_going(
    tx: &Tx,
    order: Order<'_>,
    group: &[(PersonId, bool)],
    now: i64,
) -> Result<bool, StoreError> {
    let on = tx.as_ref();
    match gathers(on, order.run).await? {
        None | Some(RunState::Running | RunState::Done) => return Ok(false),
        Some(RunState::Cancelled) => {
            leave_out(tx, order, group, "cancelled before it began").await?;
            return Ok(true);
        }
        Some(RunState::Preparing | RunState::Paused) => {}
    }
    let mailbox = order.request.mailbox;
    let owner = open_mailbox(on, order.viewer, mailbox).await?;
    let persons: Vec<PersonId> = group.iter().map(|(person, _)| *person).collect();
    let ground = ground::read(on, (order.viewer, &owner), mailbox, &persons, true).await?;
    // Looked at while the persons are held: another program may be gathering the same.
    let group = without_items(tx, order, group).await?;
    let links: Vec<Link> = ground.links.values().cloned().collect();
    let sent = turn::with_sent_operation(tx, &links).await?;
    let digests = if order.request.photos { BTreeMap::new() } else { digests(on, &persons).await? };
    let mut steps = Steps::of(order.run, sent, digests);
    for (person, off) in group {
        let wish = ground.wish(order.request, person, off);
        steps.take(order, &ground, person, &wish)?;
    }
    steps.write(tx, order.items, now).await?;
    Ok(true)
}

/// Reads how far a run is whose items are still being gathered; none: they are gathered, or there is no such run.
pub(super) async fn gathers<C: ConnectionTrait>(on: &C, id: RunId) -> Result<Option<RunState>, StoreError> {
    let read = "SELECT state FROM run WHERE id = $1 AND (NOT prepared OR state = 'preparing')";
    let row = one(on, read, vec![id.0.into()]).await?;
    let state: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    state.as_deref().map(parse_word).transpose()
}

/// Writes items of persons with whom nothing happens, and why.
pub(super) async fn leave_out(
    tx: &Tx,
    order: Order<'_>,
    group: &[(PersonId, bool)],
    why: &str,
) -> Result<(), StoreError> {
    let group = without_items(tx, order, group).await?;
    let persons: Vec<PersonId> = group.iter().map(|(person, _)| *person).collect();
    let sight = (order.viewer, order.viewer);
    let ground = ground::read(tx.as_ref(), sight, order.request.mailbox, &persons, false).await?;
    let failed = word(&EndState::Failed)?;
    let row = |person: &PersonId| {
        let name = ground.name(*person);
        vec![order.run.0.into(), person.0.into(), name.into(), failed.clone().into(), why.into()]
    };
    run_rows(tx.as_ref(), order.items.put(), &[], persons.iter().map(row).collect()).await.map(|_| ())
}

/// Returns those of some persons that the run has no item of, or all of them when items begin anew.
async fn without_items(
    tx: &Tx,
    order: Order<'_>,
    group: &[(PersonId, bool)],
) -> Result<Vec<(PersonId, bool)>, StoreError> {
    match order.items {
        Items::Again => return Ok(group.to_vec()),
        Items::New => {}
    }
    let asked: Vec<Value> = group.iter().map(|(person, _)| person.0.into()).collect();
    let read = "SELECT person FROM run_item WHERE run = $1 AND person IN ({list})";
    let rows = crate::statements::all_in(tx.as_ref(), read, &[order.run.0.into()], &asked).await?;
    let there: Result<BTreeSet<Uuid>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    let there = there.map_err(failed)?;
    Ok(group.iter().copied().filter(|(person, _)| !there.contains(&person.0)).collect())
}

/// Reads the digests of persons' photos.
async fn digests<C: ConnectionTrait>(
    on: &C,
    persons: &[PersonId],
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let asked: Vec<Value> = persons.iter().map(|person| person.0.into()).collect();
    let read = "SELECT contact_person.id, photo.digest FROM contact_person
        JOIN photo ON photo.id = contact_person.photo WHERE contact_person.id IN ({list})";
    let rows = crate::statements::all_in(on, read, &[], &asked).await?;
    let read = rows.iter().map(|row| Ok((PersonId(row.try_get_by_index(0)?), row.try_get_by_index(1)?)));
    read.collect::<Result<_, sea_orm::DbErr>>().map_err(failed)
}

/// What one transaction of an export writes.
struct Steps {
    run: RunId,
    sent: BTreeSet<LinkId>,
    /// Of an export without photos: those of its persons, by their digests.
    photos: BTreeMap<PersonId, String>,
    new: Vec<Link>,
    turned: Vec<Link>,
    overtaken: Vec<RunItemWrite>,
    items: Vec<Vec<Value>>,
}

impl Steps {
    fn of(run: RunId, sent: BTreeSet<LinkId>, photos: BTreeMap<PersonId, String>) -> Self {
        let (new, turned, overtaken, items) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Steps { run, sent, photos, new, turned, overtaken, items }
    }

    /// Says what the export means for the link's photo.
    fn with_photo(&self, order: Order<'_>, link: Link) -> Link {
        if order.request.photos {
            photos::taken_along(link)
        } else {
            let photo = self.photos.get(&link.person).map(String::as_str);
            photos::left_out(link, photo)
        }
    }

    fn take(
        &mut self,
        order: Order<'_>,
        ground: &Ground,
        person: PersonId,
        wish: &Wish,
    ) -> Result<(), StoreError> {
        let link = ground.links.get(&person).cloned();
        let stamped = ground.stamped.get(&person).map(String::as_str);
        match (wish, link) {
            (Wish::Adopt, None) => {
                let mut link = Link::adopting(LinkId(Uuid::now_v7()), person, order.request.mailbox, 1);
                link.state = LinkState::adopting(stamped.map(str::to_owned));
                link.run = Some(self.run);
                link.asked_by = order.viewer.acting();
                self.new.push(self.with_photo(order, link));
            }
            (Wish::Adopt | Wish::Keep, Some(link)) => {
                let mut link = self.with_photo(order, turn::kept(link, stamped));
                link.asked_by = order.viewer.acting();
                self.turn(link);
            }
            (Wish::Update, Some(link)) => {
                let link = self.with_photo(order, link);
                self.turn(link);
            }
            (Wish::Withdraw, Some(link)) => {
                let nothing_sent = !self.sent.contains(&link.id);
                let away = turn::away(link, Leaving::Withdrawn, order.viewer.acting(), nothing_sent);
                away.into_iter().for_each(|link| self.turn(link));
            }
            (Wish::Keep | Wish::Update | Wish::Withdraw, None)
            | (Wish::Nothing(_) | Wish::NotPossible(_), _) => {}
        }
        let (planned, reason) = wish.planned(&Found::Nothing);
        let (end, reason) = match planned {
            Planned::Create | Planned::Update | Planned::Link | Planned::Choose | Planned::Withdraw => {
                (EndState::Waiting, None)
            }
            Planned::Unchanged => (EndState::Unchanged, reason),
            Planned::NotPossible => (EndState::Failed, reason),
        };
        self.items.push(vec![
            self.run.0.into(),
            person.0.into(),
            ground.name(person).into(),
            word(&end)?.into(),
            reason.into(),
        ]);
        Ok(())
    }

    /// Gives a link to this run; a run that waited for it so far waits no longer.
    fn turn(&mut self, mut link: Link) {
        if let Some(earlier) = link.run.replace(self.run).filter(|earlier| *earlier != self.run) {
            self.overtaken.push(RunItemWrite {
                run: earlier,
                person: link.person,
                // Nothing went wrong: what was wanted happens, by another run.
                end: EndState::Unchanged,
                reason: Some("a later run has taken it over".to_owned()),
            });
        }
        self.turned.push(link);
    }

    async fn write(self, tx: &Tx, items: Items, now: i64) -> Result<(), StoreError> {
        link_row::insert_all(tx.as_ref(), &self.new).await?;
        turn::write(tx, self.turned).await?;
        run_rows(tx.as_ref(), items.put(), &[], self.items).await?;
        if !self.overtaken.is_empty() {
            run_items::end(tx, &self.overtaken, now).await?;
        }
        Ok(())
    }
}
