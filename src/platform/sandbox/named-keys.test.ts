import { expect, it } from 'vitest';
import { findNamedKeys } from './named-keys.ts';
import { openSandbox } from './sandbox.ts';

it.each([
  ['payload.data.f = payload.data.c * 1.8 + 32;', ['data']],
  ['payload.working = { sum: payload.data?.a + payload?.more.b };', ['working', 'data', 'more']],
  ['delete payload.data; payload.a$1 = "payload.text"', ['data', 'a$1', 'text']],
  ['const list = [1, 2].map((one) => one + payload.data.a); payload.list = list;', ['data', 'list']],
  ['const payloads = 1; other.payload.inner = x_payload;', ['inner']],
  ['return 1;', []],
])('finds what %s names', (script, keys) => {
  expect(findNamedKeys(script)).toEqual(keys);
  expect(findNamedKeys(script)).toEqual(keys);
});

it.each([
  'return payload;',
  'const p = payload; p.a = 1;',
  'payload["a"] = 1;',
  'payload?.[key];',
  'payload = { a: 1 };',
  'for (const key in payload) out(key);',
  'return { ...payload, a: 1 };',
  'use({ payload });',
  'payload .data = 1;',
  'payload.keys();',
  'payload.keys`a`;',
  'payload.keys ?. (1);',
  'payload.hasOwnProperty("a");',
  'payload.toString;',
  'payload.a = function () { return Object.keys(this); };',
  'payload.a = arguments[0];',
  'payload.a = eval("pay" + "load");',
  'payload.a = p\\u0061yload;',
  'payload.__proto__ = null;',
  'Object.prototype.all = 1; payload.a.all;',
  'with (payload.a) { b = 1; }',
  'payload.a = 1; $end({});',
])('takes %s to come to any key', (script) => {
  expect(findNamedKeys(script)).toBeUndefined();
});

it('leaves a payload as a script that is handed all of it does', async () => {
  const sandbox = await openSandbox();
  const payload = () => ({
    time: new Date(5),
    data: { a: 1, at: new Date(7) },
    list: [1, { b: 2 }],
    none: null,
    text: 'x',
  });
  const scripts = [
    'payload.data.b = payload.data.a + 1;',
    'payload.data = payload.text;',
    'delete payload.list; payload.new = [payload.time];',
    'payload.data.at = new Date(payload.data.at.getTime() + 1);',
    'payload.gone = undefined; payload.none = payload.missing;',
    'return { only: payload.data };',
    'return null;',
    'return "=";',
    'console.log(payload.text);',
    'throw new Error(payload.text);',
  ];
  const run = (script: string) => {
    try {
      return sandbox.run({ script, payload: payload(), cpuMs: 1000, memoryBytes: 64 << 20 });
    } catch (error) {
      return String(error);
    }
  };
  for (const script of scripts) {
    expect(findNamedKeys(script), script).toBeDefined();
    const all = run(`void arguments; ${script}`);
    expect(run(script), script).toEqual(all);
    if (typeof all === 'object' && all.payload) {
      expect(Object.keys((run(script) as typeof all).payload as object)).toEqual(Object.keys(all.payload));
    }
  }
  sandbox.close();
});
