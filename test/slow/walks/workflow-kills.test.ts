// Kills the server twenty times while 200 devices report, and looks at every run that came of it: on the embedded database, and
// alone on PostgreSQL, where what its former self held is free as soon as it is back.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { logIn } from '../../support/api.ts';
import { connectDevice, makeDevice } from '../../support/fixtures.ts';
import { makeDatabase } from '../../support/server-database.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

const deviceCount = 200;
const kills = 20;
/** Reports of one device between two kills. */
const perRound = 2;
/** A run that was begun when its server died counts that as one of five attempts: what was acknowledged before is let go on first. */
const roundsBehind = 2;

/** Runs that called: of which device, in the order in which they came, with the ids by which a repetition is known. */
const calls: { deviceId: string; sequence: number; run: string }[] = [];
const called = new Set<string>();
const outside = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const made = { ...JSON.parse(body), run: String(request.headers['x-signalbox-run']) };
  calls.push(made);
  called.add(`${made.deviceId}-${made.sequence}`);
  response.end('{}');
});

beforeAll(() => new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  outside.closeAllConnections();
  outside.close();
});

/** A server's folder and its database, which outlive its kills, until the test has ended. */
async function makeHome(
  kind: 'the embedded database' | 'PostgreSQL',
): Promise<{ dataDir: string; env: Record<string, string> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  if (kind === 'the embedded database') return { dataDir, env: {} };
  const database = await makeDatabase();
  onTestFinished(() => database.drop());
  return { dataDir, env: { DATABASE_URL: database.url } };
}

const slowly = { timeout: 240_000, interval: 500 };
const placesOf = (acknowledged: ReadonlyMap<string, ReadonlySet<number>>): string[] =>
  [...acknowledged].flatMap(([deviceId, sequences]) => [...sequences].map((sequence) => `${deviceId}-${sequence}`));
const sequenceOf = (place: string): number => Number(place.split('-')[1]);
const node = (id: string, type: string, config: object, outputIds: string[][] = []) => ({
  ...{ id, type, config, outputIds },
  meta: {},
});

it.each(['the embedded database', 'PostgreSQL'] as const)(
  'runs on %s what 200 devices were told is kept, in their order, through 20 kills, and repeats only what can be told from its run id',
  async (kind) => {
    const home = await makeHome(kind);
    calls.length = 0;
    called.clear();
    const { port } = outside.address() as AddressInfo;
    const options = {
      dataDir: home.dataDir,
      env: {
        ...home.env,
        SIGNALBOX_WORKFLOW_HOSTS: `127.0.0.1:${port}`,
        // Below the 100 connections that an application may have open to other hosts: beyond them a call fails.
        SIGNALBOX_WORKFLOW_RUNNING: '90',
        SIGNALBOX_WORKFLOW_RUNNING_EACH: '90',
        SIGNALBOX_WORKFLOW_STARTS: '10000',
      },
    };
    let server: TestServer = await startServer(options);
    const { client, token } = await logIn(server);
    const { applicationId, key, secret } = await makeDevice(client);
    const tags = [{ key: 'kind', value: 'killed' }];
    const attributes = [{ name: 'sequence', dataType: 'number' }];
    const devices: string[] = await Promise.all(
      Array.from({ length: deviceCount }, async (_, index) => {
        const device = { name: `D${index}`, tags, attributes };
        return (await client.devices.post({ applicationId, device })).id;
      }),
    );
    const triggers = [{ type: 'deviceTag', key: 'kind/killed', config: {}, meta: {}, outputIds: [['first']] }];
    const makeFlow = async (name: string, nodes: object[]): Promise<string> => {
      const body = { name, triggers, nodes };
      const made = await call(server, 'POST', `/applications/${applicationId}/flows`, { token, body });
      expect(made.status).toBe(201);
      return String(made.body.id);
    };
    // For each report the run that counted it: a run that is begun again has the id that it had.
    const counting = await makeFlow('Counts', [
      node('first', 'StoreValueNode', {
        keyName: '{{triggerId}}-{{data.sequence}}',
        valueType: 'path',
        value: 'runId',
        resultPath: 'working.before',
      }),
    ]);
    await makeFlow('Calls', [
      node('first', 'HttpNode', {
        method: 'POST',
        uriTemplate: `http://127.0.0.1:${port}/`,
        bodyTemplate: '{"deviceId": "{{triggerId}}", "sequence": {{data.sequence}} }',
        responsePath: 'working.response',
        errorBehavior: 'throw',
      }),
    ]);
    const acknowledged = new Map(devices.map((id) => [id, new Set<number>()]));
    for (let round = 0; round < kills; round += 1) {
      const connections = await Promise.all(
        devices.map((deviceId) => connectDevice(server, { deviceId, key, secret })),
      );
      // Told in acknowledgements, not in time, so that a slow machine is killed at the same points: each round at another.
      let left = 1 + Math.floor((deviceCount * perRound * (round + 1)) / (kills + 2));
      const { promise: due, resolve: kill } = Promise.withResolvers<void>();
      for (const [index, connection] of connections.entries()) {
        const deviceId = devices[index] ?? '';
        connection.on('error', () => undefined);
        for (let report = 0; report < perRound; report += 1) {
          const sequence = round * perRound + report;
          connection.publishAsync(`losant/${deviceId}/state`, JSON.stringify({ data: { sequence } }), { qos: 1 }).then(
            () => {
              acknowledged.get(deviceId)?.add(sequence);
              left -= 1;
              if (left <= 0) kill();
            },
            () => undefined,
          );
        }
      }
      await due;
      const before = placesOf(acknowledged).filter((place) => sequenceOf(place) < (round - roundsBehind) * perRound);
      await expect.poll(() => before.filter((place) => !called.has(place)), slowly).toEqual([]);
      await server.kill();
      for (const connection of connections) connection.end(true);
      server = await startServer(options);
    }
    const known = placesOf(acknowledged);
    const storage = `/applications/${applicationId}/flows/${counting}/storage`;
    const { token: reader } = await logIn(server);
    const counted = async () => (await call(server, 'GET', storage, { token: reader })).body;
    const missing = async () => {
      const entries = await counted();
      return known.filter((place) => !/^[0-9a-f]{24}$/.test(String(entries[place])) || !called.has(place)).length;
    };
    await expect.poll(missing, slowly).toBe(0);

    // Each report has one run, however often that began: what is repeated has the id that it had.
    const runs = new Map<string, Set<string>>();
    for (const { deviceId, sequence, run } of calls) {
      const place = `${deviceId}-${sequence}`;
      runs.set(place, (runs.get(place) ?? new Set()).add(run));
    }
    expect([...runs.values()].filter((ids) => ids.size > 1)).toEqual([]);
    // In the order of the reports, whatever was repeated.
    for (const deviceId of devices) {
      const seen = new Set<number>();
      const own = calls.filter((one) => one.deviceId === deviceId).map(({ sequence }) => sequence);
      const first = own.filter((sequence) => !seen.has(sequence) && seen.add(sequence));
      expect(first, deviceId).toEqual([...first].sort((a, b) => a - b));
    }
    console.log(`${kind}: acknowledged ${known.length}, called ${calls.length}, of ${runs.size} reports`);
    await server.stop();
  },
  900_000,
);
