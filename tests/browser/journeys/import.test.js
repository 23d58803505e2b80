// The import wizard: detection, the list with business partners and duplicates, linking instead, and the result.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo, inOutlook } from '../support/demo.js';
import { until } from '../support/program.js';

let world, browser, user;
before(async () => {
    [world, browser] = [await demo(), await launch()];
    user = world.users.user;
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

/** Speaks to the stand-in as whoever runs it. */
async function standin(method, path, body) {
    const answer = await fetch(`${world.book}/standin${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json().catch(() => null);
}

/** Makes a contact in Outlook, as its owner would. */
function born(first, last, { company, mail, mobile, position, mailbox = user.mail } = {}) {
    const contact = { givenName: first, surname: last, companyName: company, mobilePhone: mobile, jobTitle: position };
    if (mail) contact.emailAddresses = [{ address: mail, name: `${first} ${last}` }];
    for (const key of Object.keys(contact)) if (!contact[key]) delete contact[key];
    return standin('POST', `/mailboxes/${mailbox}/contacts`, contact);
}

const ask = (method, path, body) => world.api(user, method, path, body);
const row = (page, name) => page.locator('.import-row', { hasText: name });
const tick = (page, name) => row(page, name).locator('[data-tick]');

/** Reads the contacts anew and comes to the list. */
async function detect(page) {
    await discard(page);
    await page.goto(`${world.url}/import`);
    await page.locator('#import-start button.primary').click();
    await page.locator('#import-list').waitFor({ timeout: 60_000 });
}

/** Leaves every import that waits. */
async function discard(page) {
    for (;;) {
        await page.goto(`${world.url}/import`);
        const one = page.locator('.waiting form button').first();
        if ((await one.count()) === 0) return;
        await one.click();
        await page.waitForLoadState();
    }
}

/** Narrows the list to some words. */
async function find(page, words, count) {
    await page.locator('#import-q').fill(words);
    await until(`${count} contacts with ${words}`, async () => (await page.locator('.import-row').count()) === count);
}

/** Imports what is ticked and waits for the end. */
async function finish(page) {
    await page.locator('#import-do').click();
    await page.waitForURL(/\/runs\/.*wizard=import/);
    await page.locator('.fares-sign:not(.busy)').waitFor({ timeout: 60_000 });
    return new URL(page.url()).pathname;
}

/** How the items of a run ended, by name. */
async function ends(run) {
    const { items } = await ask('GET', `${run}/items?limit=100`);
    return Object.fromEntries(items.map((item) => [item.name, item.end]));
}

/** Finds a contact person by its e-mail address. */
async function known(mail) {
    const { items } = await ask('GET', `/contact-persons?q=${encodeURIComponent(mail)}&limit=5`);
    for (const { id } of items) {
        const person = await ask('GET', `/contact-persons/${id}`);
        if (person.fields.email_1 === mail) return person;
    }
    return null;
}

const partnerOf = (person) => person.business_partner.name;

/** A business partner of one's own, and a contact person there. */
async function company(name, fields, rest = {}) {
    const partner = await ask('POST', '/business-partners', { fields: { name, ...rest } });
    const person = await ask('POST', '/contact-persons', { business_partner: partner.id, fields });
    return { partner, person };
}

/** Names of one's own for each variant, so that no company of one looks like a slip of another's. */
const NAMES = { en1440: 'Alderwick', de1440: 'Grauwald', en360: 'Copperfold', de360: 'Distelmoor' };

for (const { language, width } of VARIANTS) {
    test(`from one click to the result: suggested, searched, created, linked, looked at (${language}, ${width} px)`, async () => {
        const word = NAMES[`${language}${width}`];
        const at = (name) => `${name}.${word}@${word}-werke.example`.toLowerCase();
        await company(`${word} Werke GmbH`, { first_name: 'Jörg', last_name: `${word}-Müller`, email_1: at('joerg') }, {
            web_page: `https://www.${word}-werke.example`.toLowerCase(),
        });
        await company(`Hafen ${word} AG`, { first_name: 'Ida', last_name: `${word}-Hafen`, email_1: `ida@hafen-${word}.example` });
        await born('Ada', `${word}-Ahorn`, { company: `${word} Werke`, mail: at('ada'), position: 'Einkauf' });
        await born('Ben', `${word}-Birke`, { company: 'Irgendwo', mail: `ben.${word}@mail.example` });
        await born('Cem', `${word}-Ceder`, { company: `Neuland ${word}`, mail: `cem.${word}@mail.example` });
        await born('Cora', `${word}-Cassia`, { company: `Neuland ${word}`, mail: `cora.${word}@mail.example` });
        await born('Georg', `${word}-Dachs`, { company: `${word} Werke`, mail: at('joerg'), position: 'Leiter Technik' });
        await born('Joerg', `${word}-Mueller`, { company: `${word} Werke`, mail: at('j.mueller') });

        const { page, close } = await visit(browser, { language, width });
        await signIn(page, world.url, user);
        await discard(page);

        // One click in the quick start bar (in its menu, on a phone), and the reading begins.
        await page.goto(world.url);
        if (width < 600) await page.locator('.bar .places-menu summary').click();
        await page.locator('form[action="/import"] button:visible').first().click();
        await page.locator('#import-list').waitFor({ timeout: 60_000 });
        await fits(page, 'the list');
        await accessible(page, 'the list');
        await find(page, word, 6);

        // Suggested, and clear: it is preset, with the reason.
        await row(page, 'Ahorn').locator('.import-chosen', { hasText: `${word} Werke GmbH` }).waitFor();
        assert.ok((await row(page, 'Ahorn').locator('.import-chosen .muted').textContent()).length > 5, 'with its reason');

        // Searched for by the magnifier, live.
        await row(page, 'Birke').locator('a[id^=search-]').click();
        await page.locator('#dialog #partner-q').fill(`Hafen ${word}`);
        await page.locator('#dialog .import-option', { hasText: `Hafen ${word} AG` }).waitFor();
        await accessible(page, 'the search for a business partner');
        await page.locator('#dialog .import-option', { hasText: `Hafen ${word} AG` }).click();
        await row(page, 'Birke').locator('.import-chosen', { hasText: `Hafen ${word} AG` }).waitFor();
        assert.equal(await page.locator('#dialog').isVisible(), false, 'the dialog has done its work');

        // Created on the spot, for both contacts of that company at once.
        await row(page, 'Ceder').locator('a[id^=search-]').click();
        await page.locator('#partner-new').click();
        await page.locator('#dialog #field-name').waitFor();
        assert.equal(await page.locator('#dialog #field-name').inputValue(), `Neuland ${word}`);
        await accessible(page, 'a new business partner');
        await page.locator('#dialog #import-new button.primary').click();
        await row(page, 'Ceder').locator('.import-chosen', { hasText: `Neuland ${word}` }).waitFor();
        await row(page, 'Cassia').locator('.import-chosen', { hasText: `Neuland ${word}` }).waitFor();

        // Certainly known: it cannot be ticked, and says why; it is linked instead.
        assert.ok(await tick(page, 'Georg').isDisabled());
        await row(page, 'Georg').locator('summary').click();
        await row(page, 'Georg').locator('.import-reasons li').first().waitFor();
        await row(page, 'Georg').locator('a[id^=link-]').click();
        await page.locator('.import-sides').waitFor();
        await accessible(page, 'both sides');
        await fits(page, 'both sides');
        assert.match(await page.locator('.sides').first().textContent(), /Leiter Technik/);
        await page.locator('.wizard-foot form button').click();
        await page.locator('#import-list').waitFor();
        await find(page, word, 6);
        await row(page, 'Georg').locator('.import-fate', { hasText: `${word}-Müller` }).waitFor();
        assert.ok(await tick(page, 'Georg').isChecked());

        // Possibly known: the evidence is a click away, and it can be imported after a look.
        await row(page, 'Mueller').locator('summary').click();
        await row(page, 'Mueller').locator('.import-match a', { hasText: `Jörg ${word}-Müller` }).first().waitFor();
        await page.evaluate(() => scrollTo(0, 0));
        await accessible(page, 'the list with evidence');
        await fits(page, 'the list with evidence');
        await tick(page, 'Mueller').check();
        await tick(page, 'Ahorn').check();
        await tick(page, 'Birke').check();
        await tick(page, 'Ceder').check();
        await until('five are ticked and one linked', async () => /\(5\)/.test(await page.locator('#import-do').textContent()));

        const run = await finish(page);
        await accessible(page, 'the result');
        await fits(page, 'the result');
        const ended = await ends(run);
        assert.equal(Object.values(ended).filter((end) => end === 'imported').length, 4, JSON.stringify(ended));
        assert.equal(Object.values(ended).filter((end) => end === 'linked').length, 1, JSON.stringify(ended));
        assert.equal(partnerOf(await known(at('ada'))), `${word} Werke GmbH`);
        assert.equal(partnerOf(await known(`ben.${word}@mail.example`)), `Hafen ${word} AG`);
        assert.equal(partnerOf(await known(`cem.${word}@mail.example`)), `Neuland ${word}`);
        assert.equal(await known(`cora.${word}@mail.example`), null, 'who was not ticked is left alone');
        const [outlook] = await world.outlook.byMail(user.mail, at('ada'));
        assert.deepEqual([outlook.companyName, outlook.jobTitle], [`${word} Werke`, 'Einkauf'], 'nothing but the ID changed in Outlook');

        // What was imported is in step from now on, and is not offered again.
        await world.outlook.change(user.mail, outlook.id, { jobTitle: 'Einkaufsleitung' });
        await until('the edit arrives', async () => (await known(at('ada'))).fields.job_title === 'Einkaufsleitung');
        await detect(page);
        await find(page, word, 1);
        await close();
    });
}

test('a group is assigned at once, and everything that is ready is ticked', async () => {
    const word = 'Zgroup';
    await company(`${word} Brothers Ltd`, { last_name: `${word}-One`, email_1: `one@${word}.example`.toLowerCase() });
    for (const name of ['Alpha', 'Beta', 'Gamma']) {
        await born(name, `${word}-${name}`, { company: `${word} Bros Trading`, mail: `${name}.${word}@mail.example`.toLowerCase() });
    }
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await detect(page);
    await page.locator('.import-by a').nth(1).click();
    const group = page.locator('.import-group', { hasText: `${word} Bros Trading` });
    await group.waitFor();
    await accessible(page, 'the groups');
    await group.locator('a[aria-haspopup=dialog]').click();
    await page.locator('#partner-q').fill(`${word} Brothers`);
    await page.locator('#dialog .import-option', { hasText: `${word} Brothers Ltd` }).click();
    await group.locator('.import-words .muted', { hasText: 'all assigned' }).first().waitFor();
    await group.locator('a.row-link').click();
    await until('the rows of the group', async () => (await page.locator('.import-row').count()) === 3);
    await page.locator('#import-tick-all').click();
    await until('three are ticked', async () => (await page.locator('[data-tick]:checked').count()) === 3);
    // With shift from one to another: the rows between are unticked, too.
    await page.locator('[data-tick]').nth(0).click();
    await page.locator('[data-tick]').nth(2).click({ modifiers: ['Shift'] });
    await until('none is ticked', async () => (await page.locator('[data-tick]:checked').count()) === 0);
    await page.reload();
    assert.equal(await page.locator('[data-tick]:checked').count(), 0, 'the server knows');
    await page.locator('#import-tick-all').click();
    await until('three are ticked', async () => /\(3\)/.test(await page.locator('#import-do').textContent()));
    const ended = await ends(await finish(page));
    assert.deepEqual(Object.values(ended), ['imported', 'imported', 'imported']);
    assert.equal(partnerOf(await known(`beta.${word}@mail.example`.toLowerCase())), `${word} Brothers Ltd`);
    await close();
});

test('by keyboard alone', async () => {
    const word = 'Zkeys';
    await company(`${word} Klavier`, { last_name: `${word}-Eins`, email_1: `eins@${word}.example`.toLowerCase() });
    await born('Karl', `${word}-Taste`, { company: 'Anderswo', mail: `karl.${word}@mail.example`.toLowerCase() });
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await discard(page);
    const press = async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
    };
    const focus = async (selector) => {
        await page.locator(selector).first().focus();
    };
    await page.goto(`${world.url}/import`);
    await focus('#import-start button.primary');
    await press('Enter');
    await page.locator('#import-list').waitFor({ timeout: 60_000 });
    await focus('#import-q');
    await page.keyboard.type(word);
    await until('one contact', async () => (await page.locator('.import-row').count()) === 1);
    await focus('.import-row a[id^=search-]');
    await press('Enter');
    await page.locator('#dialog #partner-q').waitFor();
    const inside = () => page.evaluate(() => document.activeElement.id);
    assert.equal(await inside(), 'partner-q', 'typing begins in the search');
    await page.keyboard.type(`${word} Kla`);
    await page.locator('#dialog .import-option', { hasText: `${word} Klavier` }).waitFor();
    await press('ArrowDown', 'Enter');
    await row(page, 'Taste').locator('.import-chosen').waitFor();
    await until('focus is back in the row', () => page.evaluate(() => Boolean(document.activeElement.closest('.import-row'))));
    await press('x');
    await until('it is ticked', async () => /\(1\)/.test(await page.locator('#import-do').textContent()));
    await focus('#import-do');
    await press('Enter');
    await page.waitForURL(/\/runs\//);
    await page.locator('.fares-sign.good').waitFor({ timeout: 60_000 });
    assert.ok(await known(`karl.${word}@mail.example`.toLowerCase()));
    await close();
});

test('without script the main path is the same', async () => {
    const word = 'Zplain';
    await company(`${word} Papier`, { last_name: `${word}-Eins`, email_1: `eins@${word}.example`.toLowerCase() });
    await born('Paul', `${word}-Blatt`, { company: 'Anderswo', mail: `paul.${word}@mail.example`.toLowerCase() });
    const { page, close } = await visit(browser, { script: false });
    await signIn(page, world.url, user);
    await discard(page);
    await page.goto(world.url);
    await page.locator('.bar-actions form[action="/import"] button').click();
    await until('the list', async () => {
        if ((await page.locator('#import-list').count()) > 0) return true;
        await page.reload();
        return false;
    });
    await page.locator('#import-q').fill(word);
    await page.locator('#import-q').press('Enter');
    assert.equal(await page.locator('.import-row').count(), 1);
    await page.locator('.import-row a[id^=search-]').click();
    await page.locator('#partner-q').fill(`${word} Papier`);
    await page.locator('#partner-q').press('Enter');
    await page.locator('.import-option', { hasText: `${word} Papier` }).click();
    await page.locator('.import-chosen', { hasText: `${word} Papier` }).waitFor();
    // Nothing ticked: it says so, and nothing happens.
    await page.locator('#import-do').click();
    await page.locator('.toast.failed').waitFor();
    await page.locator('#import-q').fill(word);
    await page.locator('#import-q').press('Enter');
    await page.locator('.import-row [data-tick]').check();
    await page.locator('#import-do').click();
    await page.waitForURL(/\/runs\//);
    await until('the contact person', () => known(`paul.${word}@mail.example`.toLowerCase()));
    await close();
});

test('a mailbox without new contacts gives an information and ways on', async () => {
    const address = 'empty-import@tandem.example';
    const { token } = await standin('POST', '/mailboxes', { address });
    const anna = world.users.administrator;
    const box = await world.api(anna, 'POST', '/mailboxes', { address, token, graph: `${world.book}/v1.0` });
    await world.api(anna, 'POST', `/mailboxes/${box.id}/activate`);
    const { page, close } = await visit(browser);
    await signIn(page, world.url, anna);
    await page.goto(`${world.url}/import?mailbox=${box.id}`);
    await page.locator('#import-start button.primary').click();
    await page.locator('#detect .empty').waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('table').count(), 0, 'no empty table');
    await accessible(page, 'no contacts to import');
    await page.locator('.detect-ways a').nth(1).click();
    await page.locator('#import-start').waitFor();
    await page.goBack();
    await page.locator('.detect-ways a').first().click();
    await page.waitForURL((at) => at.pathname === '/');
    await close();
});

test('a contact that vanishes, is edited or becomes known meanwhile is noticed and said', async () => {
    const word = 'Zgone';
    const { partner } = await company(`${word} Stahl`, { last_name: `${word}-Eins`, email_1: `eins@${word}.example`.toLowerCase() });
    const mail = (name) => `${name}.${word}@mail.example`.toLowerCase();
    const gone = await born('Veit', `${word}-Weg`, { company: `${word} Stahl`, mail: mail('veit') });
    const edited = await born('Elke', `${word}-Neu`, { company: `${word} Stahl`, mail: mail('elke') });
    await born('Kurt', `${word}-Bekannt`, { company: `${word} Stahl`, mail: mail('kurt') });
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await detect(page);
    await find(page, word, 3);
    await page.locator('#import-tick-all').click();
    await until('three are ticked', async () => /\(3\)/.test(await page.locator('#import-do').textContent()));
    await standin('DELETE', `/mailboxes/${user.mail}/contacts/${encodeURIComponent(gone.id)}`);
    await standin('PATCH', `/mailboxes/${user.mail}/contacts/${encodeURIComponent(edited.id)}`, { jobTitle: 'Neue Stelle' });
    const fields = { last_name: `${word}-Bekannt`, email_1: mail('kurt') };
    await ask('POST', '/contact-persons', { business_partner: partner.id, fields });
    const run = await finish(page);
    const { items } = await ask('GET', `${run}/items?limit=10`);
    const by = (end) => items.filter((item) => item.end === end);
    assert.equal(by('imported').length, 1, JSON.stringify(items));
    assert.equal(by('skipped').length, 2, JSON.stringify(items));
    assert.ok(by('skipped').every((item) => item.reason), 'each with its reason');
    assert.equal((await known(mail('elke'))).fields.job_title, 'Neue Stelle', 'as it is now');
    assert.ok((await page.locator('#report td.wide p').count()) >= 2, 'the page says why');
    await close();
});

test('a contact that was replicated before is linked again, not imported', async () => {
    const word = 'Zagain';
    const mail = `rosa@${word}.example`.toLowerCase();
    const { person } = await company(`${word} Rosen`, { first_name: 'Rosa', last_name: `${word}-Busch`, email_1: mail });
    const boxes = (await ask('GET', '/mailboxes')).items;
    const box = boxes.find((one) => one.address === user.mail).id;
    await ask('PUT', `/contact-persons/${person.id}/links/${box}`);
    await inOutlook(world, user.mail, { name: word, mail });
    await ask('DELETE', `/contact-persons/${person.id}/links/${box}`);
    await inOutlook(world, user.mail, { name: word, mail }, 0);
    const all = await standin('GET', `/snapshot/${user.mail}`);
    const contact = all.find((one) => one.deleted && JSON.stringify(one).includes(mail));
    await standin('POST', `/mailboxes/${user.mail}/contacts/${encodeURIComponent(contact.id)}/restore`, {});
    await standin('PATCH', `/mailboxes/${user.mail}/contacts/${encodeURIComponent(contact.id)}`, { jobTitle: 'Gärtnerin' });
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await detect(page);
    await find(page, word, 1);
    assert.ok(await page.locator('.import-row [data-tick]').isDisabled());
    await page.locator('.import-row a[id^=link-]').click();
    await page.locator('.import-sides').waitFor();
    await accessible(page, 'both sides of a link to be made again');
    await page.locator('.wizard-foot form button').click();
    await page.locator('#import-list').waitFor();
    const ended = await ends(await finish(page));
    assert.deepEqual(Object.values(ended), ['linked']);
    await until('the position arrives', async () => (await ask('GET', `/contact-persons/${person.id}`)).fields.job_title === 'Gärtnerin');
    assert.equal((await world.outlook.byMail(user.mail, mail)).length, 1, 'no second contact');
    await close();
});

test('two tabs, a double click, the back button, exit', async () => {
    const word = 'Ztabs';
    await company(`${word} Holz`, { last_name: `${word}-Eins`, email_1: `eins@${word}.example`.toLowerCase() });
    const mail = `tina.${word}@mail.example`.toLowerCase();
    await born('Tina', `${word}-Brett`, { company: `${word} Holz`, mail });
    const { page, context, close } = await visit(browser);
    await signIn(page, world.url, user);
    await detect(page);
    const address = page.url();
    await find(page, word, 1);
    await tick(page, 'Brett').check();
    await until('it is ticked', async () => /\(1\)/.test(await page.locator('#import-do').textContent()));

    // The second tab sees what the first one did; a stranger sees nothing.
    const second = await context.newPage();
    await second.goto(address);
    await find(second, word, 1);
    assert.ok(await tick(second, 'Brett').isChecked());
    const other = await visit(browser);
    await signIn(other.page, world.url, world.users.administrator);
    await other.page.goto(address);
    assert.equal(new URL(other.page.url()).pathname, '/import', 'nobody else’s draft is shown');
    await other.close();

    await page.locator('#import-do').dblclick();
    await page.waitForURL(/\/runs\//);
    const run = new URL(page.url()).pathname;
    await second.locator('#import-do').click();
    await second.waitForURL(/\/runs\//);
    assert.equal(new URL(second.url()).pathname, run, 'the other tab finds the same run');
    await page.locator('.fares-sign.good').waitFor({ timeout: 60_000 });
    await page.goto(address);
    assert.equal(new URL(page.url()).pathname, run, 'the way back leads to the run');
    const { items } = await ask('GET', `/contact-persons?q=${encodeURIComponent(mail)}&limit=5`);
    assert.equal(items.length, 1, 'created once');

    // Exit leaves nothing behind; the other tab says so kindly.
    await detect(page);
    await second.goto(page.url());
    await page.locator('.import-foot a[aria-haspopup=dialog]').click();
    await page.locator('#dialog button.danger').click();
    await page.waitForURL((at) => at.pathname === '/');
    await second.locator('.import-by a').nth(1).click();
    await second.waitForURL((at) => at.pathname === '/import');
    await second.locator('.toast').waitFor();
    await close();
});

test('a contact without name and e-mail is completed in place', async () => {
    const word = 'Znobody';
    await born('', '', { company: `${word} Handel`, mobile: '0171 39 201 77' });
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await detect(page);
    await find(page, word, 1);
    await page.locator('.import-row a[id^=search-]').click();
    await page.locator('#partner-new').click();
    await page.locator('#import-new button.primary').click();
    await page.locator('.import-row .import-chosen').waitFor();
    await page.locator('.import-row [data-tick]').check();
    await until('it is ticked', async () => /\(1\)/.test(await page.locator('#import-do').textContent()));
    await page.locator('#import-do').click();
    await page.locator('.toast.failed').waitFor();
    await page.locator('a[id^=complete-]').click();
    await page.locator('#dialog button.primary').click();
    await page.locator('#dialog .callout.failed').waitFor();
    await accessible(page, 'completing a contact');
    await page.locator('#dialog #field-last_name').fill(`${word}-Jemand`);
    await page.locator('#dialog button.primary').click();
    await row(page, `${word}-Jemand`).waitFor();
    const ended = await ends(await finish(page));
    assert.deepEqual(ended, { [`${word}-Jemand`]: 'imported' });
    await close();
});
