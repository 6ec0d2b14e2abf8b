// An application that is made of a bundle comes in many short transactions, hidden until the last one: from outside there is all of it
// or nothing, whatever ends the import.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, logIn } from '../support/api.ts';
import { type BundleAnswer, sendBundle } from '../support/bundles.ts';
import { inSlowSuite } from '../support/rounds.ts';
import { call, makeUser, type TestUser } from '../support/tenant.ts';
import { makeZip } from '../support/zip.ts';
import { partsOf, startTestApp, type TestApp } from './app.ts';

let app: TestApp;
let client: Client;
let token: string;
beforeAll(async () => {
  app = await startTestApp({});
  ({ client, token } = await logIn(app));
});
afterAll(() => app.end());

const devices = 1500;

function bundleOf(name: string, resources: readonly object[], webhooks: readonly object[] = []): Promise<Buffer> {
  const yaml = (resourceType: string, content: readonly object[]) =>
    JSON.stringify({ resourceType, version: 1, resources: content });
  return makeZip([
    { path: 'application.yaml', content: yaml('Application', [{ name }]) },
    { path: 'devices.yaml', content: yaml('DeviceTree', resources) },
    ...(webhooks.length === 0 ? [] : [{ path: 'webhooks.yaml', content: yaml('Webhook', webhooks) }]),
  ]);
}

const fleetOf = (length: number) => Array.from({ length }, (_none, index) => ({ name: `Sensor ${index}` }));

interface Hidden {
  readonly id: string;
  readonly rowId: number;
  readonly devices: number;
}

/** Applications that are there and that nobody is to see. */
function findHidden(name: string): Promise<Hidden[]> {
  return partsOf(app.app).database.query<Hidden>({
    sql: `select a.id, a.application_row_id as "rowId",
        (select count(*)::int from device d where d.application_row_id = a.application_row_id) as devices
      from application a where a.name = $1 and a.deleted_at is not null`,
    parameters: [name],
  });
}

/** Sends a bundle, and resolves once some of its devices are stored and nobody sees them. */
async function startImport(name: string, by: string, count = devices) {
  const sent = sendBundle(app, by, await bundleOf(name, fleetOf(count)), { fields: { includeDevices: 'true' } });
  const state: { answer?: BundleAnswer } = {};
  void sent.then((answer) => {
    state.answer = answer;
  });
  for (;;) {
    const [hidden] = await findHidden(name);
    if (hidden && hidden.devices > 0) return { hidden, sent };
    if (state.answer) throw new Error(`ended before anybody looked: ${JSON.stringify(state.answer)}`);
  }
}

/** Everything that is left of an application is removed by a job. */
function expectGone(name: string, rowId: number): Promise<void> {
  return expect
    .poll(
      async () => {
        const { database } = partsOf(app.app);
        const left = await database.query<{ left: number }>({
          sql: `select count(*)::int as left from device where application_row_id = $1`,
          parameters: [rowId],
        });
        return [(await findHidden(name)).length, left[0]?.left];
      },
      { timeout: 20_000 },
    )
    .toEqual([0, 0]);
}

const namesOf = async (of: Client): Promise<string[]> =>
  (await of.applications.get({ perPage: 100 })).items.map(({ name }: { name: string }) => name);

/** What is said of an application to whoever asks for it, by path. */
async function lookAt(applicationId: string): Promise<[path: string, status: number][]> {
  const path = `/applications/${applicationId}`;
  const found: [string, number][] = [];
  for (const below of ['', '/devices', '/imports', '/globals']) {
    const { status } = await call(app, below === '/globals' ? 'PATCH' : 'GET', `${path}${below}`, { token });
    found.push([below, status]);
  }
  found.push(['deleted', (await call(app, 'DELETE', path, { token })).status]);
  return found;
}

it('shows nothing of an application before all of it is there', async () => {
  const ofNone = await lookAt('5f0000000000000000000000');
  for (let count = devices; ; count *= 2) {
    const name = `Growing ${count}`;
    const { hidden, sent } = await startImport(name, token, count);
    const seen = { names: await namesOf(client), about: await lookAt(hidden.id) };
    const wasHidden = (await findHidden(name)).length === 1;
    const { status, body } = await sent;
    // Where the import ended while it was looked at, that says nothing: a larger one takes longer.
    if (!wasHidden) {
      expect(count).toBeLessThan(20_000);
      continue;
    }
    expect(seen.names).not.toContain(name);
    expect(seen.about).toEqual(ofNone);
    expect(new Set(ofNone.map(([_path, asked]) => asked))).toEqual(new Set([404]));
    expect([status, body.validationErrors, body.application?.id]).toEqual([201, [], hidden.id]);
    expect(await namesOf(client)).toContain(name);
    expect((await client.devices.get({ applicationId: hidden.id, perPage: 1 })).totalCount).toBe(count);
    expect((await client.application.get({ applicationId: hidden.id })).summary.deviceCount).toBe(count);
    return;
  }
});

it('keeps nothing of an import that was taken for dead, which stores nothing more', async () => {
  const { hidden, sent } = await startImport('Taken for dead', token);
  await partsOf(app.app).database.query({
    sql: `delete from application_import where application_row_id = $1`,
    parameters: [hidden.rowId],
  });
  const { status } = await sent;
  expect(status).toBe(503);
  expect(await namesOf(client)).not.toContain('Taken for dead');
});

inSlowSuite('brings in whole histories while their owners are deleted', () => {
  it('keeps nothing for an owner that has gone meanwhile', async () => {
    const owner: TestUser = await makeUser(app, token, 'gone-while-importing@example.com');
    const { hidden, sent } = await startImport('Without an owner', owner.token);
    await owner.client.me.delete({ credentials: { email: owner.email, password: owner.password } });
    expect((await sent).status).toBe(404);
    await expectGone('Without an owner', hidden.rowId);
  });
});

it('keeps nothing of what is refused, or only tried', async () => {
  const broken = Array.from({ length: devices }, (_none, index) => ({ name: `W ${index}`, responseCode: 'none' }));
  const refused = await bundleOf('Refused', fleetOf(300), broken);
  const { database } = partsOf(app.app);
  const count = async () =>
    (await database.query<{ n: number }>({ sql: 'select max(application_row_id)::int as n from application' }))[0]?.n;
  const before = (await count()) ?? 0;
  const tried = await sendBundle(app, token, await bundleOf('Tried', fleetOf(300)), {
    fields: { includeDevices: 'true', dryRun: 'true' },
  });
  expect([tried.status, tried.body.imported]).toEqual([200, { device: 300 }]);
  const { status, body } = await sendBundle(app, token, refused, { fields: { includeDevices: 'true' } });
  expect([status, body.message]).toEqual([422, expect.stringContaining('nothing of it was stored')]);
  await expect.poll(async () => (await count()) ?? 0, { timeout: 20_000 }).toBeLessThanOrEqual(before);
  expect(await namesOf(client)).not.toContain('Refused');
});

it('removes what servers have left that died, and leaves what another one is at', async () => {
  const { database } = partsOf(app.app);
  const leave = async (name: string, minutes: number): Promise<void> => {
    await database.query({
      sql: `with made as (
          insert into application (id, owner_type, owner_id, name, description, globals, ftue_tracking, created_at, updated_at, deleted_at)
          select $1, owner_type, owner_id, $2, '', '[]', '[]', now(), now(), now() from application where name like 'Growing %' limit 1
          returning application_row_id, owner_type, owner_id)
        insert into application_import (id, owner_type, owner_id, application_row_id, state, source, created_at, updated_at)
        select $1, owner_type, owner_id, application_row_id, 'receiving', 'user.rest', now(), now() - $3 * interval '1 minute' from made`,
      parameters: [`5f00000000000000000000${minutes}`, name, minutes],
    });
  };
  await leave('Of a dead server', 16);
  await leave('Of a living server', 14);
  await app.app.platform.jobs.send(database.kysely, 'application.cleanImports', {});
  await expect.poll(() => findHidden('Of a dead server'), { timeout: 20_000 }).toEqual([]);
  expect(await findHidden('Of a living server')).toHaveLength(1);
});

inSlowSuite('brings in a thousand devices that rely on one another', () => {
  it('looks at each device twice at most, however many rely on one another in a row', async () => {
    // Enough that looking at each of them once for every other would take minutes.
    const length = 4_000;
    const label = (index: number) => `~exportplaceholderid-device-d${index}~`;
    // The last one is below nothing that is there, and so, one after the other, is every one before it.
    const chain = Array.from({ length }, (_none, index) => ({
      id: label(index),
      name: `D ${index}`,
      deviceClass: 'system',
      parentId: label(index + 1),
    }));
    const { status, body } = await sendBundle(app, token, await bundleOf('Chain', chain), {
      fields: { includeDevices: 'true' },
    });
    expect([status, body.message]).toEqual([422, expect.stringContaining('nothing of it was stored')]);
  }, 30_000);
});
