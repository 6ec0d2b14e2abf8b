import { inParallel } from '../../kernel/in-parallel.ts';
import type { Database } from '../../platform/database/database.ts';
import { ClaimLostError } from '../../platform/durable/claim-lost.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { ArchiveConfig } from '../applications/index.ts';
import { archiveObjectKey, type CsvRow, dayMs } from './csv.ts';
import type { DayClaim } from './day-queue.ts';
import { DayReader } from './day-reader.ts';
import { type ArchiveFormat, requireFormat } from './formats/index.ts';
import type { Progress } from './job-store.ts';
import { describeTarget, isSelected } from './selection.ts';
import {
  type ArchivedDevice,
  findDevicesWithStates,
  insertObject,
  readDevices,
  readDeviceTags,
  readDoneDevices,
} from './store.ts';

const devicesPerRead = 200;
/** Devices whose objects are under way at once: an upload mostly waits. The embedded database has one session only. */
const devicesAtOnce = { embedded: 1, server: 4 };

export interface DayExport {
  readonly database: Database;
  readonly store: ObjectStore;
  readonly config: ArchiveConfig;
  readonly claim: DayClaim;
  readonly signal: AbortSignal;
  /** Whether devices report at present. */
  readonly isReporting: () => boolean;
  /** Told after every device. */
  readonly onProgress: (progress: Progress) => void;
  readonly now: () => number;
}

/**
 * Writes one object for every device of the application that is selected and has data on the day, but for those that
 * this run has written before. Streams: memory does not grow with the day. Each object counts as done only after the
 * store has confirmed it.
 *
 * @returns the devices whose objects were confirmed by this very call
 */
export async function exportDay(options: DayExport): Promise<Set<string>> {
  const { database, config, claim, signal } = options;
  const done = await readDoneDevices(database.kysely, claim, describeTarget(config));
  const written = new Set<string>();
  const devicesTotal = await countSelected(options);
  let devicesDone = 0;
  const reader = new DayReader({ ...options, day: claim.day });
  const format = requireFormat(config.format);

  for (let afterKey = 0; ; ) {
    const devices = await readDevices(database.kysely, claim.applicationRowId, afterKey, devicesPerRead);
    afterKey = devices.at(-1)?.deviceRowId ?? afterKey;
    const selected = devices.filter((device) => isSelected(config, device));
    const open = selected.filter((device) => !done.has(device.id));
    const keys = open.map(({ deviceRowId }) => deviceRowId);
    const withStates = await findDevicesWithStates(database, keys, claim.day, claim.day + dayMs - 1);
    const queue = open.filter(({ deviceRowId }) => withStates.has(deviceRowId));
    report(selected.length - queue.length);
    await inParallel(queue, devicesAtOnce[database.kind], async (device) => {
      signal.throwIfAborted();
      await exportDevice({ ...options, device, reader, format });
      written.add(device.id);
      report(1);
    });
    if (devices.length < devicesPerRead) return written;
  }

  function report(more: number): void {
    devicesDone += more;
    options.onProgress({ devicesDone: Math.min(devicesDone, devicesTotal), devicesTotal });
  }
}

async function exportDevice(
  options: DayExport & { device: ArchivedDevice; reader: DayReader; format: ArchiveFormat },
): Promise<void> {
  const { config, claim, device, reader, format, signal } = options;
  const attributes = await reader.chooseAttributes(device);
  let rows = 0;
  let firstTime: number | undefined;
  let lastTime = 0;
  async function* countRows(): AsyncGenerator<readonly CsvRow[]> {
    for await (const page of reader.read(device, attributes)) {
      rows += page.length;
      firstTime ??= page[0]?.time;
      lastTime = page.at(-1)?.time ?? lastTime;
      yield page;
    }
  }

  const key = archiveObjectKey({
    ...(config.directory === undefined ? {} : { directory: config.directory }),
    applicationId: claim.applicationId,
    deviceId: device.id,
    day: claim.day,
    extension: format.extension,
  });
  const stored = await options.store.put(key, format.write(device, attributes, countRows()), {
    contentType: format.contentType,
    signal,
  });
  const kept = await insertObject(options.database.kysely, claim, {
    key,
    deviceRowId: device.deviceRowId,
    deviceId: device.id,
    deviceName: device.name,
    rows,
    bytes: stored.bytes,
    sha256: stored.sha256,
    columns: attributes.map(({ name, dataType }) => ({ name, dataType })),
    firstTime: firstTime ?? claim.day,
    lastTime,
    target: describeTarget(config),
    writtenAt: new Date(options.now()),
  });
  if (!kept) throw new ClaimLostError();
}

async function countSelected({ database, config, claim, signal }: DayExport): Promise<number> {
  let count = 0;
  for (let afterKey = 0; ; ) {
    signal.throwIfAborted();
    const devices = await readDeviceTags(database.kysely, claim.applicationRowId, afterKey, devicesPerRead);
    afterKey = devices.at(-1)?.deviceRowId ?? afterKey;
    count += devices.filter((device) => isSelected(config, device)).length;
    if (devices.length < devicesPerRead) return count;
  }
}
