start-hello = Hello, { $name }
start-guide = First minutes
start-guide-text = Try these in any order. What has happened is ticked.
start-step-done = done
start-guide-hide = Put away
start-guide-hidden = The first minutes are put away.
start-step-people = Enter a business partner and a contact person
start-step-people-text = Here one by one; from a file, whoever runs Tandem loads them with tandem load.
start-step-mailbox = Connect your mailbox
start-step-mailbox-text = Choose a contact folder and look at which fields travel.
start-mailboxes = Your mailbox
start-no-mailbox = No mailbox is connected
start-reader-text = You may read contact persons and business partners. A mailbox is for those who may change them, too.
start-no-mailbox-text = Once your mailbox is connected, contact persons you choose are kept in Outlook too, and changes travel both ways.
start-connect = Connect mailbox
start-links = { $count ->
    [one] { $count } contact person replicated
   *[other] { $count } contact persons replicated
}
start-last-cycle = last compared
start-step-look = Look at folder and fields, then activate
start-step-look-text = Nothing is read or written before you have seen what travels.
start-step-export = Export contact persons
start-step-export-text = Find them, choose them, look at the plan, and let it run; they appear in Outlook. For a single one, the switch on the contact person’s page does the same.
start-step-outlook = Change one in Outlook, and watch it here
start-step-outlook-text = Open somebody who is replicated, then edit the contact in Outlook; the page follows without being reloaded.
start-step-outlook-demo = Open the address book beside this window and edit a contact with the tandem’s sign; its contact person follows here without a reload.
start-step-here = Change one here, and watch it in Outlook
start-step-here-text = Edit somebody who is replicated; a moment later Outlook has it.
start-step-import = Import a contact born in Outlook
start-step-import-text = One click reads your Outlook contacts; give one its business partner, tick it, and import it.
start-step-withdraw = Withdraw one
start-step-withdraw-text = Turn the switch off: the contact goes to Deleted Items, the contact person stays.
start-step-undo = Take something back
start-step-undo-text = By Undo right afterwards, or in the history on a contact person’s page.
start-attention = Needs your attention
start-needs-reconnect = The mailbox has to be connected again. Changes wait.
start-needs-release = The brake stopped the mailbox: { $count } of { $links } links would end.
start-failing = Outlook could not be reached. It is tried again by itself.
start-needs-look = The mailbox is connected, but not active yet.
start-problems = { $count ->
    [one] { $count } contact person waits for a decision.
   *[other] { $count } contact persons wait for a decision.
}
start-do-reconnect = Reconnect
start-do-look = Look
