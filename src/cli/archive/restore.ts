import { findManifests } from '../../features/archives/audit-archive.ts';
import {
  type ArchiveAttribute,
  type ArchiveValue,
  FormatError,
  findFormat,
} from '../../features/archives/formats/index.ts';
import { type ArchiveManifest, type ManifestObject, parseManifestKey } from '../../features/archives/manifest.ts';
import { ManifestError, readManifest } from '../../features/archives/read-manifest.ts';
import { withObjectFile } from '../../features/archives/read-object.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import type { ApiClient } from '../api-client.ts';
import { ApiError } from '../api-client.ts';
import { UsageError } from '../command.ts';
import { HistoryUpload } from '../transfer/history-upload.ts';
import { DeviceMap } from './device-map.ts';

export interface RestoreTotals {
  days: number;
  objects: number;
  rows: number;
  created: number;
  problems: number;
}

export interface RestoreOptions {
  readonly client: ApiClient;
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly applicationId: string;
  /** Of the archive; by default its only one, or the one that is loaded into. */
  readonly archivedId?: string | undefined;
  /** Epoch ms of the first and the last day. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly create: boolean;
  readonly signal: AbortSignal;
  readonly onProblem: (line: string) => void;
  readonly onProgress: (totals: Readonly<RestoreTotals>) => void;
}

/**
 * Loads days, oldest first, through the public API. An object is loaded only after its size and SHA-256 have been found
 * to be those of its manifest; one that cannot be loaded is told and the others go on.
 *
 * @throws UsageError, CommandError, ObjectStoreError when nothing can go on
 */
export async function restoreArchive(options: RestoreOptions): Promise<RestoreTotals> {
  const { client, store, signal } = options;
  const totals: RestoreTotals = { days: 0, objects: 0, rows: 0, created: 0, problems: 0 };
  const report = (line: string): void => {
    totals.problems += 1;
    options.onProblem(line);
  };
  const devices = new DeviceMap({ client, applicationId: options.applicationId, create: options.create });
  for (const key of await chooseManifests(options)) {
    signal.throwIfAborted();
    let manifest: ArchiveManifest;
    try {
      manifest = await readManifest(store, key);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      report(`${key}: ${error.message}`);
      continue;
    }
    for (const object of manifest.objects) {
      signal.throwIfAborted();
      // Beside its manifest, wherever the archive has been moved to since.
      const name = key.slice(0, key.lastIndexOf('/') + 1) + object.key.slice(object.key.lastIndexOf('/') + 1);
      try {
        await restoreObject(name, object, manifest);
      } catch (error) {
        if (!(error instanceof FormatError || error instanceof ApiError) || signal.aborted) throw error;
        report(`${name}: ${error.message}`);
      }
    }
    totals.days += 1;
  }
  totals.created = devices.created;
  return totals;

  async function restoreObject(key: string, object: ManifestObject, manifest: ArchiveManifest): Promise<void> {
    const device = await devices.find(object);
    if ('missing' in device) return report(`${key}: ${device.missing}`);
    let failed = false;
    const remark = ({ label, message }: { label: number; message: string }): void => {
      failed = true;
      report(`${key}: row ${label}: ${message}`);
    };
    const { applicationId } = options;
    const upload = new HistoryUpload({ api: client, applicationId, onRejected: remark, onDropped: remark });
    await withObjectFile(store, { key, object, signal }, async (file) => {
      let row = 0;
      for await (const page of findFormat(manifest.format)?.read(file, { id: object.deviceId }, object.columns) ?? []) {
        for (const { time, values } of page) {
          signal.throwIfAborted();
          row += 1;
          const data = nameValues(values, object.columns);
          const state = { deviceId: device.id, time: new Date(time).toISOString(), data, label: row };
          if (Object.keys(data).length > 0) await upload.add(state);
        }
        options.onProgress({ ...totals, rows: totals.rows + row });
      }
      await upload.flush();
      totals.rows += row;
    });
    if (failed) return;
    totals.objects += 1;
    options.onProgress(totals);
  }
}

async function chooseManifests(options: RestoreOptions): Promise<string[]> {
  const { store, prefix, signal, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options;
  const all = await findManifests(store, prefix, signal);
  const ids = [...new Set(all.map((key) => parseManifestKey(key)?.applicationId))];
  const wanted = options.archivedId ?? (ids.length === 1 ? ids[0] : options.applicationId.toLowerCase());
  if (ids.length === 0) throw new UsageError('There is no archive at that target');
  if (!ids.includes(wanted)) {
    throw new UsageError(
      `The archive is of other applications; choose one by --archived-application: ${ids.join(', ')}`,
    );
  }
  return all.filter((key) => {
    const named = parseManifestKey(key);
    return named?.applicationId === wanted && named !== undefined && named.day >= from && named.day <= to;
  });
}

function nameValues(
  values: readonly ArchiveValue[],
  columns: readonly ArchiveAttribute[],
): Record<string, NonNullable<ArchiveValue>> {
  const data: Record<string, NonNullable<ArchiveValue>> = {};
  for (const [index, { name }] of columns.entries()) {
    const value = values[index];
    if (value !== undefined) data[name] = value;
  }
  return data;
}
