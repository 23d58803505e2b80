//! Shrinking: a failing schedule loses whatever it can lose and still break the same invariant.

use crate::faults::Fault;
use crate::plan::{Knobs, Life, Phase, Plan, Point, invariant};
use crate::run;

/// A schedule that was made smaller.
#[derive(Debug, Clone)]
pub struct Shrunk {
    /// The plan that is left.
    pub plan: Plan,
    /// How it went.
    pub life: Life,
    /// How many schedules that took.
    pub tried: u32,
}

/// Makes a failing schedule smaller, in at most so many tries; none if it does not fail.
pub fn shrink(plan: &Plan, tries: u32) -> Option<Shrunk> {
    let first = run(plan);
    let broken = invariant(first.complaints.first()?).to_owned();
    let mut shrinking = Shrinking { best: plan.clone(), life: first, broken, tried: 1, tries };
    // From now on it is told what is played, and no longer drawn.
    let phases = shrinking.life.phases.clone();
    shrinking.attempt(|knobs| knobs.phases = Some(phases));
    loop {
        let before = shrinking.best.knobs.clone();
        shrinking.phases();
        shrinking.sizes();
        shrinking.turns();
        shrinking.kinds();
        shrinking.strikes();
        if before == shrinking.best.knobs || shrinking.tried >= shrinking.tries {
            break;
        }
    }
    let Shrinking { best, life, tried, .. } = shrinking;
    Some(Shrunk { plan: best, life, tried })
}

struct Shrinking {
    best: Plan,
    life: Life,
    broken: String,
    tried: u32,
    tries: u32,
}

impl Shrinking {
    /// Plays a smaller schedule; keeps it if it breaks the same invariant.
    fn attempt(&mut self, change: impl FnOnce(&mut Knobs)) -> bool {
        let mut plan = self.best.clone();
        change(&mut plan.knobs);
        if plan.knobs == self.best.knobs || self.tried >= self.tries {
            return false;
        }
        self.tried += 1;
        let life = run(&plan);
        let fails = life.broken().contains(self.broken.as_str());
        if fails {
            // Phases behind the one that failed were not played.
            plan.knobs.phases = Some(life.phases.clone());
            self.best = plan;
            self.life = life;
        }
        fails
    }

    fn phases(&mut self) {
        let mut place = 0;
        while place < self.life.phases.len() {
            let removed = self.attempt(|knobs| {
                if let Some(phases) = &mut knobs.phases {
                    phases.remove(place);
                }
            });
            place += usize::from(!removed);
        }
    }

    fn sizes(&mut self) {
        self.attempt(|knobs| knobs.nodes = Some(1));
        self.attempt(|knobs| knobs.mailboxes = Some(1));
        for persons in 0..self.life.persons {
            if self.attempt(|knobs| knobs.persons = Some(persons)) {
                break;
            }
        }
    }

    fn kinds(&mut self) {
        for fault in Fault::ALL {
            self.attempt(|knobs| {
                knobs.without.insert(fault);
            });
        }
    }

    /// Takes turns away, many at once first.
    fn turns(&mut self) {
        let all = |life: &Life| -> Vec<(u32, u32)> {
            life.phases
                .iter()
                .flat_map(|phase| phase.turns.iter().map(|turn| (phase.number, *turn)))
                .collect()
        };
        let numbers: Vec<u32> = self.life.phases.iter().map(|phase| phase.number).collect();
        let items = all(&self.life);
        self.smaller(items, |knobs, left| {
            let turns = |number: u32| {
                left.iter().filter(|(phase, _)| *phase == number).map(|(_, turn)| *turn).collect()
            };
            let phases = numbers.iter().map(|number| Phase { number: *number, turns: turns(*number) });
            knobs.phases = Some(phases.collect());
        });
    }

    /// Lets faults strike at fewer places.
    fn strikes(&mut self) {
        let items: Vec<Point> = self.life.struck.iter().copied().collect();
        self.smaller(items, |knobs, left| knobs.strikes = Some(left.iter().copied().collect()));
    }

    /// Takes parts of a list away, halves first, then ever smaller parts.
    fn smaller<T: Copy>(&mut self, mut items: Vec<T>, set: impl Fn(&mut Knobs, &[T])) {
        let mut size = items.len();
        while size > 0 {
            let mut from = 0;
            while from < items.len() {
                let mut left = items.clone();
                left.drain(from..(from + size).min(items.len()));
                if self.attempt(|knobs| set(knobs, &left)) {
                    items = left;
                } else {
                    from += size;
                }
            }
            size /= 2;
        }
    }
}
