partners-name = Name
partners-city = City
partners-phone = Main phone
partners-mail = E-mail
partners-number = Customer number
partners-changed = Changed
partners-new = New business partner
partners-all = All business partners
partners-search = Search name, city, phone, e-mail, customer number
partners-count = { $count ->
    [one] { $count } business partner
   *[other] { $count } business partners
}
partners-count-more = more than { $count } business partners
partners-active-only = Active only
partners-inactive-only = Inactive only
partners-inactive = Inactive
partners-none = No business partners yet
partners-none-text = The companies you work with stand here, each with its contact persons. Make the first one.
partners-none-reader = The companies you work with stand here once somebody has made them and you may see them.
partners-nothing = No business partner found
partners-nothing-text = Nothing fits all of this. Try fewer letters: parts of words are found too.
partners-edit = Edit
partners-more = More
partners-facts = Details
partners-facts-none = Nothing but the name is known yet.
partners-created-at = Created
partners-changed-at = Last changed
partners-team = Team
partners-team-none = Everybody
partners-team-hint = Only this team sees it, and those it is shared with.
partners-external-id = External id
partners-external-id-hint = Its id in another system. No two business partners share one.
partners-external-id-taken = Another business partner has this external id, perhaps one you may not see. Take another one.
partners-inactive-hint = Inactive business partners stay, with their contact persons, but are not offered for new ones.
partners-part-name = Business partner
partners-part-reach = Phone and online
partners-part-address = Address
partners-part-other = Other
partners-save = Save
partners-name-missing = Give the business partner a name.
partners-mail-wrong = This is no e-mail address. Correct it, as in info@example.com.
partners-too-long = This is longer than { $count } characters. Shorten it.
partners-odd-sign = This has a sign that cannot be shown. Take it out.
partners-refused = This could not be saved, everything is as you typed it: { $why }
partners-travels = { $count ->
    [one] A change goes to one contact in Outlook.
   *[other] A change goes to { $count } contacts in Outlook.
}
partners-created-already = A business partner was created from this form before; it is kept as it was. Save once more to create another one, or cancel.
partners-created = { $name } is created.
partners-saved = The business partner is saved.
partners-saved-travels = { $count ->
    [one] Saved. The change is on its way to one contact in Outlook.
   *[other] Saved. The change is on its way to { $count } contacts in Outlook.
}
partners-unchanged = Nothing was changed.
partners-yes = Yes
partners-no = No
partners-clash = { $count ->
    [one] Somebody else has changed the same field since you opened this form. Nothing of yours was saved yet; choose below, then save again.
   *[other] Somebody else has changed the same { $count } fields since you opened this form. Nothing of yours was saved yet; choose below, then save again.
}
partners-clash-title = Changed by both of you
partners-clash-text = Your values stand in the form. Saving again puts them in place, unless you take the other one.
partners-clash-mine = Yours
partners-clash-theirs = There now
partners-clash-theirs-of = There now, by { $name }
partners-clash-take = { $field }: take what is there now
partners-move = Move contact persons
partners-move-ask = Move the contact persons of { $name }
partners-move-count = { $count ->
    [one] One contact person is moved{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } in the bin)
    }.
   *[other] { $count } contact persons are moved{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } in the bin)
    }.
}
partners-move-text = They get the new company everywhere, also in Outlook. Each one's history shows the move, and takes it back.
partners-move-nobody = It has no contact persons that you may see.
partners-move-to = To which business partner
partners-move-do = Move
partners-move-missing = Choose the business partner that they move to.
partners-move-same = They are at this business partner already. Choose another one.
partners-moved = { $count ->
    [one] One contact person is now at { $name }.
   *[other] { $count } contact persons are now at { $name }.
}
partners-moved-some = { $count ->
    [one] One contact person is now at { $name }; { $left } stayed, because you may not change them.
   *[other] { $count } contact persons are now at { $name }; { $left } stayed, because you may not change them.
}
partners-delete = Delete
partners-delete-ask = Delete { $name }?
partners-delete-text = You see no contact persons here. It goes for good: there is no way back but to create it again. If there are contact persons that you may not see, it stays.
partners-delete-move-first = { $name } still has contact persons
partners-delete-refused = { $count ->
    [one] One contact person is at { $name }{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } in the bin)
    }, so it cannot be deleted. Move it to another business partner first.
   *[other] { $count } contact persons are at { $name }{ $bin ->
        [0] {""}
       *[other] {" "}({ $bin } in the bin)
    }, so it cannot be deleted. Move them to another business partner first.
}
partners-delete-has-persons = It still has contact persons, perhaps some that you may not see. Nothing was deleted. Move them, or ask an administrator to.
partners-deleted = { $name } is deleted.
