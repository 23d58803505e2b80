sign-in-title = Anmelden
sign-in-mail = E-Mail-Adresse
sign-in-password = Passwort
sign-in-do = Anmelden
sign-in-forgotten = Passwort vergessen? Ein Administrator kann Ihnen ein neues geben.
sign-in-already = { $name } ist auf diesem Computer angemeldet. Wenn Sie sich unten anmelden, endet diese Sitzung.
sign-in-go-on = Weiter
sign-in-signed-out = Sie sind abgemeldet.
sign-in-wrong = Die E-Mail-Adresse oder das Passwort ist falsch. Niemand wurde angemeldet; versuchen Sie es noch einmal.
sign-in-held = Ihre Sitzung war zu Ende, deshalb ist noch nichts gespeichert. Was Sie eingegeben haben, steht noch in dieser Seite: Melden Sie sich an und speichern Sie es.
sign-in-held-title = Ihre Eingaben sind noch da
sign-in-held-text = Davon ist noch nichts gespeichert, weil Ihre Sitzung zu Ende war. Speichern Sie jetzt, oder verwerfen Sie alles und beginnen Sie von vorn.
sign-in-held-save = Meine Eingaben speichern
sign-in-held-drop = Verwerfen
sign-in-wait = { $minutes ->
    [one] Es gab zu viele Versuche. Warten Sie { $minutes } Minute und versuchen Sie es dann noch einmal.
   *[other] Es gab zu viele Versuche. Warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal.
}
