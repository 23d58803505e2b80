//! Contact persons and business partners, and the identities of everything that has one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::card::Card;
use crate::field::FieldKey;

macro_rules! identity {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Wraps an id, for tests and for reading a row.
            pub const fn from_u128(value: u128) -> Self {
                Self(Uuid::from_u128(value))
            }

            /// Returns the id as 32 lower-case hexadecimal digits.
            pub fn hex(self) -> String {
                self.0.simple().to_string()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )* };
}

identity! {
    /// A contact person.
    PersonId;
    /// A business partner.
    PartnerId;
    /// A user: an employee who signs in.
    UserId;
    /// A team of users.
    TeamId;
    /// A share: a person or partner opened to a user or a team.
    ShareId;
    /// An Outlook mailbox connected by a user.
    MailboxId;
    /// A link: one contact person in one mailbox.
    LinkId;
    /// An operation: one intended write to Outlook.
    OperationId;
    /// A run: an export, an import, or a cycle asked for by a person.
    RunId;
    /// An export that is being put together.
    DraftId;
    /// A search that was saved under a name.
    SavedSearchId;
    /// A stored photo.
    PhotoId;
    /// This installation: the tenant that a stamp names.
    InstallationId;
}

/// A fact about a row: who and when, in microseconds since 1970 UTC. No user: the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The user, or none for the program.
    pub by: Option<UserId>,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
}

/// A person at exactly one business partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPerson {
    /// Its identity.
    pub id: PersonId,
    /// Rises by one with every change; the base of optimistic locking.
    pub version: i64,
    /// Its business partner.
    pub partner: PartnerId,
    /// The user responsible for it.
    pub employee_in_charge: Option<UserId>,
    /// The team it is restricted to; none: every user may see it.
    pub team: Option<TeamId>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Its id in the system it was loaded from.
    pub external_id: Option<String>,
    /// Its own fields (those of the business partner are not in it).
    pub card: Card,
    /// Its photo.
    pub photo: Option<PhotoId>,
    /// Who created it, and when.
    pub created: Touch,
    /// Who changed it last, and when.
    pub changed: Touch,
    /// When it was deleted, if it is in the bin.
    pub deleted: Option<Touch>,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessPartner {
    /// Its identity.
    pub id: PartnerId,
    /// Rises by one with every change.
    pub version: i64,
    /// Its fields; the name is never empty.
    pub card: PartnerCard,
    /// The team it is restricted to; none: every user may see it.
    pub team: Option<TeamId>,
    /// Its id in the system it was loaded from.
    pub external_id: Option<String>,
    /// Whether it is no longer active.
    pub inactive: bool,
    /// Who created it, and when.
    pub created: Touch,
    /// Who changed it last, and when.
    pub changed: Touch,
    /// When it was deleted, if it is in the bin.
    pub deleted: Option<Touch>,
}

macro_rules! partner_fields {
    ($($variant:ident $key:literal $en:literal $de:literal;)*) => {
        /// A field of a business partner.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PartnerField { $( #[doc = $en] $variant, )* }

        /// Every field of a business partner, in the order of a form, with its English and German label.
        pub const PARTNER_FIELDS: &[(PartnerField, &str, &str)] = &[ $( (PartnerField::$variant, $en, $de), )* ];

        impl PartnerField {
            /// Returns the stable name, as in the API, in tables and in files.
            pub const fn as_str(self) -> &'static str {
                match self { $( PartnerField::$variant => $key, )* }
            }

            /// Finds a field by its stable name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $( $key => Some(PartnerField::$variant), )* _ => None }
            }
        }
    };
}

partner_fields! {
    Name "name" "Name" "Name";
    MainPhone "main_phone" "Main phone" "Telefon Zentrale";
    Fax "fax" "Fax" "Fax";
    Email "email" "E-mail" "E-Mail";
    WebPage "web_page" "Web page" "Webseite";
    Street "street" "Street" "Straße";
    PostalCode "postal_code" "Postal code" "PLZ";
    City "city" "City" "Ort";
    State "state" "State" "Region";
    Country "country" "Country" "Land";
    CustomerNumber "customer_number" "Customer number" "Kundennummer";
    Notes "notes" "Notes" "Notizen";
}

/// The fields of a business partner; a field without a value is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerCard(std::collections::BTreeMap<PartnerField, String>);

impl PartnerCard {
    /// Returns a field's text, empty when it has none.
    pub fn text(&self, field: PartnerField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// Sets a field's text; a blank text removes it. Line breaks stay in the notes and the street only.
    pub fn set(&mut self, field: PartnerField, text: &str) {
        let text = match field {
            PartnerField::Notes | PartnerField::Street => text.replace("\r\n", "\n").replace('\r', "\n"),
            PartnerField::Name
            | PartnerField::MainPhone
            | PartnerField::Fax
            | PartnerField::Email
            | PartnerField::WebPage
            | PartnerField::PostalCode
            | PartnerField::City
            | PartnerField::State
            | PartnerField::Country
            | PartnerField::CustomerNumber => text.replace(['\r', '\n', '\t'], " "),
        };
        match text.trim() {
            "" => self.0.remove(&field),
            text => self.0.insert(field, text.to_owned()),
        };
    }

    /// Sets a field's text, for building in one expression.
    pub fn with(mut self, field: PartnerField, text: &str) -> Self {
        self.set(field, text);
        self
    }

    /// Iterates over the fields that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (PartnerField, &str)> {
        self.0.iter().map(|(field, text)| (*field, text.as_str()))
    }
}

impl Serialize for PartnerCard {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, text)| (field.as_str(), text)))
    }
}

impl<'de> Deserialize<'de> for PartnerCard {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = std::collections::BTreeMap::<String, String>::deserialize(deserializer)?;
        let mut card = PartnerCard::default();
        for (name, text) in &object {
            let field = PartnerField::parse(name).ok_or_else(|| {
                serde::de::Error::custom(format!("a business partner has no field \"{name}\""))
            })?;
            card.set(field, text);
        }
        Ok(card)
    }
}

impl ContactPerson {
    /// Returns the card as replication sees it: the person's own fields and those of its business partner.
    pub fn crm_card(&self, partner: &PartnerCard) -> Card {
        with_partner(&self.card, partner)
    }
}

/// Returns a person's card with the fields that belong to its business partner.
pub fn with_partner(card: &Card, partner: &PartnerCard) -> Card {
    let mut card = card.clone();
    for (key, field) in
        [(FieldKey::Company, PartnerField::Name), (FieldKey::CompanyPhone, PartnerField::MainPhone)]
    {
        let text = partner.text(field);
        card.set(key, (!text.is_empty()).then(|| crate::card::Value::Text(text.to_owned())));
    }
    card
}

/// Tells whether a sign can be seen: blanks, controls and the marks that only steer how others are laid out cannot.
fn is_visible(sign: char) -> bool {
    let steers = matches!(sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}');
    !steers && !sign.is_whitespace() && !sign.is_control()
}

/// Tells whether a card names anybody: at least one of last name, first name, e-mail, with a sign that can be seen.
pub fn names_someone(card: &Card) -> bool {
    [FieldKey::LastName, FieldKey::FirstName, FieldKey::Email1, FieldKey::Email2, FieldKey::Email3]
        .iter()
        .any(|key| card.text(*key).chars().any(is_visible))
}
