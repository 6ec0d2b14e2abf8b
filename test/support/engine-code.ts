import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const kept = globalThis as { signalboxEngineCode?: WebAssembly.Module };

/**
 * V8 keeps what it has compiled of a WebAssembly module for whoever has the same bytes in the same process, as long as one of
 * them lives. Each test file starts embedded databases of its own; this one lives as long as the worker, so that the
 * second does not compile again what the first has.
 */
kept.signalboxEngineCode ??= await WebAssembly.compile(
  await readFile(join(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '..', 'pglite.wasm')),
);
