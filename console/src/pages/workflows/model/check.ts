import { t } from '../../../words/words.ts';
import type { FieldDeclaration, FieldKind } from './declarations.ts';
import { findNodeDeclaration, findTriggerDeclaration } from './declarations.ts';
import type { FlowTrigger } from './definition.ts';
import type { Part } from './draft.ts';

type Config = Readonly<Record<string, unknown>>;

/** Something that the declarations say against a config: `key` as the server names it, `rules[0].source`. */
export interface Found {
  readonly key: string;
  readonly message: string;
}

/** What is known to be wrong before the server is asked; it looks deeper when it saves. */
export function checkPart({ kind, source }: Part): readonly Found[] {
  if (kind === 'node') return checkFields(findNodeDeclaration(source.type)?.fields ?? [], source.config ?? {}, '');
  const declaration = findTriggerDeclaration(source.type);
  if (!declaration) return [];
  const key = (source as FlowTrigger).key ?? '';
  const rule = declaration.key;
  const needsKey = ['id', 'tag', 'topic', 'choice'].includes(rule.kind) || (rule.kind === 'text' && rule.required);
  return [
    ...(needsKey && key.trim() === '' ? [{ key: 'key', message: t('is required') }] : []),
    ...(rule.kind === 'tag' && key !== '' && !key.includes('/')
      ? [{ key: 'key', message: t('must be the key of a tag, a slash and its value') }]
      : []),
    ...checkFields(declaration.fields, source.config ?? {}, ''),
  ];
}

export function checkFields(fields: readonly FieldDeclaration[], config: Config, prefix: string): readonly Found[] {
  return fields.flatMap((field) => {
    if (!isMeant(field, fields, config)) return [];
    const key = `${prefix}${field.key}`;
    const value = config[field.key];
    if (isBlank(value)) return field.required ? [{ key, message: t('is required') }] : [];
    const kind = kindOf(field, fields, config);
    if (kind === 'list') return checkList(field, value, key);
    if (kind === 'select' && field.options && !field.options.includes(String(value))) {
      return [{ key, message: t('must be one of {options}', { options: field.options.join(', ') }) }];
    }
    if (kind === 'number' && !isNumber(value)) return [{ key, message: t('must be a number') }];
    return [];
  });
}

function checkList(field: FieldDeclaration, value: unknown, key: string): readonly Found[] {
  if (!Array.isArray(value)) return [{ key, message: t('must be a list') }];
  const { maxEntries, fields } = field;
  if (maxEntries !== undefined && value.length > maxEntries) {
    return [{ key, message: t('must have at most {maxEntries} entries', { maxEntries }) }];
  }
  if (!fields) return [];
  return value.flatMap((entry, index) =>
    typeof entry === 'object' && entry !== null ? checkFields(fields, entry as Config, `${key}[${index}].`) : [],
  );
}

/** Whether the key means something beside the others of the same config. */
export function isMeant({ when }: FieldDeclaration, fields: readonly FieldDeclaration[], config: Config): boolean {
  if (!when) return true;
  const value = effectiveValue(when.key, fields, config);
  return when.is.some((wanted) => (typeof wanted === 'boolean' ? wanted === (value === true) : wanted === value));
}

/** How the key is read beside the others of the same config. */
export function kindOf(field: FieldDeclaration, fields: readonly FieldDeclaration[], config: Config): FieldKind {
  const { kind, kindBy } = field;
  return kindBy ? (kindBy.kinds[String(effectiveValue(kindBy.key, fields, config))] ?? kind) : kind;
}

function effectiveValue(key: string, fields: readonly FieldDeclaration[], config: Config): unknown {
  const value = config[key];
  return isBlank(value) ? fields.find((field) => field.key === key)?.default : value;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Number(value)));
}
