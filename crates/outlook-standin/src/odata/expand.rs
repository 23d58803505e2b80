//! `$expand`: only extended properties named by their ids can be expanded.

use crate::errors::GraphError;
use crate::odata::filter::{self, Comparison, Expression, Operand};
use crate::state::extended::PropertyId;

const NAVIGATION: &str = "singleValueExtendedProperties";

/// The extended properties that an answer carries, each with the spelling of the request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expansion(Vec<(PropertyId, String)>);

impl Expansion {
    /// Reads `$expand`.
    ///
    /// # Errors
    /// 400 for anything but `singleValueExtendedProperties($filter=id eq '...' or ...)`.
    pub(crate) fn read(text: Option<&str>) -> Result<Self, GraphError> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(Self::default());
        };
        let unsupported = || {
            let message = format!("Parsing OData Select and Expand failed: '{text}' cannot be expanded.");
            GraphError::bad_request(message)
        };
        let options = text.strip_prefix(NAVIGATION).ok_or_else(unsupported)?.trim();
        if options.is_empty() {
            return Ok(Self::default());
        }
        let inner =
            options.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).ok_or_else(unsupported)?;
        let inner = inner.trim().trim_start_matches('$');
        let condition =
            inner.strip_prefix("filter").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        let mut ids = Vec::new();
        collect(&filter::parse(condition.ok_or_else(unsupported)?)?, &mut ids)?;
        Ok(Self(ids))
    }

    /// The properties in the order of the request.
    pub(crate) fn ids(&self) -> &[(PropertyId, String)] {
        &self.0
    }

    /// Whether nothing is expanded.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Spells the ids for a token.
    pub(crate) fn spelled(&self) -> Vec<&str> {
        self.0.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Reads ids from a token; those that are none are left out.
    pub(crate) fn from_spelled<'a>(ids: impl Iterator<Item = &'a str>) -> Self {
        Self(ids.filter_map(|text| PropertyId::parse(text).map(|id| (id, text.to_owned()))).collect())
    }
}

fn collect(expression: &Expression, ids: &mut Vec<(PropertyId, String)>) -> Result<(), GraphError> {
    match expression {
        Expression::Or(left, right) => collect(left, ids).and_then(|()| collect(right, ids)),
        Expression::Compare(Operand::Path(path), Comparison::Equal, Operand::Text(text))
            if path.rsplit('/').next() == Some("id") =>
        {
            ids.push((property_id(text)?, text.clone()));
            Ok(())
        }
        Expression::And(..)
        | Expression::Not(_)
        | Expression::Compare(..)
        | Expression::Call(..)
        | Expression::Any { .. } => {
            Err(GraphError::bad_request("The filter of an expansion may only compare ids, joined by 'or'."))
        }
    }
}

/// Reads the id of an extended property out of a request.
///
/// # Errors
/// 400 `ErrorInvalidProperty` as captured.
pub(crate) fn property_id(text: &str) -> Result<PropertyId, GraphError> {
    PropertyId::parse(text).ok_or_else(|| {
        GraphError::invalid_property(
            "PropertyId values may only be in one of the following formats: 'MapiPropertyType namespaceGuid Name propertyName', 'MapiPropertyType namespaceGuid Id propertyId' or 'MapiPropertyType propertyTag'.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_ids_are_joined_by_or() {
        let text = "singleValueExtendedProperties($filter=id eq 'String 0x3A24' or id eq 'String {00020329-0000-0000-C000-000000000046} Name A b')";
        let expansion = Expansion::read(Some(text)).unwrap();
        assert_eq!(expansion.ids().len(), 2);
        assert_eq!(Expansion::from_spelled(expansion.spelled().into_iter()), expansion);
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "photo",
            "singleValueExtendedProperties($top=1)",
            "singleValueExtendedProperties($filter=id eq 'x')",
        ] {
            assert!(Expansion::read(Some(bad)).is_err(), "{bad}");
        }
    }
}
