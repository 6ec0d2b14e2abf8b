import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../kernel/errors.ts';

/** Shorter keys are refused, in the settings (`config.ts`) and in the file. */
const minLength = 16;

export interface SecretKey {
  readonly text: string;
  /** Where it stands, for messages to the operator. */
  readonly place: string;
  /** Whether it has just been made up, since none was there. */
  readonly isNew: boolean;
  /** Keeps a new key for good; does nothing for others. */
  save(): Promise<void>;
}

/**
 * The secret key of the settings, or the one in the data folder, or a new one, which is nowhere yet before `save`.
 *
 * @throws AppError Unavailable, for the operator, when the file holds no usable key.
 */
export async function readSecretKey(options: { secretKey: string | undefined; dataDir: string }): Promise<SecretKey> {
  const known = (text: string, place: string): SecretKey => ({
    text,
    place,
    isNew: false,
    save: async () => undefined,
  });
  if (options.secretKey !== undefined) return known(options.secretKey, 'SIGNALBOX_SECRET_KEY');
  const path = join(options.dataDir, 'secret.key');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const made = randomBytes(32).toString('base64url');
    return { text: made, place: path, isNew: true, save: () => writeOnce(options.dataDir, path, `${made}\n`) };
  }
  const key = text.trim();
  if (key.length >= minLength) return known(key, path);
  const fault = key.length === 0 ? 'is empty' : `holds fewer than ${minLength} characters`;
  throw new AppError(
    'Unavailable',
    `The secret key file ${path} ${fault}: put it back from a backup, or set SIGNALBOX_SECRET_KEY to the key that it held; if nothing was ever encrypted, delete it`,
  );
}

/** A file that is there whole or not at all, also after a power cut, and that replaces no other. */
async function writeOnce(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') {
        const message = `Another server has made ${path} at this moment; start this one again to use that key`;
        throw new AppError('Unavailable', message);
      }
      // A file system without hard links.
      await rename(temporary, path);
    });
  } finally {
    await rm(temporary, { force: true });
  }
  // Windows cannot sync a folder, and does not need to.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
