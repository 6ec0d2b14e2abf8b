import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { residentMiB } from './support/processes.ts';

const readers = 1_000;
const idleReaders = 10_000;
const messages = 100;
const perSecond = 10;
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5_000));

/**
 * One publisher to a thousand readers, as event streams and as MQTT subscribers, without and with readers among them that
 * have stopped reading; then what ten thousand idle event streams cost. Delays are from the publishing call to the reader.
 */
export async function benchFanOut(): Promise<string> {
  const server = await startServer();
  const { client, token } = await logIn(server);
  const { applicationId, key, secret } = await makeDevice(client);
  const devices: object[] = [];
  while (devices.length < readers) {
    const { id } = await client.devices.post({ applicationId, device: { name: `R${devices.length}` } });
    devices.push({ deviceId: id, key, secret });
  }
  const path = `/applications/${applicationId}/mqttSubscriptionStream?topic=bench&keepAliveInterval=60`;
  const common = { path, token, topic: 'bench', devices: [] as object[], stalled: 0 };
  const rows: (string | number)[][] = [];
  const measure = async (
    name: string,
    settings: { kind: 'sse' | 'mqtt'; url: string; count: number; stalled?: number },
  ) => {
    const before = residentMiB(server.pid);
    const all = { ...common, ...settings, devices: settings.kind === 'mqtt' ? devices : [] };
    const watchers = await openWatchers(all);
    await settle();
    const memory = residentMiB(server.pid) - before;
    const begun = performance.now();
    // Stalled readers count only once their sockets are full, which large messages see to.
    const padding = settings.stalled ? 'x'.repeat(16 * 1024) : '';
    for (let sent = 0; sent < messages; sent += 1) {
      const message = `@${(performance.timeOrigin + performance.now()).toFixed(3)}@${padding}`;
      await client.application.mqttPublishMessage({ applicationId, payload: { topic: 'bench', message } });
      const wait = begun + ((sent + 1) * 1000) / perSecond - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    await settle();
    const delays = await askForDelays(watchers);
    watchers.kill('SIGKILL');
    await settle();
    const expected = messages * (settings.count - (settings.stalled ?? 0));
    rows.push([
      name,
      round((memory * 1024) / settings.count, 1),
      round(quantile(delays, 0.5)),
      round(quantile(delays, 0.99)),
      expected - delays.length,
      round(residentMiB(server.pid) - before - memory, 0),
    ]);
  };
  const sse = { kind: 'sse', url: server.http } as const;
  await measure(`${readers} event streams`, { ...sse, count: readers });
  await measure(`${readers} event streams, 10 of them stalled, 16 KiB messages`, {
    ...sse,
    count: readers,
    stalled: 10,
  });
  await measure(`${readers} MQTT subscribers`, { kind: 'mqtt', url: server.mqtt, count: readers });
  await measure(`${idleReaders} event streams`, { ...sse, count: idleReaders });
  await server.stop();
  return `## Fan-out

One publisher over REST, ${messages} messages, ${perSecond} a second; the readers and the server share the machine.

${toTable(['readers', 'KiB each', 'p50 ms', 'p99 ms', 'not delivered', 'MiB more after the messages'], rows)}
`;
}

async function openWatchers(settings: object): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('support/watchers.ts', import.meta.url)));
  // A thousand devices with their keys are more than a command line holds.
  child.send(settings);
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (answer !== 'ready') throw new Error('the readers could not be opened');
  return child;
}

async function askForDelays(child: ChildProcess): Promise<number[]> {
  child.send('report');
  const [{ delays }] = (await once(child, 'message')) as [{ delays: number[] }];
  return delays;
}
