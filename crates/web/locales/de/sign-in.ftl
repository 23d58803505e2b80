sign-in-title = Anmelden
sign-in-mail = E-Mail-Adresse
sign-in-password = Passwort
sign-in-do = Anmelden
sign-in-forgotten = Passwort vergessen? Ein Administrator kann Ihnen ein neues geben.
sign-in-already = { $name } ist auf diesem Computer angemeldet. Wenn Sie sich unten anmelden, endet diese Sitzung.
sign-in-go-on = Weiter
sign-in-signed-out = Sie sind abgemeldet.
sign-in-wrong = Die E-Mail-Adresse oder das Passwort ist falsch. Niemand wurde angemeldet; versuchen Sie es noch einmal.
sign-in-wait = { $minutes ->
    [one] Es gab zu viele Versuche. Warten Sie { $minutes } Minute und versuchen Sie es dann noch einmal.
   *[other] Es gab zu viele Versuche. Warten Sie { $minutes } Minuten und versuchen Sie es dann noch einmal.
}
