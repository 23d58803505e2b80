//! Engines at work: through chaos, then until everything has come to rest.

use engine::{Bug, Bugs, Cycle, CycleError, CycleReport, Looks};
use store::MailboxState;
use uuid::Uuid;

use super::{MAILBOXES, World, mailbox_id};
use crate::chance::Faults;
use crate::memory::MemoryStore;
use crate::outlook_model::OutlookModel;
use crate::step::{Task, advance, finish};
use crate::surroundings::{SkewedClock, WorldIds, WorldPictures};

struct Node {
    holder: Uuid,
    clock: SkewedClock,
    looks: Looks,
}

impl World {
    fn set_faults(&self, faults: Faults) {
        self.store.state().busy = faults.busy;
        for outlook in &self.outlook {
            let mut model = outlook.state();
            model.faults = faults;
            model.strict_photo = !self.two_nodes;
            model.strict_hold =
                faults.crash == 0 && faults.busy == 0 && faults.answer_lost == 0 && !self.two_nodes;
        }
    }

    /// Engines and people at once, with faults.
    pub(super) async fn chaos(&mut self) {
        self.set_faults(self.faults);
        let nodes = self.nodes();
        let (store, outlook) = (self.store.clone(), self.outlook.clone());
        let (ids, bug) = (self.ids.clone(), self.plan.bug);
        let mut tasks: Vec<Option<Task<'_, Result<CycleReport, CycleError>>>> = Vec::new();
        tasks.resize_with(MAILBOXES * nodes.len(), || None);
        for _ in 0..60 + self.chance.below(240) {
            if self.chance.of(120) {
                self.act();
            }
            if self.chance.of(30) {
                self.clock.advance(i64::from(self.chance.below(90)) * 1_000_000);
            }
            let slot =
                usize::try_from(self.chance.below(u32::try_from(tasks.len()).unwrap_or(1))).unwrap_or(0);
            let (node, mailbox) = (&nodes[slot / MAILBOXES], slot % MAILBOXES);
            match &mut tasks[slot] {
                None => {
                    let context = (&store, &outlook[mailbox], &ids);
                    tasks[slot] = Some(begin(context, node, mailbox, bug));
                    self.note(format!("cycle {slot} begins"));
                }
                Some(_) if self.chance.of(self.faults.crash) => {
                    tasks[slot] = None;
                    self.note(format!("cycle {slot} is killed"));
                }
                Some(task) => {
                    for _ in 0..=self.chance.below(6) {
                        if let Some(result) = advance(task).await {
                            tasks[slot] = None;
                            if let Err(CycleError::Store(_)) = result {
                                // What it knew of a wait is lost with its lease.
                                self.outlook[mailbox].state().strict_hold = false;
                            }
                            self.note(format!("cycle {slot} ends: {result:?}"));
                            break;
                        }
                    }
                }
            }
        }
        // Whatever is under way now is killed.
    }

    fn nodes(&self) -> Vec<Node> {
        let skews: &[i64] = if self.two_nodes { &[0, 3_600_000_000, -3_600_000_000] } else { &[0] };
        let count = if self.two_nodes { 2 } else { 1 };
        (0..count)
            .map(|number| {
                let skew = if number == 0 { 0 } else { self.chance.pick(skews).copied().unwrap_or(0) };
                Node {
                    holder: Uuid::from_u128(1000 + number),
                    clock: SkewedClock { clock: self.clock.clone(), skew },
                    looks: Looks::default(),
                }
            })
            .collect()
    }

    /// Faults off, nobody acts: everything has to come to rest.
    pub(super) async fn quiet(&mut self) {
        self.set_faults(Faults::default());
        let node = Node {
            holder: Uuid::from_u128(2000),
            clock: SkewedClock { clock: self.clock.clone(), skew: 0 },
            looks: Looks::default(),
        };
        // Leases that a node with a wrong clock took run out, and so do waits.
        self.clock.advance(2 * 3_600_000_000);
        if self.moves {
            // What the feed will never report again is found by the daily sweep.
            self.clock.advance(25 * 3_600_000_000);
        }
        let mut last = String::new();
        for _ in 0..12 {
            let mut idle = true;
            for mailbox in 0..MAILBOXES {
                let result = self.cycle(&node, mailbox).await;
                self.note(format!("quiet cycle {mailbox}: {result:?}"));
                match result {
                    Ok(report) => {
                        let rest = CycleReport { idle: true, ..CycleReport::default() };
                        idle &= report == rest;
                        last = format!("{report:?}");
                    }
                    Err(CycleError::Braked { .. }) => self.release_brake(mailbox),
                    Err(error) => {
                        idle = false;
                        last = error.to_string();
                    }
                }
            }
            if idle {
                return self.rests(&node).await;
            }
            self.clock.advance(5 * 60_000_000);
        }
        self.complaints.push(format!("does not come to rest: {last}"));
    }

    fn release_brake(&mut self, mailbox: usize) {
        let mut state = self.store.state();
        if let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) {
            record.state = MailboxState::Active;
            record.health.brake_released = true;
        }
    }

    /// One more cycle of each mailbox writes nothing on either side.
    async fn rests(&mut self, node: &Node) {
        let before = self.counts();
        for mailbox in 0..MAILBOXES {
            self.clock.advance(1_000_000);
            if let Err(error) = self.cycle(node, mailbox).await {
                self.complaints.push(format!("a cycle at rest fails: {error}"));
            }
        }
        let after = self.counts();
        if before != after {
            self.complaints.push(format!("a cycle at rest writes: {before:?} became {after:?}"));
        }
    }

    fn counts(&self) -> (u64, Vec<u64>) {
        (self.store.state().writes, self.outlook.iter().map(|outlook| outlook.state().writes).collect())
    }

    async fn cycle(&self, node: &Node, mailbox: usize) -> Result<CycleReport, CycleError> {
        finish(begin((&self.store, &self.outlook[mailbox], &self.ids), node, mailbox, self.plan.bug)).await
    }
}

fn begin<'w>(
    (store, folder, ids): (&'w MemoryStore, &'w OutlookModel, &'w WorldIds),
    node: &'w Node,
    mailbox: usize,
    bug: Option<Bug>,
) -> Task<'w, Result<CycleReport, CycleError>> {
    Box::pin(async move {
        let cycle = Cycle {
            store,
            folder,
            clock: &node.clock,
            ids,
            pictures: &WorldPictures,
            mailbox: mailbox_id(mailbox),
            holder: node.holder,
            looks: &node.looks,
            bugs: bug.map_or_else(Bugs::default, Bugs::plant),
        };
        cycle.run().await
    })
}
