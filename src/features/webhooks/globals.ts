import { isExactNumber } from '../../kernel/json-text.ts';

/** An application's globals by key, as JSON values. */
export type Globals = ReadonlyMap<string, unknown>;

const reference = /\{\{\{?\s*globals\.([\w-]+(?:\.[\w-]+)*)\s*\}?\}\}/g;

/** Whether a text refers to a global at all: most do not, and then nothing has to be read. */
export function refersToGlobals(text: string): boolean {
  return text.search(reference) >= 0;
}

/**
 * The text with every `{{globals.key}}` replaced; `key.field` reaches into a JSON value.
 *
 * @returns undefined when a global is not there: what is meant to be secret must not become empty by that
 */
export function fillGlobals(text: string, globals: Globals): string | undefined {
  let missing = false;
  const filled = text.replaceAll(reference, (_whole, path: string) => {
    const value = find(globals, path.split('.'));
    if (value === undefined || value === null) missing = true;
    return typeof value === 'object' && !isExactNumber(value) ? JSON.stringify(value) : toText(value);
  });
  return missing ? undefined : filled;
}

function find(globals: Globals, [key = '', ...steps]: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? (at as Readonly<Record<string, unknown>>)[step]
        : undefined,
    globals.get(key),
  );
}

function toText(value: unknown): string {
  return isExactNumber(value) ? value.rawJSON : String(value);
}
