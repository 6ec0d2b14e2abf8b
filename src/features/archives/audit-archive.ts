import { inParallel } from '../../kernel/in-parallel.ts';
import { readDateTime } from '../../kernel/time-text.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { dayMs } from './csv.ts';
import { FormatError, findFormat } from './formats/index.ts';
import { type ArchiveManifest, type ManifestObject, parseManifestKey } from './manifest.ts';
import { ManifestError, readManifest } from './read-manifest.ts';
import { withObjectFile } from './read-object.ts';

export interface ArchiveProblem {
  readonly kind: 'missing' | 'extra' | 'corrupt' | 'unlisted' | 'manifest';
  /** The object's key at the target. */
  readonly key: string;
  readonly message: string;
}

export interface AuditTotals {
  days: number;
  objects: number;
  rows: number;
  bytes: number;
  problems: number;
  /** Objects at the target that are not of an archive; nothing is said about those. */
  others: number;
}

/** Objects read at once: reading waits for the network, parsing for the processor. */
const objectsAtOnce = 4;
/** The name of a device's object: application, device, first and last ms of the day. */
const objectName = /^([0-9a-f]{24})-[0-9a-f]{24}-\d+-\d+\./;

/**
 * Reads every manifest below the prefix and every object that those list, and tells what is not as it was written: size,
 * SHA-256, rows, columns, times. Days without a manifest are told too; an archive from before there were any is all that.
 * Streams: memory grows with the number of days, not with the objects.
 *
 * @throws ObjectStoreError when the target itself fails: then nothing is known of what was not read yet
 */
export async function auditArchive(options: {
  store: ObjectStore;
  /** What the keys begin with; empty or ended by `/`. */
  prefix: string;
  signal: AbortSignal;
  onProblem: (problem: ArchiveProblem) => void;
  /** Told after every object. */
  onProgress: (totals: Readonly<AuditTotals>) => void;
}): Promise<AuditTotals> {
  const { store, prefix, signal } = options;
  const totals: AuditTotals = { days: 0, objects: 0, rows: 0, bytes: 0, problems: 0, others: 0 };
  const report = (kind: ArchiveProblem['kind'], key: string, message: string): void => {
    totals.problems += 1;
    options.onProblem({ kind, key, message });
  };

  const { manifests, unlisted, others } = await surveyKeys(store, prefix, signal);
  totals.others = others;
  for (const [day, count] of unlisted) {
    report('unlisted', day, `${count} ${count === 1 ? 'object has' : 'objects have'} no manifest that lists them`);
  }
  for (const key of manifests) {
    signal.throwIfAborted();
    totals.days += 1;
    const manifest = await readManifest(store, key).catch((error) => {
      if (!(error instanceof ManifestError)) throw error;
      report('manifest', key, error.message);
    });
    if (manifest) await auditDay(key, manifest);
  }
  return totals;

  async function auditDay(manifestKey: string, manifest: ArchiveManifest): Promise<void> {
    const folder = folderOf(manifestKey);
    const listed = new Map(manifest.objects.map((object) => [folder + nameOf(object.key), object]));
    const present = new Map<string, number>();
    for await (const { key, bytes } of store.list(`${folder}${manifest.applicationId}-`)) {
      if (key !== manifestKey && folderOf(key) === folder) present.set(key, bytes);
    }
    for (const key of present.keys()) {
      if (!listed.has(key)) report('extra', key, 'the manifest of its day does not list it');
    }
    await inParallel([...listed], objectsAtOnce, async ([key, object]) => {
      signal.throwIfAborted();
      totals.objects += 1;
      const bytes = present.get(key);
      if (bytes === undefined) report('missing', key, 'the manifest of its day lists it');
      else if (bytes !== object.bytes) {
        report('corrupt', key, `it has ${bytes} bytes, not the ${object.bytes} in the manifest`);
      } else {
        const fault = await checkObject({ store, key, object, manifest, signal });
        if (fault !== undefined) report('corrupt', key, fault);
        totals.rows += object.rows;
        totals.bytes += object.bytes;
      }
      options.onProgress(totals);
    });
  }
}

/** Says what is wrong with an object; undefined when it is what the manifest says. */
async function checkObject(options: {
  store: ObjectStore;
  key: string;
  object: ManifestObject;
  manifest: ArchiveManifest;
  signal: AbortSignal;
}): Promise<string | undefined> {
  const { store, key, object, manifest, signal } = options;
  const format = findFormat(manifest.format);
  const day = readDateTime(manifest.day);
  try {
    return await withObjectFile(store, { key, object, signal }, async (path) => {
      let rows = 0;
      let first: number | undefined;
      let last = day - 1;
      for await (const page of format?.read(path, { id: object.deviceId }, object.columns) ?? []) {
        signal.throwIfAborted();
        for (const { time } of page) {
          rows += 1;
          if (time < day || time >= day + dayMs) return `row ${rows} is not of the day`;
          if (time <= last) return `row ${rows} is not later than the one before`;
          first ??= time;
          last = time;
        }
      }
      if (rows !== object.rows) return `it has ${rows} rows, not the ${object.rows} in the manifest`;
      if (rows > 0 && (first !== object.firstTime || last !== object.lastTime)) {
        return 'its first or last time is not that in the manifest';
      }
      return undefined;
    });
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

/** The manifests below the prefix, oldest day first; and how many objects lie in days that have none. */
async function surveyKeys(store: ObjectStore, prefix: string, signal: AbortSignal) {
  const manifests: string[] = [];
  const days = new Map<string, number>();
  let others = 0;
  for await (const { key } of store.list(prefix)) {
    signal.throwIfAborted();
    const applicationId = objectName.exec(nameOf(key))?.[1];
    if (parseManifestKey(key)) manifests.push(key);
    else if (applicationId !== undefined) {
      const day = `${folderOf(key)}${applicationId}`;
      days.set(day, (days.get(day) ?? 0) + 1);
    } else others += 1;
  }
  const dayOf = (key: string): number => parseManifestKey(key)?.day ?? 0;
  manifests.sort((a, b) => dayOf(a) - dayOf(b) || (a < b ? -1 : 1));
  for (const key of manifests) days.delete(`${folderOf(key)}${parseManifestKey(key)?.applicationId}`);
  return { manifests, unlisted: [...days].sort(([a], [b]) => (a < b ? -1 : 1)), others };
}

/** The keys of the manifests below the prefix, oldest day first. */
export async function findManifests(store: ObjectStore, prefix: string, signal: AbortSignal): Promise<string[]> {
  return (await surveyKeys(store, prefix, signal)).manifests;
}

/** The key up to and with its last `/`. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
