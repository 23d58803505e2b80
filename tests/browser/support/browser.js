// A real browser, and what every journey does with it.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Every journey is made in both languages, wide and narrow. */
export const VARIANTS = [
    { language: 'en', width: 1440 },
    { language: 'de', width: 1440 },
    { language: 'en', width: 360 },
    { language: 'de', width: 360 },
];

/** Starts the browser of Debian's package, or the one that CHROMIUM names. */
export function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        headless: true,
        args: [
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}

/**
 * Opens a fresh browser context: its own cookies, a language, a width. `script: false` turns JavaScript off.
 * A page's error in a script fails the journey when `close` is called.
 */
export async function visit(browser, { language = 'en', width = 1440, dark = false, script = true } = {}) {
    const context = await browser.newContext({
        locale: language === 'de' ? 'de-DE' : 'en-GB',
        viewport: { width, height: width < 600 ? 740 : 900 },
        colorScheme: dark ? 'dark' : 'light',
        javaScriptEnabled: script,
        hasTouch: width < 600,
        reducedMotion: 'reduce',
        timezoneId: 'Europe/Berlin',
    });
    context.setDefaultTimeout(20_000);
    const faults = [];
    context.on('weberror', (error) => faults.push(String(error.error())));
    context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    const page = await context.newPage();
    return {
        context,
        page,
        close: async () => {
            await context.close();
            assert.deepEqual(faults, [], 'the pages made errors in the browser');
        },
    };
}

/** Signs in by the form, as a person does. */
export async function signIn(page, url, user) {
    await page.goto(`${url}/sign-in`);
    await page.locator('input[name=mail]').fill(user.mail);
    await page.locator('input[name=password]').fill(user.password);
    await page.locator('form[action^="/sign-in"] button[type=submit]').click();
    await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
}

/** Fails when axe finds a violation on the page as it stands. */
export async function accessible(page, where) {
    await page.evaluate(AXE);
    const found = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags }), WCAG);
    const told = found.violations.map((one) => {
        const places = one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`);
        return `${one.id}: ${one.help}\n    ${places.join('\n    ')}`;
    });
    assert.equal(told.length, 0, `${where}: ${told.length} violations\n  ${told.join('\n  ')}`);
}

/** Fails when the page is wider than the window: something sticks out. */
export async function fits(page, where) {
    const [inner, needed] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    assert.ok(needed <= inner, `${where}: ${needed} px wide in a window of ${inner} px`);
}

/** Takes the standing restriction off every role, as an administrator does, and comes to the search mask. */
export async function exportEverybody(page, url) {
    await page.goto(`${url}/export/restrictions`);
    const set = page.locator('input[type=checkbox]:checked');
    while ((await set.count()) > 0) await set.first().uncheck();
    await page.locator('main form button.primary').click();
    await page.waitForURL((at) => at.pathname === '/export');
}
