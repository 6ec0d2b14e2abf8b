import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret key of the settings, or the one kept in the data folder, which is made at the first start. */
export async function readOrMakeSecretKey(options: {
  secretKey: string | undefined;
  dataDir: string;
}): Promise<string> {
  if (options.secretKey !== undefined) return options.secretKey;
  const path = join(options.dataDir, 'secret.key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await mkdir(options.dataDir, { recursive: true });
  const key = randomBytes(32).toString('base64url');
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key}\n`);
    // Losing this key to a power cut would lose every credential that is encrypted with it.
    await file.sync();
  } finally {
    await file.close();
  }
  return key;
}
