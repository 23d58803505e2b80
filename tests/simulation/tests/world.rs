//! The World in the test command: thousands of schedules, the same trace for the same seed, every planted bug
//! found. Millions of schedules are one command: `cargo run --profile sim -p simulation -- --schedules 1000000`.

use engine::Bug;
use simulation::{Plan, run};

/// Schedules of one test; five tests run beside each other.
const SCHEDULES: u64 = 1_200;
/// A planted bug has to be found within this many schedules.
const PATIENCE: u64 = 10_000;

fn clean(from: u64) {
    for seed in from..from + SCHEDULES {
        let (complaints, _) = run(Plan { seed, bug: None, trace: false });
        assert!(
            complaints.is_empty(),
            "seed {seed}: {complaints:#?}\nsee it with: cargo run -p simulation -- --from {seed} --trace"
        );
    }
}

#[test]
fn no_schedule_breaks_an_invariant_part_1() {
    clean(1);
}

#[test]
fn no_schedule_breaks_an_invariant_part_2() {
    clean(1 + SCHEDULES);
}

#[test]
fn no_schedule_breaks_an_invariant_part_3() {
    clean(1 + 2 * SCHEDULES);
}

#[test]
fn no_schedule_breaks_an_invariant_part_4() {
    clean(1 + 3 * SCHEDULES);
}

#[test]
fn no_schedule_breaks_an_invariant_part_5() {
    clean(1 + 4 * SCHEDULES);
}

/// Seeds that failed once: each stands for a mistake that was made and mended.
#[test]
fn seeds_that_failed_once_stay_mended() {
    const SAVED: &[u64] = &[
        2, 17, 22, 28, 36, 41, 80, 86, 134, 140, 191, 254, 281, 466, 632, 641, 755, 857, 870, 878, 1194,
        1370, 1420, 1530, 1608, 1687, 1870, 1899, 2284, 2787, 2808, 2986, 3058, 3971, 4055, 4483, 4661, 5145,
        6217, 6568, 6860, 7547, 8283, 8565, 8741, 8846, 9281, 10_652, 10_850, 10_910, 11_812, 11_964, 11_983,
        12_226, 12_260, 12_809, 13_624, 15_054, 15_377, 15_749, 15_783, 15_918, 16_172, 17_578, 18_062,
        19_045, 26_829, 37_870, 387, 981, 5365, 5607, 7218, 7551, 10_392, 11_620, 15_435, 25_273,
    ];
    for seed in SAVED {
        let (complaints, _) = run(Plan { seed: *seed, bug: None, trace: false });
        assert!(complaints.is_empty(), "seed {seed}: {complaints:#?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [3, 77, 1_234] {
        let first = run(Plan { seed, bug: None, trace: true });
        let second = run(Plan { seed, bug: None, trace: true });
        assert!(first.1.len() > 20, "seed {seed} shows {} lines", first.1.len());
        assert_eq!(first, second, "seed {seed}");
    }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let found = (1..=PATIENCE).find(|seed| {
            let (complaints, _) = run(Plan { seed: *seed, bug: Some(*bug), trace: false });
            !complaints.is_empty()
        });
        assert!(found.is_some(), "{bug:?} was not found in {PATIENCE} schedules");
    }
}
