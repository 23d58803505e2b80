//! The CRM's data in a real database: SQLite, in memory, step by step as the twin.
//!
//! The engine works on the database itself. People act on the twin, which then is a mirror: it is read from the
//! database before they act and before the omniscient look, and what they changed in it is done to the database by
//! its own functions. The database draws some ids itself, so two runs of a seed keep the same invariants but not
//! the same trace, and it is killed between two calls only, never within one.

mod mirror;
mod steps;
mod told;

use std::sync::Arc;

use contacts::{InstallationId, MailboxId, TeamId, UserId};
use store::contract::{StoreUnderTest, fresh};
use store::{Database, Durability, Feed, Options, Role, StoreError};

use crate::chance::Chance;
use crate::memory::{Memory, MemoryStore, OWNER};
use crate::surroundings::WorldClock;

/// The owner of each mailbox. The rights of each are a team of its own.
const OWNERS: [UserId; 3] = [OWNER, UserId::from_u128(2), UserId::from_u128(3)];
/// The teams: of the first owner, of the second, and of nobody here.
const TEAMS: [TeamId; 3] = [TeamId::from_u128(11), TeamId::from_u128(12), TeamId::from_u128(13)];

/// A database beneath the engine.
#[derive(Clone)]
pub struct Sqlite {
    database: Arc<Database>,
    mirror: MemoryStore,
    chance: Chance,
    clock: WorldClock,
}

impl Sqlite {
    /// Opens an empty database and brings everything into it that the mirror has.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be opened or written.
    pub async fn open(mirror: &MemoryStore, chance: &Chance, clock: &WorldClock) -> Result<Self, StoreError> {
        let options = Options {
            durability: Durability::Kill,
            connections: 1,
            installation: Some((InstallationId::from_u128(7), [7; 32])),
            now: 0,
            bulk: false,
        };
        let database = Database::open("sqlite::memory:", &options).await?;
        for (user, team) in OWNERS.into_iter().zip(TEAMS) {
            StoreUnderTest::add_user(&database, user, Role::User, &[team]).await;
        }
        let sqlite = Sqlite {
            database: Arc::new(database),
            mirror: mirror.clone(),
            chance: chance.clone(),
            clock: clock.clone(),
        };
        sqlite.tell(&Memory::default()).await?;
        Ok(sqlite)
    }

    /// Lets the database be damaged or repaired by hand: for what its functions do not offer.
    async fn by_hand(&self, sql: String) {
        fresh::damage(&self.database, &sql).await;
    }

    async fn add_mailbox(&self, number: usize, mailbox: MailboxId, feed: &Feed) -> Result<(), StoreError> {
        let owner = OWNERS.get(number).copied().unwrap_or(OWNER);
        StoreUnderTest::add_mailbox(&*self.database, mailbox, owner).await;
        let feed = serde_json::to_string(feed).map_err(|error| StoreError::Database(error.to_string()))?;
        self.by_hand(format!("UPDATE mailbox SET feed = '{feed}' WHERE id = {}", blob(mailbox.0))).await;
        Ok(())
    }
}

/// A UUID as SQLite's literal.
fn blob(id: uuid::Uuid) -> String {
    format!("X'{}'", id.simple())
}
