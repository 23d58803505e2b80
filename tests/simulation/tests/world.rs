//! The World in the test command: thousands of schedules, the same trace for the same seed, every planted bug
//! found. Millions of schedules are one command: `cargo run --profile sim -p simulation -- --schedules 1000000`.
#![allow(clippy::unwrap_used)] // Tests.

use engine::Bug;
use simulation::{Edition, Kept, Plan, run, saved};

/// Schedules of one test; five tests run one after the other.
const SCHEDULES: u64 = 1_200;
/// A planted bug has to be found within this many schedules.
const PATIENCE: u64 = 10_000;

fn clean(from: u64) {
    for seed in from..from + SCHEDULES {
        let life = run(&Plan::of(seed));
        assert!(
            life.complaints.is_empty(),
            "seed {seed}: {:#?}\nmake it small with: cargo run -p simulation -- --from {seed} --schedules 1 --shrink",
            life.complaints
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

/// Seeds that failed once, in the World's first edition: each stands for a mistake that was made and mended.
const SEEDS: &[u64] = &[
    2, 17, 22, 28, 36, 41, 80, 86, 134, 140, 191, 254, 281, 466, 632, 641, 755, 857, 870, 878, 1194, 1370,
    1420, 1530, 1608, 1687, 1870, 1899, 2284, 2787, 2808, 2986, 3058, 3971, 4055, 4483, 4661, 5145, 6217,
    6568, 6860, 7547, 8283, 8565, 8741, 8846, 9281, 10_652, 10_850, 10_910, 11_812, 11_964, 11_983, 12_226,
    12_260, 12_809, 13_624, 15_054, 15_377, 15_749, 15_783, 15_918, 16_172, 17_578, 18_062, 19_045, 26_829,
    37_870, 387, 981, 5365, 5607, 7218, 7551, 10_392, 11_620, 15_435, 25_273,
];

#[test]
fn seeds_that_failed_once_stay_mended() {
    for seed in SEEDS {
        let life = run(&Plan { edition: Edition::First, ..Plan::of(*seed) });
        assert!(life.complaints.is_empty(), "seed {seed}: {:#?}", life.complaints);
    }
}

/// Cases that failed once, made small and kept: `saved/cases.jsonl`.
#[test]
fn saved_cases_stay_mended() {
    for case in saved::read(include_str!("../saved/cases.jsonl")).unwrap() {
        let life = run(&case.plan());
        assert!(life.complaints.is_empty(), "{}: {:#?}", case.why, life.complaints);
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [3, 77, 1_234] {
        let first = run(&Plan::of(seed).traced());
        let second = run(&Plan::of(seed).traced());
        assert!(first.trace.len() > 20, "seed {seed} shows {} lines", first.trace.len());
        assert_eq!(first, second, "seed {seed}");
    }
}

/// The invariants that a planted bug breaks: one of these checks has to find it, whatever others find.
fn meant_for(bug: Bug) -> &'static [&'static str] {
    match bug {
        Bug::CreateRepeatedWithoutLooking | Bug::CopyTakesLink | Bug::AdoptsUnread => &["3"],
        Bug::NoPreconditionOnUpdate
        | Bug::StaleNodeWrites
        | Bug::ShadowIsWhatIsRead
        | Bug::WithdrawWithoutTaking
        | Bug::DeleteBeatsEdit
        | Bug::LoserForgotten => &["2"],
        Bug::NoShadow | Bug::ImportWithoutShadow => &["9"],
        Bug::ImportUnchecked => &["4"],
        Bug::CursorBeforeEffects => &["6", "7"],
        Bug::RemovalBelieved => &["6"],
        Bug::DeletedItemsIgnored => &["24"],
        Bug::LostDeleteBelieved => &["17"],
        Bug::Resurrection => &["5"],
        Bug::DueForgotten | Bug::ResyncWithoutSweep | Bug::StagedDroppedWhileSending => &["7"],
        Bug::PhotoSentAgain => &["19"],
        Bug::LinkedCountsAsCreated | Bug::ItemEndsTwice => &["21"],
        Bug::CategoriesReplaced => &["10"],
    }
}

#[test]
fn every_planted_bug_is_found_by_the_check_it_is_meant_for() {
    for bug in Bug::ALL {
        let meant = meant_for(*bug);
        let finds = |seed: &u64| {
            let life = run(&Plan::of(*seed).with(Some(*bug)));
            life.broken().iter().any(|number| meant.contains(number))
        };
        let found = (1..=PATIENCE).find(finds);
        assert!(found.is_some(), "{bug:?} was not found in {PATIENCE} schedules by {meant:?}");
    }
}

/// Schedules on a real database in the test command: one in a hundred.
const ON_SQLITE: u64 = 60;

#[test]
fn no_schedule_breaks_an_invariant_on_sqlite() {
    for seed in 1..=ON_SQLITE {
        let life = run(&Plan::of(seed).on(Kept::Sqlite));
        assert!(life.complaints.is_empty(), "seed {seed}: {:#?}", life.complaints);
    }
}

#[test]
fn seeds_that_failed_once_stay_mended_on_sqlite() {
    for seed in SEEDS {
        let life = run(&Plan { edition: Edition::First, ..Plan::of(*seed).on(Kept::Sqlite) });
        assert!(life.complaints.is_empty(), "seed {seed}: {:#?}", life.complaints);
    }
    for case in saved::read(include_str!("../saved/cases.jsonl")).unwrap() {
        let life = run(&case.plan().on(Kept::Sqlite));
        assert!(life.complaints.is_empty(), "{}: {:#?}", case.why, life.complaints);
    }
}
