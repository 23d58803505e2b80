// Teams: an administrator makes one, and its members see the search that one of them shares with it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo } from '../support/demo.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo(), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

for (const { language, width } of VARIANTS) {
    test(`a team is made, and a search shared with it (${language}, ${width} px)`, async () => {
        const team = `Team ${language} ${width}`;
        const mine = await visit(browser, { language, width });
        const page = mine.page;
        await signIn(page, world.url, world.users.administrator);
        await page.goto(`${world.url}/users`);
        await page.locator('a[href="/teams/new"]').click();
        await page.locator('button.primary[type=submit]').click();
        await page.locator('#field-name[aria-invalid=true]').waitFor();
        await page.locator('#field-name').fill(team);
        for (const user of [world.users.administrator, world.users.user]) {
            await page.locator('label.choice', { hasText: user.mail }).click();
        }
        await accessible(page, 'a new team');
        await fits(page, 'a new team');
        await page.locator('main form.card button.primary[type=submit]').click();
        await page.waitForURL(`${world.url}/users`);
        await accessible(page, 'the teams');
        await fits(page, 'the teams');

        const theirs = await visit(browser, { language, width });
        await signIn(theirs.page, world.url, world.users.user);
        await theirs.page.goto(`${world.url}/export`);
        await theirs.page.locator('.save-search > summary').click();
        await theirs.page.locator('#field-search_name').fill(`Görlitz ${team}`);
        await theirs.page.locator('#field-search_team').selectOption({ label: team });
        await theirs.page.locator('button[formaction="/export/searches"]').click();
        await theirs.page.getByRole('link', { name: `Görlitz ${team}` }).waitFor();
        await page.goto(`${world.url}/export`);
        assert.equal(await page.getByRole('link', { name: `Görlitz ${team}` }).count(), 1, 'a member sees it');

        // Whoever leaves the team sees it no longer.
        await page.goto(`${world.url}/users`);
        await page.getByRole('link', { name: team }).click();
        await page.locator('label.choice', { hasText: world.users.administrator.mail }).click();
        await page.locator('main form.card button.primary[type=submit]').click();
        await page.waitForURL(`${world.url}/users`);
        await page.goto(`${world.url}/export`);
        assert.equal(await page.getByRole('link', { name: `Görlitz ${team}` }).count(), 0, 'not any more');
        await theirs.close();
        await mine.close();
    });
}
