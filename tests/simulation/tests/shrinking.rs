//! A failing schedule becomes a small one that breaks the same invariant, and can be kept.
#![allow(clippy::unwrap_used)] // Tests.

use engine::Bug;
use simulation::plan::invariant;
use simulation::saved::{self, Case};
use simulation::{Life, Plan, run, shrink};

/// Schedules in which a planted bug has to show itself.
const PATIENCE: u64 = 10_000;
/// How many schedules shrinking may take.
const TRIES: u32 = 2_000;

fn turns(life: &Life) -> usize {
    life.phases.iter().map(|phase| phase.turns.len()).sum()
}

fn first_failing(bug: Bug) -> (Plan, Life) {
    let mut plans = (1..=PATIENCE).map(|seed| Plan::of(seed).with(Some(bug)));
    plans
        .find_map(|plan| Some(run(&plan)).filter(|life| !life.complaints.is_empty()).map(|life| (plan, life)))
        .unwrap()
}

#[test]
fn a_failing_schedule_shrinks_to_a_small_one_that_breaks_the_same_invariant_and_can_be_kept() {
    for bug in [Bug::RemovalBelieved, Bug::NoPreconditionOnUpdate, Bug::CreateRepeatedWithoutLooking] {
        let (plan, whole) = first_failing(bug);
        let shrunk = shrink(&plan, TRIES).unwrap();
        assert!(shrunk.tried <= TRIES, "{bug:?} took {} tries", shrunk.tried);
        assert!(
            turns(&shrunk.life) * 2 < turns(&whole),
            "{bug:?}: {} turns of {}",
            turns(&shrunk.life),
            turns(&whole)
        );
        assert!(shrunk.life.struck.len() <= whole.struck.len(), "{bug:?}");
        assert!(shrunk.life.persons <= whole.persons, "{bug:?}");

        // Kept as a line and read again, it is the same schedule.
        let line = serde_json::to_string(&Case::of(&shrunk.plan, "shrunk")).unwrap();
        let case = saved::read(&line).unwrap().pop().unwrap();
        let again = run(&case.plan());
        assert_eq!(again, shrunk.life, "{bug:?}");
        assert!(again.broken().contains(invariant(whole.complaints.first().unwrap())), "{bug:?}");
        // It is the bug that breaks it.
        let mended = run(&case.plan().with(None));
        assert!(mended.complaints.is_empty(), "{bug:?}: {:#?}", mended.complaints);
    }
}

#[test]
fn a_schedule_that_does_not_fail_is_not_shrunk() {
    assert!(shrink(&Plan::of(1), TRIES).is_none());
}

#[test]
fn what_is_no_saved_case_is_named_by_its_line() {
    let refused = saved::read("{\"why\": \"a\", \"seed\": 1}\n\n{\"why\": \"b\"}\n").unwrap_err();
    assert!(refused.starts_with("line 3:"), "{refused}");
}
