import { CORE_SCHEMA, floatCoreTag, intCoreTag, load, type Schema } from 'js-yaml';
import { isDecimal, isSameValue } from '../../kernel/decimal.ts';
import { parseJson } from '../../kernel/json-text.ts';

/**
 * Reads YAML as plain values, like `parseJson`: a decimal number whose value a double cannot hold is an `ExactNumber`, so that
 * whoever takes a record refuses or keeps it as it would in a body.
 *
 * @throws YAMLException
 */
export function loadYaml(text: string): unknown {
  return load(text, { schema });
}

const schema: Schema = CORE_SCHEMA.withTags(keepDigits(intCoreTag), keepDigits(floatCoreTag));

function keepDigits(tag: typeof intCoreTag): typeof intCoreTag {
  return {
    ...tag,
    resolve(source, ...rest) {
      const value: unknown = tag.resolve(source, ...rest);
      return (isLost(source, value) ? parseJson(source) : value) as ReturnType<typeof tag.resolve>;
    },
  };
}

/**
 * Whether a numeral has become another number, or, as YAML has none so large, no number. Only of numerals that JSON has, too: others
 * of so many digits are written by nobody.
 */
function isLost(source: string, value: unknown): boolean {
  if (!/^-?(0|[1-9])/.test(source) || !isDecimal(source)) return false;
  return typeof value === 'number' ? !isSameValue(source, value) : !Number.isFinite(Number(source));
}
