//! Chance: one seeded source of randomness, and the faults drawn from it.

use std::sync::{Arc, Mutex};

/// What can go wrong, each with its chance per call in per mille.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// A request that never arrives.
    pub request_lost: u32,
    /// An answer that is lost after the effect.
    pub answer_lost: u32,
    /// Throttling before the effect.
    pub throttled: u32,
    /// A server error with unknown effect.
    pub server_error: u32,
    /// Entries of the feed doubled or reordered.
    pub feed_shuffled: u32,
    /// A page of the feed cut short.
    pub page_cut: u32,
    /// The feed's position forgotten.
    pub resync: u32,
    /// A removal reported that did not happen.
    pub false_removal: u32,
    /// The database busy.
    pub busy: u32,
    /// The program killed.
    pub crash: u32,
    /// A photo refused or failing.
    pub photo: u32,
}

impl Faults {
    /// Draws a subset with rates of its own.
    pub fn draw(chance: &Chance) -> Self {
        let rate = |most: u32| if chance.of(500) { chance.below(most) + 1 } else { 0 };
        Faults {
            request_lost: rate(80),
            answer_lost: rate(160),
            throttled: rate(90),
            server_error: rate(60),
            feed_shuffled: rate(300),
            page_cut: rate(100),
            resync: rate(60),
            false_removal: rate(30),
            busy: rate(40),
            crash: rate(60),
            photo: rate(150),
        }
    }
}

/// A seeded source of randomness, shared by everything in one world.
#[derive(Debug, Clone)]
pub struct Chance(Arc<Mutex<fastrand::Rng>>);

impl Chance {
    /// Makes the source of a seed.
    pub fn new(seed: u64) -> Self {
        Chance(Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))))
    }

    fn rng(&self) -> std::sync::MutexGuard<'_, fastrand::Rng> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Tells, with a chance in per mille.
    pub fn of(&self, per_mille: u32) -> bool {
        per_mille > 0 && self.rng().u32(0..1000) < per_mille
    }

    /// Draws a number below a bound (zero if the bound is).
    pub fn below(&self, bound: u32) -> u32 {
        if bound == 0 { 0 } else { self.rng().u32(0..bound) }
    }

    /// Draws one of some things.
    pub fn pick<'a, T>(&self, things: &'a [T]) -> Option<&'a T> {
        let place = self.below(u32::try_from(things.len()).unwrap_or(u32::MAX));
        things.get(usize::try_from(place).unwrap_or(0))
    }

    /// Shuffles.
    pub fn shuffle<T>(&self, things: &mut [T]) {
        self.rng().shuffle(things);
    }
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
