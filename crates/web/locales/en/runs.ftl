runs-none = Nothing was run yet
runs-none-text = When contact persons are exported, or a mailbox is asked to compare at once, it stands here with its progress and how it ended for everybody.
runs-run = Run
runs-result = Result
runs-by = Asked for by
runs-by-nobody = Tandem
runs-export = Export
runs-import = Import
runs-withdrawal = Withdrawal
runs-cycle = Cycle
runs-rename = New company name
runs-preparing = Being prepared
runs-running = Under way
runs-paused = Paused
runs-cancelling = Being cancelled
runs-cancelled = Cancelled
runs-ended-early = Ended early
runs-done = Done
runs-done-partly = Done, not for all
runs-waiting = { $count } waiting
runs-created = { $count } created
runs-updated = { $count } updated
runs-linked = { $count } linked
runs-imported = { $count } imported
runs-skipped = { $count } skipped
runs-withdrawn = { $count } withdrawn
runs-unchanged = { $count } unchanged
runs-failed = { $count } not possible
runs-one-waiting = Waiting
runs-one-created = Created
runs-one-updated = Updated
runs-one-linked = Linked
runs-one-imported = Imported
runs-one-skipped = Skipped
runs-one-withdrawn = Withdrawn
runs-one-unchanged = Unchanged
runs-one-failed = Not possible
runs-erased = Erased, or outside your permissions
runs-nameless = A contact without a name, or one whose name is not kept
runs-progress = Contact persons done
runs-finished = Ended
runs-filter = Show only
runs-items = Contact persons in this run
runs-end = End
runs-why = Why
runs-do = What to do
runs-id = ID of the contact person
runs-csv = Report as a table (CSV)
runs-pause = Pause
runs-pause-done = The run is paused. What has not begun waits; what was on its way may still end.
runs-pause-late = The run had ended already, or ends with its mailbox; nothing was changed.
runs-continue = Go on
runs-continue-done = The run goes on.
runs-delay-mailbox = The mailbox rests, and the run with it. What is done stays; the mailbox’s page tells what it needs to go on.
runs-delay-limit = Microsoft’s limit for this mailbox is reached, and Outlook asked to be left alone until { $until }. The run goes on by itself then.
runs-delay-unconfirmed = { $count ->
    [one] Outlook’s answer to one contact was lost. Tandem looks for it before it writes it again, so that nobody is there twice; this may take a minute and a half.
   *[other] Outlook’s answers to { $count } contacts were lost. Tandem looks for them before it writes them again, so that nobody is there twice; this may take a minute and a half.
}
runs-paused-text = What has not begun waits until you let it go on. Contacts that are in Outlook already are kept in step meanwhile.
runs-retry = { $count ->
    [one] Try { $count } again
   *[other] Try { $count } again
}
runs-retry-done = What was not possible is tried again.
runs-retry-nothing = There is nothing to try again.
runs-cancel = Cancel run
runs-cancel-title = Cancel this run?
runs-cancel-text = { $count ->
    [one] { $count } contact person that waits is left out. What is under way may still end.
   *[other] { $count } contact persons that wait are left out. What is under way may still end.
}
runs-cancel-undo = What is done stays. Those left out can be tried again afterwards.
runs-cancel-done = The run is cancelled.
runs-cancel-late = The run had ended already; nothing was changed.
runs-figure-imported = { $count ->
    [one] contact person imported
   *[other] contact persons imported
}
runs-figure-created = created
runs-figure-updated = updated
runs-figure-withdrawn = withdrawn
runs-figure-unchanged = unchanged
runs-figure-joined = linked to equal contacts
runs-figure-linked = { $count ->
    [one] linked to a contact person that was there
   *[other] linked to contact persons that were there
}
runs-figure-skipped = { $count ->
    [one] skipped
   *[other] skipped
}
runs-figure-failed = { $count ->
    [one] not possible
   *[other] not possible
}
runs-import-after = From now on edits on either side reach the other by themselves.
runs-import-more = Import more
