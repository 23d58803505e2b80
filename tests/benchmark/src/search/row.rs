//! What one kind of question took, as a line of the document.

use std::time::Duration;

/// What one kind of question took.
pub(super) struct Row {
    pub(super) kind: &'static str,
    pub(super) goal: f64,
    pub(super) times: Vec<Duration>,
    pub(super) found: usize,
}

impl Row {
    fn at(&self, share: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort();
        let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1;
        times[place].as_secs_f64() * 1e3
    }

    pub(super) fn line(&self) -> String {
        let (p50, p95) = (self.at(0.5), self.at(0.95));
        let met = if p95 <= self.goal { "met" } else { "**missed**" };
        let found = self.found * 100 / self.times.len().max(1);
        format!("| {} | {p50:.1} | {p95:.1} | {:.0} | {met} | {found} % |", self.kind, self.goal)
    }
}
