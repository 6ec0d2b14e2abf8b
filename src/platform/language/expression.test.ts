import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../kernel/json-text.ts';
import { compileExpression, ExpressionError } from './index.ts';

const evaluate = (text: string, payload: unknown = {}) => compileExpression(text).evaluate(payload);
const primitive = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.constantFrom('', 'a', 'b', '10', '9', ' 5 ', '-1'),
);

describe('operators', () => {
  it('compare and calculate as in JavaScript', () => {
    fc.assert(
      fc.property(primitive, primitive, (a, b) => {
        for (const operator of ['-', '*', '/', '%', '<<', '>>', '<', '<=', '>', '>=', '==', '!=', '===', '!==']) {
          const expected = new Function('a', 'b', `return a ${operator} b`)(a, b) as unknown;
          expect(evaluate(`{{a}} ${operator} {{b}}`, { a, b }), operator).toBe(expected);
        }
        expect(evaluate('{{a}} && {{b}}', { a, b })).toBe(Boolean(a && b));
        expect(evaluate('{{a}} || {{b}}', { a, b })).toBe(Boolean(a || b));
        expect(evaluate('!{{a}}', { a })).toBe(!a);
        expect(compileExpression('{{a}}').test({ a })).toBe(Boolean(a));
      }),
    );
  });

  it('are done in the order of JavaScript', () => {
    const number = fc.integer({ min: 1, max: 9 }).map(String);
    const operator = fc.constantFrom(
      '+',
      '-',
      '*',
      '/',
      '%',
      '<<',
      '>>',
      '<',
      '<=',
      '>',
      '>=',
      '==',
      '!==',
      '&&',
      '||',
    );
    const chain = fc.tuple(
      number,
      fc.array(
        fc.tuple(
          operator,
          fc.oneof(
            number,
            number.map((one) => `!${one}`),
            number.map((one) => `(${one} - 3)`),
          ),
        ),
        { maxLength: 8 },
      ),
    );
    fc.assert(
      fc.property(chain, ([first, rest]) => {
        const text = [first, ...rest.flat()].join(' ');
        const result = new Function(`return ${text}`)() as unknown;
        // && and || give booleans.
        const expected = /&&|\|\|/.test(text) ? Boolean(result) : result;
        const actual = evaluate(text);
        expect(/&&|\|\|/.test(text) ? Boolean(actual) : actual).toBe(expected);
      }),
    );
    expect([evaluate('2^3^2'), evaluate('-2^2'), evaluate('2^-1'), evaluate('2*3^2')]).toEqual([512, -4, 0.5, 18]);
  });

  it('take Dates by their ms, and + adds what converts to numbers', () => {
    const payload = { a: new Date(5), b: new Date(5), n: 5, tag: '7' };
    for (const text of ['{{a}} == {{b}}', '{{a}} === {{b}}', '{{a}} === {{n}}', '{{a}} <= {{b}}', '{{a}} + 1 === 6'])
      expect(evaluate(text, payload), text).toBe(true);
    expect([
      evaluate('0 + {{tag}}', payload),
      evaluate("'1' + '2'"),
      evaluate("'a' + 1"),
      evaluate("'a' + {{x}}"),
      evaluate('{{x}} + 1'),
    ]).toEqual([7, 3, 'a1', 'aundefined', Number.NaN]);
    expect([evaluate('[0]'.slice(1, 2)), evaluate('{{l}} && true', { l: [] }), evaluate('1 / 0')]).toEqual([
      0,
      true,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('read mustaches with their types, and as text in quotes', () => {
    const object = { k: [1] };
    expect(evaluate('{{o}}', { o: object })).toBe(object);
    expect(evaluate('{{lookup o "k"}}', { o: object })).toBe(object.k);
    expect(evaluate(`'<{{a}}{{lookup o 'k'}}>' === "<&1>"`, { a: '&', o: object })).toBe(true);
    expect(evaluate("{{! comment }} 'it\\'s' {{!-- }} --}} === \"it's\"")).toBe(true);
    expect(evaluate('{{{a}}} == 1', { a: 1 })).toBe(true);
  });
});

it.each([
  ['', undefined, 'empty'],
  ['1 +', 4, 'a value'],
  ['(1', 3, ') is missing'],
  ['1 2', 3, 'an operator'],
  ['a === 1', 1, 'means nothing'],
  ['{{a}} = 1', 7, '==='],
  ['{{a', 1, 'not closed'],
  ["'abc", 1, 'not closed'],
  ['foo(1)', 1, 'no function foo'],
  ['sin()', 1, 'takes 1 value'],
  ['atan2(1)', 1, 'takes 2 values'],
  ['1 + {{foo a}}', 5, 'no helper foo'],
  ['{{#if a}}1{{/if}}', 10, 'still open'],
  ['1 ? 2 : 3', 3, 'unexpected ?'],
  ['12abc', 1, 'no number'],
  ['('.repeat(1000) + ')'.repeat(1000), 151, 'nested'],
  [Array.from({ length: 1500 }, () => '1').join('+'), undefined, '2000 parts'],
  ['"'.padEnd(200_000, '\\"'), undefined, 'longer'],
] as const)('refuses what is no expression: %#', (text, column, message) => {
  let error: ExpressionError | undefined;
  try {
    compileExpression(text);
  } catch (thrown) {
    error = thrown as ExpressionError;
  }
  expect(error).toBeInstanceOf(ExpressionError);
  expect(error?.message).toContain(message);
  if (column !== undefined) expect(error?.position?.column).toBe(column);
});

describe('functions', () => {
  const ofOne = [
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ] as const;
  const more = ['sqrt', 'log', 'log10', 'abs', 'ceil', 'floor', 'round', 'trunc', 'exp'] as const;

  it('are those of JavaScript, of whatever converts to a number', () => {
    fc.assert(
      fc.property(primitive, primitive, (a, b) => {
        for (const name of [...ofOne, ...more]) {
          expect(evaluate(`${name}({{a}})`, { a }), name).toBe(Math[name](Number(a)));
        }
        expect(evaluate('atan2({{a}}, {{b}})', { a, b })).toBe(Math.atan2(Number(a), Number(b)));
        expect(evaluate('pow({{a}}, {{b}})', { a, b })).toBe(Number(a) ** Number(b));
        expect(evaluate('{{a}} ^ {{b}}', { a, b })).toBe(Number(a) ** Number(b));
        expect(evaluate('max({{a}}, {{b}})', { a, b })).toBe(Math.max(Number(a), Number(b)));
        expect(evaluate('min({{a}}, {{b}})', { a, b })).toBe(Math.min(Number(a), Number(b)));
        expect(evaluate('+{{a}} - -{{b}}', { a, b })).toBe(Number(a) - -Number(b));
      }),
    );
  });

  it('find and count in lists, texts and objects', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer()),
        fc.integer(),
        fc.string(),
        fc.dictionary(fc.string(), fc.boolean()),
        (list, n, text, object) => {
          const payload = { list, n, text, object };
          expect(evaluate('length({{list}})', payload)).toBe(list.length);
          expect(evaluate('length({{text}})', payload)).toBe(text.length);
          expect(evaluate('length({{object}})', payload)).toBe(Object.keys(object).length);
          expect(evaluate('includes({{list}}, {{n}})', payload)).toBe(list.includes(n));
          expect(evaluate("includes({{text}}, 'a')", payload)).toBe(text.includes('a'));
          for (const key of Object.keys(object))
            expect(evaluate('includes({{o}}, {{key}})', { o: object, key })).toBe(true);
        },
      ),
    );
  });

  it('and helpers of the same name agree, where both are there', () => {
    const number = fc.oneof(fc.integer(), fc.double(), fc.integer().map(String));
    fc.assert(
      fc.property(number, number, (a, b) => {
        for (const [helper, operator] of [
          ['add', '+'],
          ['subtract', '-'],
          ['multiply', '*'],
          ['divide', '/'],
        ] as const) {
          expect(evaluate(`{{${helper} a b}}`, { a, b }), helper).toBe(evaluate(`{{a}} ${operator} {{b}}`, { a, b }));
        }
        for (const name of ['ceil', 'floor']) {
          expect(evaluate(`{{${name} a}}`, { a }), name).toBe(evaluate(`${name}({{a}})`, { a }));
        }
        for (const [helper, operator] of [
          ['gt', '>'],
          ['gte', '>='],
          ['lt', '<'],
          ['lte', '<='],
          ['eq', '==='],
          ['ne', '!=='],
        ] as const) {
          const inBlock = evaluate(`'{{${helper} a b}}' === 'true'`, { a, b });
          expect(inBlock, helper).toBe(evaluate(`{{a}} ${operator} {{b}}`, { a, b }));
        }
      }),
    );
  });
});

// Each case that section 4 of the contract decides (workflows.md, "4. Paths, templates, expressions").
it.each([
  ['-2^2', -4],
  ['2^3^2', 512],
  ['!0 + 1', 2],
  ['1 + 2 << 1', 6],
  ['1 << 2 < 5', true],
  ['1 < 2 === true', true],
  ['true || false && false', true],
  ["'5' + 1", 6],
  ["'a' + 1", 'a1'],
  ["'' + ''", 0],
  ['{{missing}} === undefined', true],
  ['{{missing}} == null', true],
  ['1 / 0', Number.POSITIVE_INFINITY],
  ['{{empty}} && true', true],
  ['!!{{empty}}', true],
  ['null || 0', false],
  ["'b' > 'a'", true],
  ["'10' > '9'", false],
  ["'10' > 9", true],
  ['{{time}} === {{ms}}', true],
  ['{{time}} + 0 === {{ms}}', true],
  ['E < PI', true],
] as const)('%s is what the contract says', (text, expected) => {
  expect(evaluate(text, { empty: [], time: new Date(1000), ms: 1000 })).toBe(expected);
});

it('reckons with numbers of many digits as doubles, and compares them as they are', () => {
  const payload = parseJson('{"a":9007199254740993,"b":9007199254740992,"c":9007199254740993,"d":"9007199254740993"}');
  expect(evaluate('{{a}} + 1', payload)).toBe(9007199254740992 + 1);
  expect(evaluate('{{a}} * 2', payload)).toBe(9007199254740992 * 2);
  expect(evaluate('{{a}} > 5 && {{a}} > {{b}}', payload)).toBe(true);
  expect(evaluate('{{a}} === {{b}} || {{a}} == {{b}}', payload)).toBe(false);
  expect(evaluate('{{a}} === {{c}} && {{a}} == {{d}}', payload)).toBe(true);
  expect(evaluate('{{a}} == 9007199254740993 && {{a}} != 9007199254740992', payload)).toBe(true);
  expect(evaluate('9007199254740993 == 9007199254740992', payload)).toBe(false);
  expect(evaluate('9007199254740993 + 1', payload)).toBe(9007199254740992 + 1);
});
