//! [`Dice`]: numbers that look random and are the same each time.

/// A linear congruential generator (the constants are Knuth's MMIX ones): quite good enough to pick names.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Begins a sequence.
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        dice.roll(1);
        dice
    }

    /// Returns a number below a limit above zero.
    pub(super) fn roll(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The low bits of such a generator are poor.
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    /// Picks one of a list that is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        list.get(self.roll(list.len())).copied()
    }

    /// Tells yes in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }
}
