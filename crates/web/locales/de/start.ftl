start-hello = Hallo, { $name }
start-guide = Die ersten Minuten
start-guide-text = Probieren Sie das in beliebiger Reihenfolge. Was geschehen ist, bekommt einen Haken.
start-step-done = erledigt
start-step-mailbox = Verbinden Sie Ihr Postfach
start-step-mailbox-text = Wählen Sie einen Kontaktordner und sehen Sie, welche Felder übertragen werden.
start-step-persons = Schalten Sie bei jemandem die Replikation ein
start-step-persons-text = Öffnen Sie eine Kontaktperson und legen Sie den Schalter um; der Kontakt erscheint in Outlook.
start-mailboxes = Ihr Postfach
start-no-mailbox = Kein Postfach ist verbunden
start-no-mailbox-text = Sobald Ihr Postfach verbunden ist, stehen die Kontaktpersonen Ihrer Wahl auch in Outlook, und Änderungen laufen in beide Richtungen.
start-connect = Postfach verbinden
start-links = { $count ->
    [one] { $count } Kontaktperson repliziert
   *[other] { $count } Kontaktpersonen repliziert
}
start-last-cycle = zuletzt verglichen
start-step-look = Ordner und Felder ansehen, dann aktivieren
start-step-look-text = Nichts wird gelesen oder geschrieben, bevor Sie gesehen haben, was übertragen wird.
start-attention = Braucht Sie
start-needs-reconnect = Das Postfach muss neu verbunden werden. Änderungen warten.
start-needs-release = Die Bremse hat das Postfach angehalten: { $count } von { $links } Verknüpfungen würden enden.
start-failing = Outlook war nicht erreichbar. Es wird von selbst erneut versucht.
start-needs-look = Das Postfach ist verbunden, aber noch nicht aktiv.
start-problems = { $count ->
    [one] { $count } Kontaktperson wartet auf eine Entscheidung.
   *[other] { $count } Kontaktpersonen warten auf eine Entscheidung.
}
start-do-reconnect = Neu verbinden
start-do-look = Ansehen
