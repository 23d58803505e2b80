// Everything works without JavaScript: forms, links and pages are enough.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, signIn, visit } from '../support/browser.js';
import { demo, inOutlook } from '../support/demo.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo({ persons: 60 }), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

for (const { language, width } of [
    { language: 'en', width: 1440 },
    { language: 'de', width: 360 },
]) {
    test(`a person is created, found, edited, replicated and withdrawn without script (${language}, ${width} px)`, async () => {
        const user = world.users.user;
        const { page, close } = await visit(browser, { language, width, script: false });
        await signIn(page, world.url, user);
        const partner = (await world.api(user, 'GET', '/business-partners?limit=1')).items[0];
        const last = `Schlicht${width}`;
        const person = { name: `Jördis ${last}`, mail: `${last.toLowerCase()}@journey.example` };

        await page.goto(`${world.url}/contact-persons/new`);
        await page.locator('#field-business_partner').fill(partner.name ?? partner.fields.name);
        await page.locator('#field-first_name').fill('Jördis');
        await page.locator('#field-last_name').fill(last);
        await page.locator('#field-email_1').fill(person.mail);
        await page.locator('form.person-form button.primary[type=submit]').click();
        await page.locator('h1', { hasText: last }).waitFor();
        const path = new URL(page.url()).pathname;
        assert.match(path, /^\/contact-persons\/(?!new)[^/]+$/);

        // Found by the search of the bar.
        await page.goto(world.url);
        await page.locator('#search').fill(last);
        await page.locator('#search').press('Enter');
        await page.locator('#persons-list a.row-link', { hasText: last }).click();
        await page.locator('h1', { hasText: last }).waitFor();

        await page.locator(`a[href="${path}/edit"]`).click();
        await page.locator('#field-job_title').fill('Ohne Skript');
        await page.locator('form.person-form button.primary[type=submit]').click();
        await page.locator('#fields').getByText('Ohne Skript').waitFor();

        // The switch has a page of its own.
        await page.locator(`a[href="${path}/switch"]`).click();
        await page.locator('#switch button[role=switch][aria-checked=false]').first().click();
        await page.locator('#switch button[role=switch][aria-checked=true]').first().waitFor();
        await inOutlook(world, user.mail, person);
        await page.reload();
        await page.locator('#switch button[role=switch][aria-checked=true]').first().click();
        await page.locator('main button.danger').click();
        await inOutlook(world, user.mail, person, 0);
        await page.goto(`${world.url}${path}/switch`);
        await page.locator('#switch button[role=switch][aria-checked=false]').first().waitFor();
        assert.equal((await page.locator('h1').first().innerText()).includes(last), true);

        await page.locator('details.account-menu > summary').click();
        await page.locator('form[action="/sign-out"] button').click();
        await page.goto(`${world.url}/contact-persons`);
        assert.equal(new URL(page.url()).pathname, '/sign-in');
        await close();
    });
}
