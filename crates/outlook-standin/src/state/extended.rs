//! Reads the ids of single-value extended properties, which are named MAPI properties or tags.
//!
//! Forms: `String {guid} Name CrmContactId`, `Integer {guid} Id 0x8233`, `String 0x3A24`. Names are compared with
//! case, GUIDs and numbers by value.

/// The types that a single value may have.
const TYPES: [&str; 14] = [
    "ApplicationTime",
    "Binary",
    "Boolean",
    "CLSID",
    "Currency",
    "Double",
    "Error",
    "Float",
    "Integer",
    "Long",
    "Object",
    "Short",
    "String",
    "SystemTime",
];

/// PSETID_Address, the property set of contacts.
const ADDRESS_SET: u128 = 0x0006_2004_0000_0000_c000_0000_0000_0046;

/// Which property within its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    Tag(u32),
    Numbered(u128, u32),
    Named(u128, Box<str>),
}

/// A well-formed id of an extended property.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PropertyId {
    pub(crate) kind: &'static str,
    pub(crate) key: Key,
}

impl PropertyId {
    /// Reads an id; `None` when it is in none of the three forms.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.trim().split_once(' ')?;
        let kind = TYPES.into_iter().find(|name| name.eq_ignore_ascii_case(kind))?;
        let rest = rest.trim();
        if !rest.starts_with('{') {
            return number(rest).map(|tag| Self { kind, key: Key::Tag(tag) });
        }
        let (guid, rest) = rest.strip_prefix('{')?.split_once('}')?;
        let set = uuid::Uuid::parse_str(guid).ok()?.as_u128();
        let (word, name) = rest.trim_start().split_once(' ')?;
        let key = match word {
            _ if word.eq_ignore_ascii_case("Name") && !name.is_empty() => Key::Named(set, name.into()),
            _ if word.eq_ignore_ascii_case("Id") => Key::Numbered(set, number(name.trim())?),
            _ => return None,
        };
        Some(Self { kind, key })
    }

    /// The property by which Outlook says that a contact has a picture; it follows the photo.
    pub(crate) fn is_has_picture(&self) -> bool {
        self.kind == "Boolean" && self.key == Key::Numbered(ADDRESS_SET, 0x8015)
    }

    /// Whether a value of this type can be removed by writing null.
    pub(crate) fn can_be_null(&self) -> bool {
        !matches!(self.kind, "Boolean" | "Integer" | "Short" | "Long" | "Double" | "Float")
    }

    /// Brings a value into the form in which it is stored; `None` when the type does not fit.
    pub(crate) fn accept(&self, value: &str) -> Option<String> {
        match self.kind {
            "Boolean" => match value.to_ascii_lowercase().as_str() {
                "true" | "1" => Some("true".to_owned()),
                "false" | "0" => Some("false".to_owned()),
                _ => None,
            },
            "Integer" | "Short" | "Long" => value.trim().parse::<i64>().ok().map(|number| number.to_string()),
            "Double" | "Float" | "Currency" => {
                value.trim().parse::<f64>().ok().map(|_| value.trim().to_owned())
            }
            "SystemTime" | "ApplicationTime" => value
                .parse::<jiff::Timestamp>()
                .ok()
                .map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            _ => Some(value.to_owned()),
        }
    }

    /// Spells the id as the dump of a mailbox shows it.
    pub(crate) fn spelled(&self) -> String {
        match &self.key {
            Key::Tag(tag) => format!("{} 0x{tag:x}", self.kind),
            Key::Numbered(set, id) => {
                format!("{} {{{}}} Id 0x{id:x}", self.kind, uuid::Uuid::from_u128(*set))
            }
            Key::Named(set, name) => format!("{} {{{}}} Name {name}", self.kind, uuid::Uuid::from_u128(*set)),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match digits {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_are_read_and_others_are_not() {
        let named = "String {00020329-0000-0000-C000-000000000046} Name CrmContactId";
        assert!(PropertyId::parse(named).is_some());
        assert_eq!(PropertyId::parse(named), PropertyId::parse(&named.replace("-C0", "-c0")));
        assert_ne!(
            PropertyId::parse(named),
            PropertyId::parse(&named.replace("CrmContactId", "crmcontactid"))
        );
        assert_eq!(PropertyId::parse("String 0x3A24"), PropertyId::parse("string 0x3a24"));
        assert!(
            PropertyId::parse("Boolean {00062004-0000-0000-C000-000000000046} Id 0x8015")
                .is_some_and(|id| id.is_has_picture())
        );
        for bad in ["", "String", "CrmContactId", "Text 0x3A24", "String {nonsense} Name X", "String {} Id 1"]
        {
            assert_eq!(PropertyId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn values_are_held_to_their_type() {
        let integer = PropertyId::parse("Integer {00062004-0000-0000-C000-000000000046} Id 0x8022").unwrap();
        assert_eq!(integer.accept("2").as_deref(), Some("2"));
        assert_eq!(integer.accept("two"), None);
        assert!(!integer.can_be_null());
    }
}
