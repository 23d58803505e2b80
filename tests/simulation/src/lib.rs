//! The World: the real engine against a model of Outlook, on its own step executor, with a virtual clock and
//! seeded randomness.
//!
//! A schedule is some phases of chaos (people on both sides, engines on one or two nodes, faults, kills), each
//! followed by quiet (faults off, nobody acts), at whose end everything must have come to rest and the invariants
//! of docs/reliability.md must hold, by an omniscient look at both sides. The same seed gives the same trace.

pub mod chance;
pub mod check;
pub mod memory;
pub mod outlook_model;
pub mod step;
pub mod surroundings;
pub mod world;

pub use world::{Plan, World};

/// Runs one schedule; returns what must never happen and did, and the trace if asked for.
pub fn run(plan: Plan) -> (Vec<String>, Vec<String>) {
    let mut world = World::new(plan);
    futures::executor::block_on(world.live());
    let trace = world.trace();
    (world.complaints, trace)
}
