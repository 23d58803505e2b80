// What is done with contact persons every day: found, created, changed by two at once, given a photo, deleted, restored.

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

const SAVE = 'main form.person-form button.primary[type=submit]';
const [WIDE, , , NARROW] = VARIANTS;
/** The search of the list: in the bar where that has room, else above the list. Never both. */
const SEARCH = '#search:visible, #persons-q:visible';

/** Saves the form of a person and waits for its page. */
async function save(page, person) {
    await page.locator(SAVE).click();
    await page.waitForURL((at) => at.pathname === person.path);
}

/** Makes a picture of two colours, larger one way than the other. */
async function picture(page, left, right) {
    const url = await page.evaluate(
        ([one, other]) => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 500 });
            const paper = canvas.getContext('2d');
            for (const [x, colour] of [[0, one], [450, other]]) {
                paper.fillStyle = colour;
                paper.fillRect(x, 0, 450, 500);
            }
            return canvas.toDataURL('image/png');
        },
        [left, right],
    );
    return Buffer.from(url.split(',')[1], 'base64');
}

for (const { language, width } of [WIDE, NARROW]) {
    const where = `(${language}, ${width} px)`;

    test(`a person is found while typing, also with a slip ${where}`, async () => {
        const { page, close } = await visit(browser, { language, width });
        const user = world.users.user;
        const person = await newcomer(world, user, `Weißköpfl${width}`);
        await signIn(page, world.url, user);
        await page.goto(`${world.url}/contact-persons`);
        await page.evaluate(() => {
            globalThis.stayed = true;
        });
        const row = page.locator('#persons-list [data-row]', { hasText: person.name }).first();
        for (const typed of [`weißköpfl${width}`, `Weisskoepfl${width}`, `Weiskoepfl${width}`]) {
            await page.locator(SEARCH).fill('nobody-is-called-so');
            await row.waitFor({ state: 'detached' });
            await page.locator(SEARCH).fill('');
            await page.locator(SEARCH).pressSequentially(typed);
            await row.waitFor();
        }
        assert.ok(page.url().includes('q='), 'what is searched stands in the address');
        assert.equal(await page.evaluate(() => globalThis.stayed), true, 'the page was loaded anew');
        await accessible(page, 'what was found');
        await fits(page, 'what was found');
        await row.locator('a.row-link').click();
        await page.waitForURL((at) => at.pathname === person.path);
        await close();
    });

    test(`a person is created after a mistake, deleted and restored ${where}`, async () => {
        const { page, close } = await visit(browser, { language, width });
        const user = world.users.user;
        // Not alike, or the second one would be told of as a possible duplicate.
        const last = width === 360 ? 'Ångström' : 'Żółkiewski';
        await signIn(page, world.url, user);
        const partner = (await world.api(user, 'GET', '/business-partners?limit=1')).items[0];
        await page.goto(`${world.url}/contact-persons/new`);
        await page.locator('#field-last_name').fill(last);
        await page.locator(SAVE).click();
        await page.locator('#error-business_partner').waitFor();
        const focused = await page.evaluate(() => document.activeElement.matches('[data-focus]'));
        assert.equal(focused, true, 'focus is on the summary of what is wrong');
        assert.equal(await page.locator('#field-last_name').inputValue(), last);
        await accessible(page, 'the form with a mistake');
        await fits(page, 'the form with a mistake');

        await page.locator('#field-business_partner').pressSequentially(partner.name ?? partner.fields.name);
        await page.locator('[data-lookup] [role=option][data-id]').first().waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await page.locator(SAVE).click();
        await page.waitForURL((at) => /^\/contact-persons\/(?!new)[^/]+$/.test(at.pathname));
        await page.locator('h1', { hasText: last }).waitFor();

        const path = new URL(page.url()).pathname;
        await page.locator('.mask-actions details[data-menu] > summary').click();
        await page.locator(`.mask-actions a[href="${path}/delete"]`).click();
        await page.locator('#dialog button.danger').click();
        const restore = page.locator('.mask-actions form[action$="/restore"] button');
        await restore.waitFor();
        await accessible(page, 'a person in the bin');
        await fits(page, 'a person in the bin');
        await restore.click();
        await page.locator('.mask-actions [data-key=e]').waitFor();
        await close();
    });
}

test('two who save at once lose nothing', async () => {
    const { user, administrator } = world.users;
    const person = await newcomer(world, user, 'Zweifach');
    const one = await visit(browser);
    const other = await visit(browser, { language: 'de', width: 360 });
    await signIn(one.page, world.url, user);
    await signIn(other.page, world.url, administrator);
    const edit = async ({ page }, field, text) => {
        await page.goto(`${world.url}${person.path}/edit`);
        await page.evaluate(() => document.querySelectorAll('.more-fields').forEach((more) => (more.open = true)));
        await page.locator(`#field-${field}`).fill(text);
    };
    const now = async () => (await world.api(user, 'GET', person.path)).fields;

    // Different fields: both stay.
    await edit(one, 'department', 'Rowing');
    await edit(other, 'profession', 'Boats & Co');
    await save(one.page, person);
    await save(other.page, person);
    assert.deepEqual([(await now()).department, (await now()).profession], ['Rowing', 'Boats & Co']);

    // The same field: both values are shown, and one is chosen.
    for (const [choice, text] of [['mine', 'Second'], ['theirs', 'Third']]) {
        await edit(one, 'job_title', `First ${text}`);
        await edit(other, 'job_title', text);
        await save(one.page, person);
        await other.page.locator(SAVE).click();
        const clash = other.page.locator('#field-choice-job_title');
        await clash.getByText(`First ${text}`).waitFor();
        assert.ok((await clash.locator('.clash-side').first().innerText()).includes(text));
        assert.equal((await now()).job_title, `First ${text}`);
        await accessible(other.page, 'the choice between two values');
        await fits(other.page, 'the choice between two values');
        await clash.locator(`input[value=${choice}]`).check();
        await save(other.page, person);
        assert.equal((await now()).job_title, choice === 'mine' ? text : `First ${text}`);
    }
    await one.close();
    await other.close();
});

test('a photo is cropped here and seen in Outlook, and the other way round', async () => {
    const user = world.users.user;
    const person = await newcomer(world, user, 'Lichtbild');
    const { page, close } = await visit(browser);
    await signIn(page, world.url, user);
    await page.goto(world.url + person.path);
    await page.locator('#switch button[role=switch]').first().click();
    const [contact] = await inOutlook(world, user.mail, person);

    await page.locator('#person-photo').click();
    const buffer = await picture(page, '#c00000', '#0000c0');
    await page.locator('#field-photo').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
    const stage = page.locator('[data-photo-stage]');
    await stage.waitFor();
    await accessible(page, 'a photo being cropped');
    await stage.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('Shift+ArrowRight');
    await page.locator('form[data-photo] button[type=submit]').click();
    const shown = page.locator('#person-photo img');
    await shown.waitFor();
    const there = await until('the photo in Outlook', () => world.outlook.photo(user.mail, contact.id));
    const size = await page.evaluate(async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        return [bitmap.width, bitmap.height];
    }, [...there]);
    assert.equal(size[0], size[1], `the photo was cut to a square, not ${size}`);

    const before = await shown.getAttribute('src');
    await world.outlook.setPhoto(user.mail, contact.id, await picture(page, '#00a000', '#f0f000'), 'image/png');
    await until('the photo of Outlook on the page', async () => (await shown.getAttribute('src')) !== before);
    const loaded = () => shown.evaluate((image) => image.complete && image.naturalWidth > 0);
    await until('the picture itself', loaded);
    await close();
});

test('a mistake in a dialog keeps the dialog open with what is wrong, and the selection', async () => {
    const { page, close } = await visit(browser, WIDE);
    await signIn(page, world.url, world.users.user);
    await page.goto(`${world.url}/contact-persons`);
    const boxes = page.locator('#persons-list [data-select]');
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.locator('[data-selection] button[formaction="/contact-persons/employee-in-charge"]').click();
    const dialog = page.locator('dialog#dialog[open]');
    await dialog.locator('button[type=submit]').last().click();
    await dialog.locator('[role=alert]').waitFor();
    // What would close it comes with the swap: it stays for two frames after it.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await dialog.count(), 1, 'the dialog was closed with its error');
    assert.equal(await page.locator('#persons-list [data-select]:checked').count(), 2, 'the selection is lost');
    await accessible(page, 'a dialog with a mistake');
    await dialog.locator('select[name=employee]').selectOption({ index: 1 });
    await dialog.locator('button[type=submit]').last().click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('#toasts .toast').first().waitFor();
    await close();
});
