//! Evidence in words: why two cards are probably one person, and why a business partner is suggested. The check of
//! duplicates says what was seen; the catalogues (`duplicates.ftl`) say how people put it.

use store::{Because, Evidence, How, Reason};

use crate::language::Words;

/// How many reasons are told at first; the rest is a click away.
const AT_FIRST: usize = 3;

/// Evidence in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// The strongest reasons.
    pub(crate) strongest: Vec<String>,
    /// All other ones, and what speaks against it.
    pub(crate) more: Vec<Said>,
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The words.
    pub(crate) text: String,
    /// Whether it speaks against.
    pub(crate) against: bool,
}

impl Told {
    /// Says evidence, which comes strongest first.
    pub(crate) fn of(evidence: &[Evidence], words: Words) -> Told {
        let strongest = evidence.iter().filter(|one| one.points > 0).take(AT_FIRST).count();
        let (first, rest) = evidence.split_at(strongest);
        let rest = rest.iter().filter(|one| one.points != 0);
        Told {
            strongest: first.iter().map(|one| said(one, words)).collect(),
            more: rest.map(|one| Said { text: said(one, words), against: one.points < 0 }).collect(),
        }
    }
}

/// Says one piece of evidence, with the words of both cards.
pub(crate) fn said(evidence: &Evidence, words: Words) -> String {
    let key = key(&evidence.reason);
    match &evidence.reason {
        Reason::LastName { ours, theirs, .. }
        | Reason::FirstName { ours, theirs, .. }
        | Reason::MiddleName { ours, theirs, .. }
        | Reason::SwappedNames { ours, theirs }
        | Reason::Email { ours, theirs, .. }
        | Reason::Company { ours, theirs, .. }
        | Reason::OtherWorkplace { ours, theirs }
        | Reason::Suffix { ours, theirs } => with(words, key, &both(ours, theirs)),
        Reason::Mobile { number, .. } | Reason::Phone { number, .. } | Reason::Switchboard { number } => {
            with(words, key, number)
        }
        Reason::CompanyDomain { domain, company } => with(words, key, &both(domain, company)),
        Reason::Domain { domain } => with(words, key, domain),
        Reason::WorkAddress
        | Reason::HomeAddress { .. }
        | Reason::Birthday { .. }
        | Reason::Gender
        | Reason::NameOnly
        | Reason::GovernmentId { .. } => words.say(key),
    }
}

/// Says one reason for a business partner.
pub(crate) fn because(reason: &Because, words: Words) -> String {
    match reason {
        Because::SameName => words.say("duplicates-partner-same-name"),
        Because::SameNameButForm => words.say("duplicates-partner-same-but-form"),
        Because::NameWithSlip => words.say("duplicates-partner-slip"),
        Because::PartOfName => words.say("duplicates-partner-part"),
        Because::Initials => words.say("duplicates-partner-initials"),
        Because::OtherName => words.say("duplicates-partner-other-name"),
        Because::OwnDomain { domain } => with(words, "duplicates-partner-own-domain", domain),
        Because::PersonsDomain { domain, .. } => with(words, "duplicates-partner-persons-domain", domain),
        Because::SameAddress => words.say("duplicates-partner-same-address"),
        Because::SameArea => words.say("duplicates-partner-same-area"),
        Because::OtherPlace => words.say("duplicates-partner-other-place"),
        Because::SamePhone { number } => with(words, "duplicates-partner-same-phone", number),
        Because::PhonePrefix { prefix } => with(words, "duplicates-partner-phone-prefix", prefix),
    }
}

/// Returns the stable names of a piece of evidence: what was looked at, and how it compares.
pub(crate) fn names(evidence: &Evidence) -> (&'static str, Option<&'static str>) {
    match &evidence.reason {
        Reason::LastName { sign, .. } => ("last_name", Some(name(*sign))),
        Reason::FirstName { sign, .. } => ("first_name", Some(name(*sign))),
        Reason::MiddleName { sign, .. } => ("middle_name", Some(name(*sign))),
        Reason::SwappedNames { .. } => ("swapped_names", None),
        Reason::Email { sign, .. } => ("email", Some(name(*sign))),
        Reason::Mobile { sign, .. } => ("mobile", Some(name(*sign))),
        Reason::Phone { sign, .. } => ("phone", Some(name(*sign))),
        Reason::Company { sign, .. } => ("company", Some(name(*sign))),
        Reason::CompanyDomain { .. } => ("company_domain", None),
        Reason::Domain { .. } => ("domain", None),
        Reason::WorkAddress => ("work_address", None),
        Reason::Switchboard { .. } => ("switchboard", None),
        Reason::OtherWorkplace { .. } => ("other_workplace", None),
        Reason::HomeAddress { sign } => ("home_address", Some(name(*sign))),
        Reason::Birthday { sign } => ("birthday", Some(name(*sign))),
        Reason::Gender => ("gender", None),
        Reason::Suffix { .. } => ("suffix", None),
        Reason::NameOnly => ("name_only", None),
        Reason::GovernmentId { sign } => ("government_id", Some(name(*sign))),
    }
}

fn name(how: How) -> &'static str {
    match how {
        How::Same => "same",
        How::Sound => "sound",
        How::Slip => "slip",
        How::Form => "form",
        How::Part => "part",
        How::Middle => "middle",
        How::Initial => "initial",
        How::Similar => "similar",
        How::Different => "different",
    }
}

/// Names both values, once where they are written the same.
fn both(ours: &str, theirs: &str) -> String {
    match (ours, theirs) {
        (ours, theirs) if ours == theirs => ours.to_owned(),
        (ours, "") => ours.to_owned(),
        ("", theirs) => theirs.to_owned(),
        (ours, theirs) => format!("{ours} / {theirs}"),
    }
}

/// Says a text, with a value in brackets if there is one.
fn with(words: Words, key: &str, value: &str) -> String {
    let text = words.say(key);
    if value.is_empty() { text } else { words.put("text", text).put("value", value).say("duplicates-with") }
}

fn key(reason: &Reason) -> &'static str {
    match reason {
        Reason::LastName { sign, .. } => last(*sign),
        Reason::FirstName { sign, .. } => first(*sign),
        Reason::MiddleName { sign, .. } if is_same(*sign) => "duplicates-middle-same",
        Reason::MiddleName { .. } => "duplicates-middle-different",
        Reason::SwappedNames { .. } => "duplicates-swapped",
        Reason::Email { sign, office, .. } => mail(*sign, *office),
        Reason::Mobile { sign, .. } => mobile(*sign),
        Reason::Phone { sign, .. } => phone(*sign),
        Reason::Company { sign, .. } => company(*sign),
        Reason::CompanyDomain { .. } => "duplicates-company-domain",
        Reason::Domain { .. } => "duplicates-domain",
        Reason::WorkAddress => "duplicates-work-address",
        Reason::Switchboard { .. } => "duplicates-switchboard",
        Reason::OtherWorkplace { .. } => "duplicates-other-workplace",
        Reason::HomeAddress { sign } => home(*sign),
        Reason::Birthday { sign } => birthday(*sign),
        Reason::Gender => "duplicates-gender",
        Reason::Suffix { .. } => "duplicates-suffix",
        Reason::NameOnly => "duplicates-name-only",
        Reason::GovernmentId { sign } => number(*sign),
    }
}

fn last(how: How) -> &'static str {
    match how {
        How::Same => "duplicates-last-same",
        How::Sound => "duplicates-last-sound",
        How::Slip => "duplicates-last-slip",
        How::Form | How::Part | How::Middle | How::Initial => "duplicates-last-part",
        How::Similar => "duplicates-last-similar",
        How::Different => "duplicates-last-different",
    }
}

fn first(how: How) -> &'static str {
    match how {
        How::Same => "duplicates-first-same",
        How::Sound => "duplicates-first-sound",
        How::Slip => "duplicates-first-slip",
        How::Form => "duplicates-first-form",
        How::Part => "duplicates-first-part",
        How::Middle => "duplicates-first-middle",
        How::Initial => "duplicates-first-initial",
        How::Similar => "duplicates-first-similar",
        How::Different => "duplicates-first-different",
    }
}

fn mail(how: How, office: bool) -> &'static str {
    match how {
        How::Same if office => "duplicates-mail-office",
        How::Same => "duplicates-mail-same",
        How::Slip | How::Sound | How::Form | How::Part | How::Middle | How::Initial => "duplicates-mail-slip",
        How::Similar => "duplicates-mail-local",
        How::Different => "duplicates-mail-different",
    }
}

/// Whether a value that has no degrees between is the same.
fn is_same(how: How) -> bool {
    match how {
        How::Same | How::Sound | How::Slip | How::Form | How::Part | How::Middle | How::Initial => true,
        How::Similar | How::Different => false,
    }
}

fn mobile(how: How) -> &'static str {
    if is_same(how) { "duplicates-mobile-same" } else { "duplicates-mobile-different" }
}

fn phone(how: How) -> &'static str {
    if how == How::Same { "duplicates-phone-same" } else { "duplicates-phone-slip" }
}

fn number(how: How) -> &'static str {
    if is_same(how) { "duplicates-number-same" } else { "duplicates-number-different" }
}

fn company(how: How) -> &'static str {
    match how {
        How::Same => "duplicates-company-same",
        How::Different => "duplicates-company-different",
        How::Similar | How::Sound | How::Slip | How::Form | How::Part | How::Middle | How::Initial => {
            "duplicates-company-similar"
        }
    }
}

fn home(how: How) -> &'static str {
    match how {
        How::Same => "duplicates-home-same",
        How::Different => "duplicates-home-different",
        How::Similar | How::Sound | How::Slip | How::Form | How::Part | How::Middle | How::Initial => {
            "duplicates-home-near"
        }
    }
}

fn birthday(how: How) -> &'static str {
    match how {
        How::Same => "duplicates-birthday-same",
        How::Different => "duplicates-birthday-different",
        How::Similar | How::Sound | How::Slip | How::Form | How::Part | How::Middle | How::Initial => {
            "duplicates-birthday-slip"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    const HOWS: [How; 9] = [
        How::Same,
        How::Sound,
        How::Slip,
        How::Form,
        How::Part,
        How::Middle,
        How::Initial,
        How::Similar,
        How::Different,
    ];

    fn all() -> Vec<Reason> {
        let text = |text: &str| text.to_owned();
        let mut all = vec![
            Reason::SwappedNames { ours: text("Jan Peter"), theirs: text("Peter Jan") },
            Reason::CompanyDomain { domain: text("acme.de"), company: text("Acme GmbH") },
            Reason::Domain { domain: text("acme.de") },
            Reason::WorkAddress,
            Reason::Switchboard { number: text("+4930123") },
            Reason::Gender,
            Reason::Suffix { ours: text("Jr."), theirs: text("Sr.") },
            Reason::NameOnly,
        ];
        for sign in HOWS {
            let (ours, theirs) = (text("Müller"), text("Mueller"));
            all.extend([
                Reason::LastName { sign, ours: ours.clone(), theirs: theirs.clone() },
                Reason::FirstName { sign, ours: ours.clone(), theirs: theirs.clone() },
                Reason::Email { sign, office: false, ours: ours.clone(), theirs: theirs.clone() },
                Reason::Email { sign, office: true, ours: ours.clone(), theirs: theirs.clone() },
                Reason::Company { sign, ours, theirs },
                Reason::Mobile { sign, number: text("+49171") },
                Reason::Phone { sign, number: String::new() },
                Reason::HomeAddress { sign },
                Reason::Birthday { sign },
                Reason::GovernmentId { sign },
            ]);
        }
        all
    }

    #[test]
    fn every_reason_has_words_in_both_languages_with_the_values() {
        for language in Language::ALL {
            let words = Words::of(language);
            for reason in all() {
                let told = said(&Evidence { points: 1, reason: reason.clone() }, words);
                assert!(
                    !told.contains('⟦') && !told.contains('$') && !told.contains('{'),
                    "{reason:?}: {told}"
                );
                if let Reason::LastName { .. } = &reason {
                    assert!(told.ends_with("(Müller / Mueller)"), "{told}");
                }
                if let Reason::Phone { .. } = &reason {
                    assert!(!told.contains('('), "no number is known: {told}");
                }
            }
            let (domain, number) = ("acme.de".to_owned(), "+4930".to_owned());
            for reason in [
                Because::SameName,
                Because::SameNameButForm,
                Because::NameWithSlip,
                Because::PartOfName,
                Because::Initials,
                Because::OtherName,
                Because::OwnDomain { domain: domain.clone() },
                Because::PersonsDomain { domain, partners: 1 },
                Because::SameAddress,
                Because::SameArea,
                Because::OtherPlace,
                Because::SamePhone { number: number.clone() },
                Because::PhonePrefix { prefix: number },
            ] {
                let told = because(&reason, words);
                assert!(!told.contains('⟦') && !told.contains('$'), "{reason:?}: {told}");
            }
        }
    }

    #[test]
    fn a_value_that_is_written_the_same_is_named_once() {
        let reason = Reason::LastName { sign: How::Same, ours: "Müller".into(), theirs: "Müller".into() };
        let told = said(&Evidence { points: 100, reason }, Words::of(Language::English));
        assert_eq!(told, "Same last name (Müller)");
    }

    #[test]
    fn the_stable_names_are_those_of_the_check() {
        for reason in all() {
            let evidence = Evidence { points: 1, reason };
            let told = serde_json::to_value(&evidence).unwrap();
            let (name, how) = names(&evidence);
            assert_eq!(told["reason"], name);
            assert_eq!(told.get("sign").and_then(serde_json::Value::as_str), how);
        }
    }
}
