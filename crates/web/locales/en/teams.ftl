teams-title = Teams
teams-text = What belongs to a team is seen by its members, by administrators and by whoever it is shared with. Saved searches can be shared with a team, too.
teams-new = New team
teams-members = Members
teams-count = { $count ->
    [one] { $count } member
   *[other] { $count } members
}
teams-leaving = Whoever leaves the team sees what belongs to it no longer, and its contacts leave their Outlook. Nothing is deleted in Tandem.
teams-name-missing = Give the team a name.
teams-name-taken = Another team has this name. Choose another one. Nothing was changed.
teams-saved = The team is saved.
