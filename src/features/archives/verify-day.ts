import { inParallel } from '../../kernel/in-parallel.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { digest } from '../../platform/objects/metered-body.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import type { DayClaim } from './day-queue.ts';
import { forgetObjects, keepChecked, readObjects, type StoredObjectRow } from './store.ts';

/** Few, so that a check that is cut short again and again gets on: what was found is remembered page by page. */
const objectsPerRead = 20;
/** What the check of an attempt that was cut short has found this lately is not asked for again. */
const checkHoldsMs = 10 * 60_000;
/** Questions to the store at once: each waits for the network, none moves data. */
const questionsAtOnce = 8;

/**
 * Asks the target for every object of the day before the day may be called verified. What this attempt has put was
 * confirmed with its checksum a moment ago, so its size is enough; what an earlier attempt has put is read back whole.
 * Objects of earlier runs (of devices deleted or no longer selected since) stay part of the day while they are there.
 *
 * @throws ObjectStoreError when an object of this run is missing or differs: it is forgotten, so the next attempt puts it again
 */
export async function verifyDay(options: {
  db: Queryable;
  store: ObjectStore;
  claim: DayClaim;
  target: string;
  /** Devices whose objects this attempt has put. */
  written: ReadonlySet<string>;
  signal: AbortSignal;
  now: () => number;
}): Promise<void> {
  const { db, store, claim, target, written, signal, now } = options;
  let lost: string | undefined;
  for (let afterId = ''; ; ) {
    const objects = await readObjects(db, claim, { afterId, limit: objectsPerRead });
    afterId = objects.at(-1)?.deviceId ?? afterId;
    const gone: StoredObjectRow[] = [];
    const found: StoredObjectRow[] = [];
    await inParallel(objects, questionsAtOnce, async (object) => {
      signal.throwIfAborted();
      if (wasChecked(object)) return;
      const isThere = object.target === target && (await isStored(object));
      (isThere ? found : gone).push(object);
    });
    await keepChecked(
      db,
      claim,
      found.map(({ deviceId }) => deviceId),
      new Date(now()),
    );
    await forgetObjects(
      db,
      claim,
      gone.map(({ deviceId }) => deviceId),
    );
    lost ??= gone.find(({ run }) => run === claim.run)?.key;
    if (objects.length < objectsPerRead) break;
  }
  if (lost !== undefined) {
    throw new ObjectStoreError('other', `${lost} is not at the target as it was written, and will be written again`);
  }

  function wasChecked({ run, target: writtenTo, checkedAt }: StoredObjectRow): boolean {
    return (
      run === claim.run && writtenTo === target && checkedAt !== null && now() - checkedAt.getTime() < checkHoldsMs
    );
  }

  async function isStored(object: StoredObjectRow): Promise<boolean> {
    const found = await store.stat(object.key);
    if (found?.bytes !== object.bytes) return false;
    if (found.sha256 !== undefined) return found.sha256 === object.sha256;
    if (written.has(object.deviceId)) return true;
    return (await digest(store.read(object.key), signal)).sha256 === object.sha256;
  }
}
