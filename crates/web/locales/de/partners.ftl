partners-name = Name
partners-city = Ort
partners-phone = Telefon Zentrale
partners-mail = E-Mail
partners-number = Kundennummer
partners-changed = Geändert
partners-new = Neuer Geschäftspartner
partners-all = Alle Geschäftspartner
partners-search = Name, Ort, Telefon, E-Mail, Kundennummer suchen
partners-count = { $count ->
    [one] { $count } Geschäftspartner
   *[other] { $count } Geschäftspartner
}
partners-count-more = mehr als { $count } Geschäftspartner
partners-active-only = Nur aktive
partners-inactive-only = Nur inaktive
partners-inactive = Inaktiv
partners-none = Noch keine Geschäftspartner
partners-none-text = Hier stehen die Firmen, mit denen Sie arbeiten, jede mit ihren Kontaktpersonen. Legen Sie die erste an.
partners-none-reader = Hier stehen die Firmen, mit denen Sie arbeiten, sobald jemand sie angelegt hat und Sie sie sehen dürfen.
partners-nothing = Kein Geschäftspartner gefunden
partners-nothing-text = Auf keinen trifft all das zu. Versuchen Sie es mit weniger Buchstaben: Auch Wortteile werden gefunden.
partners-edit = Bearbeiten
partners-more = Mehr
partners-facts = Angaben
partners-facts-none = Bisher ist nur der Name bekannt.
partners-created-at = Angelegt
partners-changed-at = Zuletzt geändert
partners-team = Team
partners-team-none = Alle
partners-team-hint = Nur dieses Team sieht ihn, und wem er freigegeben ist.
partners-external-id = Externe Nummer
partners-external-id-hint = Seine Nummer in einem anderen System. Keine zwei Geschäftspartner haben dieselbe.
partners-external-id-taken = Diese externe Nummer hat ein anderer Geschäftspartner, vielleicht einer, den Sie nicht sehen dürfen. Nehmen Sie eine andere.
partners-inactive-hint = Inaktive Geschäftspartner bleiben mit ihren Kontaktpersonen bestehen, werden aber für neue nicht angeboten.
partners-part-name = Geschäftspartner
partners-part-reach = Telefon und online
partners-part-address = Anschrift
partners-part-other = Weiteres
partners-save = Speichern
partners-name-missing = Geben Sie dem Geschäftspartner einen Namen.
partners-mail-wrong = Das ist keine E-Mail-Adresse. Berichtigen Sie sie, etwa zu info@example.com.
partners-too-long = Das ist länger als { $count } Zeichen. Kürzen Sie es.
partners-odd-sign = Darin ist ein Zeichen, das nicht gezeigt werden kann. Nehmen Sie es heraus.
partners-refused = Das konnte nicht gespeichert werden, alles steht noch da, wie Sie es getippt haben: { $why }
partners-travels = { $count ->
    [one] Eine Änderung geht an einen Kontakt in Outlook.
   *[other] Eine Änderung geht an { $count } Kontakte in Outlook.
}
partners-created-already = Aus diesem Formular wurde schon ein Geschäftspartner angelegt; er bleibt, wie er ist. Speichern Sie noch einmal, um einen weiteren anzulegen, oder brechen Sie ab.
partners-created = { $name } ist angelegt.
partners-saved = Der Geschäftspartner ist gespeichert.
partners-saved-travels = { $count ->
    [one] Gespeichert. Die Änderung ist auf dem Weg zu einem Kontakt in Outlook.
   *[other] Gespeichert. Die Änderung ist auf dem Weg zu { $count } Kontakten in Outlook.
}
partners-unchanged = Nichts wurde geändert.
partners-yes = Ja
partners-no = Nein
partners-clash = { $count ->
    [one] Jemand anders hat dasselbe Feld geändert, seit Sie dieses Formular geöffnet haben. Von Ihnen wurde noch nichts gespeichert; wählen Sie unten, und speichern Sie dann noch einmal.
   *[other] Jemand anders hat dieselben { $count } Felder geändert, seit Sie dieses Formular geöffnet haben. Von Ihnen wurde noch nichts gespeichert; wählen Sie unten, und speichern Sie dann noch einmal.
}
partners-clash-title = Von Ihnen beiden geändert
partners-clash-text = Im Formular stehen Ihre Werte. Wenn Sie noch einmal speichern, gelten diese, es sei denn, Sie nehmen den anderen.
partners-clash-mine = Ihrer
partners-clash-theirs = Steht jetzt da
partners-clash-theirs-of = Steht jetzt da, von { $name }
partners-clash-take = { $field }: nehmen, was jetzt da steht
partners-move = Kontaktpersonen verschieben
partners-move-ask = Kontaktpersonen von { $name } verschieben
partners-move-count = { $count ->
    [one] Eine Kontaktperson wird verschoben{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } im Papierkorb)
    }.
   *[other] { $count } Kontaktpersonen werden verschoben{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } im Papierkorb)
    }.
}
partners-move-text = Sie bekommen überall die neue Firma, auch in Outlook. Der Verlauf jeder einzelnen zeigt es und nimmt es zurück.
partners-move-nobody = Es gibt hier keine Kontaktpersonen, die Sie sehen dürfen.
partners-move-to = Zu welchem Geschäftspartner
partners-move-do = Verschieben
partners-move-missing = Wählen Sie den Geschäftspartner, zu dem sie verschoben werden.
partners-move-same = Dort sind sie schon. Wählen Sie einen anderen Geschäftspartner.
partners-moved = { $count ->
    [one] Eine Kontaktperson ist jetzt bei { $name }.
   *[other] { $count } Kontaktpersonen sind jetzt bei { $name }.
}
partners-moved-some = { $count ->
    [one] Eine Kontaktperson ist jetzt bei { $name }; { $left } blieben, weil Sie sie nicht ändern dürfen.
   *[other] { $count } Kontaktpersonen sind jetzt bei { $name }; { $left } blieben, weil Sie sie nicht ändern dürfen.
}
partners-delete = Löschen
partners-delete-ask = { $name } löschen?
partners-delete-text = Sie sehen hier keine Kontaktpersonen. Der Geschäftspartner verschwindet endgültig: Zurück führt nur, ihn neu anzulegen. Gibt es Kontaktpersonen, die Sie nicht sehen dürfen, bleibt er.
partners-delete-move-first = { $name } hat noch Kontaktpersonen
partners-delete-refused = { $count ->
    [one] Eine Kontaktperson ist bei { $name }{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } im Papierkorb)
    }; deshalb kann er nicht gelöscht werden. Verschieben Sie sie zuerst zu einem anderen Geschäftspartner.
   *[other] { $count } Kontaktpersonen sind bei { $name }{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } im Papierkorb)
    }; deshalb kann er nicht gelöscht werden. Verschieben Sie sie zuerst zu einem anderen Geschäftspartner.
}
partners-delete-has-persons = Er hat noch Kontaktpersonen, vielleicht solche, die Sie nicht sehen dürfen. Nichts wurde gelöscht. Verschieben Sie sie, oder bitten Sie einen Administrator darum.
partners-deleted = { $name } ist gelöscht.
