//! The World: the real engine against a model of Outlook, on its own step executor, with a virtual clock and
//! seeded randomness.
//!
//! A schedule is some phases of chaos (people on both sides, engines on one or two nodes, faults, kills), each
//! followed by quiet (faults off, nobody acts), at whose end everything must have come to rest and the invariants
//! of docs/reliability.md must hold, by an omniscient look at both sides. The same seed gives the same trace.

pub mod chance;
pub mod check;
pub mod faults;
pub mod memory;
pub mod outlook_model;
pub mod plan;
pub mod saved;
pub mod shrink;
pub mod sqlite;
pub mod step;
pub mod surroundings;
pub mod world;

pub use plan::{Edition, Kept, Knobs, Life, Plan};
pub use shrink::{Shrunk, shrink};
pub use world::World;

/// Runs one schedule; tells how it went.
pub fn run(plan: &Plan) -> Life {
    let mut world = World::new(plan.clone());
    match plan.kept {
        Kept::Twin => futures::executor::block_on(world.live()),
        Kept::Sqlite => match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(world.live()),
            Err(error) => world.complaints.push(format!("23: no runtime for the database: {error}")),
        },
    }
    world.life()
}
