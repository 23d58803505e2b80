//! `tandem mailbox`: mailboxes, for administrators.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use contacts::MailboxId;
use store::{Database, MailboxState, NewMailbox, Viewer};
use web::GraphAddresses;

use super::{Place, print, user};
use crate::config::Settings;
use crate::failure::Failure;
use crate::now;

/// What is done with mailboxes.
#[derive(Debug, Subcommand)]
pub(crate) enum Mailbox {
    /// Connects a mailbox; it is paused until it is activated.
    Connect(Connect),
    /// Lists mailboxes with their health.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Lets a mailbox take part (again).
    Activate(Activate),
}

/// The options of `tandem mailbox connect`.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    #[command(flatten)]
    place: Place,
    /// The e-mail address of the mailbox.
    address: String,
    /// The e-mail address of the user whose rights decide what may be in it; none: the mailbox's.
    #[arg(long, value_name = "MAIL")]
    owner: Option<String>,
    /// Its name for people; none: its address.
    #[arg(long, default_value = "")]
    name: String,
    /// The address of Microsoft Graph; one of the configured ones.
    #[arg(long, value_name = "URL")]
    graph: Option<String>,
    /// The file with the access token; `-` reads it from standard input.
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Activates it at once: folder, preset and fields are as they should be.
    #[arg(long)]
    activate: bool,
}

/// The options of `tandem mailbox activate`.
#[derive(Debug, Args)]
pub(crate) struct Activate {
    #[command(flatten)]
    place: Place,
    /// Its e-mail address or id.
    mailbox: String,
}

impl Mailbox {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        match self {
            Mailbox::Connect(connect) => connect.run().await,
            Mailbox::List { place } => list(&place.open().await?.1).await,
            Mailbox::Activate(activate) => {
                let (_, database) = activate.place.open().await?;
                let mailbox = find(&database, &activate.mailbox).await?;
                database.activate_mailbox(&Viewer::program(), mailbox, now()).await?;
                print::line(&format!("activated {}", activate.mailbox));
                Ok(())
            }
        }
    }
}

impl Connect {
    async fn run(self) -> Result<(), Failure> {
        let (settings, database) = self.place.open().await?;
        settings.check_graph()?;
        let base_url = graph(&settings, self.graph.as_deref())?;
        let owner = user::find(&database, self.owner.as_deref().unwrap_or(&self.address)).await?;
        let token = token(&self.token_file)?;
        let (viewer, address) = (Viewer::program(), self.address);
        let new = NewMailbox { owner: owner.id, address, name: self.name, base_url, token };
        let mailbox = database.connect_mailbox(&viewer, &new, now()).await?;
        if self.activate {
            database.activate_mailbox(&viewer, mailbox.id, now()).await?;
        }
        let next = if self.activate { "and activated" } else { "paused until it is activated" };
        print::line(&format!("connected {} as {}, {next}", mailbox.address, mailbox.id));
        Ok(())
    }
}

/// Chooses one of the configured addresses of Microsoft Graph.
fn graph(settings: &Settings, asked: Option<&str>) -> Result<String, Failure> {
    let addresses = GraphAddresses::new(settings.graph.iter().cloned());
    addresses.choose(asked).map(str::to_owned).ok_or_else(|| {
        Failure::Misuse(format!(
            "{} is none of the configured addresses of Microsoft Graph ({}); add it to graph in the configuration",
            asked.unwrap_or_default(),
            addresses.named()
        ))
    })
}

/// Reads a token from a file: never from the arguments, which every user of the computer can see.
fn token(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let text = read.map_err(|error| {
        Failure::Misuse(format!("the token in {} cannot be read ({error}); check its name", file.display()))
    })?;
    Ok(text.trim().to_owned())
}

async fn find(database: &Database, named: &str) -> Result<MailboxId, Failure> {
    let mailboxes = database.list_mailboxes(&Viewer::program(), now()).await?;
    let id = named.parse::<MailboxId>().ok();
    // Of several with one address (connected again after it was disconnected) the last one counts.
    let found = mailboxes.iter().rev().find(|m| m.address.eq_ignore_ascii_case(named) || Some(m.id) == id);
    found.map(|mailbox| mailbox.id).ok_or_else(|| {
        Failure::Failed(format!("there is no mailbox {named}; tandem mailbox list shows them"))
    })
}

async fn list(database: &Database) -> Result<(), Failure> {
    let row = |mailbox: store::MailboxView| {
        vec![
            mailbox.id.to_string(),
            mailbox.address,
            mailbox.owner_name,
            state(mailbox.state).to_owned(),
            mailbox.health.links.to_string(),
            (mailbox.health.due + mailbox.health.staged + mailbox.health.pending + mailbox.health.sent)
                .to_string(),
            mailbox.health.error.unwrap_or_default(),
        ]
    };
    let mailboxes = database.list_mailboxes(&Viewer::program(), now()).await?;
    let headings = ["id", "address", "owner", "state", "links", "waiting", "error"];
    print::table(&headings, &mailboxes.into_iter().map(row).collect::<Vec<_>>());
    Ok(())
}

/// Says a mailbox's state in words.
pub(super) const fn state(state: MailboxState) -> &'static str {
    match state {
        MailboxState::Paused => "paused",
        MailboxState::Active => "active",
        MailboxState::ReconnectNeeded => "to be connected again",
        MailboxState::Braked => "braked",
        MailboxState::Disconnecting => "being disconnected",
        MailboxState::Disconnected => "disconnected",
    }
}
