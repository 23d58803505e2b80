//! Measures the duplicate check on generated cards with known truth: `cargo run --release -p matching --example
//! quality -- [cards] [--signs] [--mistakes]`. The weights were chosen on the first population and never on the second.

#![allow(clippy::print_stdout, reason = "a program whose work is to print a report")]

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use contacts::normalise::Country;
use contacts::{Card, FieldKey};
use matching::duplicate::compare::Signs;
use matching::duplicate::groups::{held_by_several, worth_comparing};
use matching::duplicate::weights::Sign;
use matching::duplicate::{Sharing, Status, Traits, certain, check, search_keys, status};

mod chance;
mod noise;
mod population;
#[rustfmt::skip]
mod words;

use chance::Chance;

/// The seeds of both populations; nobody is in both.
const CHOSEN_ON: u64 = 20_261_122;
const REPORTED_ON: u64 = 97_003;

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
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }
}

fn report(title: &str, labelled: &Labelled, wanted: &HashSet<String>) {
    println!("== {title}: {} cards", labelled.cards.len());
    let start = Clock::start();
    let traits: Vec<Traits> = labelled.cards.iter().map(|card| Traits::of(card, Country::DE)).collect();
    let read = start.elapsed();
    let start = Clock::start();
    let pairs = worth_comparing(&traits);
    let found = start.elapsed();
    let same = |one: usize, other: usize| labelled.persons[one] == labelled.persons[other];
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    labelled.persons.iter().for_each(|person| *sizes.entry(*person).or_default() += 1);
    let truth: usize = sizes.values().map(|size| size * (size - 1) / 2).sum();
    let reachable = pairs.iter().filter(|(one, other)| same(*one, *other)).count();

    let several = held_by_several(&traits);
    let on = Sharing { is_possible_only: true, by_points: false, held_by_several: Some(&several) };
    let strict = Sharing { by_points: true, ..on };
    let (mut literal, mut sure, mut possible, mut weighed) =
        (Counted::default(), Counted::default(), Counted::default(), Counted::default());
    let start = Clock::start();
    for (one, other) in &pairs {
        let (a, b) = (&traits[*one], &traits[*other]);
        let right = same(*one, *other);
        match status(a, b, on) {
            Some((Status::Certain, _)) => sure.add(right),
            Some((Status::Possible, _)) => {
                possible.add(right);
                if status(a, b, strict).is_some() {
                    weighed.add(right);
                }
            }
            None => {}
        }
    }
    let compared = start.elapsed();
    for (one, other) in &pairs {
        let shared = certain_of(&traits, *one, *other).is_some();
        if shared {
            literal.add(same(*one, *other));
        }
    }
    let both = Counted { right: sure.right + possible.right, wrong: sure.wrong + possible.wrong };
    let recall = both.right as f64 / truth as f64;
    let f1 = 2.0 * both.precision() * recall / (both.precision() + recall);
    println!(
        "pairs of one person {truth}; pairs compared {}; of one person among them {:.4}",
        pairs.len(),
        reachable as f64 / truth as f64
    );
    line("certain, literally", &literal, truth);
    line("certain, switch on", &sure, truth);
    line("possible, switch on", &possible, truth);
    line("  of these by points", &weighed, truth);
    println!("certain + possible     precision {:.4}  recall {recall:.4}  F1 {f1:.4}", both.precision());
    let strictly = Counted { right: sure.right + weighed.right, wrong: sure.wrong + weighed.wrong };
    let recall = strictly.right as f64 / truth as f64;
    let f1 = 2.0 * strictly.precision() * recall / (strictly.precision() + recall);
    println!("  possible by points   precision {:.4}  recall {recall:.4}  F1 {f1:.4}", strictly.precision());
    let per = |time: Duration, count: usize| time.as_nanos() as f64 / count.max(1) as f64 / 1000.0;
    println!(
        "µs: traits of a card {:.2}, finding whom to compare {:.2} a card, comparing {:.3} a pair",
        per(read, traits.len()),
        per(found, traits.len()),
        per(compared, pairs.len())
    );
    keys(&traits);
    if wanted.contains("--signs") {
        signs(&traits, &pairs, &same);
    }
    if wanted.contains("--mistakes") {
        mistakes(labelled, &traits, &pairs, on);
    }
}

fn certain_of(traits: &[Traits], one: usize, other: usize) -> Option<()> {
    let found = status(&traits[one], &traits[other], Sharing::default())?;
    (found.0 == Status::Certain).then_some(())
}

fn line(title: &str, counted: &Counted, truth: usize) {
    let found = counted.right + counted.wrong;
    let recall = counted.right as f64 / truth as f64;
    println!(
        "{title:<22} precision {:.4}  recall {recall:.4}  ({found} pairs, {} wrong)",
        counted.precision(),
        counted.wrong
    );
}

/// How many keys a card has, and how many cards a key finds.
fn keys(traits: &[Traits]) {
    let mut holders: BTreeMap<(char, u64), usize> = BTreeMap::new();
    for card in traits {
        for key in search_keys(card) {
            *holders.entry((key.kind.letter(), key.number())).or_default() += 1;
        }
    }
    let mut kinds: BTreeMap<char, (usize, usize, usize)> = BTreeMap::new();
    for ((kind, _), held) in &holders {
        let (all, squares, most) = kinds.entry(*kind).or_default();
        *all += held;
        *squares += held * held;
        *most = (*most).max(*held);
    }
    for (kind, (all, squares, most)) in kinds {
        let each = all as f64 / traits.len() as f64;
        println!(
            "keys {kind}: {each:.2} a card, finds {:.1} cards, at most {most}",
            squares as f64 / all as f64
        );
    }
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

fn main() {
    let arguments: HashSet<String> = std::env::args().skip(1).collect();
    let count = arguments.iter().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    report("chosen on", &generate(CHOSEN_ON, count), &arguments);
    let quiet = HashSet::new();
    report("reported on", &generate(REPORTED_ON, count), &quiet);
}
