teams-title = Teams
teams-text = Was einem Team gehört, sehen dessen Mitglieder, Administratoren und wer es freigegeben bekam. Auch gespeicherte Suchen lassen sich mit einem Team teilen.
teams-new = Neues Team
teams-members = Mitglieder
teams-count = { $count ->
    [one] { $count } Mitglied
   *[other] { $count } Mitglieder
}
teams-leaving = Wer das Team verlässt, sieht nicht mehr, was ihm gehört, und dessen Kontakte verlassen sein Outlook. In Tandem wird nichts gelöscht.
teams-name-missing = Geben Sie dem Team einen Namen.
teams-name-taken = Ein anderes Team hat diesen Namen. Wählen Sie einen anderen. Nichts wurde geändert.
teams-saved = Das Team ist gespeichert.
