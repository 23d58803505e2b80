//! Chance: one seeded source of randomness, and the faults drawn from it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use crate::faults::{Fault, Faults};
use crate::plan::{Edition, Knobs, Point};

/// A seeded source of randomness, shared by everything in one world.
#[derive(Debug, Clone)]
pub struct Chance(Arc<Mutex<Source>>);

#[derive(Debug)]
struct Source {
    rng: fastrand::Rng,
    seed: u64,
    edition: Edition,
    turn: u32,
    hits: u32,
    struck: BTreeSet<Point>,
    without: BTreeSet<Fault>,
    only: Option<BTreeSet<Point>>,
}

impl Chance {
    /// Makes the source of a seed.
    pub fn new(seed: u64, edition: Edition, knobs: &Knobs) -> Self {
        Chance(Arc::new(Mutex::new(Source {
            rng: fastrand::Rng::with_seed(seed),
            seed,
            edition,
            turn: 0,
            hits: 0,
            struck: BTreeSet::new(),
            without: knobs.without.clone(),
            only: knobs.strikes.clone(),
        })))
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Begins a turn, whose chance depends on nothing but the seed and its number: a schedule from which turns are
    /// taken away stays the same in the others. In the first edition all turns draw from one stream.
    pub fn turn(&self, number: u32) {
        let mut source = self.source();
        source.turn = number;
        source.hits = 0;
        if source.edition >= Edition::Second {
            source.rng = fastrand::Rng::with_seed(mixed(source.seed, u64::from(number)));
        }
    }

    /// Tells whether a fault strikes here.
    pub fn strikes(&self, fault: Fault, faults: &Faults) -> bool {
        self.strikes_at(fault, faults.rate(fault))
    }

    /// Tells whether a fault strikes here, with a rate of its own in per mille.
    pub fn strikes_at(&self, fault: Fault, per_mille: u32) -> bool {
        if !self.of(per_mille) {
            return false;
        }
        let mut source = self.source();
        let point = Point { turn: source.turn, hit: source.hits };
        source.hits += 1;
        let spared = source.without.contains(&fault)
            || source.only.as_ref().is_some_and(|only| !only.contains(&point));
        if !spared {
            source.struck.insert(point);
        }
        !spared
    }

    /// Returns where faults struck so far.
    pub fn struck(&self) -> BTreeSet<Point> {
        self.source().struck.clone()
    }

    /// Tells, with a chance in per mille.
    pub fn of(&self, per_mille: u32) -> bool {
        per_mille > 0 && self.source().rng.u32(0..1000) < per_mille
    }

    /// Draws a number below a bound (zero if the bound is).
    pub fn below(&self, bound: u32) -> u32 {
        if bound == 0 { 0 } else { self.source().rng.u32(0..bound) }
    }

    /// Draws one of some things.
    pub fn pick<'a, T>(&self, things: &'a [T]) -> Option<&'a T> {
        let place = self.below(u32::try_from(things.len()).unwrap_or(u32::MAX));
        things.get(usize::try_from(place).unwrap_or(0))
    }

    /// Shuffles.
    pub fn shuffle<T>(&self, things: &mut [T]) {
        self.source().rng.shuffle(things);
    }
}

/// Makes a seed of two numbers (SplitMix64).
fn mixed(seed: u64, turn: u64) -> u64 {
    let mut z = seed.wrapping_add(turn.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What happened, in order, if somebody wants to know.
#[derive(Debug, Clone)]
pub struct Trace(Option<Arc<Mutex<Vec<String>>>>);

impl Trace {
    /// Starts one, or none.
    pub fn new(wanted: bool) -> Self {
        Trace(wanted.then(Arc::default))
    }

    /// Notes something.
    pub fn note(&self, what: impl FnOnce() -> String) {
        if let Some(lines) = &self.0 {
            lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(what());
        }
    }

    /// Returns all that was noted.
    pub fn lines(&self) -> Vec<String> {
        self.0
            .as_ref()
            .map(|lines| lines.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone())
            .unwrap_or_default()
    }
}
