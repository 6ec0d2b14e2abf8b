import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { median, round, toTable } from './support/figures.ts';
import { cpuSeconds, type PublisherReport, startPublisher } from './support/processes.ts';

const seconds = 10;
const rounds = 3;
const deviceCount = 50;
/** Unacknowledged states per device. */
const window = 20;

/**
 * States per second at QoS 1 that are acknowledged after they are durable, beside a bare Aedes that acknowledges the same
 * and keeps nothing. Taken in turn, so that a machine whose speed drifts slows both.
 */
export async function benchIngest(env: Record<string, string> = {}): Promise<string> {
  const server = await startServer({ env });
  const { client } = await logIn(server);
  const attributes = [
    { name: 'temperature', dataType: 'number' },
    { name: 'humidity', dataType: 'number' },
    { name: 'running', dataType: 'boolean' },
    { name: 'note', dataType: 'string' },
  ];
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const devices = [{ deviceId, key, secret }];
  while (devices.length < deviceCount) {
    const { id } = await client.devices.post({ applicationId, device: { name: `D${devices.length}`, attributes } });
    devices.push({ deviceId: id, key, secret });
  }
  const aedes = fork(fileURLToPath(new URL('support/bare-aedes.ts', import.meta.url)));
  const [{ port }] = (await once(aedes, 'message')) as [{ port: number }];

  const results = { ours: [] as PublisherReport[], aedes: [] as PublisherReport[] };
  const cpu = { ours: 0, aedes: 0 };
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [kind, url, pid] of [
      ['aedes', `mqtt://127.0.0.1:${port}`, aedes.pid ?? 0],
      ['ours', server.mqtt, server.pid],
    ] as const) {
      const before = cpuSeconds(pid);
      const { report } = await startPublisher({ url, devices, rate: 0, window, seconds, startAt: turn * 1_000_000 });
      results[kind].push(await report);
      cpu[kind] += cpuSeconds(pid) - before;
    }
  }
  const counts = await client.application.payloadCounts({ applicationId });
  const acknowledged = results.ours.reduce((sum, report) => sum + report.acknowledged, 0);
  aedes.kill();
  await server.stop();
  const row = (name: string, kind: 'ours' | 'aedes'): (string | number)[] => {
    const total = results[kind].reduce((sum, report) => sum + report.acknowledged, 0);
    return [
      name,
      round(median(results[kind].map((report) => report.perSecond)), 0),
      round(median(results[kind].map((report) => report.p50)), 1),
      round(median(results[kind].map((report) => report.p99)), 1),
      round((cpu[kind] / total) * 1e6, 1),
    ];
  };
  const ratios = results.ours.map((report, turn) => report.perSecond / (results.aedes[turn]?.perSecond ?? Number.NaN));
  return `## Durable ingest, QoS 1, ${deviceCount} devices (${env.DATABASE_URL ? 'PostgreSQL server' : 'embedded database'})

${toTable(
  ['broker', 'states/s', 'p50 ms', 'p99 ms', 'CPU s per million (server)'],
  [row('Signalbox, stored', 'ours'), row('bare Aedes, kept nowhere', 'aedes')],
)}

Ratio, turn by turn: ${ratios.map((ratio) => round(ratio, 2)).join(', ')}. Acknowledged ${acknowledged}, stored and counted ${counts.deviceState['device.mqtt']}.
`;
}
