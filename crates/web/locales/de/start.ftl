start-hello = Hallo, { $name }
start-guide = Die ersten Minuten
start-guide-text = Probieren Sie das in beliebiger Reihenfolge. Was geschehen ist, bekommt einen Haken.
start-step-done = erledigt
start-guide-hide = Weglegen
start-guide-hidden = Die ersten Minuten sind weggelegt.
start-step-people = Legen Sie einen Geschäftspartner und eine Kontaktperson an
start-step-people-text = Hier einzeln; aus einer Datei lädt sie mit tandem load, wer Tandem betreibt.
start-step-mailbox = Verbinden Sie Ihr Postfach
start-step-mailbox-text = Wählen Sie einen Kontaktordner und sehen Sie, welche Felder übertragen werden.
start-mailboxes = Ihr Postfach
start-no-mailbox = Kein Postfach ist verbunden
start-reader-text = Sie dürfen Kontaktpersonen und Geschäftspartner lesen. Ein Postfach ist für die, die sie auch ändern dürfen.
start-no-mailbox-text = Sobald Ihr Postfach verbunden ist, stehen die Kontaktpersonen Ihrer Wahl auch in Outlook, und Änderungen laufen in beide Richtungen.
start-connect = Postfach verbinden
start-links = { $count ->
    [one] { $count } Kontaktperson repliziert
   *[other] { $count } Kontaktpersonen repliziert
}
start-last-cycle = zuletzt verglichen
start-step-look = Ordner und Felder ansehen, dann aktivieren
start-step-look-text = Nichts wird gelesen oder geschrieben, bevor Sie gesehen haben, was übertragen wird.
start-step-export = Exportieren Sie Kontaktpersonen
start-step-export-text = Suchen, auswählen, den Plan ansehen und ausführen; sie erscheinen in Outlook. Für eine einzelne tut der Schalter auf ihrer Seite dasselbe.
start-step-outlook = Ändern Sie eine in Outlook und sehen Sie hier zu
start-step-outlook-text = Öffnen Sie eine replizierte Kontaktperson und bearbeiten Sie den Kontakt in Outlook; die Seite folgt, ohne neu zu laden.
start-step-outlook-demo = Öffnen Sie das Adressbuch neben diesem Fenster und bearbeiten Sie einen Kontakt mit dem Tandem-Zeichen; seine Kontaktperson folgt hier, ohne neu zu laden.
start-step-here = Ändern Sie eine hier und sehen Sie in Outlook zu
start-step-here-text = Bearbeiten Sie eine replizierte Kontaktperson; einen Augenblick später hat es Outlook.
start-step-import = Einen Kontakt importieren, der in Outlook entstand
start-step-import-text = Ein Klick liest Ihre Outlook-Kontakte; geben Sie einem seinen Geschäftspartner, haken Sie ihn an, und importieren Sie ihn.
start-step-withdraw = Ziehen Sie eine zurück
start-step-withdraw-text = Legen Sie den Schalter um: Der Kontakt geht in „Gelöschte Elemente“, die Kontaktperson bleibt.
start-step-undo = Nehmen Sie etwas zurück
start-step-undo-text = Mit „Rückgängig“ gleich danach, oder im Verlauf auf der Seite einer Kontaktperson.
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
