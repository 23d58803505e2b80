//! What the demo prints: where everything is, and commands to paste.

use std::fmt::Write as _;
use std::net::SocketAddr;

use contacts::{FieldKey, MailboxId};
use store::{Database, Paging, PersonFilter, PersonRecord, Viewer};

use super::people::{People, USER};
use crate::failure::Failure;

/// Where everything is.
pub(super) struct Places {
    pub(super) tandem: SocketAddr,
    pub(super) standin: SocketAddr,
    pub(super) graph: String,
    /// The user's mailbox.
    pub(super) mailbox: MailboxId,
}

/// Writes the tour. The token is one for Microsoft Graph.
pub(super) async fn text(
    database: &Database,
    places: &Places,
    people: &People,
    token: &str,
    renewed: bool,
) -> Result<String, Failure> {
    let Places { tandem, standin, .. } = places;
    let mut text = format!(
        "Tandem:        http://{tandem}/api/v1 (described at http://{tandem}/api/openapi.json)\n\
         Address book:  http://{standin}/ (the stand-in for Outlook)\n\n\
         Users and their tokens for the API:\n"
    );
    for person in &people.all {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:<13}  {:<25}  {}", person.role.as_str(), person.mail, person.token);
    }
    if renewed {
        text.push_str(
            "\nThe stand-in forgets its contacts when it ends: both mailboxes are connected anew and hold none of\n\
             the contact persons exported before. Export them again.\n",
        );
    }
    let user = people.get(USER).map(|person| person.token.as_str()).unwrap_or_default();
    match somebody(database).await? {
        Some(person) => text.push_str(&steps(places, user, token, &person)),
        None => text.push_str(&first_step(places, user)),
    }
    text.push_str("\nCtrl-C ends the demo.\n");
    Ok(text)
}

/// Finds a person with an e-mail address whom the steps can be about.
async fn somebody(database: &Database) -> Result<Option<PersonRecord>, Failure> {
    let search = PersonFilter { q: Some("nordwind".to_owned()), ..PersonFilter::default() };
    let page = database.list_persons(&Viewer::program(), &search, &Paging::first(50)).await?;
    let complete = |record: &PersonRecord| {
        let has = |key| !record.card.text(key).is_empty();
        !record.person.inactive && has(FieldKey::FirstName) && has(FieldKey::Email1) && has(FieldKey::JobTitle)
    };
    Ok(page.items.into_iter().find(complete))
}

/// The commands, about one person. `$CONTACT` is what Outlook calls the contact.
fn steps(places: &Places, user: &str, token: &str, person: &PersonRecord) -> String {
    let Places { tandem, graph, mailbox, .. } = places;
    let (id, mail) = (person.person.id, person.card.text(FieldKey::Email1));
    let api = format!("http://{tandem}/api/v1/contact-persons");
    let name = person.card.text(FieldKey::FirstName);
    let contacts = format!("{graph}/users/{USER}/contacts");
    let equal = format!("$filter=emailAddresses/any(a:a/address%20eq%20'{mail}')").replace('\'', "%27");
    let tandem = format!("curl -s -H 'Authorization: Bearer {user}'");
    let outlook = format!("curl -s -H 'Authorization: Bearer {token}'");
    format!(
        "\nTry it as {USER}; every command can be pasted as it is.\n\
         \n  1. List contact persons:\n{tandem} '{api}?limit=5'\n\
         \n  2. Adopt {name} into Outlook:\n{tandem} -X PUT '{api}/{id}/links/{mailbox}'\n\
         \n  3. See the contact in the address book, and note what Outlook calls it:\n\
         {outlook} '{contacts}?{equal}'\n\
         CONTACT=$({outlook} '{contacts}?{equal}&$select=id' | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/')\n\
         \n  4. Change the position there, as its owner would in Outlook:\n\
         {outlook} -X PATCH -H 'Content-Type: application/json' -d '{{\"jobTitle\":\"Head of Everything\"}}' \"{contacts}/$CONTACT\"\n\
         \n  5. Read it in Tandem, a moment later:\n{tandem} '{api}/{id}'\n\
         \n  6. Change it in Tandem, and see it in Outlook:\n\
         {tandem} -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{{\"fields\":{{\"job_title\":\"Head of Nothing\"}}}}' '{api}/{id}'\n\
         {outlook} \"{contacts}/$CONTACT\"\n\
         \n  7. Read what happened:\n{tandem} '{api}/{id}/history'\n\
         \n  8. Withdraw {name} from Outlook; the contact person stays:\n{tandem} -X DELETE '{api}/{id}/links/{mailbox}'\n"
    )
}

/// The commands for a Tandem without anybody in it.
fn first_step(places: &Places, user: &str) -> String {
    let Places { tandem, mailbox, .. } = places;
    let api = format!("http://{tandem}/api/v1");
    let curl = format!("curl -s -H 'Authorization: Bearer {user}'");
    let json = "-H 'Content-Type: application/json'";
    format!(
        "\nThere is nobody yet. Create a business partner, then a contact person at it, then adopt that person:\n\
         \n{curl} -X POST {json} -d '{{\"fields\":{{\"name\":\"Nordwind Logistik GmbH\"}}}}' '{api}/business-partners'\n\
         {curl} -X POST {json} -d '{{\"business_partner\":\"ID\",\"fields\":{{\"first_name\":\"Ada\",\"last_name\":\"Lovelace\"}}}}' '{api}/contact-persons'\n\
         {curl} -X PUT '{api}/contact-persons/ID/links/{mailbox}'\n"
    )
}
