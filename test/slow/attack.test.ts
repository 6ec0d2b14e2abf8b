import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { partsOf, startTestApp, type TestApp } from '../integration/app.ts';
import { type Client, logIn } from '../support/api.ts';
import { call } from '../support/tenant.ts';

/**
 * One application does its worst within its limits while another one goes on with its work: `npm run attack`. Prints the
 * longest times that the other one waited and the memory that it took; the bounds that are expected leave room for slow
 * machines.
 */
const administration = process.env.SIGNALBOX_TEST_DATABASE_URL;
const attackMs = 8_000;
const fatAttributes = Array.from({ length: 240 }, (_, key) => ({
  key,
  name: `attribute-${key}`,
  dataType: 'string',
  description: 'x'.repeat(1000),
}));

const made: string[] = [];
async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: administration });
  await client.connect();
  await client.query(sql);
  await client.end();
}
afterAll(async () => {
  for (const name of made) await administer(`drop database ${name} with (force)`);
});

async function start(kind: string): Promise<TestApp> {
  if (kind === 'embedded') return startTestApp({});
  const name = `signalbox_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  made.push(name);
  return startTestApp({
    env: { DATABASE_URL: Object.assign(new URL(administration ?? ''), { pathname: `/${name}` }).href },
  });
}

interface Scene {
  readonly test: TestApp;
  readonly token: string;
  readonly greedy: string;
  readonly rootId: string;
}

/** Calls until the time is up, `atOnce` at a time; answers may be refusals, but not faults of the server. */
async function assail(atOnce: number, attack: () => Promise<{ status: number }>): Promise<void> {
  const until = Date.now() + attackMs;
  const one = async (): Promise<void> => {
    while (Date.now() < until) expect((await attack()).status).not.toBe(500);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

const attacks: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  nothing: () => assail(1, () => new Promise((resolve) => setTimeout(resolve, 100, { status: 200 }))),
  'ancestor queries': ({ test, token, greedy, rootId }) =>
    assail(12, () =>
      call(test, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: { name: 'x', deviceQuery: { $and: [{ ancestorId: rootId }, { ancestorId: { $nin: [rootId] } }] } },
      }),
    ),
  'the costliest queries that are allowed': ({ test, token, greedy }) =>
    assail(12, () =>
      call(test, 'POST', `/applications/${greedy}/devices/command`, {
        token,
        body: {
          name: 'x',
          deviceQuery: { $and: Array.from({ length: 9 }, (_, n) => ({ attributeName: { $contains: `y${n}` } })) },
        },
      }),
    ),
  'lists of fat devices': ({ test, token, greedy }) =>
    assail(6, () =>
      call(test, 'GET', `/applications/${greedy}/devices?perPage=1000&sortField=creationDate&sortDirection=desc`, {
        token,
      }),
    ),
};

const percentile = (times: readonly number[], part: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;

describe.each(administration ? ['embedded', 'server'] : ['embedded'])('%s', (kind) => {
  it('lets nobody wait long for what one application does', async () => {
    const test = await start(kind);
    const { client, token }: { client: Client; token: string } = await logIn(test);
    const greedy: string = (await client.applications.post({ application: { name: 'Greedy' } })).id;
    const other: string = (await client.applications.post({ application: { name: 'Other' } })).id;
    const device = await client.devices.post({
      applicationId: other,
      device: { name: 'victim', attributes: [{ name: 'n', dataType: 'number' }] },
    });
    const root = await client.devices.post({ applicationId: greedy, device: { name: 'root', deviceClass: 'system' } });
    await partsOf(test.app).database.query({
      sql: `insert into device (id, application_row_id, name, parent_id, attributes, created_at, updated_at)
        select lpad(to_hex(n), 24, '0'), application_row_id, 'device ' || n, $2,
          case when n > 1900 then $3::jsonb else '[]' end, now() + n * interval '1 ms', now()
        from application, generate_series(2, 2001) n where id = $1`,
      parameters: [greedy, root.id, JSON.stringify(fatAttributes)],
    });
    const path = `/applications/${other}/devices/${device.id}/state`;
    let acknowledged = 0;
    for (const [name, attack] of Object.entries(attacks)) {
      const times: number[] = [];
      let peak = 0;
      const abort = new AbortController();
      const work = async (): Promise<void> => {
        for (let turn = 0; !abort.signal.aborted; turn++) {
          const since = performance.now();
          const answer =
            turn % 2 === 0
              ? await call(test, 'POST', path, { token, body: { time: Date.now(), data: { n: turn } } })
              : await call(test, 'GET', path, { token });
          times.push(performance.now() - since);
          expect(answer.status).toBe(200);
          if (turn % 2 === 0) acknowledged += 1;
          peak = Math.max(peak, process.memoryUsage().rss);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const working = work();
      await attack({ test, token, greedy, rootId: root.id });
      abort.abort();
      await working;
      const figures = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: Math.max(...times) };
      const rounded = Object.entries(figures).map(([label, ms]) => `${label} ${Math.round(ms)} ms`);
      process.stdout.write(`${kind}: ${name}: ${rounded.join(', ')}, memory ${Math.round(peak / 1024 / 1024)} MiB\n`);
      expect(figures.max, name).toBeLessThan(10_000);
    }
    const [stored] = await partsOf(test.app).database.query<{ count: number }>({
      sql: 'select count(*) as count from device_state',
    });
    process.stdout.write(`${kind}: acknowledged ${acknowledged}, stored ${stored?.count}\n`);
    expect(stored?.count).toBe(acknowledged);
    await test.end();
  });
});
