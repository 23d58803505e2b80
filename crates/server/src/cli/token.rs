//! `tandem token`: tokens for the API.

use std::collections::HashMap;

use clap::{Args, Subcommand};
use store::{Database, NewToken, Viewer};
use uuid::Uuid;

use super::{Place, print, user};
use crate::failure::Failure;
use crate::now;

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// What is done with tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Makes a token and prints it: it is shown this once.
    Create(Create),
    /// Lists tokens, without their texts, which are not kept.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Revokes a token, at once.
    Revoke(Revoke),
}

/// The options of `tandem token create`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    place: Place,
    /// The e-mail address of the user it acts as.
    #[arg(long, value_name = "MAIL")]
    user: String,
    /// What it is for.
    #[arg(long, default_value = "command line")]
    name: String,
    /// What it may be used for (read, write); may be given several times; none: everything the user may do.
    #[arg(long, value_parser = [web::READ, web::WRITE])]
    scope: Vec<String>,
    /// For how many days it is valid; without it, until it is revoked.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    days: Option<u16>,
}

/// The options of `tandem token revoke`.
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    place: Place,
    /// The token's id, as listed.
    id: Uuid,
}

impl Token {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        match self {
            Token::Create(create) => create.run().await,
            Token::List { place } => list(&place.open().await?.1).await,
            Token::Revoke(revoke) => {
                let (_, database) = revoke.place.open().await?;
                database.revoke_token(&Viewer::program(), revoke.id, now()).await?;
                print::line(&format!("revoked {}", revoke.id));
                Ok(())
            }
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), Failure> {
        let (_, database) = self.place.open().await?;
        let user = user::find(&database, &self.user).await?;
        let expires = self.days.map(|days| now() + i64::from(days) * DAY);
        let new = NewToken { user: user.id, name: self.name, scopes: self.scope, expires };
        let (_, text) = database.create_token(&Viewer::program(), &new, now()).await?;
        // Alone on its line, so that a script can take it.
        print::line(&text);
        Ok(())
    }
}

async fn list(database: &Database) -> Result<(), Failure> {
    let viewer = Viewer::program();
    let users = database.list_users(&viewer).await?;
    let mails: HashMap<_, _> = users.into_iter().map(|user| (user.id, user.mail)).collect();
    let row = |token: store::ApiToken| {
        let scopes = if token.scopes.is_empty() { "all".to_owned() } else { token.scopes.join(" ") };
        vec![
            token.id.to_string(),
            mails.get(&token.user).cloned().unwrap_or_default(),
            token.name,
            scopes,
            date(Some(token.created)),
            date(token.last_used),
            date(token.expires),
        ]
    };
    let tokens = database.list_tokens(&viewer).await?;
    let headings = ["id", "user", "name", "scopes", "made", "last used", "valid until"];
    print::table(&headings, &tokens.into_iter().map(row).collect::<Vec<_>>());
    Ok(())
}

/// Writes a day in UTC, or a dash.
fn date(micros: Option<i64>) -> String {
    let time = micros.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
    time.map_or_else(|| "-".to_owned(), |time| time.strftime("%Y-%m-%d").to_string())
}
