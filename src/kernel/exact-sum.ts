import { toInteger } from './decimal.ts';
import { asNumber, type ExactNumber, isExactNumber, parseJson } from './json-text.ts';

/**
 * The sum of two numbers with all its digits where both are integers, whatever their size; otherwise that of the doubles. Undefined when
 * one of them is an integer that no double holds and the other a fraction: no sum of doubles would be what is meant.
 */
export function exactSum(left: number | ExactNumber, right: number | ExactNumber): number | ExactNumber | undefined {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum) || !Number.isInteger(a) || !Number.isInteger(b)) return sum;
  }
  const [wholeLeft, wholeRight] = [toWhole(left), toWhole(right)];
  if (wholeLeft === undefined || wholeRight === undefined) return undefined;
  return fromWhole(wholeLeft + wholeRight);
}

/** A numeral as a number with all the digits of an integer; undefined when it is none, or is beyond the largest double. */
export function readExactNumber(text: string): number | ExactNumber | undefined {
  const trimmed = text.trim();
  const number = Number(trimmed);
  if (trimmed === '' || !Number.isFinite(number)) return undefined;
  if (Number.isSafeInteger(number) || !Number.isInteger(number)) return number;
  // What is no decimal numeral has a prefix: 0x, 0o, 0b.
  const whole = /^0[xob]/i.test(trimmed) ? BigInt(trimmed) : toInteger(trimmed);
  return whole === undefined ? number : fromWhole(whole);
}

/** The number with the other sign. */
export function negate(number: number | ExactNumber): number | ExactNumber {
  if (!isExactNumber(number)) return -number;
  const { rawJSON } = number;
  return parseJson(rawJSON.startsWith('-') ? rawJSON.slice(1) : `-${rawJSON}`) as number | ExactNumber;
}

function toWhole(number: number | ExactNumber): bigint | undefined {
  if (isExactNumber(number)) return toInteger(number.rawJSON);
  return Number.isInteger(number) ? BigInt(number) : undefined;
}

/** A double where one holds it. */
function fromWhole(whole: bigint): number | ExactNumber {
  const number = Number(whole);
  return BigInt(Number.isFinite(number) ? number : 0) === whole ? number : (parseJson(String(whole)) as ExactNumber);
}
