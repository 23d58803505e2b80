common-ago-moment = gerade eben
common-ago-minutes = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
common-ago-hours = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
common-ago-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}
common-in-moment = gleich
common-in-minutes = { $count ->
    [one] in { $count } Minute
   *[other] in { $count } Minuten
}
common-in-hours = { $count ->
    [one] in { $count } Stunde
   *[other] in { $count } Stunden
}
common-in-days = { $count ->
    [one] morgen
   *[other] in { $count } Tagen
}
common-for-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
common-for-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
common-for-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
common-for-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
common-wrong = { $count ->
    [one] Eine Angabe muss noch einmal angesehen werden. Es wurde noch nichts gespeichert.
   *[other] { $count } Angaben müssen noch einmal angesehen werden. Es wurde noch nichts gespeichert.
}
common-of = { $done } von { $all }
common-optional = optional
common-undo = Rückgängig
common-show = Ansehen
common-close = Schließen
common-cancel = Abbrechen
common-previous = Zurück
common-next = Weiter
common-pages = Seiten
common-selected = ausgewählt
common-select-all = Alle auf dieser Seite auswählen
common-select-one = { $name } auswählen
common-clear-selection = Auswahl aufheben
common-remove-filter = Diesen Filter entfernen: { $filter }
common-nothing-chosen = Nichts ausgewählt
common-lookup-none = Nichts gefunden. Versuchen Sie es mit weniger Buchstaben.
common-lookup-open = Suchen
common-sort-by = Nach { $column } sortieren
common-empty-value = –
common-add-value = Weitere hinzufügen
common-remove-value = Entfernen
