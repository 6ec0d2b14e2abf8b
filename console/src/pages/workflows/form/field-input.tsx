import { Checkbox, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { t } from '../../../words/words.ts';
import { kindOf } from '../model/check.ts';
import type { FieldKind } from '../model/declarations.ts';
import type { FieldInputProps } from './field-props.ts';
import { ListInput } from './list-input.tsx';
import { TemplateInput } from './template-input.tsx';

const hints: Partial<Record<FieldKind, string>> = {
  template: t('text with {{paths}}'),
  value: t('text, or {{one path}} for its value'),
  json: t('JSON with {{paths}}'),
  query: t('a query as JSON'),
  expression: '{{path}} > 10',
  path: 'data.path',
  script: 'payload.working = {};',
};

/** An input of the kind that the declaration of the key says. */
export function FieldInput(props: FieldInputProps) {
  const { field, fields, config, prefix, errors, paths, disabled, onChange } = props;
  const { key, label, help, required, options } = field;
  const kind = kindOf(field, fields, config);
  const value = config[key] ?? field.default;
  const error = errors.get(`${prefix}${key}`);
  const common = { label, description: help, error, disabled };
  switch (kind) {
    case 'boolean':
      return (
        <Checkbox
          {...common}
          checked={value === true || value === 'true'}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'select':
      return (
        <NativeSelect
          {...common}
          withAsterisk={required ?? false}
          // What is there stays, also when this server does not know it.
          data={[
            ...new Set([...(value === undefined ? [''] : []), ...(options ?? []), ...(value ? [String(value)] : [])]),
          ]}
          value={value === undefined ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          withAsterisk={required ?? false}
          value={value === undefined || value === null ? '' : String(value)}
          onChange={(event) => onChange(toNumber(event.currentTarget.value))}
        />
      );
    case 'texts':
      return (
        <TagsInput
          {...common}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={onChange}
          placeholder={t('Enter after each')}
          comboboxProps={{ withinPortal: false }}
        />
      );
    case 'list':
      return <ListInput {...props} Field={FieldInput} />;
    case 'text':
      return (
        <TextInput
          {...common}
          withAsterisk={required ?? false}
          value={toText(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TemplateInput
          {...common}
          required={required}
          placeholder={hints[kind]}
          value={toText(value)}
          paths={paths}
          isPath={kind === 'path'}
          minRows={kind === 'script' ? 10 : kind === 'json' || kind === 'query' ? 3 : 1}
          onChange={onChange}
        />
      );
  }
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

/** As a number where it is one; a text that is being typed stays what it is. */
function toNumber(text: string): number | string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) || text.endsWith('.') ? text : number;
}
