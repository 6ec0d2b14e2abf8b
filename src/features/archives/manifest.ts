import { type Static, Type } from 'typebox';
import { readDateTime } from '../../kernel/time-text.ts';
import { dateTime, id } from '../../platform/http/schemas.ts';

/** The layout of a manifest; a reader refuses one that is newer than it knows. */
export const manifestVersion = 1;

/** One object of a day: what one device has reported on it. */
export const manifestObject = Type.Object({
  /** The object's whole key at the target, directory included. */
  key: Type.String(),
  deviceId: id,
  /** The device's name when the object was written; for people, ids decide. */
  deviceName: Type.String(),
  rows: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
  /** Of the stored bytes (compressed ones where the format compresses), hex. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** The attributes in the order of the columns after ID, Timestamp and ISO Date. */
  columns: Type.Array(Type.Object({ name: Type.String(), dataType: Type.String() })),
  /** Epoch ms of the first and the last row. */
  firstTime: Type.Integer(),
  lastTime: Type.Integer(),
});
/** One object of a manifest: what it holds, and by which checksum it is verified. */
export type ManifestObject = Static<typeof manifestObject>;

/**
 * `manifest.json` of one application and UTC day (semantics.md, "Archives"): written after every object of the day has
 * been confirmed at the target, so whoever finds it may rely on all that it lists.
 */
export const archiveManifest = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    applicationId: id,
    /** The start of the day, as in the keys. */
    day: dateTime,
    format: Type.String(),
    written: dateTime,
    /** The version of Signalbox that wrote it. */
    by: Type.String(),
    /** In the order of the device ids; one device has one object. */
    objects: Type.Array(manifestObject),
    totals: Type.Object({
      objects: Type.Integer({ minimum: 0 }),
      rows: Type.Integer({ minimum: 0 }),
      bytes: Type.Integer({ minimum: 0 }),
    }),
  },
  { title: 'Archive Manifest' },
);
/** A manifest as it is read back and checked; see `archiveManifest`. */
export type ArchiveManifest = Static<typeof archiveManifest>;

/** The steps of `archiveConfig.directory`; empty ones do not count. */
export function directorySteps(directory: string | undefined): string[] {
  return (directory ?? '').split('/').filter((step) => step !== '');
}

export const manifestSuffix = '-manifest.json';

/**
 * The key of a day's manifest: beside the day's objects, and with the application's id in front, because several
 * applications may write to the same directory.
 */
export function manifestKey(manifest: {
  directory?: string | undefined;
  applicationId: string;
  /** Epoch ms of the UTC day's start. */
  day: number;
}): string {
  const { directory, applicationId, day } = manifest;
  const name = `${applicationId}${manifestSuffix}`;
  return [...directorySteps(directory), new Date(day).toISOString(), name].join('/');
}

/** The application and day that a manifest's key names; undefined for the key of anything else. */
export function parseManifestKey(key: string): { applicationId: string; day: number } | undefined {
  const match = /(?:^|\/)(\d{4}-\d\d-\d\dT00:00:00\.000Z)\/([0-9a-f]{24})-manifest\.json$/.exec(key);
  const day = readDateTime(match?.[1] ?? '');
  return match?.[2] === undefined || Number.isNaN(day) ? undefined : { applicationId: match[2], day };
}
