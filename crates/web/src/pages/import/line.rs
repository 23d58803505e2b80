//! One contact as the list shows it: who it is, where it belongs, whether it is known already. Pure.

use contacts::{DraftId, FieldKey, PersonId};
use store::{
    CandidateKind, Evidence, FoundDuplicate, FoundPerson, GroupRow, ImportRow, PartnerSuggestion, RowAction,
    RowBar, RowPartner, RowStatus,
};

use super::path;
use crate::evidence;
use crate::language::Words;
use crate::pages::list::Address;
use crate::pages::person::Avatar;
use crate::pages::persons;

/// How many suggestions a row offers; the search offers all.
const OFFERED: usize = 2;
/// How many reasons are told in one line.
const TOLD: usize = 2;

/// One contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(super) number: u32,
    /// Where its own pages are.
    pub(super) path: String,
    /// Where a business partner is searched for and assigned.
    pub(super) search: String,
    pub(super) avatar: Avatar,
    /// Its name; empty without one.
    pub(super) name: String,
    pub(super) position: String,
    pub(super) company: String,
    /// How it is reached: text and icon.
    pub(super) reach: Vec<(String, &'static str)>,
    /// What is to be known besides: text and icon.
    pub(super) marks: Vec<(String, &'static str)>,
    /// Whether it names nobody.
    pub(super) incomplete: bool,
    /// Whether it gets a business partner at all.
    pub(super) assigns: bool,
    pub(super) partner: Cell,
    /// What happens instead of importing it.
    pub(super) fate: Option<Fate>,
    pub(super) standing: Standing,
    /// The strongest reason of its standing, in one line.
    pub(super) strongest: String,
    pub(super) note: String,
    pub(super) matches: Vec<Match>,
    /// Where it is linked instead, with whom.
    pub(super) link: Option<(String, String)>,
    pub(super) link_word: String,
    pub(super) tick: Tick,
    /// The number of the rows that are duplicates of each other.
    pub(super) twins: Option<u32>,
}

/// The business partner of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    pub(super) chosen: Option<Chosen>,
    pub(super) offers: Vec<Offer>,
}

/// A business partner that a contact has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(super) name: String,
    /// Whether the import creates it.
    pub(super) new: bool,
    pub(super) because: String,
}

/// A business partner that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) city: String,
    pub(super) because: String,
}

/// What happens with a contact instead of importing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(super) text: String,
    pub(super) name: String,
    pub(super) href: Option<String>,
}

/// How sure it is that a contact is known: word, tone, icon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(super) word: String,
    pub(super) tone: &'static str,
    pub(super) icon: &'static str,
}

/// Somebody that a contact may be, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    /// None: somebody outside the viewer's permissions.
    pub(super) avatar: Option<Avatar>,
    pub(super) name: String,
    pub(super) partner: String,
    pub(super) href: Option<String>,
    pub(super) inactive: bool,
    /// What was seen: text and whether it speaks `for` or `against`.
    pub(super) reasons: Vec<(String, &'static str)>,
    pub(super) link: Option<String>,
    /// Why it cannot be linked.
    pub(super) bar: String,
}

/// The check box of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(super) on: bool,
    pub(super) why_not: Option<String>,
}

impl Line {
    /// What it is called where it has no name.
    pub(super) fn called(&self) -> String {
        let reach = self.reach.first().map(|(text, _)| text.as_str());
        [self.name.as_str(), reach.unwrap_or_default(), self.company.as_str()]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or("…")
            .to_owned()
    }

    /// Decides what is shown of a row. `back` puts the state of the list onto an address.
    pub(super) fn of(
        row: &ImportRow,
        draft: DraftId,
        back: &dyn Fn(Address) -> Address,
        words: Words,
    ) -> Self {
        let here = format!("{}/rows/{}", path(draft), row.number);
        let linking = |person: PersonId| {
            let address = Address::new(format!("{here}/link")).with("person", person.to_string());
            back(address).to_string()
        };
        let fate = fate(row, words);
        let direct = direct(row).filter(|_| fate.is_none());
        let matches = matches(row, direct, fate.is_some(), &linking, words);
        let strongest = strongest(row, words);
        let photo = row.has_photo.then(|| format!("{here}/photo"));
        let called = if row.name.is_empty() { &row.email } else { &row.name };
        Line {
            number: row.number,
            avatar: Avatar::of(called).photo(photo),
            name: row.name.clone(),
            position: row.card.text(FieldKey::JobTitle).to_owned(),
            company: row.company.clone(),
            reach: reach(row),
            marks: marks(row, words),
            incomplete: row.incomplete && row.kind == CandidateKind::Unstamped,
            assigns: row.kind == CandidateKind::Unstamped && row.bar.is_none() && fate.is_none(),
            partner: Cell::of(row, words),
            standing: standing(row, words),
            note: note(row, words),
            strongest,
            matches,
            link: direct.map(|person| (linking(person.id), person.name.clone())),
            link_word: words.say(match row.kind {
                CandidateKind::Relink => "import-relink",
                CandidateKind::Unstamped | CandidateKind::Foreign => "import-link",
            }),
            tick: Tick {
                on: row.checked,
                why_not: row.bar.filter(|_| fate.is_none()).map(|bar| words.say(barred(bar))),
            },
            fate,
            search: back(
                Address::new(format!("{}/partner", path(draft))).with("row", row.number.to_string()),
            )
            .to_string(),
            twins: row.group.as_ref().map(|group| group.number),
            path: here,
        }
    }
}

fn reach(row: &ImportRow) -> Vec<(String, &'static str)> {
    let all = [(&row.email, "mail"), (&row.phone, "phone")];
    all.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, icon)| (text.clone(), icon)).collect()
}

fn marks(row: &ImportRow, words: Words) -> Vec<(String, &'static str)> {
    let private = row.private.then(|| (words.say("import-mark-private"), "lock"));
    let completed = (!row.completed.is_empty()).then(|| (words.say("import-mark-completed"), "pencil"));
    private.into_iter().chain(completed).collect()
}

/// The key of why a row cannot be imported.
const fn barred(bar: RowBar) -> &'static str {
    match bar {
        RowBar::Certain => "import-bar-certain",
        RowBar::Relink => "import-bar-relink",
        RowBar::RelinkGone => "import-bar-relink-gone",
        RowBar::RelinkTaken => "import-bar-relink-taken",
        RowBar::Foreign => "import-bar-foreign",
    }
}

fn standing(row: &ImportRow, words: Words) -> Standing {
    let (key, tone, icon) = match (row.kind, row.status, &row.group) {
        (CandidateKind::Relink, _, _) => ("import-status-relink", "accent", "link"),
        (CandidateKind::Foreign, _, _) => ("import-status-foreign", "", "lock"),
        (CandidateKind::Unstamped, RowStatus::Certain, _) => ("import-status-certain", "bad", "circle-x"),
        (CandidateKind::Unstamped, RowStatus::Possible, _) => {
            ("import-status-possible", "warn", "triangle-alert")
        }
        (CandidateKind::Unstamped, RowStatus::None, Some(_)) => ("import-status-twin", "warn", "users"),
        (CandidateKind::Unstamped, RowStatus::None, None) => ("import-status-none", "good", "circle-check"),
    };
    Standing { word: words.say(key), tone, icon }
}

/// What is said of a row that is not simply new.
fn note(row: &ImportRow, words: Words) -> String {
    match row.bar {
        Some(RowBar::Relink) => words.say("import-note-relink"),
        Some(RowBar::RelinkGone) => words.say("import-note-relink-gone"),
        Some(RowBar::RelinkTaken) => words.say("import-note-relink-taken"),
        Some(RowBar::Foreign) => words.say("import-note-foreign"),
        Some(RowBar::Certain) | None => String::new(),
    }
}

/// Whom a row is linked to with one click: whom its stamp names, or who is certainly the same.
fn direct(row: &ImportRow) -> Option<&FoundPerson> {
    let editable = |person: &&FoundPerson| person.may_edit;
    match row.bar? {
        RowBar::Relink => row.relink.as_ref().filter(editable),
        RowBar::Certain => {
            let certain =
                row.duplicates.iter().filter(|one| RowStatus::of(Some(one.status)) == RowStatus::Certain);
            certain.filter_map(|one| one.person.as_ref()).find(editable)
        }
        RowBar::RelinkGone | RowBar::RelinkTaken | RowBar::Foreign => None,
    }
}

/// What happens with a row that is linked.
fn fate(row: &ImportRow, words: Words) -> Option<Fate> {
    let RowAction::Link(id) = row.action else { return None };
    let known = row.duplicates.iter().filter_map(|one| one.person.as_ref()).chain(&row.relink);
    let person = known.into_iter().find(|person| person.id == id);
    Some(Fate {
        text: words.say(if row.kind == CandidateKind::Relink {
            "import-fate-relink"
        } else {
            "import-fate-link"
        }),
        name: person.map_or_else(|| words.say("import-somebody"), |person| person.name.clone()),
        href: person.map(|person| persons::path(person.id)),
    })
}

fn matches(
    row: &ImportRow,
    direct: Option<&FoundPerson>,
    decided: bool,
    linking: &dyn Fn(PersonId) -> String,
    words: Words,
) -> Vec<Match> {
    let offered = |person: &FoundPerson| {
        let elsewhere = direct.is_some_and(|direct| direct.id == person.id);
        person.may_edit && !elsewhere && !decided && row.kind == CandidateKind::Unstamped
    };
    let of_person = |found: &FoundDuplicate| match &found.person {
        Some(person) => Match {
            link: offered(person).then(|| linking(person.id)),
            bar: if person.may_edit { String::new() } else { words.say("import-not-yours") },
            reasons: reasons(&found.evidence, words),
            ..known(person)
        },
        None => Match {
            avatar: None,
            name: words.say("person-outside-permissions"),
            partner: String::new(),
            href: None,
            inactive: false,
            reasons: Vec::new(),
            link: None,
            bar: words.say("import-outside"),
        },
    };
    let again = row.relink.iter().map(known);
    let here = row.group.iter().flat_map(|group| &group.others).map(|other| of_row(other, words));
    again.chain(row.duplicates.iter().map(of_person)).chain(here).collect()
}

/// A contact person, without a word on why.
fn known(person: &FoundPerson) -> Match {
    Match {
        avatar: Some(Avatar::of(&person.name)),
        name: person.name.clone(),
        partner: person.partner_name.clone(),
        href: Some(persons::path(person.id)),
        inactive: person.inactive,
        reasons: Vec::new(),
        link: None,
        bar: String::new(),
    }
}

fn of_row(other: &GroupRow, words: Words) -> Match {
    Match {
        avatar: Some(Avatar::of(&other.name)),
        name: if other.name.is_empty() { words.say("import-nameless") } else { other.name.clone() },
        partner: words.say("import-in-this-list"),
        href: None,
        inactive: false,
        reasons: reasons(&other.evidence, words),
        link: None,
        bar: String::new(),
    }
}

/// Says evidence in words, each with whether it speaks for or against.
pub(super) fn reasons(all: &[Evidence], words: Words) -> Vec<(String, &'static str)> {
    let tone = |points: i32| match points {
        1.. => "for",
        0 => "",
        i32::MIN..=-1 => "against",
    };
    all.iter().map(|one| (evidence::said(one, words), tone(one.points))).collect()
}

/// The strongest reason of the best match, in one line.
fn strongest(row: &ImportRow, words: Words) -> String {
    let of = |name: &str, evidence: &[Evidence]| {
        let told = evidence.iter().filter(|one| one.points > 0).take(TOLD);
        let told: Vec<String> = told.map(|one| evidence::said(one, words)).collect();
        if told.is_empty() { name.to_owned() } else { format!("{name}: {}", told.join(" · ")) }
    };
    let found = row.duplicates.iter().find_map(|one| {
        let person = one.person.as_ref()?;
        Some(of(&person.name, &one.evidence))
    });
    let here =
        || row.group.iter().flat_map(|group| &group.others).map(|other| of(&other.name, &other.evidence));
    found.or_else(|| here().next()).unwrap_or_default()
}

impl Cell {
    fn of(row: &ImportRow, words: Words) -> Self {
        let because = |id: &str| {
            let known = row.suggestions.iter().find(|one| one.id.to_string() == id);
            known.map(|one| because(one, words)).unwrap_or_default()
        };
        let chosen = row.partner.as_ref().map(|partner| match partner {
            RowPartner::Existing { id, name } => {
                Chosen { name: name.clone(), new: false, because: because(&id.to_string()) }
            }
            RowPartner::New(card) => Chosen {
                name: card.text(contacts::PartnerField::Name).to_owned(),
                new: true,
                because: words.say("import-new-with-import"),
            },
        });
        Cell {
            chosen,
            offers: row.suggestions.iter().take(OFFERED).map(|one| Offer::of(one, words)).collect(),
        }
    }
}

impl Offer {
    pub(super) fn of(suggestion: &PartnerSuggestion, words: Words) -> Self {
        Offer {
            id: suggestion.id.to_string(),
            name: suggestion.name.clone(),
            city: suggestion.city.clone(),
            because: because(suggestion, words),
        }
    }
}

/// Says in one line why a partner is suggested: what speaks for it, strongest first.
fn because(suggestion: &PartnerSuggestion, words: Words) -> String {
    let told = suggestion.because.iter().filter(|one| one.points() > 0).take(TOLD);
    told.map(|one| evidence::because(one, words)).collect::<Vec<_>>().join(" · ")
}
