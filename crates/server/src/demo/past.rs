//! What happened before the demo began: edits in the CRM, persons in the mailboxes, edits in Outlook.

use std::time::Duration;

use contacts::{FieldKey, MailboxId, Patch, PersonId, Value};
use outlook_standin::{Outlook, Standin, StoredContact};
use serde_json::json;
use store::{Database, PersonPatch, Viewer};
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::companies::COMPANIES;
use super::dice::Dice;
use super::people::{ADMINISTRATOR, People, USER};
use super::sample::{Sampled, partner_id};
use super::{reach, work};
use crate::failure::Failure;
use crate::now;

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;
/// How many days ago the sample was loaded.
pub(super) const LOADED_DAYS_AGO: i64 = 21;
/// How many persons are in the user's mailbox, in the administrator's, and in both.
const IN_MAILBOX: (usize, usize, usize) = (24, 10, 4);
/// How long the first contacts may take to be created.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person of the sample as it is in the database.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) sampled: Sampled,
    pub(super) id: PersonId,
}

/// Edits some persons in the CRM, as two users did in the days before.
///
/// # Errors
/// When the database fails.
pub(super) async fn edit(database: &Database, people: &People, persons: &[Loaded]) -> Result<(), Failure> {
    let mut dice = Dice::new(77);
    let began = now() - LOADED_DAYS_AGO * DAY;
    for (turn, person) in persons.iter().skip(3).step_by(9).enumerate() {
        let mail = if turn.is_multiple_of(2) { USER } else { ADMINISTRATOR };
        let viewer = viewer(database, people, mail).await?;
        let at = began
            + DAY * (1 + i64::try_from(turn % 19).unwrap_or(0))
            + i64::try_from(turn).unwrap_or(0) * 61_000_000;
        let Some((key, text)) = edited(turn, person, &mut dice) else { continue };
        let mut patch = Patch::new();
        patch.set(key, Value::parse(key, &text).unwrap_or_default());
        let patch = PersonPatch { card: patch, ..PersonPatch::default() };
        database.change_person(&viewer, person.id, &patch, None, at).await?;
    }
    Ok(())
}

/// What is edited about a person.
fn edited(turn: usize, person: &Loaded, dice: &mut Dice) -> Option<(FieldKey, String)> {
    let number = person.sampled.row.partner_external_id.as_deref();
    let company = COMPANIES.iter().zip(1..).find(|(_, place)| number == Some(partner_id(*place).as_str()))?.0;
    let position = |dice: &mut Dice| {
        let (_, positions) = dice.pick(work::of(company.land))?;
        dice.pick(positions).map(|(hers, his)| if person.sampled.woman { hers } else { his })
    };
    match turn % 4 {
        0 => Some((FieldKey::Notes, dice.pick(work::notes(company.land))?.to_owned())),
        1 => Some((FieldKey::Office, format!("{}.{:02}", 1 + dice.roll(5), 1 + dice.roll(30)))),
        2 => Some((FieldKey::BusinessPhone2, reach::extension(company, 800 + turn, dice))),
        _ => Some((FieldKey::JobTitle, position(dice)?.to_owned())),
    }
}

/// Chooses who is in the mailboxes from the start, by place: the user's, the administrator's. Nobody of the first
/// company, with which the tour begins.
pub(super) fn chosen(persons: &[Sampled]) -> (Vec<usize>, Vec<usize>) {
    let of = |mail: &'static str| {
        let first = partner_id(1);
        let fits = move |person: &Sampled| {
            !person.row.inactive
                && person.row.employee_in_charge.as_deref() == Some(mail)
                && person.row.partner_external_id.as_deref() != Some(first.as_str())
                && !person.row.card.text(FieldKey::Email1).is_empty()
        };
        let places = persons.iter().enumerate().filter(move |(_, person)| fits(person));
        let (drawn, others): (Vec<_>, Vec<_>) = places.partition(|(_, person)| person.portrait);
        drawn.into_iter().take(16).chain(others).map(|(place, _)| place)
    };
    let user: Vec<usize> = of(USER).take(IN_MAILBOX.0).collect();
    let both = user.iter().copied().take(IN_MAILBOX.2);
    let administrator = of(ADMINISTRATOR).take(IN_MAILBOX.1).chain(both).collect();
    (user, administrator)
}

/// Brings the chosen persons into the mailboxes, and lets their owner change some of them in Outlook.
///
/// # Errors
/// When the database fails, or the stand-in refuses an edit.
pub(super) async fn replicate(
    database: &Database,
    standin: &Standin,
    people: &People,
    persons: &[Loaded],
    mailboxes: [(&str, MailboxId, Vec<usize>); 2],
) -> Result<(), Failure> {
    for (mail, mailbox, places) in &mailboxes {
        let viewer = viewer(database, people, mail).await?;
        for person in places.iter().filter_map(|place| persons.get(*place)) {
            database.adopt(&viewer, person.id, *mailbox, None, now()).await?;
        }
    }
    let [(_, _, mut places), _] = mailboxes;
    places.retain(|place| persons.get(*place).is_some());
    if places.is_empty() {
        // A demo without the sample: nobody is to come.
        return Ok(());
    }
    let stamped = wait_for_contacts(standin, places.len()).await;
    if let Some(outlook) = standin.outlook(USER).filter(|_| stamped.len() == places.len()) {
        edit_in_outlook(database, people, (&outlook, &stamped), persons).await?;
    } else {
        warn!("the first contacts are not in Outlook yet; they come by themselves, without edits");
    }
    Ok(())
}

/// The contacts that Tandem made in the user's mailbox, once there are so many.
async fn wait_for_contacts(standin: &Standin, wanted: usize) -> Vec<StoredContact> {
    let until = Instant::now() + PATIENCE;
    loop {
        let mut contacts = standin.snapshot(USER);
        contacts.retain(|contact| contact.extended.keys().any(|id| id.ends_with(" Name TandemStamp")));
        if contacts.len() >= wanted || Instant::now() > until {
            return contacts;
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Edits that the owner of the mailbox made in Outlook; the last person is changed on both sides at once.
async fn edit_in_outlook(
    database: &Database,
    people: &People,
    (outlook, contacts): (&Outlook, &[StoredContact]),
    persons: &[Loaded],
) -> Result<(), Failure> {
    let edits = [
        json!({"personalNotes": "Hat am Telefon nach dem neuen Katalog gefragt."}),
        json!({"mobilePhone": "0171 39 200 97"}),
        json!({"officeLocation": "Homeoffice"}),
        json!({"assistantName": "Frau Sommer"}),
        json!({"nickName": "Charly", "personalNotes": "Duzt sich mit allen."}),
        json!({"officeLocation": "Empfang, Erdgeschoss"}),
    ];
    let last = edits.len() - 1;
    for (turn, (edit, contact)) in edits.iter().zip(contacts.iter().step_by(3)).enumerate() {
        let values = edit.as_object().cloned().unwrap_or_default();
        outlook
            .edit(&contact.id, &values)
            .map_err(|error| Failure::of("the stand-in refused an edit", error))?;
        let mail = contact.properties.get("emailAddresses").and_then(|list| list.pointer("/0/address"));
        let mail = mail.and_then(serde_json::Value::as_str).unwrap_or_default();
        let person = persons.iter().find(|person| person.sampled.row.card.text(FieldKey::Email1) == mail);
        if let Some(person) = person.filter(|_| turn == last) {
            let viewer = viewer(database, people, ADMINISTRATOR).await?;
            let mut patch = Patch::new();
            patch.set(FieldKey::Office, Value::parse(FieldKey::Office, "Neubau, 2. OG").unwrap_or_default());
            let patch = PersonPatch { card: patch, ..PersonPatch::default() };
            database.change_person(&viewer, person.id, &patch, None, now()).await?;
        }
    }
    Ok(())
}

async fn viewer(database: &Database, people: &People, mail: &str) -> Result<Viewer, Failure> {
    let gone = || Failure::Failed(format!("{mail} is no user"));
    let user = people.get(mail).ok_or_else(gone)?;
    database.viewer_of(user.id).await?.ok_or_else(gone)
}
