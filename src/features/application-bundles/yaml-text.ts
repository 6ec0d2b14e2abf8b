import { dump, YAMLException } from 'js-yaml';
import { invalid } from '../../kernel/errors.ts';
import { isExactNumber } from '../../kernel/json-text.ts';
import { loadYaml } from '../../platform/bundles/load-yaml.ts';

/** Deeper than any resource; shallow enough that whatever walks it recursively is safe. */
const maxDepth = 100;
/** Values of a file with its aliases written out, which is how a small file could hold any number of them. */
const maxValues = 1_000_000;
const maxCharacters = 64 * 1024 * 1024;

/**
 * Reads a YAML file of a bundle as plain JSON values: no dates, no types of its own, aliases as copies.
 *
 * @param path for messages
 * @throws AppError Validation
 */
export function readYaml(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = loadYaml(text);
  } catch (error) {
    if (!(error instanceof YAMLException) && !(error instanceof RangeError)) throw error;
    const reason = error instanceof YAMLException ? error.reason : 'is nested too deep';
    const line = error instanceof YAMLException && error.mark ? ` in line ${error.mark.line + 1}` : '';
    throw invalid(path, `is no YAML${line}: ${reason}`);
  }
  return new Copy(path).of(value, 0);
}

/** A copy without anything shared, as far as it is not larger than it may be. */
class Copy {
  readonly #path: string;
  #values = 0;
  #characters = 0;

  constructor(path: string) {
    this.#path = path;
  }

  of(value: unknown, depth: number): unknown {
    this.#values += 1;
    if (typeof value === 'string') this.#characters += value.length;
    if (this.#values > maxValues || this.#characters > maxCharacters) throw invalid(this.#path, 'holds too much');
    if (depth > maxDepth) throw invalid(this.#path, `must not be nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    if (typeof value !== 'object' || value === null || isExactNumber(value)) return value;
    if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) {
      throw invalid(this.#path, 'holds a value of a type that is not read here');
    }
    const copy: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(value)) {
      if (name === '__proto__') throw invalid(this.#path, 'must not have a key __proto__');
      this.#characters += name.length;
      copy[name] = this.of(item, depth + 1);
    }
    return copy;
  }
}

/** The text of a YAML file: keys in their order, whatever that of the value is, so that equal values are equal texts. */
export function writeYaml(value: unknown): string {
  return dump(value, { sortKeys: true, noRefs: true, lineWidth: 100 });
}
