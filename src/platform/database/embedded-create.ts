import { dirname, join } from 'node:path';
import { EmbeddedEngine } from './embedded-engine.ts';
import { lockFile } from './folder-lock.ts';

/**
 * Started as a process of its own: makes a new database folder (argv[2]) and ends. Making one takes several times the
 * memory that using it takes, and only the end of a process gives all of that back.
 */
function stop(error: unknown): never {
  throw error;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('The folder is missing');
// The lock of the data folder ends with the server that started this process; when that is killed and started again, the
// former process may still be at work here.
const release = await lockFile(join(dirname(folder), 'create.lock.db'), { waitMs: 60_000 });
if (!release) throw new Error(`Another process is making ${folder}`);
const engine = await EmbeddedEngine.open({ folder, syncCounter: new SharedArrayBuffer(8) }, stop);
await engine.close();
release();
