import { logIn } from '../test/support/api.ts';
import { EventReader } from '../test/support/event-reader.ts';
import { startServer } from '../test/support/start-server.ts';
import { quantile, round, toTable } from './support/figures.ts';

const devices = 50;
const blocks = 20;
const hours = 24;
/** One report a minute of each device. */
const stepMs = 60_000;
const asked = 40;
const streams = 100;
const changes = 50;

/**
 * A dashboard of 20 blocks over 50 devices and 24 h with a report a minute: how long `data` takes when nothing is kept, when
 * somebody else has just asked, and over 30 days; and how long a new value takes to all of 100 streams.
 */
export async function benchDashboards(): Promise<string> {
  const server = await startServer({ env: { SIGNALBOX_DEVICE_MESSAGE_LIMIT: 'off' } });
  const { client, token } = await logIn(server);
  const applicationId = (await client.applications.post({ application: { name: 'Hall' } })).id;
  const attributes = [{ name: 'temp', dataType: 'number' }];
  const start = Date.now() - hours * 3_600_000;
  const deviceIds: string[] = [];
  for (let count = 0; count < devices; count += 1) {
    const device = { name: `Sensor ${count}`, attributes, tags: [{ key: 'hall', value: String(count % 10) }] };
    const { id } = await client.devices.post({ applicationId, device });
    deviceIds.push(id);
    const states = Array.from({ length: (hours * 3_600_000) / stepMs }, (_, index) => ({
      time: start + index * stepMs,
      data: { temp: 20 + Math.sin(index / 60 + count) },
    }));
    for (let from = 0; from < states.length; from += 500) {
      await client.device.sendState({ applicationId, deviceId: id, deviceState: states.slice(from, from + 500) });
    }
  }
  const made = Array.from({ length: blocks }, (_, index) => {
    const segment = {
      attribute: 'temp',
      deviceTags: [{ key: 'hall', value: String(index % 10) }],
      aggregation: 'MEAN',
    };
    const place = { applicationId, startX: index % 4, startY: Math.floor(index / 4), width: 1, height: 1 };
    const window = { duration: hours * 3_600_000, resolution: 300_000 };
    return index % 2 === 0
      ? { id: `b${index}`, blockType: 'gauge', ...place, config: { segment } }
      : { id: `b${index}`, blockType: 'graph', ...place, config: { ...window, segments: [segment] } };
  });
  const dashboard = { name: 'Hall', applicationId, blocks: made };
  const dashboardId = (await client.dashboards.post({ dashboard })).id;
  const ask = async (body: object): Promise<{ ms: number; bytes: number }> => {
    const begun = performance.now();
    const response = await fetch(`${server.http}/dashboards/${dashboardId}/data`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { length } = await response.text();
    return { ms: performance.now() - begun, bytes: length };
  };
  const rows: (string | number)[][] = [];
  const measure = async (name: string, body: (turn: number) => object): Promise<void> => {
    const times: number[] = [];
    let bytes = 0;
    for (let turn = 0; turn < asked; turn += 1) {
      const answer = await ask(body(turn));
      times.push(answer.ms);
      bytes = answer.bytes;
    }
    rows.push([name, round(quantile(times, 0.5)), round(quantile(times, 0.99)), round(bytes / 1024, 0)]);
  };
  // Another moment each time: nothing of it is kept.
  await measure('as of another moment each time', (turn) => ({ time: Date.now() - 1000 - turn * 7 }));
  await measure('as somebody else has just asked', () => ({}));
  const windows = Object.fromEntries(
    made.filter(({ blockType }) => blockType === 'graph').map(({ id }) => [id, { duration: 30 * 86_400_000 }]),
  );
  await measure('30 days, another moment each time', (turn) => ({ time: Date.now() - 1000 - turn * 7, windows }));
  const url = `${server.http}/dashboards/${dashboardId}/stream?token=${token}`;
  const readers = await Promise.all(Array.from({ length: streams }, () => EventReader.open(url)));
  for (const reader of readers) for (let block = 0; block < blocks; block += 1) await reader.next('block');
  const delays: number[] = [];
  for (let change = 0; change < changes; change += 1) {
    const begun = performance.now();
    const deviceState = { data: { temp: 100 + change } };
    await client.device.sendState({ applicationId, deviceId: deviceIds[0], deviceState });
    await Promise.all(readers.map((reader) => reader.next('block')));
    delays.push(performance.now() - begun);
  }
  for (const reader of readers) reader.close();
  await server.stop();
  return `## Dashboards (embedded database)

${blocks} blocks (half gauges, half graphs of ${hours} h) over ${devices} devices with a report a minute; ${asked} questions each, ms.

${toTable(['question', 'p50', 'p99', 'KiB'], rows)}

A new value to all of ${streams} streams: p50 ${round(quantile(delays, 0.5))} ms, p99 ${round(quantile(delays, 0.99))} ms.
`;
}
