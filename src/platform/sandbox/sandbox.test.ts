import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inSlowSuite, rounds } from '../../../test/support/rounds.ts';
import { FunctionNodeError } from './function-node-error.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import type { SandboxCall } from './script-run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
beforeEach(() => sandbox.ready());
afterAll(() => sandbox.close());

const bounds = { cpuMs: 1000, memoryBytes: 64 * 1024 * 1024 };

function run(script: string, payload: unknown = {}, other: Partial<SandboxCall> = {}) {
  return sandbox.run({ script, payload, ...bounds, ...other });
}

function result(script: string, payload: unknown = {}): unknown {
  return run(script, payload).payload;
}

function failure(script: string, other?: Partial<SandboxCall>): FunctionNodeError {
  try {
    run(script, {}, other);
  } catch (error) {
    if (error instanceof FunctionNodeError) return error;
    throw error;
  }
  throw new Error(`no error from ${script}`);
}

describe('what a script returns', () => {
  it('is its payload, changed or replaced, unless it returns something', () => {
    expect(result('payload.a += 1;', { a: 1 })).toEqual({ a: 2 });
    expect(result('payload = { b: 1 };', { a: 1 })).toEqual({ b: 1 });
    expect(result('return undefined;', { a: 1 })).toEqual({ a: 1 });
    expect(result('if (payload.a) return [payload.a]; payload.x = 1;', { a: 1 })).toEqual([1]);
    expect(result('return null', { a: 1 })).toBeNull();
    expect(result('return payload.toUpperCase() // with a comment', 'text')).toBe('TEXT');
    const nothing = { ...bounds, payload: undefined };
    expect(sandbox.run({ ...nothing, script: 'return typeof payload' }).payload).toBe('undefined');
    expect(sandbox.run({ ...nothing, script: '' }).payload).toBeUndefined();
  });

  it('keeps Dates both ways, in UTC, and loses what is not JSON', () => {
    const given = { time: new Date(5), list: [new Date(6), { at: new Date(Number.NaN) }] };
    expect(result('payload.list[0].setTime(7); payload.hour = payload.time.getHours();', given)).toEqual({
      time: new Date(5),
      list: [new Date(7), { at: new Date(Number.NaN) }],
      hour: 0,
    });
    expect(result('return new Date(2020, 0, 1)')).toEqual(new Date(Date.UTC(2020, 0, 1)));
    expect(result('return payload', new Date(1))).toEqual(new Date(1));
    expect(result('return { f() {}, u: undefined, n: NaN, m: new Map(), s: Symbol("s") }')).toEqual({ n: null, m: {} });
    expect(given.list[0]).toEqual(new Date(6));
  });

  it('is any JSON there is, whatever its keys are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(result('', JSON.parse(JSON.stringify(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: rounds(20, 60) },
    );
  });

  it('can be made with prototypes spoilt, and reaches no prototype of ours', () => {
    const made = result(`return JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}}}')`) as object;
    expect(Object.keys(made)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(({} as Record<string, unknown>).y).toBeUndefined();
    expect(result('Date.prototype.toJSON = () => 1; JSON.stringify = () => "no"; return new Date(0)')).toEqual(
      new Date(0),
    );
    expect(result('Array.prototype.push = null; String.prototype.slice = null; console.log("x"); return 1')).toBe(1);
    expect(
      result(
        'return new Proxy({}, { ownKeys: () => ["a"], get: () => 1, getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })',
      ),
    ).toEqual({ a: 1 });
  });
});

describe('parts of the payload that a script does not name', () => {
  const given = () => ({
    a: 1,
    time: new Date(5),
    part: { list: [{ at: new Date(6) }] },
    other: { big: true },
    z: 'z',
  });

  it('are what they were, in their order', () => {
    const payload = given();
    const after = result('payload.a += 1;', payload) as ReturnType<typeof given>;
    expect(after).toEqual({ ...given(), a: 2 });
    expect(Object.keys(after)).toEqual(['a', 'time', 'part', 'other', 'z']);
    // Not even copied.
    expect(after.part).toBe(payload.part);
  });

  it('are there when they are looked at all the same, written, deleted or passed on', () => {
    expect(result('const k = "pa" + "rt"; payload[k].list[0].at.setTime(7);', given())).toEqual({
      ...given(),
      part: { list: [{ at: new Date(7) }] },
    });
    expect(result('const k = "ti" + "me"; payload[k] = payload[k].getTime() + 1;', given())).toEqual({
      ...given(),
      time: 6,
    });
    expect(
      result('const k = "ti" + "me"; delete payload[k]; const o = "oth" + "er"; payload[o] = 0;', given()),
    ).toEqual({
      ...{ a: 1, part: given().part, other: 0, z: 'z' },
    });
    expect(result('const all = payload; return { all, n: Object.keys(all).length };', given())).toEqual({
      all: given(),
      n: 5,
    });
    expect(result('const all = payload; return Object.assign({}, all);', given())).toEqual(given());
    expect(
      result(
        'const child = Object.create(payload); const k = "oth" + "er"; child[k] = 1; return [child[k], payload[k]];',
        given(),
      ),
    ).toEqual([1, { big: true }]);
    expect(result('const all = payload; return JSON.stringify(all);', given())).toBe(JSON.stringify(given()));
    expect(result('return { payload };', given())).toEqual({ payload: given() });
    expect(result('payload.x = { toJSON: () => payload["oth" + "er"].big };', given())).toEqual({
      ...given(),
      x: true,
    });
    expect(result('return Object.freeze(payload)["oth" + "er"];', given())).toEqual({ big: true });
  });

  it('cannot be asked for by what they are called while the result is read', () => {
    const mark = String.raw`'\u0000kept'`;
    expect(
      result(`return [{ [${mark}]: 'z' }, { [${mark}]: '__proto__' }, { [${mark}]: 'constructor' }];`, given()),
    ).toEqual(['z', null, null]);
  });
});

describe('a script that runs again and again', () => {
  it('starts afresh each time, also once it is kept compiled', () => {
    const scripts = [
      'globalThis.count = (globalThis.count ?? 0) + 1; payload.count = count; payload.f = (function f() { return 1; }).count ?? 0;',
      `const table = { ${Array.from({ length: 500 }, (_, n) => `k${n}: [${n}]`).join(', ')} }; payload.count = table.k0.push(1); table.k0 = 7;`,
      'payload.count = 1; throw new Error("line");',
    ];
    for (let round = 0; round < 60; round += 1) {
      for (const [index, script] of scripts.slice(0, 2).entries()) {
        expect(result(script, { a: round }), `${round} ${index}`).toMatchObject({ a: round, count: index + 1 });
      }
      expect(failure(scripts[2] as string).lines).toEqual(['line 1, column 35']);
    }
  });

  it('is given up in time and memory, also once it is kept compiled', () => {
    const script =
      'payload.count = 1; if (payload.a === 1) for (;;); if (payload.a === 2) { const all = []; for (;;) all.push(new Array(1e5).fill(1)); }';
    for (let round = 0; round < 30; round += 1) expect(result(script, {})).toEqual({ count: 1 });
    expect(() => run(script, { a: 1 }, { cpuMs: 50 })).toThrow('50 ms');
    expect(result(script, {})).toEqual({ count: 1 });
    expect(() => run(script, { a: 2 })).toThrow('64 MiB');
  });
});

describe('what a script may use', () => {
  it('is JavaScript without what leads out of it', () => {
    for (const name of [
      'process',
      'require',
      'setTimeout',
      'fetch',
      'Promise',
      'WebAssembly',
      'SharedArrayBuffer',
      'os',
      'std',
    ])
      expect(result(`return typeof ${name}`), name).toBe('undefined');
    expect(failure('return this.constructor.constructor("return process")()').name).toBe('FunctionNodeReferenceError');
    expect(failure('return import("fs")').name).toBe('FunctionNodeTypeError');
    expect(failure('async function f() { return 1 } return f();')).toMatchObject({
      name: 'FunctionNodeTypeError',
      message: expect.stringContaining('promise'),
    });
    expect(failure('await 1').name).toBe('FunctionNodeSyntaxError');
    expect(result('return [1, 2].at(-1) + [3, 1].toSorted()[0] + "ab".replaceAll("a", "c") + (null ?? 4)')).toBe(
      '3cb4',
    );
  });

  it('starts afresh each time', () => {
    run('globalThis.left = 1; Array.prototype.left = 2; Math.max = () => 0; console.log = null;');
    expect(run('console.log(typeof left, [].left, Math.max(1)); payload.ok = true').logs).toEqual([
      'undefined undefined 1',
    ]);
    expect(result('return Math.random()')).not.toBe(result('return Math.random()'));
    expect(result('const r = Array.from({ length: 100 }, Math.random); return r.every((x) => x >= 0 && x < 1)')).toBe(
      true,
    );
  });

  it.each([
    'Array.prototype.toJSON = () => 5;',
    'Array.prototype.toJSON = () => [1, { a: 2 }];',
    'Object.prototype.toJSON = () => "x\\ny";',
    'Object.prototype.toJSON = () => undefined;',
    'String.prototype.toJSON = () => 7; Number.prototype.toJSON = () => null;',
    'Array.prototype.push = Array.prototype.join = String.prototype.slice = () => { throw new Error("x"); };',
  ])('gives results that can be read, whatever a script does to all objects: %s', (spoil) => {
    const { logs, payload } = run(`console.log("a"); ${spoil} payload.ok = [true];`, {});
    expect(logs.every((line) => typeof line === 'string')).toBe(true);
    expect(JSON.parse(JSON.stringify({ payload }))).toBeDefined();
    expect(failure(`${spoil} throw new Error("told");`).name).toMatch(/^FunctionNode/);
  });

  it('includes console.log, a hundred lines of it', () => {
    expect(run('console.log("a", 1, { b: [2] }, undefined, new Error("e")); console.warn("w")').logs).toEqual([
      'a 1 {"b":[2]} undefined Error: e',
      'w',
    ]);
    const { logs } = run('const x = "x".repeat(1e5); for (let i = 0; i < 1000; i++) console.log(x);');
    expect(logs).toHaveLength(100);
    expect(logs[0]).toHaveLength(2000);
    expect(failure('console.log("before"); throw 1').logs).toEqual(['before']);
  });

  it('includes Buffer as in Node.js', () => {
    const encodings = ['utf8', 'hex', 'base64', 'base64url', 'latin1', 'ascii', 'utf16le'] as const;
    const describeAll = (given: { list: number[]; text: string }, names: readonly string[], B: typeof Buffer) =>
      names.map((name) => {
        const written = B.from(given.list).toString(name as BufferEncoding);
        // What no base64 has is left out in ways that nobody relies on.
        const text = name.startsWith('base64') ? ` ${written}\n` : given.text;
        return [written, B.from(text, name as BufferEncoding).toString('hex'), B.byteLength(given.text, 'utf8')];
      });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.uint8Array({ maxLength: 30 }), (text, bytes) => {
        const given = { list: [...bytes], text };
        const here = describeAll(given, encodings, Buffer);
        const there = result(`return (${describeAll})(payload, ${JSON.stringify(encodings)}, Buffer)`, given);
        expect(there).toEqual(here);
      }),
      { numRuns: rounds(4, 40) },
    );
    const script = `
      const b = Buffer.from([0x80, 1, 2, 0xff, 4, 5, 6, 0xf7]);
      const out = [b.length, b.equals(Buffer.from(b)), Buffer.concat([b, Buffer.from('x')]).toString('hex'), b.slice(1, 3).toString('hex'), b.indexOf(Buffer.from([2, 255])), b.includes('x')];
      for (const name of ['readUInt8', 'readInt8', 'readUint16BE', 'readInt16LE', 'readInt16BE', 'readUInt32LE', 'readUInt32BE', 'readInt32BE', 'readFloatBE', 'readDoubleLE']) out.push(b[name](0));
      out.push(b.readUIntBE(1, 3), b.readUIntLE(1, 6), b.readIntBE(0, 3), b.readIntLE(1, 3), String(b.readBigInt64BE(0)));
      const w = Buffer.alloc(12);
      w.writeUInt16BE(513, 0); w.writeInt32LE(-2, 2); w.writeFloatLE(1.5, 6); w.writeIntBE(-3, 10, 2);
      out.push(w.toString('hex'), w.toJSON().data.length, Buffer.isBuffer(w), b.subarray(2) instanceof Buffer, w.write('hi', 1), w.toString('latin1', 1, 3));
      return out;`;
    expect(result(script)).toEqual(new Function('Buffer', script)(Buffer));
    expect(failure('Buffer.from([1]).readUInt16BE(0)')).toMatchObject({ name: 'FunctionNodeRangeError' });
    expect(failure('Buffer.from("a", "utf7")').name).toBe('FunctionNodeTypeError');
  });
});

describe('what a script throws', () => {
  it('is told with its name, message and lines', () => {
    expect(failure('const a = 1;\nfunction f() {\n  null.x;\n}\nf();')).toMatchObject({
      name: 'FunctionNodeTypeError',
      message: expect.stringContaining('null'),
      lines: [expect.stringMatching(/^f \(line 3, column \d\)$/), expect.stringMatching(/^line 5, column \d$/)],
    });
    expect(failure('foo()').lines[0]).toMatch(/^line 1, column [1-4]$/);
    expect(failure('\n\nlet a = ;')).toMatchObject({ name: 'FunctionNodeSyntaxError', lines: ['line 3, column 9'] });
    expect(failure('if (1) {').lines).toEqual(['line 1']);
    expect(failure('throw "text"')).toMatchObject({ name: 'FunctionNodeError', message: 'text' });
    expect(failure('throw { name: "Mine", message: "m" }')).toMatchObject({ name: 'FunctionNodeMine', message: 'm' });
    expect(failure('throw { name: "<b>".repeat(1e6), message: "m".repeat(1e6) }').name).toBe('FunctionNodeError');
    expect(failure('throw { get name() { throw 1 }, toString() { throw 2 } }').name).toBe('FunctionNodeError');
    expect(failure('}finally{}}); (function(){').name).toBe('FunctionNodeSyntaxError');
  });
});

describe('a script that goes too far', () => {
  const quick = { cpuMs: 50 };

  it.each([
    ['an endless loop', 'while (true);'],
    ['one that catches everything', 'for (;;) try { for (;;); } catch {} finally { continue; }'],
    ['a pattern', 'return /^(a+)+$/.test("a".repeat(60) + "b")'],
    ['native code', 'return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
    ['a text searched in a text', 'return "a".repeat(2e7).indexOf("a".repeat(1e7) + "b")'],
    ['a getter of its result', 'return { get a() { for (;;); } }'],
    ['what it throws', 'throw { get message() { for (;;); } }'],
  ])('in time is stopped: %s', async (_name, script) => {
    expect(failure(script, quick).name).toBe('FunctionNodeTimeoutError');
    await sandbox.ready();
    expect(result('payload.a = 1')).toEqual({ a: 1 });
  });

  it('in time is stopped by the engine itself, which goes on, before the guard ends it', () => {
    const { name, logs } = failure('console.log("begun"); for (;;);', quick);
    expect({ name, logs }).toEqual({ name: 'FunctionNodeTimeoutError', logs: ['begun'] });
    expect(result('payload.a = 1')).toEqual({ a: 1 });
  });

  it.each([
    ['objects', 'const a = []; for (;;) a.push({ a: [] });'],
    ['texts', 'const a = []; for (;;) a.push("x".repeat(1e6) + a.length);'],
    ['one text', 'let s = "ab"; for (;;) s += s;'],
    ['bytes', 'return new Uint8Array(1e9)'],
    ['numbers', 'return new Array(1e8).fill(1)'],
    ['padding', 'return "x".padEnd(2 ** 30)'],
    // None of them too large by itself.
    ['many blocks', 'const a = []; for (let i = 0; i < 40; i++) a.push(new Uint8Array(1e6)); return a.length'],
  ])('in memory is stopped: %s', async (_name, script) => {
    const { name } = failure(script, { cpuMs: 20_000, memoryBytes: 16 * 1024 * 1024 });
    // A text has a greatest length of its own.
    expect(name).toMatch(/^FunctionNode(MemoryError|InternalError|RangeError)$/);
    await sandbox.ready();
    expect(result('payload.a = 1')).toEqual({ a: 1 });
  });

  it.each([
    ['calls', '(function f() { f(); })()'],
    ['brackets', 'return eval("(".repeat(1e5))'],
    ['JSON', 'return JSON.parse("[".repeat(1e5))'],
    ['lists', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return String(a)'],
    ['its result', 'let a = []; for (let i = 0; i < 5000; i++) a = [a]; return a'],
    ['its code', '('.repeat(100_000)],
  ])('in depth is stopped: %s', async (_name, script) => {
    expect(failure(script, { cpuMs: 20_000 }).name).toMatch(/^FunctionNode(RangeError|SyntaxError|InternalError)$/);
    await sandbox.ready();
    expect(result('payload.a = 1')).toEqual({ a: 1 });
  });

  it('in what it returns is refused', () => {
    expect(failure('return "x".repeat(6e6)').name).toBe('FunctionNodePayloadTooLarge');
    expect(result('return "x".repeat(5e6).length')).toBe(5e6);
    expect(() => run('payload.text += 1', { text: 'x'.repeat(2e6) }, { memoryBytes: 2 * 1024 * 1024 })).toThrow('MiB');
  });

  it('breaks nothing for others, however many do', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect(failure('return JSON.parse("[".repeat(1e6))', { cpuMs: 20_000 }).name).toMatch(/^FunctionNode/);
      await sandbox.ready();
    }
    expect(result('payload.a = 1')).toEqual({ a: 1 });
  });
});

it('runs in a worker thread', async () => {
  const source = `
    import { parentPort } from 'node:worker_threads';
    const { openSandbox } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const sandbox = await openSandbox();
    parentPort.postMessage(sandbox.run({ script: 'payload.b = payload.a * 2', payload: { a: 2 }, cpuMs: 1000, memoryBytes: 6e7 }));
    sandbox.close();`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  expect(answer).toEqual({ payload: { a: 2, b: 4 }, logs: [] });
});

describe('scripts that run together', () => {
  const together = (scripts: readonly string[], begin: () => boolean = () => true) =>
    Promise.allSettled(
      scripts.map((script) => sandbox.runWithOthers({ script, payload: {}, ...bounds, cpuMs: 200, begin })),
    );
  const outcome = (settled: PromiseSettledResult<{ payload: unknown }>) =>
    settled.status === 'fulfilled' ? settled.value.payload : (settled.reason as Error).name;

  it('have each its own result, context and error, in their order', async () => {
    const scripts = ['globalThis.x = 1; return 1;', 'return typeof x;', 'throw new TypeError("no")', 'return 4;'];
    expect((await together(scripts)).map(outcome)).toEqual([1, 'undefined', 'FunctionNodeTypeError', 4]);
  });

  inSlowSuite('lets five scripts run into their time limit', () => {
    it('do not share what one does wrong: an endless one, and one that ends its engine', async () => {
      const native = "return 'a'.repeat(3e7).indexOf('a'.repeat(1.5e7) + 'b');";
      const scripts = ['return 1;', 'for (;;);', 'return 2;', native, 'return 3;', native, native, native, 'return 4;'];
      const late = 'FunctionNodeTimeoutError';
      expect((await together(scripts)).map(outcome)).toEqual([1, late, 2, late, 3, late, late, late, 4]);
    }, 60_000);
  });

  it('are left out when nobody wants them any more', async () => {
    const [settled] = await together(['return 1;'], () => false);
    expect(settled?.status).toBe('rejected');
  });

  it('give the thread to others between two turns', async () => {
    const busy = together(Array.from({ length: 20 }, () => 'for (let i = 0; i < 300_000; i += 1);'));
    let turns = 0;
    let isOver = false;
    void busy.then(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
    expect(turns).toBeGreaterThan(1);
  });
});
