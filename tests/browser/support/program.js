// Starts the program under test, on free ports and in a directory of its own, and stops it again.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const BINARY = process.env.TANDEM_BINARY ?? path.join(ROOT, 'target/debug/tandem');

/** How long a start may take, in milliseconds: a debug build fills its sample data meanwhile. */
const START = 120_000;

/** Runs a command of the program to its end and returns what it printed. Throws with its words when it fails. */
export async function command(args, { input = '', env = {} } = {}) {
    const child = spawn(BINARY, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(input);
    const [out, err] = [text(child.stdout), text(child.stderr)];
    const code = await new Promise((done, failed) => {
        child.on('error', failed);
        child.on('close', done);
    });
    if (code !== 0) throw new Error(`tandem ${args.join(' ')} ended with ${code}:\n${await err}\n${await out}`);
    return out;
}

async function text(stream) {
    let all = '';
    for await (const part of stream) all += part;
    return all;
}

/** A process that serves until it is stopped. */
export class Server {
    #child;
    #ended;
    output = '';

    constructor(args, env = {}) {
        this.args = args;
        this.#child = spawn(BINARY, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
        const keep = (part) => {
            this.output = (this.output + part).slice(-200_000);
        };
        this.#child.stdout.on('data', keep);
        this.#child.stderr.on('data', keep);
        this.#ended = new Promise((done) => {
            this.#child.on('close', done);
            this.#child.on('error', done);
        });
    }

    /** Waits until the output matches, and returns the match. */
    async says(pattern) {
        const end = Date.now() + START;
        for (;;) {
            const match = this.output.match(pattern);
            if (match) return match;
            const over = await Promise.race([this.#ended.then(() => 'ended'), pause(50)]);
            if (over === 'ended' && !pattern.test(this.output)) {
                throw new Error(`tandem ${this.args.join(' ')} ended before it said ${pattern}:\n${this.output}`);
            }
            if (Date.now() > end) throw new Error(`tandem did not say ${pattern} in time:\n${this.output}`);
        }
    }

    /** Asks it to end; after ten seconds it is ended. */
    async stop() {
        this.#child.kill('SIGTERM');
        const late = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
        await this.#ended;
        clearTimeout(late);
    }

    /** Ends it at once, as a power failure would. */
    async kill() {
        this.#child.kill('SIGKILL');
        await this.#ended;
    }
}

/** Waits for so many milliseconds: between two looks, never for correctness. */
export function pause(milliseconds) {
    return new Promise((done) => setTimeout(done, milliseconds));
}

/** Looks again and again until `look` returns something true, and returns that. */
export async function until(what, look, limit = 30_000) {
    const end = Date.now() + limit;
    for (;;) {
        const seen = await look();
        if (seen) return seen;
        if (Date.now() > end) throw new Error(`${what}: not seen within ${limit / 1000} s`);
        await pause(50);
    }
}

/** Makes a directory that is gone after the tests. */
export async function scratch() {
    const directory = await mkdtemp(path.join(tmpdir(), 'tandem-browser-'));
    return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}
