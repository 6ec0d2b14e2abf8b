import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { preparedDataVariable } from './support/prepared-data.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'signalbox-test-data');
const filler = fileURLToPath(new URL('fill-prepared-data.ts', import.meta.url));
/** Longer than any run of the tests takes. */
const unusedMs = 3 * 3_600_000;

/**
 * Vitest's global set-up: makes the data folders that tests copy (see support/prepared-data.ts), or finds those that an
 * earlier run has made of the same sources. Making them takes most of the time of a server's first start, and there is a
 * server in every second test file.
 */
export default async function prepareData({ config: { execArgv, env } }: TestProject): Promise<void> {
  const folder = join(cache, await fingerprint());
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    await removeUnused();
    const draft = await mkdtemp(join(cache, 'draft-'));
    // As the workers run, since what Node.js has compiled counts for the same flags only.
    await promisify(execFile)(process.execPath, [...execArgv, filler, draft], { env: { ...process.env, ...env } });
    // Whole or not at all. Another run may have been faster; what it made is the same.
    await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
      await rm(draft, { recursive: true, force: true });
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
  await utimes(folder, new Date(), new Date());
  process.env[preparedDataVariable] = folder;
}

/** Those made of other sources, but for what a run that goes on beside this one may be copying. */
async function removeUnused(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    // Gone when another run has removed it first.
    const { mtimeMs = Date.now() } = (await stat(path).catch(() => undefined)) ?? {};
    if (Date.now() - mtimeMs > unusedMs) await rm(path, { recursive: true, force: true });
  }
}

/** Of what the folders hold that a start would not change, should the source want it otherwise. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const filesOf = async (folder: string, pattern: RegExp): Promise<string[]> =>
    (await readdir(folder))
      .filter((name) => pattern.test(name))
      .sort()
      .map((name) => join(folder, name));
  const packages = ['@electric-sql/pglite', 'pg-boss'];
  const files = [
    filler,
    ...(await filesOf(join(root, 'migrations'), /\.sql$/)),
    ...(await filesOf(join(root, 'src', 'platform', 'database'), /(?<!\.test)\.ts$/)),
    join(root, 'src', 'platform', 'jobs', 'pg-boss-jobs.ts'),
    ...packages.map((name) => join(root, 'node_modules', name, 'package.json')),
  ];
  for (const file of files) hash.update(await readFile(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}
