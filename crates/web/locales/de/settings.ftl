settings-lead = In welcher Richtung jedes Feld zwischen Tandem und Outlook läuft, und wer gewinnt, wenn beide Seiten geändert haben. Für die ganze Installation.
settings-two-way = Beide Richtungen
settings-two-way-text = Änderungen laufen in beide Richtungen. Private Felder sind aus.
settings-crm-leads = CRM führt
settings-crm-leads-text = Änderungen in Outlook werden zurückgesetzt, und der Verlauf sagt es.
settings-outlook-leads = Outlook führt
settings-outlook-leads-text = Werte aus Outlook werden übernommen; Änderungen im CRM bleiben dort.
settings-filled = Das Formular ist mit der Vorgabe gefüllt. Noch ist nichts gespeichert; passen Sie einzelne Felder an und prüfen Sie dann.
settings-whole = Überall
settings-preset = Vorgabe
settings-conflict = Wenn beide Seiten ein Feld verschieden geändert haben
settings-conflict-hint = Ein Wert gilt sofort. Der andere bleibt im Verlauf der Person und kann stattdessen genommen werden.
settings-conflict-crm = Der Wert des CRM gilt
settings-conflict-outlook = Der Wert aus Outlook gilt
settings-conflict-newest = Der zuletzt geänderte Wert gilt
settings-photo = Fotos
settings-photo-hint = Ein Foto, das auf einer Seite fehlt, entfernt nie das der anderen.
settings-country = Land für Nummern ohne Landesvorwahl
settings-country-hint = Zwei Buchstaben, etwa DE. Bei einer Änderung werden alle Nummern neu gelesen.
settings-country-wrong = Geben Sie die zwei Buchstaben eines Landes ein, etwa DE.
settings-brake = Bremse
settings-brake-hint = Ein Abgleich, der mehr als beides beenden würde, hält vor der ersten an und wartet auf einen Menschen.
settings-brake-links = Verknüpfungen
settings-brake-percent = Prozent der Verknüpfungen eines Postfachs
settings-brake-said = mehr als { $links } Verknüpfungen und { $percent } %
settings-number-wrong = Geben Sie eine Zahl von 0 bis { $most } ein.
settings-field = Feld
settings-way = Richtung
settings-mode = Schreiben
settings-who = Konflikt
settings-holds = Outlook fasst
settings-both = In beide Richtungen
settings-to-outlook = Nach Outlook
settings-to-crm = Ins CRM
settings-off = Aus
settings-overwrite = Ersetzt
settings-fill-blanks = Füllt nur Leeres
settings-as-above = Wie oben
settings-wins-crm = CRM gewinnt
settings-wins-outlook = Outlook gewinnt
settings-wins-newest = Neuester gewinnt
settings-no-place = Bleibt im CRM: Outlook hat dafür keinen Platz
settings-follows = Wie { $field }: Sie teilen sich in Outlook eine nummerierte Liste
settings-on-of = { $on } von { $all } werden übertragen
settings-holds-nothing = Nichts
settings-holds-date = Ein Datum
settings-holds-choice = Eines von wenigen Wörtern
settings-holds-entries = { $count ->
    [one] { $count } Eintrag
   *[other] { $count } Einträge
}
settings-holds-characters = { $count } Zeichen
settings-review = Änderungen prüfen
settings-review-hint = Nichts wird gespeichert, bevor Sie gesehen haben, was es bewirkt.
settings-review-title = Diese Änderungen speichern?
settings-will = Was geschehen wird
settings-will-links = { $count ->
    [0] Noch wird keine Kontaktperson repliziert; es muss nichts verglichen werden.
    [one] { $count } replizierte Kontaktperson in { $mailboxes } Postfächern wird beim nächsten Abgleich neu verglichen.
   *[other] { $count } replizierte Kontaktpersonen in { $mailboxes } Postfächern werden beim nächsten Abgleich neu verglichen.
}
settings-will-on = { $count ->
    [one] { $count } Feld wird eingeschaltet: { $fields }. Es wird zum ersten Mal abgeglichen: Gleiches bleibt, eine leere Seite wird gefüllt, und wo beide verschieden sind, entscheidet die Regel, und der andere Wert bleibt erhalten.
   *[other] { $count } Felder werden eingeschaltet: { $fields }. Sie werden zum ersten Mal abgeglichen: Gleiches bleibt, eine leere Seite wird gefüllt, und wo beide verschieden sind, entscheidet die Regel, und der andere Wert bleibt erhalten.
}
settings-will-off = { $count ->
    [one] { $count } Feld wird ausgeschaltet: { $fields }. Beide Seiten behalten, was sie haben.
   *[other] { $count } Felder werden ausgeschaltet: { $fields }. Beide Seiten behalten, was sie haben.
}
settings-will-country = Telefonnummern ohne Landesvorwahl werden neu gelesen, in Tandem und in jedem Postfach.
settings-before = Jetzt
settings-after = Dann
settings-save = Speichern
settings-saved = { $count ->
    [one] Gespeichert. { $count } Kontaktperson wird neu verglichen.
   *[other] Gespeichert. { $count } Kontaktpersonen werden neu verglichen.
}
settings-unchanged = Nichts wurde geändert.
settings-overtaken = Jemand anderes hat die Einstellungen inzwischen geändert. Nichts wurde gespeichert. Was Sie eingegeben haben, steht hier; prüfen Sie es noch einmal gegen das, was jetzt gilt.
