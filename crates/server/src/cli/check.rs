//! `tandem check`: is everything as it should be?

use clap::Args;
use outlook::folder::MailboxDirectory as _;
use store::{Database, MailboxState, MailboxView, Role, Viewer};

use super::{Place, mailbox, print};
use crate::config::Settings;
use crate::failure::Failure;
use crate::runner::Reach;
use crate::{now, wiring};

/// The options of `tandem check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    place: Place,
    /// Allows a Microsoft Graph that is plain HTTP or on this computer: for the stand-in.
    #[arg(long)]
    allow_insecure_graph: bool,
}

/// What was found, line by line.
#[derive(Debug, Default)]
struct Findings {
    wrong: u32,
}

impl Findings {
    /// Tells what is well, or what is wrong, of one thing.
    fn tell(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(well) => print::line(&format!("ok     {what}: {well}")),
            Err(wrong) => {
                self.wrong += 1;
                print::line(&format!("WRONG  {what}: {wrong}"));
            }
        }
    }
}

impl Check {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let mut settings = self.place.quiet_settings()?;
        settings.allow_insecure_graph |= self.allow_insecure_graph;
        let mut findings = Findings::default();
        findings.tell("configuration", Ok(format!("listens on {}", settings.listen)));
        let names: Vec<String> =
            std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
        for name in Settings::unknown_variables(names.iter().map(String::as_str)) {
            print::line(&format!("note   variable {name}: it is no setting, and nothing reads it"));
        }
        let graph = settings.check_graph().map(|()| settings.graph.join(", "));
        findings.tell("Microsoft Graph", graph.map_err(|failure| failure.to_string()));
        match wiring::open(&settings).await {
            Err(failure) => findings.tell("database", Err(failure.to_string())),
            Ok(database) => {
                let kind = if settings.database().starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" };
                findings.tell("database", Ok(format!("{kind}, installation {}", database.installation_id())));
                findings.tell("users", users(&database).await);
                findings.tell("search", search(&database).await);
                mailboxes(&settings, &database, &mut findings).await?;
            }
        }
        match findings.wrong {
            0 => Ok(()),
            1 => Err(Failure::Failed("one thing is wrong, see above; mend it and check again".to_owned())),
            wrong => Err(Failure::Failed(format!(
                "{wrong} things are wrong, see above; mend them and check again"
            ))),
        }
    }
}

async fn users(database: &Database) -> Result<String, String> {
    let users = database.list_users(&Viewer::program()).await.map_err(|error| error.to_string())?;
    let administrators = users.iter().filter(|user| user.role == Role::Administrator && !user.disabled);
    match administrators.count() {
        0 if users.is_empty() => {
            Ok("nobody yet; the first start of tandem serve prints a code with which you become \
             administrator (or: tandem user add --role administrator)"
                .to_owned())
        }
        0 => Err("there is no administrator; add one with tandem user add --role administrator".to_owned()),
        some => Ok(format!("{}, of them {some} administrators", users.len())),
    }
}

/// Tells whether everybody is found.
async fn search(database: &Database) -> Result<String, String> {
    match database.search_waiting().await.map_err(|error| error.to_string())? {
        0 => Ok("everybody is found".to_owned()),
        waiting => Ok(format!(
            "the persons of {waiting} business partners are not found by every word yet; their index is being \
             written, and goes on whenever the server runs"
        )),
    }
}

async fn mailboxes(settings: &Settings, database: &Database, findings: &mut Findings) -> Result<(), Failure> {
    let reach = wiring::reach(settings)?;
    let mailboxes = database.list_mailboxes(&Viewer::program(), now()).await?;
    for view in mailboxes.iter().filter(|mailbox| mailbox.state != MailboxState::Disconnected) {
        let found = connection(database, &reach, view).await;
        findings.tell(&format!("mailbox {}", view.address), found);
    }
    Ok(())
}

/// Asks a mailbox for its folders.
async fn connection(database: &Database, reach: &Reach, view: &MailboxView) -> Result<String, String> {
    let connection = database.connection(view.id).await.map_err(|error| error.to_string())?;
    let connected = reach.connect(&connection).map_err(|error| error.to_string())?;
    let folders = connected.client.folders().await.map_err(|error| error.to_string())?;
    let followed = match &connection.folder {
        None => folders.iter().find(|folder| folder.default),
        Some(id) => folders.iter().find(|folder| folder.id == *id),
    };
    let folder = followed.ok_or("its contact folder is not there any more; choose another one")?;
    let state = mailbox::state(view.state);
    match &view.health.error {
        None => Ok(format!("{state}, folder \"{}\", {} links", folder.name, view.health.links)),
        Some(error) => Err(format!("{state}; it answers now, but its last cycle ended with: {error}")),
    }
}
