// The server goes away in the middle and comes back: the page says so, goes on by itself, and nothing is lost.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { exportEverybody, launch, signIn, visit } from '../support/browser.js';
import { api, inOutlook, outlook } from '../support/demo.js';
import { Server, command, scratch, until } from '../support/program.js';

const USER = { mail: 'ben@journey.example', password: 'a pony walks in the rain' };
const ADDRESS = /listens on (http:\/\/127\.0\.0\.1:\d+)/;

let standin, place, browser, world;
before(async () => {
    [place, browser] = [await scratch(), await launch()];
    standin = new Server(['standin', '--listen', '127.0.0.1:0', '--mailbox', USER.mail]);
    const [, book] = await standin.says(ADDRESS);
    const [, key] = await standin.says(new RegExp(`^\\s*${USER.mail} +(\\S+)`, 'm'));
    const file = (name) => path.join(place.directory, name);
    await writeFile(
        file('tandem.toml'),
        [
            'listen = "127.0.0.1:0"',
            `data = ${JSON.stringify(file('data'))}`,
            `graph = ["${book}/v1.0"]`,
            'allow_insecure_graph = true',
            '[schedule]',
            'shortest_seconds = 1',
            'longest_seconds = 2',
            '',
        ].join('\n'),
    );
    await writeFile(file('key'), key);
    const settings = ['--config', file('tandem.toml')];
    const run = (args, input) => command([...args, ...settings], { input });
    const add = ['user', 'add', USER.mail, '--name', 'Ben', '--role', 'administrator'];
    await run([...add, '--password-stdin', '--lasting'], `${USER.password}\n`);
    const token = (await run(['token', 'create', '--user', USER.mail])).trim();
    await run(['mailbox', 'connect', USER.mail, '--token-file', file('key'), '--activate']);
    world = { book, settings, outlook: outlook(book), user: { ...USER, token } };
    await serve('127.0.0.1:0');
});
after(async () => {
    await browser?.close();
    await world?.server?.stop();
    await standin?.stop();
    await place?.remove();
});

async function serve(listen) {
    const server = new Server(['serve', ...world.settings, '--listen', listen]);
    const [, url] = await server.says(ADDRESS);
    world = { ...world, server, url, api: api(url) };
}

const DONE = '#switch .switch-line.good';

/** Creates a person of one's own, with a business partner: here there is no sample. */
async function somebody(last) {
    const partner = await world.api(world.user, 'POST', '/business-partners', { fields: { name: `${last} AG` } });
    const mail = `${last.toLowerCase()}@journey.example`;
    const fields = { first_name: 'Jördis', last_name: last, email_1: mail };
    const made = await world.api(world.user, 'POST', '/contact-persons', { business_partner: partner.id, fields });
    return { id: made.id, mail, name: `Jördis ${last}`, path: `/contact-persons/${made.id}` };
}

test('a server killed while a person is switched on comes back, and the page goes on by itself', async () => {
    const person = await somebody('Wiederkehr');
    const { page, close } = await visit(browser);
    await signIn(page, world.url, world.user);
    await page.goto(world.url + person.path);
    // Outlook takes its time, so that the server dies before it is done.
    const slow = (latency) =>
        fetch(`${world.book}/standin/throttle`, {
            method: 'PATCH',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ latency_ms: latency }),
        });
    await slow(700);
    await page.locator('#switch button[role=switch][aria-checked=false]').first().click();
    await page.locator('#switch button[role=switch][aria-checked=true]').first().waitFor();
    await page.evaluate(() => {
        globalThis.stayed = true;
    });
    assert.equal(await page.locator(DONE).count(), 0, 'it was switched on before the server died');
    await world.server.kill();
    await page.locator('#connection').waitFor({ state: 'visible' });

    await slow(0);
    await serve(new URL(world.url).host);
    await page.locator('#connection').waitFor({ state: 'hidden' });
    // A create whose answer was lost is looked for before it is made again: Outlook's index is given its time.
    await page.locator(DONE).first().waitFor({ timeout: 90_000 });
    assert.equal(await page.evaluate(() => globalThis.stayed), true, 'the page was loaded anew');
    const contacts = await inOutlook(world, world.user.mail, person, 1);
    assert.equal(contacts.length, 1);
    const snapshot = await (await fetch(`${world.book}/standin/snapshot/${world.user.mail}`)).json();
    assert.equal(snapshot.length, 1, 'exactly one contact in the whole mailbox');

    await page.reload();
    assert.equal(new URL(page.url()).pathname, person.path, 'still signed in');
    await close();
});

test('a server killed in the middle of a wizard leaves the draft, and in the middle of an export of 2,000 loses none', async () => {
    const rows = ['First Name,Last Name,E-mail Address,Company'];
    const count = 2000;
    for (let one = 0; one < count; one += 1) rows.push(`Zoë,Menge-${one},menge${one}@journey.example,Menge GmbH`);
    const file = path.join(place.directory, 'menge.csv');
    await writeFile(file, `${rows.join('\n')}\n`);
    await command(['load', 'persons', file, '--create-partners', ...world.settings]);
    const contacts = async () =>
        (await (await fetch(`${world.book}/standin/snapshot/${world.user.mail}`)).json()).filter((one) => !one.deleted);
    const before = (await contacts()).length;

    const { page, close } = await visit(browser);
    await signIn(page, world.url, world.user);
    await exportEverybody(page, world.url);
    await page.locator('#field-q').fill('Menge');
    await page.locator('#mask button.primary').click();
    await page.locator('button[value=add-all]').click();
    await page.locator('#pane-selected tbody tr').first().waitFor();
    const table = page.url();

    await world.server.kill();
    await serve(new URL(world.url).host);
    await page.goto(table);
    assert.equal(await page.locator('#pane-found tbody tr').count(), 0, 'the list is as it was');
    await page.locator('.wizard-foot a.primary').click();
    await page.locator('form[action$="/review"] button').click();
    await page.locator('form[action$="/run"] button').click({ timeout: 60_000 });
    await page.waitForURL(/\/runs\//);
    await until('some hundred contacts', async () => (await contacts()).length - before > 300, 60_000);
    await world.server.kill();
    const some = (await contacts()).length - before;
    assert.ok(some < count, `${some} were made before the server died: too many to tell anything`);

    await serve(new URL(world.url).host);
    // A batch whose answer was lost is looked for before it is made again: Outlook's index is given its time, and the
    // page says so.
    await page.goto(page.url());
    const [done, told] = [page.locator('.fares-sign.good'), page.locator('.run .callout')];
    await done.or(told).first().waitFor({ timeout: 60_000 });
    for (const why of await told.allTextContents()) assert.match(why, /answers to \d+ contacts were lost/);
    await done.waitFor({ timeout: 150_000 });
    const run = await world.api(world.user, 'GET', new URL(page.url()).pathname);
    assert.deepEqual([run.counts.total, run.counts.created, run.counts.failed], [count, count, 0]);
    const made = (await contacts()).map((contact) => contact.properties.emailAddresses[0].address);
    assert.equal(made.length - before, count, 'every one exactly once');
    assert.equal(new Set(made).size, made.length, 'nobody twice');
    await close();
});

test('a server killed in the middle of an import leaves the list, and what was ticked meanwhile is not lost', async () => {
    await world.api(world.user, 'POST', '/business-partners', { fields: { name: 'Glashütte Scheibe GmbH' } });
    const mails = ['gerda', 'gero'].map((name) => `${name}@journey.example`);
    for (const mail of mails) {
        await fetch(`${world.book}/standin/mailboxes/${world.user.mail}/contacts`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
                givenName: mail.split('@')[0],
                surname: 'Scheibe',
                companyName: 'Glashütte Scheibe',
                emailAddresses: [{ address: mail }],
            }),
        });
    }
    const { page, close } = await visit(browser);
    await signIn(page, world.url, world.user);
    await page.locator('.bar-actions form[action="/import"] button').click();
    await page.locator('#import-list').waitFor({ timeout: 60_000 });
    const tick = (name) => page.locator('.import-row', { hasText: name }).locator('[data-tick]');
    await tick('gerda').check();
    await until('it is ticked', async () => /\(1\)/.test(await page.locator('#import-do').textContent()));

    await world.server.kill();
    await tick('gero').check();
    await page.locator('#connection').waitFor({ state: 'visible' });
    await serve(new URL(world.url).host);
    await until('both are ticked', async () => /\(2\)/.test(await page.locator('#import-do').textContent()));
    await page.reload();
    assert.equal(await page.locator('[data-tick]:checked').count(), 2, 'the list is as it was');

    await page.locator('#import-do').click();
    await page.waitForURL(/\/runs\//);
    await world.server.kill();
    await serve(new URL(world.url).host);
    await page.locator('.fares-sign.good').waitFor({ timeout: 90_000 });
    for (const mail of mails) {
        const found = await world.api(world.user, 'GET', `/contact-persons?q=${encodeURIComponent(mail)}&limit=5`);
        assert.equal(found.items.length, 1, `${mail}: once, and not lost`);
    }
    await close();
});
