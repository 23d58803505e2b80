//! The contract suite over Microsoft Graph, against the stand-in.

// All of this is tests: what is not as expected is a failure.
#![allow(clippy::unwrap_used, clippy::panic, clippy::wildcard_enum_match_arm)]

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use contacts::{Card, FieldKey};
use outlook::folder::MailboxDirectory;
use outlook::graph::{FixedToken, FolderChoice, GraphClient, GraphFolder, GraphOptions, GraphUser};
use outlook::{ContactFolder, RemoteId};
use outlook_standin::{
    AddressPatch, Effect, EmptyTexts, Fault, IfMatchOnPatch, Outlook, Quirks, SoftDeleted, Standin,
    StandinOptions,
};
use serde_json::{Map, Value as Json, json};

mod contract;
use contract::{Call, Mishap, World};

const OWNER: &str = "alice@example.com";
/// A property of another program.
const STRANGE: &str = "String {11111111-2222-3333-4444-555555555555} Name Colour";
/// A property that the field map leaves out: the telex number.
const UNMAPPED: &str = "String 0x3A2C";

/// How the service behaves where nobody has confirmed it.
trait Behaviour: Send + Sync {
    fn quirks() -> Quirks;
}

/// The stand-in's best knowledge.
struct AsConfirmed;

impl Behaviour for AsConfirmed {
    fn quirks() -> Quirks {
        Quirks::default()
    }
}

/// The other way wherever it is not known.
struct Otherwise;

impl Behaviour for Otherwise {
    fn quirks() -> Quirks {
        Quirks {
            soft_deleted_by_immutable_id: SoftDeleted::Found,
            if_match_on_patch: IfMatchOnPatch::Ignored,
            address_patch: AddressPatch::Merges,
            empty_texts: EmptyTexts::All,
            null_clears_address: false,
            display_name_regenerated: false,
            delta_notes_stripped: false,
            file_as_empty: false,
            batch_answers_reordered: false,
            resync_location: true,
            gone_is_resource_not_found: true,
            ..Quirks::default()
        }
    }
}

struct GraphWorld<B> {
    behaviour: PhantomData<B>,
    standin: Standin,
    outlook: Outlook,
    /// `http://127.0.0.1:port`.
    address: String,
    token: String,
    client: GraphClient,
    folder: GraphFolder,
    asked: AtomicU64,
}

fn values(card: &Card) -> Map<String, Json> {
    let mut values = Map::new();
    for (key, value) in card.iter() {
        let name = match key {
            FieldKey::Email1 => {
                values.insert("emailAddresses".into(), json!([{"address": value.to_json()}]));
                continue;
            }
            key => property(key),
        };
        values.insert(name.into(), value.to_json());
    }
    values
}

fn property(key: FieldKey) -> &'static str {
    let known = [
        (FieldKey::Title, "title"),
        (FieldKey::FirstName, "givenName"),
        (FieldKey::LastName, "surname"),
        (FieldKey::Suffix, "generation"),
        (FieldKey::FullName, "displayName"),
        (FieldKey::JobTitle, "jobTitle"),
        (FieldKey::MobilePhone, "mobilePhone"),
        (FieldKey::Notes, "personalNotes"),
    ];
    known.iter().find(|(known, _)| *known == key).map(|(_, name)| *name).unwrap_or_else(|| panic!("{key}"))
}

impl<B: Behaviour> GraphWorld<B> {
    async fn admin(&self, path: &str) {
        let url = format!("{}/standin/mailboxes/{OWNER}/{path}", self.address);
        let answer = reqwest::Client::new().post(url).json(&json!({})).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }
}

#[async_trait]
impl<B: Behaviour> World for GraphWorld<B> {
    async fn new() -> Self {
        let mailboxes = vec![OWNER.into()];
        let options = StandinOptions { mailboxes, quirks: B::quirks(), ..StandinOptions::default() };
        let standin = Standin::new(options);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(standin.serve(listener));
        let token = standin.tokens()[0].1.clone();
        let base = format!("{address}/v1.0").parse().unwrap();
        let mut options = GraphOptions::new(base, GraphUser::Me, Arc::new(FixedToken::new(token.as_str())));
        // Small pages, so that everything has several; folders are looked up each time, since owners act at once.
        (options.change_page, options.list_page) = (3, 10);
        options.folder_memory = Duration::ZERO;
        options.patience = Duration::from_secs(20);
        let client = GraphClient::new(options).unwrap();
        let folder = GraphFolder::new(client.clone(), FolderChoice::Default);
        let outlook = standin.outlook(OWNER).unwrap();
        let asked = AtomicU64::new(0);
        GraphWorld { behaviour: PhantomData, standin, outlook, address, token, client, folder, asked }
    }

    fn folder(&self) -> &dyn ContactFolder {
        &self.folder
    }

    fn directory(&self) -> &dyn MailboxDirectory {
        &self.client
    }

    fn following(&self, folder: &str) -> Box<dyn ContactFolder> {
        Box::new(GraphFolder::new(self.client.clone(), FolderChoice::Id(folder.to_owned())))
    }

    async fn owner_creates(&self, card: &Card) -> RemoteId {
        RemoteId(self.outlook.create(None, &values(card)).unwrap().id)
    }

    async fn owner_edits(&self, id: &RemoteId, key: FieldKey, text: &str) {
        let values = Map::from_iter([(property(key).to_owned(), text.into())]);
        self.outlook.edit(&id.0, &values).unwrap();
    }

    async fn owner_deletes(&self, id: &RemoteId) {
        self.outlook.delete(&id.0).unwrap();
    }

    async fn owner_moves(&self, id: &RemoteId, folder: Option<&str>) {
        self.outlook.relocate(&id.0, folder.unwrap_or("contacts")).unwrap();
    }

    async fn owner_copies(&self, id: &RemoteId) -> RemoteId {
        RemoteId(self.outlook.copy(&id.0, None).unwrap().id)
    }

    async fn owner_makes_folder(&self, name: &str) -> String {
        self.outlook.create_folder(name).unwrap()
    }

    async fn owner_deletes_folder(&self, id: &str) {
        let url = format!("{}/v1.0/me/contactFolders/{}", self.address, id.replace('=', "%3D"));
        let answer = reqwest::Client::new().delete(url).bearer_auth(&self.token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    async fn owner_sets_photo(&self, id: &RemoteId, photo: Bytes) {
        self.outlook.set_photo(&id.0, photo).unwrap();
    }

    async fn stranger_adds_data(&self, id: &RemoteId) {
        let stored = self.standin.snapshot(OWNER).into_iter().find(|stored| stored.id == id.0).unwrap();
        let mut emails = stored.properties["emailAddresses"].clone();
        emails[0]["name"] = "Ada (home)".into();
        let properties =
            json!([{"id": STRANGE, "value": "red"}, {"id": UNMAPPED, "value": "https://a.example"}]);
        let values = json!({"emailAddresses": emails, "singleValueExtendedProperties": properties});
        self.outlook.edit(&id.0, values.as_object().unwrap()).unwrap();
    }

    async fn strange_data(&self, id: &RemoteId) -> String {
        let stored = self.standin.snapshot(OWNER).into_iter().find(|stored| stored.id == id.0).unwrap();
        let strange = [STRANGE, UNMAPPED].map(|name| {
            stored
                .extended
                .iter()
                .find(|(id, _)| id.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
                .unwrap()
        });
        let emails = stored.properties["emailAddresses"].as_array().unwrap();
        let named: Vec<&Json> = emails.iter().filter(|email| email["name"] != email["address"]).collect();
        format!("{strange:?} {named:?}")
    }

    async fn living(&self) -> usize {
        self.standin.snapshot(OWNER).len()
    }

    fn mishap(&self, call: Call, skip: u64, mishap: &Mishap) {
        let effect = match mishap {
            Mishap::RequestLost => Effect::LostRequest,
            Mishap::AnswerLost => Effect::LostAnswer,
            Mishap::Throttled(wait) => {
                Effect::Throttle { retry_after: Some((*wait).to_owned()), after_effect: false }
            }
            Mishap::ServerError => Effect::Status {
                status: 500,
                code: None,
                message: None,
                empty: false,
                retry_after: None,
                after_effect: false,
            },
        };
        let kind = match call {
            Call::Changes => "delta",
            Call::List => "list",
            Call::Read => "get",
            Call::Create => "create",
            Call::Update => "update",
            Call::Delete => "delete",
        };
        self.standin.add_fault(Fault::new(effect).kind(kind).skip(skip).times(1)).unwrap();
    }

    fn calm(&self) {
        self.standin.clear_faults();
    }

    async fn forget_cursors(&self) {
        self.admin("delta/expire").await;
    }

    async fn withdraw_sign_in(&self) {
        self.admin("revoke").await;
    }

    async fn fill(&self) {
        self.admin("full").await;
    }

    async fn remove_mailbox(&self) {
        self.admin("gone").await;
    }

    fn requests(&self) -> u64 {
        let now = self.standin.counts().requests;
        now - self.asked.swap(now, Ordering::SeqCst)
    }

    fn refused_for_haste(&self) -> u64 {
        self.standin.counts().throttled
    }
}

contract_suite!(confirmed, GraphWorld<AsConfirmed>);
contract_suite!(otherwise, GraphWorld<Otherwise>);
