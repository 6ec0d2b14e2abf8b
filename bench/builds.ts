import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { attributes } from './support/brokers.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPostgres } from './support/postgres.ts';
import { startPublisher } from './support/processes.ts';
import { sendRequests } from './support/requests.ts';

const rounds = 3;
const seconds = 5;
const deviceCount = 50;

type Server = Awaited<ReturnType<typeof startServing>>;

/**
 * This build beside another one of this server (`SIGNALBOX_BENCH_AGAINST`, its `dist/main.js`), for what a change must not
 * slow: states over MQTT, states over REST, reads and search. Each question is put to both in turn, the order changing, so
 * that the ratio of a turn is not that of a machine whose speed drifts.
 */
export async function benchBuilds(): Promise<string> {
  const other = process.env.SIGNALBOX_BENCH_AGAINST;
  if (!other)
    return 'builds: left out, because SIGNALBOX_BENCH_AGAINST does not name the dist/main.js of another build\n';
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  for (const kind of ['PostgreSQL', 'embedded'] as const) {
    const url = (name: string) => (kind === 'embedded' ? undefined : postgres.createDatabase(name));
    const ours = await startServing(undefined, await url('ours'));
    const theirs = await startServing(resolve(other), await url('theirs'));
    for (const [name, ask] of Object.entries(questions)) {
      // Whoever has just begun is not at its speed yet.
      await ask(ours, 0);
      await ask(theirs, 0);
      const turns: { ours: number; theirs: number }[] = [];
      for (let turn = 1; turn <= rounds; turn += 1) {
        const result = { ours: 0, theirs: 0 };
        const order = turn % 2 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
        for (const who of order) result[who] = await ask(who === 'ours' ? ours : theirs, turn);
        turns.push(result);
      }
      const ratios = turns.map((turn) => turn.ours / turn.theirs);
      rows.push([
        `${name}, ${kind}`,
        round(median(turns.map((turn) => turn.ours)), 0),
        round(median(turns.map((turn) => turn.theirs)), 0),
        round(median(ratios), 2),
        ratios.map((ratio) => round(ratio, 2)).join(', '),
      ]);
    }
    await ours.stop();
    await theirs.stop();
  }
  postgres.stop();
  return `## This build beside another

Per second; medians of ${rounds} turns of ${seconds} s.

${toTable(['what', 'this build', 'the other', 'ratio', 'by turn'], rows)}
`;
}

const questions: Record<string, (server: Server, turn: number) => Promise<number>> = {
  'states over MQTT, QoS 1': async ({ mqtt, devices }, turn) => {
    const { report } = await startPublisher({ url: mqtt, devices, window: 20, seconds, rate: 0, startAt: turn * 1e6 });
    return (await report).perSecond;
  },
  'states over REST': async ({ path, token }, turn) => {
    const startTime = Date.now() - 6 * 3_600_000 + turn * 600_000;
    return (await sendRequests({ url: `${path}/state`, token, seconds, states: { perRequest: 1, startTime } }))
      .perSecond;
  },
  'application.get': async ({ application, token }) =>
    (await sendRequests({ url: application, token, seconds })).perSecond,
  'device.get': async ({ path, token }) => (await sendRequests({ url: path, token, seconds })).perSecond,
  'search among 50': async ({ application, token }) =>
    (await sendRequests({ url: `${application}/search?filter=pum`, token, seconds })).perSecond,
};

async function startServing(main: string | undefined, databaseUrl: string | undefined) {
  // Empty, because what is prepared for the tests knows the migrations of this build.
  const dataDir = mkdtempSync(join(tmpdir(), 'signalbox-bench-builds-'));
  const server = await startServer({
    dataDir,
    ...(main ? { main } : {}),
    env: databaseUrl ? { DATABASE_URL: databaseUrl } : {},
  });
  const { client, token } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const devices = [{ deviceId, key, secret }];
  while (devices.length < deviceCount) {
    const device = { name: `Pump ${devices.length}`, attributes };
    devices.push({ deviceId: (await client.devices.post({ applicationId, device })).id, key, secret });
  }
  const application = `${server.http}/applications/${applicationId}`;
  return {
    mqtt: server.mqtt,
    token,
    devices,
    application,
    path: `${application}/devices/${deviceId}`,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
