import { type Operation, type Schema, sampleOf } from './openapi-fields.ts';

/** A place of a request that takes a value: a parameter of the query, or a field at any depth of the body. */
export interface Place {
  readonly operation: Operation;
  readonly place: 'body' | 'query';
  /** As messages name it: `blocks[0].config`. */
  readonly name: string;
  readonly schema: Schema;
  /** The least body, or none, and the value at this place. */
  bodyWith(value: unknown): unknown;
}

/** Deeper than any body that is described. */
const maxDepth = 8;

/** Every place of an operation whose schema holds a value itself: a text, a number, a truth value, or anything. */
export function findPlaces(operation: Operation): Place[] {
  const query = Object.entries(operation.query).flatMap(([name, schema]) =>
    alternatives(schema).map(
      (each): Place => ({ operation, place: 'query', name, schema: each, bodyWith: () => undefined }),
    ),
  );
  const { body } = operation;
  return body === undefined ? query : [...query, ...walk(operation, body, '', (value) => value, 0)];
}

function alternatives(schema: Schema): readonly Schema[] {
  return schema.anyOf?.flatMap(alternatives) ?? [schema];
}

function walk(
  operation: Operation,
  schema: Schema,
  name: string,
  bodyWith: (value: unknown) => unknown,
  depth: number,
): Place[] {
  if (depth > maxDepth) return [];
  return alternatives(schema).flatMap((each): Place[] => {
    if (each.type === 'null') return [];
    if (each.type === 'array') {
      return walk(operation, each.items ?? {}, `${name}[0]`, (value) => bodyWith([value]), depth + 1);
    }
    const fields = Object.entries(each.properties ?? {});
    if (fields.length === 0) return [{ operation, place: 'body', name, schema: each, bodyWith }];
    const rest = sampleOf(each) as object;
    return fields.flatMap(([key, inner]) =>
      walk(
        operation,
        inner,
        name === '' ? key : `${name}.${key}`,
        (value) => bodyWith({ ...rest, [key]: value }),
        depth + 1,
      ),
    );
  });
}
