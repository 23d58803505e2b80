runs-none = Noch nichts ist gelaufen
runs-none-text = Wenn Kontaktpersonen exportiert werden oder ein Postfach sofort abgleichen soll, steht es hier, mit Fortschritt und mit dem Ergebnis für jede Person.
runs-run = Lauf
runs-result = Ergebnis
runs-by = Veranlasst von
runs-by-nobody = Tandem
runs-export = Export
runs-import = Import
runs-withdrawal = Rückzug
runs-cycle = Abgleich
runs-rename = Neuer Firmenname
runs-preparing = Wird vorbereitet
runs-running = Unterwegs
runs-paused = Angehalten
runs-cancelling = Wird abgebrochen
runs-cancelled = Abgebrochen
runs-ended-early = Vorzeitig beendet
runs-done = Fertig
runs-done-partly = Fertig, nicht für alle
runs-waiting = { $count } warten
runs-created = { $count } angelegt
runs-updated = { $count } geändert
runs-linked = { $count } verknüpft
runs-imported = { $count } importiert
runs-skipped = { $count } übersprungen
runs-withdrawn = { $count } zurückgezogen
runs-unchanged = { $count } unverändert
runs-failed = { $count } nicht möglich
runs-one-waiting = Wartet
runs-one-created = Angelegt
runs-one-updated = Geändert
runs-one-linked = Verknüpft
runs-one-imported = Importiert
runs-one-skipped = Übersprungen
runs-one-withdrawn = Zurückgezogen
runs-one-unchanged = Unverändert
runs-one-failed = Nicht möglich
runs-erased = Getilgt, oder außerhalb Ihrer Rechte
runs-nameless = Ein Kontakt ohne Namen, oder einer, dessen Name nicht aufbewahrt wird
runs-progress = Kontaktpersonen fertig
runs-finished = Beendet
runs-filter = Nur anzeigen
runs-items = Kontaktpersonen in diesem Lauf
runs-end = Ergebnis
runs-why = Warum
runs-do = Was zu tun ist
runs-id = Kennung der Kontaktperson
runs-csv = Bericht als Tabelle (CSV)
runs-pause = Anhalten
runs-pause-done = Der Lauf ist angehalten. Was nicht begonnen hat, wartet; was unterwegs war, kann noch zu Ende gehen.
runs-pause-late = Der Lauf war schon zu Ende oder endet mit seinem Postfach; nichts wurde geändert.
runs-continue = Fortsetzen
runs-continue-done = Der Lauf geht weiter.
runs-delay-mailbox = Das Postfach ruht, und der Lauf mit ihm. Was getan ist, bleibt; was das Postfach braucht, sagt seine Seite.
runs-delay-limit = Die Grenze von Microsoft für dieses Postfach ist erreicht, und Outlook hat bis { $until } um Ruhe gebeten. Dann geht der Lauf von selbst weiter.
runs-delay-unconfirmed = { $count ->
    [one] Die Antwort von Outlook zu einem Kontakt ging verloren. Tandem sucht ihn, bevor es ihn noch einmal schreibt, damit niemand doppelt ist; das kann anderthalb Minuten dauern.
   *[other] Die Antworten von Outlook zu { $count } Kontakten gingen verloren. Tandem sucht sie, bevor es sie noch einmal schreibt, damit niemand doppelt ist; das kann anderthalb Minuten dauern.
}
runs-paused-text = Was nicht begonnen hat, wartet, bis Sie fortsetzen. Kontakte, die schon in Outlook sind, bleiben inzwischen im Gleichstand.
runs-retry = { $count ->
    [one] { $count } erneut versuchen
   *[other] { $count } erneut versuchen
}
runs-retry-done = Was nicht möglich war, wird erneut versucht.
runs-retry-nothing = Es gibt nichts, was erneut versucht werden könnte.
runs-cancel = Lauf abbrechen
runs-cancel-title = Diesen Lauf abbrechen?
runs-cancel-text = { $count ->
    [one] { $count } wartende Kontaktperson wird ausgelassen. Was unterwegs ist, kann noch zu Ende gehen.
   *[other] { $count } wartende Kontaktpersonen werden ausgelassen. Was unterwegs ist, kann noch zu Ende gehen.
}
runs-cancel-undo = Was fertig ist, bleibt. Ausgelassene können danach erneut versucht werden.
runs-cancel-done = Der Lauf ist abgebrochen.
runs-cancel-late = Der Lauf war schon zu Ende; nichts wurde geändert.
runs-figure-imported = { $count ->
    [one] Kontaktperson importiert
   *[other] Kontaktpersonen importiert
}
runs-figure-created = angelegt
runs-figure-updated = aktualisiert
runs-figure-withdrawn = zurückgezogen
runs-figure-unchanged = unverändert
runs-figure-joined = mit gleichen Kontakten verknüpft
runs-figure-linked = { $count ->
    [one] verknüpft mit einer Kontaktperson, die schon da war
   *[other] verknüpft mit Kontaktpersonen, die schon da waren
}
runs-figure-skipped = { $count ->
    [one] übersprungen
   *[other] übersprungen
}
runs-figure-failed = { $count ->
    [one] nicht möglich
   *[other] nicht möglich
}
runs-import-after = Von jetzt an erreichen Änderungen auf beiden Seiten die andere von selbst.
runs-import-more = Weitere importieren
