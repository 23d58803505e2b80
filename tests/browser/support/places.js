// The pages there are, with records of the demo in their addresses.

/** Lists the addresses of all pages that an administrator may open. */
export async function places(world) {
    const ask = (path) => world.api(world.users.administrator, 'GET', path);
    const first = async (path) => (await ask(path)).items[0]?.id;
    const person = await first('/contact-persons?limit=1');
    const partner = await first('/business-partners?limit=1');
    const mailbox = await first('/mailboxes?limit=1');
    const run = await first('/runs?limit=1');
    const all = [
        '/',
        '/contact-persons',
        '/contact-persons?q=m%C3%BCller',
        '/contact-persons?q=nobody-is-called-so',
        '/contact-persons/new',
        `/contact-persons/${person}`,
        `/contact-persons/${person}/edit`,
        `/contact-persons/${person}/switch`,
        `/contact-persons/${person}/history`,
        `/contact-persons/${person}/photo/edit`,
        `/contact-persons/${person}/delete`,
        '/business-partners',
        '/business-partners/new',
        `/business-partners/${partner}`,
        `/business-partners/${partner}/edit`,
        `/business-partners/${partner}/delete`,
        '/duplicates',
        '/duplicates/not-the-same',
        '/duplicates/settings',
        '/mailbox',
        '/mailboxes',
        '/mailbox/connect',
        `/mailboxes/${mailbox}`,
        `/mailboxes/${mailbox}/folder`,
        `/mailboxes/${mailbox}/problems`,
        `/mailboxes/${mailbox}/disconnect`,
        '/runs',
        '/replication-settings',
        '/users',
        '/users/new',
        '/teams/new',
        '/account',
        '/account/password',
        '/components',
        '/export',
        '/import',
    ];
    return run ? [...all, `/runs/${run}`] : all;
}
