// What a tenant's workflows can do to the server: attacks of every kind, each of which must come to an end. Some take as long as
// they are allowed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { logIn } from '../../support/api.ts';
import { startOutsideWorld } from '../../support/outside-world.ts';
import { makeChain, type NodeChain, press } from '../../support/run-nodes.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { call } from '../../support/tenant.ts';

let server: TestServer;
let token: string;
let attacker: { token: string; applicationId: string };
let outside: Awaited<ReturnType<typeof startOutsideWorld>>;

beforeAll(async () => {
  outside = await startOutsideWorld(() => undefined);
  server = await startServer({ nodeFlags: outside.nodeFlags });
  const { client, token: own } = await logIn(server);
  token = own;
  const application = await client.applications.post({ application: { name: 'Attacker' } });
  attacker = { token, applicationId: application.id };
});
afterAll(async () => {
  await server?.stop();
  await outside?.stop();
});

const script = (text: string): NodeChain => [['RawFunctionNode', { script: text }]];
const template = (text: string): NodeChain => [['DebugNode', { message: text }]];
const expression = (text: string): NodeChain => [['MathNode', { statements: [{ expression: text, resultPath: 'r' }] }]];
const schema = (text: string): NodeChain => [
  ['ValidatePayloadNode', { schema: text, schemaType: 'json', toValidatePath: 'data', errorsPath: 'errors' }],
];
/** A text that backtracking engines try in 2^n ways. */
const evilText = `${'a'.repeat(10_000)}!`;
const nested = '('.repeat(100);

/** Each must end, by an error that has a name or by having done nothing; none may keep its thread, or end the server. */
const attacks: readonly (readonly [name: string, nodes: NodeChain, outcome: RegExp, data?: unknown])[] = [
  ['an endless loop', script('for (;;);'), /^FunctionNode|^TimeoutError/],
  [
    'an endless loop that catches what stops it',
    script('for (;;) try { for (;;); } catch {}'),
    /^FunctionNode|^TimeoutError/,
  ],
  ['endless recursion', script('(function f() { f(); })();'), /^FunctionNode/],
  ['recursion of JSON', script('let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;'), /./],
  [
    'a memory bomb of arrays',
    script('const all = []; for (;;) all.push(new Array(1e6).fill(1));'),
    /^FunctionNode|^WorkerEnded|^TimeoutError/,
  ],
  ['a memory bomb of text', script("let s = 'x'; for (;;) s += s;"), /^FunctionNode/],
  ['a result that is too large', script("return { s: 'x'.repeat(6e6) };"), /^FunctionNode|^PayloadTooLarge/],
  [
    'a catastrophic pattern in a function',
    script(`/^(a+)+$/.test(payload.data.text)`),
    /^FunctionNode|^TimeoutError|^succeeded/,
    { text: evilText },
  ],
  [
    'host objects',
    script(
      "return { found: [typeof process, typeof require, typeof globalThis.process, typeof WebAssembly, typeof fetch, typeof setTimeout, typeof Deno].filter((t) => t !== 'undefined') };",
    ),
    /^succeeded/,
  ],
  [
    'constructors of functions',
    script(
      "const found = (function () {}).constructor('return typeof process + typeof require')(); if (found !== 'undefinedundefined') return { found }; return {};",
    ),
    /^succeeded/,
  ],
  [
    'prototype games',
    script(
      'Object.prototype.isAdmin = true; Array.prototype.map = () => \'spoilt\'; payload.__proto__ = { polluted: 1 }; return JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\');',
    ),
    /^succeeded/,
  ],
  ['modules', script("return { m: import('node:fs') };"), /^succeeded|^FunctionNode/],
  [
    'nested loops of a template',
    template(`${'{{#each @root.data.list}}'.repeat(6)}x${'{{/each}}'.repeat(6)}`),
    /^TemplateError|^TimeoutError/,
    { list: Array.from({ length: 100 }, (_, index) => index) },
  ],
  [
    'a template that grows',
    template('{{#each data.list}}{{../data.text}}{{/each}}'),
    /^TemplateError|^PayloadTooLarge/,
    { list: Array.from({ length: 1000 }, (_, index) => index), text: evilText },
  ],
  [
    'prototypes in a template',
    template('{{data.constructor.constructor}}{{lookup data "__proto__"}}{{data.__proto__.polluted}}'),
    /^succeeded|^TemplateError/,
    {},
  ],
  [
    'a catastrophic pattern in a template',
    template('{{#match data.text "^(a+)+$"}}y{{/match}}'),
    /^succeeded|^TemplateError/,
    { text: evilText },
  ],
  [
    'a gigantic text of an expression',
    [
      ['RawFunctionNode', { script: "payload.data.text = 'x'.repeat(1_900_000);" }],
      ...expression("'{{data.text}}' + '{{data.text}}' + '{{data.text}}'"),
    ],
    // 5.7 MB are more than a text may be.
    /^ExpressionError|^TemplateError|^PayloadTooLarge/,
  ],
  [
    'an expression with a deep payload',
    expression('length({{data}})'),
    /^succeeded/,
    JSON.parse(`${'['.repeat(20)}1${']'.repeat(20)}`),
  ],
  [
    'a catastrophic pattern of a JSON schema',
    schema('{"type":"object","properties":{"text":{"type":"string","pattern":"^(a+)+$"}}}'),
    /^succeeded|^ValidationError|^TimeoutError/,
    { text: evilText },
  ],
  ['a JSON schema that refers to itself', schema('{"$ref":"#"}'), /^succeeded|^ValidationError/, {}],
  [
    'a JSON schema from the network',
    schema('{"$ref":"http://169.254.169.254/latest/meta-data"}'),
    /^ValidationError/,
    {},
  ],
  ['a deep JSON schema', schema(`${'{"not":'.repeat(2000)}{}${'}'.repeat(2000)}`), /./, {}],
  [
    'a filter that looks at all for each',
    [
      ['RawFunctionNode', { script: 'payload.data.list = Array.from({ length: 20_000 }, (_, index) => index);' }],
      [
        'ArrayNode',
        {
          sourceArrayPath: 'data.list',
          rules: [{ type: 'filter', inputTemplate: 'length({{join array}}) > 0', outputPath: 'r' }],
        },
      ],
    ],
    /^TimeoutError|^LimitExceeded|^ExpressionError|^TemplateError|^ValidationError/,
  ],
  [
    'the metadata of a cloud',
    [
      [
        'HttpNode',
        {
          method: 'GET',
          uriTemplate: 'http://169.254.169.254/latest/meta-data',
          responsePath: 'r',
          errorBehavior: 'throw',
        },
      ],
    ],
    /^HttpError/,
  ],
  [
    'a file of the server',
    [['HttpNode', { method: 'GET', uriTemplate: 'file:///etc/passwd', responsePath: 'r', errorBehavior: 'throw' }]],
    /^HttpError|^ValidationError/,
  ],
  [
    'the server itself',
    [['HttpNode', { method: 'GET', uriTemplate: 'http://localhost:1883/', responsePath: 'r', errorBehavior: 'throw' }]],
    /^HttpError/,
  ],
  ['brackets in an expression', expression(`${nested}1${')'.repeat(100)}`), /^succeeded/],
];

it.each(attacks.map((attack) => ({ name: attack[0], attack })))('ends $name', async ({ name: attackName, attack }) => {
  const [, nodes, outcome, data = {}] = attack;
  const chain = await makeChain(server, attacker, nodes);
  const begun = performance.now();
  const { run } = await press(server, attacker, chain, data);
  const name = run.status === 'failed' ? String((run.error as { name: string }).name) : String(run.status);
  expect(name).toMatch(outcome);
  // What it has left of the payload holds nothing of the host.
  const path = `/applications/${attacker.applicationId}/flows/${chain.flowId}/storage`;
  const { body } = await call(server, 'GET', path, { token });
  const left = body.payload as { found?: unknown; polluted?: unknown; isAdmin?: unknown } | undefined;
  expect([left?.found ?? [], left?.polluted, left?.isAdmin]).toEqual([[], undefined, undefined]);
  expect(JSON.stringify(left ?? {})).not.toContain('root:x:0');
  console.log(`${attackName}: ${name} in ${Math.round(performance.now() - begun)} ms`);
});
