start-hello = Hello, { $name }
start-guide = First minutes
start-guide-text = Try these in any order. What has happened is ticked.
start-step-done = done
start-step-mailbox = Connect your mailbox
start-step-mailbox-text = Choose a contact folder and look at which fields travel.
start-step-persons = Switch replication on for somebody
start-step-persons-text = Open a contact person and turn the switch; the contact appears in Outlook.
start-mailboxes = Your mailbox
start-no-mailbox = No mailbox is connected
start-no-mailbox-text = Once your mailbox is connected, contact persons you choose are kept in Outlook too, and changes travel both ways.
start-connect = Connect mailbox
start-links = { $count ->
    [one] { $count } contact person replicated
   *[other] { $count } contact persons replicated
}
start-last-cycle = last compared
start-step-look = Look at folder and fields, then activate
start-step-look-text = Nothing is read or written before you have seen what travels.
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
