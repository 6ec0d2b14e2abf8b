import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrotliDecompress, gunzip } from 'node:zlib';
import type { KnownInstallation } from './installation.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/upgrade/', import.meta.url));

export interface Fixture {
  readonly known: KnownInstallation;
  /** What the version that made it answered, by request; see `readInstallation`. */
  readonly expected: Record<string, unknown>;
  /** A copy of its data folder; whoever unpacks it removes it. */
  readonly dataDir: string;
}

/** What `make.ts` has kept of a version, `kind` being how the files are called there. */
export async function unpackFixture(version: string, kind: 'data-folder' | 'database'): Promise<Fixture> {
  const path = (ending: string): string => join(fixtures, version, `${kind}${ending}`);
  const json = async (ending: string) => JSON.parse(await readFile(path(ending), 'utf8'));
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-test-'));
  await untar(path(kind === 'data-folder' ? '.tar.br' : '.files.tar.br'), dataDir);
  return { known: await json('.known.json'), expected: await json('.expected.json'), dataDir };
}

/** The dump of a PostgreSQL database, as SQL without `COPY`. */
export async function readDump(version: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(join(fixtures, version, 'database.sql.gz')))).toString();
}

async function untar(archive: string, folder: string): Promise<void> {
  // Without --ignore-zeros tar leaves at the archive's end mark, and the padding after it meets a closed pipe.
  const tar = spawn('tar', ['-x', '--ignore-zeros', '-f', '-', '-C', folder], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(tar, 'exit');
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
}
