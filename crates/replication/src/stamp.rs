//! [`Stamp`]: what marks an Outlook contact as one of ours (the "ID" of the origin).

use contacts::{InstallationId, OperationId, PersonId};
use uuid::Uuid;

/// The mark on an Outlook contact. Its text is `1.<installation>.<contact person>.<operation>`, lower-case
/// hexadecimal, because Microsoft compares property values without case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The installation that wrote it.
    pub installation: InstallationId,
    /// The contact person it belongs to.
    pub person: PersonId,
    /// The operation that created or linked the contact.
    pub operation: OperationId,
}

impl Stamp {
    /// Reads a stamp's text; none when it is not of this form.
    pub fn parse(text: &str) -> Option<Stamp> {
        let mut parts = text.trim().split('.');
        if parts.next() != Some("1") {
            return None;
        }
        let mut id = || Uuid::try_parse(parts.next()?).ok();
        let (installation, person, operation) = (id()?, id()?, id()?);
        parts.next().is_none().then_some(Stamp {
            installation: InstallationId(installation),
            person: PersonId(person),
            operation: OperationId(operation),
        })
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "1.{}.{}.{}", self.installation.hex(), self.person.hex(), self.operation.hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_in_either_case_and_nothing_else_is_one() {
        let stamp = Stamp {
            installation: InstallationId::from_u128(1),
            person: PersonId::from_u128(0xabc),
            operation: OperationId::from_u128(3),
        };
        let text = stamp.to_string();
        assert_eq!(Stamp::parse(&text), Some(stamp));
        assert_eq!(Stamp::parse(&text.to_uppercase()), Some(stamp));
        for other in ["", "4711", "2.1.2.3", "1.x.y.z", &format!("{text}.5"), &text[..60]] {
            assert_eq!(Stamp::parse(other), None, "{other}");
        }
    }
}
