//! How small things stand in JSON: times, names, words.

use contacts::person::Touch;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Returns a time as RFC 3339 in UTC, from microseconds since 1970.
pub fn time(at: i64) -> String {
    Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// Returns a time as RFC 3339 in UTC, or none where zero means never.
pub fn time_unless_never(at: i64) -> Option<String> {
    (at != 0).then(|| time(at))
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Touch)]
pub struct ShownTouch {
    /// When, as RFC 3339 in UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// The user's id; null: the program itself, or a change taken over from Outlook.
    pub by: Option<Uuid>,
}

impl From<Touch> for ShownTouch {
    fn from(touch: Touch) -> Self {
        ShownTouch { at: time(touch.at), by: touch.by.map(|user| user.0) }
    }
}

/// A record by its id and its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// Makes, for an enum of the domain, the type that stands for it in JSON: one stable word per case.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $source:ty { $($variant:ident $word:literal,)+ })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $source);

        impl $name {
            /// Every word with what it means.
            pub const WORDS: &[(&'static str, $source)] = &[ $(($word, <$source>::$variant),)+ ];

            /// Returns the word.
            pub const fn word(self) -> &'static str {
                match self.0 { $(<$source>::$variant => $word,)+ }
            }
        }

        impl From<$source> for $name {
            fn from(source: $source) -> Self {
                $name(source)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::WORDS.iter().map(|(word, _)| *word)))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+ };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rfc_3339_in_utc() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(1_700_000_000_123_456), "2023-11-14T22:13:20.123456Z");
        assert_eq!(time_unless_never(0), None);
    }
}
