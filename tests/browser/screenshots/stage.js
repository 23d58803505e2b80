// Brings the demo into every state that a page can show, by the API and by the address book, and says where each is.

import { inOutlook } from '../support/demo.js';
import { until } from '../support/program.js';

/** With whom each state is shown: first name, last name. */
const PEOPLE = {
    lively: ['Jonas', 'Holm'],
    off: ['Henrik', 'Voss'],
    withdrawn: ['Ayşe', 'Demir'],
    deleted: ['Marek', 'Zielony'],
    several: ['Élodie', 'Laurent'],
    refused: ['Oskar', 'Lindqvist'],
    shared: ['Ingrid', 'Solberg'],
    binned: ['Tomasz', 'Wolny'],
    waiting: ['Lucie', 'Martin'],
};

/** Sets the whole stage and returns the places: paths by name. */
export async function stage(world) {
    const people = await create(world);
    const boxes = await mailboxes(world);
    await portrait(world, people.lively);
    await live(world, people, boxes);
    await troubles(world, people, boxes);
    await brake(world, people, boxes);
    await imported(world, boxes);
    return { people, boxes, ...(await places(world, people, boxes)) };
}

/** Creates the persons with whom the states are shown, all with Ben in charge. */
async function create(world) {
    const { user } = world.users;
    const partner = await company(world);
    const ben = (await world.api(user, 'GET', '/me')).id;
    const people = {};
    for (const [key, [first, last]] of Object.entries(PEOPLE)) {
        const mail = `${first}.${last}@nordwind-logistik.example`.toLowerCase().normalize('NFKD').replace(/[^a-z.@-]/g, '');
        const made = await world.api(user, 'POST', '/contact-persons', {
            business_partner: partner.id,
            employee_in_charge: ben,
            fields: {
                first_name: first,
                last_name: last,
                email_1: mail,
                job_title: 'Head of Purchasing',
                business_phone: '+49 40 555 01 20',
                mobile_phone: '+49 171 555 01 20',
                business_city: 'Hamburg',
            },
        });
        people[key] = { id: made.id, mail, first, last, name: `${first} ${last}`, path: `/contact-persons/${made.id}` };
    }
    return people;
}

/** Finds the business partner at which they all are. */
async function company(world) {
    return (await world.api(world.users.user, 'GET', '/business-partners?q=nordwind&limit=1')).items[0];
}

/** Gives a person the drawn portrait of somebody in the sample. */
async function portrait(world, person) {
    const { user } = world.users;
    const headers = { authorization: `Bearer ${user.token}` };
    for (const { id } of (await world.api(user, 'GET', '/contact-persons?limit=50')).items.slice(5)) {
        const photo = await fetch(`${world.url}/api/v1/contact-persons/${id}/photo`, { headers });
        if (!photo.ok) continue;
        await fetch(`${world.url}/api/v1${person.path}/photo`, {
            method: 'PUT',
            headers: { ...headers, 'content-type': photo.headers.get('content-type') },
            body: Buffer.from(await photo.arrayBuffer()),
        });
        return;
    }
}

/** Connects four more mailboxes of Anna's, one for each state that Ben's should not be in. */
async function mailboxes(world) {
    const { administrator, user } = world.users;
    const all = (await world.api(administrator, 'GET', '/mailboxes')).items;
    const boxes = { ben: all.find((one) => one.address === user.mail) };
    for (const name of ['fresh', 'paused', 'expired', 'braked']) {
        const address = `${name}@tandem.example`;
        const answer = await fetch(`${world.book}/standin/mailboxes`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ address }),
        });
        const { token } = await answer.json();
        boxes[name] = await world.api(administrator, 'POST', '/mailboxes', { address, token, graph: `${world.book}/v1.0` });
        if (name !== 'fresh') await world.api(administrator, 'POST', `/mailboxes/${boxes[name].id}/activate`);
    }
    for (const name of ['paused', 'expired', 'braked']) {
        await until(`${name} is read`, async () => {
            const { health } = await world.api(administrator, 'GET', `/mailboxes/${boxes[name].id}`);
            return health.last_cycle && health.idle;
        });
    }
    return boxes;
}

/** Replicates, edits on both sides, lets both sides change the same, withdraws, and deletes in Outlook. */
async function live(world, people, boxes) {
    const { user, administrator } = world.users;
    const link = (person, method, box = boxes.ben, who = user) =>
        world.api(who, method, `${person.path}/links/${box.id}`);
    for (const key of ['lively', 'withdrawn', 'deleted', 'shared']) {
        await link(people[key], 'PUT');
        await inOutlook(world, user.mail, people[key]);
    }
    await link(people.shared, 'PUT', boxes.paused, administrator);
    await until('the colleague has it', async () => {
        const { detail: seen } = await link(people.shared, 'GET', boxes.paused, administrator);
        return seen.state === 'replicated' && !seen.under_way;
    });
    await link(people.withdrawn, 'DELETE');
    await inOutlook(world, user.mail, people.withdrawn, 0);
    const [gone] = await world.outlook.byMail(user.mail, people.deleted.mail);
    await world.outlook.remove(user.mail, gone.id);
    await until('the deletion is seen', async () => (await link(people.deleted, 'GET')).detail.state === 'ended');

    const { lively } = people;
    const [contact] = await world.outlook.byMail(user.mail, lively.mail);
    const here = (fields) => world.api(user, 'PATCH', lively.path, { fields });
    const there = (patch) => world.outlook.change(user.mail, contact.id, patch);
    const stands = (what, field, value) =>
        until(what, async () => (await world.api(user, 'GET', lively.path)).fields[field] === value);
    await there({ jobTitle: 'Head of Logistics' });
    await stands('the position from Outlook', 'job_title', 'Head of Logistics');
    await here({ department: 'Purchasing' });
    await until('the department in Outlook', async () => {
        const [now] = await world.outlook.byMail(user.mail, lively.mail);
        return now.department === 'Purchasing';
    });
    // Both sides change the same while the mailbox is paused.
    await world.api(user, 'POST', `/mailboxes/${boxes.ben.id}/pause`);
    await here({ job_title: 'Chief Purchasing Officer' });
    await there({ jobTitle: 'Head of Supply Chain' });
    await world.api(user, 'POST', `/mailboxes/${boxes.ben.id}/activate`);
    await until('the conflict is decided', async () => {
        const [now] = await world.outlook.byMail(user.mail, lively.mail);
        return now.jobTitle === 'Chief Purchasing Officer';
    });
}

/** Makes what needs a person: several equal contacts, a refusal, a mailbox whose token has expired, one that rests. */
async function troubles(world, people, boxes) {
    const { user, administrator } = world.users;
    const admin = (method, path, body) =>
        fetch(`${world.book}/standin${path}`, {
            method,
            headers: { 'content-type': 'application/json' },
            body: body && JSON.stringify(body),
        });
    for (const jobTitle of ['Head of Purchasing', 'Purchasing']) {
        await admin('POST', `/mailboxes/${user.mail}/contacts`, {
            givenName: people.several.first,
            surname: people.several.last,
            jobTitle,
            emailAddresses: [{ address: people.several.mail, name: people.several.name }],
        });
    }
    await until('the new contacts are read', async () => {
        const found = await world.api(user, 'GET', `/mailboxes/${boxes.ben.id}/candidates?person=${people.several.id}`);
        return (found.items ?? found).length === 2;
    });
    await admin('POST', '/faults', {
        kind: 'create',
        mailbox: user.mail,
        times: 1000,
        effect: { type: 'status', status: 400, code: 'ErrorInvalidProperty', message: 'The property is not valid.' },
    });
    for (const key of ['several', 'refused']) {
        await world.api(user, 'PUT', `${people[key].path}/links/${boxes.ben.id}`);
        await until(`${key} waits for somebody`, async () => {
            const { detail } = await world.api(user, 'GET', `${people[key].path}/links/${boxes.ben.id}`);
            return detail.problem?.parked;
        });
    }
    await admin('DELETE', '/faults');
    await admin('POST', `/mailboxes/${boxes.expired.address}/revoke`);
    await world.api(administrator, 'POST', `/mailboxes/${boxes.expired.id}/cycle`);
    await until('the token is refused', async () => {
        const { state } = await world.api(administrator, 'GET', `/mailboxes/${boxes.expired.id}`);
        return state === 'reconnect_needed';
    });
    await world.api(administrator, 'POST', `/mailboxes/${boxes.paused.id}/pause`);
    await world.api(administrator, 'PUT', `${people.waiting.path}/links/${boxes.paused.id}`);
    await world.api(user, 'DELETE', people.binned.path);
}

/** Imports four contacts born in Outlook; one of them is known by then, and skipped. */
async function imported(world, boxes) {
    const { user } = world.users;
    const at = `${world.book}/standin/mailboxes/${user.mail}/contacts`;
    const partner = await company(world);
    const born = [];
    for (const [givenName, surname] of [['Svea', 'Lindholm'], ['Pál', 'Szabó'], ['Inês', 'Duarte'], ['Gerd', 'Wegener']]) {
        const mail = `${givenName}.${surname}@kontor.example`.toLowerCase().normalize('NFKD').replace(/[^a-z.@]/g, '');
        const answer = await fetch(at, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ givenName, surname, jobTitle: 'Kontor', emailAddresses: [{ address: mail }] }),
        });
        if (!answer.ok) throw new Error(`a contact: ${answer.status}`);
        born.push(mail);
    }
    const found = [];
    for (let next = ''; next !== null; ) {
        const after = next && `&after=${encodeURIComponent(next)}`;
        const part = await world.api(user, 'GET', `/mailboxes/${boxes.ben.id}/import-candidates?limit=100${after}`);
        found.push(...part.items);
        next = part.next ?? null;
    }
    const items = born.map((mail) => ({
        candidate: found.find((one) => one.fields.email_1 === mail).candidate,
        action: 'import',
        business_partner: partner.id,
    }));
    const known = { business_partner: partner.id, fields: { last_name: 'Duarte', email_1: born[2] } };
    await world.api(user, 'POST', '/contact-persons', known);
    const { id } = await world.api(user, 'POST', '/imports', { mailbox: boxes.ben.id, items });
    await until('the import is done', async () => (await world.api(user, 'GET', `/runs/${id}`)).finished);
}

/** Exports sixty persons into a mailbox and empties it, as somebody does by mistake. */
async function brake(world, people, boxes) {
    const { administrator } = world.users;
    const shown = Object.values(people).map((one) => one.id);
    const all = (await world.api(administrator, 'GET', '/contact-persons?limit=100')).items.map((one) => one.id);
    const ids = all.filter((id) => !shown.includes(id)).slice(0, 60);
    await world.api(administrator, 'POST', '/exports', { mailbox: boxes.braked.id, contact_persons: ids });
    await until('sixty persons are exported', async () => {
        const { health } = await world.api(administrator, 'GET', `/mailboxes/${boxes.braked.id}`);
        return health.links === 60 && health.idle;
    }, 120_000);
    const at = `${world.book}/standin/mailboxes/${boxes.braked.address}/contacts`;
    const list = await (await fetch(at)).json();
    for (const one of (list.contacts ?? list.value ?? list).slice(0, 45)) {
        await fetch(`${at}/${encodeURIComponent(one.id)}`, { method: 'DELETE' });
    }
    await until('the brake is on', async () => {
        const { state } = await world.api(administrator, 'GET', `/mailboxes/${boxes.braked.id}`);
        return state === 'braked';
    }, 120_000);
}

/** Finds a business partner with persons, and a run of either kind. */
async function places(world, people, boxes) {
    const { administrator } = world.users;
    const partner = await company(world);
    const runs = {};
    for (const { id } of (await world.api(administrator, 'GET', '/runs?limit=50')).items) {
        const run = await world.api(administrator, 'GET', `/runs/${id}`);
        runs[run.kind] ??= `/runs/${id}`;
    }
    return { partner: `/business-partners/${partner.id}`, runs };
}
