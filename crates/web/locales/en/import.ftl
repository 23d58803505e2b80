import-steps = Steps of the import
import-step-detect = Contacts
import-step-assign = Assignment
import-step-result = Result
import-from = from the Outlook contacts of
import-gone = This import is no longer there: it was left with Exit, or had waited for more than 24 hours. Nothing was changed, here or in Outlook. Begin a new one here.
import-overtaken = The list went on in another window, or what you chose is no longer there. Here is how it stands now.
import-connect-first = Connect your mailbox first
import-connect-first-text = Contacts are imported from the Outlook contacts of your mailbox. It takes a minute to connect it.
import-connect = Connect a mailbox
import-waiting = { $count ->
    [one] An import of yours waits
   *[other] { $count } imports of yours wait
}
import-waiting-reading = Contacts are being read
import-waiting-ready = { $count ->
    [0] No contacts to import
    [one] { $count } contact, { $ticked } ticked
   *[other] { $count } contacts, { $ticked } ticked
}
import-goes = goes by itself
import-discard = Discard
import-go-on = Go on
import-discarded = The waiting import is gone. Nothing was changed, here or in Outlook.
import-which = Which contacts?
import-which-text = Contacts that were created in Outlook can be imported. Those that Tandem keeps in step already are known by their ID and left out; so are distribution lists.
import-folders = Folders to read
import-default-folder = Contacts
import-no-folder = Tick at least one folder. Nothing was read.
import-private = Contacts marked as private, too
import-private-text = Only you see what is read. Once imported, a contact person is visible to everybody who may see its business partner.
import-nothing-yet = Nothing has been changed yet, here or in Outlook.
import-read = Read contacts
import-reading = Reading your Outlook contacts
import-read-so-far = { $count ->
    [0] Asking Outlook …
    [one] { $count } contact read
   *[other] { $count } contacts read
}
import-checking = Looking for business partners and duplicates
import-check-so-far = { $count ->
    [one] { $count } contact is compared with all contact persons
   *[other] { $count } contacts are compared with all contact persons
}
import-reading-text = You can leave this page: the reading goes on, and the list waits for you for 24 hours. Nobody else sees it.
import-look-again = Look again
import-failed = The contacts could not be read
import-failed-text = What was read so far is not used. Nothing was changed, here or in Outlook.
import-read-again = Read again
import-none = No contacts to import
import-none-text = Every contact in the folders that were read is known to Tandem already, or there is none.
import-back = To the start page
import-other-folders = Other folders or private contacts
import-fact-relink = { $count ->
    [one] { $count } was replicated before and can be linked again.
   *[other] { $count } were replicated before and can be linked again.
}
import-fact-private = { $count ->
    [one] { $count } marked as private was left out.
   *[other] { $count } marked as private were left out.
}
import-fact-foreign = { $count ->
    [one] { $count } belongs to another Tandem and is never imported.
   *[other] { $count } belong to another Tandem and are never imported.
}
import-exit = Exit
import-exit-title = Leave this import?
import-exit-text = The list is dropped, with business partners you assigned and what you completed in it. Nothing was changed, here or in Outlook.
import-exit-yes = Exit
import-exited = You left the import. Nothing was changed, here or in Outlook.
import-found = { $count ->
    [0] No new contacts
    [one] { $count } contact can be imported
   *[other] { $count } contacts can be imported
}
import-filter = Filter the contacts
import-filter-short = Name, company, e-mail, phone
import-filter-none = No contact fits
import-filter-none-text = Nothing in the list fits both words and filter.
import-filter-off = Show all contacts
import-by = Group by
import-by-none = None
import-by-company = Company
import-by-domain = Domain
import-groups-none = No two contacts share it, so there is nobody to assign together: here are all of them.
import-groups-text = Contacts with the same company or e-mail domain, the largest group first: assign them together, or open a group. Whoever is the only one is not among them.
import-group-count = { $count ->
    [one] { $count } contact
   *[other] { $count } contacts
}
import-group-open = { $count ->
    [0] all assigned
    [one] { $count } without business partner
   *[other] { $count } without business partner
}
import-assign-all = Assign all …
import-assign-all-to = { $count ->
    [one] { $name } for { $count } contact
   *[other] { $name } for { $count } contacts
}
import-show-all = All { $count }
import-show-none = No duplicate { $count }
import-show-possible = Possible { $count }
import-show-certain = Certain { $count }
import-show-unassigned = Without partner { $count }
import-show-incomplete = Incomplete { $count }
import-show-relink = Link again { $count }
import-show-foreign = Another Tandem { $count }
import-show-ticked = Ticked { $count }
import-show-open = Ticked, without partner { $count }
import-show-gaps = Ticked, incomplete { $count }
import-rows = Contacts to import
import-tick = Import
import-contact = Contact
import-reach = E-mail, phone
import-duplicates = Duplicate status
import-nameless = No name
import-complete = Complete name or e-mail
import-complete-title = Who is this contact?
import-complete-text = A contact person needs a last name, a first name or an e-mail address. What you enter is written to the Outlook contact, too, once it is imported.
import-complete-missing = Enter a last name, a first name or an e-mail address. Nothing was saved.
import-complete-do = Save
import-completed = Saved for the import. Nothing was changed in Outlook yet.
import-mark-private = Private
import-mark-completed = Completed
import-unassigned = Not assigned
import-new-partner = new
import-new-with-import = is created with the import
import-assign = Assign
import-search = Search for a business partner
import-search-for = Search for a business partner for { $name }
import-search-title = Assign a business partner
import-search-title-all = { $count ->
    [one] Assign a business partner to { $count } contact
   *[other] Assign a business partner to { $count } contacts
}
import-partner-q = Name, web domain, city, phone, customer number
import-partner-none = No business partner is found by these words. Try fewer letters, or create a new one.
import-no-offer = No business partner suggests itself. Search for one, or create a new one.
import-offers = Suggested
import-hits = { $count ->
    [one] { $count } found
   *[other] { $count } found
}
import-alike = { $count ->
    [one] Also for { $count } other contact with the company “{ $company }”
   *[other] Also for the { $count } other contacts with the company “{ $company }”
}
import-or = Not there?
import-new = New business partner
import-new-text = It is created with the import. Contacts for which you enter the same name come to the same business partner.
import-similar = Is it one of these?
import-take-this = Take this one
import-new-do = Use new business partner
import-new-anyway = Create another one all the same
import-unassign = Take the assignment away
import-unassigned-now = The business partner is taken away. Nothing else was changed.
import-assigned-now = { $count ->
    [one] { $count } contact is assigned to { $name }.
   *[other] { $count } contacts are assigned to { $name }.
}
import-partner-gone = This business partner is no longer there. Nothing was assigned; choose another one.
import-status-certain = Certain duplicate
import-status-possible = Possible duplicate
import-status-none = No duplicate
import-status-twin = Twice in this list
import-status-relink = Replicated before
import-status-foreign = Another Tandem
import-why = Why?
import-bar-certain = A certain duplicate cannot be imported. It can be linked instead.
import-bar-relink = Replicated before: it is linked again, not imported.
import-bar-relink-gone = Replicated before, and its contact person is not there any more: it cannot be imported.
import-bar-relink-taken = Replicated before, and its contact person has another contact by now: it cannot be imported.
import-bar-foreign = Belongs to another Tandem: it cannot be imported.
import-note-relink = This contact carries the ID of a contact person here. Its link has ended.
import-note-relink-gone = This contact carries the ID of a contact person that was deleted, or that you may not see. Restore the contact person to link it again.
import-note-relink-taken = This contact carries the ID of a contact person that is replicated with another contact of this mailbox. Delete one of the two in Outlook.
import-note-foreign = This contact is kept in step by another Tandem. It is left alone, so that the two do not overwrite each other.
import-in-this-list = in this list
import-not-yours = You may see this contact person, but not change it: ask whoever is in charge to link it.
import-outside = Ask your administrator who it is. It cannot be linked by you.
import-somebody = a contact person
import-link = Link instead
import-relink = Link again
import-fate-link = Is linked instead to
import-fate-relink = Is linked again to
import-apart = Do not link
import-apart-done = It is not linked any more.
import-twins = { $count ->
    [one] This contact is twice in the list
   *[other] These { $count } contacts may be the same person
}
import-twins-text = Tick the one to import. Of those that are certainly one person only one can be ticked.
import-window = { $from }–{ $to } of { $of }
import-ticked = { $count ->
    [0] Nothing ticked
    [one] { $count } ticked
   *[other] { $count } ticked
}
import-links = { $count ->
    [one] { $count } of them is linked
   *[other] { $count } of them are linked
}
import-open = { $count ->
    [one] { $count } needs a business partner
   *[other] { $count } need a business partner
}
import-gaps = { $count ->
    [one] { $count } is incomplete
   *[other] { $count } are incomplete
}
import-tick-all = Tick all that are ready
import-tick-none = Untick
import-ticked-now = { $count ->
    [0] Nothing more could be ticked.
    [one] { $count } contact is ticked.
   *[other] { $count } contacts are ticked.
}
import-left-open = { $count ->
    [one] { $count } was left out, because its business partner or its name is missing.
   *[other] { $count } were left out, because their business partner or their name is missing.
}
import-unticked-now = { $count ->
    [one] { $count } contact is unticked.
   *[other] { $count } contacts are unticked.
}
import-barred-now = { $count ->
    [one] { $count } contact cannot be imported any more. The list shows why.
   *[other] { $count } contacts cannot be imported any more. The list shows why.
}
import-gave-way = { $count ->
    [one] { $count } contact was unticked: it is certainly the same person.
   *[other] { $count } contacts were unticked: they are certainly the same person.
}
import-import = { $count ->
    [0] Import contact persons
   *[other] Import contact persons ({ $count })
}
import-nothing-ticked = Nothing is ticked. Tick the contacts to import; nothing was imported.
import-still-open = { $count ->
    [one] { $count } ticked contact has no business partner yet. Assign one, or untick it; nothing was imported.
   *[other] { $count } ticked contacts have no business partner yet. Assign one, or untick them; nothing was imported.
}
import-still-gaps = { $count ->
    [one] { $count } ticked contact has neither name nor e-mail address. Complete it, or untick it; nothing was imported.
   *[other] { $count } ticked contacts have neither name nor e-mail address. Complete them, or untick them; nothing was imported.
}
import-link-title = Link instead of importing
import-link-text = The Outlook contact and the contact person become one: equal values stay, gaps are filled from the other side, and where both differ you see what will stand. No value is lost: the other one is kept in the history.
import-link-do = Link instead
import-link-chosen = Chosen: it is linked when you import. Nothing was changed yet.
import-relink-title = Link again
import-relink-text = This contact was replicated before. Both sides are compared anew: equal values stay, gaps are filled from the other side, and where both differ you see what will stand. No value is lost: the other one is kept in the history.
import-relink-do = Link again
import-in-outlook = In Outlook
import-in-tandem = In Tandem
import-stands = What will stand
import-because = Why they may be the same
import-sides = Fields that change or differ
import-sides-same = Both sides have the same. Nothing but the link is made.
import-sides-equal = Fields that are the same
import-same-fields = { $count ->
    [one] { $count } field is the same on both sides
   *[other] { $count } fields are the same on both sides
}
import-sides-nothing-yet = Nothing is linked before you import.
import-back-to-list = Back to the list
import-both-stay = Both stay as they are
import-why-same = the same on both sides
import-why-fills-outlook = fills the gap in Outlook
import-why-fills-crm = fills the gap in Tandem
import-why-crm = both differ: Tandem’s stands, Outlook’s is kept in the history
import-why-outlook = both differ: Outlook’s stands, Tandem’s is kept in the history
import-why-apart = both keep what they have
import-why-off = does not travel: both keep what they have
import-photo-both = Both sides have a photo; they are compared when the contact is linked.
import-photo-to-crm = The photo is taken over from Outlook.
import-photo-to-outlook = The photo goes to Outlook.
import-why-gone = The contact is no longer in Outlook. Nothing was imported.
import-why-stamped = The contact belongs to a contact person by now. Nothing was imported.
import-why-linked = The contact is linked by now, or another import has taken it. Nothing was imported.
import-why-private = The contact is marked as private by now. Nothing was imported.
import-why-private-do = Import once more and ask for private contacts, if it is to be imported.
import-why-certain = The contact is certainly a contact person that exists. Nothing was imported.
import-why-certain-do = Import once more, and link it instead.
import-why-twin = The contact is certainly the same person as another one of this import. One of them was imported.
import-why-nameless = The contact has neither name nor e-mail address. Nothing was imported.
import-why-nameless-do = Import once more, and complete it.
import-why-partner = It has no business partner, or that is no longer there. Nothing was imported.
import-why-partner-do = Import once more, and assign one.
import-why-nobody = No contact person is named to link it to. Nothing was linked.
import-why-edited = It was edited in Outlook after the list was made, and was taken over as it was then.
import-why-not-allowed = Whoever asked for this import may no longer change what is in the mailbox. Nothing was done.
import-why-list = The list of contacts is no longer there. Nothing was done.
import-why-list-do = Begin another import.
import-why-foreign = The contact belongs to another Tandem. It was left as it is.
import-why-other-person = The contact belongs to another contact person. It was left as it is.
import-why-not-yours = You may not change this contact person. Nothing was linked.
import-why-not-yours-do = Ask whoever is in charge of it.
import-why-in-mailbox = The contact person is in this mailbox already, as another contact. Nothing was linked.
import-why-drafts = Too many imports that you have begun wait already. No other one was begun.
import-why-drafts-do = Go on with one of them, or discard some.
import-why-too-many = There are more contacts without a link than one list takes. None were imported.
import-why-too-many-do = Choose fewer folders.
import-why-nothing-ticked = No contact is ticked, so there is nothing to import.
import-why-field-off = This field is switched off and is not imported. Nothing was changed.
import-why-field-off-do = Complete it in the contact person after the import.
import-why-under-way = The contact person is on its way into this mailbox with a contact of its own. Nothing was linked.
import-why-under-way-do = Look again in some minutes.
import-why-completed = The contact was edited in Outlook in what you completed here. Nothing was imported, and nothing written over.
import-why-completed-do = Begin another import: it shows the contact as it is now.
import-why-started = This import was started already. Nothing was changed.
import-why-reading = The contacts are still being read. Nothing was changed.
