//! [`Photos`]: the engine's pictures, made ready by the photo crate.

use bytes::Bytes;
use engine::{Pictures, PreparedPicture};
use tokio::runtime::{Handle, RuntimeFlavor};

/// Makes pictures ready. A large one takes a while and much memory: one at a time, and never on a thread that
/// other tasks wait for.
#[derive(Debug, Default)]
pub(crate) struct Photos {
    one_at_a_time: std::sync::Mutex<()>,
}

impl Pictures for Photos {
    fn prepare(&self, bytes: &Bytes) -> Result<PreparedPicture, String> {
        let prepared = aside(|| {
            let _turn = self.one_at_a_time.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            photo::prepare(bytes)
        });
        let prepared = prepared.map_err(|error| error.to_string())?;
        Ok(PreparedPicture {
            original: prepared.original.bytes.into(),
            media_type: prepared.original.media_type.to_owned(),
            digest: prepared.original.digest,
            rendition: prepared.rendition.bytes.into(),
        })
    }

    fn digest(&self, bytes: &Bytes) -> String {
        photo::digest(bytes)
    }
}

/// Runs work that takes a while, with this thread's other tasks moved elsewhere where that is possible.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    let movable = Handle::try_current().is_ok_and(|h| h.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable { tokio::task::block_in_place(work) } else { work() }
}
