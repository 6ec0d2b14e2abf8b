import { payloadBytes } from '../../../platform/language/index.ts';
import { ActionError } from '../errors.ts';
import { maxResultBytes } from '../result-budget.ts';

/** Gathers what a database sends, as long as a payload can hold it. */
export class Rows {
  #items: unknown[] = [];
  #left = maxResultBytes;

  /** @throws ActionError PayloadTooLarge */
  add(row: unknown): void {
    const item = toPlain(row);
    this.#left -= payloadBytes(item, this.#left);
    if (this.#left < 0) throw new ActionError('PayloadTooLarge', `The result is larger than ${maxResultBytes} bytes`);
    this.#items.push(item);
  }

  /** What comes from here on is the result. */
  begin(): void {
    this.#items = [];
  }

  get items(): readonly unknown[] {
    return this.#items;
  }
}

const maxDepth = 100;

/**
 * What a database has, as payloads hold it: Dates stay, bytes are base64, whole numbers that a payload cannot hold exactly are texts, and so is
 * whatever else is no JSON.
 */
export function toPlain(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (depth > maxDepth) throw new ActionError('PayloadTooLarge', `The result has more than ${maxDepth} levels`);
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth + 1));
  if ('_bsontype' in value) return fromBson(value as unknown as BsonValue, depth);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toPlain(item, depth + 1)]));
}

interface BsonValue {
  readonly _bsontype: string;
  readonly buffer?: Uint8Array;
  readonly value?: number;
  toString(): string;
  toJSON?(): unknown;
}

/** Types that MongoDB has and JSON has not. */
function fromBson(value: BsonValue, depth: number): unknown {
  switch (value._bsontype) {
    case 'Long':
      return toPlain(BigInt(value.toString()));
    case 'Int32':
    case 'Double':
      return value.value;
    case 'Binary':
      return value.toJSON?.();
    case 'Code':
    case 'DBRef':
    case 'MinKey':
    case 'MaxKey':
      return toPlain(value.toJSON?.() ?? { type: value._bsontype }, depth + 1);
    default:
      return value.toString();
  }
}
