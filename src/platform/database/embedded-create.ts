import { EmbeddedEngine } from './embedded-engine.ts';

/**
 * Started as a process of its own: makes a new database folder (argv[2]) and ends. Making one takes several times the
 * memory that using it takes, and only the end of a process gives all of that back.
 */
function stop(error: unknown): never {
  throw error;
}

const folder = process.argv[2];
if (folder === undefined) throw new Error('The folder is missing');
const engine = await EmbeddedEngine.open({ folder, syncCounter: new SharedArrayBuffer(4) }, stop);
await engine.close();
