settings-lead = Which way every field travels between Tandem and Outlook, and who wins when both sides changed. For the whole installation.
settings-two-way = Two-way
settings-two-way-text = Edits travel both ways. Private fields are off.
settings-crm-leads = CRM leads
settings-crm-leads-text = Edits made in Outlook are put back, and the history says so.
settings-outlook-leads = Outlook leads
settings-outlook-leads-text = Outlook's values are taken over; edits in the CRM stay there.
settings-filled = The form is filled in from the preset. Nothing is saved yet; adjust single fields, then review.
settings-whole = Everywhere
settings-preset = Preset
settings-conflict = If both sides changed a field differently
settings-conflict-hint = One value stands at once. The other is kept in the person's history and can be taken instead.
settings-conflict-crm = The CRM's value stands
settings-conflict-outlook = Outlook's value stands
settings-conflict-newest = The value changed last stands
settings-photo = Photos
settings-photo-hint = A photo that is missing on one side never removes the other's.
settings-country = Country of numbers without a country code
settings-country-hint = Two letters, such as DE. Changing it has every number read anew.
settings-country-wrong = Enter a country's two letters, such as DE.
settings-brake = Brake
settings-brake-hint = A cycle that would end more than both stops before the first and waits for a person.
settings-brake-links = Links
settings-brake-percent = Percent of a mailbox's links
settings-brake-said = more than { $links } links and { $percent } %
settings-number-wrong = Enter a number from 0 to { $most }.
settings-field = Field
settings-way = Direction
settings-mode = Writing
settings-who = Conflict
settings-holds = Outlook holds
settings-both = Both ways
settings-to-outlook = To Outlook
settings-to-crm = To the CRM
settings-off = Off
settings-overwrite = Replaces
settings-fill-blanks = Fills blanks only
settings-as-above = As above
settings-wins-crm = CRM wins
settings-wins-outlook = Outlook wins
settings-wins-newest = Newest wins
settings-no-place = Stays in the CRM: Outlook has no place for it
settings-follows = As { $field }: they share a numbered list in Outlook
settings-on-of = { $on } of { $all } travel
settings-holds-nothing = Nothing
settings-holds-date = A date
settings-holds-choice = One of a few words
settings-holds-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
settings-holds-characters = { $count } characters
settings-review = Review changes
settings-review-hint = Nothing is saved before you have seen what it does.
settings-review-title = Save these changes?
settings-will = What will happen
settings-will-links = { $count ->
    [0] No contact person is replicated yet, so nothing has to be compared.
    [one] { $count } replicated contact person in { $mailboxes } mailboxes is compared anew, by the next cycle.
   *[other] { $count } replicated contact persons in { $mailboxes } mailboxes are compared anew, by the next cycle.
}
settings-will-on = { $count ->
    [one] { $count } field is switched on: { $fields }. It gets a first merge: equal stays, an empty side is filled, and where both differ the rule decides and the other value is kept.
   *[other] { $count } fields are switched on: { $fields }. They get a first merge: equal stays, an empty side is filled, and where both differ the rule decides and the other value is kept.
}
settings-will-off = { $count ->
    [one] { $count } field is switched off: { $fields }. Both sides keep what they have.
   *[other] { $count } fields are switched off: { $fields }. Both sides keep what they have.
}
settings-will-country = Phone numbers without a country code are read anew, in Tandem and in every mailbox.
settings-before = Now
settings-after = Then
settings-save = Save
settings-saved = { $count ->
    [one] Saved. { $count } contact person is compared anew.
   *[other] Saved. { $count } contact persons are compared anew.
}
settings-unchanged = Nothing was changed.
settings-overtaken = Somebody else changed the settings meanwhile. Nothing was saved. What you typed stands here; review it once more against what is in force now.
