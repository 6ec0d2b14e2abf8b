import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
