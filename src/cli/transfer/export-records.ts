import { readDateTime } from '../../kernel/time-text.ts';
import type { ApiClient } from '../api-client.ts';
import { ApiError } from '../api-client.ts';
import {
  type ApplicationRecord,
  type DeviceRecord,
  type EndRecord,
  type ExportRecord,
  formatName,
  formatVersion,
  type KeyRecord,
  type StatesRecord,
} from './format.ts';
import { exportResources } from './resources.ts';

/** States that are asked for at once; fewer where they are so large that the server refuses. */
const maxPage = 5000;
const maxLineBytes = 128 * 1024;
const dayMs = 86_400_000;

/** What says where something is, rather than what it is. */
const volatile = new Set(['_links', '_type', '_etag', 'summary', 'connectionInfo', 'applicationId', 'deviceId']);

/** Reads an application through the API, record by record; memory holds a page of states. */
export async function* exportRecords(
  api: ApiClient,
  options: { applicationId: string; version: string; now: number; onDevice: (done: number, states: number) => void },
): AsyncGenerator<ExportRecord> {
  const { applicationId, version, now } = options;
  const path = `/applications/${applicationId}`;
  const application = await api.call('GET', path);
  yield {
    type: 'header',
    format: formatName,
    version: formatVersion,
    exportedAt: new Date(now).toISOString(),
    exportedBy: `signalbox ${version}`,
    source: api.url,
  };
  yield { type: 'application', application: strip(application) as ApplicationRecord['application'] };
  const ids: string[] = [];
  for await (const device of api.list<Record<string, unknown>>(`${path}/devices`)) {
    ids.push(String(device.id));
    yield { type: 'device', device: strip(device) as DeviceRecord['device'] };
  }
  let keys = 0;
  for await (const key of api.list<Record<string, unknown>>(`${path}/keys`)) {
    keys += 1;
    yield { type: 'key', key: strip(key) as KeyRecord['key'] };
  }
  let resources = 0;
  for await (const record of exportResources(api, applicationId)) {
    resources += 1;
    yield record;
  }
  let states = 0;
  for (const [index, deviceId] of ids.entries()) {
    // Reports may be a day ahead of the server's clock.
    for await (const record of readStates(api, { path, deviceId, end: now + dayMs })) {
      states += record.states.length;
      yield record;
    }
    options.onDevice(index + 1, states);
  }
  yield { type: 'end', devices: ids.length, keys, resources, states } satisfies EndRecord;
}

function strip(resource: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !volatile.has(name)));
}

async function* readStates(
  api: ApiClient,
  question: { path: string; deviceId: string; end: number },
): AsyncGenerator<StatesRecord> {
  const { path, deviceId, end } = question;
  let limit = maxPage;
  let start = 1;
  while (start <= end) {
    const query = { deviceIds: [deviceId], aggregation: 'NONE', order: 'asc', start, end, limit };
    let answer: { devices: Record<string, { points: { time: string; data: Record<string, unknown> }[] }> };
    try {
      answer = await api.call('POST', `${path}/data/time-series-query`, { body: query, idempotent: true });
    } catch (error) {
      const isTooMuch = error instanceof ApiError && error.status === 400 && limit > 1;
      if (!isTooMuch) throw error;
      limit = Math.ceil(limit / 10);
      continue;
    }
    const points = answer.devices[deviceId]?.points ?? [];
    let states: [number, Record<string, unknown>][] = [];
    let bytes = 0;
    for (const { time, data } of points) {
      states.push([readDateTime(time), data]);
      bytes += JSON.stringify(data).length + 20;
      if (bytes < maxLineBytes) continue;
      yield { type: 'states', deviceId, states };
      states = [];
      bytes = 0;
    }
    if (states.length > 0) yield { type: 'states', deviceId, states };
    const last = points.at(-1);
    if (!last || points.length < limit) return;
    start = readDateTime(last.time) + 1;
  }
}
