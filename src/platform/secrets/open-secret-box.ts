import { AppError } from '../../kernel/errors.ts';
import type { Database, Queryable } from '../database/database.ts';
import { SecretBox } from './secret-box.ts';
import type { SecretKey } from './secret-key.ts';

/** In the table `installation`: a known text, sealed with the key that seals everything else. */
const canaryName = 'secretKey';
const canaryText = 'signalbox';

export interface OpenSecretBoxOptions {
  readonly database: Database;
  readonly key: SecretKey;
  readonly previousKeys: readonly string[] | undefined;
  /** Go on with the present key although what a lost one has encrypted cannot be read. */
  readonly acceptLoss: boolean;
  /** Each reads every secret that one feature has stored, as sealed. */
  readonly readSealed: readonly ((db: Queryable) => Promise<string[]>)[];
  /** Told when the key was replaced, of how many secrets can no longer be read. */
  readonly onReplaced: (unreadable: number) => void;
}

/**
 * The box that seals and opens the secrets of this database. The key is checked before it is used, or kept if it is new:
 * against a canary, a known text sealed with it, and where that tells nothing against what is stored.
 *
 * @throws AppError Unavailable, for the operator, when the key is not the one that the stored secrets were sealed with.
 */
export async function openSecretBox(options: OpenSecretBoxOptions): Promise<SecretBox> {
  const { database, key, previousKeys } = options;
  const secrets = new SecretBox({ secretKey: key.text, previousKeys });
  const canary = await readCanary(database.kysely);
  if (canary !== undefined && opens(secrets, canary)) {
    await key.save();
    return secrets;
  }
  const sealed = (await Promise.all(options.readSealed.map((read) => read(database.kysely)))).flat();
  const unreadable = sealed.filter((text) => !opens(secrets, text)).length;
  if (unreadable > 0 && !options.acceptLoss) throw wrongKey(key, unreadable);
  await key.save();
  // What a former key has sealed is sealed again later in the start, and the canary with it.
  if (sealed.some((text) => opens(secrets, text) && secrets.isOutdated(text))) return secrets;
  await sealCanary(database.kysely, secrets);
  if (canary !== undefined || unreadable > 0) options.onReplaced(unreadable);
  return secrets;
}

/** Says that everything is sealed with the present key; call it in the transaction that seals everything again. */
export async function sealCanary(db: Queryable, secrets: SecretBox): Promise<void> {
  const value = JSON.stringify(secrets.seal(canaryText));
  await db
    .insertInto('installation')
    .values({ name: canaryName, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

async function readCanary(db: Queryable): Promise<string | undefined> {
  const row = await db.selectFrom('installation').where('name', '=', canaryName).select('value').executeTakeFirst();
  return row === undefined ? undefined : String(row.value);
}

function opens(secrets: SecretBox, sealed: string): boolean {
  try {
    secrets.open(sealed);
    return true;
  } catch {
    return false;
  }
}

function wrongKey({ place, isNew }: SecretKey, count: number): AppError {
  const many = count === 1 ? '1 secret that was' : `${count} secrets that were`;
  const remedy = isNew
    ? `put it back from a backup, or set SIGNALBOX_SECRET_KEY to the key that it held`
    : `put the former key back, or name it in SIGNALBOX_PREVIOUS_SECRET_KEYS to change keys`;
  const fault = isNew ? `the key in ${place}, which is missing` : `another key than the one in ${place}`;
  return new AppError(
    'Unavailable',
    `The database holds ${many} encrypted with ${fault}: ${remedy}; if it is lost for good, set SIGNALBOX_LOST_SECRET_KEY=accept for one start`,
  );
}
