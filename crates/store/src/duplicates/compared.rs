//! What is compared of persons, remembered from one check to the next: whoever types is compared with the same few
//! again and again, and so are the rows of an import.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use contacts::normalise::Country;
use matching::duplicate::Traits;
use uuid::Uuid;

/// How many persons are remembered: some twenty megabytes.
const REMEMBERED: usize = 12_000;

/// What makes the traits of a person: its version, its partner's, and the country of its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Made {
    /// The person's version.
    pub(super) version: i64,
    /// The partner, and its version.
    pub(super) partner: (Uuid, i64),
    /// The country of numbers written without one.
    pub(super) country: Country,
}

/// The traits of persons, each with what they were made from.
type Known = HashMap<Uuid, (Made, Arc<Traits>)>;

/// The persons that were compared lately. Cheap to clone; clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compared(Arc<Mutex<Known>>);

impl Compared {
    /// Returns the traits of a person, if they were worked out from the same.
    pub(super) fn known(&self, person: Uuid, made: Made) -> Option<Arc<Traits>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&person).filter(|(of, _)| *of == made).map(|(_, traits)| Arc::clone(traits))
    }

    /// Remembers the traits of a person.
    pub(super) fn remember(&self, person: Uuid, made: Made, traits: Arc<Traits>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED && !known.contains_key(&person) {
            known.clear();
        }
        known.insert(person, (made, traits));
    }
}
