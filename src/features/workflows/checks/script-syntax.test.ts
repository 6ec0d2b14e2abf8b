// What saving says of scripts is what the sandbox would say when it runs them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../../platform/sandbox/index.ts';
import { findSyntaxFault, readScripts, scriptChecker } from './script-syntax.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** The name of what the sandbox throws, if it does. */
function runOnce(script: string): string | undefined {
  try {
    sandbox.run({ script, payload: {}, cpuMs: 1000, memoryBytes: 64 << 20 });
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}

const valid = [
  'payload.a = 1',
  'return { ...payload, b: 2n.toString() }',
  '// a comment at the end',
  'if (new.target === undefined) return payload',
  'const f = async () => { for await (const x of []) await x; }; class A { #p = 1; static { A.x = 1; } get p() { return this.#p ?? 0; } }',
  'let payload = { a: 1 }; return payload',
  "'use strict'; with (payload) { }",
  'var await = 1, yield = 2, let = 3; payload.sum = await + yield + let',
  'label: for (;;) { break label; }',
  'with (payload) { }',
  '010 + 1; payload.r = /(?<year>\\d{4})[^]/u.exec("2020")?.groups?.year ?? null',
  '<!-- as in old pages\nreturn payload',
  'function g(a, a) { arguments; } payload.x = `a`',
  '\u2028return payload',
  '',
];
test.each(valid)('%j is taken, and runs', async (script) => {
  expect(findSyntaxFault(script)).toBeUndefined();
  expect(runOnce(script)).toBeUndefined();
});

const broken = [
  ['payload.a = ;', 'is no valid JavaScript: line 1, column 13: Unexpected token'],
  ['payload.a = 1;\n\nif (x { }', 'is no valid JavaScript: line 3, column 7: Unexpected token'],
  ['if (true) {', 'is no valid JavaScript: it ends too early'],
  ['return "unfinished', 'is no valid JavaScript: line 1, column 8: Unterminated string constant'],
  ['let a; let a;', "is no valid JavaScript: line 1, column 12: Identifier 'a' has already been declared"],
  ['await x', 'is no valid JavaScript: line 1, column 7: Unexpected token'],
  [
    'import x from "y"',
    "is no valid JavaScript: line 1, column 1: 'import' and 'export' may only appear at the top level",
  ],
  ['/(/.test("")', 'is no valid JavaScript: line 1, column 2: Invalid regular expression: /(/: Unterminated group'],
] as const;
test.each(broken)('%j is told when it is saved, and would not run', async (script, message) => {
  expect(findSyntaxFault(script)).toBe(message);
  expect(runOnce(script)).toMatch(/SyntaxError$/);
});

test('a brace too many does not end the block that a script is', () => {
  const escapes = [
    '}); payload.a = 1; (function () {',
    '} finally { } }); payload.a = 1; (function (payload) { try {',
    '} finally { } payload.a = 1; try {',
  ];
  for (const script of escapes) expect(findSyntaxFault(script)).toBe('has a closing brace without its opening one');
});

test('what is nested without end is refused instead of breaking the server', () => {
  for (const script of ['['.repeat(100_000), `${'('.repeat(90_000)}1${')'.repeat(90_000)}`]) {
    expect(findSyntaxFault(script)).toMatch(/stack space|nested too deep/);
  }
});

test('only so much of one workflow is read', () => {
  const check = scriptChecker();
  expect(check('if (')).toBeDefined();
  expect(check('x;'.repeat(100_001))).toBeUndefined();
  expect(check('if (')).toBeUndefined();
});

test('judges scripts that were read before as it does others, one for each turn of the thread', async () => {
  const scripts = ['return 1;', 'return (', 'return 2;'];
  let turnsOfOthers = 0;
  const others = (): void => {
    turnsOfOthers += 1;
    next = setImmediate(others);
  };
  let next = setImmediate(others);
  await readScripts(scripts, 'owner');
  clearImmediate(next);
  expect(turnsOfOthers).toBeGreaterThanOrEqual(2);
  const check = scriptChecker();
  expect(scripts.map((script) => check(script) === undefined)).toEqual([true, false, true]);
  expect(check(`return '${'x'.repeat(200_000)}`)).toBeUndefined();
});
