//! `tandem serve`: the server.

use std::net::SocketAddr;

use clap::Args;
use store::{Database, PasswordState, Role, User, Viewer};

use super::{Place, print};
use crate::failure::Failure;
use crate::logs;
use crate::node::Node;
use crate::now;
use crate::wiring::{self, Server, StopSignals};

/// The options of `tandem serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address to listen on, instead of the configured one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Allows a Microsoft Graph that is plain HTTP or on this computer: for the stand-in.
    #[arg(long)]
    allow_insecure_graph: bool,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let mut settings = self.place.settings()?;
        if let Some(listen) = self.listen {
            settings.listen = listen;
        }
        settings.allow_insecure_graph |= self.allow_insecure_graph;
        settings.check_graph()?;
        logs::start(&settings.log, settings.log_format)?;
        let mut node = Node::claim(&settings.data)?;
        if let Some(file) = settings.database_file() {
            node.claim_database(&file)?;
        }
        let database = wiring::open(&settings).await?;
        let listener = wiring::listen(settings.listen).await?;
        let code = database.new_set_up_code(now()).await?;
        let server = Server::start(&settings, database.clone(), &node, listener).await?;
        let signals = StopSignals::listen()?;
        print::line(&format!("Tandem listens on http://{}", server.address));
        tell_who_may_enter(&database, code.as_deref(), server.address).await?;
        server.run(signals).await;
        database.close().await?;
        Ok(())
    }
}

/// Prints the code with which somebody becomes the first administrator, or that no administrator can sign in.
async fn tell_who_may_enter(
    database: &Database,
    code: Option<&str>,
    address: SocketAddr,
) -> Result<(), Failure> {
    if let Some(code) = code {
        print::line(&format!(
            "There is no administrator yet. Whoever has this code becomes it, at http://{address}/set-up:\n\
             Set-up code: {code}\n\
             It is good once, and until Tandem starts again. Tell nobody else."
        ));
        return Ok(());
    }
    let users = database.list_users(&Viewer::program()).await?;
    let enters = |user: &User| match user.password {
        PasswordState::None => false,
        PasswordState::Temporary | PasswordState::Own => user.role == Role::Administrator && !user.disabled,
    };
    if !users.iter().any(enters) {
        print::line("No administrator has a password yet; tandem user password MAIL sets one.");
    }
    Ok(())
}
