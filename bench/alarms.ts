import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { call } from '../test/support/tenant.ts';
import { median, round, toTable } from './support/figures.ts';
import { startPublisher } from './support/processes.ts';

const rounds = 3;
const seconds = 5;
const deviceCount = 50;
const window = 20;
const ticksPerSecond = 100;

const attributes = [
  { name: 'temperature', dataType: 'number' },
  { name: 'humidity', dataType: 'number' },
  { name: 'running', dataType: 'boolean' },
  { name: 'note', dataType: 'string' },
];

/** Ten rules about every device: eight limits and two silences. */
const rulesWith = (limit: number): object[] => [
  ...Array.from({ length: 8 }, () => ({
    kind: 'threshold',
    minutes: 0,
    attribute: 'humidity',
    operator: 'above',
    limit,
  })),
  ...Array.from({ length: 2 }, () => ({ kind: 'silence', minutes: 10 })),
];
const settings: readonly { name: string; rules: readonly object[] }[] = [
  { name: 'no rules', rules: [] },
  { name: '10 rules, no value beyond', rules: rulesWith(100) },
  { name: '10 rules, every value beyond', rules: rulesWith(10) },
];

/** What alarm rules cost where reports are stored: in turn on one server, by the CPU that its process takes. */
export async function benchAlarms(): Promise<string> {
  const server = await startServer({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' } });
  const { client, token } = await logIn(server);
  const { applicationId, deviceId, key, secret } = await makeDevice(client, { device: { attributes } });
  const devices = [{ deviceId, key, secret }];
  while (devices.length < deviceCount) {
    const { id } = await client.devices.post({ applicationId, device: { name: `D${devices.length}`, attributes } });
    devices.push({ deviceId: id, key, secret });
  }
  const path = `/applications/${applicationId}/alarm-rules`;
  const turns = new Map(settings.map(({ name }) => [name, [] as { perSecond: number; cpu: number }[]]));
  let startAt = 0;
  const publish = async () => {
    const before = cpuSeconds(server.pid);
    const { report } = await startPublisher({ url: server.mqtt, devices, window, seconds, rate: 0, startAt });
    const { perSecond, acknowledged } = await report;
    startAt += 1_000_000;
    return { perSecond, cpu: ((cpuSeconds(server.pid) - before) / acknowledged) * 1e6 };
  };
  await publish();
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const { name, rules } of settings) {
      const made: string[] = [];
      for (const rule of rules) {
        const body = { name: 'Bench', level: 'info', ...rule };
        made.push(String((await call(server, 'POST', path, { token, body })).body.id));
      }
      // Events of values that are beyond already are opened before the turn.
      await delay(8_000);
      turns.get(name)?.push(await publish());
      for (const id of made) await call(server, 'DELETE', `${path}/${id}`, { token });
      await delay(3_000);
    }
  }
  await server.stop();
  const base = turns.get('no rules') ?? [];
  const rows = [...turns].map(([name, all]) => [
    name,
    round(median(all.map(({ perSecond }) => perSecond)), 0),
    round(median(all.map(({ cpu }) => cpu)), 1),
    all.map(({ cpu }, index) => round(cpu / (base[index]?.cpu ?? Number.NaN), 2)).join(', '),
  ]);
  return `## Alarm rules and ingest, embedded database, ${deviceCount} devices

${toTable(['rules', 'states/s', "CPU s of the server's process per million", 'of no rules, by turn'], rows)}
`;
}

/** CPU that a process has taken, its threads and the engine of the embedded database included. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
