import fc from 'fast-check';
import type { Operation, Schema } from '../support/openapi-fields.ts';
import { oddJson, oddQueryTexts, oddTexts } from './odd-values.ts';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | undefined;
}

/** What has broken other servers. */
const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...oddTexts, ...oddJson) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...['', ' ', '\0', 'a\0b', '\ud800', '\u202e', '../../etc', "' or 1=1 --", '$1', '%', '*', '{}', '[]', 'null'],
      ...['x'.repeat(70_000), '9'.repeat(400), '1e999', '-0', 'NaN', '2017-13-45', '0000-01-01T00:00:00.000Z'],
      ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, -(2 ** 63), [], {}, [[[[]]]], [null], { $date: 'x' }],
      ...[{ $date: -1e300 }, { constructor: 1 }, { toString: null }, { length: -1 }, Array(2000).fill(0)],
    ),
  },
);

/** Texts that pass the patterns and formats of our schemas, so that requests get past validation often enough. */
const plausible = [
  ...['a', 'temperature', 'abcd-1234', 'someone@example.com', 'Correct-Horse-7', 'plant/+/#', 'all.User', 'device.*'],
  ...['application', 'name', 'asc', 'desc', '0', '2017-12-03T00:00:00.000Z', '2099-01-01T00:00:00.000Z', '{"a":1}'],
  'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA',
];
const texts = fc.oneof(fc.constantFrom(...plausible), fc.string({ maxLength: 40 }));

function textsOf({ pattern, format, minLength = 0, maxLength = 1e9 }: Schema): fc.Arbitrary<string> {
  const fits = (text: string): boolean =>
    text.length >= minLength &&
    text.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern).test(text)) &&
    (format !== 'date-time' || /^2\d{3}-/.test(text));
  const fitting = plausible.filter(fits);
  return fitting.length > 0 ? fc.oneof(fc.constantFrom(...fitting), texts.filter(fits)) : texts;
}

function fromSchema(schema: Schema, ids: readonly string[], depth = 0): fc.Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => fromSchema(each, ids, depth + 1)));
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      const model = Object.fromEntries(entries.map(([name, each]) => [name, fromSchema(each, ids, depth + 1)]));
      const requiredKeys = (schema.required ?? []).filter((name) => name in model);
      return entries.length === 0
        ? fc.dictionary(texts, fc.oneof(fc.double({ noNaN: true }), texts, fc.boolean()), { maxKeys: 4 })
        : // A few of the optional fields at a time: with all of them, hardly any body would be valid.
          fc
            .shuffledSubarray(Object.keys(model).filter((name) => !requiredKeys.includes(name)))
            .chain((names) =>
              fc.record(
                Object.fromEntries([...requiredKeys, ...names.slice(0, 3)].map((name) => [name, model[name] ?? nasty])),
              ),
            );
    }
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, ids, depth + 1), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: Math.min(schema.maximum ?? 2 ** 41, 2 ** 50) });
    case 'number':
      return fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -(2 ** 33), max: 2 ** 41 }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return /24/.test(schema.pattern ?? '') ? fc.constantFrom(...ids) : textsOf(schema);
    default:
      return nasty;
  }
}

/** The value with something in it that does not belong there. */
function spoil(value: unknown, poison: unknown, where: number): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const index = where % value.length;
    return value.map((item, each) => (each === index ? spoil(item, poison, Math.floor(where / value.length)) : item));
  }
  if (typeof value !== 'object' || value === null) return poison;
  const names = Object.keys(value);
  const choice = where % (names.length + 2);
  const name = names[choice];
  // One more field than there may be, one less, or another value in one of them.
  if (name === undefined) return { ...value, [choice === names.length ? '__proto__x' : 'extra']: poison };
  if (where % 3 === 0) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
  return { ...value, [name]: spoil((value as Record<string, unknown>)[name], poison, Math.floor(where / 7)) };
}

const oddSegments = [
  '%00',
  '%2e%2e',
  '..%2f..',
  '%F0%9F%A6%8A',
  'x'.repeat(300),
  '0',
  '-1',
  'null',
  '%',
  '000000000000000000000000',
];

/** Headers that mean something to HTTP, or nearly so; none may make an answer that is not the API's. */
const oddHeaders: readonly Readonly<Record<string, string>>[] = [
  { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' },
  { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
  { connection: 'upgrade' },
  { expect: '100-continue' },
  { expect: 'tea' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'identity, br' },
  { range: 'bytes=99999999999-' },
  { 'if-match': '"x"', 'if-none-match': '*', 'if-modified-since': 'never' },
  { accept: 'text/html;q=NaN, */*;q=-1', 'accept-encoding': 'x;q=0', 'accept-language': '*' },
  { 'last-event-id': 'none-of-yours' },
  { 'last-event-id': '9'.repeat(300) },
  { 'x-forwarded-for': 'unknown, [::1]:99999, 1.2.3.4:5', 'x-forwarded-host': 'a b', 'x-forwarded-proto': '//' },
  { host: '' },
  { host: 'a b%00' },
  { origin: 'null', 'access-control-request-method': 'TRACE' },
  { cookie: 'a=b; __proto__=c', authorization: 'Basic Og==' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-large': 'x'.repeat(20_000) },
];
const oddMethods = ['HEAD', 'OPTIONS', 'PUT', 'TRACE', 'PROPFIND', 'QUERY', 'LINK', 'BREW'];

/** Bodies that are no UTF-8, or not the text that they seem to be. */
const oddBytes: readonly Buffer[] = [
  Buffer.from('{"name":"caf\xe9"}', 'latin1'),
  Buffer.from('{"name":"\xed\xa0\x80"}', 'latin1'),
  Buffer.from('{"name":"\xc0\xaf","\xff":1}', 'latin1'),
  Buffer.from('{"name":"x"}', 'utf16le'),
  Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]),
];

/** Requests to one operation: some as they should be, some nearly so, some absurd. */
export function arbitraryRequest(
  operation: Operation,
  known: {
    readonly ids: readonly string[];
    /** By the name of the path's parameter. */
    readonly named: Readonly<Record<string, string>>;
    readonly tokens: readonly string[];
  },
): fc.Arbitrary<FuzzRequest> {
  const segmentOf = (name: string) =>
    fc.oneof(
      { weight: 14, arbitrary: fc.constantFrom(known.named[name] ?? 'none', ...(known.named[name] ? [] : known.ids)) },
      { weight: 3, arbitrary: fc.constantFrom(...known.ids) },
      { weight: 2, arbitrary: fc.constantFrom(...oddSegments) },
    );
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const query = fc.record(
    Object.fromEntries(
      Object.entries(operation.query).map(([name, schema]) => [
        name,
        fc.oneof({ weight: 6, arbitrary: fromSchema(schema, known.ids) }, nasty, fc.constantFrom(...oddQueryTexts)),
      ]),
    ),
    { requiredKeys: [] },
  );
  const valid = operation.body ? fromSchema(operation.body, known.ids) : fc.constant(undefined);
  const body = fc.oneof<fc.WeightedArbitrary<string | Buffer | undefined>[]>(
    { weight: 5, arbitrary: valid.map(toText) },
    { weight: 5, arbitrary: fc.tuple(valid, nasty, fc.nat()).map(([value, ...rest]) => toText(spoil(value, ...rest))) },
    { weight: 1, arbitrary: nasty.map(toText) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{',
        '"',
        '{"a":',
        '\u0000',
        '[1,]',
        `${'['.repeat(5000)}`,
        '{"__proto__":{}}',
        '\ufeff{}',
        '\ufeff',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<string | Buffer>(...oddBytes) },
  );
  return fc
    .record({
      segments: fc.tuple(...names.map(segmentOf)),
      query,
      body: operation.method === 'GET' || operation.method === 'DELETE' ? fc.constant(undefined) : body,
      token: fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...known.tokens) }, fc.constantFrom('', 'garbage')),
      type: fc.oneof(
        { weight: 20, arbitrary: fc.constant('application/json') },
        fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', ';', ''),
      ),
      odd: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.constantFrom(...oddHeaders)),
      method: fc.oneof({ weight: 19, arbitrary: fc.constant(operation.method) }, fc.constantFrom(...oddMethods)),
      suffix: fc.oneof(
        { weight: 19, arbitrary: fc.constant('') },
        fc.constantFrom(
          '?%',
          '?a=%ff',
          '?__proto__[a]=1',
          `?${'a[b]=1&'.repeat(1500)}`,
          '/',
          '//',
          '/%00',
          '#x',
          '?+&+=+',
        ),
      ),
    })
    .map((parts) => {
      const path = names.reduce(
        (text, name, index) => text.replace(`{${name}}`, parts.segments[index] ?? ''),
        operation.path,
      );
      return {
        method: parts.method,
        path: parts.suffix === '' ? `${path}${toQuery(parts.query)}` : `${path}${parts.suffix}`,
        headers: {
          ...parts.odd,
          ...(parts.token === '' ? {} : { authorization: `Bearer ${parts.token}` }),
          ...(parts.body === undefined || parts.type === '' ? {} : { 'content-type': parts.type }),
        },
        body: parts.body,
      };
    });
}

function toText(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function toQuery(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    if (oddQueryTexts.has(text)) return [`${name}=${text}`];
    return [`${name}=${encodeURIComponent(text.slice(0, 3000).toWellFormed())}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
