// The export wizard while the world moves: persons edited, deleted and hidden, a second user, pause and cancel, and a
// server that dies in the middle of a long run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { accessible, exportEverybody, launch, signIn, visit } from '../support/browser.js';
import { demo, inOutlook } from '../support/demo.js';
import { until } from '../support/program.js';

let world, browser, partner;
before(async () => {
    [world, browser] = [await demo(), await launch()];
    partner = (await world.api(world.users.user, 'GET', '/business-partners?limit=1')).items[0].id;
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

/** Makes persons with a common word in their names, in a user's charge. */
async function people(user, count, word) {
    const me = (await world.api(user, 'GET', '/me')).id;
    const made = [];
    for (let one = 0; one < count; one += 1) {
        const last = `${word}-${String.fromCharCode(65 + one)}`;
        const fields = { first_name: 'Şükrü', last_name: last, email_1: `${last.toLowerCase()}@beispiel.example` };
        const person = await world.api(user, 'POST', '/contact-persons', { business_partner: partner, employee_in_charge: me, fields });
        made.push({ id: person.id, mail: fields.email_1, name: `Şükrü ${last}` });
    }
    return made;
}

/** Searches for a word, selects everybody, saves, and comes to the options with a plan. */
async function planned(page, word, count) {
    await page.goto(`${world.url}/export`);
    await page.locator('#field-q').fill(word);
    await page.locator('#mask button.primary').click();
    await page.locator('button[value=add-all]').click();
    await until(`${count} selected`, async () => (await page.locator('#pane-selected tbody tr').count()) === count);
    await page.locator('.wizard-foot a.primary').click();
    await page.locator('form[action$="/review"] button').click();
    await page.locator('form[action$="/run"] button').waitFor();
}

/** Lets Outlook take its time for every request. */
function slow(milliseconds) {
    return fetch(`${world.book}/standin/throttle`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ latency_ms: milliseconds }),
    });
}

const items = async (user, run) => (await world.api(user, 'GET', `${run}/items?limit=100`)).items;

test('persons edited, deleted and restored between plan and export each have one right outcome', async () => {
    const user = world.users.user;
    const [kept, edited, deleted, restored] = await people(user, 4, 'Mittlerweile');
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await planned(page, 'Mittlerweile', 4);

    await world.api(user, 'PATCH', `/contact-persons/${edited.id}`, { fields: { job_title: 'Inzwischen Leiterin' } });
    await world.api(user, 'DELETE', `/contact-persons/${deleted.id}`);
    await world.api(user, 'DELETE', `/contact-persons/${restored.id}`);
    await world.api(user, 'POST', `/contact-persons/${restored.id}/restore`);

    await page.locator('form[action$="/run"] button').click();
    await page.waitForURL(/\/runs\//);
    await page.locator('.fares-sign:not(.busy)').waitFor();
    const ends = new Map((await items(user, new URL(page.url()).pathname)).map((item) => [item.contact_person, item]));
    assert.equal(ends.get(kept.id).end, 'created');
    assert.equal(ends.get(edited.id).end, 'created');
    assert.equal(ends.get(restored.id).end, 'created');
    assert.equal(ends.get(deleted.id).end, 'failed');
    assert.match(ends.get(deleted.id).reason, /bin/, 'it says why');
    const [contact] = await inOutlook(world, user.mail, edited);
    assert.equal(contact.jobTitle, 'Inzwischen Leiterin', 'as it is now, not as it was planned');
    await inOutlook(world, user.mail, deleted, 0);
    await close();
});

test('two users export the same persons at once, each into the own mailbox', async () => {
    const { user, administrator } = world.users;
    const all = await people(user, 3, 'Zweimal');
    const first = await visit(browser);
    const second = await visit(browser);
    await signIn(first.page, world.url, user);
    await signIn(second.page, world.url, administrator);
    // The standing restriction in sight is the administrator's to change.
    await exportEverybody(second.page, world.url);

    await planned(first.page, 'Zweimal', 3);
    await planned(second.page, 'Zweimal', 3);
    await Promise.all([first, second].map(({ page }) => page.locator('form[action$="/run"] button').click()));
    for (const { page } of [first, second]) await page.locator('.fares-sign.good').waitFor();
    for (const one of all) {
        for (const { mail } of [user, administrator]) await inOutlook(world, mail, one);
    }
    await first.close();
    await second.close();
});

test('a run is paused, goes on, is cancelled, and its report is kept', async () => {
    const user = world.users.user;
    const all = await people(user, 6, 'Pausiert');
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await planned(page, 'Pausiert', 6);
    await slow(900);
    try {
        await page.locator('form[action$="/run"] button').click();
        await page.waitForURL(/\/runs\/.*wizard=export/);
        await page.locator('form[action*="/pause"] button').click();
        await page.locator('form[action*="/continue"] button').waitFor();
        await accessible(page, 'a paused run');
        assert.equal(await page.locator('.wizard-steps').count(), 1, 'still the last step of the wizard');
        await page.reload();
        await page.locator('form[action*="/continue"] button').click();
        await page.locator('form[action*="/pause"] button').waitFor();
        assert.match(page.url(), /wizard=export/);
        // Paused once more, and cancelled: what was sent is done, what was not does not happen.
        await page.locator('form[action*="/pause"] button').click();
        await page.locator('form[action*="/continue"] button').waitFor();
        await page.locator('a[href*="/cancel"]').click();
        await page.locator('#dialog button.danger').click();
        await page.locator('.fares-sign:not(.busy)').waitFor({ timeout: 40_000 });
        assert.match(page.url(), /wizard=export/);
    } finally {
        await slow(0);
    }
    const run = new URL(page.url()).pathname;
    const ends = await items(user, run);
    assert.equal(ends.length, 6);
    for (const item of ends) {
        const one = all.find((person) => person.id === item.contact_person);
        assert.ok(['created', 'failed'].includes(item.end), item.end);
        await inOutlook(world, user.mail, one, item.end === 'created' ? 1 : 0);
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/report.csv"]').click()]);
    const report = await readFile(await download.path(), 'utf8');
    for (const one of all) assert.ok(report.includes(one.name), report);

    // What did not happen is tried again, alone.
    const failed = ends.filter((item) => item.end === 'failed').length;
    if (failed > 0) {
        await page.locator('form[action*="/retry"] button').click();
        await page.locator('.fares-sign.good').waitFor();
        assert.match(page.url(), /wizard=export/);
    }
    for (const one of all) await inOutlook(world, user.mail, one);
    await close();
});
