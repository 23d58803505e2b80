mailbox-all = Alle Postfächer
mailbox-another = Weiteres verbinden
mailbox-more = Mehr
mailbox-state = Zustand
mailbox-linked = Repliziert
mailbox-waiting = Warten auf Sie
mailbox-state-new = Einmal ansehen, bevor es losgeht
mailbox-state-new-text = Das Postfach ist verbunden; noch wurde nichts gelesen oder geschrieben. Prüfen Sie Ordner und Felder, dann aktivieren Sie es.
mailbox-state-paused = Angehalten
mailbox-state-paused-text = Nirgends wird etwas geändert. Änderungen auf beiden Seiten warten und werden übernommen, wenn Sie fortsetzen.
mailbox-state-failing = Outlook war nicht erreichbar
mailbox-state-failing-text = Nichts ging verloren. Es wird von selbst erneut versucht, nach immer längeren Pausen.
mailbox-state-held = Wartet auf die Grenze von Outlook
mailbox-state-held-text = Outlook nimmt in zehn Minuten nur eine bestimmte Zahl von Anfragen für ein Postfach an, und sie sind aufgebraucht. Das Übrige wartet und geht mit dem nächsten Abgleich von selbst weiter.
mailbox-state-first = Erster Abgleich läuft
mailbox-state-first-text = Der Ordner wird gelesen. Diese Seite folgt.
mailbox-state-busy = Unterwegs
mailbox-state-busy-text = Änderungen sind unterwegs.
mailbox-state-step = Im Gleichstand
mailbox-state-step-text = Beide Seiten sind gleich. Änderungen laufen von selbst.
mailbox-state-save-for = Im Gleichstand bis auf { $count }
mailbox-state-save-for-text = Alles Übrige ist auf beiden Seiten gleich. Was auf Sie wartet, hält nur sich selbst auf.
mailbox-state-reconnect = Neu zu verbinden
mailbox-state-reconnect-text = Verknüpfungen und Kontakte bleiben, wie sie sind. Änderungen auf beiden Seiten warten, bis das Postfach neu verbunden ist.
mailbox-state-braked = Von der Bremse angehalten
mailbox-state-braked-text = Ein Abgleich hätte ungewöhnlich viele Verknüpfungen beendet; er hielt vor der ersten an. Nichts wurde entfernt.
mailbox-state-leaving = Wird getrennt
mailbox-state-leaving-text = Seine Verknüpfungen enden, eine nach der anderen. Die Kontaktpersonen bleiben.
mailbox-state-gone = Getrennt
mailbox-state-gone-text = Es nimmt nicht teil. Seine Kontaktpersonen sind weiter in Tandem.
mailbox-run = Jetzt abgleichen
mailbox-running = Ein Abgleich beginnt jetzt.
mailbox-pause = Anhalten
mailbox-paused = Angehalten. Änderungen auf beiden Seiten warten.
mailbox-resume = Fortsetzen
mailbox-resumed = Fortgesetzt. Was wartete, ist unterwegs.
mailbox-activated = Aktiv. Der Ordner wird zum ersten Mal gelesen.
mailbox-reconnect = Neu verbinden
mailbox-new-token = Neues Token
mailbox-connect-again = Wieder verbinden
mailbox-see-brake = Bremse ansehen
mailbox-disconnect = Trennen
mailbox-forget = Postfach aufgeben
mailbox-failures = { $count } Abgleiche in Folge endeten vorzeitig.
mailbox-brake-said = { $count } von { $links } Verknüpfungen würden enden.
mailbox-brake-do = Sehen Sie nach, wer betroffen ist und warum; lösen Sie dann die Bremse, oder beheben Sie die Ursache.
mailbox-brake-off = Die Bremse ist für den nächsten Abgleich gelöst.
mailbox-links = { $count ->
    [one] Kontaktperson repliziert
   *[other] Kontaktpersonen repliziert
}
mailbox-problems = { $count ->
    [one] wartet auf Sie
   *[other] warten auf Sie
}
mailbox-candidates = { $count ->
    [one] Kontakt in Outlook ist nicht verknüpft und bleibt, wie er ist
   *[other] Kontakte in Outlook sind nicht verknüpft und bleiben, wie sie sind
}
mailbox-import = { $count ->
    [one] Er kann importiert werden
   *[other] Sie können importiert werden
}
mailbox-last = Letzter Abgleich
mailbox-never = Noch nie
mailbox-next = Nächster Abgleich
mailbox-at-once = Sofort
mailbox-often = Alle paar Sekunden
mailbox-not-planned = Nicht geplant
mailbox-queue = Warteschlange
mailbox-idle = Leer
mailbox-queue-due = { $count ->
    [one] { $count } Änderung in Tandem wartet
   *[other] { $count } Änderungen in Tandem warten
}
mailbox-queue-staged = { $count ->
    [one] { $count } aus Outlook gelesene Änderung wartet
   *[other] { $count } aus Outlook gelesene Änderungen warten
}
mailbox-queue-pending = { $count ->
    [one] { $count } Schreibvorgang nach Outlook wartet
   *[other] { $count } Schreibvorgänge nach Outlook warten
}
mailbox-queue-sent = { $count ->
    [one] { $count } Schreibvorgang gesendet, die Antwort steht aus
   *[other] { $count } Schreibvorgänge gesendet, die Antworten stehen aus
}
mailbox-lag = Wartet
mailbox-lag-for = seit { $time }
mailbox-folder = Kontaktordner
mailbox-folder-text = Die Replikation schreibt in diesen einen Ordner und beobachtet ihn. Kontakte in anderen Ordnern bleiben unberührt.
mailbox-folder-asking = Outlook wird nach seinen Ordnern gefragt …
mailbox-folder-show = Ordner anzeigen
mailbox-folder-default = Der Standardordner, den auch Telefone zeigen
mailbox-folder-own = Ein eigener Ordner
mailbox-folder-contacts = { $count ->
    [one] { $count } Kontakt
   *[other] { $count } Kontakte
}
mailbox-folder-choose = Diesen Ordner verwenden
mailbox-folder-chosen = Der Ordner ist gewählt.
mailbox-folder-stays = { $count ->
    [one] { $count } Kontaktperson wird in diesem Ordner repliziert, deshalb bleibt er. Für einen anderen ziehen Sie sie zuerst zurück.
   *[other] { $count } Kontaktpersonen werden in diesem Ordner repliziert, deshalb bleibt er. Für einen anderen ziehen Sie sie zuerst zurück.
}
mailbox-travel = Was übertragen wird
mailbox-travel-text = Für die ganze Installation, von Administratoren festgelegt.
mailbox-preset = Vorgabe
mailbox-conflicts = Wenn beide Seiten geändert haben
mailbox-photos = Fotos
mailbox-off-private = Aus: Privates, bis Administratoren es einschalten
mailbox-off-chosen = Aus: ausgeschaltet
mailbox-off-no-place = Aus: Outlook hat dafür keinen Platz
mailbox-activate = Aktivieren
mailbox-activate-text = Tandem liest den Ordner und vergleicht. In Outlook ändert sich nichts, bis Sie Kontaktpersonen replizieren.
mailbox-activate-do = Aktivieren
mailbox-connect = Postfach verbinden
mailbox-connected = Verbunden. Sehen Sie nun Ordner und Felder an.
mailbox-none-text = Sobald Ihr Postfach verbunden ist, stehen die Kontaktpersonen Ihrer Wahl auch in Outlook, und Änderungen laufen in beide Richtungen. Telefone und andere Geräte holen sie von dort.
mailbox-none-reader = Mit Ihrer Rolle können Sie ansehen, aber kein Postfach verbinden.
mailbox-owner = Gehört
mailbox-owner-hint = Die Rechte dieser Person entscheiden, welche Kontaktpersonen im Postfach sein dürfen.
mailbox-address = E-Mail-Adresse
mailbox-address-hint = Die Adresse des Postfachs, wie Microsoft sie kennt.
mailbox-address-wrong = Geben Sie eine E-Mail-Adresse ein.
mailbox-address-unknown = Outlook kennt kein Postfach mit dieser Adresse.
mailbox-address-taken = Dieses Postfach ist schon verbunden, von Ihnen oder von jemand anderem.
mailbox-graph = Microsoft Graph
mailbox-graph-wrong = An diese Adresse darf kein Token gesendet werden. Wählen Sie eine andere, oder fragen Sie, wer den Server betreibt.
mailbox-token = Token
mailbox-token-hint = Für Microsoft Graph, mit dem Recht, Kontakte zu lesen und zu schreiben. Es wird nie wieder angezeigt.
mailbox-token-wrong = Geben Sie das Token am Stück ein, ohne Leerzeichen.
mailbox-token-refused = Outlook nimmt dieses Token nicht an. Vielleicht ist es abgelaufen oder gehört zu einem anderen Postfach.
mailbox-said = Outlook im Wortlaut: { $said }
mailbox-next-steps = Was dann geschieht
mailbox-step-try = Die Verbindung wird sofort ausprobiert.
mailbox-step-look = Sie wählen den Ordner und sehen, was übertragen wird. Bis dahin wird nichts geschrieben.
mailbox-step-activate = Sie aktivieren es.
mailbox-reconnect-title = { $address } neu verbinden
mailbox-reconnect-text = Die Verknüpfungen bleiben. Sobald Outlook das Token annimmt, geht alles weiter, was wartete.
mailbox-reconnected = Wieder verbunden. Was wartete, ist unterwegs.
mailbox-reconnected-paused = Das neue Token ist gespeichert. Das Postfach ist weiter angehalten.
mailbox-leave = { $address } trennen?
mailbox-leave-text = { $count ->
    [0] In diesem Postfach wird keine Kontaktperson repliziert.
    [one] In diesem Postfach wird { $count } Kontaktperson repliziert. Sie bleibt in jedem Fall in Tandem; wählen Sie, was aus ihrem Kontakt in Outlook wird.
   *[other] In diesem Postfach werden { $count } Kontaktpersonen repliziert. Sie bleiben in jedem Fall in Tandem; wählen Sie, was aus ihren Kontakten in Outlook wird.
}
mailbox-leave-legend = Die Kontakte in Outlook
mailbox-leave-stay = In Outlook lassen
mailbox-leave-stay-text = { $count ->
    [one] { $count } Kontakt bleibt, wo er ist, ohne unser Kennzeichen.
   *[other] { $count } Kontakte bleiben, wo sie sind, ohne unser Kennzeichen.
}
mailbox-leave-remove = Aus Outlook entfernen
mailbox-leave-remove-text = { $count ->
    [one] { $count } Kontakt kommt in „Gelöschte Elemente“, nachdem noch nicht übernommene Änderungen übernommen wurden.
   *[other] { $count } Kontakte kommen in „Gelöschte Elemente“, nachdem noch nicht übernommene Änderungen übernommen wurden.
}
mailbox-leave-undo = Sie können das Postfach jederzeit wieder verbinden und dieselben Kontaktpersonen replizieren.
mailbox-leave-missing = Wählen Sie, was aus den Kontakten wird.
mailbox-leave-do = Trennen
mailbox-left = Das Postfach wird getrennt.
mailbox-forget-title = { $address } aufgeben?
mailbox-forget-text = { $count ->
    [0] Das Postfach wird sofort getrennt, ohne Outlook zu erreichen.
    [one] Das Postfach wird sofort getrennt, ohne Outlook zu erreichen. { $count } Verknüpfung endet, und ihr Kontakt bleibt, wie er ist, mit unserem Kennzeichen. Der Verlauf der Kontaktperson sagt das.
   *[other] Das Postfach wird sofort getrennt, ohne Outlook zu erreichen. { $count } Verknüpfungen enden, und ihre Kontakte bleiben, wie sie sind, mit unserem Kennzeichen. Der Verlauf jeder Kontaktperson sagt das.
}
mailbox-forget-undo = Nur für ein Postfach, das es endgültig nicht mehr gibt. Kommt es zurück und wird wieder verbunden, werden seine Kontakte zum Verknüpfen angeboten.
mailbox-forget-do = Aufgeben
mailbox-forgotten = { $count ->
    [one] Getrennt. { $count } Kontakt war nicht zu erreichen und bleibt, wie er ist.
   *[other] Getrennt. { $count } Kontakte waren nicht zu erreichen und bleiben, wie sie sind.
}
mailbox-problems-title = Warten auf Sie
mailbox-problems-none = Niemand wartet
mailbox-problems-none-text = Hier stünden Kontaktpersonen, deren Replikation eine Entscheidung oder Berichtigung braucht, jede mit dem Grund.
mailbox-to-mailbox = Zum Postfach
mailbox-person = Kontaktperson
mailbox-what = Was sie aufhält
mailbox-do = Aktionen
mailbox-retry-all = Alle erneut versuchen
mailbox-retried = { $count ->
    [one] { $count } Kontaktperson wird erneut versucht.
   *[other] { $count } Kontaktpersonen werden erneut versucht.
}
mailbox-somebody = Eine Kontaktperson außerhalb Ihrer Rechte
mailbox-brake = Bremse
mailbox-brake-why = Ein Abgleich hält an, wenn er mehr als { $links } Verknüpfungen und mehr als { $percent } % der Verknüpfungen eines Postfachs beenden würde.
mailbox-brake-look = Wurde der Ordner versehentlich geleert oder verschoben? Dann legen Sie die Kontakte in Outlook zurück; sie sind einfach weiter verknüpft. Wurden sie mit Absicht gelöscht oder zurückgezogen? Dann lösen Sie die Bremse.
mailbox-brake-none = In diesem Postfach ist die Bremse nicht angezogen.
mailbox-brake-unknown = Welche das sind, zeigt sich, wenn der Ordner erneut verglichen wird; Tandem führt keine Liste.
mailbox-release = Bremse lösen
mailbox-keep-braked = Angehalten lassen
mailbox-ends = Warum sie enden würde
mailbox-then = Was dann geschieht
mailbox-ends-withdrawn = In Tandem zurückgezogen
mailbox-ends-deleted = Kontaktperson in Tandem gelöscht
mailbox-ends-right = Wem das Postfach gehört, darf die Kontaktperson nicht mehr sehen
mailbox-ends-gone = In Outlook gelöscht oder aus dem Ordner verschoben
mailbox-ends-removed = Der Kontakt kommt in „Gelöschte Elemente“
mailbox-ends-kept = Die Kontaktperson bleibt; nur die Verknüpfung eines gelöschten Kontakts endet
mailbox-release-title = Die Bremse lösen?
mailbox-release-text = Der nächste Abgleich darf { $count } von { $links } Verknüpfungen in { $address } beenden. Zurückgezogene Kontakte kommen in „Gelöschte Elemente“; Kontaktpersonen, deren Kontakt in Outlook gelöscht wurde, bleiben in Tandem.
mailbox-release-undo = Danach ist die Bremse wieder angezogen. Beendete Verknüpfungen kommen zurück, wenn Sie die Kontaktpersonen wieder replizieren.
mailbox-release-do = { $count ->
    [one] { $count } Verknüpfung beenden
   *[other] { $count } Verknüpfungen beenden
}
mailbox-released = Die Bremse ist gelöst. Der nächste Abgleich beginnt jetzt.
