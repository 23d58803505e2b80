// Whatever is typed is text: nothing of it runs, nothing sticks out, and it comes back as it was typed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { fits, launch, signIn, visit } from '../support/browser.js';
import { demo, newcomer } from '../support/demo.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo({ persons: 60 }), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

const TYPED = {
    markup: `</textarea><script>window.ran=1</script><img src=x onerror="window.ran=2">'"><b>&amp;`,
    templates: '{{ 7 * 7 }} ${window.ran=3} %s javascript:window.ran=4',
    'right to left': 'שלום <b>עולם</b> مرحبا بالعالم',
    'many letters': 'W'.repeat(300),
    emoji: '👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀 Zoë',
};
const FIELDS = 'form.person-form :is(input[type=text], textarea)[name]:not([role=combobox])';
const SAVE = 'form.person-form button.primary[type=submit]';

/** Opens everything that can be opened, so that every field is reached. */
const unfold = (page) => page.evaluate(() => document.querySelectorAll('.more-fields').forEach((one) => (one.open = true)));

/** Reads the text fields of the form: what stands in each, without the empty lines of those with several values. */
const values = async (page) => {
    const all = await page.locator(FIELDS).evaluateAll((found) => found.map((field) => [field.name, field.value]));
    const fields = new Map(all.map(([field]) => [field, []]));
    for (const [field, value] of all) if (value !== '') fields.get(field).push(value);
    return [...fields];
};

async function calm(page, where) {
    assert.equal(await page.evaluate(() => globalThis.ran), undefined, `${where}: a script ran`);
    await fits(page, where);
}

for (const [name, text] of Object.entries(TYPED)) {
    test(`${name} in every field`, async () => {
        const width = name === 'markup' ? 1440 : 360;
        const user = world.users.user;
        const person = await newcomer(world, user, `Hostil${name.replace(/ /g, '')}`);
        const { page, close } = await visit(browser, { width });
        await signIn(page, world.url, user);
        await page.goto(`${world.url}${person.path}/edit`);
        await unfold(page);
        for (const field of await page.locator(FIELDS).all()) await field.fill(text);
        await page.locator(SAVE).click();
        await page.waitForLoadState();

        // Fields with rules of their own refuse it, and keep what was typed.
        await page.locator('form.person-form .error:visible, .mask').first().waitFor();
        if (page.url().endsWith('/edit')) {
            await calm(page, `the form refused (${name})`);
            for (const [field, lines] of await values(page)) assert.deepEqual([...new Set(lines)], [text], field);
            await unfold(page);
            const refused = await page.locator(`:is(input, textarea)[aria-invalid=true]`).all();
            assert.ok(refused.length > 0);
            for (const field of refused) await field.fill('');
            await page.locator(SAVE).click();
        }
        await page.waitForURL((at) => at.pathname === person.path);
        await calm(page, `the page (${name})`);
        for (const path of [`${person.path}/history`, '/contact-persons', `/contact-persons?q=${encodeURIComponent(text)}`]) {
            await page.goto(world.url + path);
            await calm(page, `${path} (${name})`);
        }
        await page.goto(`${world.url}${person.path}/edit`);
        await calm(page, `the form (${name})`);
        const kept = (await values(page)).filter(([, lines]) => lines.length > 0);
        assert.ok(kept.length > 10, `only ${kept.length} fields took it`);
        for (const [field, lines] of kept) assert.deepEqual([...new Set(lines)], [text], field);
        await close();
    });
}

test('a NUL is no trouble', async () => {
    const user = world.users.user;
    const person = await newcomer(world, user, 'Nullzeichen');
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await page.goto(`${world.url}${person.path}/edit`);
    await page.locator('#field-job_title').evaluate((field) => {
        field.value = 'before\0after';
    });
    const [answer] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === 'POST' && one.url().includes(person.id)),
        page.locator(SAVE).click(),
    ]);
    assert.ok(answer.status() < 500, `answered with ${answer.status()}`);
    await page.goto(world.url + person.path);
    await calm(page, 'the page');
    const now = (await world.api(user, 'GET', person.path)).fields.job_title;
    assert.equal(now, 'beforeafter', 'the NUL is left out, the rest is kept');
    await close();
});
