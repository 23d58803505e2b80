//! What the demo prints: where everything is, and commands to paste.

use std::fmt::Write as _;
use std::net::SocketAddr;

use contacts::{FieldKey, MailboxId};
use store::{Database, Paging, PersonFilter, PersonRecord, Viewer};

use super::passwords::KEPT;
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

/// Writes the tour. The token is one for Microsoft Graph; the passwords are the users', in their order.
pub(super) async fn text(
    database: &Database,
    places: &Places,
    people: &People,
    (token, passwords): (&str, &[String]),
    renewed: bool,
) -> Result<String, Failure> {
    let Places { tandem, standin, .. } = places;
    let mut text = format!(
        "Tandem:        http://{tandem}/ (sign in as one of the users below)\n\
         Address book:  http://{standin}/ (the stand-in for Outlook)\n\
         API:           http://{tandem}/api/v1 (described at http://{tandem}/api/openapi.json)\n"
    );
    if renewed {
        text.push_str(
            "\nThe stand-in forgets its contacts when it ends: both mailboxes are connected anew and hold none of\n\
             the contact persons exported before. Export them again.\n",
        );
    }
    let user = people.get(USER).map(|person| person.token.as_str()).unwrap_or_default();
    match somebody(database).await? {
        Some(person) => {
            text.push_str(PLAY);
            text.push_str(&steps(places, user, token, &person));
        }
        None => text.push_str(&first_step(places, user, token)),
    }
    text.push_str("\nUsers, their passwords, their tokens for the API:\n");
    for (person, password) in people.all.iter().zip(passwords) {
        let (role, mail, token) = (person.role.as_str(), person.mail, &person.token);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {role:<13}  {mail:<25}  {password:<23}  {token}");
    }
    if passwords.iter().any(|password| password == KEPT) {
        text.push_str(
            "A password kept from an earlier start and lost: tandem user password MAIL --lasting --data DIR\n",
        );
    }
    // Where everything is once more: what stands above may have left the screen.
    let _ = write!(text, "\nSign in at http://{tandem}/, the address book is at http://{standin}/\n");
    text.push_str("Ctrl-C ends the demo.\n");
    Ok(text)
}

/// What to try with two windows side by side.
const PLAY: &str = "
In the address book you are Ben at his Outlook. Contacts with the tandem's sign are in step with Tandem; change one
there, and a moment later Tandem has the change; change one in Tandem, and the address book shows it without
reloading. Twelve contacts were in Ben's mailbox before Tandem came: some are contact persons already, some work
at a company that Tandem knows, some are private.
";

/// Finds a person with an e-mail address whom the steps can be about.
async fn somebody(database: &Database) -> Result<Option<PersonRecord>, Failure> {
    let search = PersonFilter { q: Some("nordwind".to_owned()), ..PersonFilter::default() };
    let page = database.list_persons(&Viewer::program(), &search, &Paging::first(50)).await?;
    let complete = |record: &PersonRecord| {
        let has = |key| !record.card.text(key).is_empty();
        !record.person.inactive
            && has(FieldKey::FirstName)
            && has(FieldKey::Email1)
            && has(FieldKey::JobTitle)
    };
    Ok(page.items.into_iter().find(complete))
}

/// The commands, about one person. `$CONTACT` is what Outlook calls the contact.
fn steps(places: &Places, user: &str, token: &str, person: &PersonRecord) -> String {
    let (id, mail) = (person.person.id, person.card.text(FieldKey::Email1));
    let name = person.card.text(FieldKey::FirstName);
    let mailbox = places.mailbox;
    let variables = variables(places, user, token);
    let equal = format!("\\$filter=emailAddresses/any(a:a/address%20eq%20%27{mail}%27)");
    let outlook = "curl -s -H \"$OUTLOOK\"";
    let tandem = "curl -s -H \"$TANDEM\"";
    format!(
        "\nThe same by the API, as {USER}. Paste this first:\n{variables}PERSON={id}\nMAILBOX={mailbox}\n\
         \n  1. List contact persons:\n{tandem} \"$API/contact-persons?limit=5\"\n\
         \n  2. Adopt {name} into Outlook:\n{tandem} -X PUT \"$API/contact-persons/$PERSON/links/$MAILBOX\"\n\
         \n  3. See the contact in the address book, and note what Outlook calls it:\n\
         {outlook} \"$BOOK?{equal}\"\n\
         CONTACT=$({outlook} \"$BOOK?{equal}&\\$select=id\" | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/')\n\
         \n  4. Change the position there, as its owner would in Outlook:\n\
         {outlook} -X PATCH -H '{JSON}' -d '{{\"jobTitle\":\"Head of Everything\"}}' \"$BOOK/$CONTACT\"\n\
         \n  5. Read it in Tandem, a moment later:\n{tandem} \"$API/contact-persons/$PERSON\"\n\
         \n  6. Change it in Tandem, and a moment later see it in Outlook:\n\
         {tandem} -X PATCH -H '{JSON}' -d '{{\"fields\":{{\"job_title\":\"Head of Nothing\"}}}}' \"$API/contact-persons/$PERSON\"\n\
         {outlook} \"$BOOK/$CONTACT\"\n\
         \n  7. Read what happened:\n{tandem} \"$API/contact-persons/$PERSON/history\"\n\
         \n  8. Withdraw {name} from Outlook; the contact person stays:\n\
         {tandem} -X DELETE \"$API/contact-persons/$PERSON/links/$MAILBOX\"\n"
    )
}

const JSON: &str = "Content-Type: application/json";

fn variables(places: &Places, user: &str, token: &str) -> String {
    let Places { tandem, graph, .. } = places;
    format!(
        "TANDEM='Authorization: Bearer {user}'\nOUTLOOK='Authorization: Bearer {token}'\n\
         API=http://{tandem}/api/v1\nBOOK={graph}/users/{USER}/contacts\n"
    )
}

/// The commands for a Tandem without anybody in it.
fn first_step(places: &Places, user: &str, token: &str) -> String {
    let (variables, mailbox) = (variables(places, user, token), places.mailbox);
    let post = format!("curl -s -H \"$TANDEM\" -X POST -H '{JSON}'");
    format!(
        "\nThere is nobody yet. Create a business partner, a contact person at it, and adopt that person; put the\n\
         ids of the answers into the next commands. Paste this first:\n{variables}MAILBOX={mailbox}\n\
         \n{post} -d '{{\"fields\":{{\"name\":\"Nordwind Logistik GmbH\"}}}}' \"$API/business-partners\"\n\
         {post} -d '{{\"business_partner\":\"ID\",\"fields\":{{\"first_name\":\"Ada\",\"last_name\":\"Lovelace\"}}}}' \"$API/contact-persons\"\n\
         curl -s -H \"$TANDEM\" -X PUT \"$API/contact-persons/ID/links/$MAILBOX\"\n"
    )
}
