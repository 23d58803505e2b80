//! Faults on demand: what goes wrong, when, and how often.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::lock;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// The connection is cut and nothing has happened. As part of a batch: 503 and nothing has happened.
    LostRequest,
    /// The request is performed, then the connection is cut. As part of a batch: performed, answered 504.
    LostAnswer,
    /// 429; `retry_after` is sent as it is written, or not at all.
    Throttle {
        /// The text of the Retry-After header, however odd.
        #[serde(default)]
        retry_after: Option<String>,
        /// Whether the request is performed nevertheless.
        #[serde(default)]
        after_effect: bool,
    },
    /// Any status, with the service's envelope or without a body.
    Status {
        /// The HTTP status.
        status: u16,
        /// The envelope's code.
        #[serde(default)]
        code: Option<String>,
        /// The envelope's message.
        #[serde(default)]
        message: Option<String>,
        /// Whether the answer has no body at all.
        #[serde(default)]
        empty: bool,
        /// The text of a Retry-After header.
        #[serde(default)]
        retry_after: Option<String>,
        /// Whether the request is performed nevertheless.
        #[serde(default)]
        after_effect: bool,
    },
    /// The request is performed after a wait in real time.
    Slow {
        /// How long.
        milliseconds: u64,
    },
    /// The request is performed; half the answer's body arrives, then the connection is cut.
    Cut,
    /// A batch performs its first parts only, then the connection is cut.
    HalfBatch {
        /// How many parts are performed.
        parts: usize,
    },
    /// A delta page comes with entries twice, shuffled, or with contacts falsely reported as removed.
    DeltaNoise {
        /// Every entry comes twice.
        #[serde(default)]
        duplicate: bool,
        /// The entries come in another order.
        #[serde(default)]
        shuffle: bool,
        /// How many living contacts of the folder are reported as removed.
        #[serde(default)]
        false_removals: usize,
    },
}

/// Which requests a fault strikes; everything that is not said matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The HTTP method.
    #[serde(default)]
    pub method: Option<String>,
    /// A regular expression on the path and query as sent (parts of a batch: their `url`).
    #[serde(default)]
    pub path: Option<String>,
    /// The kind of operation as the counters name it.
    #[serde(default)]
    pub kind: Option<String>,
    /// The mailbox's address.
    #[serde(default)]
    pub mailbox: Option<String>,
    /// Only the n-th part of a batch, counted from 1.
    #[serde(default)]
    pub part: Option<usize>,
    /// Matching requests to let pass first.
    #[serde(default)]
    pub skip: u64,
    /// How often it strikes; absent: always.
    #[serde(default)]
    pub times: Option<u64>,
    /// The chance that it strikes a matching request; absent: 1.
    #[serde(default)]
    pub probability: Option<f64>,
    /// The seed of that chance: the same seed gives the same sequence.
    #[serde(default)]
    pub seed: u64,
    /// What goes wrong.
    pub effect: Effect,
}

impl Fault {
    /// Strikes every request with `effect` until it is narrowed.
    pub fn new(effect: Effect) -> Self {
        Self {
            method: None,
            path: None,
            kind: None,
            mailbox: None,
            part: None,
            skip: 0,
            times: None,
            probability: None,
            seed: 0,
            effect,
        }
    }

    /// Strikes operations of one kind only.
    #[must_use]
    pub fn kind(mut self, kind: &str) -> Self {
        self.kind = Some(kind.to_owned());
        self
    }

    /// Strikes only so often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets matching requests pass first.
    #[must_use]
    pub fn skip(mut self, skip: u64) -> Self {
        self.skip = skip;
        self
    }
}

/// A fault as the admin API lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActiveFault {
    /// Names the fault in the admin API.
    pub id: u64,
    /// How often it has struck.
    pub struck: u64,
    /// The fault itself, with `skip` and `times` as they stand now.
    #[serde(flatten)]
    pub fault: Fault,
}

/// What is known of an operation when faults are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) mailbox: &'a str,
    pub(crate) part: Option<usize>,
}

/// The queue of faults; the first that matches strikes, one per operation.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next: AtomicU64,
    active: AtomicU64,
    queue: Mutex<Vec<Armed>>,
}

#[derive(Debug)]
struct Armed {
    listed: ActiveFault,
    path: Option<Regex>,
    chance: fastrand::Rng,
}

impl Faults {
    /// Adds a fault to the end of the queue and returns its id.
    ///
    /// # Errors
    /// What is wrong with its path expression or probability.
    pub(crate) fn add(&self, fault: Fault) -> Result<u64, String> {
        let path = fault.path.as_deref().map(Regex::new).transpose();
        let path = path.map_err(|error| format!("The path is no regular expression: {error}"))?;
        if fault.probability.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            return Err("The probability has to lie between 0 and 1.".to_owned());
        }
        let id = self.next.fetch_add(1, Ordering::AcqRel) + 1;
        let chance = fastrand::Rng::with_seed(fault.seed);
        let mut queue = lock(&self.queue);
        queue.push(Armed { listed: ActiveFault { id, struck: 0, fault }, path, chance });
        self.active.store(queue.len() as u64, Ordering::Release);
        Ok(id)
    }

    /// Lists the faults, spent ones included.
    pub(crate) fn list(&self) -> Vec<ActiveFault> {
        lock(&self.queue).iter().map(|armed| armed.listed.clone()).collect()
    }

    /// Removes one fault, or all of them.
    pub(crate) fn remove(&self, id: Option<u64>) {
        let mut queue = lock(&self.queue);
        queue.retain(|armed| id.is_some_and(|id| armed.listed.id != id));
        self.active.store(queue.len() as u64, Ordering::Release);
    }

    /// Finds what strikes an operation, if anything, and counts it.
    pub(crate) fn draw(&self, target: Target<'_>) -> Option<Effect> {
        if self.active.load(Ordering::Acquire) == 0 {
            return None;
        }
        lock(&self.queue).iter_mut().find_map(|armed| armed.strike(target))
    }
}

impl Armed {
    fn matches(&self, target: Target<'_>) -> bool {
        let fault = &self.listed.fault;
        let same = |wanted: &Option<String>, given: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(given))
        };
        fault.times != Some(0)
            && same(&fault.method, target.method)
            && same(&fault.kind, target.kind)
            && same(&fault.mailbox, target.mailbox)
            && fault.part.is_none_or(|part| target.part == Some(part))
            && self.path.as_ref().is_none_or(|path| path.is_match(target.path))
    }

    fn strike(&mut self, target: Target<'_>) -> Option<Effect> {
        if !self.matches(target) {
            return None;
        }
        let fault = &mut self.listed.fault;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        if fault.probability.is_some_and(|chance| self.chance.f64() >= chance) {
            return None;
        }
        fault.times = fault.times.map(|left| left.saturating_sub(1));
        self.listed.struck += 1;
        Some(fault.effect.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Target<'_> =
        Target { method: "POST", path: "/v1.0/me/contacts", kind: "create", mailbox: "a@b.c", part: None };

    #[test]
    fn a_fault_strikes_as_often_as_it_says_after_those_it_lets_pass() {
        let faults = Faults::default();
        let _ = faults.add(Fault::new(Effect::LostAnswer).kind("create").skip(1).times(2)).unwrap();
        let struck: Vec<bool> = (0..5).map(|_| faults.draw(CREATE).is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert_eq!(faults.list()[0].struck, 2);
    }

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        let sequence = |seed| {
            let faults = Faults::default();
            let fault = Fault { probability: Some(0.5), seed, ..Fault::new(Effect::Cut) };
            let _ = faults.add(fault).unwrap();
            (0..64).map(|_| faults.draw(CREATE).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(sequence(7), sequence(7));
        assert_ne!(sequence(7), sequence(8));
    }

    #[test]
    fn method_path_and_mailbox_narrow_it() {
        let faults = Faults::default();
        let fault = Fault {
            method: Some("post".into()),
            path: Some("contacts$".into()),
            mailbox: Some("A@b.c".into()),
            ..Fault::new(Effect::Cut)
        };
        let _ = faults.add(fault).unwrap();
        assert!(faults.draw(Target { method: "GET", ..CREATE }).is_none());
        assert!(faults.draw(Target { path: "/v1.0/me/contacts/1", ..CREATE }).is_none());
        assert!(faults.draw(Target { mailbox: "x@b.c", ..CREATE }).is_none());
        assert!(faults.draw(CREATE).is_some());
        assert!(faults.add(Fault { path: Some("(".into()), ..Fault::new(Effect::Cut) }).is_err());
    }
}
