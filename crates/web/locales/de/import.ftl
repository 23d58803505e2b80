import-steps = Schritte des Imports
import-step-detect = Kontakte
import-step-assign = Zuordnung
import-step-result = Ergebnis
import-from = aus den Outlook-Kontakten von
import-gone = Dieser Import ist nicht mehr da: Er wurde beendet oder hat länger als 24 Stunden gewartet. Nichts wurde geändert, weder hier noch in Outlook. Beginnen Sie hier einen neuen.
import-overtaken = In einem anderen Fenster ging es weiter, oder das Gewählte ist nicht mehr da. So steht die Liste jetzt.
import-connect-first = Verbinden Sie zuerst Ihr Postfach
import-connect-first-text = Kontakte werden aus den Outlook-Kontakten Ihres Postfachs importiert. Es zu verbinden dauert eine Minute.
import-connect = Postfach verbinden
import-waiting = { $count ->
    [one] Ein Import von Ihnen wartet
   *[other] { $count } Importe von Ihnen warten
}
import-waiting-reading = Kontakte werden gelesen
import-waiting-ready = { $count ->
    [0] Keine Kontakte zu importieren
    [one] { $count } Kontakt, { $ticked } angehakt
   *[other] { $count } Kontakte, { $ticked } angehakt
}
import-goes = verschwindet von selbst
import-discard = Verwerfen
import-go-on = Weitermachen
import-discarded = Der wartende Import ist verworfen. Nichts wurde geändert, weder hier noch in Outlook.
import-which = Welche Kontakte?
import-which-text = Importiert werden können Kontakte, die in Outlook entstanden sind. Wen Tandem schon im Gleichstand hält, erkennt es an der ID und lässt ihn weg, ebenso Verteilerlisten.
import-folders = Ordner, die gelesen werden
import-default-folder = Kontakte
import-no-folder = Haken Sie mindestens einen Ordner an. Es wurde nichts gelesen.
import-private = Auch als privat markierte Kontakte
import-private-text = Was gelesen wird, sehen nur Sie. Eine importierte Kontaktperson sehen dann alle, die ihren Geschäftspartner sehen dürfen.
import-nothing-yet = Noch wurde nichts geändert, weder hier noch in Outlook.
import-read = Kontakte lesen
import-reading = Ihre Outlook-Kontakte werden gelesen
import-read-so-far = { $count ->
    [0] Outlook wird gefragt …
    [one] { $count } Kontakt gelesen
   *[other] { $count } Kontakte gelesen
}
import-checking = Geschäftspartner und Dubletten werden gesucht
import-check-so-far = { $count ->
    [one] { $count } Kontakt wird mit allen Kontaktpersonen verglichen
   *[other] { $count } Kontakte werden mit allen Kontaktpersonen verglichen
}
import-reading-text = Sie können diese Seite verlassen: Das Lesen geht weiter, und die Liste wartet 24 Stunden auf Sie. Niemand sonst sieht sie.
import-look-again = Noch einmal nachsehen
import-failed = Die Kontakte konnten nicht gelesen werden
import-failed-text = Was bis dahin gelesen war, wird nicht verwendet. Nichts wurde geändert, weder hier noch in Outlook.
import-read-again = Noch einmal lesen
import-none = Keine Kontakte zu importieren
import-none-text = Jeden Kontakt in den gelesenen Ordnern kennt Tandem schon, oder es gibt dort keinen.
import-back = Zur Startseite
import-other-folders = Andere Ordner oder private Kontakte
import-fact-relink = { $count ->
    [one] { $count } war schon einmal repliziert und kann neu verknüpft werden.
   *[other] { $count } waren schon einmal repliziert und können neu verknüpft werden.
}
import-fact-private = { $count ->
    [one] { $count } als privat markierter blieb außen vor.
   *[other] { $count } als privat markierte blieben außen vor.
}
import-fact-foreign = { $count ->
    [one] { $count } gehört zu einem anderen Tandem und wird nie importiert.
   *[other] { $count } gehören zu einem anderen Tandem und werden nie importiert.
}
import-exit = Beenden
import-exit-title = Diesen Import beenden?
import-exit-text = Die Liste wird verworfen, mit den zugeordneten Geschäftspartnern und mit dem, was Sie ergänzt haben. Nichts wurde geändert, weder hier noch in Outlook.
import-exit-yes = Beenden
import-exited = Sie haben den Import beendet. Nichts wurde geändert, weder hier noch in Outlook.
import-found = { $count ->
    [0] Keine neuen Kontakte
    [one] { $count } Kontakt kann importiert werden
   *[other] { $count } Kontakte können importiert werden
}
import-filter = Die Kontakte filtern
import-filter-short = Name, Firma, E-Mail, Telefon
import-filter-none = Kein Kontakt passt
import-filter-none-text = Auf nichts in der Liste passen Wörter und Filter zugleich.
import-filter-off = Alle Kontakte zeigen
import-by = Gruppieren
import-by-none = Nicht
import-by-company = Firma
import-by-domain = Domain
import-groups-none = Keine zwei Kontakte haben hier dasselbe, also lässt sich niemand gemeinsam zuordnen: Das sind alle.
import-groups-text = Kontakte mit gleicher Firma oder E-Mail-Domain, die größte Gruppe zuerst: Ordnen Sie sie gemeinsam zu, oder öffnen Sie eine Gruppe. Wer der Einzige ist, steht nicht dabei.
import-group-count = { $count ->
    [one] { $count } Kontakt
   *[other] { $count } Kontakte
}
import-group-open = { $count ->
    [0] alle zugeordnet
    [one] { $count } ohne Geschäftspartner
   *[other] { $count } ohne Geschäftspartner
}
import-assign-all = Alle zuordnen …
import-assign-all-to = { $count ->
    [one] { $name } für { $count } Kontakt
   *[other] { $name } für { $count } Kontakte
}
import-show-all = Alle { $count }
import-show-none = Keine Dublette { $count }
import-show-possible = Mögliche { $count }
import-show-certain = Sichere { $count }
import-show-unassigned = Ohne Partner { $count }
import-show-incomplete = Unvollständig { $count }
import-show-relink = Neu verknüpfen { $count }
import-show-foreign = Anderes Tandem { $count }
import-show-ticked = Angehakt { $count }
import-show-open = Angehakt, ohne Partner { $count }
import-show-gaps = Angehakt, unvollständig { $count }
import-rows = Kontakte, die importiert werden können
import-tick = Importieren
import-contact = Kontakt
import-reach = E-Mail, Telefon
import-duplicates = Dublettenstatus
import-nameless = Ohne Namen
import-complete = Name oder E-Mail ergänzen
import-complete-title = Wer ist dieser Kontakt?
import-complete-text = Eine Kontaktperson braucht einen Nachnamen, einen Vornamen oder eine E-Mail-Adresse. Was Sie eintragen, wird nach dem Import auch in den Outlook-Kontakt geschrieben.
import-complete-missing = Tragen Sie einen Nachnamen, einen Vornamen oder eine E-Mail-Adresse ein. Es wurde nichts gespeichert.
import-complete-do = Speichern
import-completed = Für den Import gespeichert. In Outlook wurde noch nichts geändert.
import-mark-private = Privat
import-mark-completed = Ergänzt
import-unassigned = Nicht zugeordnet
import-new-partner = neu
import-new-with-import = wird mit dem Import angelegt
import-assign = Zuordnen
import-search = Geschäftspartner suchen
import-search-for = Geschäftspartner für { $name } suchen
import-search-title = Geschäftspartner zuordnen
import-search-title-all = { $count ->
    [one] Geschäftspartner für { $count } Kontakt zuordnen
   *[other] Geschäftspartner für { $count } Kontakte zuordnen
}
import-partner-q = Name, Web-Domain, Ort, Telefon, Kundennummer
import-partner-none = Mit diesen Wörtern wird kein Geschäftspartner gefunden. Versuchen Sie es mit weniger Buchstaben, oder legen Sie einen neuen an.
import-no-offer = Kein Geschäftspartner bietet sich an. Suchen Sie einen, oder legen Sie einen neuen an.
import-offers = Vorgeschlagen
import-hits = { $count ->
    [one] { $count } gefunden
   *[other] { $count } gefunden
}
import-alike = { $count ->
    [one] Auch für { $count } weiteren Kontakt mit der Firma „{ $company }“
   *[other] Auch für die { $count } weiteren Kontakte mit der Firma „{ $company }“
}
import-or = Nicht dabei?
import-new = Neuer Geschäftspartner
import-new-text = Er wird mit dem Import angelegt. Kontakte, für die Sie denselben Namen eintragen, kommen zum selben Geschäftspartner.
import-similar = Ist es einer von diesen?
import-take-this = Diesen nehmen
import-new-do = Neuen Geschäftspartner verwenden
import-new-anyway = Trotzdem einen weiteren anlegen
import-unassign = Zuordnung wegnehmen
import-unassigned-now = Der Geschäftspartner ist weggenommen. Sonst wurde nichts geändert.
import-assigned-now = { $count ->
    [one] { $count } Kontakt ist { $name } zugeordnet.
   *[other] { $count } Kontakte sind { $name } zugeordnet.
}
import-partner-gone = Diesen Geschäftspartner gibt es nicht mehr. Es wurde nichts zugeordnet; wählen Sie einen anderen.
import-status-certain = Sichere Dublette
import-status-possible = Mögliche Dublette
import-status-none = Keine Dublette
import-status-twin = Doppelt in dieser Liste
import-status-relink = Früher repliziert
import-status-foreign = Anderes Tandem
import-why = Warum?
import-bar-certain = Eine sichere Dublette kann nicht importiert werden. Sie kann stattdessen verknüpft werden.
import-bar-relink = Früher repliziert: Der Kontakt wird neu verknüpft, nicht importiert.
import-bar-relink-gone = Früher repliziert, und die Kontaktperson gibt es nicht mehr: Der Kontakt kann nicht importiert werden.
import-bar-relink-taken = Früher repliziert, und die Kontaktperson hat inzwischen einen anderen Kontakt: Er kann nicht importiert werden.
import-bar-foreign = Gehört zu einem anderen Tandem: Der Kontakt kann nicht importiert werden.
import-note-relink = Dieser Kontakt trägt die ID einer Kontaktperson von hier. Seine Verknüpfung ist beendet.
import-note-relink-gone = Dieser Kontakt trägt die ID einer Kontaktperson, die gelöscht wurde oder die Sie nicht sehen dürfen. Stellen Sie die Kontaktperson wieder her, um ihn neu zu verknüpfen.
import-note-relink-taken = Dieser Kontakt trägt die ID einer Kontaktperson, die mit einem anderen Kontakt dieses Postfachs repliziert wird. Löschen Sie einen der beiden in Outlook.
import-note-foreign = Diesen Kontakt hält ein anderes Tandem im Gleichstand. Er wird in Ruhe gelassen, damit die beiden einander nicht überschreiben.
import-in-this-list = in dieser Liste
import-not-yours = Diese Kontaktperson dürfen Sie sehen, aber nicht ändern: Bitten Sie, wer zuständig ist, sie zu verknüpfen.
import-outside = Fragen Sie Ihren Administrator, wer das ist. Sie selbst können nicht verknüpfen.
import-somebody = eine Kontaktperson
import-link = Stattdessen verknüpfen
import-relink = Neu verknüpfen
import-fate-link = Wird stattdessen verknüpft mit
import-fate-relink = Wird neu verknüpft mit
import-apart = Nicht verknüpfen
import-apart-done = Er wird nicht mehr verknüpft.
import-twins = { $count ->
    [one] Dieser Kontakt steht doppelt in der Liste
   *[other] Diese { $count } Kontakte sind vielleicht dieselbe Person
}
import-twins-text = Haken Sie den an, der importiert wird. Von denen, die sicher dieselbe Person sind, kann nur einer angehakt sein.
import-window = { $from }–{ $to } von { $of }
import-ticked = { $count ->
    [0] Nichts angehakt
    [one] { $count } angehakt
   *[other] { $count } angehakt
}
import-links = { $count ->
    [one] { $count } davon wird verknüpft
   *[other] { $count } davon werden verknüpft
}
import-open = { $count ->
    [one] { $count } braucht einen Geschäftspartner
   *[other] { $count } brauchen einen Geschäftspartner
}
import-gaps = { $count ->
    [one] { $count } ist unvollständig
   *[other] { $count } sind unvollständig
}
import-tick-all = Alles Fertige anhaken
import-tick-none = Haken entfernen
import-ticked-now = { $count ->
    [0] Mehr konnte nicht angehakt werden.
    [one] { $count } Kontakt ist angehakt.
   *[other] { $count } Kontakte sind angehakt.
}
import-left-open = { $count ->
    [one] { $count } blieb außen vor, weil der Geschäftspartner oder der Name fehlt.
   *[other] { $count } blieben außen vor, weil der Geschäftspartner oder der Name fehlt.
}
import-unticked-now = { $count ->
    [one] Bei { $count } Kontakt ist der Haken entfernt.
   *[other] Bei { $count } Kontakten ist der Haken entfernt.
}
import-barred-now = { $count ->
    [one] { $count } Kontakt kann nicht mehr importiert werden. Die Liste zeigt, warum.
   *[other] { $count } Kontakte können nicht mehr importiert werden. Die Liste zeigt, warum.
}
import-gave-way = { $count ->
    [one] Bei { $count } Kontakt wurde der Haken entfernt: Es ist sicher dieselbe Person.
   *[other] Bei { $count } Kontakten wurde der Haken entfernt: Es ist sicher dieselbe Person.
}
import-import = { $count ->
    [0] Kontaktpersonen importieren
   *[other] Kontaktpersonen importieren ({ $count })
}
import-nothing-ticked = Nichts ist angehakt. Haken Sie die Kontakte an, die importiert werden; es wurde nichts importiert.
import-still-open = { $count ->
    [one] { $count } angehakter Kontakt hat noch keinen Geschäftspartner. Ordnen Sie einen zu, oder entfernen Sie den Haken; es wurde nichts importiert.
   *[other] { $count } angehakte Kontakte haben noch keinen Geschäftspartner. Ordnen Sie einen zu, oder entfernen Sie die Haken; es wurde nichts importiert.
}
import-still-gaps = { $count ->
    [one] { $count } angehakter Kontakt hat weder Namen noch E-Mail-Adresse. Ergänzen Sie ihn, oder entfernen Sie den Haken; es wurde nichts importiert.
   *[other] { $count } angehakte Kontakte haben weder Namen noch E-Mail-Adresse. Ergänzen Sie sie, oder entfernen Sie die Haken; es wurde nichts importiert.
}
import-link-title = Verknüpfen statt importieren
import-link-text = Der Outlook-Kontakt und die Kontaktperson werden eins: Gleiches bleibt, Lücken werden von der anderen Seite gefüllt, und wo sich beide unterscheiden, sehen Sie, was gelten wird. Nichts geht verloren: Der andere Wert bleibt im Verlauf.
import-link-do = Stattdessen verknüpfen
import-link-chosen = Gewählt: Verknüpft wird mit dem Import. Noch wurde nichts geändert.
import-relink-title = Neu verknüpfen
import-relink-text = Dieser Kontakt war schon einmal repliziert. Beide Seiten werden neu verglichen: Gleiches bleibt, Lücken werden von der anderen Seite gefüllt, und wo sich beide unterscheiden, sehen Sie, was gelten wird. Nichts geht verloren: Der andere Wert bleibt im Verlauf.
import-relink-do = Neu verknüpfen
import-in-outlook = In Outlook
import-in-tandem = In Tandem
import-stands = Was gelten wird
import-because = Warum es dieselbe Person sein kann
import-sides = Felder, die sich ändern oder unterscheiden
import-sides-same = Beide Seiten haben dasselbe. Nur die Verknüpfung entsteht.
import-sides-equal = Felder, die gleich sind
import-same-fields = { $count ->
    [one] { $count } Feld ist auf beiden Seiten gleich
   *[other] { $count } Felder sind auf beiden Seiten gleich
}
import-sides-nothing-yet = Verknüpft wird erst mit dem Import.
import-back-to-list = Zurück zur Liste
import-both-stay = Beide bleiben, wie sie sind
import-why-same = auf beiden Seiten gleich
import-why-fills-outlook = füllt die Lücke in Outlook
import-why-fills-crm = füllt die Lücke in Tandem
import-why-crm = beide verschieden: Der Wert aus Tandem gilt, der aus Outlook bleibt im Verlauf
import-why-outlook = beide verschieden: Der Wert aus Outlook gilt, der aus Tandem bleibt im Verlauf
import-why-apart = beide behalten, was sie haben
import-why-off = wandert nicht: Beide behalten, was sie haben
import-photo-both = Beide Seiten haben ein Foto; sie werden beim Verknüpfen verglichen.
import-photo-to-crm = Das Foto wird aus Outlook übernommen.
import-photo-to-outlook = Das Foto geht nach Outlook.
import-why-gone = Der Kontakt ist nicht mehr in Outlook. Es wurde nichts importiert.
import-why-stamped = Der Kontakt gehört inzwischen zu einer Kontaktperson. Es wurde nichts importiert.
import-why-linked = Der Kontakt ist inzwischen verknüpft, oder ein anderer Import hat ihn übernommen. Es wurde nichts importiert.
import-why-private = Der Kontakt ist inzwischen als privat markiert. Es wurde nichts importiert.
import-why-private-do = Soll er importiert werden, importieren Sie noch einmal, mit privaten Kontakten.
import-why-certain = Der Kontakt ist sicher eine Kontaktperson, die es schon gibt. Es wurde nichts importiert.
import-why-certain-do = Importieren Sie noch einmal, und verknüpfen Sie ihn stattdessen.
import-why-twin = Der Kontakt ist sicher dieselbe Person wie ein anderer dieses Imports. Einer von ihnen wurde importiert.
import-why-nameless = Der Kontakt hat weder Namen noch E-Mail-Adresse. Es wurde nichts importiert.
import-why-nameless-do = Importieren Sie noch einmal, und ergänzen Sie ihn.
import-why-partner = Er hat keinen Geschäftspartner, oder den gibt es nicht mehr. Es wurde nichts importiert.
import-why-partner-do = Importieren Sie noch einmal, und ordnen Sie einen zu.
import-why-nobody = Es ist keine Kontaktperson genannt, mit der er verknüpft wird. Es wurde nichts verknüpft.
import-why-edited = Er wurde in Outlook geändert, nachdem die Liste entstanden war, und so übernommen, wie er dann war.
import-why-not-allowed = Wer diesen Import veranlasst hat, darf nicht mehr ändern, was im Postfach ist. Nichts ist geschehen.
import-why-list = Die Liste der Kontakte ist nicht mehr da. Nichts ist geschehen.
import-why-list-do = Beginnen Sie einen neuen Import.
import-why-foreign = Der Kontakt gehört zu einem anderen Tandem. Er blieb, wie er ist.
import-why-other-person = Der Kontakt gehört zu einer anderen Kontaktperson. Er blieb, wie er ist.
import-why-not-yours = Diese Kontaktperson dürfen Sie nicht ändern. Es wurde nichts verknüpft.
import-why-not-yours-do = Fragen Sie, wer für sie zuständig ist.
import-why-in-mailbox = Die Kontaktperson ist schon in diesem Postfach, als anderer Kontakt. Es wurde nichts verknüpft.
import-why-drafts = Es warten schon zu viele Importe, die Sie begonnen haben. Es wurde kein weiterer begonnen.
import-why-drafts-do = Machen Sie mit einem davon weiter, oder verwerfen Sie welche.
import-why-too-many = Es gibt mehr Kontakte ohne Verknüpfung, als eine Liste aufnimmt. Es wurde keiner importiert.
import-why-too-many-do = Wählen Sie weniger Ordner.
import-why-nothing-ticked = Kein Kontakt ist angehakt, also gibt es nichts zu importieren.
import-why-field-off = Dieses Feld ist ausgeschaltet und wird nicht importiert. Nichts wurde geändert.
import-why-field-off-do = Ergänzen Sie es nach dem Import in der Kontaktperson.
import-why-under-way = Die Kontaktperson ist gerade mit einem eigenen Kontakt auf dem Weg in dieses Postfach. Nichts wurde verknüpft.
import-why-under-way-do = Sehen Sie in einigen Minuten noch einmal nach.
import-why-completed = Der Kontakt wurde in Outlook gerade in dem bearbeitet, was Sie hier ergänzt haben. Es wurde nichts importiert und nichts überschrieben.
import-why-completed-do = Beginnen Sie einen neuen Import: Er zeigt den Kontakt, wie er jetzt ist.
import-why-started = Dieser Import wurde schon gestartet. Nichts wurde geändert.
import-why-reading = Die Kontakte werden noch gelesen. Nichts wurde geändert.
