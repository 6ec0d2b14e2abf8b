import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { compileJsonTemplate, compileTemplate, type Helpers, standardHelpers, TemplateError } from './index.ts';

const payload = {
  name: 'Pump <1> & "co" = `x` \'y\'',
  n: 5,
  zero: 0,
  no: false,
  yes: true,
  empty: '',
  nothing: null,
  none: [],
  list: [1, 'two', { three: 3 }, [4, null, [5]]],
  object: { a: 1, b: { c: 'deep' } },
  'a key': { 'b-c': 'odd' },
  at: new Date(Date.UTC(2020, 1, 3, 4, 5, 6, 7)),
  items: [
    { key: 'x', value: 1 },
    { key: 'y', value: 2, sub: [1, 2] },
  ],
  max: 'a property named like a helper',
};

function render(text: string, given: unknown = payload, isEscaped = true): string {
  return compileTemplate(text, { escape: isEscaped }).render(given);
}

describe('a template', () => {
  it.each([
    ['{{n}} {{ n }} {{{n}}}', '5 5 5'],
    ['{{name}}', 'Pump &lt;1&gt; &amp; &quot;co&quot; = &#x60;x&#x60; &#x27;y&#x27;'],
    ['{{{name}}}{{&n}}', `${payload.name}5`],
    ['[{{missing}}{{nothing}}{{missing.a.b}}{{empty}}]', '[]'],
    ['{{zero}} {{no}} {{object}} {{list}}', '0 false [object Object] 1,two,[object Object],4,,5'],
    ['{{at}}', 'Mon Feb 03 2020 04:05:06 GMT+0000 (Coordinated Universal Time)'],
    ['{{list.[1]}} {{list.length}} {{name.length}} {{[a key].[b-c]}} {{"n"}}', `two 4 ${payload.name.length} odd 5`],
    ['{{toString}}{{object.constructor}}{{name.slice}}{{list.push}}{{at.getTime}}', ''],
    ['{{#if none}}a{{else if zero}}b{{else if n}}c{{else}}d{{/if}}', 'c'],
    ['{{#unless none}}a{{else}}b{{/unless}}{{#if zero includeZero=true}}c{{/if}}', 'ac'],
    [
      '{{#each list}}{{@index}}{{#if @first}}f{{/if}}{{#if @last}}l{{/if}}:{{this}} {{/each}}',
      '0f:1 1:two 2:[object Object] 3l:4,,5 ',
    ],
    [
      '{{#each object}}{{@key}}={{this}};{{else}}none{{/each}}{{#each none}}x{{else}}none{{/each}}',
      'a=1;b=[object Object];none',
    ],
    ['{{#with object.b}}{{c}} {{../n}} {{@root.n}}{{/with}}', 'deep 5 5'],
    [
      '{{#each items as |item i|}}{{#each item.sub}}{{i}}{{this}}{{../../n}}{{@../index}} {{/each}}{{/each}}',
      '1151 1251 ',
    ],
    ['{{#items}}{{key}}{{/items}}{{^none}}none{{/none}}{{#yes}}{{n}}{{/yes}}{{^no}}!{{/no}}', 'xynone5!'],
    ['a {{~n~}} b\n{{#if yes}}\n  x\n{{/if}}\nc{{! comment }}{{!-- }} --}}', 'a5b\n  x\nc'],
    ['\\{{n}} {{lookup object "a"}} {{lookup (lookup object "b") "c"}} {{lookup object "toString"}}', '{{n}} 1 deep '],
    ['{{max}} {{max 1 n}} {{last}}', 'a property named like a helper 5 '],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it('escapes nothing where it is told not to', () => {
    expect(render('{{name}}', payload, false)).toBe(payload.name);
  });

  it('reads own properties only, also where keys are named like parts of prototypes', () => {
    const given = JSON.parse(
      '{"__proto__": {"x": 1}, "constructor": {"name": "mine"}, "toString": "text", "hasOwnProperty": 1}',
    );
    expect(render('{{constructor.name}} {{toString}} {{hasOwnProperty}} {{__proto__.x}} {{this}}', given)).toBe(
      'mine text 1 1 [object Object]',
    );
    expect(render('{{__proto__.x}}{{constructor}}{{#each this}}{{@key}}{{/each}}', {})).toBe('');
    expect(compileTemplate('{{obj __proto__=n}}').renderValue({ n: 1 })).toEqual(JSON.parse('{"__proto__":1}'));
  });

  it('as a value is what its one mustache is, else its text', () => {
    expect(compileTemplate('{{object}}').renderValue(payload)).toBe(payload.object);
    expect(compileTemplate(' {{{n}}}\n').renderValue(payload)).toBe(5);
    expect(compileTemplate('{{jsonEncode object}}').renderValue(payload)).toBe('{"a":1,"b":{"c":"deep"}}');
    expect(compileTemplate('{{n}}{{n}}').renderValue(payload)).toBe('55');
    expect(compileTemplate('{{#if n}}{{n}}{{/if}}').renderValue(payload)).toBe('5');
    expect(compileTemplate('text').renderValue(payload)).toBe('text');
  });

  it('as JSON is parsed after it is rendered', () => {
    expect(
      compileJsonTemplate('{"a": {{n}}, "b": {{jsonEncode name}}, "c": {{jsonEncode missing}} }').render(payload),
    ).toEqual({ a: 5, b: payload.name, c: null });
    expect(compileJsonTemplate(' {{missing}} ').render(payload)).toBeUndefined();
    expect(() => compileJsonTemplate('{"a": {{missing}} }').render(payload)).toThrow(TemplateError);
  });

  it('takes other helpers where it is told to', () => {
    const helpers: Helpers = new Map([...standardHelpers, ['colorMarker', { call: ([color]) => `marker ${color}` }]]);
    expect(compileTemplate("{{colorMarker '#fff'}}", { helpers }).render({})).toBe('marker #fff');
    expect(() => compileTemplate("{{colorMarker '#fff'}}")).toThrow('there is no helper colorMarker');
  });

  it.each([
    ['a\n {{#if n}}', 2, 'still open'],
    ['{{#if n}}{{/each}}', 1, '{{#if}} is closed by {{/each}}'],
    ['\n\n{{unknown n}}', 3, 'there is no helper unknown'],
    ['{{> partial}}', 1, 'partials'],
    ['{{#> partial}}{{/partial}}', 1, 'partials'],
    ['{{* decorator}}', 1, 'decorators'],
    ['{{(lookup a b).c}}', 1, 'unexpected'],
    ['{{a=b}}', 1, 'unexpected "="'],
    ['{"a": {{n}}}', 1, 'a blank'],
    ['{{a.b c}}', 1, 'a.b is no helper'],
    ['{{#if}}{{/if}}', 1, 'exactly one argument'],
    ['{{#upper n}}{{/upper}}', 1, 'no helper for blocks'],
    ['{{if n}}', 1, 'begins a block'],
    [`${'{{#if n}}'.repeat(200)}${'{{/if}}'.repeat(200)}`, 1, 'nested'],
    [`{{upper ${'(upper '.repeat(1000)}n${')'.repeat(1000)}}}`, 1, 'nested'],
    // The parser alone would take hours for these.
    [`{{#if n}}\n`.repeat(60_000), 151, 'nested'],
    [`{{^n}}${'x'.repeat(10)}`.repeat(60_000), 1, 'nested'],
    [`{{#if n}}${'{{else if n}}\n'.repeat(60_000)}{{/if}}`, 150, 'nested'],
    [`{{upper ${'(upper '.repeat(60_000)}`, 1, 'nested'],
    [`${'x'.repeat(1024 * 1024 - 1)}{{n}}`, undefined, '1,048,576'],
    ['{{n}}'.repeat(10_001), undefined, '10,000'],
  ])('that is none is refused: %#', (text, line, message) => {
    let error: TemplateError | undefined;
    try {
      compileTemplate(text);
    } catch (thrown) {
      error = thrown as TemplateError;
    }
    expect(error).toBeInstanceOf(TemplateError);
    expect(error?.message).toContain(message);
    expect(error?.position?.line).toBe(line);
  });
});

it('may have any number of blocks and brackets beside each other', () => {
  const text = '{{#if a}}(#^{{else if b}}{{upper (lower b)}}{{else}}{{!-- {{#if}} --}}\\{{#if{{/if}}'.repeat(200);
  expect(render(text, { b: 'x' })).toBe('X'.repeat(200));
});

describe('a template that goes too far is stopped', () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => index);
  const doubled = Array.from({ length: 40 }).reduce<string>(
    (inner) => `{{#with (array this this)}}${inner}{{/with}}`,
    '{{jsonEncode this}}',
  );

  it.each([
    [
      'in time',
      '{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#if this}}{{/if}}{{/each}}{{/each}}{{/each}}',
      '250 ms',
    ],
    ['in length', '{{#each a}}{{#each @root.a}}{{@root.text}}{{/each}}{{/each}}', '5 MiB'],
    ['in JSON', doubled, '5 MiB'],
    ['in joined lists', doubled.replace('jsonEncode this', 'upper this'), '5 MiB'],
    ['in indents', '{{jsonEncode deep 10}}', '5 MiB'],
    ['in formats', '{{formatDate 0 format}}', 'longer than 200'],
    ['in patterns', '{{match text pattern}}', 'too long'],
    ['in texts for patterns', '{{match long "(x+x+)+y{1,50}[a-z]{1,90}"}}', 'too long for the pattern'],
    ['in templates within', "{{template '{{template text}}'}}", 'one level deep'],
    ['in expressions within', "{{evalExpression '{{evalExpression text}}'}}", 'one level deep'],
  ])('%s', (_name, template, message) => {
    const deep = Array.from({ length: 500 }).reduce<unknown>(
      (inner) => [inner],
      thousand.map(() => [0]),
    );
    const text = 'x'.repeat(1000);
    const given = {
      a: thousand,
      text,
      format: 'Y'.repeat(1000),
      long: text.repeat(1000),
      deep,
      pattern: 'a'.repeat(2000),
    };
    expect(() => render(template, given)).toThrow(message);
  });

  it('but not a wide number nor one that says so', () => {
    expect(render('{{format 5 "999999999d"}}')).toBe('5');
  });
});

/** Templates in the part of the language that both have, over a payload of all kinds of values. */
const templates = fc.letrec<{ program: string; part: string; parameter: string }>((tie) => {
  const path = fc.constantFrom(
    'n',
    'zero',
    'no',
    'yes',
    'empty',
    'nothing',
    'none',
    'list',
    'object',
    'object.b.c',
    'list.[2].three',
    'list.[1]',
    'items',
    'items.length',
    'missing.x',
    'this',
    '.',
    '../n',
    '../this',
    '@index',
    '@key',
    '@first',
    '@last',
    '@root.n',
    '@root.object.a',
    'this.key',
    './value',
    'key',
    'value',
    '../../zero',
    'one',
    'two.key',
    '@../index',
  );
  // Numbers that follow each other in three braces are added by Handlebars.
  const texts = fc.constantFrom('object.b.c', 'list.[1]', 'empty', 'missing');
  const literal = fc.constantFrom('1', '0', '"text"', "'a\"b'", 'true', 'false', 'null', 'undefined', '-2.5');
  const tilde = fc.constantFrom('', '', '', '~');
  const blank = fc.constantFrom('', ' ', '\n', '\n  ', ' x ', '<a>', '\r\n', 'text\n');
  const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));
  const just = (text: string) => fc.constant(text);
  const keyword = fc.constantFrom('if', 'unless', 'each', 'with');
  return {
    parameter: fc.oneof(
      { maxDepth: 3 },
      path,
      literal,
      joined(just('(lookup '), path, just(' '), tie('parameter') as fc.Arbitrary<string>, just(')')),
    ),
    part: fc.oneof(
      { maxDepth: 4 },
      blank,
      joined(just('{{'), tilde, path, tilde, just('}}')),
      joined(just('{{{'), texts, just('}}}')),
      joined(just('{{lookup '), path, just(' '), tie('parameter') as fc.Arbitrary<string>, just('}}')),
      joined(just('{{'), tilde, fc.constantFrom('! note ', '!-- a }} b --'), tilde, just('}}')),
      fc
        .tuple(
          keyword,
          tie('parameter'),
          tilde,
          tilde,
          tie('program'),
          fc.constantFrom(
            '',
            '{{else}}',
            '{{~else}}',
            '{{^}}',
            '{{else if n}}',
            '{{else with object~}}',
            '{{else each list}}',
          ),
          tie('program'),
          fc.constantFrom('', ' as |one two|'),
        )
        .map(
          ([name, parameter, a, b, main, middle, other, params]) =>
            `{{${a}#${name} ${parameter}${params}${b}}}${main}${middle}${middle === '' ? '' : other}{{${b}/${name}${a}}}`,
        ),
      fc
        .tuple(
          fc.constantFrom('list', 'object', 'yes', 'no', 'none', 'missing'),
          fc.constantFrom('#', '^'),
          tie('program'),
        )
        .map(([name, sign, main]) => `{{${sign}${name}}}${main}{{/${name}}}`),
    ),
    program: fc.array(tie('part') as fc.Arbitrary<string>, { maxLength: 4 }).map((parts) => parts.join('')),
  };
}).program;

it('renders what Handlebars 4.7 renders', () => {
  // Nulls as contexts are left out: Handlebars writes [object Object] for them inside of blocks, where we write nothing.
  const given = {
    n: 5,
    zero: 0,
    no: false,
    yes: true,
    empty: '',
    none: [],
    list: [1, 'two', { three: 3 }, [4, 5], false, ''],
    object: { a: 1, b: { c: 'de<ep' } },
    items: [
      { key: 'x', value: 1 },
      { key: 'y', value: 'é' },
    ],
  };
  let rendered = 0;
  fc.assert(
    fc.property(templates, (text) => {
      let expected: string;
      try {
        expected = Handlebars.compile(text)(given);
      } catch {
        return;
      }
      rendered += 1;
      expect(render(text, given)).toBe(expected);
    }),
    { numRuns: 600 },
  );
  expect(rendered).toBeGreaterThan(200);
});
