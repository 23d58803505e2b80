export-steps = Steps of the export
export-step-search = Search
export-step-selection = Selection
export-step-review = Review
export-step-options = Options
export-step-result = Result
export-into = into the Outlook contacts of
export-gone = This export is no longer there: it was left with Exit, or had waited for more than 24 hours. Nothing was changed in Outlook. Begin a new one here.
export-exit = Exit
export-exit-title = Leave this export?
export-exit-text = { $count ->
    [0] Nothing is selected yet. Nothing was changed, here or in Outlook.
    [one] The selection of { $count } contact person is dropped. Nothing was changed, here or in Outlook.
   *[other] The selection of { $count } contact persons is dropped. Nothing was changed, here or in Outlook.
}
export-exit-yes = Exit
export-exited = You left the export. Nothing was changed, here or in Outlook.
export-discarded = The waiting export is gone. Nothing was changed, here or in Outlook.
export-back = Back
export-connect-first = Connect your mailbox first
export-connect-first-text = Contact persons are exported into the Outlook contacts of your mailbox. It takes a minute to connect it.
export-connect = Connect a mailbox
export-no-mailbox = Choose the mailbox to export into. Nothing was searched.
export-waiting = { $count ->
    [one] An export of yours waits
   *[other] { $count } exports of yours wait
}
export-goes = goes by itself
export-discard = Discard
export-go-on = Go on
export-whom = Whom do you want to export?
export-restricted = Only contact persons you are in charge of are found.
export-restricted-text = This restriction stands for your role.
export-unrestricted = Everybody you may see is found; your role has no standing restriction.
export-restrictions = Standing restriction of exports
export-restrictions-change = Change it
export-restrictions-text = Whoever searches for contact persons to export finds only those they are in charge of, as long as their role is restricted here. It stands in the search mask, visible to all. Rights are another matter: nobody ever finds whom they may not see.
export-restricts = { $role }: only contact persons one is in charge of
export-restrictions-save = Save
export-restrictions-saved = The standing restriction is saved. It holds for the next search.
export-role-user = Users
export-role-administrator = Administrators
export-name = Name or other words
export-name-hint = Parts of names, company, e-mail, phone or city. Typing slips are forgiven. Leave it empty for everybody.
export-postal-code = Postal code
export-replicated = In this mailbox
export-replicated-or-not = Replicated or not
export-changed-since = Changed since
export-partner-unknown = Choose a business partner from the list, or empty the field. Nothing was searched.
export-date-wrong = This is no date. Write it as 2026-11-22.
export-phones = Phones and other devices take the contacts from Outlook.
export-search = Search and edit
export-searches = Saved searches
export-searches-none = Searches that you need again and again stand here once you have saved them.
export-search-name = Name of the search
export-search-name-missing = Give the search a name. Nothing was saved.
export-share-with = Share with
export-share-nobody = nobody
export-shared-with = shared with { $team }
export-save-search = Save this search
export-save-search-now = Save
export-search-saved = The search “{ $name }” is saved.
export-search-delete = Delete the search { $name }
export-search-deleted = The saved search is deleted.
export-says-mine = I am in charge
export-says-words = “{ $name }”
export-says-postal-code = Postal code: { $name }
export-says-since = Changed since { $name }
export-says-everybody = Everybody
export-nobody = Nobody fits all of this. Take a condition away, or try fewer letters.
export-nobody-of-yours = Nobody you are in charge of fits all of this. Take a condition away, or try fewer letters.
export-searched = Searched:
export-search-again = Change the search
export-found = Found
export-selected = Selected datasets
export-filter = Filter the list { $list }
export-filter-short = Filter
export-filtered = { $count } of { $all } shown by the filter
export-filter-none = Nobody fits the filter.
export-found-hint = Select whom you want, and move them over.
export-found-empty = Everybody found is selected.
export-selected-hint = { $count ->
    [0] None of them was exported before.
    [one] { $count } was exported before.
   *[other] { $count } were exported before.
}
export-selected-empty = Nobody is selected yet. Choose contact persons on the left and move them here.
export-pick = Pick
export-picked = picked
export-nameless = no longer there, or not visible to you
export-exported-mark = exported contact person
export-taken-off-mark = exported, taken off
export-bar-gone = was deleted, or you may no longer see it: cannot be exported
export-bar-owner = the mailbox’s owner may not see it: cannot be exported
export-pages = Pages of the list { $list }
export-first = First page
export-last = Last page
export-window = { $from }–{ $to } of { $of }
export-moves = Move contact persons
export-add = Add
export-add-all = Add all
export-add-filtered = Add these { $count }
export-remove = Remove
export-remove-all = Remove all
export-remove-filtered = Remove these { $count }
export-moved-in = { $count ->
    [one] { $count } contact person moved to Selected datasets.
   *[other] { $count } contact persons moved to Selected datasets.
}
export-moved-out = { $count ->
    [one] { $count } contact person taken off.
   *[other] { $count } contact persons taken off.
}
export-moved-barred = { $count ->
    [one] { $count } stayed, because it cannot be exported.
   *[other] { $count } stayed, because they cannot be exported.
}
export-nothing-chosen = Nobody was picked. Tick one or several contact persons first.
export-nobody-selected = Nobody is selected. Move at least one contact person over first.
export-selected-count = { $count ->
    [one] { $count } contact person selected
   *[other] { $count } contact persons selected
}
export-taken-off-count = { $count } taken off
export-ok = Ok
export-keys = Arrow keys walk, space picks, shift and arrow keys pick a range, Ctrl+A picks all, Enter moves. With the mouse: shift and Ctrl pick several, a double-click or dragging moves.
export-review-title = { $count ->
    [one] { $count } contact person is selected
   *[other] { $count } contact persons are selected
}
export-review-none = Nobody is selected. Those taken off are dealt with as you choose in the next step.
export-review-mark = Mark
export-off-title = { $count ->
    [one] { $count } exported contact person was taken off
   *[other] { $count } exported contact persons were taken off
}
export-off-text = They are in Outlook. In the next step you choose whether they stay there.
export-off-more = and { $count } more
export-back-to-selection = Back to the selection
export-save = Save
export-options = Export options
export-mode = What is exported
export-mode-both = New and changed ones
export-mode-both-text = Those not in Outlook are created, those there are brought up to date.
export-mode-new = New ones only
export-mode-new-text = Those in Outlook already are left as they are.
export-mode-changed = Changed ones only
export-mode-changed-text = Nobody new goes to Outlook.
export-off-keep = Keep them in Outlook
export-off-keep-text = Edits go on travelling both ways.
export-off-withdraw = Withdraw them from Outlook
export-off-withdraw-text = In Outlook these contacts go to Deleted Items and are no longer replicated. In Tandem the contact persons stay.
export-photos = Photos go along
export-photos-text = Without, contacts are created and updated without a photo; photos go when they change, or with the next export.
export-folder = Target folder
export-folder-text = Contacts are created in the contact folder that this mailbox follows, so that edits travel both ways.
export-folder-see = See or choose the folder
export-options-apply = Apply
export-plan = What will happen
export-plan-working = The plan is being worked out
export-plan-go-on = Go on
export-plan-text = Nothing has happened yet. Worked out
export-plan-none = Nothing is in the plan.
export-unread = Not all contacts of this mailbox have been read yet. The export reads them first, links those equal to a contact person instead of creating a second one, and asks where several are: the numbers may change.
export-what = What happens
export-create = Create { $count }
export-update = Update { $count }
export-link = Link { $count }
export-choose = Choose for { $count }
export-withdraw = Withdraw { $count }
export-unchanged = Unchanged { $count }
export-not-possible = Not possible { $count }
export-one-create = Create
export-one-update = Update
export-one-link = Link
export-one-choose = Choose
export-one-withdraw = Withdraw
export-one-unchanged = Unchanged
export-one-not-possible = Not possible
export-nothing-yet = Only Export changes anything in Outlook.
export-export = Export
export-export-many = { $count ->
    [0] Export
    [one] Export { $count } contact person
   *[other] Export { $count } contact persons
}
export-export-and-withdraw = Export { $count }, withdraw { $off }
export-withdraw-only = { $count ->
    [one] Withdraw { $count } contact person
   *[other] Withdraw { $count } contact persons
}
export-plan-of = What would change
export-plan-same = Nothing would change.
export-plan-close = Close
export-plan-field = Field
export-plan-before = In Outlook now
export-plan-after = In Outlook then
export-plan-crm = In Tandem then: { $value }
export-why-sent = goes to Outlook
export-why-shortened = goes to Outlook, as far as it fits there
export-why-no-place = Outlook has no place for it; it stays in Tandem
export-why-put-back = was edited in Outlook, where this field is not taken from; it is put back
export-why-taken = is taken over from Outlook
export-why-crm-wins = both sides changed it; Tandem’s stands, Outlook’s is kept in the history
export-why-outlook-wins = both sides changed it; Outlook’s stands, Tandem’s is kept in the history
export-why-follows = follows from other fields
export-why-compared-crm = compared with the contact when it is linked; where they differ, Tandem’s stands
export-why-compared-outlook = compared with the contact when it is linked; where they differ, Outlook’s stands
export-why-compared-newest = compared with the contact when it is linked; where they differ, the newest stands
export-why-compared-both = compared with the contact when it is linked; both keep what they have
export-why-removed = goes with the contact; it stays in Tandem
export-photo-sent = The photo goes along.
export-photo-removed = The photo in Outlook is removed, as it was here.
export-photo-left-out = The photo does not go along, as you chose.
export-photo-compared = The photos are compared when the contact is linked.
export-photo-goes = The photo goes with the contact; it stays in Tandem.
