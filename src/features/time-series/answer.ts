import type { AttributeValue } from '../../kernel/attribute-value.ts';
import { invalid } from '../../kernel/errors.ts';
import { TimeWriter } from '../../kernel/time-writer.ts';
import { sqlStateOf } from '../../platform/database/errors.ts';

export interface Point {
  /** ISO-8601. */
  readonly time: string;
  readonly data: Record<string, AttributeValue>;
}

/** Some 400,000 points of one number: more than a screen shows, and little enough to hold in memory a few times over. */
const maxAnswerBytes = 32 * 1024 * 1024;
/** What a point takes without its values: its time, and the words and brackets around. */
const pointBytes = 60;

/** Makes the points of one answer and refuses to make more than memory should hold. */
export class PointMaker {
  readonly #field: string;
  readonly #times = new TimeWriter();
  #bytes = 0;

  /** @param options.field the field that an error names: what the caller may change to get less */
  constructor(options: { field: string }) {
    this.#field = options.field;
  }

  /** @throws AppError Validation when the answer has become too large */
  make(time: number, values: readonly (readonly [string, AttributeValue])[]): Point {
    this.#bytes += pointBytes;
    const data: Record<string, AttributeValue> = {};
    for (const [name, value] of values) {
      this.#bytes += name.length + 4 + (typeof value === 'string' ? Buffer.byteLength(value) : 8);
      // No attribute is called "__proto__" (attributes.ts of the devices).
      data[name] = value;
    }
    if (this.#bytes > maxAnswerBytes) {
      throw invalid(this.#field, 'selects more than 32 MiB; reduce the range, or query fewer devices or attributes');
    }
    return { time: this.#times.write(time), data };
  }
}

/** For what PostgreSQL refuses to compute, or JSON could not say. */
export function tooLarge(cause?: unknown): Error {
  return Object.assign(invalid('aggregation', 'produces a number that is too large to return'), { cause });
}

/**
 * PostgreSQL refuses to compute what a double cannot hold (numeric_value_out_of_range), and JSON could not say it.
 *
 * @throws AppError Validation
 */
export async function readInRange<Rows>(reading: Promise<Rows>): Promise<Rows> {
  try {
    return await reading;
  } catch (error) {
    throw sqlStateOf(error) === '22003' ? tooLarge(error) : error;
  }
}
