import type { MqttClient } from 'mqtt';
import { logIn } from '../test/support/api.ts';
import { connectDevice, makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { round, toTable } from './support/figures.ts';
import { residentMiB } from './support/processes.ts';

const connections = 1000;
/** Until the heap has calmed down after a start or a burst of connections. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10_000));

/** Resident memory of an idle server, and what a thousand idle MQTT connections add to it. */
export async function benchMemory(env: Record<string, string> = {}): Promise<string> {
  const begun = performance.now();
  const server = await startServer({ env: { SIGNALBOX_SELF_DEVICE: 'on', ...env } });
  const startMs = performance.now() - begun;
  await settle();
  const idle = residentMiB(server.pid);
  const { client } = await logIn(server);
  const fixture = await makeDevice(client);
  const ids: string[] = [];
  while (ids.length < connections) {
    const device = { name: `D${ids.length}` };
    ids.push((await client.devices.post({ applicationId: fixture.applicationId, device })).id);
  }
  await settle();
  // What registering the devices has cost is not the connections' doing.
  const registered = residentMiB(server.pid);
  const clients: MqttClient[] = [];
  for (const deviceId of ids) clients.push(await connectDevice(server, { ...fixture, deviceId }, { keepalive: 600 }));
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
