//! Microsoft Graph as far as contacts go: what each address and method does.

pub(crate) mod batch;
pub(crate) mod call;
pub(crate) mod contact_body;
mod contacts;
mod delta;
mod delta_token;
mod folder_delta;
mod folders;
mod listing;
mod perform;
mod photo;
pub(crate) mod render;
pub(crate) mod route;
pub(crate) mod search;
mod translate;
mod user;

use std::sync::Arc;

pub(crate) use perform::{answered, perform};
pub(crate) use photo::read as read_photo;

use crate::account::Account;
use crate::errors::GraphError;
use crate::faults::Effect;
use crate::lock;
use crate::quirks::Quirks;
use crate::standin::Standin;
use crate::state::folders::CONTACTS;
use crate::state::ids;
use crate::state::item::FolderNumber;
use crate::state::mailbox::{self, Mailbox};
use call::{Call, Reply};
use route::{FolderName, Resource, Route};

/// What an operation is performed with.
pub(crate) struct Setting<'a> {
    pub(crate) account: &'a Account,
    pub(crate) call: &'a Call,
    pub(crate) quirks: Arc<Quirks>,
    pub(crate) now: i64,
    pub(crate) noise: Noise,
}

/// How a fault disturbs a delta page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Noise {
    pub(crate) duplicate: bool,
    pub(crate) shuffle: bool,
    pub(crate) false_removals: usize,
}

impl Noise {
    /// Reads the disturbance out of a fault.
    pub(crate) fn of(effect: Option<&Effect>) -> Self {
        match effect {
            Some(Effect::DeltaNoise { duplicate, shuffle, false_removals }) => {
                Self { duplicate: *duplicate, shuffle: *shuffle, false_removals: *false_removals }
            }
            _ => Self::default(),
        }
    }
}

impl<'a> Setting<'a> {
    /// Gathers what an operation needs.
    pub(crate) fn new(standin: &Standin, account: &'a Account, call: &'a Call, noise: Noise) -> Self {
        Self { account, call, quirks: standin.quirks(), now: standin.now(), noise }
    }

    /// `scheme://host/v1.0/$metadata#users('...')`, the start of contexts.
    pub(crate) fn context(&self, rest: &str) -> String {
        let user = self.account.address.replace('@', "%40");
        format!("{}/$metadata#users('{user}'){rest}", self.call.base())
    }
}

/// Performs an operation on its mailbox.
///
/// # Errors
/// What the service refuses.
pub(crate) fn dispatch(setting: &Setting<'_>, route: &Route) -> Result<Reply, GraphError> {
    let mut mailbox = lock(&setting.account.mailbox);
    let mailbox = &mut *mailbox;
    match (&route.resource, setting.call.method.as_str()) {
        (Resource::User, "GET") => user::show(setting),
        (Resource::MailFolders, "GET") => folders::list_mail_folders(setting, mailbox),
        (Resource::MailFolder(name), "GET") => folders::show_mail_folder(setting, mailbox, name),
        (Resource::Folders(parent), "GET") => folders::list(setting, mailbox, parent),
        (Resource::Folders(parent), "POST") => folders::create(setting, mailbox, parent),
        (Resource::FoldersCount(parent), "GET") => folders::count(mailbox, parent),
        (Resource::FoldersDelta(parent), "GET") => folder_delta::round(setting, mailbox, parent),
        (Resource::Folder(name), "GET") => folders::show(setting, mailbox, name),
        (Resource::Folder(name), "PATCH") => folders::rename(setting, mailbox, name),
        (Resource::Folder(name), "DELETE") => folders::delete(setting, mailbox, name),
        (Resource::FolderPermanentDelete(name), "POST") => folders::destroy(setting, mailbox, name),
        (Resource::Contacts(folder), "GET") => listing::list(setting, mailbox, folder),
        (Resource::Contacts(folder), "POST") => contacts::create(setting, mailbox, folder),
        (Resource::ContactsCount(folder), "GET") => listing::count(setting, mailbox, folder),
        (Resource::ContactsDelta(folder), "GET") => delta::round(setting, mailbox, folder),
        (Resource::Contact(id), "GET") => contacts::show(setting, mailbox, id),
        (Resource::Contact(id), "PATCH") => contacts::update(setting, mailbox, id),
        (Resource::Contact(id), "DELETE") => contacts::delete(setting, mailbox, id),
        (Resource::ContactPermanentDelete(id), "POST") => contacts::destroy(setting, mailbox, id),
        (Resource::Photo(id), "GET") => photo::describe(setting, mailbox, id),
        (Resource::Photo(id), "PATCH") => photo::patch(setting, mailbox, id),
        (Resource::PhotoValue(id), "GET") => photo::show(setting, mailbox, id),
        (Resource::PhotoValue(id), "PUT" | "PATCH") => photo::put(setting, mailbox, id),
        (Resource::PhotoValue(id), "DELETE") => photo::delete(setting, mailbox, id),
        (Resource::SizedPhoto, _) => Err(photo::no_sizes()),
        (Resource::TranslateIds, "POST") => translate::translate(setting, mailbox),
        (_, _) => Err(GraphError::odata_not_supported()),
    }
}

/// Finds the folder that an address names.
///
/// # Errors
/// 400 for an id that is none, 404 for one that names nothing here.
pub(crate) fn folder_number(mailbox: &Mailbox, name: &FolderName) -> Result<FolderNumber, GraphError> {
    let Some(name) = name else { return Ok(CONTACTS) };
    if let Some(known) = mailbox::well_known(name) {
        return Ok(known);
    }
    let id = ids::read_folder_id(name).ok_or_else(GraphError::id_malformed)?;
    mailbox.find_folder(id).ok_or_else(GraphError::item_not_found)
}
