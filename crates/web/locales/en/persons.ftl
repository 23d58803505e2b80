persons-name = Name
persons-partner = Business partner
persons-mail = E-mail
persons-phone = Phone
persons-city = City
persons-employee = Employee in charge
persons-switch = In my mailbox
persons-category = Category
persons-categories = Categories
persons-changed = Changed
persons-created = Created
persons-active = Active or not
persons-new = New contact person
persons-all = All contact persons
persons-search = Search name, company, e-mail, phone, city
persons-count = { $count ->
    [one] { $count } contact person
   *[other] { $count } contact persons
}
persons-count-more = more than { $count } contact persons
persons-filter = Filter
persons-filter-set = Show
persons-clear-all = Clear all filters
persons-order = Sort
persons-best-first = Best match first
persons-backwards = { $column }, last first
persons-columns = Columns
persons-columns-shown = Columns shown
persons-columns-keep = Save
persons-mailbox = Show the state in this mailbox
persons-mine = Mine
persons-replicated = In my mailbox
persons-not-replicated = Not in my mailbox
persons-attention = Needs attention
persons-in-bin = In the bin
persons-anybody = Anybody
persons-active-or-not = Active and inactive
persons-active-only = Active only
persons-inactive-only = Inactive only
persons-inactive = Inactive
persons-set-search = Search: { $text }
persons-set-employee = In charge: { $name }
persons-set-partner = At: { $name }
persons-set-city = City: { $name }
persons-set-category = Category: { $name }
persons-nameless = Without a name
persons-none = No contact persons yet
persons-none-text = The people you work with stand here, each at a business partner. Make the first one, or take them from Outlook.
persons-none-reader = The people at your business partners stand here once somebody has made them and you may see them.
persons-nothing = Nobody found
persons-nothing-text = Nobody fits all of this. Take one away, or try fewer letters: parts of words are found too.
persons-bin-empty = The bin is empty
persons-bin-empty-text = Contact persons that are deleted stay here and can be restored.
persons-switch-on = Replicated
persons-switch-off = Not replicated
persons-switch-adopting = Being created
persons-switch-updating = Being updated
persons-switch-leaving = Leaving
persons-switch-waiting = Waiting
persons-switch-waiting-more = The mailbox does not take part just now; this goes on when it does.
persons-switch-attention = Needs attention
persons-switch-again = Tried again
persons-switch-deleted = Deleted in Outlook
persons-switch-deleted-more = The contact was deleted in Outlook. Replicate it to create it again.
persons-switch-withdrawn = Withdrawn
persons-switch-elsewhere = The contact lies in the folder { $folder }.
persons-replicate = Replicate
persons-withdraw = Withdraw
persons-employee-change = Change employee in charge
persons-nobody-selected = Nobody is selected
persons-nobody-selected-text = Tick the contact persons in the list first, then choose what is to be done.
persons-no-mailbox = No mailbox is connected
persons-no-mailbox-text = Contact persons are replicated into your own mailbox. Connect it on the page Mailbox, then come back.
persons-mailbox-waits = The mailbox does not take part just now. This waits, and happens when it does again.
persons-unseen = Somebody you may not see
persons-reason-bin = Is in the bin. Restore it first.
persons-reason-owner = The owner of the mailbox may not see it.
persons-reason-unseen = Is not there any more, or you may not see it.
persons-reason-read-only = You may see it, but not change it.
persons-cannot = { $count ->
    [one] One stays unchanged:
   *[other] { $count } stay as they are:
}
persons-cannot-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
persons-replicate-ask = { $count ->
    [one] Replicate this contact person?
   *[other] Replicate { $count } contact persons?
}
persons-replicate-create = { $count ->
    [one] One contact is created in Outlook, in { $mailbox }. Changes travel both ways from then on.
   *[other] { $count } contacts are created in Outlook, in { $mailbox }. Changes travel both ways from then on.
}
persons-replicate-link = { $count ->
    [one] One has an equal contact there already: it is linked, no second one is made.
   *[other] { $count } have an equal contact there already: these are linked, no second ones are made.
}
persons-replicate-update = { $count ->
    [one] One is in the mailbox and is brought up to date.
   *[other] { $count } are in the mailbox and are brought up to date.
}
persons-replicate-choose = { $count ->
    [one] One has several equal contacts there: that person waits until you choose one on the page.
   *[other] { $count } have several equal contacts there: they wait until you choose one on their pages.
}
persons-replicate-unchanged = { $count ->
    [one] One is replicated already and stays so.
   *[other] { $count } are replicated already and stay so.
}
persons-replicate-unread = The contacts in this mailbox have not all been read yet. That happens first; those that are equal are linked instead of created.
persons-replicate-do = Replicate { $count }
persons-replicate-undo = To take it back: Undo right afterwards, or select them and Withdraw. With Undo, contacts made by this go to Deleted Items in Outlook, and those that were there before stay, unlinked.
persons-replicate-nothing = There was nothing to be done.
persons-replicated-all = { $count ->
    [one] One contact person is on its way to Outlook.
   *[other] { $count } contact persons are on their way to Outlook.
}
persons-replicated-some = { $count ->
    [one] One contact person is on its way to Outlook, { $cannot } could not.
   *[other] { $count } contact persons are on their way to Outlook, { $cannot } could not.
}
persons-replicate-undone = { $count ->
    [one] Taken back for one contact person. A contact that was in Outlook before stays there, unlinked.
   *[other] Taken back for { $count } contact persons. Contacts that were in Outlook before stay there, unlinked.
}
persons-replicate-not-undone = Nothing was taken back: this began more than an hour ago. Select those that are to leave the mailbox, and Withdraw.
persons-withdraw-ask = { $count ->
    [one] Withdraw this contact person from Outlook?
   *[other] Withdraw { $count } contact persons from Outlook?
}
persons-withdraw-some = { $count ->
    [one] One contact in { $mailbox } goes to Deleted Items, also on phones that take their contacts from there.
   *[other] { $count } contacts in { $mailbox } go to Deleted Items, also on phones that take their contacts from there.
}
persons-withdraw-unchanged = { $count ->
    [one] One is not in the mailbox, or about to leave it already.
   *[other] { $count } are not in the mailbox, or about to leave it already.
}
persons-withdraw-keeps = In Tandem nothing is deleted, and colleagues keep theirs.
persons-withdraw-do = Withdraw { $count }
persons-withdraw-undo = To take it back: Undo right afterwards, or select them and Replicate.
persons-withdraw-nothing = There was nothing to be done: none of them is in the mailbox.
persons-withdrawn = { $count ->
    [one] One contact person leaves the mailbox.
   *[other] { $count } contact persons leave the mailbox.
}
persons-withdraw-undone = { $count ->
    [one] Taken back: one contact person stays in the mailbox, or comes into it again.
   *[other] Taken back: { $count } contact persons stay in the mailbox, or come into it again.
}
persons-employee-ask = { $count ->
    [one] Who is in charge of this contact person?
   *[other] Who is in charge of these { $count } contact persons?
}
persons-employee-some = { $count ->
    [one] One contact person gets the employee chosen here.
   *[other] { $count } contact persons get the employee chosen here.
}
persons-employee-sight = Whoever saw one of them only by being in charge no longer does; that person then also leaves their mailbox.
persons-employee-nobody = Nobody
persons-employee-missing = Choose who is in charge, or nobody.
persons-employee-do = Change { $count }
persons-employee-undo = To take it back: Undo right afterwards, or later in the history of each.
persons-employee-nothing = Nothing was changed.
persons-employee-changed = { $count ->
    [one] One contact person has its new employee in charge.
   *[other] { $count } contact persons have their new employee in charge.
}
persons-employee-changed-some = { $count ->
    [one] One contact person has its new employee in charge, { $left } stayed as they were.
   *[other] { $count } contact persons have their new employee in charge, { $left } stayed as they were.
}
persons-employee-undone = { $count ->
    [one] Taken back: one contact person has its former employee in charge.
   *[other] Taken back: { $count } contact persons have their former employee in charge.
}
persons-employee-not-undone = Nothing was taken back: they have been changed since. The history of each has every step.
