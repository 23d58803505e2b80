//! The passwords of the demo's users: drawn at random, printed once, kept as hashes.

use store::{Database, Password, PasswordLasts, PasswordState, Viewer};

use super::people::People;
use crate::failure::Failure;
use crate::now;

/// What is printed instead of a password that an earlier start has printed.
pub(super) const KEPT: &str = "(as before)";

/// Gives every user that has none a password, and returns what is printed, in the users' order. A user of an
/// earlier start keeps its own, so that a restart signs nobody out.
pub(super) async fn settle(database: &Database, people: &People) -> Result<Vec<String>, Failure> {
    let viewer = Viewer::program();
    let mut shown = Vec::new();
    for person in &people.all {
        let user = database.read_user(&viewer, person.id).await?;
        shown.push(match user.password {
            PasswordState::None => {
                let (password, lasts) = (Password::generated()?, PasswordLasts::UntilChanged);
                let set = database.set_password(&viewer, user.id, &password, lasts, now()).await;
                set.map_err(|error| Failure::Failed(error.to_string()))?;
                password.text().to_owned()
            }
            PasswordState::Temporary | PasswordState::Own => KEPT.to_owned(),
        });
    }
    Ok(shown)
}
