import { invalid } from '../../kernel/errors.ts';

/** More than any query a person writes, and so little that the database judges a row in a moment. */
const maxCost = 500;
/** Values in all lists of `$in` and `$nin` together, unless the language allows fewer: each goes to the database. */
const maxValues = 5000;

export interface BudgetRules {
  /** The names of fields of which a condition costs more than 1, with what it costs. */
  readonly costly: ReadonlyMap<string, number>;
  readonly maxValues?: number | undefined;
}

/** What is left of what one query may ask of the database; a field that reads its value itself passes it on. */
export class Budget {
  readonly #rules: BudgetRules;
  #cost = maxCost;
  #values: number;

  constructor(rules: BudgetRules) {
    this.#rules = rules;
    this.#values = rules.maxValues ?? maxValues;
  }

  /** @throws AppError Validation when the conditions cost more than a query may */
  spend(cost: number, path: string): void {
    this.#cost -= cost;
    if (this.#cost >= 0) return;
    const { costly } = this.#rules;
    if (costly.size === 0) throw invalid(path, `must not have more than ${maxCost} conditions`);
    const rates = [...costly].map(([name, rate]) => `one on ${name} ${rate}`).join(', ');
    throw invalid(path, `must not cost more than ${maxCost}: each condition counts 1, ${rates}`);
  }

  /** @throws AppError Validation when the lists of the query hold more values than they may */
  spendValues(count: number, path: string): void {
    this.#values -= count;
    if (this.#values >= 0) return;
    throw invalid(path, `must not bring the query to more than ${this.#rules.maxValues ?? maxValues} listed values`);
  }
}
