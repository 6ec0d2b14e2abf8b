import { expect, test } from 'vitest';
import { runNode } from './test-bed.ts';
import { validatePayloadNode } from './validate-payload.ts';

const run = (schema: unknown, data: unknown, config = {}) =>
  runNode(
    validatePayloadNode,
    { schema: JSON.stringify(schema), toValidatePath: 'data', errorsPath: 'errors', ...config },
    { data },
  );

test.each<[object, unknown]>([
  [{ type: 'number', minimum: 1, exclusiveMinimum: true }, 2],
  [{ type: 'string', format: 'date-time' }, new Date(0)],
  [{ type: 'string', format: 'unheard-of' }, 'x'],
  [{ uniqueItems: true }, [1, '1', [1], { 1: 1 }]],
  [{ uniqueItems: false }, [1, 1]],
  // Each with each other, these would take hours.
  [{ uniqueItems: true }, Array.from({ length: 50_000 }, (_, n) => ({ n }))],
  [{ type: 'string', pattern: '^(a+)+$' }, 'aaa'],
  [{ $ref: '#/definitions/n', definitions: { n: { type: 'integer' } } }, 1],
  [{ properties: { a: { $ref: '#' } }, additionalProperties: false }, { a: { a: {} } }],
  [{ $schema: 'http://json-schema.org/draft-04/schema#', type: ['null', 'array'] }, null],
])('%j takes what is valid (%#)', async (schema, data) => {
  const { payload, output } = await run(schema, data);
  expect(payload.errors).toEqual([]);
  expect(output).toBe(1);
});

test.each<[object, unknown, { field: string; message: string }[]]>([
  [{ type: 'number' }, '1', [{ field: 'data', message: 'must be number' }]],
  [{ type: 'number', minimum: 1, exclusiveMinimum: true }, 1, [{ field: 'data', message: 'must be > 1' }]],
  [{ required: ['a', 'constructor'] }, { a: 1 }, [{ field: 'data.constructor', message: 'is required' }]],
  [
    { properties: { list: { items: { properties: { 'a b': { type: 'string' } } } }, n: { type: 'number' } } },
    { list: [{}, { 'a b': 1 }], n: 'x' },
    [
      { field: 'data.list.[1].[a b]', message: 'must be string' },
      { field: 'data.n', message: 'must be number' },
    ],
  ],
  [{ additionalProperties: false }, { x: 1 }, [{ field: 'data.x', message: 'is not a known property' }]],
  [{ format: 'email' }, 'nobody', [{ field: 'data', message: 'must match format "email"' }]],
  [
    { uniqueItems: true },
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [{ field: 'data', message: 'must NOT have duplicate items' }],
  ],
  [{ pattern: '^a$' }, 'b', [{ field: 'data', message: 'must match pattern "^a$"' }]],
])('%j of %j says what is wrong', async (schema, data, errors) => {
  const { payload, output } = await run(schema, data);
  expect(payload.errors).toEqual(errors);
  expect(output).toBe(0);
});

test('two patterns of one schema are told apart', async () => {
  const schema = { properties: { a: { pattern: '^x$' }, b: { pattern: '^y$' } } };
  expect((await run(schema, { a: 'x', b: 'y' })).output).toBe(1);
});

test('the schema may be in the payload, and all of the payload is validated without a path', async () => {
  const config = { schemaType: 'path', schema: 'schema', errorsPath: 'errors' };
  const { payload } = await runNode(validatePayloadNode, config, { schema: { required: ['n'] } });
  expect(payload.errors).toEqual([{ field: 'data.n', message: 'is required' }]);
});

test('schemas with the same ids do not see each other', async () => {
  const idOf = (type: string) => ({ id: 'http://example.com/s', definitions: { d: { id: '#d', type } }, $ref: '#d' });
  expect((await run({ ...idOf('number') }, 1)).output).toBe(1);
  await expect(run({ $ref: 'http://example.com/s' }, 1)).rejects.toThrow('The schema is not valid');
});

test('at most a hundred errors are told; of much by much only the first', async () => {
  const items = Array.from({ length: 1000 }, () => 'x');
  expect((await run({ items: { type: 'number' } }, items)).payload.errors).toHaveLength(100);
  const description = 'x'.repeat(20_000);
  expect((await run({ items: { type: 'number' }, description }, items)).payload.errors).toHaveLength(1);
});

test.each([
  [{ type: 'nonsense' }, 'The schema is not valid'],
  [{ pattern: '(' }, 'The schema is not valid'],
  [{ $ref: 'http://example.com/other' }, 'The schema is not valid'],
  [[], 'The schema is no object'],
  [{ $ref: '#' }, 'nested too deep'],
  [{ description: 'x'.repeat(40_000) }, 'must not be longer than 32768 characters'],
])('what is no schema is refused (%#)', async (schema, message) => {
  await expect(run(schema, {})).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});
