// The export wizard: search, assignment table, review, options with the plan, progress and result.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo, inOutlook } from '../support/demo.js';
import { until } from '../support/program.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo(), await launch()];
    partner = (await world.api(world.users.user, 'GET', '/business-partners?limit=1')).items[0].id;
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

let partner;
let number = 0;

/** Makes persons with a common word in their names, in the user's charge. */
async function people(user, count, word) {
    const me = (await world.api(user, 'GET', '/me')).id;
    const made = [];
    for (let one = 0; one < count; one += 1) {
        number += 1;
        const tree = ['Ahorn', 'Birke', 'Ceder', 'Distel', 'Eiche', 'Fichte'][one];
        const fields = { first_name: 'Şükrü', last_name: `${word}-${tree}`, email_1: `${tree.toLowerCase()}${number}@beispiel.example` };
        const person = await world.api(user, 'POST', '/contact-persons', { business_partner: partner, employee_in_charge: me, fields });
        made.push({ id: person.id, mail: fields.email_1, name: `Şükrü ${fields.last_name}` });
    }
    return made;
}

const rows = (page, side) => page.locator(`#pane-${side} tbody tr`);
const names = async (page, side) => (await page.locator(`#pane-${side} tbody label`).allTextContents()).map((name) => name.trim());

/** Reads all that an export could leave: the mailbox, the persons that were searched for with their links, the runs. */
async function everything(user) {
    // What earlier journeys began has ended.
    await until('the mailboxes to be at rest', async () => {
        const { items } = await world.api(user, 'GET', '/mailboxes?limit=10');
        return items.every((one) => one.health.idle);
    });
    const mailbox = await (await fetch(`${world.book}/standin/snapshot/${user.mail}`)).json();
    const persons = (await world.api(user, 'GET', '/contact-persons?limit=100&q=Exitx')).items;
    const links = await Promise.all(persons.map((one) => world.api(user, 'GET', `/contact-persons/${one.id}/links`)));
    return { mailbox, persons, links, runs: await world.api(user, 'GET', '/runs?limit=100') };
}

/** Waits until a list has so many rows. */
async function has(page, side, count) {
    await until(`${count} rows in ${side}`, async () => (await rows(page, side).count()) === count);
}

/** Searches for a word in the mask, and comes to the assignment table. */
async function search(page, word) {
    await page.goto(`${world.url}/export`);
    await page.locator('#field-q').fill(word);
    await page.locator('#mask button.primary').click();
    await page.locator('#assign').waitFor();
}

for (const { language, width } of VARIANTS) {
    test(`from the search to the result, by mouse, touch and keyboard (${language}, ${width} px)`, async () => {
        const user = world.users.user;
        const word = `Xq${language}${width}`;
        const all = await people(user, 6, word);
        const { page, close } = await visit(browser, { language, width });
        await signIn(page, world.url, user);

        // One click in the quick start bar (in its menu, on a phone).
        await page.goto(world.url);
        if (width < 600) await page.locator('.bar details summary').first().click();
        await page.locator('a[href="/export"]:visible').first().click();
        await page.locator('#mask').waitFor();
        await fits(page, 'the search mask');
        await accessible(page, 'the search mask');

        await search(page, word);
        await has(page, 'found', 6);
        await fits(page, 'the assignment table');
        await accessible(page, 'the assignment table');

        if (width < 600) {
            // Fingers pick one by one.
            await rows(page, 'found').nth(0).tap();
            await rows(page, 'found').nth(1).tap();
            await rows(page, 'found').nth(2).tap();
            await page.locator('[data-do=add]').tap();
            await has(page, 'selected', 3);
        } else {
            // A row and, with shift, all up to another one; a double-click; dragging; Ctrl.
            await rows(page, 'found').nth(0).click();
            await rows(page, 'found').nth(2).click({ modifiers: ['Shift'] });
            await page.locator('[data-do=add]').click();
            await has(page, 'selected', 3);
            await rows(page, 'found').nth(0).dblclick();
            await has(page, 'selected', 4);
            await rows(page, 'selected').nth(3).dragTo(page.locator('#rows-found'));
            await has(page, 'selected', 3);
            await rows(page, 'found').nth(0).click();
            await rows(page, 'found').nth(2).click({ modifiers: ['Control'] });
            await page.locator('[data-do=add]').click();
            await has(page, 'selected', 5);
            await page.locator('button[value=remove-all]').click();
            await has(page, 'selected', 0);
            // By keyboard alone: a range, moved with Enter; then focus is on the next row.
            await page.locator('#pane-found input[name=p]').first().focus();
            await page.keyboard.press('Shift+ArrowDown');
            await page.keyboard.press('Shift+ArrowDown');
            await page.keyboard.press('Enter');
            await has(page, 'selected', 3);
            const focused = await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.dataset.pane);
            assert.equal(focused, 'found', 'focus goes to the next row');
            // A filter narrows its list only.
            await page.locator('#found-q').fill('eiche');
            await has(page, 'found', 1);
            await has(page, 'selected', 3);
            await page.locator('#found-q').fill('');
            await has(page, 'found', 3);
        }
        assert.deepEqual(await names(page, 'selected'), all.slice(0, 3).map((one) => one.name));
        await accessible(page, 'both lists');
        await fits(page, 'both lists');

        await page.locator('.wizard-foot a.primary').click();
        await page.locator('#review').waitFor();
        await accessible(page, 'the list for review');
        await fits(page, 'the list for review');
        await page.locator('form[action$="/review"] button').click();
        await page.locator('#options').waitFor();
        await page.locator('form[action$="/run"] button').waitFor();
        await accessible(page, 'the export options');
        await fits(page, 'the export options');

        // What exactly would change, field by field.
        await page.locator('.plan-table a.row-link').first().click();
        await page.locator('#dialog .plan-of').waitFor();
        assert.match(await page.locator('#dialog').textContent(), new RegExp(all[0].mail));
        await accessible(page, 'what would change');
        await page.keyboard.press('Escape');

        await page.locator('form[action$="/run"] button').click();
        await page.waitForURL(/\/runs\//);
        await page.locator('.fares-sign.good').waitFor();
        await accessible(page, 'the result');
        await fits(page, 'the result');
        for (const one of all.slice(0, 3)) await inOutlook(world, user.mail, one);

        // The next time they stand on the right from the start.
        await search(page, word);
        await has(page, 'selected', 3);
        await has(page, 'found', 3);
        assert.equal(await page.locator('#pane-selected tbody em').count(), 3, 'marked: exported contact person');

        // Taken off and withdrawn.
        await page.locator('#pane-selected input[name=p]').first().check();
        await page.locator('[data-do=remove]').click();
        await has(page, 'selected', 2);
        await page.locator('.wizard-foot a.primary').click();
        await page.locator('form[action$="/review"] button').click();
        await page.locator('#off-withdraw').check();
        await page.locator('form[action$="/run"] button:not([disabled])').waitFor();
        await until('the plan to say so', async () => (await page.locator('.plan-table .badge.warn').count()) === 1);
        await page.locator('form[action$="/run"] button').click();
        await page.locator('.fares-sign.good').waitFor();
        await inOutlook(world, user.mail, all[0], 0);
        await close();
    });
}

test('twenty-five are exported and stand in the address book with their photos', async () => {
    const user = world.users.user;
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await page.goto(`${world.url}/export`);
    await page.locator('#field-replicated').selectOption('false');
    await page.locator('#mask button.primary').click();
    await has(page, 'found', 50);
    await rows(page, 'found').nth(0).click();
    await rows(page, 'found').nth(24).click({ modifiers: ['Shift'] });
    await page.locator('[data-do=add]').click();
    await has(page, 'selected', 25);
    await page.locator('.wizard-foot a.primary').click();
    await page.locator('form[action$="/review"] button').click();
    await page.locator('form[action$="/run"] button').click();
    await page.waitForURL(/\/runs\//);
    const run = new URL(page.url()).pathname;
    await page.locator('.fares-sign:not(.busy)').waitFor();
    const items = (await world.api(user, 'GET', `${run}/items?limit=100`)).items;
    const done = items.filter((item) => ['created', 'linked'].includes(item.end));
    assert.equal(done.length, 25, JSON.stringify(items.slice(0, 3)));
    let photos = 0;
    for (const item of done) {
        const person = await world.api(user, 'GET', `/contact-persons/${item.contact_person}`);
        const mail = person.fields.email_1;
        if (!mail) continue;
        const found = await world.outlook.byMail(user.mail, mail);
        assert.equal(found.length, 1, mail);
        if (!person.photo) continue;
        await until(`the photo of ${mail}`, () => world.outlook.photo(user.mail, found[0].id));
        photos += 1;
    }
    assert.ok(photos > 5, `${photos} photos`);
    await page.goto(`${world.book}/?mailbox=${user.mail}`);
    const known = await page.locator('body').textContent();
    assert.ok(done.every((item) => known.includes(item.name.split(' ').at(-1))), 'all stand in the address book');
    assert.ok((await page.locator('img.avatar').count()) > 5, 'with their photos');
    await close();
});

test('without script the main path is the same', async () => {
    const user = world.users.user;
    const all = await people(user, 2, 'Plainx');
    const { page, close } = await visit(browser, { script: false });
    await signIn(page, world.url, user);
    await search(page, 'Plainx');
    await page.locator('#pane-found input[name=p]').first().check();
    await page.locator('button[value=add]').click();
    assert.equal(await rows(page, 'selected').count(), 1);
    await page.locator('.wizard-foot a.primary').click();
    await page.locator('form[action$="/review"] button').click();
    await page.locator('form[action$="/run"] button').click();
    await page.waitForURL(/\/runs\//);
    await inOutlook(world, user.mail, all[0]);
    await close();
});

test('exit, the back button, a second tab and a server that is gone leave nothing behind', async () => {
    const user = world.users.user;
    const all = await people(user, 3, 'Exitx');
    const before = await everything(user);
    const { page, context, close } = await visit(browser);
    await signIn(page, world.url, user);
    await search(page, 'Exitx');
    const address = page.url();
    await page.locator('button[value=add-all]').click();
    await has(page, 'selected', 3);

    // The same draft in a second tab: both see what the other did.
    const second = await context.newPage();
    await second.goto(address);
    await has(second, 'selected', 3);
    await second.locator('#pane-selected input[name=p]').first().check();
    await second.locator('[data-do=remove]').click();
    await has(second, 'selected', 2);
    await page.reload();
    await has(page, 'selected', 2);

    // Closed, and found again where one begins.
    await page.goto(world.url);
    await page.goto(`${world.url}/export`);
    await page.locator('.waiting a.button').first().click();
    await has(page, 'selected', 2);
    await page.goBack();

    await page.goto(address);
    await page.locator('.wizard-foot .actions a').first().click();
    await page.locator('#dialog button.danger').click();
    await page.waitForURL((at) => at.pathname === '/');
    await second.locator('#pane-found input[name=p]').first().check();
    await second.locator('[data-do=add]').click();
    await second.waitForURL((at) => at.pathname === '/export');
    for (const one of all) await inOutlook(world, user.mail, one, 0);
    assert.deepEqual(await everything(user), before, 'both sides are as they were');
    await close();
});
