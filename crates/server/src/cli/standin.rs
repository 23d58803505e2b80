//! `tandem standin`: the Outlook stand-in alone.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use outlook_standin::StandinOptions;

use super::print;
use crate::failure::Failure;
use crate::logs;
use crate::wiring::{self, StopSignals};

/// The options of `tandem standin`.
#[derive(Debug, Args)]
pub(crate) struct Standin {
    /// The address to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// A mailbox; may be given several times.
    #[arg(long, value_name = "ADDRESS")]
    mailbox: Vec<String>,
    /// The certificate (PEM) for TLS.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl Standin {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        logs::start("warn", crate::config::LogFormat::Text)?;
        let mut options = StandinOptions::default();
        if !self.mailbox.is_empty() {
            options.mailboxes = self.mailbox;
        }
        let standin = outlook_standin::Standin::new(options);
        let listener = wiring::listen(self.listen).await?;
        let address = listener.local_addr().map_err(|error| Failure::of("the address is unknown", error))?;
        let tls = self.tls_cert.zip(self.tls_key);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let signals = StopSignals::listen()?;
        print::line(&format!("The stand-in listens on {scheme}://{address}"));
        print::line(&format!("Microsoft Graph: {scheme}://{address}/v1.0"));
        for (mailbox, token) in standin.tokens() {
            print::line(&format!("{mailbox} {token}"));
        }
        let failed = |error: std::io::Error| Failure::of("the stand-in stopped", error);
        match tls {
            None => tokio::select! {
                served = standin.serve(listener) => served.map_err(failed),
                () = signals.told() => Ok(()),
            },
            Some((certificate, key)) => {
                let (certificate, key) = (read(&certificate)?, read(&key)?);
                let listener = listener.into_std().map_err(failed)?;
                tokio::select! {
                    served = standin.serve_tls(listener, certificate, key) => served.map_err(failed),
                    () = signals.told() => Ok(()),
                }
            }
        }
    }
}

fn read(file: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        Failure::Misuse(format!("{} cannot be read ({error}); check its name", file.display()))
    })
}
