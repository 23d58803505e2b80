//! [`Reason`]: what kept a contact, a mailbox or an item of a run from going on, in the visitor's words.
//!
//! The engine keeps its reasons as sentences in English, some with Outlook's own words behind a colon. Here they are
//! recognised and said in either language, each with what to do; one that is not known is shown as it is. The tests
//! keep this in step with the sentences of the connector and of the duplicate check.

use crate::language::Words;

/// What kept something from going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Several contacts in the mailbox are equal to the person.
    SeveralEqual,
    /// The equal contact is as equal to somebody else.
    Contested,
    /// The contact chosen for linking is gone.
    ChosenGone,
    /// Outlook refuses the contact's content.
    ContactRefused,
    /// The token is no longer accepted.
    SignIn,
    /// The mailbox or its folder is not there.
    MailboxGone,
    /// Outlook is away, or busy.
    NoAnswer,
    /// The requests that Outlook takes are used up.
    Limit,
    /// Everything is compared anew.
    Resync,
    /// The mailbox is full.
    Full,
    /// Outlook refuses.
    Refused,
    /// A change was not taken.
    NotTaken,
    /// It is not known whether a change got through.
    AnswerLost,
    /// The mailbox takes no contacts.
    NoContacts,
    /// Somebody was faster in Outlook.
    ChangedMeanwhile,
    /// The contact is gone.
    NoLongerThere,
    /// The owner of the mailbox is disabled.
    OwnerDisabled,
    /// The address of Microsoft Graph is none.
    NoAddress,
    /// The address of Microsoft Graph is not safe.
    Insecure,
    /// Deleted in Outlook.
    DeletedInOutlook,
    /// The contact person was deleted.
    PersonDeleted,
    /// The mailbox's owner may not see the person.
    NotForOwner,
    /// The visitor may not see the person, or it does not exist.
    NoSuchPerson,
    /// The person is in the bin.
    InBin,
    /// The mailbox was disconnected.
    Disconnected,
    /// The wish was taken back.
    TakenBack,
    /// Another run does it.
    TakenOver,
    /// The run was cancelled.
    Cancelled,
    /// Somebody has switched the person by hand.
    ByHand,
    /// Whoever asked may do it no longer.
    NoLongerAllowed,
    /// It is not in the mailbox.
    NotThere,
    /// It is in the mailbox already.
    ThereAlready,
    /// It is on its way out of the mailbox.
    AboutToLeave,
    /// Its own contact of before was found.
    OwnContact,
    /// An equal contact was found.
    EqualContact,
    /// The mailbox is paused.
    Paused,
    /// The mailbox has to be connected again.
    Reconnect,
    /// The brake stopped the mailbox.
    Braked,
    /// More contact persons are found than an export takes.
    TooManyFound,
    /// Too many exports wait.
    TooManyDrafts,
    /// The export was started.
    StartedAlready,
    /// The list was changed after it was saved.
    NotSaved,
    /// The name of a search is none.
    SearchName,
    /// Too many searches are saved.
    TooManySearches,
    /// Something else.
    Other,
}

/// A reason as it stands on a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Told {
    /// What happened.
    pub(crate) what: String,
    /// What to do, where there is something.
    pub(crate) advice: Option<String>,
    /// The words of Outlook, or of a reason that is not known.
    pub(crate) quote: Option<String>,
}

impl Told {
    /// Returns all of it as one text: what happened, Outlook's words, and what to do.
    pub(crate) fn text(self) -> String {
        [Some(self.what), self.quote, self.advice].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The signs by which sentences are known: where they begin, or what is in them.
const SIGNS: &[(Sign, Reason)] = &[
    (Sign::Within("contacts in the mailbox are equal to this person"), Reason::SeveralEqual),
    (Sign::Start("a contact in the mailbox is as equal to another"), Reason::Contested),
    (Sign::Start("the contact chosen for linking is"), Reason::ChosenGone),
    (Sign::Start("Outlook refused the contact:"), Reason::ContactRefused),
    (Sign::Start("Outlook refused the sign-in:"), Reason::SignIn),
    (Sign::Start("the mailbox or its contact folder was not found:"), Reason::MailboxGone),
    (Sign::Start("Outlook did not answer"), Reason::NoAnswer),
    (Sign::Start("Outlook's limit of requests"), Reason::Limit),
    (Sign::Start("Outlook no longer knows where"), Reason::Resync),
    (Sign::Start("the mailbox is full"), Reason::Full),
    (Sign::Start("Outlook refused:"), Reason::Refused),
    (Sign::Start("Outlook did not take the change:"), Reason::NotTaken),
    (Sign::Start("the answer of Outlook was lost:"), Reason::AnswerLost),
    (Sign::Start("the mailbox cannot take contacts:"), Reason::NoContacts),
    (Sign::Start("the contact was changed in Outlook meanwhile"), Reason::ChangedMeanwhile),
    (Sign::Start("the contact is no longer in Outlook"), Reason::NoLongerThere),
    (Sign::Start("its owner's account is disabled"), Reason::OwnerDisabled),
    (Sign::Start("the mailbox's owner is disabled"), Reason::OwnerDisabled),
    (Sign::Within("is no address of Microsoft Graph"), Reason::NoAddress),
    (Sign::Within("so it is not asked;"), Reason::Insecure),
    (Sign::Start("the contact was deleted in Outlook meanwhile"), Reason::DeletedInOutlook),
    (Sign::Start("the contact person was deleted"), Reason::PersonDeleted),
    (Sign::Start("the mailbox's owner may n"), Reason::NotForOwner),
    (Sign::Start("there is no such contact person"), Reason::NoSuchPerson),
    (Sign::Start("the contact person was not found"), Reason::NoSuchPerson),
    (Sign::Start("it is in the bin"), Reason::InBin),
    (Sign::Start("this contact person is in the bin"), Reason::InBin),
    (Sign::Start("the mailbox was disconnected"), Reason::Disconnected),
    (Sign::Start("the mailbox is disconnected"), Reason::Disconnected),
    (Sign::Start("this mailbox is disconnected"), Reason::Disconnected),
    (Sign::Start("it was taken back before"), Reason::TakenBack),
    (Sign::Start("the contact person was withdrawn meanwhile"), Reason::TakenBack),
    (Sign::Start("a later run has taken it over"), Reason::TakenOver),
    (Sign::Start("cancelled before it began"), Reason::Cancelled),
    (Sign::Start("somebody has switched this contact person by hand"), Reason::ByHand),
    (Sign::Start("whoever asked for this export may no longer"), Reason::NoLongerAllowed),
    (Sign::Start("it is not in the mailbox"), Reason::NotThere),
    (Sign::Start("this contact person is no longer in the mailbox"), Reason::NotThere),
    (Sign::Start("it is in the mailbox already"), Reason::ThereAlready),
    (Sign::Start("it is about to leave"), Reason::AboutToLeave),
    (Sign::Start("its own contact of before"), Reason::OwnContact),
    (Sign::Start("an equal contact is in the mailbox"), Reason::EqualContact),
    (Sign::Start("the mailbox is paused"), Reason::Paused),
    (Sign::Within("it is paused; activate it first"), Reason::Paused),
    (Sign::Start("the mailbox has to be connected again"), Reason::Reconnect),
    (Sign::Within("it has to be connected again first"), Reason::Reconnect),
    (Sign::Start("the brake "), Reason::Braked),
    (Sign::Within("its brake has to be released first"), Reason::Braked),
    (Sign::Within("replicated now: it is disconnected"), Reason::Disconnected),
    (Sign::Within("and a list for an export takes at most"), Reason::TooManyFound),
    (Sign::Within("exports that you have begun wait already"), Reason::TooManyDrafts),
    (Sign::Start("this export was started already"), Reason::StartedAlready),
    (Sign::Start("the list is not saved as it is now"), Reason::NotSaved),
    (Sign::Start("a saved search needs a name"), Reason::SearchName),
    (Sign::Within("searches already; this one was not saved"), Reason::TooManySearches),
];

/// A sign by which a sentence is known.
enum Sign {
    Start(&'static str),
    Within(&'static str),
}

impl Sign {
    fn is_of(&self, text: &str) -> bool {
        match self {
            Sign::Start(sign) => text.starts_with(sign),
            Sign::Within(sign) => text.contains(sign),
        }
    }
}

impl Reason {
    /// Recognises a sentence.
    pub(crate) fn of(text: &str) -> Self {
        SIGNS.iter().find(|(sign, _)| sign.is_of(text)).map_or(Reason::Other, |(_, reason)| *reason)
    }

    /// Tells whether the person chooses one of several contacts to get on.
    pub(crate) const fn wants_choice(self) -> bool {
        matches!(self, Reason::SeveralEqual | Reason::Contested | Reason::ChosenGone)
    }

    /// Tells whether Outlook's own words follow.
    const fn quotes(self) -> bool {
        matches!(
            self,
            Reason::ContactRefused
                | Reason::SignIn
                | Reason::MailboxGone
                | Reason::NoAnswer
                | Reason::Refused
                | Reason::NotTaken
                | Reason::AnswerLost
                | Reason::NoContacts
        )
    }

    /// The keys of what happened and of what to do.
    const fn keys(self) -> (&'static str, Option<&'static str>) {
        match self {
            Reason::SeveralEqual => ("reasons-several", Some("reasons-several-do")),
            Reason::Contested => ("reasons-contested", Some("reasons-contested-do")),
            Reason::ChosenGone => ("reasons-chosen-gone", Some("reasons-chosen-gone-do")),
            Reason::ContactRefused => ("reasons-contact-refused", Some("reasons-contact-refused-do")),
            Reason::SignIn => ("reasons-sign-in", Some("reasons-sign-in-do")),
            Reason::MailboxGone => ("reasons-mailbox-gone", Some("reasons-mailbox-gone-do")),
            Reason::NoAnswer => ("reasons-no-answer", Some("reasons-no-answer-do")),
            Reason::Limit => ("reasons-limit", Some("reasons-limit-do")),
            Reason::Resync => ("reasons-resync", None),
            Reason::Full => ("reasons-full", Some("reasons-full-do")),
            Reason::Refused => ("reasons-refused", Some("reasons-refused-do")),
            Reason::NotTaken => ("reasons-not-taken", Some("reasons-again")),
            Reason::AnswerLost => ("reasons-answer-lost", Some("reasons-answer-lost-do")),
            Reason::NoContacts => ("reasons-no-contacts", Some("reasons-full-do")),
            Reason::ChangedMeanwhile => ("reasons-changed", Some("reasons-again")),
            Reason::NoLongerThere => ("reasons-no-longer", None),
            Reason::OwnerDisabled => ("reasons-owner-disabled", Some("reasons-owner-disabled-do")),
            Reason::NoAddress => ("reasons-no-address", Some("reasons-address-do")),
            Reason::Insecure => ("reasons-insecure", Some("reasons-address-do")),
            Reason::DeletedInOutlook => ("reasons-deleted-outlook", Some("reasons-adopt-do")),
            Reason::PersonDeleted => ("reasons-person-deleted", None),
            Reason::NotForOwner => ("reasons-not-for-owner", Some("reasons-rights-do")),
            Reason::NoSuchPerson => ("reasons-no-person", None),
            Reason::InBin => ("reasons-bin", Some("reasons-bin-do")),
            Reason::Disconnected => ("reasons-disconnected", Some("reasons-disconnected-do")),
            Reason::TakenBack => ("reasons-taken-back", None),
            Reason::TakenOver => ("reasons-taken-over", None),
            Reason::Cancelled => ("reasons-cancelled", None),
            Reason::ByHand => ("reasons-by-hand", None),
            Reason::NoLongerAllowed => ("reasons-no-longer-allowed", None),
            Reason::NotThere => ("reasons-not-there", None),
            Reason::ThereAlready => ("reasons-there-already", None),
            Reason::AboutToLeave => ("reasons-about-to-leave", None),
            Reason::OwnContact => ("reasons-own-contact", None),
            Reason::EqualContact => ("reasons-equal-contact", None),
            Reason::Paused => ("reasons-paused", Some("reasons-paused-do")),
            Reason::Reconnect => ("reasons-reconnect", Some("reasons-sign-in-do")),
            Reason::Braked => ("reasons-braked", Some("reasons-braked-do")),
            Reason::TooManyFound => ("reasons-too-many", Some("reasons-too-many-do")),
            Reason::TooManyDrafts => ("reasons-drafts", Some("reasons-drafts-do")),
            Reason::StartedAlready => ("reasons-started", None),
            Reason::NotSaved => ("reasons-not-saved", Some("reasons-not-saved-do")),
            Reason::SearchName => ("reasons-search-name", None),
            Reason::TooManySearches => ("reasons-searches", None),
            Reason::Other => ("reasons-other", None),
        }
    }
}

/// Says a sentence of the engine in the visitor's words.
pub(crate) fn told(text: &str, words: Words) -> Told {
    if let Some((what, advice)) = super::import::reasons::keys(text) {
        return Told { what: words.say(what), advice: advice.map(|key| words.say(key)), quote: None };
    }
    let reason = Reason::of(text);
    let (what, advice) = reason.keys();
    let quote = if reason == Reason::Other {
        Some(text)
    } else {
        text.split_once(':').filter(|_| reason.quotes()).map(|(_, words)| words.trim())
    };
    Told {
        what: words.say(what),
        advice: advice.map(|key| words.say(key)),
        quote: quote.filter(|quote| !quote.is_empty()).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use contacts::PersonId;
    use matching::equal::{Claim, share_out};
    use outlook::{ConnectorError, WriteError};

    use super::*;
    use crate::language::Language;

    #[test]
    fn the_sentences_of_the_connector_are_known() {
        let what = || "no such thing".to_owned();
        let connector = [
            (ConnectorError::Retry { after: None, what: what() }, Reason::NoAnswer),
            (ConnectorError::Limit { after: std::time::Duration::from_secs(400) }, Reason::Limit),
            (ConnectorError::Resync, Reason::Resync),
            (ConnectorError::MailboxFull, Reason::Full),
            (ConnectorError::SignIn { what: what() }, Reason::SignIn),
            (ConnectorError::MailboxGone { what: what() }, Reason::MailboxGone),
            (ConnectorError::Refused { what: what() }, Reason::Refused),
        ];
        for (error, reason) in connector {
            assert_eq!(Reason::of(&error.to_string()), reason, "{error}");
        }
        let writes = [
            (WriteError::NotDone { after: None, what: what() }, Reason::NotTaken),
            (WriteError::Unknown { after: None, what: what() }, Reason::AnswerLost),
            (WriteError::Changed, Reason::ChangedMeanwhile),
            (WriteError::Gone, Reason::NoLongerThere),
            (WriteError::Refused { field: None, what: what() }, Reason::ContactRefused),
            (WriteError::SignIn { what: what() }, Reason::SignIn),
            (WriteError::Mailbox { what: what() }, Reason::NoContacts),
        ];
        for (error, reason) in writes {
            assert_eq!(Reason::of(&error.to_string()), reason, "{error}");
        }
    }

    #[test]
    fn the_sentences_of_the_duplicate_check_are_known() {
        let claim = |person, contact: &str| Claim {
            person: PersonId::from_u128(person),
            contact: contact.to_owned(),
            by_name: false,
        };
        let several = share_out(&[claim(1, "a"), claim(1, "b")]);
        let contested = share_out(&[claim(1, "a"), claim(2, "a")]);
        for (found, reason) in [(several, Reason::SeveralEqual), (contested, Reason::Contested)] {
            let choice = found[&PersonId::from_u128(1)].choice().unwrap();
            assert_eq!(Reason::of(&choice), reason, "{choice}");
            assert!(reason.wants_choice());
        }
    }

    #[test]
    fn outlook_s_own_words_are_quoted_and_what_is_not_known_is_shown_as_it_is() {
        let german = Words::of(Language::German);
        let refused = told("Outlook refused the sign-in: token expired: yesterday", german);
        assert_eq!(refused.quote.as_deref(), Some("token expired: yesterday"));
        assert!(refused.advice.is_some() && refused.what.contains("Outlook"));
        assert_eq!(told("so <b>odd</b>", german).quote.as_deref(), Some("so <b>odd</b>"));
        assert_eq!(told("the mailbox is paused", german).quote, None);
    }

    #[test]
    fn every_reason_has_its_words_in_both_languages() {
        for (_, reason) in SIGNS.iter().chain(&[(Sign::Start(""), Reason::Other)]) {
            for language in Language::ALL {
                let (what, advice) = reason.keys();
                for key in std::iter::once(what).chain(advice) {
                    assert!(!Words::of(language).say(key).contains('⟦'), "{key}");
                }
            }
        }
    }
}
