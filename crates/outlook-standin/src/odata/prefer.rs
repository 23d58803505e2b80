//! The `Prefer` header: several headers, several values in one, in any case.

use axum::http::HeaderMap;

use crate::state::ids::IdKind;

/// What a request prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub(crate) ids: IdKind,
    pub(crate) page_size: Option<usize>,
    /// `return=minimal`: the answer to a PATCH needs no body.
    pub(crate) minimal: bool,
}

impl Preferences {
    /// Reads the preferences of a request; what is not understood is passed over.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut preferences = Self { ids: IdKind::Default, page_size: None, minimal: false };
        let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        for preference in values.flat_map(|value| value.split([',', ';'])) {
            preferences.take(preference);
        }
        preferences
    }

    fn take(&mut self, preference: &str) {
        let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "idtype" if value.eq_ignore_ascii_case("ImmutableId") => self.ids = IdKind::Immutable,
            "odata.maxpagesize" | "maxpagesize" => self.page_size = value.parse().ok(),
            "return" => self.minimal = value.eq_ignore_ascii_case("minimal"),
            _ => {}
        }
    }

    /// Spells the `preference-applied` header of the answer, if there is anything to say.
    pub(crate) fn applied(self) -> Option<String> {
        let ids = (self.ids == IdKind::Immutable).then_some("IdType=ImmutableId");
        let minimal = self.minimal.then_some("return=minimal");
        let parts: Vec<&str> = ids.into_iter().chain(minimal).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_be_joined_or_apart() {
        let mut headers = HeaderMap::new();
        let _ = headers.append("prefer", "IdType=\"ImmutableId\", odata.maxpagesize=7".parse().unwrap());
        let _ = headers.append("prefer", "return=minimal".parse().unwrap());
        let read = Preferences::read(&headers);
        assert_eq!(read, Preferences { ids: IdKind::Immutable, page_size: Some(7), minimal: true });
        assert_eq!(read.applied().as_deref(), Some("IdType=ImmutableId, return=minimal"));
        assert_eq!(Preferences::read(&HeaderMap::new()).applied(), None);
    }
}
