// A contact person lives on both sides: switched on, edited here and there, withdrawn, adopted again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo, inOutlook, newcomer } from '../support/demo.js';
import { until } from '../support/program.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo({ persons: 60 }), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

const SWITCH = '#switch button[role=switch]';

/** Waits until the switch of the mailbox stands so, without a reload. */
async function stands(page, on) {
    await page.locator(`${SWITCH}[aria-checked=${on}]`).first().waitFor();
}

for (const { language, width } of VARIANTS) {
    test(`a person is switched on, edited on both sides, withdrawn and adopted again (${language}, ${width} px)`, async () => {
        const user = world.users.user;
        const person = await newcomer(world, user, `Öz-${language}${width}`);
        const { page, close } = await visit(browser, { language, width });
        await signIn(page, world.url, user);
        assert.equal(await page.locator('html').getAttribute('lang'), language);

        await page.goto(world.url + person.path);
        await stands(page, false);
        await fits(page, 'a person that is not replicated');
        await accessible(page, 'a person that is not replicated');

        // By keyboard.
        await page.locator(SWITCH).first().focus();
        await page.keyboard.press('Enter');
        await stands(page, true);
        const [contact] = await inOutlook(world, user.mail, person);
        assert.equal(contact.surname, person.name.split(' ')[1]);
        await accessible(page, 'a replicated person');

        // There first, here without a reload.
        await world.outlook.change(user.mail, contact.id, { jobTitle: `Leiter ${width}` });
        await page.getByText(`Leiter ${width}`).first().waitFor();

        // Here, and there.
        await page.goto(`${world.url}${person.path}/edit`);
        await accessible(page, 'the form of a person');
        await fits(page, 'the form of a person');
        await page.locator('#field-job_title').fill('Geschäftsführerin <b>');
        await page.locator('main form[data-guard] button.primary[type=submit]').first().click();
        await page.waitForURL((at) => at.pathname === person.path);
        await page.getByText('Geschäftsführerin <b>').first().waitFor();
        await until('the position in Outlook', async () => {
            const [now] = await world.outlook.byMail(user.mail, person.mail);
            return now?.jobTitle === 'Geschäftsführerin <b>';
        });

        // Withdrawing asks first, and says what happens.
        await page.locator(`${SWITCH}[aria-checked=true]`).first().click();
        const dialog = page.locator('#dialog');
        await dialog.getByRole('heading').waitFor();
        await accessible(page, 'the question before withdrawing');
        await page.keyboard.press('Escape');
        await stands(page, true);
        await page.locator(`${SWITCH}[aria-checked=true]`).first().click();
        await dialog.locator('button.danger').click();
        await stands(page, false);
        await inOutlook(world, user.mail, person, 0);

        // Adopted again: one contact, not two.
        await page.locator(SWITCH).first().click();
        await stands(page, true);
        const [again] = await inOutlook(world, user.mail, person, 1);

        // Deleted in Outlook: the person stays, the switch says so, nothing comes back by itself.
        await world.outlook.remove(user.mail, again.id);
        await stands(page, false);
        assert.equal(await page.locator('h1').first().isVisible(), true);
        await fits(page, 'a person deleted in Outlook');
        await accessible(page, 'a person deleted in Outlook');
        await close();
    });
}
