import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import { threadTime } from '../../kernel/thread-time.ts';
import { FunctionNodeError } from './function-node-error.ts';
import { returnedMark, scriptEnd, scriptStart } from './guest.ts';
import type { QuickJsEngine } from './quickjs-engine.ts';
import { fromGuest, toGuest, toGuestPart, withNamed } from './transfer.ts';

/** A moment of a turn in which scripts run, by the clock and by the processor time of the thread, in ms. */
export interface TurnStart {
  readonly at: number;
  readonly ofThread: number;
}

export function startTurn(): TurnStart {
  return { at: performance.now(), ofThread: threadTime() };
}

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

/** Of JSON (workflows.md, "3. The run"; workflows.md, "8. Durability and isolation (ours)"). */
const maxResultBytes = 5 * 1024 * 1024;
/** For finding out what was thrown and logged, when time or memory are over. */
const graceMs = 100;
const graceBytes = 8 * 1024 * 1024;
const maxLines = 20;
/** In how many forms what is given to a script stands in its memory at once, at least. */
const payloadFactor = 3;
const fileName = 'script.js';

/** For a script that wanted more memory than it may have. */
export function outOfMemory({ memoryBytes }: SandboxCall, logs: readonly string[] = []): FunctionNodeError {
  return new FunctionNodeError('MemoryError', `a script must not use more than ${memoryBytes >> 20} MiB`, [], logs);
}

/** What `run` was stopped for, beside what the script throws. */
type Bound = 'time' | 'memory';

/**
 * Runs a script once, in an engine as it was opened.
 *
 * @throws FunctionNodeError for what the script does; anything else that is thrown leaves the engine broken
 */
export class ScriptRun {
  readonly #call: SandboxCall;
  readonly #engine: QuickJsEngine;
  readonly #context: QuickJSContext;
  readonly #host: QuickJSHandle;
  /** Compiled already. */
  readonly #compiled: QuickJSHandle | undefined;
  readonly #start = performance.now();
  readonly #turn: TurnStart;
  #allowedMs: number;
  #isInterrupted = false;
  /** Why a part of the payload could not be handed over. */
  #fetchError: FunctionNodeError | undefined;

  /** @param turn begun not long ago: asking for processor time costs as much as a short script */
  constructor(engine: QuickJsEngine, call: SandboxCall, turn: TurnStart) {
    this.#compiled = engine.reset(call.script);
    engine.isTimeOver = () => this.#isTimeOver();
    engine.fetch = (key) => this.#fetch(key);
    this.#call = call;
    this.#turn = turn;
    this.#allowedMs = call.cpuMs;
    this.#engine = engine;
    engine.limitMemory(call.memoryBytes);
    this.#context = engine.context;
    this.#host = engine.host;
  }

  run(): SandboxResult {
    const { script, payload, memoryBytes } = this.#call;
    const { json, dates, kept, named } = toGuest(payload, script);
    if ((json.length + script.length) * payloadFactor > memoryBytes) throw this.#outOf('memory', []);
    const compiled = this.#compiled ?? this.#compile(script);
    const isPlain = dates.length === 0 && kept.length === 0;
    const options = isPlain ? this.#context.undefined : this.#context.newString(JSON.stringify({ dates, kept }));
    const result = this.#callHost(compiled, this.#context.newString(json), options);
    if (this.#fetchError !== undefined) throw this.#fetchError;
    if (result.error) throw this.#failure(result.error);
    const { logs, rest } = this.#read(result.value);
    if (Buffer.byteLength(rest) > maxResultBytes)
      throw new FunctionNodeError('PayloadTooLarge', 'the result must not be larger than 5 MiB', [], logs);
    try {
      const isReturned = rest.startsWith(returnedMark);
      if (isReturned) return { payload: fromGuest(rest.slice(returnedMark.length), payload), logs };
      const after = fromGuest(rest, payload);
      return { payload: named ? withNamed(payload as object, named, after) : after, logs };
    } catch (error) {
      throw new FunctionNodeError('RangeError', (error as Error).message, [], logs);
    }
  }

  #compile(script: string): QuickJSHandle {
    const body = this.#context.evalCode(`${scriptStart}${script}${scriptEnd}`, fileName);
    if (body.error) throw this.#failure(body.error);
    this.#engine.scripts.compiled(script, body.value);
    return body.value;
  }

  /** A part of the payload that the script looks at. Where there is no memory for it the engine is not to be used any more. */
  #fetch(key: string): string {
    const text = toGuestPart(this.#call.payload, key);
    if (!this.#engine.isMemoryOver && text.length * payloadFactor <= this.#call.memoryBytes) return text;
    this.#fetchError = this.#outOf('memory', []);
    throw this.#fetchError;
  }

  #callHost(...values: QuickJSHandle[]): ReturnType<QuickJSContext['callFunction']> {
    return this.#context.callFunction(this.#host, this.#context.undefined, ...values);
  }

  #isTimeOver(): boolean {
    // The clock is quicker to read, and is never behind.
    if (performance.now() - this.#start <= this.#allowedMs) return false;
    // What the thread has used since the turn began, but for the time before the script: at least what the script has used.
    const used = threadTime() - this.#turn.ofThread - (this.#start - this.#turn.at);
    this.#isInterrupted ||= used > this.#allowedMs;
    return this.#isInterrupted;
  }

  #read(result: QuickJSHandle): { logs: string[]; rest: string } {
    const text = this.#context.getString(result);
    const end = text.indexOf('\n');
    return { logs: readLines(text.slice(0, end)), rest: text.slice(end + 1) };
  }

  #failure(thrown: QuickJSHandle): FunctionNodeError {
    const isOver = this.#isInterrupted;
    // Where there is no memory for an error, QuickJS throws null.
    const isMemoryOver = this.#engine.isMemoryOver && this.#context.eq(thrown, this.#context.null);
    this.#isInterrupted = false;
    this.#allowedMs = performance.now() - this.#start + graceMs;
    this.#engine.limitMemory(this.#call.memoryBytes + graceBytes);
    const described = this.#callHost(this.#context.undefined, thrown);
    if (described.error) return this.#outOf(isOver || this.#isInterrupted ? 'time' : 'memory', []);
    const { logs, rest } = this.#read(described.value);
    const [name = 'Error', message = '', stack = ''] = readLines(rest);
    if (isOver) return this.#outOf('time', logs);
    if (isMemoryOver || (name === 'InternalError' && message === 'out of memory')) return this.#outOf('memory', logs);
    const lines = this.#lines(stack);
    // Other engines call it so.
    if (message === 'stack overflow')
      return new FunctionNodeError('RangeError', 'functions must not call each other so deep', lines, logs);
    return new FunctionNodeError(name, message, lines, logs);
  }

  #outOf(bound: Bound, logs: readonly string[]): FunctionNodeError {
    const { cpuMs } = this.#call;
    return bound === 'time'
      ? new FunctionNodeError('TimeoutError', `a script must not take longer than ${cpuMs} ms`, [], logs)
      : outOfMemory(this.#call, logs);
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

/** A list of texts as JSON; of a script that has spoilt how lists are written there is none. */
function readLines(text: string): string[] {
  try {
    const lines: unknown = JSON.parse(text);
    return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}
