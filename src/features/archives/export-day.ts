import { tagsMatch } from '../../kernel/tags.ts';
import type { Database } from '../../platform/database/database.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import { archiveCsv, archiveObjectKey, dayMs } from './csv.ts';
import { type ArchivedDevice, insertObject, readDevices, readDoneDevices, readStatesAfter } from './store.ts';

/** Rows per read: on the embedded database ingest waits for one read at most, a few milliseconds at this size. */
const rowsPerRead = 1000;
const devicesPerRead = 200;

/**
 * Writes one object for every device of the application that is selected and has data on the day. Streams: memory does
 * not grow with the day. Each object counts as done only after the store has confirmed it.
 */
export async function exportDay(options: {
  database: Database;
  store: ObjectStore;
  config: ArchiveConfig;
  application: { applicationKey: number; applicationId: string };
  /** Epoch ms of the UTC day's start. */
  day: number;
  signal: AbortSignal;
  now: () => number;
}): Promise<void> {
  const { database, store, config, application, day, signal } = options;
  const { applicationKey, applicationId } = application;
  const done = await readDoneDevices(database.kysely, applicationKey, day);
  let afterKey = 0;
  for (;;) {
    const devices = await readDevices(database.kysely, applicationKey, afterKey, devicesPerRead);
    for (const device of devices) {
      afterKey = device.deviceKey;
      if (done.has(device.deviceKey) || !isSelected(config, device)) continue;
      signal.throwIfAborted();
      await exportDevice(device);
    }
    if (devices.length < devicesPerRead) return;
  }

  async function exportDevice(device: ArchivedDevice): Promise<void> {
    const attributes = device.attributes.filter((attribute) => !attribute.retired);
    const until = day + dayMs - 1;
    const first = await readStatesAfter(database, device.deviceKey, day - 1, until, rowsPerRead);
    if (first.length === 0) return;
    let rows = 0;

    async function* readRows() {
      for (let chunk = first; chunk.length > 0; ) {
        signal.throwIfAborted();
        rows += chunk.length;
        yield chunk.map(({ time, data }) => ({ time, values: attributes.map(({ key }) => data[key]) }));
        if (chunk.length < rowsPerRead) return;
        const last = chunk.at(-1)?.time ?? until;
        chunk = await readStatesAfter(database, device.deviceKey, last, until, rowsPerRead);
      }
    }

    const directory = config.directory === undefined ? {} : { directory: config.directory };
    const key = archiveObjectKey({ ...directory, applicationId, deviceId: device.id, day });
    const body = archiveCsv({ deviceId: device.id, attributes, rows: readRows() });
    const stored = await store.put(key, body, { contentType: 'text/csv; charset=utf-8', signal });
    await insertObject(database.kysely, {
      applicationKey,
      day,
      deviceKey: device.deviceKey,
      key,
      rows,
      bytes: stored.bytes,
      sha256: stored.sha256,
      writtenAt: new Date(options.now()),
    });
  }
}

/** Whether the configuration's mode, ids and tags select the device (semantics.md, Archives). */
export function isSelected(config: ArchiveConfig, device: Pick<ArchivedDevice, 'id' | 'tags'>): boolean {
  const mode = config.mode ?? 'all';
  if (mode === 'all') return true;
  const listed =
    (config.deviceIds ?? []).some((id) => id.toLowerCase() === device.id) ||
    tagsMatch(device.tags, config.deviceTags ?? []);
  return mode === 'whitelist' ? listed : !listed;
}
