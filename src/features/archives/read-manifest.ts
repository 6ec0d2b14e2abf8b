import { Compile } from 'typebox/compile';
import { AppError } from '../../kernel/errors.ts';
import { readDateTime } from '../../kernel/time-text.ts';
import type { ObjectStore } from '../../platform/objects/object-store.ts';
import { findFormat } from './formats/index.ts';
import { type ArchiveManifest, archiveManifest, manifestVersion, parseManifestKey } from './manifest.ts';

/** A manifest that cannot be relied on; the message says why. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/** A day of 100,000 devices with many attributes each stays below; it is read whole. */
const maxManifestBytes = 256 * 1024 * 1024;
const validator = Compile(archiveManifest);

/**
 * The manifest under the key, checked: its shape, that it is the one its key says, that its totals are its sums.
 *
 * @throws ManifestError; ObjectStoreError when the store fails
 */
export async function readManifest(store: ObjectStore, key: string): Promise<ArchiveManifest> {
  const manifest = parse(await readText(store, key));
  const named = parseManifestKey(key);
  if (manifest.applicationId !== named?.applicationId || readDateTime(manifest.day) !== named.day) {
    throw new ManifestError('it is of another application or day than its name says');
  }
  if (!findFormat(manifest.format))
    throw new ManifestError(`it has a format that this version does not know: ${manifest.format}`);
  const sums = { objects: manifest.objects.length, rows: 0, bytes: 0 };
  for (const { rows, bytes } of manifest.objects) {
    sums.rows += rows;
    sums.bytes += bytes;
  }
  if (
    sums.objects !== manifest.totals.objects ||
    sums.rows !== manifest.totals.rows ||
    sums.bytes !== manifest.totals.bytes
  ) {
    throw new ManifestError('its totals are not the sums of its objects');
  }
  if (new Set(manifest.objects.map(({ key: each }) => each)).size !== sums.objects) {
    throw new ManifestError('it lists an object twice');
  }
  return manifest;
}

function parse(text: string): ArchiveManifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new ManifestError('it is not JSON');
  }
  const { version } = (manifest ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version > manifestVersion) {
    throw new ManifestError('it was written by a newer version of Signalbox');
  }
  if (!validator.Check(manifest)) {
    const [fault] = validator.Errors(manifest);
    throw new ManifestError(`it is no manifest: ${fault?.instancePath || 'the whole'} ${fault?.message ?? ''}`.trim());
  }
  return manifest;
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of store.read(key)) {
      bytes += chunk.byteLength;
      if (bytes > maxManifestBytes) throw new ManifestError('it is too large to be a manifest');
      chunks.push(chunk);
    }
  } catch (error) {
    // Taken away since the keys were listed.
    if (error instanceof AppError && error.type === 'NotFound') throw new ManifestError('it is not there any more');
    throw error;
  }
  return Buffer.concat(chunks).toString();
}
