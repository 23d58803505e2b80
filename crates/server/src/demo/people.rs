//! The demo's users, one of each role, with a token each.

use contacts::UserId;
use store::{Database, NewToken, NewUser, Role, Viewer};

use crate::failure::Failure;
use crate::now;

/// The administrator's address, and its mailbox's.
pub(super) const ADMINISTRATOR: &str = "anna.berg@tandem.example";
/// The user's address, and its mailbox's.
pub(super) const USER: &str = "ben.kaya@tandem.example";
/// The reader's address.
const READER: &str = "clara.lind@tandem.example";
/// What the demo's tokens are named.
const TOKEN: &str = "demo";

const PEOPLE: [(&str, &str, Role); 3] = [
    (ADMINISTRATOR, "Anna Berg", Role::Administrator),
    (USER, "Ben Kaya", Role::User),
    (READER, "Clara Lind", Role::Reader),
];

/// A user that can be tried out.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: UserId,
    pub(super) mail: &'static str,
    pub(super) role: Role,
    pub(super) token: String,
}

/// The demo's users.
#[derive(Debug, Clone)]
pub(super) struct People {
    pub(super) all: Vec<Person>,
    /// Whether they are new, and so the database.
    pub(super) new: bool,
}

impl People {
    /// Finds one by its address.
    pub(super) fn get(&self, mail: &str) -> Option<&Person> {
        self.all.iter().find(|person| person.mail == mail)
    }
}

/// Makes sure that the users are there, each with a fresh token; the tokens of earlier starts are revoked.
pub(super) async fn settle(database: &Database) -> Result<People, Failure> {
    let viewer = Viewer::program();
    for token in database.list_tokens(&viewer).await?.into_iter().filter(|token| token.name == TOKEN) {
        database.revoke_token(&viewer, token.id, now()).await?;
    }
    let mut people = People { all: Vec::new(), new: false };
    for (mail, name, role) in PEOPLE {
        let user = match database.find_user(&viewer, mail).await? {
            Some(user) => user,
            None => {
                people.new = true;
                let new = NewUser { mail: mail.to_owned(), name: name.to_owned(), role };
                database.add_user(&viewer, &new, now()).await?
            }
        };
        let new = NewToken { user: user.id, name: TOKEN.to_owned(), scopes: Vec::new(), expires: None };
        let (_, token) = database.create_token(&viewer, &new, now()).await?;
        people.all.push(Person { id: user.id, mail, role: user.role, token });
    }
    Ok(people)
}
