duplicates-with = { $text } ({ $value })
duplicates-last-same = Same last name
duplicates-last-sound = Last names that sound the same
duplicates-last-slip = Last names that differ by a typing slip
duplicates-last-part = One last name is part of the other
duplicates-last-similar = Last names that look alike, but are two
duplicates-last-different = Different last names
duplicates-first-same = Same first name
duplicates-first-sound = First names that sound the same
duplicates-first-slip = First names that differ by a typing slip
duplicates-first-form = Two forms of one first name
duplicates-first-part = One first name of several
duplicates-first-middle = A first name that is the other's middle name or nickname
duplicates-first-initial = First name and its first letter
duplicates-first-similar = First names that look alike, but are two
duplicates-first-different = Different first names
duplicates-middle-same = Same middle name or nickname
duplicates-middle-different = Different middle names or nicknames
duplicates-swapped = First and last name swapped
duplicates-mail-same = Same e-mail address
duplicates-mail-office = Same e-mail address of an office
duplicates-mail-slip = E-mail addresses that differ by a typing slip
duplicates-mail-local = Same name in the e-mail address, at another domain
duplicates-mail-different = Different e-mail addresses
duplicates-mobile-same = Same mobile number
duplicates-mobile-different = Different mobile numbers
duplicates-phone-same = Same phone number
duplicates-phone-slip = Phone numbers that differ by a typing slip
duplicates-company-same = Same company
duplicates-company-similar = Companies of a similar name
duplicates-company-different = Different companies
duplicates-company-domain = An e-mail address of one at the other’s company
duplicates-domain = E-mail addresses at one company
duplicates-work-address = Same address of work
duplicates-switchboard = Same switchboard, fax or office line
duplicates-other-workplace = Different workplaces
duplicates-home-same = Same home address
duplicates-home-near = Same street, city or postal code at home
duplicates-home-different = Different home addresses
duplicates-birthday-same = Same birthday
duplicates-birthday-slip = Birthdays that differ by a typing slip
duplicates-birthday-different = Different birthdays
duplicates-gender = A man and a woman, by title or gender
duplicates-suffix = Different suffixes
duplicates-name-only = One of them has a name and nothing else to compare
duplicates-number-same = Same government id
duplicates-number-different = Different government ids
duplicates-partner-same-name = Same name
duplicates-partner-same-but-form = Same name but for the legal form
duplicates-partner-slip = Same name but for a typing slip
duplicates-partner-part = One name is part of the other
duplicates-partner-initials = One name is the first letters of the other
duplicates-partner-other-name = Another name
duplicates-partner-own-domain = Its own domain
duplicates-partner-persons-domain = Domain of its contact persons
duplicates-partner-same-address = Same address
duplicates-partner-same-area = Same city, postal code or street
duplicates-partner-other-place = Another place
duplicates-partner-same-phone = Its phone number
duplicates-partner-phone-prefix = A number of its switchboard
duplicates-possible = { $count ->
    [one] Perhaps already here: a contact person is possibly the same
   *[other] Perhaps already here: { $count } contact persons are possibly the same
}
duplicates-inactive = inactive
duplicates-more = More, and what speaks against it
duplicates-against = Against:
duplicates-ask-save = Nothing was saved yet. Look at who is here already, or save all the same.
duplicates-save-anyway = Save all the same
duplicates-lead = Contact persons that are probably here twice, with what speaks for it. Nothing is merged: look, correct, or say that they are not the same.
duplicates-settings = Settings for duplicates
duplicates-apart = Not the same
duplicates-taking = The search for duplicates
duplicates-under-way = Looking through all contact persons
duplicates-under-way-text = You can leave this page; it goes on by itself.
duplicates-refresh = Show how far it is
duplicates-looked-through = { $count ->
    [one] Looked through one contact person
   *[other] Looked through { $count } contact persons
}
duplicates-again = Look again
duplicates-none = No duplicates
duplicates-none-text = Nobody that you may see is here twice, as far as the cards say.
duplicates-first = To the first ones
duplicates-certain = Certain
duplicates-perhaps = Possible
duplicates-part = Not the same
duplicates-parted = They are not the same. They are not shown as duplicates any more.
duplicates-united = They may be the same again.
duplicates-never = Nobody has looked for duplicates yet
duplicates-never-text = All contact persons are compared with each other in the background. What is found is shown with its reasons; nothing is changed.
duplicates-take = Look for duplicates
duplicates-apart-lead = Pairs of which somebody said that they are two persons. They are not shown as duplicates of each other.
duplicates-apart-none = Nobody has said so of anybody
duplicates-apart-none-text = Where two persons are shown as duplicates and are none, say so there.
duplicates-unite = May be the same
duplicates-switch-lead = When two contact persons count as certainly the same.
duplicates-switch-title = Shared addresses and mobile numbers
duplicates-switch = Persons with different first names who share an e-mail address, or last name and mobile number, are possible duplicates only
duplicates-switch-hint = Off: the same address, or the same last name and mobile number, is always certain. On: an office's address such as info@, or a family's mobile number, makes nobody certainly the same.
duplicates-switch-concerned = { $count ->
    [0] At present it concerns nobody.
    [one] At present it concerns one contact person.
   *[other] At present it concerns { $count } contact persons.
}
duplicates-switch-saved = Saved. It counts from now on, and for what stock-taking shows as well.
duplicates-switch-save = Save
