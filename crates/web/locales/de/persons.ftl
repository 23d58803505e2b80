persons-name = Name
persons-partner = Geschäftspartner
persons-mail = E-Mail
persons-phone = Telefon
persons-city = Ort
persons-employee = Zuständig
persons-switch = In meinem Postfach
persons-category = Kategorie
persons-categories = Kategorien
persons-changed = Geändert
persons-created = Angelegt
persons-active = Aktiv oder nicht
persons-new = Neue Kontaktperson
persons-all = Alle Kontaktpersonen
persons-search = Name, Firma, E-Mail, Telefon, Ort suchen
persons-count = { $count ->
    [one] { $count } Kontaktperson
   *[other] { $count } Kontaktpersonen
}
persons-count-more = mehr als { $count } Kontaktpersonen
persons-filter = Filter
persons-filter-set = Anzeigen
persons-clear-all = Alle Filter aufheben
persons-order = Sortieren
persons-best-first = Beste Treffer zuerst
persons-backwards = { $column }, rückwärts
persons-columns = Spalten
persons-columns-shown = Gezeigte Spalten
persons-columns-keep = Speichern
persons-mailbox = Stand in diesem Postfach zeigen
persons-mine = Meine
persons-replicated = In meinem Postfach
persons-not-replicated = Nicht in meinem Postfach
persons-attention = Braucht Aufmerksamkeit
persons-in-bin = Im Papierkorb
persons-anybody = Beliebig
persons-active-or-not = Aktive und inaktive
persons-active-only = Nur aktive
persons-inactive-only = Nur inaktive
persons-inactive = Inaktiv
persons-set-search = Suche: { $text }
persons-set-employee = Zuständig: { $name }
persons-set-partner = Bei: { $name }
persons-set-city = Ort: { $name }
persons-set-category = Kategorie: { $name }
persons-nameless = Ohne Namen
persons-none = Noch keine Kontaktpersonen
persons-none-text = Hier stehen die Menschen, mit denen Sie arbeiten, jeder bei einem Geschäftspartner. Legen Sie die erste Kontaktperson an, oder übernehmen Sie sie aus Outlook.
persons-none-reader = Hier stehen die Menschen bei Ihren Geschäftspartnern, sobald jemand sie angelegt hat und Sie sie sehen dürfen.
persons-nothing = Niemand gefunden
persons-nothing-text = Auf niemanden trifft all das zu. Nehmen Sie etwas davon weg, oder versuchen Sie es mit weniger Buchstaben: Auch Wortteile werden gefunden.
persons-bin-empty = Der Papierkorb ist leer
persons-bin-empty-text = Gelöschte Kontaktpersonen bleiben hier und können wiederhergestellt werden.
persons-switch-on = Repliziert
persons-switch-off = Nicht repliziert
persons-switch-adopting = Wird angelegt
persons-switch-updating = Wird aktualisiert
persons-switch-leaving = Wird entfernt
persons-switch-waiting = Wartet
persons-switch-waiting-more = Das Postfach nimmt gerade nicht teil; es geht weiter, sobald es das wieder tut.
persons-switch-attention = Braucht Aufmerksamkeit
persons-switch-again = Wird erneut versucht
persons-switch-deleted = In Outlook gelöscht
persons-switch-deleted-more = Der Kontakt wurde in Outlook gelöscht. Replizieren Sie die Person, um ihn neu anzulegen.
persons-switch-withdrawn = Zurückgezogen
persons-switch-elsewhere = Der Kontakt liegt im Ordner { $folder }.
persons-replicate = Replizieren
persons-withdraw = Zurückziehen
persons-employee-change = Zuständigkeit ändern
persons-nobody-selected = Niemand ist ausgewählt
persons-nobody-selected-text = Kreuzen Sie zuerst Kontaktpersonen in der Liste an, und wählen Sie dann, was geschehen soll.
persons-no-mailbox = Kein Postfach ist verbunden
persons-no-mailbox-text = Kontaktpersonen werden in Ihr eigenes Postfach repliziert. Verbinden Sie es auf der Seite Postfach, und kommen Sie dann wieder.
persons-mailbox-waits = Das Postfach nimmt gerade nicht teil. Dies wartet und geschieht, sobald es das wieder tut.
persons-unseen = Jemand, den Sie nicht sehen dürfen
persons-reason-bin = Liegt im Papierkorb. Stellen Sie sie zuerst wieder her.
persons-reason-owner = Der Inhaber des Postfachs darf sie nicht sehen.
persons-reason-unseen = Ist nicht mehr da, oder Sie dürfen sie nicht sehen.
persons-reason-read-only = Sie dürfen sie sehen, aber nicht ändern.
persons-cannot = { $count ->
    [one] Eine bleibt, wie sie ist:
   *[other] { $count } bleiben, wie sie sind:
}
persons-cannot-more = { $count ->
    [one] und eine weitere
   *[other] und { $count } weitere
}
persons-replicate-ask = { $count ->
    [one] Diese Kontaktperson replizieren?
   *[other] { $count } Kontaktpersonen replizieren?
}
persons-replicate-create = { $count ->
    [one] Ein Kontakt wird in Outlook angelegt, in { $mailbox }. Änderungen gehen von da an in beide Richtungen.
   *[other] { $count } Kontakte werden in Outlook angelegt, in { $mailbox }. Änderungen gehen von da an in beide Richtungen.
}
persons-replicate-link = { $count ->
    [one] Eine hat dort schon einen gleichen Kontakt: Dieser wird verknüpft, kein zweiter angelegt.
   *[other] { $count } haben dort schon einen gleichen Kontakt: Diese werden verknüpft, keine zweiten angelegt.
}
persons-replicate-update = { $count ->
    [one] Eine ist im Postfach und wird auf den neuesten Stand gebracht.
   *[other] { $count } sind im Postfach und werden auf den neuesten Stand gebracht.
}
persons-replicate-choose = { $count ->
    [one] Eine hat dort mehrere gleiche Kontakte: Sie wartet, bis Sie auf ihrer Seite einen wählen.
   *[other] { $count } haben dort mehrere gleiche Kontakte: Sie warten, bis Sie auf ihren Seiten einen wählen.
}
persons-replicate-unchanged = { $count ->
    [one] Eine ist schon repliziert und bleibt es.
   *[other] { $count } sind schon repliziert und bleiben es.
}
persons-replicate-unread = Die Kontakte in diesem Postfach sind noch nicht alle gelesen. Das geschieht zuerst; gleiche werden verknüpft statt angelegt.
persons-replicate-do = { $count } replizieren
persons-replicate-undo = Zurücknehmen: gleich danach mit Rückgängig, oder später auswählen und zurückziehen. Mit Rückgängig kommen hierbei angelegte Kontakte in „Gelöschte Elemente“; die schon vorher da waren, bleiben unverknüpft in Outlook.
persons-replicate-nothing = Es war nichts zu tun.
persons-replicated-all = { $count ->
    [one] Eine Kontaktperson ist auf dem Weg nach Outlook.
   *[other] { $count } Kontaktpersonen sind auf dem Weg nach Outlook.
}
persons-replicated-some = { $count ->
    [one] Eine Kontaktperson ist auf dem Weg nach Outlook, bei { $cannot } ging es nicht.
   *[other] { $count } Kontaktpersonen sind auf dem Weg nach Outlook, bei { $cannot } ging es nicht.
}
persons-replicate-undone = { $count ->
    [one] Für eine Kontaktperson zurückgenommen. Ein Kontakt, der schon vorher in Outlook war, bleibt dort unverknüpft.
   *[other] Für { $count } Kontaktpersonen zurückgenommen. Kontakte, die schon vorher in Outlook waren, bleiben dort unverknüpft.
}
persons-replicate-not-undone = Nichts wurde zurückgenommen: Das begann vor mehr als einer Stunde. Wählen Sie aus, wer das Postfach verlassen soll, und ziehen Sie zurück.
persons-withdraw-ask = { $count ->
    [one] Diese Kontaktperson aus Outlook zurückziehen?
   *[other] { $count } Kontaktpersonen aus Outlook zurückziehen?
}
persons-withdraw-some = { $count ->
    [one] Ein Kontakt in { $mailbox } kommt in „Gelöschte Elemente“, auch auf Telefonen, die ihre Kontakte von dort nehmen.
   *[other] { $count } Kontakte in { $mailbox } kommen in „Gelöschte Elemente“, auch auf Telefonen, die ihre Kontakte von dort nehmen.
}
persons-withdraw-unchanged = { $count ->
    [one] Eine ist nicht im Postfach oder verlässt es schon.
   *[other] { $count } sind nicht im Postfach oder verlassen es schon.
}
persons-withdraw-keeps = In Tandem wird nichts gelöscht, und Kollegen behalten ihre Kontakte.
persons-withdraw-do = { $count } zurückziehen
persons-withdraw-undo = Zurücknehmen: gleich danach mit Rückgängig, oder später auswählen und replizieren.
persons-withdraw-nothing = Es war nichts zu tun: Keine davon ist im Postfach.
persons-withdrawn = { $count ->
    [one] Eine Kontaktperson verlässt das Postfach.
   *[other] { $count } Kontaktpersonen verlassen das Postfach.
}
persons-withdraw-undone = { $count ->
    [one] Zurückgenommen: Eine Kontaktperson bleibt im Postfach oder kommt wieder hinein.
   *[other] Zurückgenommen: { $count } Kontaktpersonen bleiben im Postfach oder kommen wieder hinein.
}
persons-employee-ask = { $count ->
    [one] Wer ist für diese Kontaktperson zuständig?
   *[other] Wer ist für diese { $count } Kontaktpersonen zuständig?
}
persons-employee-some = { $count ->
    [one] Für eine Kontaktperson wird zuständig, wen Sie hier wählen.
   *[other] Für { $count } Kontaktpersonen wird zuständig, wen Sie hier wählen.
}
persons-employee-sight = Wer eine davon nur sah, weil er zuständig war, sieht sie danach nicht mehr; der Kontakt verlässt dann auch dessen Postfach.
persons-employee-nobody = Niemand
persons-employee-missing = Wählen Sie, wer zuständig ist, oder niemanden.
persons-employee-do = { $count } ändern
persons-employee-undo = Zurücknehmen: gleich danach mit Rückgängig, oder später im Verlauf jeder einzelnen.
persons-employee-nothing = Nichts wurde geändert.
persons-employee-changed = { $count ->
    [one] Die Zuständigkeit für eine Kontaktperson ist geändert.
   *[other] Die Zuständigkeit für { $count } Kontaktpersonen ist geändert.
}
persons-employee-changed-some = { $count ->
    [one] Die Zuständigkeit für eine Kontaktperson ist geändert, { $left } blieben, wie sie waren.
   *[other] Die Zuständigkeit für { $count } Kontaktpersonen ist geändert, { $left } blieben, wie sie waren.
}
persons-employee-undone = { $count ->
    [one] Zurückgenommen: Für eine Kontaktperson ist zuständig, wer es vorher war.
   *[other] Zurückgenommen: Für { $count } Kontaktpersonen ist zuständig, wer es vorher war.
}
persons-employee-not-undone = Nichts wurde zurückgenommen: Sie sind seither geändert worden. Der Verlauf jeder einzelnen hat jeden Schritt.
