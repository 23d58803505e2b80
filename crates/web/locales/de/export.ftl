export-steps = Schritte des Exports
export-step-search = Suche
export-step-selection = Auswahl
export-step-review = Durchsicht
export-step-options = Optionen
export-step-result = Ergebnis
export-into = in die Outlook-Kontakte von
export-gone = Dieser Export ist nicht mehr da: Er wurde beendet oder hat länger als 24 Stunden gewartet. In Outlook wurde nichts geändert. Beginnen Sie hier einen neuen.
export-exit = Beenden
export-exit-title = Diesen Export beenden?
export-exit-text = { $count ->
    [0] Es ist noch nichts ausgewählt. Nichts wurde geändert, weder hier noch in Outlook.
    [one] Die Auswahl von { $count } Kontaktperson wird verworfen. Nichts wurde geändert, weder hier noch in Outlook.
   *[other] Die Auswahl von { $count } Kontaktpersonen wird verworfen. Nichts wurde geändert, weder hier noch in Outlook.
}
export-exit-yes = Beenden
export-exited = Sie haben den Export beendet. Nichts wurde geändert, weder hier noch in Outlook.
export-discarded = Der wartende Export ist verworfen. Nichts wurde geändert, weder hier noch in Outlook.
export-back = Zurück
export-connect-first = Verbinden Sie zuerst Ihr Postfach
export-connect-first-text = Kontaktpersonen werden in die Outlook-Kontakte Ihres Postfachs exportiert. Es zu verbinden dauert eine Minute.
export-connect = Postfach verbinden
export-no-mailbox = Wählen Sie das Postfach, in das exportiert wird. Es wurde nicht gesucht.
export-waiting = { $count ->
    [one] Ein Export von Ihnen wartet
   *[other] { $count } Exporte von Ihnen warten
}
export-goes = verschwindet von selbst
export-discard = Verwerfen
export-go-on = Weitermachen
export-whom = Wen möchten Sie exportieren?
export-restricted = Gefunden werden nur Kontaktpersonen, für die Sie zuständig sind.
export-restricted-text = Diese Einschränkung gilt für Ihre Rolle.
export-unrestricted = Gefunden werden alle, die Sie sehen dürfen; für Ihre Rolle gilt keine feste Einschränkung.
export-restrictions = Feste Einschränkung beim Export
export-restrictions-change = Ändern
export-restrictions-text = Wer Kontaktpersonen für den Export sucht, findet nur die, für die er zuständig ist, solange seine Rolle hier eingeschränkt ist. In der Suchmaske steht das für alle sichtbar. Rechte sind etwas anderes: Niemand findet je, wen er nicht sehen darf.
export-restricts = { $role }: nur Kontaktpersonen, für die man zuständig ist
export-restrictions-save = Speichern
export-restrictions-saved = Die feste Einschränkung ist gespeichert. Sie gilt ab der nächsten Suche.
export-role-user = Benutzer
export-role-administrator = Administratoren
export-name = Name oder andere Wörter
export-name-hint = Teile von Name, Firma, E-Mail, Telefon oder Ort. Tippfehler werden verziehen. Leer: alle.
export-postal-code = Postleitzahl
export-replicated = In diesem Postfach
export-replicated-or-not = Repliziert oder nicht
export-changed-since = Geändert seit
export-partner-unknown = Wählen Sie einen Geschäftspartner aus der Liste, oder leeren Sie das Feld. Es wurde nicht gesucht.
export-date-wrong = Das ist kein Datum. Schreiben Sie es als 2026-11-22.
export-phones = Telefone und andere Geräte holen sich die Kontakte aus Outlook.
export-search = Suchen und bearbeiten
export-searches = Gespeicherte Suchen
export-searches-none = Suchen, die Sie immer wieder brauchen, stehen hier, sobald Sie sie gespeichert haben.
export-search-name = Name der Suche
export-search-name-missing = Geben Sie der Suche einen Namen. Es wurde nichts gespeichert.
export-share-with = Teilen mit
export-share-nobody = niemandem
export-shared-with = geteilt mit { $team }
export-save-search = Diese Suche speichern
export-save-search-now = Speichern
export-search-saved = Die Suche „{ $name }“ ist gespeichert.
export-search-delete = Die Suche { $name } löschen
export-search-deleted = Die gespeicherte Suche ist gelöscht.
export-says-mine = Ich bin zuständig
export-says-words = „{ $name }“
export-says-postal-code = Postleitzahl: { $name }
export-says-since = Geändert seit { $name }
export-says-everybody = Alle
export-nobody = Auf niemanden passt das alles. Nehmen Sie eine Bedingung weg, oder versuchen Sie es mit weniger Buchstaben.
export-nobody-of-yours = Auf niemanden, für den Sie zuständig sind, passt das alles. Nehmen Sie eine Bedingung weg, oder versuchen Sie es mit weniger Buchstaben.
export-searched = Gesucht:
export-search-again = Suche ändern
export-found = Gefunden
export-selected = Ausgewählte Datensätze
export-filter = Die Liste „{ $list }“ filtern
export-filter-short = Filtern
export-filtered = { $count } von { $all } durch den Filter gezeigt
export-filter-none = Auf niemanden passt der Filter.
export-found-hint = Wählen Sie aus, wen Sie möchten, und schieben Sie sie hinüber.
export-found-empty = Alle Gefundenen sind ausgewählt.
export-selected-hint = { $count ->
    [0] Von ihnen wurde noch niemand exportiert.
    [one] { $count } wurde schon exportiert.
   *[other] { $count } wurden schon exportiert.
}
export-selected-empty = Noch niemand ist ausgewählt. Wählen Sie links Kontaktpersonen aus, und schieben Sie sie hierher.
export-pick = Auswahl
export-picked = markiert
export-nameless = nicht mehr da, oder für Sie nicht sichtbar
export-exported-mark = exportierte Kontaktperson
export-taken-off-mark = exportiert, abgewählt
export-bar-gone = wurde gelöscht, oder Sie dürfen sie nicht mehr sehen: kann nicht exportiert werden
export-bar-owner = der Inhaber des Postfachs darf sie nicht sehen: kann nicht exportiert werden
export-pages = Seiten der Liste „{ $list }“
export-first = Erste Seite
export-last = Letzte Seite
export-window = { $from }–{ $to } von { $of }
export-moves = Kontaktpersonen verschieben
export-add = Hinzufügen
export-add-all = Alle hinzufügen
export-add-filtered = Diese { $count } hinzufügen
export-remove = Entfernen
export-remove-all = Alle entfernen
export-remove-filtered = Diese { $count } entfernen
export-moved-in = { $count ->
    [one] { $count } Kontaktperson zu „Ausgewählte Datensätze“ verschoben.
   *[other] { $count } Kontaktpersonen zu „Ausgewählte Datensätze“ verschoben.
}
export-moved-out = { $count ->
    [one] { $count } Kontaktperson abgewählt.
   *[other] { $count } Kontaktpersonen abgewählt.
}
export-moved-barred = { $count ->
    [one] { $count } blieb, weil sie nicht exportiert werden kann.
   *[other] { $count } blieben, weil sie nicht exportiert werden können.
}
export-nothing-chosen = Niemand war markiert. Setzen Sie zuerst bei einer oder mehreren Kontaktpersonen den Haken.
export-nobody-selected = Niemand ist ausgewählt. Schieben Sie zuerst mindestens eine Kontaktperson hinüber.
export-selected-count = { $count ->
    [one] { $count } Kontaktperson ausgewählt
   *[other] { $count } Kontaktpersonen ausgewählt
}
export-taken-off-count = { $count } abgewählt
export-ok = Ok
export-keys = Die Pfeiltasten gehen von Zeile zu Zeile, Leertaste markiert, Umschalt und Pfeiltasten markieren einen Bereich, Strg+A alle, Eingabe verschiebt. Mit der Maus: Umschalt und Strg markieren mehrere, Doppelklick oder Ziehen verschiebt.
export-review-title = { $count ->
    [one] { $count } Kontaktperson ist ausgewählt
   *[other] { $count } Kontaktpersonen sind ausgewählt
}
export-review-none = Niemand ist ausgewählt. Mit den Abgewählten geschieht, was Sie im nächsten Schritt wählen.
export-review-mark = Kennzeichen
export-off-title = { $count ->
    [one] { $count } exportierte Kontaktperson wurde abgewählt
   *[other] { $count } exportierte Kontaktpersonen wurden abgewählt
}
export-off-text = Sie sind in Outlook. Im nächsten Schritt wählen Sie, ob sie dort bleiben.
export-off-more = und { $count } weitere
export-back-to-selection = Zurück zur Auswahl
export-save = Speichern
export-options = Exportoptionen
export-mode = Was exportiert wird
export-mode-both = Neue und geänderte
export-mode-both-text = Wer nicht in Outlook ist, wird angelegt; wer dort ist, wird auf den neuesten Stand gebracht.
export-mode-new = Nur neue
export-mode-new-text = Wer schon in Outlook ist, bleibt, wie er ist.
export-mode-changed = Nur geänderte
export-mode-changed-text = Niemand kommt neu nach Outlook.
export-off-keep = In Outlook behalten
export-off-keep-text = Änderungen wandern weiter in beide Richtungen.
export-off-withdraw = Aus Outlook zurückziehen
export-off-withdraw-text = In Outlook kommen diese Kontakte in „Gelöschte Elemente“ und werden nicht mehr repliziert. In Tandem bleiben die Kontaktpersonen.
export-photos = Fotos gehen mit
export-photos-text = Sonst werden Kontakte ohne Foto angelegt und aktualisiert; Fotos gehen dann, wenn sie sich ändern, oder mit dem nächsten Export.
export-folder = Zielordner
export-folder-text = Kontakte werden in dem Kontaktordner angelegt, dem dieses Postfach folgt, damit Änderungen in beide Richtungen wandern.
export-folder-see = Ordner ansehen oder wählen
export-options-apply = Anwenden
export-plan = Was geschehen wird
export-plan-working = Der Plan wird ermittelt
export-plan-go-on = Weiter
export-plan-text = Noch ist nichts geschehen. Ermittelt
export-plan-none = Im Plan steht nichts.
export-unread = Noch sind nicht alle Kontakte dieses Postfachs gelesen. Der Export liest sie zuerst, verknüpft die, die einer Kontaktperson gleichen, statt einen zweiten anzulegen, und fragt, wo es mehrere sind: Die Zahlen können sich ändern.
export-what = Was geschieht
export-create = Anlegen: { $count }
export-update = Aktualisieren: { $count }
export-link = Verknüpfen: { $count }
export-choose = Zu wählen: { $count }
export-withdraw = Zurückziehen: { $count }
export-unchanged = Unverändert: { $count }
export-not-possible = Nicht möglich: { $count }
export-one-create = Anlegen
export-one-update = Aktualisieren
export-one-link = Verknüpfen
export-one-choose = Zu wählen
export-one-withdraw = Zurückziehen
export-one-unchanged = Unverändert
export-one-not-possible = Nicht möglich
export-nothing-yet = Erst „Exportieren“ ändert etwas in Outlook.
export-export = Exportieren
export-export-many = { $count ->
    [0] Exportieren
    [one] { $count } Kontaktperson exportieren
   *[other] { $count } Kontaktpersonen exportieren
}
export-export-and-withdraw = { $count } exportieren, { $off } zurückziehen
export-withdraw-only = { $count ->
    [one] { $count } Kontaktperson zurückziehen
   *[other] { $count } Kontaktpersonen zurückziehen
}
export-plan-of = Was sich ändern würde
export-plan-same = Nichts würde sich ändern.
export-plan-close = Schließen
export-plan-field = Feld
export-plan-before = Jetzt in Outlook
export-plan-after = Dann in Outlook
export-plan-crm = Dann in Tandem: { $value }
export-why-sent = geht nach Outlook
export-why-shortened = geht nach Outlook, soweit es dort Platz hat
export-why-no-place = Outlook hat keinen Platz dafür; es bleibt in Tandem
export-why-put-back = wurde in Outlook geändert, von wo dieses Feld nicht übernommen wird; es wird zurückgesetzt
export-why-taken = wird aus Outlook übernommen
export-why-crm-wins = beide Seiten haben es geändert; der Wert aus Tandem gilt, der aus Outlook bleibt im Verlauf
export-why-outlook-wins = beide Seiten haben es geändert; der Wert aus Outlook gilt, der aus Tandem bleibt im Verlauf
export-why-follows = ergibt sich aus anderen Feldern
export-why-compared-crm = wird beim Verknüpfen mit dem Kontakt verglichen; wo sie sich unterscheiden, gilt der Wert aus Tandem
export-why-compared-outlook = wird beim Verknüpfen mit dem Kontakt verglichen; wo sie sich unterscheiden, gilt der Wert aus Outlook
export-why-compared-newest = wird beim Verknüpfen mit dem Kontakt verglichen; wo sie sich unterscheiden, gilt der neueste
export-why-compared-both = wird beim Verknüpfen mit dem Kontakt verglichen; beide behalten, was sie haben
export-why-removed = geht mit dem Kontakt; in Tandem bleibt es
export-photo-sent = Das Foto geht mit.
export-photo-removed = Das Foto in Outlook wird entfernt, wie es hier entfernt wurde.
export-photo-left-out = Das Foto geht nicht mit, wie Sie es gewählt haben.
export-photo-compared = Die Fotos werden beim Verknüpfen verglichen.
export-photo-goes = Das Foto geht mit dem Kontakt; in Tandem bleibt es.
