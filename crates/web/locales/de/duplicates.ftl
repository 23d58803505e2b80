duplicates-with = { $text } ({ $value })
duplicates-last-same = Gleicher Nachname
duplicates-last-sound = Gleich klingende Nachnamen
duplicates-last-slip = Nachnamen, die sich um einen Tippfehler unterscheiden
duplicates-last-part = Ein Nachname ist Teil des anderen
duplicates-last-similar = Ähnliche, aber verschiedene Nachnamen
duplicates-last-different = Verschiedene Nachnamen
duplicates-first-same = Gleicher Vorname
duplicates-first-sound = Gleich klingende Vornamen
duplicates-first-slip = Vornamen, die sich um einen Tippfehler unterscheiden
duplicates-first-form = Zwei Formen eines Vornamens
duplicates-first-part = Einer von mehreren Vornamen
duplicates-first-middle = Ein Vorname, der beim anderen zweiter Vorname oder Spitzname ist
duplicates-first-initial = Vorname und sein Anfangsbuchstabe
duplicates-first-similar = Ähnliche, aber verschiedene Vornamen
duplicates-first-different = Verschiedene Vornamen
duplicates-middle-same = Gleicher zweiter Vorname oder Spitzname
duplicates-middle-different = Verschiedene zweite Vornamen oder Spitznamen
duplicates-swapped = Vor- und Nachname vertauscht
duplicates-mail-same = Gleiche E-Mail-Adresse
duplicates-mail-office = Gleiche E-Mail-Adresse eines Büros
duplicates-mail-slip = E-Mail-Adressen, die sich um einen Tippfehler unterscheiden
duplicates-mail-local = Gleicher Name in der E-Mail-Adresse, andere Domain
duplicates-mail-different = Verschiedene E-Mail-Adressen
duplicates-mobile-same = Gleiche Mobilnummer
duplicates-mobile-different = Verschiedene Mobilnummern
duplicates-phone-same = Gleiche Telefonnummer
duplicates-phone-slip = Telefonnummern, die sich um einen Tippfehler unterscheiden
duplicates-company-same = Gleiche Firma
duplicates-company-similar = Firmen mit ähnlichem Namen
duplicates-company-different = Verschiedene Firmen
duplicates-company-domain = Eine E-Mail-Adresse des einen bei der Firma des anderen
duplicates-domain = E-Mail-Adressen bei einer Firma
duplicates-work-address = Gleiche Geschäftsadresse
duplicates-switchboard = Gleiche Zentrale, gleiches Fax oder gleicher Anschluss im Büro
duplicates-other-workplace = Verschiedene Arbeitsplätze
duplicates-home-same = Gleiche Privatadresse
duplicates-home-near = Gleiche Straße, gleicher Ort oder gleiche PLZ der Privatadresse
duplicates-home-different = Verschiedene Privatadressen
duplicates-birthday-same = Gleicher Geburtstag
duplicates-birthday-slip = Geburtstage, die sich um einen Tippfehler unterscheiden
duplicates-birthday-different = Verschiedene Geburtstage
duplicates-gender = Ein Mann und eine Frau, nach Anrede oder Geschlecht
duplicates-suffix = Verschiedene Namenszusätze
duplicates-name-only = Von einem der beiden ist nur der Name bekannt
duplicates-number-same = Gleiche Ausweisnummer
duplicates-number-different = Verschiedene Ausweisnummern
duplicates-partner-same-name = Gleicher Name
duplicates-partner-same-but-form = Gleicher Name bis auf die Rechtsform
duplicates-partner-slip = Gleicher Name bis auf einen Tippfehler
duplicates-partner-part = Ein Name ist Teil des anderen
duplicates-partner-initials = Ein Name besteht aus den Anfangsbuchstaben des anderen
duplicates-partner-other-name = Ein anderer Name
duplicates-partner-own-domain = Eigene Domain
duplicates-partner-persons-domain = Domain der Kontaktpersonen dort
duplicates-partner-same-address = Gleiche Adresse
duplicates-partner-same-area = Gleicher Ort, gleiche PLZ oder Straße
duplicates-partner-other-place = Ein anderer Ort
duplicates-partner-same-phone = Telefonnummer des Geschäftspartners
duplicates-partner-phone-prefix = Eine Nummer der Zentrale dort
duplicates-possible = { $count ->
    [one] Vielleicht schon da: Eine Kontaktperson ist möglicherweise dieselbe Person
   *[other] Vielleicht schon da: { $count } Kontaktpersonen sind möglicherweise dieselbe Person
}
duplicates-inactive = inaktiv
duplicates-more = Mehr, und was dagegen spricht
duplicates-against = Dagegen:
duplicates-ask-save = Es wurde noch nichts gespeichert. Sehen Sie nach, wer schon da ist, oder speichern Sie trotzdem.
duplicates-save-anyway = Trotzdem speichern
duplicates-lead = Kontaktpersonen, die wahrscheinlich doppelt da sind, mit dem, was dafür spricht. Nichts wird zusammengeführt: Sehen Sie nach, berichtigen Sie, oder sagen Sie, dass es nicht dieselben sind.
duplicates-settings = Einstellungen für Dubletten
duplicates-apart = Nicht dieselben
duplicates-taking = Die Suche nach Dubletten
duplicates-under-way = Alle Kontaktpersonen werden durchgesehen
duplicates-under-way-text = Sie können diese Seite verlassen; es geht von selbst weiter.
duplicates-refresh = Zeigen, wie weit es ist
duplicates-looked-through = { $count ->
    [one] Eine Kontaktperson durchgesehen
   *[other] { $count } Kontaktpersonen durchgesehen
}
duplicates-again = Neu durchsehen
duplicates-none = Keine Dubletten
duplicates-none-text = Niemand, den Sie sehen dürfen, ist doppelt da, soweit die Angaben es zeigen.
duplicates-first = Zu den ersten
duplicates-certain = Sicher
duplicates-perhaps = Möglich
duplicates-part = Nicht dieselben
duplicates-parted = Es sind nicht dieselben. Sie werden nicht mehr als Dubletten gezeigt.
duplicates-united = Sie können wieder dieselben sein.
duplicates-never = Nach Dubletten wurde noch nicht gesucht
duplicates-never-text = Alle Kontaktpersonen werden im Hintergrund miteinander verglichen. Was sich findet, wird mit seinen Gründen gezeigt; geändert wird nichts.
duplicates-take = Nach Dubletten suchen
duplicates-apart-lead = Paare, von denen jemand gesagt hat, dass es zwei Personen sind. Sie werden nicht als Dubletten voneinander gezeigt.
duplicates-apart-none = Das hat noch niemand von jemandem gesagt
duplicates-apart-none-text = Wo zwei Personen als Dubletten gezeigt werden und keine sind, sagen Sie es dort.
duplicates-unite = Können dieselben sein
duplicates-switch-lead = Wann zwei Kontaktpersonen als sicher dieselbe Person gelten.
duplicates-switch-title = Geteilte Adressen und Mobilnummern
duplicates-switch = Personen mit verschiedenen Vornamen, die eine E-Mail-Adresse oder Nachnamen und Mobilnummer gemeinsam haben, sind nur mögliche Dubletten
duplicates-switch-hint = Aus: Die gleiche Adresse, oder gleicher Nachname und gleiche Mobilnummer, ist immer sicher. An: Die Adresse eines Büros wie info@ oder die Mobilnummer einer Familie macht niemanden sicher zu derselben Person.
duplicates-switch-concerned = { $count ->
    [0] Zurzeit betrifft das niemanden.
    [one] Zurzeit betrifft das eine Kontaktperson.
   *[other] Zurzeit betrifft das { $count } Kontaktpersonen.
}
duplicates-switch-saved = Gespeichert. Es gilt ab jetzt, auch für das, was die Suche nach Dubletten zeigt.
duplicates-switch-save = Speichern
