import { expect, test } from 'vitest';
import { csvDecodeNode } from './csv-decode.ts';
import { csvEncodeNode } from './csv-encode.ts';
import { runNode } from './test-bed.ts';

const paths = { source: 'it', destination: 'result' };
const decode = async (it: unknown, config = {}) =>
  (await runNode(csvDecodeNode, { ...paths, ...config }, { it })).payload.result;
const encode = async (it: unknown, config = {}) =>
  (await runNode(csvEncodeNode, { ...paths, ...config }, { it, names: ['b', 'x'] })).payload.result;

test.each<[string, Record<string, unknown>, unknown]>([
  [
    'a,b\n1,x\n2,',
    {},
    [
      { a: '1', b: 'x' },
      { a: '2', b: '' },
    ],
  ],
  [
    'a,b\r\n1,"x, ""y""\n"\r\n\r\n',
    { delimiterTemplate: '', recordDelimiterTemplate: '\n' },
    [{ a: '1', b: 'x, "y"\n' }],
  ],
  ['a;b|1;2|', { delimiterTemplate: ';', recordDelimiterTemplate: '|' }, [{ a: '1', b: '2' }]],
  ['a\tb\n1\t2', { delimiterTemplate: '\\t' }, [{ a: '1', b: '2' }]],
  ["a,b\n'x\\',y',2", { quoteCharTemplate: "'", escapeCharTemplate: '\\' }, [{ a: "x',y", b: '2' }]],
  ['\ufeffa\n1', { stripBom: true }, [{ a: '1' }]],
  ['\ufeffa\n1', {}, [{ '\ufeffa': '1' }]],
  ['a,,\n1,,', {}, [{ a: '1', '': '' }]],
  ['a,b\n', {}, []],
  ['', {}, []],
])('%j with %j is decoded', async (text, config, expected) => {
  expect(await decode(text, config)).toEqual(expected);
});

test('a column __proto__ is a column', async () => {
  const [row] = (await decode('__proto__,b\n1,2')) as object[];
  expect(Object.entries(row ?? {})).toEqual([
    ['__proto__', '1'],
    ['b', '2'],
  ]);
});

test.each<[unknown, Record<string, unknown>, string]>([
  ['a,b\n1', {}, 'The source is no CSV: in line 2, a row has more or fewer cells'],
  ['a\n"x', {}, 'The source is no CSV: in line 2, a quote is never closed'],
  ['a,b,a\n1,2,3', {}, 'The source has two columns called "a"'],
  ['a,b,a\n', {}, 'The source has two columns called "a"'],
  ['a,,\n1,x,', {}, 'The source has two columns called ""'],
  [{ a: 1 }, {}, 'The source is no text'],
  ['a', { quoteCharTemplate: '""' }, 'The quote and the escape must be one character'],
  ['a', { delimiterTemplate: 'x'.repeat(11) }, 'Delimiters must not be longer'],
  ['a\n'.repeat(500_001), {}, 'more than 500000 values'],
])('decoding fails softly (%#)', async (text, config, message) => {
  expect(await decode(text, config)).toEqual({
    error: { type: 'ValidationError', message: expect.stringContaining(message) },
  });
});

const rows = [
  { a: 1, b: 'x, "y"' },
  { b: null, a: true, c: 5 },
];

test.each<[unknown, Record<string, unknown>, string]>([
  [rows, {}, 'a,b\n1,"x, ""y"""\ntrue,\n'],
  [{ a: new Date(0), b: { c: [1] } }, {}, 'a,b\n1970-01-01T00:00:00.000Z,"{""c"":[1]}"\n'],
  [rows, { headerTemplateType: 'stringTemplates', headerTemplate: ['c', '{{names.[0]}}'] }, 'c,b\n,"x, ""y"""\n5,\n'],
  [rows, { headerTemplateType: 'payloadPath', headerTemplate: 'names' }, 'b,x\n"x, ""y""",\n,\n'],
  [[[1, 2], [3]], {}, '1,2\n3\n'],
  [[[1, 2]], { headerTemplateType: 'payloadPath', headerTemplate: 'names' }, 'b,x\n1,2\n'],
  [
    [{ a: "it's", b: 'c\\;' }],
    { quoteCharTemplate: "'", escapeCharTemplate: '\\', delimiterTemplate: ';' },
    "a;b\n'it\\'s';'c\\\\;'\n",
  ],
  [[{ a: 1 }], { recordDelimiterTemplate: '\\r\\n' }, 'a\r\n1\r\n'],
  [[], {}, ''],
])('%j with %j is encoded', async (source, config, expected) => {
  expect(await encode(source, config)).toBe(expected);
});

test.each<[unknown, string]>([
  ['text', 'The source is no array'],
  [undefined, 'The source is no array'],
  [[{ a: 1 }, 5], 'A row is neither an object nor an array'],
])('encoding %j fails softly', async (source, message) => {
  expect(await encode(source)).toEqual({ error: { type: 'ValidationError', message } });
});

test('what is encoded can be decoded', async () => {
  const table = [
    { a: ' x ', b: 'line\r\nbreak' },
    { a: '"', b: ',' },
  ];
  expect(await decode(await encode(table))).toEqual(table);
});
