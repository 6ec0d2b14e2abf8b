import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import packagedVariant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import { CompiledScripts } from './compiled-scripts.ts';
import { preludeSource } from './guest.ts';
import { bufferSource } from './guest-buffer.ts';
import { MemoryImage, type WasmMemory } from './memory-image.ts';

/** An instance of QuickJS in a memory of its own, ready for a script. */
export interface QuickJsEngine {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  /** The function of the prelude. */
  readonly host: QuickJSHandle;
  /**
   * Makes the engine what it was when it was opened: nothing is left of what ran before. Handles made since then must not be
   * used, and need not be disposed of. Returns the script, compiled already when it has often been run.
   */
  reset(script: string): QuickJSHandle | undefined;
  /** Told of the script that `reset` did not have, as soon as it is compiled. */
  readonly scripts: Pick<CompiledScripts, 'compiled'>;
  /** What the script asks for a part of its payload that it was not given: a JSON text, and in the next line the places of Dates. */
  fetch: (key: string) => string;
  /** Whether the script is to be stopped, which is asked every 10,000 steps. */
  isTimeOver: () => boolean;
  /**
   * How much memory scripts may have from now on, beside what the engine itself needs; beyond it an allocation of theirs
   * fails. What an earlier script was allowed stays the engine's, so the bound is the greatest of those that were set.
   */
  limitMemory(bytes: number): void;
  /** Whether memory was refused since `limitMemory`. QuickJS does not survive that everywhere. */
  readonly isMemoryOver: boolean;
}

type Variant = Exclude<Parameters<typeof newQuickJSWASMModuleFromVariant>[0], Promise<unknown> | { default: unknown }>;
type Imports = Record<string, Record<string, unknown>>;

/** What of WebAssembly is used; the types of Node.js do not have it. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule, imports: Imports) => object;
  readonly Memory: abstract new () => GrowingMemory;
}
interface GrowingMemory extends WasmMemory {
  grow(pages: number): number;
}
type CompiledModule = object;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
// Its types tell of a CommonJS module, whose default this would be the default of.
const variant = packagedVariant as unknown as Variant;

/**
 * Calls of functions within each other: about 700 of them. Parsers of QuickJS use up twenty times as much of the stack of
 * the thread, of which a worker has 4 MB.
 */
const maxStackBytes = 128 * 1024;
const pageBytes = 64 * 1024;

let compiled: Promise<CompiledModule> | undefined;

/** QuickJS as its package has it, compiled once for each thread. */
function compileQuickJs(): Promise<CompiledModule> {
  const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** Takes some milliseconds, the first of a thread longer. */
export async function openEngine(): Promise<QuickJsEngine> {
  let memory: GrowingMemory | undefined;
  const wasm = await compileQuickJs();
  const load = (await variant.importModuleLoader()) as (options: unknown) => Promise<never>;
  const options = {
    // What an engine says when it breaks is thrown as well.
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: Imports, done: (instance: object, module: CompiledModule) => void) {
      memory = standInUtc(imports);
      done(new WebAssembly.Instance(wasm, imports), wasm);
      return {};
    },
  };
  const importModuleLoader: Variant['importModuleLoader'] = async () => (given) => load({ ...given, ...options });
  const module = await newQuickJSWASMModuleFromVariant({ ...variant, importModuleLoader });
  const runtime = module.newRuntime();
  runtime.setMaxStackSize(maxStackBytes);
  const context = runtime.newContext();
  context.unwrapResult(context.evalCode(bufferSource, 'buffer.js')).dispose();
  const prepare = context.unwrapResult(context.evalCode(preludeSource, 'prelude.js'));
  const fetchPart = context.newFunction('fetch', (key) => context.newString(engine.fetch(context.getString(key))));
  const seed = context.newFunction('seed', () => context.newNumber(randomInt(2 ** 47)));
  const host = context.unwrapResult(context.callFunction(prepare, context.undefined, fetchPart, seed));
  // Before the image is taken: that there is a handler stands in the memory as well.
  runtime.setInterruptHandler(() => engine.isTimeOver());
  const grown = memory as unknown as GrowingMemory;
  const limit = boundGrowth(grown);
  const ownBytes = grown.buffer.byteLength;
  const scripts = new CompiledScripts(new MemoryImage(grown));
  const engine: QuickJsEngine = {
    runtime,
    context,
    host,
    reset: (script) => scripts.restore(script),
    scripts,
    fetch: () => 'null\n[]',
    isTimeOver: () => false,
    limitMemory(bytes: number) {
      runtime.setMemoryLimit(bytes);
      limit.bytes = ownBytes + bytes;
      limit.isReached = false;
    },
    get isMemoryOver() {
      return limit.isReached;
    },
  };
  return engine;
}

/**
 * QuickJS counts what it allocates by asking the C library how large each block is, and that of WebAssembly says 0: its own
 * limit turns away single blocks that are too large, and knows nothing of how many there are. So the memory itself is kept
 * from growing, which its allocator reports like any other lack of memory.
 */
function boundGrowth(memory: GrowingMemory): { bytes: number; isReached: boolean } {
  const limit = { bytes: Number.POSITIVE_INFINITY, isReached: false };
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * pageBytes > limit.bytes) {
      limit.isReached = true;
      throw new RangeError('beyond the limit of the script');
    }
    return grow(pages);
  };
  return limit;
}

/**
 * Dates of scripts are in UTC, wherever the server stands: QuickJS asks the host for the local time, by a function whose
 * name is a letter that changes with each release, but which reads what no other does.
 */
function standInUtc(imports: Imports): GrowingMemory {
  const functions = Object.values(imports)[0] ?? {};
  const memory = Object.values(functions).find((one) => one instanceof WebAssembly.Memory);
  const localTime = Object.entries(functions).find(([, one]) =>
    /\.getSeconds\(\).*\.getTimezoneOffset\(\)/s.test(String(one)),
  );
  if (!memory || !localTime) throw new Error('this release of QuickJS asks for the local time in another way');
  functions[localTime[0]] = (seconds: bigint, place: number): void => {
    const date = new Date(Number(seconds) * 1000);
    const year = date.getUTCFullYear();
    const dayOfYear = Math.floor((date.getTime() - Date.UTC(year)) / 86_400_000);
    const [hour, day, month, weekday] = [date.getUTCHours(), date.getUTCDate(), date.getUTCMonth(), date.getUTCDay()];
    // struct tm: sec min hour mday mon year wday yday isdst gmtoff
    const fields = [
      date.getUTCSeconds(),
      date.getUTCMinutes(),
      hour,
      day,
      month,
      year - 1900,
      weekday,
      dayOfYear,
      0,
      0,
    ];
    new Int32Array(memory.buffer, place, fields.length).set(fields);
  };
  return memory as GrowingMemory;
}
