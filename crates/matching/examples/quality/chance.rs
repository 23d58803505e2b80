//! Chance from a fixed seed: the same cards on every machine.

/// A source of numbers that follow from a seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True in so many of a thousand cases.
    pub fn per_mille(&mut self, share: usize) -> bool {
        self.below(1000) < share
    }

    /// A number from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let place = self.below(of.len());
        &of[place]
    }

    /// One of a list whose first entries are more frequent than its last: about a twenty-fifth is the first of fifty.
    pub fn pick_skewed<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let place = (self.unit().powf(1.25) * of.len() as f64) as usize;
        &of[place.min(of.len() - 1)]
    }

    pub fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|place| {
                char::from(b'0' + self.below(if place == 0 { 9 } else { 10 }) as u8 + u8::from(place == 0))
            })
            .collect()
    }
}
