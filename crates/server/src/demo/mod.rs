//! The demo: sample data, three users, the Outlook stand-in with two mailboxes, continuous replication.

mod born;
mod companies;
mod crowd;
mod dice;
mod mailboxes;
mod names;
mod passwords;
mod past;
mod people;
mod portrait;
mod reach;
mod sample;
mod tour;
mod work;

use std::net::SocketAddr;
use std::path::PathBuf;

use outlook_standin::{Standin, StandinOptions};
use store::Database;
use tokio::task::JoinHandle;
use tracing::warn;

use crate::config::{Pauses, Settings, Survives};
use crate::failure::Failure;
use crate::node::Node;
use crate::wiring::{self, Server, StopSignals};
use people::People;
use sample::Sampled;

/// How often the demo asks its mailboxes for changes: so often that nobody has to wait.
const PAUSES: Pauses = Pauses { shortest_seconds: 1, longest_seconds: 2 };

/// How the demo starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address that Tandem listens on.
    pub listen: SocketAddr,
    /// The address that the stand-in listens on.
    pub standin: SocketAddr,
    /// The data directory that is kept; none: a temporary one.
    pub data: Option<PathBuf>,
    /// Whether the sample data is left out.
    pub empty: bool,
    /// How many contact persons the sample has; those above its own 400 are without portraits.
    pub persons: usize,
}

/// The demo, running.
#[derive(Debug)]
pub struct Demo {
    /// What is printed: addresses, tokens, and what to try.
    pub tour: String,
    server: Server,
    standin: JoinHandle<()>,
    database: Database,
    _node: Node,
    /// Removed with everything in it when the demo ends.
    _temporary: Option<tempfile::TempDir>,
}

impl Demo {
    /// Starts the demo.
    ///
    /// # Errors
    /// [`Failure`] when an address is taken, or the data directory cannot be used.
    pub async fn start(options: &Options) -> Result<Demo, Failure> {
        let temporary = match &options.data {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| Failure::of("no temporary directory", error))?),
        };
        let data = options.data.clone().or_else(|| temporary.as_ref().map(|folder| folder.path().to_owned()));
        let node_data = data.unwrap_or_default();
        let node = Node::claim(&node_data)?;
        let listener = wiring::listen(options.listen).await?;

        let standin = Standin::new(StandinOptions {
            mailboxes: Vec::new(),
            folder_name: "Contacts".to_owned(),
            deleted_items_name: "Deleted Items".to_owned(),
            ..StandinOptions::default()
        });
        let (address, serving) = serve_standin(&standin, options.standin).await?;
        let graph = format!("http://{address}/v1.0");
        let settings = Settings {
            address_book: Some(format!("http://{address}/")),
            ..settings(options, node_data, &graph)
        };
        let database = wiring::open(&settings).await?;

        let people = people::settle(&database).await?;
        let mut sample = sample::persons(&IN_CHARGE);
        sample.truncate(options.persons);
        let mut persons = Vec::new();
        if people.new && !options.empty {
            persons = load(&database, &people, &sample).await?;
            crowd::load(&database, options.persons, &IN_CHARGE, days_ago(past::LOADED_DAYS_AGO)).await?;
        }
        let renewed = mailboxes::leave_forgotten(&database, &standin, &graph).await?;
        let server = Server::start(&settings, database.clone(), &node, listener).await?;
        let [mailbox, administrators] = mailboxes::connect(&database, &standin, &graph, &people).await?;
        let (in_users, in_administrators) = past::chosen(&sample);
        if let Some(outlook) = standin.outlook(people::USER).filter(|_| !options.empty) {
            born::put(&outlook, &not_in(&sample, &in_users))?;
        }
        let chosen =
            [(people::USER, mailbox, in_users), (people::ADMINISTRATOR, administrators, in_administrators)];
        past::replicate(&database, &standin, &people, &persons, chosen).await?;
        let places = tour::Places { tandem: server.address, standin: address, graph, mailbox };
        let token = standin.add_mailbox(people::USER);
        let passwords = passwords::settle(&database, &people).await?;
        let tour = tour::text(&database, &places, &people, (&token, &passwords), renewed).await?;
        Ok(Demo { tour, server, standin: serving, database, _node: node, _temporary: temporary })
    }

    /// Runs until the program is told to stop.
    ///
    /// # Errors
    /// [`Failure`] when the last writes could not be finished.
    pub async fn run(self, signals: StopSignals) -> Result<(), Failure> {
        self.server.run(signals).await;
        self.standin.abort();
        self.database.close().await?;
        Ok(())
    }
}

fn settings(options: &Options, data: PathBuf, graph: &str) -> Settings {
    Settings {
        listen: options.listen,
        data,
        durability: Survives::Kill,
        graph: vec![graph.to_owned()],
        allow_insecure_graph: true,
        schedule: PAUSES,
        ..Settings::default()
    }
}

async fn serve_standin(
    standin: &Standin,
    address: SocketAddr,
) -> Result<(SocketAddr, JoinHandle<()>), Failure> {
    let listener = wiring::listen(address).await?;
    let address = listener.local_addr().map_err(|error| Failure::of("the address is unknown", error))?;
    let serving = standin.serve(listener);
    let serving = tokio::spawn(async move {
        if let Err(error) = serving.await {
            warn!(%error, "the stand-in stopped");
        }
    });
    Ok((address, serving))
}

/// Who is in charge of the sample's people.
const IN_CHARGE: [&str; 2] = [people::USER, people::ADMINISTRATOR];

/// A time so many days before now, in microseconds since 1970 UTC.
fn days_ago(days: i64) -> i64 {
    crate::now() - days * 86_400_000_000
}

/// The people who can be in Outlook by chance: not of the first company, with which the tour begins, and not in the
/// mailbox already.
fn not_in<'a>(persons: &'a [Sampled], in_mailbox: &[usize]) -> Vec<&'a Sampled> {
    let first = Some(sample::partner_id(1));
    let free = persons.iter().enumerate().filter(|(place, person)| {
        !in_mailbox.contains(place) && person.row.partner_external_id != first && !person.row.inactive
    });
    free.map(|(_, person)| person).collect()
}

/// Loads the sample with its portraits, and lets some days go by.
async fn load(
    database: &Database,
    people: &People,
    sample: &[Sampled],
) -> Result<Vec<past::Loaded>, Failure> {
    let (viewer, then) = (store::Viewer::program(), days_ago(past::LOADED_DAYS_AGO));
    database.load_partners(&viewer, &sample::partners(), then).await?;
    let rows: Vec<store::LoadPerson> = sample.iter().map(|person| person.row.clone()).collect();
    let loaded = database.load_persons(&viewer, &rows, &store::LoadOptions::default(), then).await?;
    let mut persons = Vec::with_capacity(sample.len());
    for (place, (person, loaded)) in sample.iter().zip(&loaded).enumerate() {
        let Some(id) = loaded.id() else { continue };
        persons.push(past::Loaded { sampled: person.clone(), id });
        if person.portrait {
            let picture = portrait::draw(person.woman, place)
                .map_err(|error| error.to_string())
                .and_then(|bytes| photo::prepare(&bytes).map_err(|error| error.to_string()))
                .map_err(|error| Failure::of("a portrait could not be drawn", error))?;
            database.set_photo(&viewer, id, &picture, then).await?;
        }
    }
    past::edit(database, people, &persons).await?;
    Ok(persons)
}
