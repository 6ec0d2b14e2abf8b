import { createHash } from 'node:crypto';
import type { TSchema } from 'typebox';

/** What stands in the place of a secret, in answers and in the record of changes. */
export const redacted = '********';

/** The keyword that marks a field of a schema as secret; validators must be told to ignore it. */
export const secretKeyword = 'x-secret';
const mark = secretKeyword;

/** What the mark says of a secret that is stored. */
interface SecretMark {
  /** Fields beside it that say to whom it goes: a stored secret is never used for another recipient. */
  readonly recipient?: readonly string[];
}

/**
 * Marks a field as secret: its value never reaches the record of changes, and the API reference says `writeOnly`. Where it
 * is stored, `stored-secrets.ts` seals, hides and opens it by the same mark.
 */
export function secret<Schema extends TSchema>(schema: Schema, options: SecretMark = {}): Schema {
  return { ...schema, [mark]: options, writeOnly: true };
}

/** The keyword that marks a text as too long for the record of changes; validators must be told to ignore it. */
export const digestKeyword = 'x-digest';

/** Marks a text of which the record of changes keeps only `{length, sha256}`: its bytes in UTF-8, and their SHA-256 in hex. */
export function digested<Schema extends TSchema>(schema: Schema): Schema {
  return { ...schema, [digestKeyword]: true };
}

/** The mark of a field's schema; undefined when it is no secret. */
export function markOf(schema: TSchema | undefined): SecretMark | undefined {
  return (schema as AnySchema | undefined)?.[mark];
}

interface AnySchema {
  readonly type?: string;
  readonly [mark]?: SecretMark;
  readonly [digestKeyword]?: true;
  readonly properties?: Readonly<Record<string, AnySchema>>;
  readonly items?: AnySchema;
  readonly anyOf?: readonly AnySchema[];
  readonly oneOf?: readonly AnySchema[];
  readonly allOf?: readonly AnySchema[];
  readonly additionalProperties?: AnySchema | boolean;
  readonly patternProperties?: Readonly<Record<string, AnySchema>>;
}

/**
 * A copy of a body without the values of the fields that its schema marks as secret, and with the digest of those that it
 * marks as `digested`. Bodies are bounded by the server.
 */
export function redactSecrets(value: unknown, schema: TSchema | undefined): unknown {
  return schema ? redact(value, [schema as AnySchema]) : value;
}

/** `schemas`: all that the value may be described by; one that marks it is enough. */
function redact(value: unknown, schemas: readonly AnySchema[]): unknown {
  const all = schemas.flatMap(alternatives);
  // An empty or missing secret tells nothing, and that it was removed is worth knowing.
  if (all.some((schema) => schema[mark] !== undefined)) return value === null || value === undefined ? value : redacted;
  if (typeof value === 'string' && all.some((schema) => schema[digestKeyword])) {
    return { length: Buffer.byteLength(value), sha256: createHash('sha256').update(value).digest('hex') };
  }
  if (Array.isArray(value)) {
    const items = all.flatMap((schema) => (schema.items ? [schema.items] : []));
    return value.map((item) => redact(item, items));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      redact(
        inner,
        all.flatMap((schema) => fieldOf(schema, field)),
      ),
    ]),
  );
}

function alternatives(schema: AnySchema): AnySchema[] {
  const nested = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...nested.flatMap(alternatives)];
}

function fieldOf(schema: AnySchema, field: string): AnySchema[] {
  const own = schema.properties && Object.hasOwn(schema.properties, field) ? schema.properties[field] : undefined;
  if (own) return [own];
  const { additionalProperties, patternProperties } = schema;
  return [
    ...Object.values(patternProperties ?? {}),
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
  ];
}

/** Names that a secret goes by; a field of a request that is called so must be marked, or excused by its path. */
const secretNames = /(token|secret|password|privateKey|keyJson|credential|accountKey|authKey|factorCode)$/i;

/** The paths of fields in a schema that are called like a secret and are not marked as one. */
export function findUnmarkedSecrets(schema: TSchema, path = ''): string[] {
  const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = schema as AnySchema;
  const nested = [...anyOf, ...oneOf, ...allOf, ...(items ? [items] : [])];
  return [
    ...Object.entries(properties).flatMap(([field, inner]) => {
      const at = path === '' ? field : `${path}.${field}`;
      // A flag that asks for a secret is none.
      const isMarked = alternatives(inner).some((each) => each[mark] !== undefined || each.type === 'boolean');
      return [...(secretNames.test(field) && !isMarked ? [at] : []), ...findUnmarkedSecrets(inner as TSchema, at)];
    }),
    ...nested.flatMap((inner) => findUnmarkedSecrets(inner as TSchema, path)),
  ];
}
