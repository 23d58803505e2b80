//! Measures the duplicate check on generated cards with known truth: `cargo run --release -p matching --example
//! quality -- [cards] [--signs] [--mistakes] [--csv=FOLDER] [--pairs=FOLDER] [--febrl=FILE] [--keys]`. The weights were chosen on the
//! first population and never on the second. `--csv` writes both as files for other programs, `--pairs` the pairs with
//! their signs, `--febrl` measures a set of FEBRL instead, `--keys` counts only what the search keys find.

#![allow(clippy::print_stdout, reason = "a program whose work is to print a report")]

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use contacts::normalise::Country;
use contacts::{Card, FieldKey};
use matching::duplicate::compare::Signs;
use matching::duplicate::groups::{Pair, held_by_several, pairs as all_pairs, worth_comparing};
use matching::duplicate::keys::MOST_HOLDERS;
use matching::duplicate::weights::Sign;
use matching::duplicate::{Sharing, Status, Traits, certain, check, search_numbers, status};

mod chance;
mod files;
mod noise;
mod population;
#[rustfmt::skip]
mod words;

use chance::Chance;

/// The seeds of both populations; nobody is in both.
const CHOSEN_ON: u64 = 20_261_123;
const REPORTED_ON: u64 = 4_711_815;

/// Processor time of this thread, where the system tells it (Linux); else the time of day.
struct Clock(Instant, Option<u64>);

impl Clock {
    fn start() -> Self {
        Clock(Instant::now(), Clock::spent())
    }

    fn spent() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn elapsed(&self) -> Duration {
        match (self.1, Clock::spent()) {
            (Some(then), Some(now)) => Duration::from_nanos(now - then),
            (_, _) => self.0.elapsed(),
        }
    }
}

struct Labelled {
    cards: Vec<Card>,
    /// Whose card it is.
    persons: Vec<u32>,
}

fn generate(seed: u64, count: usize) -> Labelled {
    let (mut chance, mut taken) = (Chance::new(seed), population::Taken::default());
    let companies: Vec<_> = (0..count / 14).map(|_| population::company(&mut chance, &mut taken)).collect();
    let mut labelled = Labelled { cards: Vec::with_capacity(count), persons: Vec::with_capacity(count) };
    let mut number = 0;
    while labelled.cards.len() < count {
        let person = population::person(&mut chance, &companies, &mut taken);
        let mut household = vec![];
        if chance.per_mille(50) {
            household.push(population::spouse(&mut chance, &person, &companies, &mut taken));
        }
        if chance.per_mille(20) {
            household.extend(noise::colleague(&mut chance, &person, &companies, &mut taken));
        }
        household.push(person);
        for person in household {
            number += 1;
            let careful = chance.per_mille(600);
            labelled.cards.push(noise::card(&mut chance, &person, &companies, careful));
            labelled.persons.push(number);
            let more = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][chance.below(10)];
            for _ in 0..more {
                let later = noise::later(&mut chance, &person, &companies, &mut taken);
                labelled.cards.push(noise::card(&mut chance, &later, &companies, false));
                labelled.persons.push(number);
            }
        }
    }
    labelled
}

#[derive(Default)]
struct Counted {
    right: usize,
    wrong: usize,
}

impl Counted {
    fn add(&mut self, right: bool) {
        if right { self.right += 1 } else { self.wrong += 1 }
    }
    fn with(&self, other: &Counted) -> Counted {
        Counted { right: self.right + other.right, wrong: self.wrong + other.wrong }
    }
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }
}

fn report(
    title: &str,
    labelled: &Labelled,
    wanted: &HashSet<String>,
) -> Result<(), Box<dyn std::error::Error>> {
    println!("== {title}: {} cards", labelled.cards.len());
    let start = Clock::start();
    let traits: Vec<Traits> = labelled.cards.iter().map(|card| Traits::of(card, Country::DE)).collect();
    let read = start.elapsed();
    let start = Clock::start();
    let pairs = worth_comparing(&traits);
    let found = start.elapsed();
    let start = Clock::start();
    let several = held_by_several(&traits);
    let shared = start.elapsed();
    let on = Sharing { is_possible_only: true, by_points: false, held_by_several: Some(&several) };
    let start = Clock::start();
    let duplicates = all_pairs(&traits, on);
    let compared = start.elapsed();
    judge(labelled, &traits, &pairs, &duplicates, on);
    let per = |time: Duration, count: usize| time.as_nanos() as f64 / count.max(1) as f64 / 1000.0;
    println!(
        "µs: traits of a card {:.2}, whom to compare {:.2} a card, what is shared {:.2} a card, comparing {:.2} a pair",
        per(read, traits.len()),
        per(found, traits.len()),
        per(shared, traits.len()),
        per(compared.saturating_sub(found), pairs.len())
    );
    let whole = read + shared + compared;
    println!("all against themselves: {:.2} s of one processor", whole.as_secs_f64());
    if let Some(folder) = wanted.iter().find_map(|word| word.strip_prefix("--pairs=")) {
        let file = Path::new(folder).join(format!("{}.csv", title.replace(' ', "_")));
        files::write_pairs(&file, labelled, &traits, &pairs)?;
    }
    keys(&traits);
    if wanted.contains("--signs") {
        signs(&traits, &pairs, &|one, other| labelled.persons[one] == labelled.persons[other]);
    }
    if wanted.contains("--mistakes") {
        mistakes(labelled, &traits, &pairs, on);
    }
    Ok(())
}

/// Prints what was found right and wrong.
fn judge(
    labelled: &Labelled,
    traits: &[Traits],
    pairs: &[(usize, usize)],
    duplicates: &[Pair],
    on: Sharing<'_>,
) {
    let same = |one: usize, other: usize| labelled.persons[one] == labelled.persons[other];
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    labelled.persons.iter().for_each(|person| *sizes.entry(*person).or_default() += 1);
    let truth: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let reachable = pairs.iter().filter(|(one, other)| same(*one, *other)).count();
    println!(
        "pairs of one person {truth}; pairs compared {}; of one person among them {:.4}",
        pairs.len(),
        reachable as f64 / truth as f64
    );
    let strict = Sharing { by_points: true, ..on };
    let (mut literal, mut alone) = (Counted::default(), Counted::default());
    for (one, other) in pairs {
        let graded = |sharing| status(&traits[*one], &traits[*other], sharing).map(|(status, _)| status);
        if graded(Sharing::default()) == Some(Status::Certain) {
            literal.add(same(*one, *other));
        }
        // What a single card is told, where nobody counts the names.
        if graded(strict) == Some(Status::Possible) {
            alone.add(same(*one, *other));
        }
    }
    let counted = |duplicates: &[Pair], status: Status| {
        let mut counted = Counted::default();
        let these = duplicates.iter().filter(|pair| pair.status == status);
        these.for_each(|pair| counted.add(same(pair.one, pair.other)));
        counted
    };
    let weighed = counted(&all_pairs(traits, strict), Status::Possible);
    let (sure, possible) = (counted(duplicates, Status::Certain), counted(duplicates, Status::Possible));
    line("certain, literally", &literal, truth);
    line("certain, switch on", &sure, truth);
    line("possible, switch on", &possible, truth);
    line("  of these by points", &weighed, truth);
    line("    names not counted", &alone, truth);
    line("certain + possible", &sure.with(&possible), truth);
    line("  possible by points", &sure.with(&weighed), truth);
}

fn line(title: &str, counted: &Counted, truth: usize) {
    let found = counted.right + counted.wrong;
    let (precision, recall) = (counted.precision(), counted.right as f64 / truth as f64);
    let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
    println!(
        "{title:<22} precision {precision:.4}  recall {recall:.4}  F1 {f1:.4}  ({found} pairs, {} wrong)",
        counted.wrong
    );
}

/// How many keys a card has, and how many other cards it finds by them.
fn keys(traits: &[Traits]) {
    let mut kinds: BTreeMap<char, Vec<u64>> = BTreeMap::new();
    for card in traits {
        for key in matching::duplicate::search_keys(card) {
            kinds.entry(key.kind.letter()).or_default().push(key.number());
        }
    }
    for (kind, mut numbers) in kinds {
        numbers.sort_unstable();
        let (mut others, mut most) = (0, 0);
        for bucket in numbers.chunk_by(|a, b| a == b) {
            most = most.max(bucket.len());
            if bucket.len() <= MOST_HOLDERS {
                others += bucket.len() * (bucket.len() - 1);
            }
        }
        let (cards, all) = (traits.len() as f64, numbers.len() as f64);
        println!(
            "keys {kind}: {:.2} a card, by which it finds {:.2} others, at most {most}",
            all / cards,
            others as f64 / cards
        );
    }
    let (found, most) = found_by_each(traits);
    println!("keys: a card finds {found:.1} others in all, at most {most}");
}

/// How many different cards a card finds, of a thousand cards, on average and at most.
fn found_by_each(traits: &[Traits]) -> (f64, usize) {
    let mut holders: Vec<(u64, u32)> = Vec::new();
    for (place, card) in (0u32..).zip(traits) {
        holders.extend(search_numbers(card).into_iter().map(|key| (key, place)));
    }
    holders.sort_unstable();
    let found = |card: &Traits| {
        let buckets = search_numbers(card).into_iter().map(|key| {
            let begin = holders.partition_point(|(other, _)| *other < key);
            let end = holders.partition_point(|(other, _)| *other <= key);
            &holders[begin..end]
        });
        let few = buckets.filter(|bucket| bucket.len() <= MOST_HOLDERS);
        few.flatten().map(|(_, place)| *place).collect::<HashSet<u32>>().len().saturating_sub(1)
    };
    let found: Vec<usize> = traits.iter().step_by((traits.len() / 1000).max(1)).map(found).collect();
    (found.iter().sum::<usize>() as f64 / found.len().max(1) as f64, found.iter().copied().max().unwrap_or(0))
}

fn signs(traits: &[Traits], pairs: &[(usize, usize)], same: &dyn Fn(usize, usize) -> bool) {
    let mut seen: BTreeMap<Sign, (usize, usize)> = BTreeMap::new();
    let (mut ours, mut others) = (0usize, 0usize);
    for (one, other) in pairs {
        let right = same(*one, *other);
        if right {
            ours += 1
        } else {
            others += 1
        }
        for sign in Signs::of(&traits[*one], &traits[*other]).iter() {
            let (yes, no) = seen.entry(sign).or_default();
            if right { *yes += 1 } else { *no += 1 }
        }
    }
    println!(
        "sign, points; share among pairs of one person, among other compared pairs; ten times log2 of the ratio"
    );
    for (sign, (yes, no)) in seen {
        let (m, u) = ((yes as f64 + 0.5) / ours as f64, (no as f64 + 0.5) / others as f64);
        println!("{sign:?} {}: {m:.5} {u:.5} {:.0}", sign.weight(), 10.0 * (m / u).log2());
    }
}

fn mistakes(labelled: &Labelled, traits: &[Traits], pairs: &[(usize, usize)], on: Sharing<'_>) {
    let show = |one: usize, other: usize, title: &str| {
        println!("-- {title}");
        for place in [one, other] {
            let text = |(key, value): (FieldKey, &contacts::Value)| format!("{key}={}", value.to_text());
            println!("   {}", labelled.cards[place].iter().map(text).collect::<Vec<_>>().join(" | "));
        }
        let seen: Vec<String> = Signs::of(&traits[one], &traits[other])
            .iter()
            .map(|s| format!("{s:?}{:+}", s.weight()))
            .collect();
        println!("   {}", seen.join(" "));
    };
    let (mut missed, mut wrong, mut sure) = (0, 0, 0);
    for (one, other) in pairs {
        let right = labelled.persons[*one] == labelled.persons[*other];
        match (check(&traits[*one], &traits[*other], on).map(|found| found.status), right) {
            (None, true) if missed < 40 => {
                missed += 1;
                show(*one, *other, "missed");
            }
            (Some(Status::Possible), false)
                if wrong < 60 && !certain(&labelled.cards[*one], &labelled.cards[*other], Country::DE) =>
            {
                wrong += 1;
                show(*one, *other, "wrongly possible");
            }
            (Some(Status::Certain), false) if sure < 20 => {
                sure += 1;
                show(*one, *other, "wrongly certain");
            }
            (_, _) => {}
        }
    }
    let compared: HashSet<(usize, usize)> = pairs.iter().copied().collect();
    let mut unseen = 0;
    for one in 0..labelled.cards.len().saturating_sub(2) {
        for other in [one + 1, one + 2] {
            let right = labelled.persons[one] == labelled.persons[other];
            if right && !compared.contains(&(one, other)) && unseen < 30 {
                unseen += 1;
                show(one, other, "never compared");
            }
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: HashSet<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().find_map(|word| word.strip_prefix(name)).map(PathBuf::from);
    let count = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    if let Some(file) = value("--febrl=") {
        return report(&file.display().to_string(), &files::read_febrl(&file)?, &arguments);
    }
    if arguments.contains("--keys") {
        let cards = generate(REPORTED_ON, count).cards;
        println!("== {} cards", cards.len());
        keys(&cards.iter().map(|card| Traits::of(card, Country::DE)).collect::<Vec<_>>());
        return Ok(());
    }
    let (chosen, reported) = (generate(CHOSEN_ON, count), generate(REPORTED_ON, count));
    if let Some(folder) = value("--csv=") {
        files::write(&chosen, &folder.join("chosen.csv"))?;
        files::write(&reported, &folder.join("reported.csv"))?;
    }
    report("chosen on", &chosen, &arguments)?;
    let quiet = arguments.iter().filter(|word| word.starts_with("--pairs=")).cloned().collect();
    report("reported on", &reported, &quiet)
}
