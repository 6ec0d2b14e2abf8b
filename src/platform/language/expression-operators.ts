import {
  includes,
  isTrue,
  lengthOf,
  maxTextLength,
  toComparable,
  toNumber,
  tooLong,
  toPrimitive,
  toScriptText,
} from './conversions.ts';
import { isContainer } from './values.ts';

export type BinaryOperation = (left: unknown, right: unknown) => unknown;

export interface BinaryOperator {
  /** Higher ones are done first. */
  readonly precedence: number;
  readonly apply: BinaryOperation;
}

/** The operators between two values but `&&`, `||` and `^`, which do not follow the same rules. */
export const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ['==', { precedence: 3, apply: isLooselyEqual }],
  ['!=', { precedence: 3, apply: (left, right) => !isLooselyEqual(left, right) }],
  ['===', { precedence: 3, apply: isEqual }],
  ['!==', { precedence: 3, apply: (left, right) => !isEqual(left, right) }],
  ['<', { precedence: 4, apply: relation((left, right) => left < right) }],
  ['<=', { precedence: 4, apply: relation((left, right) => left <= right) }],
  ['>', { precedence: 4, apply: relation((left, right) => left > right) }],
  ['>=', { precedence: 4, apply: relation((left, right) => left >= right) }],
  ['<<', { precedence: 5, apply: arithmetic((left, right) => left << right) }],
  ['>>', { precedence: 5, apply: arithmetic((left, right) => left >> right) }],
  ['+', { precedence: 6, apply: add }],
  ['-', { precedence: 6, apply: arithmetic((left, right) => left - right) }],
  ['*', { precedence: 7, apply: arithmetic((left, right) => left * right) }],
  ['/', { precedence: 7, apply: arithmetic((left, right) => left / right) }],
  ['%', { precedence: 7, apply: arithmetic((left, right) => left % right) }],
]);

export const power: BinaryOperation = arithmetic((left, right) => left ** right);

/** The operators before a value. */
export const unaryOperators: ReadonlyMap<string, (value: unknown) => unknown> = new Map<
  string,
  (value: unknown) => unknown
>([
  ['!', (value) => !isTrue(value)],
  ['-', (value) => -toNumber(value)],
  ['+', (value) => toNumber(value)],
]);

/** A function of expressions and how many values it takes. */
export interface ExpressionFunction {
  readonly least: number;
  readonly most: number;
  readonly apply: (...values: unknown[]) => unknown;
}

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
  'sqrt',
  'log',
  'log10',
  'abs',
  'ceil',
  'floor',
  'round',
  'trunc',
  'exp',
] as const;

/** The functions of expressions by name; numbers are taken as by `Number()`. */
export const expressionFunctions: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ...ofOne.map((name): [string, ExpressionFunction] => [
    name,
    { least: 1, most: 1, apply: (value) => Math[name](toNumber(value)) },
  ]),
  ['atan2', { least: 2, most: 2, apply: (y, x) => Math.atan2(toNumber(y), toNumber(x)) }],
  ['pow', { least: 2, most: 2, apply: power as ExpressionFunction['apply'] }],
  ['max', { least: 1, most: Number.POSITIVE_INFINITY, apply: (...values) => Math.max(...values.map(toNumber)) }],
  ['min', { least: 1, most: Number.POSITIVE_INFINITY, apply: (...values) => Math.min(...values.map(toNumber)) }],
  ['length', { least: 1, most: 1, apply: lengthOf }],
  ['includes', { least: 2, most: 2, apply: includes }],
]);

export const expressionConstants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['E', Math.E],
  ['PI', Math.PI],
]);

/** `===`, except that Dates are what ms they are. */
export function isEqual(left: unknown, right: unknown): boolean {
  return toComparable(left) === toComparable(right);
}

/** A relation of JavaScript, Dates by ms. */
export function relation(holds: (left: string, right: string) => boolean): (left: unknown, right: unknown) => boolean {
  // They are texts for the compiler only: what is compared is whatever the values are.
  return (left, right) => holds(toPrimitive(left) as string, toPrimitive(right) as string);
}

function isLooselyEqual(left: unknown, right: unknown): boolean {
  if (isContainer(left) && isContainer(right)) return left === right;
  // Nothing but null and undefined equals them.
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  // biome-ignore lint/suspicious/noDoubleEquals: it is what the operator means
  return toPrimitive(left) == toPrimitive(right);
}

function arithmetic(calculate: (left: number, right: number) => number): BinaryOperation {
  return (left, right) => calculate(toNumber(left), toNumber(right));
}

/** Adds what converts to numbers, so that `0 + {{tag}}` is a number; joins other texts. */
function add(left: unknown, right: unknown): unknown {
  const sum = toNumber(left) + toNumber(right);
  if (!Number.isNaN(toNumber(left)) && !Number.isNaN(toNumber(right))) return sum;
  if (typeof left !== 'string' && typeof right !== 'string') return Number.NaN;
  const text = toScriptText(left) + toScriptText(right);
  if (text.length > maxTextLength) throw tooLong();
  return text;
}
