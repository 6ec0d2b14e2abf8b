import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import type { Queryable } from '../../platform/database/database.ts';
import { type ObjectStore, ObjectStoreError } from '../../platform/objects/object-store.ts';
import type { DayClaim } from './day-queue.ts';
import { manifestKey, manifestVersion } from './manifest.ts';
import { readObjects, sumObjects } from './store.ts';

const objectsPerRead = 500;

interface ManifestOrigin {
  readonly written: string;
  readonly by: string;
}

/**
 * Writes the day's manifest, one line per object, and has the target confirm it. A day that is written again with the
 * same objects keeps the manifest that is there, so writing a day twice gives the same objects. No manifest without objects.
 */
export async function writeManifest(options: {
  db: Queryable;
  store: ObjectStore;
  claim: DayClaim;
  directory: string | undefined;
  format: string;
  origin: ManifestOrigin;
  signal: AbortSignal;
}): Promise<void> {
  const { db, store, claim, directory, signal } = options;
  const totals = await sumObjects(db, claim);
  if (totals.objects === 0) return;
  const key = manifestKey({ directory, applicationId: claim.applicationId, day: claim.day });
  const known = await readKnown(store, key, signal);
  if (known && known.sha256 === (await digestText(toText(known.origin)))) return;
  await store.put(key, toText(options.origin), { contentType: 'application/json; charset=utf-8', signal });

  async function* toText({ written, by }: ManifestOrigin): AsyncGenerator<Uint8Array> {
    const head = {
      version: manifestVersion,
      applicationId: claim.applicationId,
      day: new Date(claim.day).toISOString(),
      format: options.format,
      written,
      by,
      totals,
    };
    yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"objects":[`);
    let separator = '\n';
    for (let afterId = ''; ; ) {
      const objects = await readObjects(db, claim, { afterId, limit: objectsPerRead });
      afterId = objects.at(-1)?.deviceId ?? afterId;
      let text = '';
      for (const { run: _run, target: _target, checkedAt: _checkedAt, ...object } of objects) {
        text += separator + JSON.stringify(object);
        separator = ',\n';
      }
      if (text !== '') yield Buffer.from(text);
      if (objects.length < objectsPerRead) break;
    }
    yield Buffer.from('\n]}\n');
  }
}

/** When and by which version the manifest that is there was written, and its checksum; undefined when there is none of ours. */
async function readKnown(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<{ origin: ManifestOrigin; sha256: string } | undefined> {
  const hash = createHash('sha256');
  let head = '';
  try {
    for await (const chunk of store.read(key)) {
      signal.throwIfAborted();
      hash.update(chunk);
      if (head.length < 2048) head += Buffer.from(chunk).toString('latin1').slice(0, 2048);
    }
  } catch (error) {
    if (error instanceof AppError && error.type === 'NotFound') return undefined;
    // Without the right to list, S3 answers so for what is not there. If more is wrong, the put will tell.
    if (error instanceof ObjectStoreError && error.kind === 'permission') return undefined;
    throw error;
  }
  const [, written, by] = /"written":"([^"\\]*)","by":"([^"\\]*)"/.exec(head) ?? [];
  return written === undefined || by === undefined
    ? undefined
    : { origin: { written, by }, sha256: hash.digest('hex') };
}

async function digestText(text: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of text) hash.update(chunk);
  return hash.digest('hex');
}
