// Duplicates: told while one types, asked about before saving, taken stock of, said not to be the same and taken back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo, newcomer } from '../support/demo.js';
import { until } from '../support/program.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo({ persons: 60 }), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

const [WIDE, , , NARROW] = VARIANTS;
const SAVE = 'main form.person-form button.primary[type=submit]';

for (const { language, width } of [WIDE, NARROW]) {
    const german = language === 'de';
    const where = `(${language}, ${width} px)`;

    test(`who types somebody who is here is told so, with reasons, and asked once ${where}`, async () => {
        const { page, close } = await visit(browser, { language, width });
        const user = world.users.user;
        const person = await newcomer(world, user, `Zwetschgenböck${width}`, { business_phone: `030 76543${width}` });
        await signIn(page, world.url, user);
        const partner = (await world.api(user, 'GET', '/business-partners?limit=1')).items[0].id;
        await page.goto(`${world.url}/contact-persons/new?business_partner=${partner}`);
        const told = page.locator('#duplicates');
        await page.locator('#field-first_name').fill('Joerdis');
        await page.locator('#field-last_name').fill(`Zwetschgenboeck${width}`);
        await told.getByText(person.name).waitFor();
        assert.match(await told.innerText(), german ? /möglicherweise dieselbe Person/ : /possibly the same/);
        assert.match(await told.innerText(), german ? /Gleicher Nachname/ : /Same last name/);
        await page.locator('#field-email_1').fill(person.mail);
        await told.getByText(german ? /sicher dieselbe Person/ : /certainly the same/).waitFor();
        await accessible(page, 'duplicates while typing');
        await fits(page, 'duplicates while typing');
        await page.locator(SAVE).click();
        const anyway = page.locator('button[name=anyway]');
        await anyway.waitFor();
        await anyway.click();
        await page.waitForURL((at) => /^\/contact-persons\/[0-9a-f-]{36}$/.test(at.pathname));
        await close();
    });

    test(`stock is taken, and who is not the same is remembered until taken back ${where}`, async () => {
        const { page, close } = await visit(browser, { language, width });
        const user = world.users.user;
        const last = `Doppelmoser${width}`;
        const [one, other] = [await newcomer(world, user, last), await newcomer(world, user, last)];
        await signIn(page, world.url, user);
        await page.goto(`${world.url}/duplicates`);
        await page.locator('#stock form[action="/duplicates"] button').click();
        const pair = page.locator('.pair', { has: page.locator(`a[href="${one.path}"]`) });
        await pair.waitFor();
        assert.equal(await pair.locator(`a[href="${other.path}"]`).count(), 1);
        assert.match(await pair.innerText(), german ? /Gleiche E-Mail-Adresse/ : /Same e-mail address/);
        await accessible(page, '/duplicates');
        await fits(page, '/duplicates');
        await pair.locator('form button').click();
        await pair.waitFor({ state: 'detached' });
        await page.goto(`${world.url}/duplicates/not-the-same`);
        const apart = page.locator('.pair', { has: page.locator(`a[href="${one.path}"]`) });
        await fits(page, '/duplicates/not-the-same');
        await apart.locator('form button').click();
        await page.waitForURL((at) => at.pathname === '/duplicates');
        await pair.waitFor();
        await close();
    });
}

test('without script stock is taken, and a duplicate is created on a second yes', async () => {
    const { page, close } = await visit(browser, { script: false });
    const user = world.users.user;
    const person = await newcomer(world, user, 'Ohneskript');
    await signIn(page, world.url, user);
    const partner = (await world.api(user, 'GET', '/business-partners?limit=1')).items[0].id;
    await page.goto(`${world.url}/contact-persons/new?business_partner=${partner}`);
    await page.locator('#field-last_name').fill('Ohneskript');
    await page.locator('#field-email_1').fill(person.mail);
    await page.locator(SAVE).click();
    assert.ok(await page.locator('#duplicates').getByText(person.name).isVisible());
    await page.locator('button[name=anyway]').click();
    await page.waitForURL((at) => /^\/contact-persons\/[0-9a-f-]{36}$/.test(at.pathname));
    await page.goto(`${world.url}/duplicates`);
    await page.locator('#stock form[action="/duplicates"] button').click();
    const pair = page.locator(`.pair a[href="${person.path}"]`);
    await until('the pair is shown', async () => {
        await page.goto(`${world.url}/duplicates`);
        return (await pair.count()) > 0;
    });
    await close();
});
