import fastify from 'fastify';
import { logIn } from '../test/support/api.ts';
import { makeDevice } from '../test/support/fixtures.ts';
import { startServer } from '../test/support/start-server.ts';
import { quantile, round, toTable } from './support/figures.ts';
import { startPublisher } from './support/processes.ts';

const seconds = 20;
const requestsPerSecond = 100;
const statesPerSecond = 2000;

/**
 * `application.get` at 100 requests a second while 2,000 states a second are ingested, beside a bare Fastify route that
 * answers the same bytes; the two are asked in turn, each request at its own time whether or not earlier ones are back.
 */
export async function benchApplicationGet(env: Record<string, string> = {}): Promise<string> {
  const server = await startServer({ env });
  const { client, token } = await logIn(server);
  const attributes = ['temperature', 'humidity'].map((name) => ({ name, dataType: 'number' }));
  const fixture = await makeDevice(client, { device: { attributes } });
  const { applicationId, key, secret } = fixture;
  const devices = [{ deviceId: fixture.deviceId, key, secret }];
  while (devices.length < 50) {
    const { id } = await client.devices.post({ applicationId, device: { name: `D${devices.length}`, attributes } });
    devices.push({ deviceId: id, key, secret });
  }
  const answer = await (
    await fetch(`${server.http}/applications/${applicationId}`, { headers: { Authorization: `Bearer ${token}` } })
  ).json();
  const bare = fastify();
  bare.get('/applications/:applicationId', async () => answer);
  const bareUrl = await bare.listen({ port: 0, host: '127.0.0.1' });

  const measure = async (load: boolean): Promise<Record<'ours' | 'bare', number[]>> => {
    const samples = { ours: [] as number[], bare: [] as number[] };
    const publisher = load
      ? await startPublisher({
          url: server.mqtt,
          devices,
          rate: statesPerSecond,
          window: 1,
          seconds: seconds + 2,
          startAt: 0,
        })
      : undefined;
    const ask = async (kind: 'ours' | 'bare'): Promise<void> => {
      const begun = performance.now();
      const response = await fetch(`${kind === 'ours' ? server.http : bareUrl}/applications/${applicationId}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${kind} answered ${response.status}`);
      samples[kind].push(performance.now() - begun);
    };
    const open: Promise<void>[] = [];
    const begun = performance.now();
    await new Promise<void>((resolve) => {
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.floor(((performance.now() - begun) / 1000) * requestsPerSecond);
        while (sent < due) {
          open.push(ask('ours'), ask('bare'));
          sent += 1;
        }
        if (performance.now() - begun > seconds * 1000) {
          clearInterval(timer);
          resolve();
        }
      }, 1);
    });
    await Promise.all(open);
    const report = await publisher?.report;
    if (report) rates.push(report.perSecond);
    return samples;
  };
  const rates: number[] = [];
  const idle = await measure(false);
  const busy = await measure(true);
  await bare.close();
  await server.stop();

  const row = (name: string, samples: Record<'ours' | 'bare', number[]>): (string | number)[] => [
    name,
    ...(['ours', 'bare'] as const).flatMap((kind) => [
      round(quantile(samples[kind], 0.5), 2),
      round(quantile(samples[kind], 0.99), 2),
    ]),
    round(quantile(samples.ours, 0.5) / quantile(samples.bare, 0.5), 2),
    round(quantile(samples.ours, 0.99) / quantile(samples.bare, 0.99), 2),
  ];
  return `## application.get at ${requestsPerSecond} req/s (${env.DATABASE_URL ? 'PostgreSQL server' : 'embedded database'})

${toTable(
  ['while', 'p50 ms', 'p99 ms', 'bare Fastify p50 ms', 'bare Fastify p99 ms', 'p50 ratio', 'p99 ratio'],
  [row('idle', idle), row(`${round(rates[0] ?? 0, 0)} states/s are stored`, busy)],
)}
`;
}
