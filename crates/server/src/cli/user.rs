//! `tandem user`: users.

use clap::{Args, Subcommand, ValueEnum};
use store::{Database, NewUser, Role, Viewer};

use super::{Place, print};
use crate::failure::Failure;
use crate::now;

/// What is done with users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Adds a user.
    Add(Add),
    /// Lists users.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Disables a user; its tokens rest.
    Disable(One),
    /// Lets a disabled user in again.
    Enable(One),
}

/// The options of `tandem user add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    place: Place,
    /// The e-mail address that it signs in with.
    mail: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// What it may do.
    #[arg(long, value_enum, default_value_t = May::User)]
    role: May,
}

/// A user that is there.
#[derive(Debug, Args)]
pub(crate) struct One {
    #[command(flatten)]
    place: Place,
    /// Its e-mail address.
    mail: String,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum May {
    /// Everything.
    Administrator,
    /// Reads and writes what it may see.
    User,
    /// Reads what it may see.
    Reader,
}

impl From<May> for Role {
    fn from(may: May) -> Self {
        match may {
            May::Administrator => Role::Administrator,
            May::User => Role::User,
            May::Reader => Role::Reader,
        }
    }
}

impl User {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        match self {
            User::Add(add) => {
                let (_, database) = add.place.open().await?;
                let new = NewUser { mail: add.mail, name: add.name, role: add.role.into() };
                let user = database.add_user(&Viewer::program(), &new, now()).await?;
                print::line(&format!("added {} ({})", user.mail, user.role.as_str()));
                Ok(())
            }
            User::List { place } => list(&place.open().await?.1).await,
            User::Disable(one) => set_disabled(&one, true).await,
            User::Enable(one) => set_disabled(&one, false).await,
        }
    }
}

async fn list(database: &Database) -> Result<(), Failure> {
    let users = database.list_users(&Viewer::program()).await?;
    let row = |user: store::User| {
        let state = if user.disabled { "disabled" } else { "" };
        vec![user.mail, user.name, user.role.as_str().to_owned(), state.to_owned()]
    };
    print::table(&["mail", "name", "role", ""], &users.into_iter().map(row).collect::<Vec<_>>());
    Ok(())
}

async fn set_disabled(one: &One, disabled: bool) -> Result<(), Failure> {
    let (_, database) = one.place.open().await?;
    let user = find(&database, &one.mail).await?;
    database.set_user_disabled(&Viewer::program(), user.id, disabled, now()).await?;
    let done = if disabled { "disabled" } else { "enabled" };
    print::line(&format!("{done} {}", user.mail));
    Ok(())
}

/// Finds a user by its e-mail address.
pub(super) async fn find(database: &Database, mail: &str) -> Result<store::User, Failure> {
    database.find_user(&Viewer::program(), mail).await?.ok_or_else(|| {
        Failure::Failed(format!(
            "there is no user {mail}; tandem user list shows them, tandem user add adds one"
        ))
    })
}
