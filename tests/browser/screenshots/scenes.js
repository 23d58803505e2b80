// What is photographed: every page and every state worth a look, each with who sees it and what is done first.
//
// A scene: `name`; `as`: the user's role (none: nobody is signed in); `at`: the path, from the stage; `act`: what is done
// on the page before the picture; `clip`: the part of the page that the picture shows; `whole`: the whole page, not the
// window; `guide`: the picture belongs to the user guide. Nothing a scene does may change what another one shows.

const DIALOG = '#dialog h1, #dialog h2';

const person = (key, rest = '') => (stage) => stage.people[key].path + rest;
const box = (key, rest = '') => (stage) => `/mailboxes/${stage.boxes[key].id}${rest}`;
const link = (key, name, rest) => (stage) => `${stage.people[key].path}/switch/${stage.boxes[name].id}/${rest}`;

/** Ticks the first rows of the list and opens a bulk action. */
const bulk = (action, rows) => async (page) => {
    for (const at of rows) await page.locator('#persons-list input[data-select]').nth(at).check();
    if (!action) return;
    await page.locator(`[data-selection] button[formaction$="${action}"]`).click();
    await page.locator(DIALOG).first().waitFor();
};

/** Opens a menu of the list. */
const menu = (id) => async (page) => {
    const open = page.locator(`#${id} > summary`);
    if (await open.isVisible()) await open.click();
};

/** Opens all closed groups of a form. */
const unfold = (page) =>
    page.evaluate(() => document.querySelectorAll('main details:not([data-menu])').forEach((one) => (one.open = true)));

const save = async (page, button = 'main form.person-form button.primary[type=submit]') => {
    await page.locator(button).click();
    await page.waitForTimeout(300);
};

const doors = [
    { name: 'sign-in', at: '/sign-in', guide: true },
    {
        name: 'sign-in-wrong',
        at: '/sign-in',
        act: async (page) => {
            await page.locator('input[name=mail]').fill('nobody@tandem.example');
            await page.locator('input[name=password]').fill('not-the-password');
            await page.locator('form[action^="/sign-in"] button[type=submit]').click();
            await page.locator('.error-summary, [role=alert], .callout').first().waitFor();
        },
    },
    { name: 'start', as: 'user', at: '/', guide: true },
    { name: 'start-administrator', as: 'administrator', at: '/' },
    { name: 'start-reader', as: 'reader', at: '/' },
    { name: 'nowhere', as: 'user', at: '/there-is-no-such-page' },
    { name: 'export', as: 'user', at: '/export' },
    {
        name: 'shortcuts',
        as: 'user',
        at: '/contact-persons',
        act: async (page) => {
            await page.keyboard.press('?');
            await page.locator('#shortcuts[open]').waitFor();
        },
        guide: true,
    },
    {
        name: 'account-menu',
        as: 'user',
        at: '/',
        act: (page) => page.locator('.account-menu > summary').click(),
        guide: true,
    },
    { name: 'account', as: 'user', at: '/account', whole: true },
    { name: 'password', as: 'user', at: '/account/password' },
];

const finding = [
    { name: 'persons', as: 'user', at: '/contact-persons', guide: true },
    { name: 'persons-search', as: 'user', at: '/contact-persons?q=bruekner', guide: true },
    { name: 'persons-number', as: 'user', at: '/contact-persons?q=0221%204710' },
    { name: 'persons-nobody', as: 'user', at: '/contact-persons?q=nobody-is-called-so' },
    { name: 'persons-attention', as: 'user', at: '/contact-persons?attention=true' },
    { name: 'persons-bin', as: 'user', at: '/contact-persons?deleted=true' },
    { name: 'persons-reader', as: 'reader', at: '/contact-persons' },
    { name: 'persons-filter', as: 'user', at: '/contact-persons', act: menu('persons-filters'), guide: true },
    { name: 'persons-order', as: 'user', at: '/contact-persons', act: menu('persons-order') },
    { name: 'persons-columns', as: 'user', at: '/contact-persons', act: menu('persons-columns') },
    { name: 'persons-selected', as: 'user', at: '/contact-persons', act: bulk(null, [1, 2, 3]), guide: true },
    { name: 'persons-replicate', as: 'user', at: '/contact-persons', act: bulk('/replicate', [1, 2, 3]), guide: true },
    { name: 'persons-withdraw', as: 'user', at: '/contact-persons', act: bulk('/withdraw', [0, 1, 5]) },
    { name: 'persons-employee', as: 'user', at: '/contact-persons', act: bulk('/employee-in-charge', [1, 2, 3]) },
];

const persons = [
    { name: 'person', as: 'user', at: person('lively'), guide: true },
    { name: 'person-whole', as: 'user', at: person('lively'), whole: true },
    { name: 'person-reader', as: 'reader', at: person('lively') },
    { name: 'person-history', as: 'user', at: person('lively', '/history'), whole: true, guide: true },
    { name: 'person-new', as: 'user', at: '/contact-persons/new', guide: true },
    { name: 'person-new-whole', as: 'user', at: '/contact-persons/new', act: unfold, whole: true },
    {
        name: 'person-mistakes',
        as: 'user',
        at: '/contact-persons/new',
        act: async (page) => {
            await page.locator('#field-last_name').fill('Ångström');
            await page.locator('#field-email_1').fill('no address');
            await save(page);
        },
    },
    {
        name: 'person-duplicate',
        as: 'user',
        at: '/contact-persons/new',
        act: async (page, stage) => {
            await page.locator('#field-last_name').fill(stage.people.lively.last);
            await page.locator('#field-email_1').fill(stage.people.lively.mail);
            await page.locator('#field-email_1').blur();
            await page.locator('.duplicates, [data-duplicates] li, #duplicates li').first().waitFor();
        },
        guide: true,
    },
    { name: 'person-edit', as: 'user', at: person('lively', '/edit'), guide: true },
    {
        name: 'person-clash',
        as: 'user',
        at: person('off', '/edit'),
        act: async (page, stage, world) => {
            await page.locator('#field-job_title').fill('Head of Sales, typed here');
            const { version } = await world.api(world.users.administrator, 'GET', stage.people.off.path);
            await world.api(world.users.administrator, 'PATCH', stage.people.off.path, {
                fields: { job_title: version % 2 ? 'Sales Director' : 'Director of Sales' },
            });
            await save(page);
            await page.locator('#field-choice-job_title').waitFor();
            await page.evaluate(() => document.querySelector('main h1').scrollIntoView());
        },
        guide: true,
    },
    {
        name: 'person-unsaved',
        as: 'user',
        at: person('off', '/edit'),
        act: async (page) => {
            await page.locator('#field-job_title').fill('Typed and not saved');
            await page.locator('a.brand:visible').first().click();
            await page.locator('#unsaved[open]').waitFor();
        },
    },
    {
        name: 'person-photo',
        as: 'user',
        at: person('lively'),
        act: async (page) => {
            await page.locator('#person-photo').click();
            await page.locator('#field-photo').waitFor();
            await page.locator('#field-photo').setInputFiles({
                name: 'portrait.png',
                mimeType: 'image/png',
                buffer: await portrait(page),
            });
            await page.locator('[data-photo-stage]').waitFor();
        },
        guide: true,
    },
    {
        name: 'person-delete',
        as: 'user',
        at: person('shared'),
        act: async (page, stage) => {
            await page.locator('.mask-actions details[data-menu] > summary').click();
            await page.locator(`.mask-actions a[href="${stage.people.shared.path}/delete"]`).click();
            await page.locator(DIALOG).first().waitFor();
        },
        guide: true,
    },
    { name: 'person-erase', as: 'administrator', at: person('shared', '/erase') },
    { name: 'person-binned', as: 'user', at: person('binned'), guide: true },
];

/** The switch in each of its states: the picture shows the card alone. */
const switches = [
    ['off', 'user', 'off'],
    ['on', 'user', 'lively'],
    ['withdrawn', 'user', 'withdrawn'],
    ['deleted', 'user', 'deleted'],
    ['several', 'user', 'several'],
    ['refused', 'user', 'refused'],
    ['colleague', 'user', 'shared'],
    ['no-mailbox', 'reader', 'off'],
    ['bin', 'user', 'binned'],
]
    .map(([name, as, key]) => ({ name: `switch-${name}`, as, at: person(key), clip: '#switch', guide: true }))
    .concat([
        { name: 'switch-all-mailboxes', as: 'administrator', at: person('waiting'), whole: true },
        {
            name: 'switch-withdraw',
            as: 'user',
            at: person('lively'),
            act: async (page) => {
                await page.locator('#switch button[role=switch][aria-checked=true]').first().click();
                await page.locator(DIALOG).first().waitFor();
            },
            guide: true,
        },
        {
            name: 'switch-choose',
            as: 'user',
            at: person('several'),
            act: async (page) => {
                await page.locator('#switch a.primary').click();
                await page.locator('#dialog input[type=radio], #dialog .dialog-body').first().waitFor();
            },
            guide: true,
        },
        { name: 'switch-choose-page', as: 'user', at: link('several', 'ben', 'choose') },
    ]);

const partners = [
    { name: 'partners', as: 'user', at: '/business-partners', guide: true },
    { name: 'partner', as: 'user', at: (stage) => stage.partner, guide: true },
    { name: 'partner-whole', as: 'user', at: (stage) => stage.partner, whole: true },
    { name: 'partner-new', as: 'user', at: '/business-partners/new', whole: true },
    { name: 'partner-edit', as: 'user', at: (stage) => `${stage.partner}/edit`, whole: true },
    { name: 'partner-move', as: 'user', at: (stage) => `${stage.partner}/move` },
    { name: 'partner-delete', as: 'user', at: (stage) => `${stage.partner}/delete` },
];

const mailbox = [
    { name: 'mailbox', as: 'user', at: box('ben'), guide: true },
    { name: 'mailbox-whole', as: 'user', at: box('ben'), whole: true },
    { name: 'mailbox-problems', as: 'user', at: box('ben', '/problems'), guide: true },
    {
        name: 'mailbox-disconnect',
        as: 'user',
        at: box('ben', '/disconnect'),
        guide: true,
    },
    { name: 'mailbox-none', as: 'reader', at: '/mailbox' },
    { name: 'mailbox-connect', as: 'user', at: '/mailbox/connect', guide: true },
    { name: 'mailboxes', as: 'administrator', at: '/mailboxes' },
    { name: 'mailbox-fresh', as: 'administrator', at: box('fresh'), whole: true, guide: true },
    { name: 'mailbox-paused', as: 'administrator', at: box('paused') },
    { name: 'mailbox-expired', as: 'administrator', at: box('expired') },
    { name: 'mailbox-reconnect', as: 'administrator', at: box('expired', '/reconnect') },
    { name: 'mailbox-braked', as: 'administrator', at: box('braked') },
    { name: 'brake', as: 'administrator', at: box('braked', '/brake'), guide: true },
    { name: 'brake-release', as: 'administrator', at: box('braked', '/brake/release') },
    { name: 'mailbox-forget', as: 'administrator', at: box('expired', '/forget') },
];

const administration = [
    { name: 'runs', as: 'administrator', at: '/runs', guide: true },
    { name: 'run', as: 'administrator', at: (stage) => stage.runs.export, guide: true },
    { name: 'run-cycle', as: 'administrator', at: (stage) => stage.runs.cycle },
    { name: 'runs-none', as: 'reader', at: '/runs' },
    { name: 'settings', as: 'administrator', at: '/replication-settings', whole: true },
    {
        name: 'settings-review',
        as: 'administrator',
        at: '/replication-settings',
        act: async (page) => {
            await unfold(page);
            await page.locator('select[name=way-birthday]').selectOption('both');
            await save(page, '.save-bar button.primary');
            await page.locator('table.rules').waitFor({ state: 'detached' });
        },
        whole: true,
    },
    { name: 'users', as: 'administrator', at: '/users' },
    { name: 'user-new', as: 'administrator', at: '/users/new' },
    { name: 'components', as: 'administrator', at: '/components', whole: true },
];

const book = [
    { name: 'book', book: true, at: '/', guide: true },
    {
        name: 'book-contact',
        book: true,
        at: '/',
        act: async (page, stage) => {
            await page.getByText(stage.people.lively.name).first().click();
            await page.getByRole('heading', { name: stage.people.lively.name }).waitFor();
        },
        guide: true,
    },
];

/** Takes the wizard from the search mask to a step: everybody found by a word is selected first. */
const wizard = (step) => async (page) => {
    if (step === 'mask') return;
    await page.locator('#field-q').fill('berg');
    await page.locator('#mask button.primary').click();
    await page.locator('#assign').waitFor();
    if (step === 'found') return;
    await page.locator('button[value=add-all]').click();
    await page.locator('.wizard-foot a.primary').waitFor();
    if (step === 'selection') return;
    await page.locator('.wizard-foot a.primary').click();
    await page.locator('#review').waitFor();
    if (step === 'review') return;
    await page.locator('form[action$="/review"] button').click();
    await page.locator('form[action$="/run"] button').waitFor();
    if (step === 'options') return;
    await page.locator('.plan-table a.row-link').first().click();
    await page.locator('#dialog .plan-of').waitFor();
};

const exporting = [
    { name: 'export-search', as: 'user', at: '/export', act: wizard('mask'), guide: true },
    { name: 'export-found', as: 'user', at: '/export', act: wizard('found') },
    { name: 'export-selection', as: 'user', at: '/export', act: wizard('selection'), guide: true },
    { name: 'export-review', as: 'user', at: '/export', act: wizard('review') },
    { name: 'export-options', as: 'user', at: '/export', act: wizard('options'), guide: true },
    { name: 'export-plan', as: 'user', at: '/export', act: wizard('plan'), guide: true },
];

/** Takes the import wizard to a step, with the contacts born in the user's Outlook. */
const importer = (step) => async (page, stage, world) => {
    if (step === 'start') return;
    await page.locator('.waiting a.button').first().or(page.locator('#import-start button.primary')).first().click();
    await page.locator('#import-list').waitFor({ timeout: 60_000 });
    const row = (name) => page.locator('.import-row', { hasText: name });
    const steps = {
        list: async () => {
            await row('Hauff').locator('.import-twin').first().waitFor();
        },
        evidence: async () => {
            await page.locator('.import-twin summary').first().click();
        },
        partner: async () => {
            await row('Kessler').locator('a[id^=search-]').click();
            await page.locator('#dialog #partner-q').fill('brück');
            await page.locator('#dialog .import-option').first().waitFor();
        },
        new: async () => {
            await row('Öztürk').locator('a[id^=search-]').click();
            await page.locator('#partner-new').click();
            await page.locator('#dialog #field-name').waitFor();
        },
        groups: async () => {
            await page.locator('.import-by a').nth(2).click();
            await page.locator('.import-groups, .import-rows').first().waitFor();
        },
        link: async () => {
            await page.locator('.import-row a[id^=link-]').first().click();
            await page.locator('.import-sides').waitFor();
        },
    };
    await steps[step](world);
};

const importing = [
    { name: 'import-start', as: 'user', at: '/import', act: importer('start'), guide: true },
    { name: 'import-list', as: 'user', at: '/import', act: importer('list'), guide: true },
    { name: 'import-list-whole', as: 'user', at: '/import', act: importer('list'), whole: true },
    { name: 'import-evidence', as: 'user', at: '/import', act: importer('evidence'), whole: true },
    { name: 'import-partner', as: 'user', at: '/import', act: importer('partner'), guide: true },
    { name: 'import-new', as: 'user', at: '/import', act: importer('new') },
    { name: 'import-groups', as: 'user', at: '/import', act: importer('groups'), guide: true },
    { name: 'import-link', as: 'user', at: '/import', act: importer('link'), guide: true },
    {
        name: 'teams',
        as: 'administrator',
        at: '/users',
        act: async (page) => {
            if (await page.locator('#teams ~ .list, .teams .list').count()) return;
            await page.locator('a[href="/teams/new"]').click();
            await page.locator('#field-name').fill('Sales North');
            for (const at of [0, 1]) await page.locator('label.choice').nth(at).click();
            await save(page, 'main form.card button.primary[type=submit]');
        },
    },
    { name: 'import-result', as: 'user', at: (stage) => `${stage.runs.import}?wizard=import`, guide: true },
    // The last one: the persons it makes are on no other picture.
    {
        name: 'duplicates',
        as: 'user',
        at: '/duplicates',
        act: async (page, stage, world) => {
            const user = world.users.user;
            const [partner] = (await world.api(user, 'GET', '/business-partners?limit=1')).items;
            const city = { business_city: 'Görlitz' };
            const cards = [
                { first_name: 'Jörg', last_name: 'Müllner', business_phone: '+49 3581 449210', ...city },
                { first_name: 'Joerg', last_name: 'Muellner', business_phone: '03581 449210', ...city },
                { first_name: 'Katarzyna', last_name: 'Wrona', email_1: 'k.wrona@wrona.example' },
                { first_name: 'Kasia', last_name: 'Wrona', email_1: 'K.Wrona@wrona.example' },
            ];
            for (const fields of cards) {
                await world.api(user, 'POST', '/contact-persons', { business_partner: partner.id, fields });
            }
            await page.locator('#stock form button').first().click();
            await page.locator('#stock .family').first().waitFor();
        },
        guide: true,
    },
];

/** Draws a portrait that shows nobody. */
async function portrait(page) {
    const url = await page.evaluate(() => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 640 });
        const paper = canvas.getContext('2d');
        const disc = (colour, x, y, wide, high) => {
            paper.fillStyle = colour;
            paper.beginPath();
            paper.ellipse(x, y, wide, high, 0, 0, 7);
            paper.fill();
        };
        paper.fillStyle = '#cfe3f5';
        paper.fillRect(0, 0, 900, 640);
        disc('#3a3f6b', 450, 690, 260, 230);
        disc('#4a2f23', 450, 250, 150, 165);
        disc('#e3b18f', 450, 285, 115, 140);
        return canvas.toDataURL('image/png');
    });
    return Buffer.from(url.split(',')[1], 'base64');
}

/** All scenes, in the order of the guide. */
export const SCENES = [
    ...doors,
    ...finding,
    ...persons,
    ...switches,
    ...exporting,
    ...importing,
    ...partners,
    ...mailbox,
    ...administration,
    ...book,
];
