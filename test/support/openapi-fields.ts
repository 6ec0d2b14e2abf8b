/** What tests need of a JSON schema as the OpenAPI document writes it. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
}

export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, Schema>>;
  readonly body: Schema | undefined;
  readonly isBuilt: boolean;
}

/** A field of a request, at the top of its body or in its query string. */
export interface Field {
  readonly operation: Operation;
  readonly place: 'body' | 'query';
  readonly name: string;
}

interface Document {
  readonly paths: Record<string, Record<string, DescribedOperation>>;
}

interface DescribedOperation {
  readonly operationId?: string;
  readonly 'x-not-built'?: boolean;
  readonly 'x-public'?: boolean;
  readonly parameters?: readonly { in: string; name: string; schema?: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
}

/** Every operation of the API that the document describes; public routes, which have errors of their own, are left out. */
export function readOperations(document: unknown): Operation[] {
  return Object.entries((document as Document).paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => !operation['x-public'])
      .map(([method, operation]) => ({
        name: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        query: Object.fromEntries(
          (operation.parameters ?? [])
            .filter((each) => each.in === 'query')
            .map(({ name, schema = {} }) => [name, schema]),
        ),
        body: operation.requestBody?.content['application/json']?.schema,
        isBuilt: !operation['x-not-built'],
      })),
  );
}

/** The fields whose `format`, or `type` where they have no format, is the one given. */
export function findFields(operation: Operation, wanted: string): Field[] {
  const fits = (schema: Schema): boolean =>
    (schema.format ?? schema.type) === wanted || (schema.anyOf ?? []).some((each) => fits(each));
  const pick = (place: Field['place'], schemas: Readonly<Record<string, Schema>>): Field[] =>
    Object.entries(schemas).flatMap(([name, schema]) => (fits(schema) ? [{ operation, place, name }] : []));
  return [...pick('body', operation.body?.properties ?? {}), ...pick('query', operation.query)];
}

/** The least value that the schema asks for: required fields only. Patterns are not looked at. */
export function sampleOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return sampleOf(schema.anyOf[0]);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
    case 'number':
    case 'integer':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    default:
      // Ids are the only text with a form of its own that is required somewhere.
      return schema.pattern?.includes('{24}') ? '0123456789abcdef01234567' : 'sample';
  }
}
