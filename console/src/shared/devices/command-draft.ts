import type { CommandForm } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import type { FieldNames } from '../form/field-errors.ts';

type Field = NonNullable<CommandForm['fields']>[number];

/** A field of a command as a row of a form. What the form does not show of it is sent back as it is. */
export interface CommandFieldRow {
  readonly key: number;
  readonly name: string;
  readonly dataType: Field['dataType'];
  readonly unit: string;
  readonly min: string;
  readonly max: string;
  /** One a comma; of texts. */
  readonly choices: string;
  readonly stored?: Field;
}

/** A command of a device or recipe as a row of a form; `key` is React's, `stored` what is there of it now. */
export interface CommandRow {
  readonly key: number;
  readonly name: string;
  readonly fields: readonly CommandFieldRow[];
  readonly stored?: CommandForm;
}

export const fieldTypes: Field['dataType'][] = ['number', 'string', 'boolean'];

/** A field in which nothing is typed yet; `key` must differ from those of the other fields of its command. */
export const emptyField = (key: number): CommandFieldRow => ({
  ...{ key, name: '', dataType: 'number', unit: '' },
  ...{ min: '', max: '', choices: '' },
});

/** Rows for commands that are stored, in their order; `toCommandForms` is the way back. */
export function toCommandRows(forms: readonly CommandForm[] = []): CommandRow[] {
  return forms.map((stored, key) => ({
    key,
    name: stored.name,
    stored,
    fields: (stored.fields ?? []).map((field, place) => ({
      key: place,
      name: field.name,
      dataType: field.dataType,
      unit: field.unit ?? '',
      min: field.min === undefined ? '' : String(field.min),
      max: field.max === undefined ? '' : String(field.max),
      choices: field.dataType === 'string' ? (field.choices ?? []).join(', ') : '',
      stored: field,
    })),
  }));
}

/** As the API takes them. Rows in which nothing was typed are left out. */
export function toCommandForms(rows: readonly CommandRow[]): CommandForm[] {
  return keptRows(rows).map(({ name, fields, stored }) => {
    const kept = keptFields(fields).map(toField);
    const { fields: _before, ...rest } = stored ?? {};
    return { ...rest, name, ...(kept.length === 0 ? {} : { fields: kept }) };
  });
}

function toField({ name, dataType, unit, min, max, choices, stored }: CommandFieldRow): Field {
  const shown = ['name', 'dataType', 'unit', 'min', 'max', 'choices', 'default'];
  const others = Object.fromEntries(Object.entries(stored ?? {}).filter(([key]) => !shown.includes(key)));
  const { choices: before, default: initial } = stored ?? { choices: undefined, default: undefined };
  const isSameType = stored?.dataType === dataType;
  const texts = [...new Set(choices.split(',').map((text) => text.trim()))].filter((text) => text !== '');
  // Choices of numbers are not shown here, and a choice of one's own may have a comma.
  const isUntouched = isSameType && (dataType === 'number' || (before ?? []).join(', ') === choices);
  const listed = isUntouched ? before : dataType === 'string' && texts.length > 0 ? texts : undefined;
  const isStillThere = listed === undefined || (listed as readonly unknown[]).includes(initial);
  return {
    ...others,
    name,
    dataType,
    ...(unit === '' ? {} : { unit }),
    ...(dataType !== 'number' || min.trim() === '' ? {} : { min: Number(min) }),
    ...(dataType !== 'number' || max.trim() === '' ? {} : { max: Number(max) }),
    ...(listed === undefined ? {} : { choices: listed }),
    ...(initial === undefined || !isSameType || !isStillThere ? {} : { default: initial }),
  };
}

function keptRows(rows: readonly CommandRow[]): readonly CommandRow[] {
  return rows.filter(({ name, fields }) => name !== '' || keptFields(fields).length > 0);
}

function keptFields(fields: readonly CommandFieldRow[]): readonly CommandFieldRow[] {
  return fields.filter(({ name, unit, choices }) => name !== '' || unit !== '' || choices !== '');
}

/** What the rows call the fields that a refusal may name; `commandForms[1]` is the second row that was sent. */
export function listCommandFields(rows: readonly CommandRow[]): FieldNames {
  const names: Record<string, string> = {};
  for (const [at, row] of keptRows(rows).entries()) {
    names[`commandForms[${at}]`] = `commands.${row.key}`;
    for (const [place, field] of keptFields(row.fields).entries())
      names[`commandForms[${at}].fields[${place}]`] = `commands.${row.key}.${field.key}`;
  }
  return names;
}

/** What somebody has entered into the form of a command; a number as its text. */
export type CommandValues = Readonly<Record<string, string | boolean>>;

/** Whether a field is a switch, which is on or off and nothing else: one that may be left out is chosen from a list. */
export function isSwitch({ dataType, required, default: start }: Field): boolean {
  return dataType === 'boolean' && (required === true || start !== undefined);
}

/** What the form of a command holds at first: the default of each field, else an empty text; false of a switch. */
export function startValues({ fields = [] }: CommandForm): CommandValues {
  return Object.fromEntries(
    fields.map((field) => {
      if (isSwitch(field)) return [field.name, field.default === true];
      return [field.name, field.default === undefined ? '' : String(field.default)];
    }),
  );
}

/** What is wrong with the values, by field. */
export function checkValues({ fields = [] }: CommandForm, values: CommandValues): Record<string, string | undefined> {
  return Object.fromEntries(fields.map((field) => [field.name, findProblem(field, values[field.name] ?? '')]));
}

function findProblem({ dataType, required, min, max }: Field, value: string | boolean): string | undefined {
  if (dataType === 'boolean') return undefined;
  if (value === '') return required ? t('This is required') : undefined;
  if (dataType === 'string') return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) return t('This must be a number');
  if (min !== undefined && number < min) return t('This must be {min} or more', { min });
  if (max !== undefined && number > max) return t('This must be {max} or less', { max });
  return undefined;
}

/** The payload of the command: fields in which nothing was entered are left out. Undefined: a command without fields. */
export function toPayload({ fields = [] }: CommandForm, values: CommandValues): object | undefined {
  if (fields.length === 0) return undefined;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const { name, dataType } = field;
      const value = values[name] ?? '';
      if (isSwitch(field)) return [[name, value === true]];
      if (value === '') return [];
      // A switch that is off tells the device something: nothing is said of it unless somebody has chosen.
      if (dataType === 'boolean') return [[name, value === 'true']];
      return [[name, dataType === 'number' ? Number(value) : value]];
    }),
  );
}
