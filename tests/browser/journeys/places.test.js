// Every page, wide and narrow, in both languages, light and dark: reachable, without a violation, nothing sticking out.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { VARIANTS, accessible, fits, launch, signIn, visit } from '../support/browser.js';
import { demo } from '../support/demo.js';
import { places } from '../support/places.js';

let world, browser;
before(async () => {
    [world, browser] = [await demo(), await launch()];
});
after(async () => {
    await browser?.close();
    await world?.server.stop();
});

for (const { language, width } of VARIANTS) {
    test(`every page is in order (${language}, ${width} px)`, async () => {
        const { page, close } = await visit(browser, { language, width, dark: language === 'de' });
        await page.goto(`${world.url}/sign-in`);
        await accessible(page, '/sign-in');
        await fits(page, '/sign-in');
        await signIn(page, world.url, world.users.administrator);
        for (const path of await places(world)) {
            const answer = await page.goto(world.url + path);
            assert.ok(answer.status() < 400, `${path}: ${answer.status()}`);
            assert.equal(await page.locator('h1, #dialog-title').count() > 0, true, `${path}: no heading`);
            await accessible(page, path);
            await fits(page, path);
        }
        await close();
    });
}

test('the first view and later ones are small', async () => {
    const { page, close } = await visit(browser);
    let bytes = 0;
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    client.on('Network.loadingFinished', (event) => {
        bytes += event.encodedDataLength;
    });
    await page.goto(`${world.url}/sign-in`, { waitUntil: 'networkidle' });
    await signIn(page, world.url, world.users.user);
    await page.waitForLoadState('networkidle');
    assert.ok(bytes < 100_000, `the first view took ${bytes} bytes`);
    for (const path of ['/business-partners', '/runs', '/mailbox', '/account']) {
        bytes = 0;
        await page.goto(world.url + path, { waitUntil: 'load' });
        assert.ok(bytes < 30_000, `${path} took ${bytes} bytes`);
    }
    await close();
});

test('nothing moves while a page loads', async () => {
    for (const width of [1440, 360]) {
        const { page, close } = await visit(browser, { width });
        await signIn(page, world.url, world.users.user);
        for (const path of ['/', '/contact-persons', '/mailbox']) {
            await page.goto(world.url + path, { waitUntil: 'networkidle' });
            const shift = await page.evaluate(
                () =>
                    new Promise((done) => {
                        let sum = 0;
                        new PerformanceObserver((list) => {
                            for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
                        }).observe({ type: 'layout-shift', buffered: true });
                        setTimeout(() => done(sum), 300);
                    }),
            );
            assert.ok(shift < 0.05, `${path} at ${width} px moved by ${shift}`);
        }
        await close();
    }
});
