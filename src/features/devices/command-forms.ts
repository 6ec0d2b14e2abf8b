import { type Static, Type } from 'typebox';
import { invalid } from '../../kernel/errors.ts';
import { normalized } from '../../platform/http/schemas.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const words = Type.String({ maxLength: 1024 });

const commandField = Type.Object(
  {
    name,
    label: Type.Optional(Type.String({ maxLength: 255 })),
    dataType: Type.Enum(['number', 'string', 'boolean']),
    unit: Type.Optional(Type.String({ maxLength: 255 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    /** The only values that there are, of numbers and texts. */
    choices: Type.Optional(Type.Array(Type.Union([Type.Number(), Type.String({ maxLength: 255 })]), { maxItems: 100 })),
    /** What stands in the form at first. */
    default: Type.Optional(Type.Union([Type.Number(), Type.String({ maxLength: 1024 }), Type.Boolean()])),
    /** Left out of the payload when nothing was entered, unless it is required. */
    required: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** A command that a device understands: what a form for it is made of (resources.md, "Forms for commands"). Ours. */
export const commandForm = Type.Object(
  {
    name,
    description: Type.Optional(words),
    fields: Type.Optional(Type.Array(commandField, { maxItems: 50 })),
  },
  { additionalProperties: false, title: 'Command Form' },
);
/** A command as the API takes and returns it. */
export type CommandForm = Static<typeof commandForm>;
type CommandField = Static<typeof commandField>;

/** The forms of a device, or of what devices are made from. */
export const commandForms = Type.Array(commandForm, { maxItems: 50 });

/**
 * The rules that the schema cannot say.
 *
 * @throws AppError Validation, naming the field
 */
export function checkCommandForms(forms: readonly CommandForm[]): void {
  checkUnique(forms, 'commandForms');
  for (const [at, { fields = [] }] of forms.entries()) {
    checkUnique(fields, `commandForms[${at}].fields`);
    for (const [place, field] of fields.entries()) checkField(field, `commandForms[${at}].fields[${place}]`);
  }
}

function checkUnique(named: readonly { readonly name: string }[], path: string): void {
  const names = new Set<string>();
  for (const [at, { name }] of named.entries()) {
    if (names.has(name)) throw invalid(`${path}[${at}].name`, `must be unique; ${JSON.stringify(name)} appears twice`);
    // The payload is an object with these names.
    if (name === '__proto__') throw invalid(`${path}[${at}].name`, 'must not be __proto__');
    names.add(name);
  }
}

function checkField(field: CommandField, path: string): void {
  const { dataType, min, max, choices } = field;
  if (dataType !== 'number') {
    if (min !== undefined) throw invalid(`${path}.min`, 'is only for numbers');
    if (max !== undefined) throw invalid(`${path}.max`, 'is only for numbers');
  }
  if (min !== undefined && max !== undefined && min > max) throw invalid(`${path}.min`, 'must not be above max');
  if (choices) {
    if (dataType === 'boolean') throw invalid(`${path}.choices`, 'is not for boolean');
    if (choices.length === 0) throw invalid(`${path}.choices`, 'must not be empty');
    for (const [at, choice] of choices.entries()) checkValue(field, choice, `${path}.choices[${at}]`);
    if (new Set(choices).size < choices.length) throw invalid(`${path}.choices`, 'must not have a value twice');
  }
  if (field.default === undefined) return;
  checkValue(field, field.default, `${path}.default`);
  if (choices && !choices.includes(field.default as string | number))
    throw invalid(`${path}.default`, 'must be one of choices');
}

function checkValue({ dataType, min, max }: CommandField, value: unknown, path: string): void {
  if (typeof value !== dataType) throw invalid(path, `must be a ${dataType}`);
  if (typeof value !== 'number') return;
  if (min !== undefined && value < min) throw invalid(path, `must not be below min (${min})`);
  if (max !== undefined && value > max) throw invalid(path, `must not be above max (${max})`);
}
