import { t } from '../../words/words.ts';
import type { ContextValue } from './search.ts';
import type { Variable } from './toolbar.tsx';

/** A variable as its form has it: everything is text until it is saved. */
export interface VariableDraft {
  readonly name: string;
  readonly type: string;
  readonly applicationId: string;
  readonly defaultValue: string;
  readonly isChecked: boolean;
  /** Ids, tags as `key=value`, attributes or nothing, one a line. */
  readonly allowed: string;
  readonly min: string;
  readonly max: string;
  readonly regExp: string;
  readonly includeFullDevice: boolean;
  /** What the form has no field for, kept as it is. */
  readonly rest: Readonly<Record<string, unknown>>;
}

export const variableTypes = [
  ['deviceId', t('Device')],
  ['deviceTag', t('Device tag')],
  ['deviceAttribute', t('Attribute')],
  ['number', t('Number')],
  ['string', t('Text')],
] as const;

export function newVariable(applicationId: string): VariableDraft {
  return {
    ...{ name: '', type: 'deviceId', applicationId, defaultValue: '', isChecked: true, allowed: '' },
    ...{ min: '', max: '', regExp: '', includeFullDevice: false, rest: {} },
  };
}

export function toDraft(variable: Variable): VariableDraft {
  const { name, type, applicationId = '', defaultValue, validationEnabled = false, validationConfig = {} } = variable;
  const {
    deviceIds,
    deviceTags,
    attributes,
    min,
    max,
    regExp = '',
    includeFullDevice = false,
    ...rest
  } = validationConfig;
  const allowed =
    type === 'deviceTag'
      ? (deviceTags ?? []).map(writeTag)
      : type === 'deviceAttribute'
        ? (attributes ?? [])
        : (deviceIds ?? []);
  return {
    ...{ name, type, applicationId, isChecked: validationEnabled, allowed: allowed.join('\n') },
    defaultValue: typeof defaultValue === 'object' ? writeTag(defaultValue) : String(defaultValue),
    ...{ min: min === undefined ? '' : String(min), max: max === undefined ? '' : String(max), regExp },
    ...{ includeFullDevice, rest: type === 'deviceId' && deviceTags ? { ...rest, deviceTags } : rest },
  };
}

/** The variable as the API takes it. */
export function fromDraft(draft: VariableDraft): Variable {
  const { name, type, applicationId, defaultValue, isChecked, allowed, min, max, regExp, includeFullDevice, rest } =
    draft;
  const lines = allowed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const limits =
    type === 'number'
      ? { ...(min === '' ? {} : { min: Number(min) }), ...(max === '' ? {} : { max: Number(max) }) }
      : type === 'string'
        ? regExp === ''
          ? {}
          : { regExp }
        : type === 'deviceTag'
          ? { deviceTags: lines.map(readTag) }
          : type === 'deviceAttribute'
            ? { attributes: lines }
            : {
                ...(lines.length === 0 ? {} : { deviceIds: lines }),
                ...(includeFullDevice ? { includeFullDevice } : {}),
              };
  return {
    name,
    type,
    ...(applicationId === '' ? {} : { applicationId }),
    defaultValue: readDefault(type, defaultValue),
    validationEnabled: isChecked,
    validationConfig: { ...rest, ...limits },
  };
}

function readDefault(type: string, text: string): ContextValue {
  if (type === 'number') return Number(text);
  return type === 'deviceTag' ? readTag(text) : text;
}

/** What is wrong with a draft, in words; undefined for nothing. */
export function findFault(drafts: readonly VariableDraft[], draft: VariableDraft): string | undefined {
  if (!/^[\w-]{1,255}$/.test(draft.name)) return t('The name takes letters, digits, _ and -.');
  if (drafts.some((other) => other !== draft && other.name === draft.name)) return t('Another variable has this name.');
  if (draft.type !== 'number') return undefined;
  const value = Number(draft.defaultValue);
  if (draft.defaultValue.trim() === '' || !Number.isFinite(value)) return t('The default must be a number.');
  if (draft.min !== '' && value < Number(draft.min)) return t('The default is below the least value.');
  if (draft.max !== '' && value > Number(draft.max)) return t('The default is above the greatest value.');
  return undefined;
}

function writeTag({ key = '', value = '' }: { readonly key?: string; readonly value?: string }): string {
  return `${key}=${value}`;
}

function readTag(text: string): { key?: string; value?: string } {
  const at = text.indexOf('=');
  const [key, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  return { ...(key.trim() === '' ? {} : { key: key.trim() }), ...(value.trim() === '' ? {} : { value: value.trim() }) };
}
