import { type TSchema, Type } from 'typebox';
import { expect, it } from 'vitest';
import { parseJson } from '../../kernel/json-text.ts';
import { createValidatorCompiler } from './validation.ts';

const compile = createValidatorCompiler({ ahead: true });

function refusalOf(field: TSchema, value: unknown): string | undefined {
  const schema = Type.Object({ field });
  const validate = compile({ schema, method: 'POST', url: '/', httpPart: 'body' } as never);
  const judged = validate({ field: value }) as { error?: Error };
  return judged.error?.message;
}

it.each<[string, TSchema, unknown, string]>([
  ['two types', Type.Union([Type.String(), Type.Null()]), 5, 'field must be string or null'],
  [
    'three types',
    Type.Union([Type.Number(), Type.Boolean(), Type.String()]),
    null,
    'field must be number or boolean or string',
  ],
  [
    'an object or a text',
    Type.Union([Type.Object({ a: Type.String() }), Type.String()]),
    [],
    'field must be object or string',
  ],
  [
    'a number of many digits',
    Type.Union([Type.String(), Type.Null()]),
    parseJson('9007199254740993'),
    'field must be string or null',
  ],
  [
    'a number that no double holds',
    Type.Union([Type.Number(), Type.Null()]),
    parseJson('9007199254740993'),
    'field must not be a number that a double cannot hold',
  ],
  ['the right type', Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]), 0, 'field must be >= 1'],
  [
    'a field of an alternative',
    Type.Union([Type.Object({ a: Type.String() }), Type.Null()]),
    { a: 1 },
    'field.a must be string',
  ],
])('says what all alternatives are: %s', (_what, schema, value, message) => {
  expect(refusalOf(schema, value)).toBe(message);
});
