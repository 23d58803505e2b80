//! The table of served operations.

/// Beneath which addresses an operation is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bases {
    /// Directly beneath the owner.
    Owner,
    /// Wherever folders are.
    Folders,
    /// Wherever contacts are.
    Contacts,
}

impl Bases {
    /// The addresses beneath the owner.
    pub(crate) fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Owner => &[""],
            Self::Folders => &["/contactFolders", "/contactFolders/{contactFolder-id}/childFolders"],
            Self::Contacts => &[
                "/contacts",
                "/contactFolders/{contactFolder-id}/contacts",
                "/contactFolders/{contactFolder-id}/childFolders/{contactFolder-id1}/contacts",
            ],
        }
    }
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Nothing,
    Picture,
    Count,
    One(&'static str),
    Delta(&'static str),
    IdsToTranslate,
    TranslatedIds,
    Anything,
}

/// One operation of the table.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) bases: Bases,
    pub(crate) path: &'static str,
    pub(crate) method: &'static str,
    /// The shared parameters by name.
    pub(crate) options: &'static [&'static str],
    pub(crate) takes: Option<Shape>,
    pub(crate) answers: Shape,
    /// Whether Microsoft's description of contacts has it elsewhere.
    pub(crate) only_here: bool,
}

const CONTACT: &str = "microsoft.graph.contact";
const FOLDER: &str = "microsoft.graph.contactFolder";
const LIST: &[&str] = &["top", "skip", "filter", "count", "orderby", "select", "expand"];
const ONE: &[&str] = &["select", "expand"];

const fn operation(
    bases: Bases,
    method: &'static str,
    path: &'static str,
    options: &'static [&'static str],
    takes: Option<Shape>,
    answers: Shape,
) -> Operation {
    Operation { bases, path, method, options, takes, answers, only_here: false }
}

const fn beyond(path: &'static str) -> Operation {
    Operation { only_here: true, ..operation(Owner, "get", path, &[], None, Shape::Anything) }
}

use Bases::{Contacts, Folders, Owner};
use Shape::{Count, Delta, IdsToTranslate, Nothing, One, Picture, TranslatedIds};

/// Every operation that is served, a batch apart.
pub(crate) static OPERATIONS: [Operation; 30] = [
    operation(Contacts, "get", "", LIST, None, One("microsoft.graph.contactCollectionResponse")),
    operation(Contacts, "post", "", &[], Some(One(CONTACT)), One(CONTACT)),
    operation(Contacts, "get", "/$count", &["filter"], None, Count),
    operation(
        Contacts,
        "get",
        "/delta()",
        &["select", "expand"],
        None,
        Delta("microsoft.graph.contactDeltaItem"),
    ),
    operation(Contacts, "get", "/{contact-id}", ONE, None, One(CONTACT)),
    operation(Contacts, "patch", "/{contact-id}", &[], Some(One(CONTACT)), One(CONTACT)),
    operation(Contacts, "delete", "/{contact-id}", &["ifMatch"], None, Nothing),
    operation(Contacts, "post", "/{contact-id}/permanentDelete", &[], None, Nothing),
    operation(Contacts, "get", "/{contact-id}/photo", &[], None, One("microsoft.graph.profilePhoto")),
    operation(
        Contacts,
        "patch",
        "/{contact-id}/photo",
        &[],
        Some(One("microsoft.graph.profilePhoto")),
        One("microsoft.graph.profilePhoto"),
    ),
    operation(Contacts, "get", "/{contact-id}/photo/$value", &[], None, Picture),
    operation(Contacts, "put", "/{contact-id}/photo/$value", &[], Some(Picture), Nothing),
    // As Microsoft's pages on photos have it; the description of contacts knows PUT only.
    Operation {
        only_here: true,
        ..operation(Contacts, "patch", "/{contact-id}/photo/$value", &[], Some(Picture), Nothing)
    },
    operation(Contacts, "delete", "/{contact-id}/photo/$value", &[], None, Nothing),
    operation(
        Folders,
        "get",
        "",
        &["top", "skip", "filter", "select"],
        None,
        One("microsoft.graph.contactFolderCollectionResponse"),
    ),
    operation(Folders, "post", "", &[], Some(One(FOLDER)), One(FOLDER)),
    operation(Folders, "get", "/$count", &[], None, Count),
    operation(Folders, "get", "/delta()", &[], None, Delta("microsoft.graph.contactFolderDeltaItem")),
    operation(Owner, "get", "/contactFolders/{contactFolder-id}", &[], None, One(FOLDER)),
    operation(Owner, "patch", "/contactFolders/{contactFolder-id}", &[], Some(One(FOLDER)), One(FOLDER)),
    operation(Owner, "delete", "/contactFolders/{contactFolder-id}", &[], None, Nothing),
    operation(Owner, "post", "/contactFolders/{contactFolder-id}/permanentDelete", &[], None, Nothing),
    operation(
        Owner,
        "get",
        "/contactFolders/{contactFolder-id}/childFolders/{contactFolder-id1}",
        &[],
        None,
        One(FOLDER),
    ),
    operation(
        Owner,
        "patch",
        "/contactFolders/{contactFolder-id}/childFolders/{contactFolder-id1}",
        &[],
        Some(One(FOLDER)),
        One(FOLDER),
    ),
    operation(
        Owner,
        "delete",
        "/contactFolders/{contactFolder-id}/childFolders/{contactFolder-id1}",
        &[],
        None,
        Nothing,
    ),
    operation(
        Owner,
        "post",
        "/contactFolders/{contactFolder-id}/childFolders/{contactFolder-id1}/permanentDelete",
        &[],
        None,
        Nothing,
    ),
    operation(Owner, "post", "/translateExchangeIds", &[], Some(IdsToTranslate), TranslatedIds),
    beyond(""),
    beyond("/mailFolders"),
    beyond("/mailFolders/{mailFolder-id}"),
];
