/** A decimal numeral taken apart: `digits` times ten to the power of `exponent`; no zeros at either end of the digits. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const decimalPattern = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;

function readDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text);
  if (!match) return undefined;
  const [, whole = '', after, onlyFraction, power = '0'] = match;
  const fraction = after ?? onlyFraction ?? '';
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = trimZeros(all);
  if (digits === '') return { digits: '0', exponent: 0 };
  return { digits, exponent: Number(power) - fraction.length + all.length - digits.length };
}

/** Without its zeros at the end; in time linear in the length, which `/0+$/` is not. */
function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** More digits than any double has. */
const maxIntegerDigits = 400;

/** The integer that a decimal numeral stands for, however long; undefined when it is none or has more than 400 digits. */
export function toInteger(text: string): bigint | undefined {
  const decimal = readDecimal(text);
  if (!decimal || decimal.exponent < 0 || decimal.digits.length + decimal.exponent > maxIntegerDigits) return undefined;
  const size = BigInt(decimal.digits) * 10n ** BigInt(decimal.exponent);
  return text.startsWith('-') ? -size : size;
}

/** Whether the text is a decimal numeral, with or without an exponent. */
export function isDecimal(text: string): boolean {
  return decimalPattern.test(text);
}

/** Whether a double holds the numeral exactly, or prints as the same numeral (as 1e23 does, which no double is). */
export function isSameValue(text: string, value: number): boolean {
  const written = readDecimal(text);
  const kept = Number.isFinite(value) ? readDecimal(String(value)) : undefined;
  if (!written || !kept) return false;
  if (written.digits === kept.digits && written.exponent === kept.exponent) return true;
  // Some programs print all the digits that a double has: 1e23 as 99999999999999991611392.
  if (!Number.isInteger(value) || written.exponent < 0 || written.digits.length + written.exponent > 309) return false;
  return BigInt(written.digits) * 10n ** BigInt(written.exponent) === BigInt(Math.abs(value));
}

/** Whether no double but 0 or infinity comes near a number that is neither. */
export function isOutOfRange(text: string): boolean {
  const value = Number(text);
  return !Number.isFinite(value) || (value === 0 && readDecimal(text)?.digits !== '0');
}

/**
 * The double for a decimal numeral, or undefined when that would be another number: an integer that no double holds, a
 * number larger than the largest, or one so small that only 0 is near. A fraction may have more digits than a double: it is
 * measured, and the nearest double is meant.
 */
export function fromDecimal(text: string): number | undefined {
  // So few characters without an exponent are exact, and are what nearly everybody sends.
  if (text.length <= 15 && /^[\d.+-]+$/.test(text) && isDecimal(text)) return Number(text) + 0;
  const decimal = readDecimal(text);
  const value = Number(text);
  if (!decimal || isOutOfRange(text)) return undefined;
  if (decimal.exponent >= 0 && !isSameValue(text, value)) return undefined;
  return value + 0;
}
