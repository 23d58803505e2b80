//! The mailboxes of the stand-in and the tokens that open them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::errors::GraphError;
use crate::state::ids::guid_text;
use crate::state::mailbox::{FolderNames, Mailbox};
use crate::throttle::Usage;

/// One mailbox with what belongs to it but not into it.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) address: String,
    /// The GUID that works in place of the address in `/users/{id}`.
    pub(crate) user_id: String,
    pub(crate) mailbox: Mutex<Mailbox>,
    pub(crate) usage: Usage,
    full: AtomicBool,
    gone: AtomicBool,
}

impl Account {
    fn new(address: &str, names: &FolderNames) -> Self {
        let mailbox = Mailbox::new(address, names);
        Self {
            address: address.to_owned(),
            user_id: guid_text(&mailbox.guid),
            mailbox: Mutex::new(mailbox),
            usage: Usage::default(),
            full: AtomicBool::new(false),
            gone: AtomicBool::new(false),
        }
    }

    /// Whether the mailbox is over its quota, so that delta is refused.
    pub(crate) fn is_full(&self) -> bool {
        self.full.load(Ordering::Acquire)
    }

    /// Whether the mailbox has been removed from the tenant.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    pub(crate) fn set_full(&self, full: bool) {
        self.full.store(full, Ordering::Release);
    }

    pub(crate) fn set_gone(&self, gone: bool) {
        self.gone.store(gone, Ordering::Release);
    }

    fn is(&self, name: &str) -> bool {
        self.address.eq_ignore_ascii_case(name) || self.user_id.eq_ignore_ascii_case(name)
    }
}

/// What has become of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenState {
    Valid,
    Expired,
    Revoked,
}

#[derive(Debug)]
struct Token {
    account: Arc<Account>,
    state: TokenState,
}

/// All mailboxes in the order in which they were added, and every token ever given out.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    accounts: Vec<Arc<Account>>,
    tokens: HashMap<String, Token>,
    issued: u64,
}

impl Directory {
    /// Adds a mailbox with a first token; one that exists already stays as it is.
    pub(crate) fn add(&mut self, address: &str, names: &FolderNames) -> Arc<Account> {
        if let Some(found) = self.find(address) {
            return found;
        }
        let account = Arc::new(Account::new(address, names));
        self.accounts.push(Arc::clone(&account));
        let _ = self.issue(&account);
        account
    }

    /// Finds a mailbox by its address or GUID.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<Account>> {
        self.accounts.iter().find(|account| account.is(name)).cloned()
    }

    /// Lists the mailboxes.
    pub(crate) fn accounts(&self) -> &[Arc<Account>] {
        &self.accounts
    }

    /// Gives out a further token for a mailbox.
    pub(crate) fn issue(&mut self, account: &Arc<Account>) -> String {
        self.issued += 1;
        let token = token(&account.address, self.issued);
        let entry = Token { account: Arc::clone(account), state: TokenState::Valid };
        let _ = self.tokens.insert(token.clone(), entry);
        token
    }

    /// A token of the mailbox that is valid now; a new one when all have been withdrawn.
    pub(crate) fn valid_token(&mut self, account: &Arc<Account>) -> String {
        let valid = self.tokens.iter().filter(|(_, token)| token.state == TokenState::Valid);
        let own = valid.filter(|(_, token)| Arc::ptr_eq(&token.account, account));
        match own.map(|(text, _)| text.clone()).min() {
            Some(token) => token,
            None => self.issue(account),
        }
    }

    /// Withdraws every token of a mailbox.
    pub(crate) fn withdraw(&mut self, account: &Arc<Account>, state: TokenState) {
        for token in self.tokens.values_mut().filter(|token| Arc::ptr_eq(&token.account, account)) {
            token.state = state;
        }
    }

    /// Finds whose token it is.
    ///
    /// # Errors
    /// 401 `InvalidAuthenticationToken`, with the words of the service for each case.
    pub(crate) fn authenticate(&self, token: Option<&str>) -> Result<Arc<Account>, GraphError> {
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| GraphError::invalid_token("Access token is empty."))?;
        match self.tokens.get(token).map(|known| (known.state, &known.account)) {
            Some((TokenState::Valid, account)) => Ok(Arc::clone(account)),
            Some((TokenState::Expired, _)) => {
                Err(GraphError::invalid_token("Lifetime validation failed, the token is expired."))
            }
            Some((TokenState::Revoked, _)) => Err(GraphError::invalid_token(
                "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp",
            )),
            None => Err(GraphError::invalid_token(
                "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EncodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.",
            )),
        }
    }
}

/// Makes a token that looks like a JWT, as clients expect; it is only looked up, never read.
fn token(address: &str, number: u64) -> String {
    let payload = format!("{{\"upn\":\"{}\",\"n\":{number}}}", address.to_lowercase());
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", encode("{\"typ\":\"JWT\",\"alg\":\"none\"}"), encode(&payload), encode("stand-in"))
}
