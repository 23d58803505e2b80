//! The demo: sample data, three users, the Outlook stand-in with two mailboxes, continuous replication.

mod born;
mod companies;
mod dice;
mod mailboxes;
mod names;
mod people;
mod portrait;
mod sample;
mod tour;

use std::net::SocketAddr;
use std::path::PathBuf;

use outlook_standin::{Standin, StandinOptions};
use store::Database;
use tokio::task::JoinHandle;
use tracing::warn;

use crate::config::{Pauses, Settings, Survives};
use crate::failure::Failure;
use crate::node::Node;
use crate::wiring::{self, Server};

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

        let standin = Standin::new(StandinOptions { mailboxes: Vec::new(), ..StandinOptions::default() });
        let (address, serving) = serve_standin(&standin, options.standin).await?;
        let graph = format!("http://{address}/v1.0");
        let settings = settings(options, node_data, &graph);
        let database = wiring::open(&settings).await?;

        let people = people::settle(&database).await?;
        let persons = sample::persons(&[people::USER, people::ADMINISTRATOR]);
        if people.new && !options.empty {
            load(&database, &persons).await?;
        }
        let renewed = mailboxes::leave_forgotten(&database, &standin, &graph).await?;
        let server = Server::start(&settings, database.clone(), &node, listener).await?;
        let mailbox = mailboxes::connect(&database, &standin, &graph, &people).await?;
        if !options.empty {
            let outlook = standin.outlook(people::USER);
            let put = outlook.as_ref().map(|outlook| born::put(outlook, &persons)).transpose();
            put.map_err(|error| Failure::of("the stand-in refused a contact", error))?;
        }
        let places = tour::Places { tandem: server.address, standin: address, graph, mailbox };
        let token = standin.add_mailbox(people::USER);
        let tour = tour::text(&database, &places, &people, &token, renewed).await?;
        Ok(Demo { tour, server, standin: serving, database, _node: node, _temporary: temporary })
    }

    /// Runs until the program is told to stop.
    ///
    /// # Errors
    /// [`Failure`] when the last writes could not be finished.
    pub async fn run(self) -> Result<(), Failure> {
        self.server.run().await;
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

/// Loads the sample.
async fn load(database: &Database, persons: &[store::LoadPerson]) -> Result<(), Failure> {
    let viewer = store::Viewer::program();
    database.load_partners(&viewer, &sample::partners(), crate::now()).await?;
    let options = store::LoadOptions::default();
    let loaded = database.load_persons(&viewer, persons, &options, crate::now()).await?;
    for (place, (person, loaded)) in persons.iter().zip(&loaded).enumerate() {
        let initials = people::initials(&person.card);
        // Not everybody likes to be photographed.
        let (Some(id), true) = (loaded.id(), place % 6 == 0 && initials.len() == 2) else { continue };
        let picture = portrait::draw(&initials, place)
            .map_err(|error| error.to_string())
            .and_then(|bytes| photo::prepare(&bytes).map_err(|error| error.to_string()))
            .map_err(|error| Failure::of("a portrait could not be drawn", error))?;
        database.set_photo(&viewer, id, &picture, crate::now()).await?;
    }
    Ok(())
}
