//! Photos of loaded persons: embedded in their cards, or files in a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use contacts::{FieldKey, PersonId};
use files::PersonRecord;
use store::{Database, PhotoSize, Viewer};

use super::unreadable;
use crate::failure::Failure;
use crate::now;

/// What a photo's file name ends with.
const ENDINGS: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "bmp"];

/// Where a person's photo is.
#[derive(Debug)]
pub(super) enum Photo {
    /// In its card.
    Embedded(Vec<u8>),
    /// In this file.
    File(PathBuf),
}

impl Photo {
    /// Returns how much memory it holds.
    pub(super) fn held(&self) -> usize {
        match self {
            Photo::Embedded(bytes) => bytes.len(),
            Photo::File(_) => 0,
        }
    }
}

/// A folder of photos: `<external id>.jpg`, `<e-mail address>.jpg`, or whatever a file's own column names.
#[derive(Debug, Default)]
pub(super) struct PhotoFolder {
    folder: PathBuf,
    by_name: HashMap<String, PathBuf>,
}

impl PhotoFolder {
    /// Lists a folder's photos.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let mut by_name = HashMap::new();
        for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
            let path = entry.map_err(|error| unreadable(folder, &error))?.path();
            let text = |part: Option<&std::ffi::OsStr>| part.and_then(|p| p.to_str()).map(str::to_lowercase);
            if let (Some(name), Some(ending)) = (text(path.file_stem()), text(path.extension()))
                && ENDINGS.contains(&ending.as_str())
            {
                by_name.insert(name, path);
            }
        }
        Ok(PhotoFolder { folder: folder.to_owned(), by_name })
    }

    fn find(&self, record: &PersonRecord) -> Option<PathBuf> {
        if let Some(name) = &record.photo_file {
            return Some(self.folder.join(name));
        }
        let names = [record.external_id.as_deref().unwrap_or_default(), record.card.text(FieldKey::Email1)];
        names.iter().find_map(|name| self.by_name.get(&name.to_lowercase())).cloned()
    }
}

/// Finds a record's photo.
pub(super) fn of(record: &mut PersonRecord, folder: Option<&PhotoFolder>) -> Option<Photo> {
    let embedded = record.photo.take().map(Photo::Embedded);
    embedded.or_else(|| folder.and_then(|folder| folder.find(record)).map(Photo::File))
}

/// Sets a person's photo; tells whether it is another one than before, or why it was refused.
pub(super) async fn set(
    database: &Database,
    person: PersonId,
    photo: Photo,
) -> Result<Result<bool, String>, Failure> {
    let prepared = tokio::task::spawn_blocking(move || {
        let bytes = match photo {
            Photo::Embedded(bytes) => bytes,
            Photo::File(path) => read(&path)?,
        };
        photo::prepare(&bytes).map_err(|error| error.to_string())
    });
    let prepared =
        match prepared.await.map_err(|error| Failure::of("a photo could not be prepared", error))? {
            Ok(prepared) => prepared,
            Err(refused) => return Ok(Err(refused)),
        };
    let viewer = Viewer::program();
    let before = database.read_photo(&viewer, person, PhotoSize::Rendition).await?;
    if before.is_some_and(|before| before.digest == prepared.original.digest) {
        return Ok(Ok(false));
    }
    database.set_photo(&viewer, person, &prepared, now()).await?;
    Ok(Ok(true))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| {
        format!("the photo {} cannot be read ({error}); it was not loaded. Check its name", path.display())
    };
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    match usize::try_from(size) {
        Ok(bytes) if bytes <= photo::BYTE_LIMIT => std::fs::read(path).map_err(cannot),
        Ok(bytes) => Err(photo::PhotoError::TooLarge { bytes }.to_string()),
        Err(_) => Err(photo::PhotoError::TooLarge { bytes: usize::MAX }.to_string()),
    }
}
