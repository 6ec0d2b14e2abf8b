import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { threadTime } from '../../kernel/thread-time.ts';
import { FunctionNodeError } from './function-node-error.ts';
import { preludeSource, scriptEnd, scriptStart } from './guest.ts';
import { bufferSource } from './guest-buffer.ts';
import { fromGuest, toGuest } from './transfer.ts';

/** One execution of a script. */
export interface SandboxCall {
  /** The body of a function of `payload`. */
  readonly script: string;
  /** What the script sees as `payload`: a copy, Dates included. */
  readonly payload: unknown;
  /** Processor time, ms. */
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface SandboxResult {
  /** What the script returned; its own changed `payload` if it returned undefined. */
  readonly payload: unknown;
  /** What it wrote with `console.log`. */
  readonly logs: string[];
}

/** Of JSON (workflows.md, 3 and 8). */
const maxResultBytes = 5 * 1024 * 1024;
/**
 * Calls of functions within each other: about 700 of them. Parsers of QuickJS use up twenty times as much of the stack of
 * the thread, of which a worker has 4 MB.
 */
const maxStackBytes = 128 * 1024;
/** For finding out what was thrown and logged, when time or memory are over. */
const graceMs = 100;
const graceBytes = 8 * 1024 * 1024;
const maxLines = 20;
const fileName = 'script.js';

/** What `run` was stopped for, beside what the script throws. */
type Bound = 'time' | 'memory';

/**
 * Runs a script once, in a runtime and context that were made for it and go with it.
 *
 * @throws FunctionNodeError for what the script does; anything else that is thrown leaves the engine broken
 */
export class ScriptRun {
  readonly #call: SandboxCall;
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #handles: QuickJSHandle[] = [];
  readonly #start = performance.now();
  readonly #startOfThread = threadTime();
  #allowedMs: number;
  #isInterrupted = false;

  constructor(module: QuickJSWASMModule, call: SandboxCall) {
    this.#call = call;
    this.#allowedMs = call.cpuMs;
    this.#runtime = module.newRuntime();
    this.#runtime.setMemoryLimit(call.memoryBytes);
    this.#runtime.setMaxStackSize(maxStackBytes);
    this.#runtime.setInterruptHandler(() => this.#isTimeOver());
    this.#context = this.#runtime.newContext();
  }

  run(): SandboxResult {
    const { script, payload } = this.#call;
    const { json, dates } = toGuest(payload);
    const host = this.#evaluate(preludeSource, 'prelude.js');
    if (script.includes('Buffer')) this.#evaluate(bufferSource, 'buffer.js');
    const body = this.#context.evalCode(`${scriptStart}${script}${scriptEnd}`, fileName);
    if (body.error) throw this.#failure(host, this.#keep(body.error));
    const given = [this.#keep(body.value), this.#keep(this.#context.newString(json))];
    if (dates !== undefined) given.push(this.#keep(this.#context.newString(dates)));
    const result = this.#context.callFunction(host, this.#context.undefined, ...given);
    if (result.error) throw this.#failure(host, this.#keep(result.error));
    const { logs, rest } = this.#read(this.#keep(result.value));
    if (Buffer.byteLength(rest) > maxResultBytes)
      throw new FunctionNodeError('PayloadTooLarge', 'the result must not be larger than 5 MiB', [], logs);
    try {
      return { payload: fromGuest(rest), logs };
    } catch (error) {
      throw new FunctionNodeError('RangeError', (error as Error).message, [], logs);
    }
  }

  /** To be called after `run`, unless the engine is broken. */
  dispose(): void {
    for (const handle of this.#handles) handle.dispose();
    this.#context.dispose();
    this.#runtime.dispose();
  }

  #isTimeOver(): boolean {
    // The clock is quicker to read, and is never behind.
    if (performance.now() - this.#start <= this.#allowedMs) return false;
    this.#isInterrupted ||= threadTime() - this.#startOfThread > this.#allowedMs;
    return this.#isInterrupted;
  }

  #evaluate(source: string, name: string): QuickJSHandle {
    const result = this.#context.evalCode(source, name);
    if (!result.error) return this.#keep(result.value);
    this.#keep(result.error);
    throw this.#isInterrupted ? this.#outOf('time', []) : this.#outOf('memory', []);
  }

  #keep(handle: QuickJSHandle): QuickJSHandle {
    this.#handles.push(handle);
    return handle;
  }

  #read(result: QuickJSHandle): { logs: string[]; rest: string } {
    const text = this.#context.getString(result);
    const end = text.indexOf('\n');
    return { logs: JSON.parse(text.slice(0, end)) as string[], rest: text.slice(end + 1) };
  }

  #failure(host: QuickJSHandle, thrown: QuickJSHandle): FunctionNodeError {
    const isOver = this.#isInterrupted;
    this.#isInterrupted = false;
    this.#allowedMs = performance.now() - this.#start + graceMs;
    this.#runtime.setMemoryLimit(this.#call.memoryBytes + graceBytes);
    const described = this.#context.callFunction(host, this.#context.undefined, this.#context.undefined, thrown);
    if (described.error) {
      this.#keep(described.error);
      return this.#outOf(isOver || this.#isInterrupted ? 'time' : 'memory', []);
    }
    const { logs, rest } = this.#read(this.#keep(described.value));
    const [name, message, stack] = JSON.parse(rest) as [string, string, string];
    if (isOver) return this.#outOf('time', logs);
    if (name === 'InternalError' && message === 'out of memory') return this.#outOf('memory', logs);
    const lines = this.#lines(stack);
    // Other engines call it so.
    if (message === 'stack overflow')
      return new FunctionNodeError('RangeError', 'functions must not call each other so deep', lines, logs);
    return new FunctionNodeError(name, message, lines, logs);
  }

  #outOf(bound: Bound, logs: readonly string[]): FunctionNodeError {
    const { cpuMs, memoryBytes } = this.#call;
    return bound === 'time'
      ? new FunctionNodeError('TimeoutError', `a script must not take longer than ${cpuMs} ms`, [], logs)
      : new FunctionNodeError('MemoryError', `a script must not use more than ${memoryBytes >> 20} MiB`, [], logs);
  }

  /** Those lines of the stack that are in the script. */
  #lines(stack: string): string[] {
    const lastLine = this.#call.script.split('\n').length;
    const lines: string[] = [];
    for (const entry of stack.split('\n')) {
      const match = /^\s*at (?:(.+?) )?\(?script\.js:(\d+)(?::(\d+))?\)?$/.exec(entry);
      if (!match || lines.length >= maxLines) continue;
      const line = Math.min(Number(match[2]), lastLine);
      const column = Number(match[3] ?? 1) - (line === 1 ? scriptStart.length : 0);
      const place = column > 0 ? `line ${line}, column ${column}` : `line ${line}`;
      const name = match[1] ?? '';
      lines.push(/^[\w$.]+$/.test(name) ? `${name} (${place})` : place);
    }
    return lines;
  }
}
