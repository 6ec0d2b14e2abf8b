import type { ClientBase, QueryConfig, QueryResult } from 'pg';
import { isStalePlan } from './errors.ts';

/** Texts that are counted; those that come again are few, the rest are lists of different lengths and the like. */
const maxCounted = 1000;
/** Texts that get a name. Each session keeps the plan of each, some 10 to 50 KB in the server. */
const maxNamed = 100;
/** A text that has come this often goes on coming. */
const namedFrom = 5;

/**
 * Names for the statements that are asked again and again. Under a name, a session parses and plans a statement once
 * rather than for every question: half of what a short one costs.
 */
export class StatementNames {
  readonly #seen = new Map<string, number>();
  readonly #names = new Map<string, string>();
  #given = 0;

  /** The name under which to send the text; undefined for one that is better sent as it is. */
  find(sql: string): string | undefined {
    const name = this.#names.get(sql);
    if (name !== undefined || this.#names.size >= maxNamed) return name;
    const seen = (this.#seen.get(sql) ?? 0) + 1;
    if (seen >= namedFrom) {
      this.#seen.delete(sql);
      const fresh = `often_${this.#given++}`;
      this.#names.set(sql, fresh);
      return fresh;
    }
    if (this.#seen.size >= maxCounted) this.#seen.clear();
    this.#seen.set(sql, seen);
    return undefined;
  }

  /** The name has stopped working, as after a change of the schema; the text gets another one when it has earned it. */
  forget(sql: string): void {
    this.#names.delete(sql);
  }
}

/**
 * Asks under a name. A plan that the schema has left behind fails for good under its name: it is asked once more without,
 * where no transaction has failed with it.
 */
export async function queryNamed(
  client: ClientBase,
  config: QueryConfig & { name: string },
  names: StatementNames,
  ask: (config: QueryConfig) => Promise<QueryResult>,
): Promise<QueryResult> {
  const mayRepeat = client.getTransactionStatus() === 'I';
  try {
    return await ask(config);
  } catch (error) {
    if (!isStalePlan(error)) throw error;
    names.forget(config.text);
    if (!mayRepeat) throw error;
    return ask({ text: config.text, values: config.values ?? [] });
  }
}
