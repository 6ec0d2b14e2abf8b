import { invalid } from '../../kernel/errors.ts';

/**
 * More than any query a person writes, and so little that the database answers in a moment. A condition costs what it takes
 * to judge one device; the values of a list are compared as one.
 */
const maxCost = 500;
const maxListedValues = 1000;
/** For a condition that cannot be judged by the device's own columns, or walks through a list of it. */
export const costlyCondition = 50;

/** What is left of what one query may ask of the database. */
export class QueryBudget {
  readonly #field: string;
  #cost = maxCost;
  #values = maxListedValues;

  constructor(field: string) {
    this.#field = field;
  }

  /** @throws AppError Validation when the conditions cost more than a query may */
  spend(cost: number): void {
    this.#cost -= cost;
    if (this.#cost >= 0) return;
    const rule = `must not cost more than ${maxCost}: each condition counts 1, one on ancestorId, attributeName, connectedAt or disconnectedAt ${costlyCondition}`;
    throw invalid(this.#field, rule);
  }

  /** @throws AppError Validation when the lists of the query hold more values than they may */
  spendValues(count: number): void {
    this.#values -= count;
    if (this.#values < 0)
      throw invalid(this.#field, `must not list more than ${maxListedValues} values, all lists together`);
  }
}
