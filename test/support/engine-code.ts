import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The first of these is not among the types of Node.js.
const global = globalThis as unknown as {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<object> };
  signalboxEngineCode?: object;
};

/**
 * V8 keeps what it has compiled of a WebAssembly module for whoever has the same bytes in the same process, as long as one of
 * them lives. Each test file starts embedded databases of its own; this one lives as long as the worker, so that they need
 * not compile again what an earlier file's have.
 */
global.signalboxEngineCode ??= await global.WebAssembly.compile(
  await readFile(join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '..', 'pglite.wasm')),
);
