coming-soon = Noch nicht da
coming-title = Das wird gerade gebaut
coming-import-text = Hier wird Tandem die Kontakte Ihres Postfachs zeigen, zu jedem einen Geschäftspartner vorschlagen, auf Dubletten hinweisen und übernehmen, was Sie auswählen.
coming-import-meanwhile = Bis dahin legen Sie neue Kontaktpersonen in Tandem an; sobald sie repliziert werden, kommen sie von selbst nach Outlook.
coming-persons = Zu den Kontaktpersonen
