mailbox-all = All mailboxes
mailbox-another = Connect another
mailbox-more = More
mailbox-state = State
mailbox-linked = Replicated
mailbox-waiting = Waiting for you
mailbox-state-new = Look once before it begins
mailbox-state-new-text = The mailbox is connected, and nothing has been read or written yet. Check folder and fields, then activate it.
mailbox-state-paused = Paused
mailbox-state-paused-text = Nothing is changed anywhere. Edits on both sides wait and are taken over when you resume.
mailbox-state-failing = Outlook could not be reached
mailbox-state-failing-text = Nothing was lost. It is tried again by itself, after longer and longer pauses.
mailbox-state-held = Waiting for Outlook’s limit
mailbox-state-held-text = Outlook takes only so many requests from one mailbox in ten minutes, and they are used up. The rest waits and goes on by itself with the next cycle.
mailbox-state-first = First cycle under way
mailbox-state-first-text = The folder is being read. This page follows.
mailbox-state-busy = Under way
mailbox-state-busy-text = Changes are travelling.
mailbox-state-step = In step
mailbox-state-step-text = Both sides are equal. Changes travel by themselves.
mailbox-state-save-for = In step, save for { $count }
mailbox-state-save-for-text = Everything else is equal on both sides. What waits for you keeps only itself.
mailbox-state-reconnect = Reconnect needed
mailbox-state-reconnect-text = Links and contacts are kept as they are. Edits on both sides wait until the mailbox is connected again.
mailbox-state-braked = Stopped by the brake
mailbox-state-braked-text = A cycle would have ended unusually many links, so it stopped before the first. Nothing was removed.
mailbox-state-leaving = Being disconnected
mailbox-state-leaving-text = Its links are ending, one by one. The contact persons stay.
mailbox-state-gone = Disconnected
mailbox-state-gone-text = It takes no part. Its contact persons are still in Tandem.
mailbox-run = Run now
mailbox-running = A cycle begins now.
mailbox-pause = Pause
mailbox-paused = Paused. Edits on both sides wait.
mailbox-resume = Resume
mailbox-resumed = Resumed. What waited is on its way.
mailbox-activated = Active. The folder is being read for the first time.
mailbox-reconnect = Reconnect
mailbox-new-token = New token
mailbox-connect-again = Connect again
mailbox-see-brake = Look at the brake
mailbox-disconnect = Disconnect
mailbox-forget = Give up this mailbox
mailbox-failures = { $count } cycles in a row ended early.
mailbox-brake-said = { $count } of { $links } links would end.
mailbox-brake-do = Look who they are and why, then release the brake or undo the cause.
mailbox-brake-off = The brake is released for the next cycle.
mailbox-links = { $count ->
    [one] contact person replicated
   *[other] contact persons replicated
}
mailbox-problems = { $count ->
    [one] waits for you
   *[other] wait for you
}
mailbox-candidates = { $count ->
    [one] contact in Outlook is not linked; it stays as it is
   *[other] contacts in Outlook are not linked; they stay as they are
}
mailbox-import = { $count ->
    [one] It can be imported
   *[other] They can be imported
}
mailbox-last = Last cycle
mailbox-never = Never
mailbox-next = Next cycle
mailbox-at-once = At once
mailbox-often = Every few seconds
mailbox-not-planned = Not planned
mailbox-queue = Queue
mailbox-idle = Empty
mailbox-queue-due = { $count ->
    [one] { $count } change in Tandem waits
   *[other] { $count } changes in Tandem wait
}
mailbox-queue-staged = { $count ->
    [one] { $count } change read from Outlook waits
   *[other] { $count } changes read from Outlook wait
}
mailbox-queue-pending = { $count ->
    [one] { $count } write to Outlook waits
   *[other] { $count } writes to Outlook wait
}
mailbox-queue-sent = { $count ->
    [one] { $count } write sent, its answer is awaited
   *[other] { $count } writes sent, their answers are awaited
}
mailbox-lag = Waiting
mailbox-lag-for = for { $time }
mailbox-folder = Contact folder
mailbox-folder-text = Replication writes to this one folder and watches it. Contacts in other folders are left alone.
mailbox-folder-asking = Asking Outlook for its folders …
mailbox-folder-show = Show the folders
mailbox-folder-default = The default contact folder, which phones show too
mailbox-folder-own = A folder of its own
mailbox-folder-contacts = { $count ->
    [one] { $count } contact
   *[other] { $count } contacts
}
mailbox-folder-choose = Use this folder
mailbox-folder-chosen = The folder is chosen.
mailbox-folder-stays = { $count ->
    [one] { $count } contact person is replicated in this folder, so it stays. To use another one, withdraw that person first.
   *[other] { $count } contact persons are replicated in this folder, so it stays. To use another one, withdraw them first.
}
mailbox-travel = What travels
mailbox-travel-text = For the whole installation, set by administrators.
mailbox-preset = Preset
mailbox-conflicts = If both sides changed
mailbox-photos = Photos
mailbox-off-private = Off: private matters, until an administrator switches them on
mailbox-off-chosen = Off: switched off
mailbox-off-no-place = Off: Outlook has no place for them
mailbox-activate = Activate
mailbox-activate-text = Tandem reads the folder and compares. Nothing in Outlook changes until you replicate contact persons.
mailbox-activate-do = Activate
mailbox-connect = Connect mailbox
mailbox-connected = Connected. Now look at folder and fields.
mailbox-none-text = Once your mailbox is connected, contact persons you choose are kept in Outlook too, and changes travel both ways. Phones and other devices take them from there.
mailbox-none-reader = With your role you can look, but not connect a mailbox.
mailbox-owner = Owner
mailbox-owner-hint = The owner's rights decide which contact persons may be in the mailbox.
mailbox-address = E-mail address
mailbox-address-hint = The mailbox's address, as Microsoft knows it.
mailbox-address-wrong = Enter an e-mail address.
mailbox-address-unknown = Outlook does not know a mailbox with this address.
mailbox-address-taken = This mailbox is connected already, by you or by somebody else.
mailbox-graph = Microsoft Graph
mailbox-graph-wrong = This address is not one that a token may be sent to. Choose another, or ask whoever runs the server.
mailbox-token = Token
mailbox-token-hint = For Microsoft Graph, with the right to read and write contacts. It is never shown again.
mailbox-token-wrong = Enter the token as one piece, without spaces.
mailbox-token-refused = Outlook does not accept this token. It may have expired, or belong to another mailbox.
mailbox-said = In Outlook's words: { $said }
mailbox-next-steps = What happens next
mailbox-step-try = The connection is tried at once.
mailbox-step-look = You choose the folder and look at what will travel. Nothing is written until then.
mailbox-step-activate = You activate it.
mailbox-reconnect-title = Reconnect { $address }
mailbox-reconnect-text = Links are kept. Once Outlook accepts the token, everything that waited goes on.
mailbox-reconnected = Connected again. What waited is on its way.
mailbox-reconnected-paused = The new token is kept. The mailbox is still paused.
mailbox-leave = Disconnect { $address }?
mailbox-leave-text = { $count ->
    [0] No contact person is replicated in this mailbox.
    [one] { $count } contact person is replicated in this mailbox. It stays in Tandem in any case; choose what becomes of its contact in Outlook.
   *[other] { $count } contact persons are replicated in this mailbox. They stay in Tandem in any case; choose what becomes of their contacts in Outlook.
}
mailbox-leave-legend = The contacts in Outlook
mailbox-leave-stay = Leave them in Outlook
mailbox-leave-stay-text = { $count ->
    [one] { $count } contact stays where it is, without our mark.
   *[other] { $count } contacts stay where they are, without our mark.
}
mailbox-leave-remove = Remove them from Outlook
mailbox-leave-remove-text = { $count ->
    [one] { $count } contact goes to Deleted Items, after edits not yet taken over have been taken over.
   *[other] { $count } contacts go to Deleted Items, after edits not yet taken over have been taken over.
}
mailbox-leave-undo = You can connect the mailbox again at any time and replicate the same contact persons.
mailbox-leave-missing = Choose what becomes of the contacts.
mailbox-leave-do = Disconnect
mailbox-left = The mailbox is being disconnected.
mailbox-forget-title = Give up { $address }?
mailbox-forget-text = { $count ->
    [0] The mailbox is disconnected at once, without reaching Outlook.
    [one] The mailbox is disconnected at once, without reaching Outlook. { $count } link ends, and its contact stays as it is, with our mark. The history of the contact person says so.
   *[other] The mailbox is disconnected at once, without reaching Outlook. { $count } links end, and their contacts stay as they are, with our mark. The history of each contact person says so.
}
mailbox-forget-undo = Only for a mailbox that is gone for good. If it comes back and is connected again, its contacts are offered for linking.
mailbox-forget-do = Give up
mailbox-forgotten = { $count ->
    [one] Disconnected. { $count } contact could not be reached and stays as it is.
   *[other] Disconnected. { $count } contacts could not be reached and stay as they are.
}
mailbox-problems-title = Waiting for you
mailbox-problems-none = Nobody waits
mailbox-problems-none-text = Contact persons whose replication needs a decision or a correction would stand here, each with the reason.
mailbox-to-mailbox = To the mailbox
mailbox-person = Contact person
mailbox-what = What keeps it
mailbox-do = Actions
mailbox-retry-all = Try all again
mailbox-retried = { $count ->
    [one] { $count } contact person is tried again.
   *[other] { $count } contact persons are tried again.
}
mailbox-somebody = A contact person outside your permissions
mailbox-brake = Brake
mailbox-brake-why = A cycle stops when it would end more than { $links } links and more than { $percent } % of a mailbox's links.
mailbox-brake-look = Was the folder emptied or moved by mistake? Then put the contacts back in Outlook; they are simply still linked. Were they deleted or withdrawn on purpose? Then release the brake.
mailbox-brake-none = The brake is not on in this mailbox.
mailbox-brake-unknown = Which ones is found out when the folder is compared again; Tandem keeps no list.
mailbox-release = Release the brake
mailbox-keep-braked = Keep it stopped
mailbox-ends = Why it would end
mailbox-then = What happens then
mailbox-ends-withdrawn = Withdrawn in Tandem
mailbox-ends-deleted = Contact person deleted in Tandem
mailbox-ends-right = The owner may no longer see the contact person
mailbox-ends-gone = Deleted in Outlook, or moved out of the folder
mailbox-ends-removed = The contact goes to Deleted Items
mailbox-ends-kept = The contact person is kept; only a deleted contact's link ends
mailbox-release-title = Release the brake?
mailbox-release-text = The next cycle may end { $count } of { $links } links in { $address }. Contacts that were withdrawn go to Deleted Items; contact persons whose contact was deleted in Outlook stay in Tandem.
mailbox-release-undo = Afterwards the brake is on again. Links that ended can be brought back by replicating the contact persons again.
mailbox-release-do = { $count ->
    [one] End { $count } link
   *[other] End { $count } links
}
mailbox-released = The brake is released. The next cycle begins now.
