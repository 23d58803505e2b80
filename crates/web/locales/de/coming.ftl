coming-soon = Kommt
coming-title = Das wird gerade gebaut
coming-export-text = Hier werden Sie Kontaktpersonen suchen, in zwei Listen zusammenstellen, vorher sehen, was in Outlook geschehen wird, und dabei zusehen.
coming-export-meanwhile = Bis dahin schalten Sie die Replikation für einzelne Kontaktpersonen ein, oder in der Liste für eine Auswahl.
coming-import-text = Hier wird Tandem die Kontakte Ihres Postfachs zeigen, zu jedem einen Geschäftspartner vorschlagen, auf Dubletten hinweisen und übernehmen, was Sie auswählen.
coming-import-meanwhile = Bis dahin legen Sie neue Kontaktpersonen in Tandem an; sobald sie repliziert werden, kommen sie von selbst nach Outlook.
coming-persons = Zu den Kontaktpersonen
