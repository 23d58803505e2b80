// Photographs the pages of the demo: the user guide's pictures, or every page in every variant.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch, signIn, visit } from '../support/browser.js';
import { demo } from '../support/demo.js';
import { SCENES } from './scenes.js';
import { stage } from './stage.js';

const IMAGES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../docs/user-guide/images');
const GUIDE = { language: 'en', width: 1280, dark: false };
const QUALITY = 82;

/** Reads the options. */
function options() {
    const { values } = parseArgs({
        options: {
            all: { type: 'string' },
            only: { type: 'string' },
            language: { type: 'string', multiple: true },
            width: { type: 'string', multiple: true },
            dark: { type: 'boolean', default: false },
        },
    });
    const only = values.only && new RegExp(values.only);
    if (!values.all) return { folder: IMAGES, variants: [GUIDE], only, guide: true };
    const looks = values.dark ? [false, true] : [false];
    const variants = (values.language ?? ['en', 'de']).flatMap((language) =>
        (values.width ?? ['1440', '360']).flatMap((width) =>
            looks.map((dark) => ({ language, width: Number(width), dark })),
        ),
    );
    return { folder: path.resolve(process.env.TANDEM_FROM ?? '.', values.all), variants, only, guide: false };
}

/**
 * Makes what differs from run to run the same: how long ago things were, and the free ports of this demo. Waits for
 * the pictures, and hides what blinks.
 */
async function still(page, world) {
    await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => {});
    await page.evaluate(async () => {
        document.activeElement?.matches?.('input, textarea') && document.activeElement.blur();
        // A picture far below the window is not loaded, and would be waited for in vain.
        const near = [...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight);
        const shown = Promise.all(near.map((image) => image.decode().catch(() => {})));
        await Promise.race([shown, new Promise((done) => setTimeout(done, 2000))]);
    });
    await page.evaluate((ports) => {
        const fresh = document.documentElement.lang === 'de' ? 'gerade eben' : 'just now';
        const day = document.documentElement.lang === 'de' ? '02.11.2026' : '2 Nov 2026';
        for (const time of document.querySelectorAll('time')) time.textContent = /\d{4}/.test(time.textContent) ? day : fresh;
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            for (const [from, to] of ports) {
                if (walk.currentNode.data.includes(from)) walk.currentNode.data = walk.currentNode.data.replaceAll(from, to);
            }
        }
    }, [[world.url, 'http://127.0.0.1:8080'], [world.book, 'http://127.0.0.1:8090']]);
}

/** Takes one picture: WebP for the guide, PNG for looking; Chromium makes both, so that no other tool is needed. */
async function picture(page, scene, format) {
    const client = await page.context().newCDPSession(page);
    let clip;
    if (scene.clip) {
        const around = await page.locator(scene.clip).first().boundingBox();
        const { x, y } = await page.evaluate(() => ({ x: scrollX, y: scrollY }));
        clip = { x: around.x + x - 12, y: around.y + y - 12, width: around.width + 24, height: around.height + 24, scale: 1 };
    } else if (scene.whole) {
        const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
        clip = { x: 0, y: 0, width, height: Math.min(height, 8000), scale: 1 };
    }
    const { data } = await client.send('Page.captureScreenshot', {
        ...(format === 'webp' ? { format, quality: QUALITY } : { format }),
        clip,
        captureBeyondViewport: Boolean(clip),
    });
    await client.detach();
    return Buffer.from(data, 'base64');
}

/** Takes a scene's picture on a page of its own, and returns its bytes. */
async function shoot(scene, { page, world, set, format }) {
    await page.mouse.move(0, 0);
    const at = typeof scene.at === 'function' ? scene.at(set) : scene.at;
    await page.goto((scene.book ? world.book : world.url) + at);
    await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => {});
    await scene.act?.(page, set, world);
    await still(page, world);
    return picture(page, scene, format);
}

/** Takes all scenes in one variant; returns what went wrong. */
async function series(browser, world, set, { folder, only, guide }, variant) {
    const wanted = SCENES.filter((scene) => (!guide || scene.guide) && (!only || only.test(scene.name)));
    const format = guide ? 'webp' : 'png';
    const wrong = [];
    let bytes = 0;
    for (const as of [undefined, 'user', 'administrator', 'reader']) {
        const scenes = wanted.filter((scene) => scene.as === as);
        if (scenes.length === 0) continue;
        const { context, page } = await visit(browser, variant);
        if (guide) await page.setViewportSize({ width: variant.width, height: 800 });
        if (as) await signIn(page, world.url, world.users[as]);
        for (const scene of scenes) {
            // A page of its own: nothing typed before is asked about.
            const fresh = await context.newPage();
            fresh.setDefaultTimeout(8000);
            if (guide) await fresh.setViewportSize({ width: variant.width, height: 800 });
            try {
                const image = await shoot(scene, { page: fresh, world, set, format });
                bytes += image.length;
                await writeFile(path.join(folder, `${scene.name}.${format}`), image);
            } catch (error) {
                wrong.push(`${scene.name}: ${String(error).split('\n')[0]}`);
            }
            await fresh.close();
        }
        await context.close();
    }
    console.log(`${folder}: ${wanted.length - wrong.length} pictures, ${Math.round(bytes / 1024)} KB`);
    return wrong;
}

const asked = options();
const world = await demo();
const browser = await launch();
const wrong = [];
try {
    const set = await stage(world);
    for (const variant of asked.variants) {
        const name = `${variant.language}-${variant.width}${variant.dark ? '-dark' : ''}`;
        const folder = asked.guide ? asked.folder : path.join(asked.folder, name);
        await mkdir(folder, { recursive: true });
        const missed = await series(browser, world, set, { ...asked, folder }, variant);
        wrong.push(...missed.map((one) => `${name}/${one}`));
    }
} finally {
    await browser.close();
    await world.server.stop();
}
for (const one of wrong) console.error(one);
process.exitCode = wrong.length > 0 ? 1 : 0;
