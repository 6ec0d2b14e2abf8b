import type { TSchema } from 'typebox';
import { invalid } from '../../kernel/errors.ts';
import type { SecretBox } from './secret-box.ts';
import { markOf, redacted } from './secret-field.ts';

/** An object as the marks of its schema describe it: what is marked is sealed when stored and in clear when used. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * The value as it is stored: every field that the schema marks as secret is sealed. The placeholder that secrets are shown
 * as keeps what is stored in the field's place.
 *
 * @param stored what is stored now, sealed; null: nothing
 * @param path names the value in messages: `archiveConfig`
 * @throws AppError Validation when a placeholder keeps nothing, or when its recipient has changed
 */
export function sealSecrets<Value extends object>(
  value: Value,
  stored: Value | null,
  { schema, path, secrets }: { schema: TSchema; path: string; secrets: SecretBox },
): Value {
  return mapSecrets(value, stored, schema, path, ({ text, kept, recipient, siblings, storedSiblings, at }) => {
    if (text !== redacted) return secrets.seal(text);
    if (kept === undefined) throw invalid(at, 'is a placeholder, but no secret is stored');
    // A kept secret must only ever go where its owner sent it: otherwise whoever may patch could have it delivered.
    if (recipient.some((field) => siblings[field] !== storedSiblings[field])) {
      throw invalid(at, `must be given again when the ${recipient.join(' or ')} changes`);
    }
    return kept;
  });
}

/** The stored value as it may be shown: placeholders for its secrets. */
export function hideSecrets<Value extends object>(stored: Value, schema: TSchema): Value {
  return mapSecrets(stored, null, schema, '', () => redacted);
}

/** The stored value with its secrets in clear. Never return, log or store what this returns. */
export function openSecrets<Value extends object>(stored: Value, schema: TSchema, secrets: SecretBox): Value {
  return mapSecrets(stored, null, schema, '', ({ text }) => secrets.open(text));
}

/** The stored value with its secrets under the present key, or undefined when they are already. */
export function resealSecrets<Value extends object>(
  stored: Value,
  schema: TSchema,
  secrets: SecretBox,
): Value | undefined {
  let changed = false;
  const resealed = mapSecrets(stored, null, schema, '', ({ text }) => {
    if (!secrets.isOutdated(text)) return text;
    changed = true;
    return secrets.seal(secrets.open(text));
  });
  return changed ? resealed : undefined;
}

/** The secrets of a stored value, as sealed. */
export function listSecrets(stored: object, schema: TSchema): string[] {
  const found: string[] = [];
  mapSecrets(stored, null, schema, '', ({ text }) => {
    found.push(text);
    return text;
  });
  return found;
}

interface Found {
  readonly text: string;
  /** What is stored in the field's place, sealed. */
  readonly kept: string | undefined;
  readonly recipient: readonly string[];
  readonly siblings: Fields;
  readonly storedSiblings: Fields;
  /** The field's path, for messages. */
  readonly at: string;
}

/** A copy with every marked text replaced by what `change` makes of it. */
function mapSecrets<Value extends object>(
  value: Value,
  stored: object | null,
  schema: TSchema,
  path: string,
  change: (found: Found) => string,
): Value {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, TSchema>> };
  const siblings = value as Fields;
  const storedSiblings = (stored ?? {}) as Fields;
  const copy = Object.entries(siblings).map(([field, inner]) => {
    const at = path === '' ? field : `${path}.${field}`;
    const declared = properties[field];
    const mark = markOf(declared);
    const kept = storedSiblings[field];
    if (mark && typeof inner === 'string') {
      const { recipient = [] } = mark;
      const text = typeof kept === 'string' ? kept : undefined;
      return [field, change({ text: inner, kept: text, recipient, siblings, storedSiblings, at })];
    }
    if (!declared || !isObject(inner)) return [field, inner];
    return [field, mapSecrets(inner, isObject(kept) ? kept : null, declared, at, change)];
  });
  return Object.fromEntries(copy) as Value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
