import { Ajv } from 'ajv';
import { type Static, Type } from 'typebox';
import { CommandError } from '../command.ts';
import { readRate } from './rate.ts';

const closed = { additionalProperties: false };
const number = Type.Number();
const positive = Type.Number({ exclusiveMinimum: 0 });
const digits = Type.Optional(Type.Integer({ minimum: 0, maximum: 12 }));

/** How the values of one attribute come about; `kind` tells them apart. */
const attribute = Type.Union([
  Type.Object({ kind: Type.Literal('constant'), value: Type.Union([number, Type.Boolean(), Type.String()]) }, closed),
  Type.Object({ kind: Type.Literal('sine'), mean: number, amplitude: number, periodSeconds: positive, digits }, closed),
  Type.Object({ kind: Type.Literal('uniform'), min: number, max: number, digits }, closed),
  Type.Object({ kind: Type.Literal('walk'), start: number, step: positive, min: number, max: number, digits }, closed),
  Type.Object({ kind: Type.Literal('counter'), start: Type.Optional(number), step: Type.Optional(number) }, closed),
  Type.Object({ kind: Type.Literal('boolean'), probability: Type.Number({ minimum: 0, maximum: 1 }) }, closed),
  Type.Object(
    {
      kind: Type.Literal('choice'),
      values: Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: 1000 }),
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('circle'),
      latitude: Type.Number({ minimum: -85, maximum: 85 }),
      longitude: Type.Number({ minimum: -180, maximum: 180 }),
      radiusMeters: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }),
      periodSeconds: positive,
    },
    closed,
  ),
]);
export type AttributeRecipe = Static<typeof attribute>;

const attributeName = '^[0-9a-zA-Z_-]{1,255}$';
const group = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    /** Shares of the fleet: with `--devices` the counts are scaled to add up to that. */
    count: Type.Integer({ minimum: 1, maximum: 10_000 }),
    rate: Type.Optional(Type.String()),
    tags: Type.Optional(
      Type.Record(Type.String({ pattern: attributeName }), Type.String({ minLength: 1, maxLength: 255 })),
    ),
    attributes: Type.Record(Type.String({ pattern: attributeName }), attribute, {
      minProperties: 1,
      maxProperties: 256,
    }),
  },
  closed,
);
export type Group = Static<typeof group>;

const scenario = Type.Object({ groups: Type.Array(group, { minItems: 1, maxItems: 100 }) }, closed);
export type Scenario = Static<typeof scenario>;

/** What is simulated when nothing else is asked for: a machine in a hall. */
export const defaultScenario: Scenario = {
  groups: [
    {
      name: 'Machine',
      count: 10,
      attributes: {
        temperature: { kind: 'sine', mean: 62, amplitude: 8, periodSeconds: 300, digits: 2 },
        vibration: { kind: 'walk', start: 0.4, step: 0.05, min: 0, max: 4, digits: 3 },
        running: { kind: 'boolean', probability: 0.97 },
        status: { kind: 'choice', values: ['nominal', 'nominal', 'nominal', 'idle', 'service due'] },
      },
    },
  ],
};

const check = new Ajv({ allErrors: true, discriminator: true }).compile(discriminate(scenario));

/**
 * Reads a scenario file.
 *
 * @throws CommandError that names every wrong field and its rule
 */
export function parseScenario(text: string, file: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (!check(value)) {
    const problems = (check.errors ?? []).map(({ instancePath, message, params }) => {
      const extra = params.additionalProperty ?? params.allowedValue ?? params.propertyName;
      return `  ${toFieldName(instancePath)} ${message}${extra === undefined ? '' : ` ('${extra}')`}`;
    });
    throw new CommandError(`${file} is no scenario:\n${[...new Set(problems)].slice(0, 20).join('\n')}`);
  }
  const read = value as Scenario;
  for (const [index, { rate, attributes }] of read.groups.entries()) {
    try {
      if (rate !== undefined) readRate(`groups[${index}].rate`, rate);
    } catch (error) {
      throw new CommandError(`${file} is no scenario:\n  ${(error as Error).message}`);
    }
    for (const [name, recipe] of Object.entries(attributes)) {
      if ('min' in recipe && recipe.min > recipe.max) {
        throw new CommandError(`${file} is no scenario:\n  groups[${index}].attributes.${name}.min is above max`);
      }
    }
  }
  return read;
}

/** `/groups/0/name` as people write it: `groups[0].name`. */
function toFieldName(pointer: string): string {
  const name = pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  return name || 'the scenario';
}

/** Has a wrong recipe judged by its `kind` alone: otherwise the errors would be those of all kinds together. */
function discriminate(schema: unknown): object {
  const copy = JSON.parse(JSON.stringify(schema)) as object;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const branches = (node as { anyOf?: { properties?: { kind?: unknown } }[] }).anyOf;
    if (branches?.every(({ properties }) => properties?.kind)) {
      Object.assign(node, {
        type: 'object',
        oneOf: branches,
        discriminator: { propertyName: 'kind' },
        required: ['kind'],
      });
      delete (node as { anyOf?: unknown }).anyOf;
    }
    Object.values(node).forEach(visit);
  };
  visit(copy);
  return copy;
}
