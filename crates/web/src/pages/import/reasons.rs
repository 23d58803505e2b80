//! Why a contact was not imported, or not as the list showed it: the store's sentences in the visitor's words.

/// Where sentences begin, with the keys of what happened and of what to do.
const SIGNS: [(&str, &str, Option<&str>); 20] = [
    ("the contact is not in the mailbox", "import-why-gone", None),
    ("the contact belongs to a contact person", "import-why-stamped", None),
    ("this contact belongs to a contact person already", "import-why-stamped", None),
    ("the contact is linked", "import-why-linked", None),
    ("the contact is marked as private", "import-why-private", Some("import-why-private-do")),
    ("the contact is certainly a contact person", "import-why-certain", Some("import-why-certain-do")),
    ("the contact is certainly the same person as another", "import-why-twin", None),
    ("the contact has no name", "import-why-nameless", Some("import-why-nameless-do")),
    ("no business partner is", "import-why-partner", Some("import-why-partner-do")),
    ("no contact person is named", "import-why-nobody", None),
    ("the contact was edited in Outlook after the list", "import-why-edited", None),
    ("whoever asked for this import may no longer", "import-why-not-allowed", None),
    ("the list of contacts is not there", "import-why-list", Some("import-why-list-do")),
    ("the contact belongs to another installation", "import-why-foreign", None),
    ("the contact belongs to another contact person", "import-why-other-person", None),
    ("you may not change this contact person", "import-why-not-yours", Some("import-why-not-yours-do")),
    ("the contact person is in this mailbox already", "import-why-in-mailbox", None),
    ("this import was started already", "import-why-started", None),
    ("the contacts are still being read", "import-why-reading", None),
    ("no folder is chosen", "import-no-folder", None),
];

/// Finds the keys of a sentence; none: it is not about an import.
pub(crate) fn keys(text: &str) -> Option<(&'static str, Option<&'static str>)> {
    let known = SIGNS.iter().find(|(sign, _, _)| text.starts_with(sign));
    known.map(|(_, what, advice)| (*what, *advice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, Words};

    #[test]
    fn every_reason_has_words_in_both_languages() {
        for (sign, what, advice) in SIGNS {
            assert_eq!(keys(&format!("{sign} by now; nothing was imported")), Some((what, advice)));
            for language in Language::ALL {
                for key in std::iter::once(what).chain(advice) {
                    assert!(!Words::of(language).say(key).contains('⟦'), "{key}");
                }
            }
        }
        assert_eq!(keys("Outlook did not answer"), None);
    }
}
