//! Reads an address into what it asks for.

use axum::http::Method;

use crate::errors::GraphError;
use crate::odata::query::decode;

/// Whose mailbox is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// `/me`: the one of the token.
    Me,
    /// `/users/{id or mail address}`.
    User(String),
}

/// A folder as an address names it: by id or well-known name; `None` is the default contacts folder.
pub(crate) type FolderName = Option<String>;

/// The thing that an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resource {
    User,
    MailFolders,
    Folders(FolderName),
    FoldersCount(FolderName),
    FoldersDelta(FolderName),
    Folder(String),
    FolderPermanentDelete(String),
    Contacts(FolderName),
    ContactsCount(FolderName),
    ContactsDelta(FolderName),
    Contact(String),
    ContactPermanentDelete(String),
    Photo(String),
    PhotoValue(String),
    SizedPhoto,
    TranslateIds,
    MailFolder(String),
}

/// An address read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) owner: Owner,
    pub(crate) resource: Resource,
}

impl Route {
    /// Reads the path after `/v1.0`.
    ///
    /// # Errors
    /// 400 for a path that the service has not.
    pub(crate) fn parse(path: &str) -> Result<Self, GraphError> {
        let segments = segments(path);
        let words: Vec<&str> = segments.iter().map(String::as_str).collect();
        let (owner, rest) = match words.as_slice() {
            ["me", rest @ ..] => (Owner::Me, rest),
            ["users", user, rest @ ..] => (Owner::User((*user).to_owned()), rest),
            [other, ..] => return Err(GraphError::unsupported_segment(other)),
            [] => return Err(GraphError::unsupported_segment("")),
        };
        resource(rest).map(|resource| Self { owner, resource })
    }

    /// Names the kind of operation as counters and faults know it.
    pub(crate) fn kind(&self, method: &Method, is_search: bool) -> &'static str {
        match (&self.resource, method.as_str()) {
            (Resource::Contacts(_), "POST") => "create",
            (Resource::Contacts(_), _) if is_search => "find",
            (Resource::Contacts(_) | Resource::ContactsCount(_), _) => "list",
            (Resource::ContactsDelta(_), _) => "delta",
            (Resource::Contact(_), "PATCH") => "update",
            (Resource::Contact(_), "DELETE") => "delete",
            (Resource::Contact(_), _) => "get",
            (Resource::ContactPermanentDelete(_), _) => "permanent_delete",
            (Resource::PhotoValue(_), "PUT" | "PATCH") | (Resource::Photo(_), "PATCH") => "photo_put",
            (Resource::PhotoValue(_), "DELETE") => "photo_delete",
            (Resource::Photo(_) | Resource::PhotoValue(_) | Resource::SizedPhoto, _) => "photo_get",
            (Resource::FoldersDelta(_), _) => "folder_delta",
            (
                Resource::Folders(_)
                | Resource::FoldersCount(_)
                | Resource::Folder(_)
                | Resource::FolderPermanentDelete(_)
                | Resource::MailFolders
                | Resource::MailFolder(_),
                _,
            ) => "folder",
            (Resource::TranslateIds, _) => "translate",
            (Resource::User, _) => "user",
        }
    }
}

/// Cuts a path into decoded segments; `contacts('x')` is `contacts/x`, `delta()` is `delta`.
fn segments(path: &str) -> Vec<String> {
    let mut segments = Vec::new();
    for raw in path.split('/').filter(|raw| !raw.is_empty()) {
        let text = decode(raw);
        let key = text.strip_suffix("')").and_then(|text| text.split_once("('"));
        match key.map(|(name, key)| (name.to_owned(), key.to_owned())) {
            Some((name, key)) => segments.extend([name, key]),
            None => segments.push(plain(&text)),
        }
    }
    segments
}

fn plain(segment: &str) -> String {
    let segment = segment.strip_suffix("()").unwrap_or(segment);
    segment.strip_prefix("microsoft.graph.").unwrap_or(segment).to_owned()
}

fn resource(words: &[&str]) -> Result<Resource, GraphError> {
    match words {
        [] => Ok(Resource::User),
        ["mailFolders"] => Ok(Resource::MailFolders),
        ["mailFolders", folder] => Ok(Resource::MailFolder((*folder).to_owned())),
        ["translateExchangeIds"] => Ok(Resource::TranslateIds),
        ["contactFolders", rest @ ..] => folders(None, rest),
        ["contacts", rest @ ..] => contacts(None, rest),
        [other, ..] => Err(GraphError::unsupported_segment(other)),
    }
}

fn folders(parent: FolderName, words: &[&str]) -> Result<Resource, GraphError> {
    match words {
        [] => Ok(Resource::Folders(parent)),
        ["delta"] => Ok(Resource::FoldersDelta(parent)),
        ["$count"] => Ok(Resource::FoldersCount(parent)),
        [folder] => Ok(Resource::Folder((*folder).to_owned())),
        [folder, "permanentDelete"] => Ok(Resource::FolderPermanentDelete((*folder).to_owned())),
        [folder, "childFolders", rest @ ..] => folders(Some((*folder).to_owned()), rest),
        [folder, "contacts", rest @ ..] => contacts(Some((*folder).to_owned()), rest),
        [_, other, ..] => Err(GraphError::unsupported_segment(other)),
    }
}

fn contacts(folder: FolderName, words: &[&str]) -> Result<Resource, GraphError> {
    match words {
        [] => Ok(Resource::Contacts(folder)),
        ["delta"] => Ok(Resource::ContactsDelta(folder)),
        ["$count"] => Ok(Resource::ContactsCount(folder)),
        [contact] => Ok(Resource::Contact((*contact).to_owned())),
        [contact, "permanentDelete"] => Ok(Resource::ContactPermanentDelete((*contact).to_owned())),
        [contact, "photo"] => Ok(Resource::Photo((*contact).to_owned())),
        [contact, "photo", "$value"] => Ok(Resource::PhotoValue((*contact).to_owned())),
        [_, "photos", ..] => Ok(Resource::SizedPhoto),
        [_, other, ..] => Err(GraphError::unsupported_segment(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Resource {
        Route::parse(path).unwrap().resource
    }

    #[test]
    fn the_same_resource_has_many_spellings() {
        assert_eq!(read("/me/contacts/delta"), Resource::ContactsDelta(None));
        assert_eq!(read("/me/contacts/delta()"), Resource::ContactsDelta(None));
        assert_eq!(read("/me/contacts/microsoft.graph.delta()"), Resource::ContactsDelta(None));
        assert_eq!(read("/users/a%40b.c/contacts('x%3D')"), Resource::Contact("x=".into()));
        assert_eq!(
            read("/me/contactFolders/a/childFolders/b/contacts/c/photo/$value"),
            Resource::PhotoValue("c".into())
        );
        assert_eq!(read("me/contactFolders/contacts/contacts"), Resource::Contacts(Some("contacts".into())));
    }

    #[test]
    fn there_is_no_move() {
        assert!(Route::parse("/me/contacts/x/move").is_err());
        assert!(Route::parse("/groups/x").is_err());
        assert!(Route::parse("/").is_err());
    }
}
