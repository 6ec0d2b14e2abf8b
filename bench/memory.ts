import { readFileSync } from 'node:fs';
import type { MqttClient } from 'mqtt';
import { logIn } from '../test/support/api.ts';
import { connectDevice, makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { round, toTable } from './support/figures.ts';
import { residentMiB } from './support/processes.ts';

const connections = 5000;
/** Devices that are registered, or connect, at the same time. */
const atATime = 20;
/** Until the heap has calmed down after a start or a burst of connections. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10_000));

/** Runs the task `count` times, a few at a time. */
async function repeat(count: number, task: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: atATime }, work));
}

/** Each connection takes one on either side; Node raises the soft limit to the hard one by itself. */
function requireOpenFiles(): void {
  const limit = /Max open files\s+\d+\s+(\d+|unlimited)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '0';
  if (limit === 'unlimited' || Number(limit) > connections + 200) return;
  throw new Error(
    `memory needs ${connections + 200} open files in each process; the hard limit is ${limit} (ulimit -Hn)`,
  );
}

/** Resident memory of an idle server, and what idle MQTT connections add to it. */
export async function benchMemory(env: Record<string, string> = {}): Promise<string> {
  requireOpenFiles();
  const begun = performance.now();
  const server = await startServer({ env: { SIGNALBOX_SELF_DEVICE: 'on', ...env } });
  const startMs = performance.now() - begun;
  await settle();
  const idle = residentMiB(server.pid);
  const { client } = await logIn(server);
  const fixture = await makeDevice(client);
  const ids: string[] = [];
  await repeat(connections, async (index) => {
    const device = { name: `D${index}` };
    ids.push((await client.devices.post({ applicationId: fixture.applicationId, device })).id);
  });
  await settle();
  // What registering the devices has cost is not the connections' doing.
  const registered = residentMiB(server.pid);
  const clients: MqttClient[] = [];
  await repeat(connections, async (index) => {
    clients.push(await connectDevice(server, { ...fixture, deviceId: ids[index] ?? '' }, { keepalive: 600 }));
  });
  await settle();
  const connected = residentMiB(server.pid);
  for (const each of clients) each.end(true);
  await server.stop();
  return `## Memory (${env.DATABASE_URL ? 'PostgreSQL server' : 'embedded database'})

${toTable(
  [
    'first start s',
    'idle MiB',
    `${connections} devices registered MiB`,
    'all connected MiB',
    'added MiB',
    'KiB per connection',
  ],
  [
    [
      round(startMs / 1000, 2),
      round(idle, 0),
      round(registered, 0),
      round(connected, 0),
      round(connected - registered, 0),
      round(((connected - registered) * 1024) / connections, 1),
    ],
  ],
)}
`;
}
