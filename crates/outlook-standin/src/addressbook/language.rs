//! The two languages of the page, and every word it says.

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
}

impl Language {
    /// Reads a language from its code, as in `de` or `de-AT`; `None` for one that the page does not speak.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        match code.split(['-', ';', ',']).next().unwrap_or_default().trim() {
            "de" => Some(Language::German),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// The code, for `lang` attributes and the cookie.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// The other one with its own name: what a reader can switch to.
    pub(crate) const fn other(self) -> (Language, &'static str) {
        match self {
            Language::English => (Language::German, "Deutsch"),
            Language::German => (Language::English, "English"),
        }
    }

    /// Says a word.
    pub(crate) const fn say(self, word: Word) -> &'static str {
        self.of(word.texts())
    }

    /// Chooses from a pair: English, German.
    pub(crate) const fn of(self, (english, german): (&'static str, &'static str)) -> &'static str {
        match self {
            Language::English => english,
            Language::German => german,
        }
    }
}

macro_rules! words {
    ($($word:ident $english:literal $german:literal;)*) => {
        /// Something that the page says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $( $word, )* }

        impl Word {
            const fn texts(self) -> (&'static str, &'static str) {
                match self { $( Word::$word => ($english, $german), )* }
            }
        }
    };
}

words! {
    AddressBook "Address book" "Adressbuch";
    StandIn "Outlook stand-in" "Outlook-Ersatz";
    SkipToContact "Skip to the contact" "Zum Kontakt springen";
    Search "Search" "Suchen";
    SearchFor "Search name, company, e-mail, phone" "Name, Firma, E-Mail, Telefon suchen";
    Mailboxes "Mailboxes" "Postfächer";
    Folders "Folders" "Ordner";
    MailboxesAndFolders "Mailboxes and folders" "Postfächer und Ordner";
    NewFolder "New folder" "Neuer Ordner";
    FolderName "Name of the folder" "Name des Ordners";
    CreateFolder "Create folder" "Ordner anlegen";
    Keyboard "Keyboard" "Tastatur";
    KeySearch "search" "suchen";
    KeyNew "new contact" "neuer Kontakt";
    KeyEdit "edit" "bearbeiten";
    KeyArrows "up and down in the list" "in der Liste auf und ab";
    KeyEscape "back, without saving" "zurück, ohne zu speichern";
    NewContact "New contact" "Neuer Kontakt";
    OneContact "1 contact" "1 Kontakt";
    ManyContacts "{total} contacts" "{total} Kontakte";
    SomeContacts "{shown} of {total} contacts" "{shown} von {total} Kontakten";
    ShowMore "Show more" "Mehr anzeigen";
    NoContacts "No contacts here." "Hier sind keine Kontakte.";
    NothingFound "Nothing found for this search." "Zu dieser Suche wurde nichts gefunden.";
    NothingDeleted "Nothing has been deleted." "Es wurde nichts gelöscht.";
    ChooseOne "Choose a contact from the list, or write a new one." "Wählen Sie einen Kontakt aus der Liste oder schreiben Sie einen neuen.";
    LiveHint "What Tandem writes into this mailbox appears here by itself." "Was Tandem in dieses Postfach schreibt, erscheint hier von selbst.";
    NoName "(no name)" "(ohne Namen)";
    InTandem "Replicated by Tandem" "Von Tandem repliziert";
    Private "Private" "Privat";
    InDeletedItems "In Deleted Items" "In den gelöschten Elementen";
    BackToList "Back to the list" "Zurück zur Liste";
    Edit "Edit" "Bearbeiten";
    Delete "Delete" "Löschen";
    Restore "Restore" "Wiederherstellen";
    DeleteForGood "Delete for good" "Endgültig löschen";
    ReallyForGood "It cannot be brought back." "Der Kontakt lässt sich nicht zurückholen.";
    MoveOrCopy "Move or copy" "Verschieben oder kopieren";
    Folder "Folder" "Ordner";
    MoveHere "Move to it" "Dorthin verschieben";
    CopyHere "Copy to it" "Dorthin kopieren";
    Photo "Photo" "Foto";
    PhotoOf "Photo of {name}" "Foto von {name}";
    Picture "Picture (JPEG, PNG, GIF; at most 4 MB)" "Bild (JPEG, PNG, GIF; höchstens 4 MB)";
    SetPhoto "Set photo" "Foto setzen";
    ReplacePhoto "Replace photo" "Foto ersetzen";
    RemovePhoto "Remove photo" "Foto entfernen";
    Save "Save" "Speichern";
    Cancel "Cancel" "Abbrechen";
    EditContact "Edit contact" "Kontakt bearbeiten";
    ShownAs "Shown as" "Angezeigt als";
    EmptyCard "Nothing is written on this card yet." "Auf dieser Karte steht noch nichts.";
    CategoriesHint "Separated by commas" "Durch Kommas getrennt";
    TechnicalDetails "Technical details" "Technische Einzelheiten";
    ImmutableId "Immutable id" "Unveränderliche Id";
    DefaultId "Default id" "Gewöhnliche Id";
    ChangeKey "Change key" "Änderungsschlüssel";
    Created "Created" "Angelegt";
    Changed "Changed" "Geändert";
    MadeBy "Made by" "Angelegt von";
    ByHand "a person in Outlook" "einem Menschen in Outlook";
    ByProgram "a program through Graph" "einem Programm über Graph";
    PhotoStored "Photo as stored" "Foto, wie gespeichert";
    DidNotWork "That did not work" "Das ging nicht";
    ToAddressBook "To the address book" "Zum Adressbuch";
    NoSuchContact "This contact is not in the mailbox any more. It may have been deleted for good." "Diesen Kontakt gibt es im Postfach nicht mehr. Vielleicht wurde er endgültig gelöscht.";
    NoSuchFolder "This folder is not in the mailbox. Choose one from the address book." "Diesen Ordner gibt es im Postfach nicht. Wählen Sie einen aus dem Adressbuch.";
    NoSuchMailbox "There is no such mailbox. Choose one from the address book." "Dieses Postfach gibt es nicht. Wählen Sie eines aus dem Adressbuch.";
    NoMailbox "The stand-in has no mailbox yet. Add one through its admin API." "Der Ersatz hat noch kein Postfach. Legen Sie eines über seine Verwaltungs-API an.";
    Refused "Outlook refused it, and nothing was changed:" "Outlook hat das abgelehnt, und nichts wurde geändert:";
    NoPicture "No picture was chosen; the contact is as it was." "Es wurde kein Bild gewählt; der Kontakt ist, wie er war.";
    NotAPicture "This file is no picture that Outlook shows; the contact is as it was. Choose a JPEG, PNG or GIF." "Diese Datei ist kein Bild, das Outlook zeigt; der Kontakt ist, wie er war. Wählen Sie ein JPEG, PNG oder GIF.";
    UnnamedFolder "A folder needs a name; none was made." "Ein Ordner braucht einen Namen; es wurde keiner angelegt.";
    FolderIsThere "A folder of this name is there already; none was made." "Einen Ordner dieses Namens gibt es schon; es wurde keiner angelegt.";
    DeleteFirst "Only a contact in Deleted Items can be deleted for good; nothing was changed. Delete it first." "Endgültig löschen lässt sich nur, was in den gelöschten Elementen liegt; nichts wurde geändert. Löschen Sie den Kontakt zuerst.";
    UnknownAction "This is nothing that a contact can do; nothing was changed." "Das kann ein Kontakt nicht; nichts wurde geändert.";
    SaidSaved "Saved." "Gespeichert.";
    SaidCreated "Created." "Angelegt.";
    SaidDeleted "Moved to Deleted Items." "In die gelöschten Elemente verschoben.";
    SaidGone "Deleted for good." "Endgültig gelöscht.";
    SaidRestored "Restored." "Wiederhergestellt.";
    SaidMoved "Moved." "Verschoben.";
    SaidCopied "Copied. This is the copy." "Kopiert. Dies ist die Kopie.";
    SaidPhoto "The photo was set." "Das Foto wurde gesetzt.";
    SaidNoPhoto "The photo was removed." "Das Foto wurde entfernt.";
    SaidFolder "The folder was made." "Der Ordner wurde angelegt.";
    LiveChanged "Another program changed this mailbox; the page shows it." "Ein anderes Programm hat dieses Postfach geändert; die Seite zeigt es.";
    LiveMeanwhile "Changed elsewhere meanwhile; what you type stays. There it says:" "Inzwischen anderswo geändert; was Sie tippen, bleibt. Dort steht:";
    LiveNothing "nothing" "nichts";
    LiveVanished "This contact was deleted meanwhile. What you typed is still here." "Dieser Kontakt wurde inzwischen gelöscht. Was Sie getippt haben, steht noch da.";
    LiveUnsaved "What you typed is not saved. Leave anyway?" "Was Sie getippt haben, ist nicht gespeichert. Trotzdem verlassen?";
    LiveOffline "The stand-in does not answer. The page tries again by itself." "Der Ersatz antwortet nicht. Die Seite versucht es von selbst wieder.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_the_first_code_that_a_browser_sends() {
        assert_eq!(Language::parse("de-AT,de;q=0.9,en;q=0.8"), Some(Language::German));
        assert_eq!(Language::parse("en"), Some(Language::English));
        assert_eq!(Language::parse("tr"), None);
        assert_eq!(Language::parse(""), None);
    }
}
