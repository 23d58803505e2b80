//! [`Settings`]: how the server is to run. Defaults, then the TOML file, then the environment, then the command
//! line; what comes later counts.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Config, File, FileFormat};
use contacts::normalise::Country;
use engine::Schedule;
use serde::Deserialize;
use store::{Durability, Options};

use crate::failure::Failure;
use crate::graph_address;
use crate::listening::Limits;

/// What variables of the environment begin with.
const PREFIX: &str = "TANDEM_";
/// The variable that names the configuration file.
pub const FILE: &str = "TANDEM_CONFIG";
/// Where Microsoft Graph is.
pub const MICROSOFT: &str = "https://graph.microsoft.com/v1.0";
/// Every key of the configuration file. A variable is the key in capitals, with `_` for the dot.
const KEYS: &[&str] = &[
    "listen",
    "public_address",
    "behind_proxy",
    "data",
    "database_url",
    "durability",
    "connections",
    "country",
    "graph",
    "allow_insecure_graph",
    "graph_authority",
    "graph_quota",
    "cycles_at_once",
    "most_connections",
    "idle_seconds",
    "schedule.shortest_seconds",
    "schedule.longest_seconds",
    "log",
    "log_format",
];

/// How the server is to run.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The address it listens on.
    pub listen: SocketAddr,
    /// The address at which people reach it (`https://tandem.example.com`), where that is another one: behind a proxy
    /// that speaks TLS. With https, the session's cookie travels by TLS only.
    pub public_address: Option<String>,
    /// Whether requests come through a proxy that says in `X-Forwarded-For` where they come from.
    pub behind_proxy: bool,
    /// The data directory: the SQLite database, and what this node has to remember.
    pub data: PathBuf,
    /// The database: `sqlite:PATH` or `postgres://…`; none: SQLite in the data directory.
    pub database_url: Option<String>,
    /// What a committed write survives, on SQLite.
    pub durability: Survives,
    /// The most connections to the database.
    pub connections: u32,
    /// The country of phone numbers written without one; none: as the installation's settings say.
    pub country: Option<Country>,
    /// The addresses of Microsoft Graph that mailboxes may be connected at (a variable has commas between them);
    /// the first one is used when nobody names one.
    pub graph: Vec<String>,
    /// Whether Microsoft Graph may be plain HTTP or on this computer: for the stand-in.
    pub allow_insecure_graph: bool,
    /// A file with certificates (PEM) to trust beside the computer's own, for a stand-in with TLS.
    pub graph_authority: Option<PathBuf>,
    /// Whether to keep within Microsoft's quota of requests by itself.
    pub graph_quota: bool,
    /// How many mailboxes are replicated at a time.
    pub cycles_at_once: usize,
    /// The most connections of browsers and programs at a time.
    pub most_connections: usize,
    /// How long a connection may take to send the header of its next request, in seconds; then it is closed.
    pub idle_seconds: u32,
    /// How often mailboxes are asked for changes.
    pub schedule: Pauses,
    /// What is logged: a level, or filters as in `info,engine=debug`.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Where the stand-in's address book is; the demo says so, no configuration can.
    #[serde(skip)]
    pub address_book: Option<String>,
}

/// What a committed write survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Survives {
    /// A power cut.
    PowerCut,
    /// A killed program.
    Kill,
}

/// How often mailboxes are asked for changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pauses {
    /// The pause after something happened, in seconds.
    pub shortest_seconds: u32,
    /// The longest pause while nothing happens, in seconds.
    pub longest_seconds: u32,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Pauses {
    fn default() -> Self {
        Pauses { shortest_seconds: 30, longest_seconds: 900 }
    }
}

impl From<Pauses> for Schedule {
    fn from(pauses: Pauses) -> Self {
        Schedule {
            shortest: i64::from(pauses.shortest_seconds) * 1_000_000,
            longest: i64::from(pauses.longest_seconds) * 1_000_000,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_address: None,
            behind_proxy: false,
            data: PathBuf::from("tandem-data"),
            database_url: None,
            durability: Survives::PowerCut,
            connections: 8,
            country: None,
            graph: vec![MICROSOFT.to_owned()],
            allow_insecure_graph: false,
            graph_authority: None,
            graph_quota: true,
            cycles_at_once: 8,
            most_connections: 512,
            idle_seconds: 60,
            schedule: Pauses::default(),
            log: "info".to_owned(),
            address_book: None,
            log_format: LogFormat::Text,
        }
    }
}

impl fmt::Debug for Settings {
    /// Leaves the database's address out: it may have a password in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the configuration: the file, if one is named, and the variables of the environment over it.
    ///
    /// # Errors
    /// [`Failure::Misuse`] when the file cannot be read, has an unknown key, or a value makes no sense.
    pub fn read(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let mut variables: BTreeMap<String, String> =
            environment.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        let file = file.map(Path::to_owned).or_else(|| variables.remove(FILE).map(PathBuf::from));
        let mut builder = Config::builder();
        if let Some(path) = &file {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::Misuse(format!(
                    "the configuration file {} cannot be read ({error}); check its name",
                    path.display()
                ))
            })?;
            builder = builder.add_source(File::from_str(&text, FileFormat::Toml));
        }
        for key in KEYS {
            let Some(value) = variables.get(&variable(key)) else { continue };
            let list = || value.split(',').map(|entry| entry.trim().to_owned()).collect::<Vec<_>>();
            let value = if *key == "graph" { list().into() } else { config::Value::from(value.as_str()) };
            builder = builder.set_override(key, value).map_err(|error| wrong(file.as_deref(), &error))?;
        }
        let settings = builder.build().and_then(Config::try_deserialize::<Settings>);
        let settings = settings.map_err(|error| wrong(file.as_deref(), &error))?;
        settings.check()?;
        Ok(settings)
    }

    /// Lists variables that look like settings and are none, for `tandem check`. They are no error: systems that
    /// run containers make variables of their own after a service's name.
    pub fn unknown_variables<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
        let known = |name: &str| name == FILE || KEYS.iter().any(|key| variable(key) == name);
        names.into_iter().filter(|name| name.starts_with(PREFIX) && !known(name)).collect()
    }

    /// Checks what single values cannot say of themselves.
    ///
    /// # Errors
    /// [`Failure::Misuse`].
    pub fn check(&self) -> Result<(), Failure> {
        let Pauses { shortest_seconds, longest_seconds } = self.schedule;
        let wrong = if shortest_seconds == 0 || longest_seconds < shortest_seconds {
            "schedule.shortest_seconds must be at least 1 and not above schedule.longest_seconds"
        } else if longest_seconds > 86_400 {
            "schedule.longest_seconds must be at most 86400, one day"
        } else if self.cycles_at_once == 0 || self.cycles_at_once > 256 {
            "cycles_at_once must be between 1 and 256"
        } else if self.most_connections == 0 || self.most_connections > 100_000 {
            "most_connections must be between 1 and 100000"
        } else if self.idle_seconds == 0 || self.idle_seconds > 3600 {
            "idle_seconds must be between 1 and 3600"
        } else if self.graph.is_empty() {
            "graph must name at least one address of Microsoft Graph"
        } else if self.public_address.as_deref().is_some_and(|address| !is_web_address(address)) {
            "public_address must begin with https:// or http://"
        } else if self.connections == 0 || self.connections > 1_000 {
            "connections must be between 1 and 1000"
        } else {
            return Ok(());
        };
        Err(Failure::Misuse(format!("the configuration is not possible: {wrong}")))
    }

    /// Checks that tokens go to safe addresses only.
    ///
    /// # Errors
    /// [`Failure::Misuse`] for an address of Microsoft Graph that is plain HTTP or on this computer, unless allowed.
    pub fn check_graph(&self) -> Result<(), Failure> {
        for address in &self.graph {
            graph_address::check(address, self.allow_insecure_graph)
                .map_err(|error| Failure::Misuse(error.to_string()))?;
        }
        Ok(())
    }

    /// Tells whether people reach the pages by TLS.
    pub fn is_reached_by_tls(&self) -> bool {
        self.public_address.as_deref().is_some_and(|address| address.starts_with("https://"))
    }

    /// Returns the database's address.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("tandem.db").display()))
    }

    /// Returns the file of a SQLite database; none for any other.
    pub fn database_file(&self) -> Option<PathBuf> {
        let address = self.database();
        let file = address.strip_prefix("sqlite:")?;
        let file = file.strip_prefix("//").unwrap_or(file).split('?').next().unwrap_or_default();
        Some(file).filter(|file| !file.is_empty() && *file != ":memory:").map(PathBuf::from)
    }

    /// Returns how many connections there may be, and how long one may be silent.
    pub(crate) fn limits(&self) -> Limits {
        let idle = Duration::from_secs(u64::from(self.idle_seconds));
        Limits { connections: self.most_connections, idle }
    }

    /// Returns how the database is opened.
    pub fn database_options(&self) -> Options {
        let durability = match self.durability {
            Survives::PowerCut => Durability::PowerCut,
            Survives::Kill => Durability::Kill,
        };
        Options {
            durability,
            connections: self.connections,
            installation: None,
            now: crate::now(),
            bulk: false,
        }
    }
}

fn is_web_address(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
}

fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_uppercase())
}

fn wrong(file: Option<&Path>, error: &config::ConfigError) -> Failure {
    let place = match file {
        Some(file) => format!("the configuration ({} and {PREFIX}… variables)", file.display()),
        None => format!("the configuration ({PREFIX}… variables)"),
    };
    let error = error.to_string().replace('\n', " ");
    Failure::Misuse(format!("{place} is wrong: {error}; mend it and start again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, environment: &[(&str, &str)]) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tandem.toml");
        std::fs::write(&file, toml).unwrap();
        let environment = environment.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Settings::read(Some(&file), environment).map_err(|failure| failure.to_string())
    }

    #[test]
    fn without_anything_it_is_sqlite_in_the_data_directory_on_loopback() {
        let settings = Settings::read(None, []).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.database(), "sqlite:tandem-data/tandem.db");
        assert!(!settings.allow_insecure_graph);
        assert_eq!(Schedule::from(settings.schedule), Schedule::default());
    }

    #[test]
    fn a_public_https_address_keeps_the_cookie_to_tls() {
        let settings = read("public_address = \"https://tandem.example\"\nbehind_proxy = true", &[]).unwrap();
        assert!(settings.is_reached_by_tls() && settings.behind_proxy);
        assert!(!read("public_address = \"http://tandem.example\"", &[]).unwrap().is_reached_by_tls());
        assert!(!Settings::default().is_reached_by_tls());
        assert!(read("public_address = \"tandem.example\"", &[]).unwrap_err().contains("public_address"));
    }

    #[test]
    fn a_variable_counts_more_than_the_file() {
        let toml = "listen = \"0.0.0.0:80\"\ncountry = \"at\"\n[schedule]\nshortest_seconds = 10\n";
        let environment = [
            ("TANDEM_LISTEN", "127.0.0.1:81"),
            ("TANDEM_SCHEDULE_LONGEST_SECONDS", "60"),
            ("TANDEM_ALLOW_INSECURE_GRAPH", "true"),
        ];
        let settings = read(toml, &environment).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:81");
        assert_eq!(settings.schedule, Pauses { shortest_seconds: 10, longest_seconds: 60 });
        assert_eq!(settings.country, Country::parse("AT"));
        assert!(settings.allow_insecure_graph);
    }

    #[test]
    fn every_key_is_known_and_has_a_variable() {
        let values = [
            ("listen", "127.0.0.1:1"),
            ("public_address", "https://tandem.example"),
            ("behind_proxy", "true"),
            ("data", "d"),
            ("database_url", "postgres://x/y"),
            ("durability", "kill"),
            ("connections", "3"),
            ("country", "FR"),
            ("graph", "https://a.example/v1.0, https://b.example/v1.0"),
            ("allow_insecure_graph", "true"),
            ("graph_authority", "ca.pem"),
            ("graph_quota", "false"),
            ("cycles_at_once", "2"),
            ("most_connections", "9"),
            ("idle_seconds", "7"),
            ("schedule.shortest_seconds", "1"),
            ("schedule.longest_seconds", "2"),
            ("log", "debug"),
            ("log_format", "json"),
        ];
        assert_eq!(values.map(|(key, _)| key), KEYS);
        let environment = values.map(|(key, value)| (variable(key), value.to_owned()));
        let settings = Settings::read(None, environment).unwrap();
        assert_eq!(settings.database(), "postgres://x/y");
        assert_eq!(settings.graph, ["https://a.example/v1.0", "https://b.example/v1.0"]);
        assert_eq!((settings.graph_quota, settings.cycles_at_once), (false, 2));
        assert_eq!((settings.durability, settings.log_format), (Survives::Kill, LogFormat::Json));
    }

    #[test]
    fn what_is_unknown_or_makes_no_sense_is_named() {
        for (toml, named) in [
            ("port = 80", "port"),
            ("[schedule]\nfast = 1", "fast"),
            ("listen = \"nowhere\"", "listen"),
            ("country = \"Germany\"", "two-letter"),
            ("listen = ", "tandem.toml"),
            ("cycles_at_once = 0", "cycles_at_once"),
            ("most_connections = 0", "most_connections"),
            ("idle_seconds = 0", "idle_seconds"),
            ("[schedule]\nshortest_seconds = 60\nlongest_seconds = 30", "shortest_seconds"),
        ] {
            let message = read(toml, &[]).unwrap_err();
            assert!(message.contains(named), "{toml}: {message}");
            assert!(!message.contains('\n'), "{message}");
        }
        let missing = Settings::read(Some(Path::new("/nowhere/tandem.toml")), []).unwrap_err();
        assert!(missing.to_string().contains("cannot be read"));
    }

    #[test]
    fn a_misspelt_variable_is_found() {
        let names = ["PATH", "TANDEM_LISTEN", "TANDEM_CONFIG", "TANDEM_LISTN"];
        assert_eq!(Settings::unknown_variables(names), ["TANDEM_LISTN"]);
    }

    #[test]
    fn a_password_in_the_databases_address_is_not_shown() {
        let settings = read("database_url = \"postgres://u:secret@h/d\"", &[]).unwrap();
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
