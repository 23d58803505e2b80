// The demo as README's first command starts it, on free ports, and what its two sides say when asked.

import { Server, until } from './program.js';

/** Starts the demo. `persons`: another size of the sample. */
export async function demo({ data, persons } = {}) {
    const args = ['demo', '--listen', '127.0.0.1:0', '--standin', '127.0.0.1:0'];
    if (data) args.push('--data', data);
    if (persons) args.push('--seed-persons', String(persons));
    const server = new Server(args);
    const [, url] = await server.says(/Tandem: +(http:\/\/127\.0\.0\.1:\d+)\//);
    const [, book] = await server.says(/Address book:\s+(http:\/\/127\.0\.0\.1:\d+)\//);
    await server.says(/Ctrl-C ends the demo/);
    const users = {};
    for (const [, role, mail, password, token] of server.output.matchAll(
        /^ {2}(administrator|user|reader) +(\S+@\S+) +(\S+) +(\S+)$/gm,
    )) {
        users[role] = { role, mail, password, token };
    }
    if (Object.keys(users).length !== 3) throw new Error(`the demo names no three users:\n${server.output}`);
    return { server, url, book, users, outlook: outlook(book), api: api(url) };
}

/** Speaks Microsoft Graph to the stand-in, as Outlook's owner does on a telephone. */
export function outlook(book) {
    const tokens = {};
    const send = async (method, mailbox, path, type, body) => {
        if (!tokens[mailbox]) {
            const all = await (await fetch(`${book}/standin/mailboxes`)).json();
            for (const one of all.mailboxes ?? all) tokens[one.address ?? one.mail ?? one.id] = one.token;
        }
        const headers = { authorization: `Bearer ${tokens[mailbox]}`, 'content-type': type };
        return fetch(`${book}/v1.0/users/${mailbox}${path}`, { method, headers, body });
    };
    const ask = async (method, mailbox, path, body) => {
        const answer = await send(method, mailbox, path, 'application/json', body && JSON.stringify(body));
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
        return answer.status === 204 || answer.status === 202 ? null : answer.json();
    };
    return {
        /** Finds the contacts with an e-mail address. */
        byMail: async (mailbox, mail) => {
            const filter = encodeURIComponent(`emailAddresses/any(a:a/address eq '${mail}')`);
            return (await ask('GET', mailbox, `/contacts?$filter=${filter}`)).value;
        },
        change: (mailbox, id, patch) => ask('PATCH', mailbox, `/contacts/${id}`, patch),
        remove: (mailbox, id) => ask('DELETE', mailbox, `/contacts/${id}`),
        /** Reads the photo of a contact; none: null. */
        photo: async (mailbox, id) => {
            const answer = await send('GET', mailbox, `/contacts/${id}/photo/$value`, 'application/json');
            return answer.ok ? Buffer.from(await answer.arrayBuffer()) : null;
        },
        setPhoto: async (mailbox, id, bytes, type) => {
            const answer = await send('PUT', mailbox, `/contacts/${id}/photo/$value`, type, bytes);
            if (!answer.ok) throw new Error(`the photo: ${answer.status} ${await answer.text()}`);
        },
    };
}

/** Speaks to Tandem's API. */
export function api(url) {
    return async (user, method, path, body) => {
        const answer = await fetch(`${url}/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
            body: body && JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
        return answer.status === 204 ? null : answer.json();
    };
}

/** Creates a contact person of one's own at the first partner; every variant of a journey has another. */
export async function newcomer(world, user, last, fields = {}) {
    const partners = await world.api(user, 'GET', '/business-partners?limit=1');
    const partner = (partners.items ?? partners.value)[0];
    const mail = `${last.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]/g, '')}@journey.example`;
    const made = await world.api(user, 'POST', '/contact-persons', {
        business_partner: partner.id,
        fields: { first_name: 'Jördis', last_name: last, email_1: mail, job_title: 'Head of Journeys', ...fields },
    });
    return { id: made.id, mail, name: `Jördis ${last}`, path: `/contact-persons/${made.id}` };
}

/** Waits until Outlook has so many contacts of a person, and returns them. */
export function inOutlook(world, mailbox, person, count = 1) {
    return until(`${person.name} ${count} times in Outlook`, async () => {
        const found = await world.outlook.byMail(mailbox, person.mail);
        return found.length === count && [found];
    }).then(([found]) => found);
}
