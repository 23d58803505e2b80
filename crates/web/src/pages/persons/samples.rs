//! Samples of every page and part, in every state.

use std::collections::{BTreeMap, BTreeSet};

use contacts::person::Touch;
use contacts::{Card, ContactPerson, FieldKey, PartnerId, PersonId, UserId, Value};
use photo::PhotoError;
use replication::{Preset, Rules};
use serde_json::{Value as Json, json};
use store::{Cause, EntryId, HistoryEntry, HistoryKind, Kept, PersonRecord, PhotoFacts};

use super::clash::Clash;
pub(crate) use super::delete::{DeletePage, ErasePage};
pub(crate) use super::duplicates::DuplicatesPart;
use super::duplicates::Twin;
pub(crate) use super::edit::FormPage;
use super::fields::{self, Base};
pub(crate) use super::history::HistoryPage;
use super::history::told;
pub(crate) use super::look_up::PartnerOptions;
use super::page::{Done, View};
pub(crate) use super::page::{LivePart, PersonPage};
use super::photo::refused;
pub(crate) use super::photo::{PhotoPage, RemovePage};
use super::{avatar, view};
use crate::evidence::{Said, Told};
use crate::pages::components::Choice;
use crate::pages::form::Form;
use crate::pages::list::{Address, Pager};
use crate::pages::person::Avatar;
use crate::pages::shell::Shell;

const ID: PersonId = PersonId::from_u128(7);

/// A person with a value in every field.
#[allow(clippy::wildcard_enum_match_arm)] // A new field is a line of text until somebody thinks of a better sample.
pub(crate) fn record() -> PersonRecord {
    let mut card = Card::new();
    for field in contacts::field::FIELDS {
        let text = match field.key {
            FieldKey::Email1 => "ada@example.com",
            FieldKey::WebPage => "https://example.com/?a=\"<b>x</b>",
            FieldKey::Birthday | FieldKey::Anniversary => "1815-12-10",
            FieldKey::Gender => "female",
            FieldKey::MailingAddress => "other",
            FieldKey::Private => "true",
            FieldKey::Notes => "One\n<b>x</b>\nThree",
            FieldKey::Categories => "VIP; <b>x</b>",
            FieldKey::Company | FieldKey::CompanyPhone => "",
            _ => "Anna <b>x</b>",
        };
        card.set(field.key, Value::parse(field.key, text).unwrap_or_default());
    }
    let touch = Touch { by: Some(UserId::from_u128(1)), at: 1_795_379_000_000_000 };
    let person = ContactPerson {
        id: ID,
        version: 3,
        partner: PartnerId::from_u128(9),
        employee_in_charge: Some(UserId::from_u128(1)),
        team: None,
        inactive: false,
        external_id: None,
        card: card.clone(),
        photo: None,
        created: touch,
        changed: touch,
        deleted: None,
    };
    let photo = PhotoFacts { digest: "ab".repeat(32), width: Some(8), height: Some(8) };
    let name = "Anna <b>x</b>".to_owned();
    PersonRecord { person, name, card, partner_name: "Müller <b> & Söhne".to_owned(), photo: Some(photo) }
}

pub(super) fn entry(
    number: i64,
    kind: HistoryKind,
    field: Option<&str>,
    before: Json,
    after: Json,
) -> HistoryEntry {
    HistoryEntry {
        id: EntryId { person: ID, number },
        at: 1_795_379_000_000_000 - number,
        kind,
        field: field.map(str::to_owned),
        before: Some(before),
        after: Some(after),
        kept: Kept::default(),
        erased: false,
        hidden: false,
        cause: Cause::Crm { user: Some(UserId::from_u128(1)) },
        by: Some("Anna <b>x</b>".to_owned()),
        mailbox: None,
        run: None,
        undoable: true,
    }
}

/// A history with everything that can happen.
fn entries() -> Vec<HistoryEntry> {
    use HistoryKind as K;
    let kinds = [
        K::Created,
        K::Deleted,
        K::Restored,
        K::Exported,
        K::Linked,
        K::Revived,
        K::CopyReleased,
        K::Problem,
        K::Sent,
        K::PutBack,
        K::Edited,
        K::Conflict,
    ];
    let some = |field| (field, json!("<b>x</b>"), json!("after".repeat(100)));
    let mut all: Vec<HistoryEntry> = kinds
        .into_iter()
        .zip(1..)
        .map(|(kind, number)| {
            let (field, before, after) = some((number > 8).then_some("job_title"));
            entry(number, kind, field, before, after)
        })
        .collect();
    for how in [
        "outlook_delete",
        "withdrawn",
        "person_deleted",
        "released_edited",
        "erased",
        "right_lost",
        "disconnect_leave",
        "disconnect_remove",
        "released",
        "never_created",
        "?",
    ] {
        all.push(entry(20, K::LinkEnded, None, Json::Null, json!(how)));
    }
    all.push(entry(30, K::Deleted, None, Json::Null, json!("erased")));
    for (field, before, after) in [
        ("inactive", json!(false), json!(true)),
        ("business_partner", json!({"id": "1", "name": "<b>x</b>"}), json!({"id": "2"})),
        ("employee_in_charge", Json::Null, json!({"id": "2", "name": "Ben"})),
        ("team", Json::Null, json!({"id": "2", "name": "Ben"})),
        ("external_id", json!("4711"), Json::Null),
        ("birthday", json!("1815-12-10"), Json::Null),
        ("gender", json!("male"), json!("female")),
        ("children", json!(["a", "b"]), Json::Null),
    ] {
        all.push(entry(31, K::Edited, Some(field), before, after));
    }
    let photo = entry(40, K::Conflict, Some("photo"), json!("ab"), json!("cd"));
    all.push(HistoryEntry { kept: Kept { before: true, after: true }, ..photo.clone() });
    all.push(HistoryEntry { kind: K::Edited, before: None, ..photo.clone() });
    all.push(HistoryEntry { erased: true, ..photo.clone() });
    all.push(HistoryEntry { hidden: true, ..photo.clone() });
    let outlook = Cause::Outlook { mailbox: contacts::MailboxId::from_u128(3) };
    all.push(HistoryEntry { cause: outlook, ..photo.clone() });
    all.push(HistoryEntry { cause: outlook, by: None, ..photo.clone() });
    all.push(HistoryEntry { by: None, ..photo.clone() });
    all.push(HistoryEntry { cause: Cause::Crm { user: None }, by: None, ..photo });
    for (number, entry) in (1..).zip(all.iter_mut().rev()) {
        entry.id.number = number;
        entry.at = 1_795_379_000_000_000 + number / 3;
    }
    all
}

fn shown(shell: &Shell, empty: bool) -> View {
    let (record, words) = (record(), shell.words);
    let ago = shell.words.ago(shell.now, shell.now, &shell.zone).said;
    let said = words.put("by", "Outlook <b>x</b>").put("ago", ago).say("person-fresh");
    let fresh = BTreeMap::from([("job_title".to_owned(), said.clone())]);
    let hidden = BTreeSet::from([FieldKey::GovernmentId]);
    let done = Done { by: Some("Anna <b>x</b>".to_owned()), at: shell.now - 90_000_000 };
    View {
        path: super::path(ID),
        avatar: avatar(&record),
        position: "Head of <b>x</b>".to_owned(),
        partner_path: "/business-partners/9".to_owned(),
        partner_name: record.partner_name.clone(),
        in_charge: Some("Anna <b>x</b>".to_owned()),
        team: Some("Team <b>x</b>".to_owned()),
        inactive: true,
        deleted: None,
        created: done.clone(),
        changed: done,
        sections: view::sections(view::Shown {
            card: &record.card,
            hidden: &hidden,
            empty,
            fresh: &fresh,
            words,
        }),
        empty,
        writes: true,
        administers: true,
        entries: told(&entries(), words),
        more: true,
        fresh_head: Some(said.clone()),
        news: words.put("how", said).put("fields", "x").say("person-news"),
        since: 4,
        seen: "0123".to_owned(),
        name: record.name,
    }
}

fn bare(shell: &Shell) -> View {
    let nobody = Done { by: None, at: shell.now };
    View {
        avatar: Avatar::of("Anna <b>x</b>"),
        position: String::new(),
        in_charge: None,
        team: None,
        inactive: false,
        deleted: Some(nobody.clone()),
        created: nobody.clone(),
        changed: nobody,
        sections: Vec::new(),
        empty: false,
        entries: Vec::new(),
        more: false,
        fresh_head: None,
        news: String::new(),
        ..shown(shell, false)
    }
}

impl PersonPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |view| PersonPage { shell: shell.clone(), view };
        let by = Done { by: Some("Anna <b>x</b>".to_owned()), at: shell.now };
        let binned = View { deleted: Some(by), ..shown(shell, false) };
        let read = View { writes: false, ..shown(shell, false) };
        vec![page(shown(shell, false)), page(shown(shell, true)), page(binned), page(read), page(bare(shell))]
    }
}

impl LivePart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        vec![LivePart { shell: shell.clone(), view: shown(shell, false) }]
    }
}

impl HistoryPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let address = Address::new("/contact-persons/7/history");
        vec![HistoryPage {
            shell: shell.clone(),
            name: shell.say("person-erased-name"),
            path: super::path(ID),
            entries: told(&entries(), shell.words),
            pager: Pager::new(&address, Some("50"), None, Some("1")),
        }]
    }
}

fn mailboxes(shell: &Shell) -> Vec<String> {
    let name = || shell.put("name", "Anna <b>x</b>");
    vec![name().put("address", "anna@example.com").say("person-mailbox-at"), name().say("person-mailbox-of")]
}

impl DeletePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |mailboxes| DeletePage {
            shell: shell.clone(),
            name: "Anna <b>x</b>".to_owned(),
            action: "/x".to_owned(),
            path: super::path(ID),
            mailboxes,
        };
        vec![page(mailboxes(shell)), page(Vec::new())]
    }
}

impl ErasePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let mut wrong = Form::new();
        wrong.complain("word", shell.say("person-erase-word-wrong"));
        let page = |form, mailboxes| ErasePage {
            shell: shell.clone(),
            form,
            name: "Anna <b>x</b>".to_owned(),
            path: super::path(ID),
            mailboxes,
        };
        vec![page(Form::new(), mailboxes(shell)), page(wrong, Vec::new())]
    }
}

impl PhotoPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let faults = [
            PhotoError::Empty,
            PhotoError::TooLarge { bytes: 9_000_000 },
            PhotoError::TooManyPixels { width: 9_000, height: 9_000 },
            PhotoError::TooMuchMemory,
            PhotoError::UnknownFormat { found: "<b>x</b>" },
            PhotoError::Truncated,
            PhotoError::Broken { detail: "<b>x</b>" },
        ];
        let page = |form, avatar| PhotoPage {
            shell: shell.clone(),
            form,
            name: "Anna <b>x</b>".to_owned(),
            path: super::path(ID),
            avatar,
        };
        let wrong = faults.iter().map(|fault| {
            let mut form = Form::new();
            form.complain("photo", refused(fault, shell.words));
            page(form, Avatar::of("Anna"))
        });
        wrong.chain([page(Form::new(), avatar(&record()))]).collect()
    }
}

impl RemovePage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let name = "Anna <b>x</b>".to_owned();
        vec![RemovePage { shell: shell.clone(), name, action: "/x".to_owned(), path: super::path(ID) }]
    }
}

fn twins(shell: &Shell) -> Vec<Twin> {
    let person = Some((Avatar::of("Anna <b>x</b>"), "Müller <b> & Söhne".to_owned(), super::path(ID)));
    let strongest = vec![shell.say("duplicates-mail-same"), "<b>x</b>".to_owned()];
    let more = vec![Said { text: shell.say("duplicates-first-different"), against: true }];
    let told = Told { strongest, more };
    let named = |certain| Twin { certain, person: person.clone(), inactive: !certain, told: told.clone() };
    let unnamed = |certain| Twin { certain, person: None, inactive: false, told: Told::default() };
    vec![named(true), unnamed(true), named(false), unnamed(false)]
}

impl DuplicatesPart {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let check = "/contact-persons/duplicates".to_owned();
        let part = |twins| DuplicatesPart { shell: shell.clone(), twins, check: check.clone() };
        vec![part(twins(shell)), part(Vec::new())]
    }
}

impl PartnerOptions {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let choice = Choice { id: "7".to_owned(), text: "<b>x</b>".to_owned(), detail: "Łódź".to_owned() };
        [vec![choice], Vec::new()].map(|options| PartnerOptions { shell: shell.clone(), options }).into()
    }
}

fn clash(shell: &Shell, field: &str, chosen: &str) -> Clash {
    Clash {
        field: field.to_owned(),
        label: super::name_of(field, shell.words),
        mine: "<b>x</b>".to_owned(),
        theirs: String::new(),
        by: "Anna <b>x</b>".to_owned(),
        at: shell.now,
        chosen: chosen.to_owned(),
    }
}

impl FormPage {
    pub(crate) fn samples(shell: &Shell) -> Vec<Self> {
        let page = |form: Form, known: Option<Avatar>| FormPage {
            shell: shell.clone(),
            groups: fields::groups(&form, &BTreeSet::new(), &Rules::preset(Preset::TwoWay), shell.words),
            form,
            known,
            action: "/contact-persons/new".to_owned(),
            back: "/contact-persons".to_owned(),
            users: vec![
                (String::new(), shell.say("person-nobody")),
                ("1".to_owned(), "Anna <b>x</b>".to_owned()),
            ],
            teams: vec![(String::new(), shell.say("person-everybody"))],
            found: Vec::new(),
            clashes: Vec::new(),
            twins: Vec::new(),
            check: "/contact-persons/duplicates".to_owned(),
            warned: false,
        };
        let mut wrong = Form::new().with("business_partner_text", "<b>x</b>");
        wrong.refuse(shell.put("why", "<b>x</b>").say("person-refused"));
        for (field, key) in [
            ("business_partner", "person-partner-missing"),
            ("business_partner", "person-partner-choose"),
            ("business_partner", "person-partner-not-found"),
            ("last_name", "person-names-nobody"),
            ("email_1", "person-wrong-mail"),
            ("mobile_phone", "person-wrong-phone"),
            ("business_partner", "person-created-already"),
        ] {
            wrong.complain(field, shell.say(key));
        }
        for (field, text) in [
            ("birthday", shell.put("field", "<b>x</b>").say("person-wrong-date")),
            ("gender", shell.put("field", "<b>x</b>").say("person-wrong-kind")),
            ("nickname", shell.put("field", "<b>x</b>").say("person-control")),
            ("notes", shell.put("field", "<b>x</b>").put("count", 2_000).say("person-too-long")),
            ("categories", shell.put("field", "<b>x</b>").put("count", 500).say("person-too-many")),
        ] {
            wrong.complain(field, text);
        }
        let mut full = Form::new();
        fields::fill(&mut full, &record(), &BTreeSet::new());
        full.set("base", Base::of(&record(), &BTreeSet::new()).text());
        full.set("job_title", "x".repeat(300));
        let known = || Some(avatar(&record()));
        let choice = Choice { id: "7".to_owned(), text: "<b>x</b>".to_owned(), detail: "Łódź".to_owned() };
        let mut clashing = full.clone();
        clashing.refuse(shell.say("person-clash"));
        clashing.complain("choice-inactive", shell.say("person-clash-choose"));
        vec![
            page(Form::new(), None),
            FormPage { found: vec![choice], ..page(wrong, None) },
            FormPage { twins: twins(shell), warned: true, ..page(full.clone(), None) },
            page(full, known()),
            FormPage {
                clashes: vec![clash(shell, "job_title", "mine"), clash(shell, "inactive", "")],
                ..page(clashing, known())
            },
        ]
    }
}
