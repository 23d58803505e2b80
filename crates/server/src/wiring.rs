//! Puts the server together: database, engine runner, web; and takes it down again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use store::{Database, MailboxState, Options, Viewer};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::{info, warn};
use web::{GraphAddresses, WebState};

use crate::config::Settings;
use crate::failure::Failure;
use crate::graph_address;
use crate::node::Node;
use crate::runner::{Reach, Runner};
use crate::{listening, measures, now, private};

/// How long open requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait before interrupted exports are taken up again when that failed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often what was measured is folded together, so that memory stays flat.
const UPKEEP: Duration = Duration::from_secs(5);
/// How often exports that nobody has gone on with are looked for.
const TIDYING: Duration = Duration::from_secs(600);

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// [`Failure::Failed`] when it cannot be reached.
pub async fn open(settings: &Settings) -> Result<Database, Failure> {
    open_with(settings, &settings.database_options()).await
}

/// [`open`], with other options than the settings say.
///
/// # Errors
/// As [`open`].
pub async fn open_with(settings: &Settings, options: &Options) -> Result<Database, Failure> {
    if settings.database_url.is_none() {
        std::fs::create_dir_all(&settings.data).map_err(|error| {
            let data = settings.data.display();
            Failure::Failed(format!("the data directory {data} cannot be made ({error}); choose another"))
        })?;
        private::close(&settings.data);
    }
    Database::open(&settings.database(), options).await.map_err(|error| {
        Failure::Failed(format!(
            "the database cannot be opened: {}; check database_url, and that the database runs and lets you in",
            without_password(&error.to_string(), settings)
        ))
    })
}

/// Takes the database's address, which may have a password in it, out of a message.
fn without_password(message: &str, settings: &Settings) -> String {
    message.replace(&settings.database(), "(address hidden)")
}

/// Prepares the connections to Microsoft Graph.
///
/// # Errors
/// [`Failure`] when certificates cannot be read.
pub fn reach(settings: &Settings) -> Result<Reach, Failure> {
    let read = |file: &std::path::PathBuf| {
        std::fs::read(file).map_err(|error| {
            Failure::Misuse(format!(
                "graph_authority {} cannot be read ({error}); check its name",
                file.display()
            ))
        })
    };
    let authority = settings.graph_authority.as_ref().map(read).transpose()?;
    Reach::new(settings.allow_insecure_graph, settings.graph_quota, authority.as_deref())
        .map_err(|error| Failure::Failed(error.to_string()))
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    /// The address it listens on.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts the server on a listener.
    ///
    /// # Errors
    /// [`Failure`] when the configuration asks for what is not safe, or something cannot start.
    pub async fn start(
        settings: &Settings,
        database: Database,
        node: &Node,
        listener: TcpListener,
    ) -> Result<Server, Failure> {
        settings.check_graph()?;
        check_mailboxes(settings, &database).await?;
        settle_country(settings, &database).await?;
        let address = listener.local_addr().map_err(|error| Failure::of("the address is unknown", error))?;
        let figures = measures::start()?;
        let (stop, stopped) = watch::channel(false);
        let schedule = settings.schedule.into();
        let runner = Runner::new(database.clone(), node, reach(settings)?, schedule, settings.cycles_at_once);
        let (desk, upkeep) = (runner.desk(), figures.clone());
        let graph = GraphAddresses::new(settings.graph.iter().cloned());
        let kept = database.clone();
        let exports = database.clone();
        let mut state = WebState::new(database, Arc::new(desk), graph, Arc::new(move || figures.render()));
        state.address_book.clone_from(&settings.address_book);
        state.secure = settings.is_reached_by_tls();
        state.behind_proxy = settings.behind_proxy;
        let imports = state.clone();
        let web = listening::serve(listener, web::router(state), settings.limits(), stopped.clone());
        let keep_up = keep_up(upkeep, kept, stopped.clone());
        let stopping = stopped.clone();
        let mut tasks = vec![tokio::spawn(web), tokio::spawn(runner.run(stopped)), tokio::spawn(keep_up)];
        tasks.push(tokio::spawn(resume_exports(exports, stopping.clone())));
        tasks.push(tokio::spawn(resume_imports(imports, stopping)));
        info!(%address, "listening");
        Ok(Server { address, stop, tasks })
    }

    /// Waits until the program is told to stop, then takes the server down.
    pub async fn run(self, signals: StopSignals) {
        signals.told().await;
        info!("stopping");
        self.stop().await;
    }

    /// Takes the server down: it listens no more, open requests end, cycles stop where they are.
    pub async fn stop(self) {
        // Nobody listens any more when every task has ended already.
        let _ = self.stop.send(true);
        for mut task in self.tasks {
            if timeout(GRACE, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

/// Keeps house until the server stops: folds what was measured, and removes drafts whose time is over.
async fn keep_up(figures: PrometheusHandle, database: Database, mut until: watch::Receiver<bool>) {
    let (mut upkeep, mut tidying) = (tokio::time::interval(UPKEEP), tokio::time::interval(TIDYING));
    while !*until.borrow() {
        tokio::select! {
            _ = upkeep.tick() => figures.run_upkeep(),
            _ = tidying.tick() => match database.drop_old_export_drafts(now()).await {
                Ok(0) => {}
                Ok(dropped) => info!(dropped, "drafts were dropped, 24 hours after their last change"),
                Err(error) => warn!(%error, "old drafts could not be dropped; tried again later"),
            },
            _ = until.changed() => {}
        }
    }
}

/// Goes on with exports whose preparation was interrupted; tried again until the database lets it.
async fn resume_exports(database: Database, mut until: watch::Receiver<bool>) {
    let resumed = async {
        while let Err(error) = database.resume_exports(now()).await {
            warn!(%error, "exports that were interrupted could not be taken up; it is tried again");
            tokio::time::sleep(PATIENCE).await;
        }
    };
    tokio::select! {
        () = resumed => {}
        _ = until.wait_for(|stop| *stop) => {}
    }
}

/// Goes on with imports that were interrupted; tried again until the database lets it.
async fn resume_imports(state: WebState, mut until: watch::Receiver<bool>) {
    let resumed = async {
        while let Err(error) = web::resume_imports(&state).await {
            warn!(%error, "imports that were interrupted could not be taken up; it is tried again");
            tokio::time::sleep(PATIENCE).await;
        }
    };
    tokio::select! {
        () = resumed => {}
        _ = until.wait_for(|stop| *stop) => {}
    }
}

/// SIGTERM and SIGINT, listened for from the moment that this is made: before the program says that it is there, or who
/// stops it on its word ends it as if by force.
#[derive(Debug)]
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// Begins to listen; from now on the program does not end by itself.
    ///
    /// # Errors
    /// [`Failure::Failed`] when the system does not let it.
    pub fn listen() -> Result<Self, Failure> {
        let listen = |kind| {
            signal(kind)
                .map_err(|error| Failure::of("the signals that stop the program cannot be heard", error))
        };
        Ok(StopSignals {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Waits until the program is told to stop.
    pub async fn told(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Listens on an address.
///
/// # Errors
/// [`Failure::Failed`] when it is taken, or not this computer's.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::Failed(format!(
            "nothing can listen on {address} ({error}); choose another address with --listen"
        ))
    })
}

/// Refuses to start while a mailbox that takes part is connected where tokens are not safe.
async fn check_mailboxes(settings: &Settings, database: &Database) -> Result<(), Failure> {
    for mailbox in database.list_mailboxes(&Viewer::program(), now()).await? {
        match mailbox.state {
            MailboxState::Active | MailboxState::Disconnecting => {}
            MailboxState::Paused
            | MailboxState::ReconnectNeeded
            | MailboxState::Braked
            | MailboxState::Disconnected => continue,
        }
        graph_address::check(&mailbox.base_url, settings.allow_insecure_graph).map_err(|error| {
            Failure::of(&format!("the mailbox {} is connected so that", mailbox.address), error)
        })?;
    }
    Ok(())
}

/// The configuration's country, where it names one, is the installation's.
async fn settle_country(settings: &Settings, database: &Database) -> Result<(), Failure> {
    let Some(country) = settings.country else { return Ok(()) };
    let viewer = Viewer::program();
    let mut rules = database.read_rules(&viewer).await?;
    if rules.country != country {
        rules.country = country;
        let due = database.change_rules(&viewer, &rules, now()).await?;
        info!(links = due, "the country of numbers without one has changed");
    }
    Ok(())
}
