//! `$select`: which properties an answer carries, as a mask over the property table.

use crate::errors::GraphError;
use crate::state::property::{self, Derived, Kind, PROPERTIES};

/// A set of properties; the id and the etag always come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Selection(u64);

impl Selection {
    /// Everything that an answer carries when nothing is selected.
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// Reads `$select`.
    ///
    /// # Errors
    /// 400 for a property that a contact does not have.
    pub(crate) fn read(text: Option<&str>) -> Result<Self, GraphError> {
        let Some(text) = text else { return Ok(Self::ALL) };
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(bit).try_fold(0, |mask, bit| bit.map(|bit| mask | bit)).map(|mask| {
            let id = position_of_id().map_or(0, |position| 1 << position);
            Self(mask | id)
        })
    }

    /// Whether the property at a place of the table is selected.
    pub(crate) fn has(self, position: usize) -> bool {
        self.0 & (1 << position) != 0
    }

    /// The mask, to be kept in a token.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// A selection from a token.
    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

fn position_of_id() -> Option<usize> {
    PROPERTIES.iter().position(|property| property.kind == Kind::Derived(Derived::Id))
}

fn bit(name: &str) -> Result<u64, GraphError> {
    if name == "*" {
        return Ok(u64::MAX);
    }
    property::position(name).map(|position| 1 << position).ok_or_else(|| unknown(name, "contact"))
}

/// The refusal of a property that a type does not have.
pub(crate) fn unknown(name: &str, of: &str) -> GraphError {
    GraphError::bad_request(format!(
        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{of}'."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_always_comes_and_unknown_names_are_refused() {
        let selection = Selection::read(Some("displayName, surname")).unwrap();
        let names: Vec<_> = (0..PROPERTIES.len())
            .filter(|place| selection.has(*place))
            .map(|place| PROPERTIES[place].name)
            .collect();
        assert_eq!(names, ["displayName", "id", "surname"]);
        let refused = Selection::read(Some("wellKnownName")).unwrap_err();
        assert!(refused.message.starts_with("Parsing OData Select and Expand failed"));
        assert_eq!(Selection::from_bits(selection.bits()), selection);
    }
}
