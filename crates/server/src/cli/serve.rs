//! `tandem serve`: the server.

use std::net::SocketAddr;

use clap::Args;

use super::{Place, print};
use crate::failure::Failure;
use crate::logs;
use crate::node::Node;
use crate::wiring::{self, Server};

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
        let node = Node::claim(&settings.data)?;
        let database = wiring::open(&settings).await?;
        let listener = wiring::listen(settings.listen).await?;
        let server = Server::start(&settings, database.clone(), &node, listener).await?;
        print::line(&format!("Tandem listens on http://{}", server.address));
        server.run().await;
        database.close().await?;
        Ok(())
    }
}
