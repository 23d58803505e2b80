//! Engines at work: through chaos, then until everything has come to rest.

use engine::{Bug, Bugs, Cycle, CycleError, CycleReport, Looks};
use store::{MailboxState, ReplicationStore};
use uuid::Uuid;

use super::{World, mailbox_id};
use crate::faults::{Fault, Faults};
use crate::outlook_model::OutlookModel;
use crate::plan::{Edition, Phase};
use crate::step::{Task, advance, finish};
use crate::surroundings::{SkewedClock, WorldIds, WorldPictures};

struct Node {
    holder: Uuid,
    clock: SkewedClock,
    looks: Looks,
}

impl World {
    fn set_faults(&self, faults: Faults) {
        self.store.state().faults = faults;
        for outlook in &self.outlook {
            let mut model = outlook.state();
            model.faults = faults;
            model.strict_photo = !self.two_nodes;
            let forgetful =
                [Fault::Crash, Fault::Busy, Fault::AnswerLost, Fault::DatabaseFailed, Fault::CommitUnheard];
            model.strict_hold = faults.none_of(&forgetful) && !self.two_nodes;
        }
    }

    /// Engines and people at once, with faults.
    pub(super) async fn chaos(&mut self, phase: Phase) {
        self.chance.turn(phase.begins());
        self.set_faults(self.faults);
        let nodes = self.nodes();
        let (store, outlook) = (self.engines_store(), self.outlook.clone());
        let (ids, bug) = (self.ids.clone(), self.plan.bug);
        let mut tasks: Vec<Option<Task<'_, Result<CycleReport, CycleError>>>> = Vec::new();
        tasks.resize_with(self.mailboxes() * nodes.len(), || None);
        let mut asleep = vec![0_u32; tasks.len()];
        let drawn = 60 + self.chance.below(240);
        let played = self.plan.knobs.phases.is_some();
        let turns = if played { phase.turns.clone() } else { (0..drawn).collect() };
        self.lived.push(Phase { number: phase.number, turns: turns.clone() });
        for turn in turns {
            self.chance.turn(phase.turn(turn));
            if self.chance.of(120) {
                self.do_in_crm(Self::act).await;
            }
            if self.chance.of(30) {
                self.clock.advance(i64::from(self.chance.below(90)) * 1_000_000);
            }
            let slot =
                usize::try_from(self.chance.below(u32::try_from(tasks.len()).unwrap_or(1))).unwrap_or(0);
            let (node, mailbox) = (&nodes[slot / self.mailboxes()], slot % self.mailboxes());
            match &mut tasks[slot] {
                None => {
                    let context = (&*store, &outlook[mailbox], &ids);
                    tasks[slot] = Some(begin(context, node, mailbox, bug));
                    self.note(format!("cycle {slot} begins"));
                }
                Some(_) if self.chance.strikes(Fault::Crash, &self.faults) => {
                    tasks[slot] = None;
                    self.note(format!("cycle {slot} is killed"));
                }
                Some(_) if asleep[slot] > 0 => asleep[slot] -= 1,
                Some(_) if self.chance.strikes(Fault::Asleep, &self.faults) => {
                    asleep[slot] = 10 + self.chance.below(30);
                    self.clock.advance((60 + i64::from(self.chance.below(120))) * 1_000_000);
                    self.note(format!("cycle {slot} stands still"));
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
        let lonely_skew = self.plan.edition >= Edition::Second && !self.two_nodes;
        let all = [0, 3_600_000_000, -3_600_000_000];
        let skews = if lonely_skew { &all[..] } else { skews };
        let most = self.plan.knobs.nodes.map_or(2, u128::from);
        let count = if self.two_nodes { most.clamp(1, 2) } else { 1 };
        (0..count)
            .map(|number| {
                let skew = if number == 0 && !lonely_skew {
                    0
                } else {
                    self.chance.pick(skews).copied().unwrap_or(0)
                };
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
        self.do_in_crm(Self::everybody_takes_part).await;
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
            for mailbox in 0..self.mailboxes() {
                let result = self.cycle(&node, mailbox).await;
                self.note(format!("quiet cycle {mailbox}: {result:?}"));
                match result {
                    Ok(report) => {
                        let rest = CycleReport { idle: true, ..CycleReport::default() };
                        idle &= report == rest;
                        last = format!("{report:?}");
                    }
                    // What is disconnected is at rest.
                    Err(CycleError::NotActive(_)) if self.closed_in_store(mailbox).await => {}
                    Err(CycleError::Braked { .. }) => {
                        self.do_in_crm(|world| world.release_brake(mailbox)).await;
                    }
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
        self.complaints.push(format!("24: does not come to rest: {last}"));
    }

    fn release_brake(&mut self, mailbox: usize) {
        let mut state = self.store.state();
        if let Some(record) = state.mailboxes.get_mut(&mailbox_id(mailbox)) {
            record.state = MailboxState::Active;
            record.health.brake_released = true;
        }
    }

    async fn closed_in_store(&mut self, mailbox: usize) -> bool {
        self.mirror().await;
        let state = self.store.state();
        let record = state.mailboxes.get(&mailbox_id(mailbox));
        record.is_some_and(|record| record.state == MailboxState::Disconnected)
    }

    /// One more cycle of each mailbox writes nothing on either side.
    async fn rests(&mut self, node: &Node) {
        let before = self.counts();
        for mailbox in 0..self.mailboxes() {
            self.clock.advance(1_000_000);
            if self.closed_in_store(mailbox).await {
                continue;
            }
            if let Err(error) = self.cycle(node, mailbox).await {
                self.complaints.push(format!("24: a cycle at rest fails: {error}"));
            }
        }
        let after = self.counts();
        if before != after {
            self.complaints.push(format!("8: a cycle at rest writes: {before:?} became {after:?}"));
        }
    }

    /// What the engine works on: the twin, or the database.
    fn engines_store(&self) -> Box<dyn ReplicationStore> {
        match &self.sqlite {
            Some(sqlite) => Box::new(sqlite.clone()),
            None => Box::new(self.store.clone()),
        }
    }

    fn counts(&self) -> (u64, Vec<u64>) {
        (self.store.state().writes, self.outlook.iter().map(|outlook| outlook.state().writes).collect())
    }

    async fn cycle(&self, node: &Node, mailbox: usize) -> Result<CycleReport, CycleError> {
        let store = self.engines_store();
        finish(begin((&*store, &self.outlook[mailbox], &self.ids), node, mailbox, self.plan.bug)).await
    }
}

fn begin<'w>(
    (store, folder, ids): (&'w dyn ReplicationStore, &'w OutlookModel, &'w WorldIds),
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
