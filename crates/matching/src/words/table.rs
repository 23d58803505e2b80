//! Sets and tables of words that are looked up for every card: with a hash that costs a few nanoseconds.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a, 64 bits: the same on every machine. For words of our own tables only, which nobody can choose to collide.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A set of words.
pub type Words<W = &'static str> = HashSet<W, BuildHasherDefault<Fnv>>;

/// What is known of words.
pub type Table<W, V> = HashMap<W, V, BuildHasherDefault<Fnv>>;
