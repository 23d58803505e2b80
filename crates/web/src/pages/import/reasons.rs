//! Why a contact was not imported, or not as the list showed it: the store's sentences in the visitor's words.

/// Where sentences begin, with the keys of what happened and of what to do.
const SIGNS: [(&str, &str, Option<&str>); 22] = [
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
    (
        "the contact was edited in Outlook in what you completed",
        "import-why-completed",
        Some("import-why-completed-do"),
    ),
    ("whoever asked for this import may no longer", "import-why-not-allowed", None),
    ("the list of contacts is not there", "import-why-list", Some("import-why-list-do")),
    ("the contact belongs to another installation", "import-why-foreign", None),
    ("the contact belongs to another contact person", "import-why-other-person", None),
    ("you may not change this contact person", "import-why-not-yours", Some("import-why-not-yours-do")),
    ("the contact person is in this mailbox already", "import-why-in-mailbox", None),
    ("the contact person is on its way into", "import-why-under-way", Some("import-why-under-way-do")),
    ("this import was started already", "import-why-started", None),
    ("the contacts are still being read", "import-why-reading", None),
    ("no folder is chosen", "import-no-folder", None),
];

/// What is within sentences that begin with a number or a name, with the same keys.
const WITHIN: [(&str, &str, Option<&str>); 7] = [
    ("imports that you have begun wait already", "import-why-drafts", Some("import-why-drafts-do")),
    (
        "contacts that are not linked; none were imported",
        "import-why-too-many",
        Some("import-why-too-many-do"),
    ),
    ("no contact is checked, so there is nothing to import", "import-why-nothing-ticked", None),
    ("of the checked contacts have no business partner", "import-why-partner", Some("import-why-partner-do")),
    ("of the checked contacts have no name", "import-why-nameless", Some("import-why-nameless-do")),
    ("is switched off and is not imported", "import-why-field-off", Some("import-why-field-off-do")),
    ("made from is kept for a day", "import-why-list", Some("import-why-list-do")),
];

/// Finds the keys of a sentence; none: it is not about an import.
pub(crate) fn keys(text: &str) -> Option<(&'static str, Option<&'static str>)> {
    let begins = SIGNS.iter().find(|(sign, _, _)| text.starts_with(sign));
    let known = begins.or_else(|| WITHIN.iter().find(|(sign, _, _)| text.contains(sign)));
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
        }
        for (sign, what, advice) in WITHIN {
            assert_eq!(keys(&format!("12 {sign} by now; nothing was imported")), Some((what, advice)));
        }
        for (_, what, advice) in SIGNS.into_iter().chain(WITHIN) {
            for language in Language::ALL {
                for key in std::iter::once(what).chain(advice) {
                    assert!(!Words::of(language).say(key).contains('⟦'), "{key}");
                }
            }
        }
        assert_eq!(keys("Outlook did not answer"), None);
    }
}
