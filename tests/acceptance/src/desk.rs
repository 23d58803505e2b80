//! [`Desk`]: an employee with a mailbox, as seen from Outlook.

use std::sync::Arc;

use contacts::{MailboxId, PersonId};
use outlook::graph::{FixedToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphUser};
use outlook_standin::{Outlook, StoredContact};
use serde_json::{Map, Value as Json};
use store::{Connection, Viewer};

/// What begins the id of the property that holds the stamp.
const STAMP: &str = "String {0b03b54c-f5e8-4c4d-819d-c61436bdafe3} Name TandemStamp";

/// An employee with a mailbox.
#[derive(Debug)]
pub struct Desk {
    /// What the employee may see and do.
    pub viewer: Viewer,
    /// The mailbox in the CRM.
    pub mailbox: MailboxId,
    /// Its address.
    pub address: String,
    /// The mailbox as its owner's Outlook shows it.
    pub outlook: Outlook,
    /// The connector to it.
    pub folder: GraphFolder,
    pub(crate) standin: outlook_standin::Standin,
}

/// Makes a connector.
pub(crate) fn connector(connection: &Connection) -> GraphFolder {
    let base = connection.base_url.parse().unwrap();
    let token = Arc::new(FixedToken::new(connection.token.as_str()));
    let options = GraphOptions::new(base, GraphUser::Id(connection.user.clone()), token);
    let choice = match &connection.folder {
        Some(id) => FolderChoice::Id(id.clone()),
        None => FolderChoice::Default,
    };
    GraphFolder::new(GraphClient::new(options).unwrap(), choice)
}

impl Desk {
    /// Lists the contacts outside Deleted Items.
    pub fn contacts(&self) -> Vec<StoredContact> {
        self.standin.snapshot(&self.address)
    }

    /// Lists the contacts in Deleted Items.
    pub fn deleted(&self) -> Vec<StoredContact> {
        self.standin.whole_snapshot(&self.address).into_iter().filter(|contact| contact.deleted).collect()
    }

    /// Finds the only living contact with a last name.
    pub fn contact(&self, last: &str) -> StoredContact {
        let named = |contact: &StoredContact| contact.properties.get("surname") == Some(&last.into());
        let found: Vec<_> = self.contacts().into_iter().filter(named).collect();
        assert_eq!(found.len(), 1, "contacts called {last} in {}", self.address);
        found.into_iter().next().unwrap()
    }

    /// Edits a contact in Outlook.
    pub fn edit(&self, id: &str, property: &str, value: &str) {
        self.outlook.edit(id, &Map::from_iter([(property.to_owned(), Json::from(value))])).unwrap();
    }

    /// Creates a contact in Outlook itself.
    pub fn type_in(&self, values: Json) -> StoredContact {
        let Json::Object(values) = values else { panic!("{values} is no object") };
        self.outlook.create(None, &values).unwrap()
    }
}

/// Returns a contact's stamp.
pub fn stamp(contact: &StoredContact) -> Option<&str> {
    contact.extended.get(STAMP).map(String::as_str)
}

/// Returns a contact's text property; empty when it has none.
pub fn text<'a>(contact: &'a StoredContact, property: &str) -> &'a str {
    contact.properties.get(property).and_then(Json::as_str).unwrap_or_default()
}

/// Tells whether a contact carries a person's stamp.
pub fn is_of(contact: &StoredContact, person: PersonId) -> bool {
    stamp(contact).is_some_and(|stamp| stamp.contains(&person.hex()))
}
