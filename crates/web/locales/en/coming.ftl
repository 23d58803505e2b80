coming-soon = Coming
coming-title = This is being built
coming-export-text = Here you will search contact persons, put them together in two lists, see a plan of what will happen in Outlook, and follow it to its end.
coming-export-meanwhile = Until then, switch replication on for single contact persons, or for a selection in the list.
coming-import-text = Here Tandem will show the contacts of your mailbox, propose a business partner for each, point out duplicates, and take over what you choose.
coming-import-meanwhile = Until then, enter new contact persons in Tandem; they reach Outlook by themselves once they are replicated.
coming-persons = To the contact persons
