//! `tandem user`: users.

use clap::{Args, Subcommand, ValueEnum};
use store::{Database, NewUser, Password, PasswordLasts, PasswordState, Role, Viewer};

use super::{Place, print, secret};
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
    /// Gives a user another role, at once.
    Role(Become),
    /// Sets a user's password: asks for it, or reads a line of standard input. The user's sessions end.
    Password(SetPassword),
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
    /// Reads its password from a line of standard input. It has to be changed at the first sign-in.
    #[arg(long)]
    password_stdin: bool,
    /// With --password-stdin: the password need not be changed.
    #[arg(long, requires = "password_stdin")]
    lasting: bool,
}

/// The options of `tandem user role`.
#[derive(Debug, Args)]
pub(crate) struct Become {
    #[command(flatten)]
    place: Place,
    /// Its e-mail address.
    mail: String,
    /// What it may do from now on.
    #[arg(value_enum)]
    role: May,
}

/// The options of `tandem user password`.
#[derive(Debug, Args)]
pub(crate) struct SetPassword {
    #[command(flatten)]
    place: Place,
    /// Its e-mail address.
    mail: String,
    /// The password need not be changed at the next sign-in: for the own one.
    #[arg(long)]
    lasting: bool,
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
            User::Add(add) => add.run().await,
            User::List { place } => list(&place.open().await?.1).await,
            User::Disable(one) => set_disabled(&one, true).await,
            User::Enable(one) => set_disabled(&one, false).await,
            User::Role(become_) => become_.run().await,
            User::Password(set) => set.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> Result<(), Failure> {
        let viewer = Viewer::program();
        let password = if self.password_stdin { Some(secret::line()?) } else { None };
        let (_, database) = self.place.open().await?;
        let new = NewUser { mail: self.mail, name: self.name, role: self.role.into() };
        let user = match password {
            None => database.add_user(&viewer, &new, now()).await?,
            Some(password) => {
                let (password, lasts) = (Password::new(&password), lasts(self.lasting));
                let added = database.add_user_with_password(&viewer, &new, &password, lasts, now()).await;
                added.map_err(|error| Failure::Failed(error.to_string()))?
            }
        };
        print::line(&format!("added {} ({})", user.mail, user.role.as_str()));
        Ok(())
    }
}

impl Become {
    async fn run(self) -> Result<(), Failure> {
        let (_, database) = self.place.open().await?;
        let (user, role) = (find(&database, &self.mail).await?, Role::from(self.role));
        database.set_user_role(&Viewer::program(), user.id, role, now()).await?;
        print::line(&format!("{} is {} now", user.mail, role.as_str()));
        Ok(())
    }
}

impl SetPassword {
    async fn run(self) -> Result<(), Failure> {
        let (_, database) = self.place.open().await?;
        let user = find(&database, &self.mail).await?;
        let password = Password::new(&secret::ask(&format!("New password of {}", user.mail))?);
        let viewer = Viewer::program();
        let set = database.set_password(&viewer, user.id, &password, lasts(self.lasting), now()).await;
        set.map_err(|error| Failure::Failed(error.to_string()))?;
        let until = if self.lasting { "" } else { "; it has to be changed at the next sign-in" };
        print::line(&format!("set the password of {}{until}; its sessions have ended", user.mail));
        Ok(())
    }
}

fn lasts(lasting: bool) -> PasswordLasts {
    if lasting { PasswordLasts::UntilChanged } else { PasswordLasts::UntilSignIn }
}

async fn list(database: &Database) -> Result<(), Failure> {
    let users = database.list_users(&Viewer::program()).await?;
    let row = |user: store::User| {
        let password = match user.password {
            PasswordState::None => "none",
            PasswordState::Temporary => "to be changed",
            PasswordState::Own => "own",
        };
        let state = if user.disabled { "disabled" } else { "" };
        let role = user.role.as_str();
        vec![user.mail, user.name, role.to_owned(), password.to_owned(), state.to_owned()]
    };
    print::table(&["mail", "name", "role", "password", ""], &users.into_iter().map(row).collect::<Vec<_>>());
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
