import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createContext, Script } from 'node:vm';
import packagedVariant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';

/** An instance of QuickJS in a memory of its own. */
export interface QuickJsEngine {
  readonly module: QuickJSWASMModule;
}

type Variant = Exclude<Parameters<typeof newQuickJSWASMModuleFromVariant>[0], Promise<unknown> | { default: unknown }>;
type Imports = Record<string, Record<string, unknown>>;

/** What of WebAssembly is used; the types of Node.js do not have it. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule, imports: Imports) => object;
  readonly Memory: abstract new () => { readonly buffer: ArrayBuffer };
}
type CompiledModule = object;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
// Its types tell of a CommonJS module, whose default this would be the default of.
const variant = packagedVariant as unknown as Variant;

/**
 * Ready beside the one in use, for when a script breaks it: a new one cannot be made without waiting. Two in one turn of
 * the event loop are as many as one evil flow manages; each takes about a megabyte.
 */
const spares = 2;

let compiled: Promise<CompiledModule> | undefined;

/** QuickJS as its package has it, compiled once for each thread. */
function compileQuickJs(): Promise<CompiledModule> {
  const file = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

async function openEngine(): Promise<QuickJsEngine> {
  const wasm = await compileQuickJs();
  const load = (await variant.importModuleLoader()) as (options: unknown) => Promise<never>;
  const options = {
    // What an engine says when it breaks is thrown as well.
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm(imports: Imports, done: (instance: object, module: CompiledModule) => void) {
      standInUtc(imports);
      done(new WebAssembly.Instance(wasm, imports), wasm);
      return {};
    },
  };
  const importModuleLoader: Variant['importModuleLoader'] = async () => (given) => load({ ...given, ...options });
  return { module: await newQuickJSWASMModuleFromVariant({ ...variant, importModuleLoader }) };
}

/**
 * Dates of scripts are in UTC, wherever the server stands: QuickJS asks the host for the local time, by a function whose
 * name is a letter that changes with each release, but which reads what no other does.
 */
function standInUtc(imports: Imports): void {
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
}

/** The engines of a thread: one in use and some spare. */
export class QuickJsEngines {
  #current: QuickJsEngine | undefined;
  readonly #spare: QuickJsEngine[] = [];
  #opening: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  static async open(): Promise<QuickJsEngines> {
    const engines = new QuickJsEngines();
    for (let count = 0; count <= spares; count += 1) await engines.#openOne();
    return engines;
  }

  /** The engine in use; undefined while there is none, which `ready` waits for. */
  get current(): QuickJsEngine | undefined {
    return this.#current;
  }

  /** Lets go of the engine in use, which is broken, and takes a spare one. */
  replace(): void {
    this.#current = this.#spare.shift();
    this.#opening = Promise.allSettled([this.#opening, this.#openOne()]);
  }

  /** Resolves when there is an engine. @throws Error when none can be made */
  async ready(): Promise<void> {
    await this.#opening;
    if (!this.#current) await this.#openOne();
  }

  close(): void {
    this.#isClosed = true;
    this.#current = undefined;
    this.#spare.length = 0;
  }

  async #openOne(): Promise<void> {
    const engine = await openEngine();
    if (this.#isClosed) return;
    if (this.#current) this.#spare.push(engine);
    else this.#current = engine;
  }
}

const held: { work: (() => unknown) | undefined } = { work: undefined };
const heldContext = createContext(held);
const callWork = new Script('work()');

/**
 * Runs it, and ends it after so many ms even in the middle of native code, which asks nobody whether to go on. What was
 * running in an engine leaves it unusable then.
 *
 * @throws Error with the code ERR_SCRIPT_EXECUTION_TIMEOUT
 */
export function runAtMost<Result>(work: () => Result, ms: number): Result {
  held.work = work;
  try {
    return callWork.runInContext(heldContext, { timeout: ms }) as Result;
  } finally {
    held.work = undefined;
  }
}
