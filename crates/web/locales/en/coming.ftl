coming-soon = Not there yet
coming-title = This is being built
coming-import-text = Here Tandem will show the contacts of your mailbox, propose a business partner for each, point out duplicates, and take over what you choose.
coming-import-meanwhile = Until then, enter new contact persons in Tandem; they reach Outlook by themselves once they are replicated.
coming-persons = To the contact persons
