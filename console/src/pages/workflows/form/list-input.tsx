import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import type { ComponentType } from 'react';
import { DownIcon, PlusIcon, TrashIcon } from '../../../shared/icons.tsx';
import { inSentence, language, t } from '../../../words/words.ts';
import { isMeant } from '../model/check.ts';
import type { FieldDeclaration } from '../model/declarations.ts';
import type { FieldInputProps } from './field-props.ts';

/** What draws one key of an entry; an entry may have lists of its own. */
interface ListInputProps extends FieldInputProps {
  readonly Field: ComponentType<FieldInputProps>;
}

/** A list of entries with keys of their own, or of plain texts. */
export function ListInput(props: ListInputProps) {
  const { field, config, prefix, errors, disabled, onChange } = props;
  const entries: readonly unknown[] = Array.isArray(config[field.key]) ? (config[field.key] as unknown[]) : [];
  const error = errors.get(`${prefix}${field.key}`);
  const replace = (index: number, entry: unknown) => onChange(entries.map((each, at) => (at === index ? entry : each)));
  const noun = language === 'en' ? inSentence(field.label).replace(/s$/, '') : field.label;
  return (
    <Stack gap="xs" component="fieldset" bd={0} p={0} m={0}>
      <Text component="legend" size="sm" fw={500} p={0} mb={4}>
        {field.label}
      </Text>
      {field.help === undefined ? null : (
        <Text size="xs" c="dimmed">
          {field.help}
        </Text>
      )}
      {error === undefined ? null : (
        <Text size="xs" c="red">
          {error}
        </Text>
      )}
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have nothing of their own to be told apart by
        <div key={index} className="list-entry">
          <Group justify="space-between" gap={4} mb={4}>
            <Text size="xs" c="dimmed">
              {index + 1}
            </Text>
            <Group gap={2}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                disabled={disabled || index === 0}
                aria-label={t('Move {noun} {index} up', { noun, index: index + 1 })}
                onClick={() => onChange(swap(entries, index, index - 1))}
              >
                <span style={{ display: 'flex', transform: 'rotate(180deg)' }}>
                  <DownIcon size={14} />
                </span>
              </ActionIcon>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                disabled={disabled || index === entries.length - 1}
                aria-label={t('Move {noun} {index} down', { noun, index: index + 1 })}
                onClick={() => onChange(swap(entries, index, index + 1))}
              >
                <DownIcon size={14} />
              </ActionIcon>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                disabled={disabled}
                aria-label={t('Remove {noun} {index}', { noun, index: index + 1 })}
                onClick={() => onChange(entries.filter((_, at) => at !== index))}
              >
                <TrashIcon size={14} />
              </ActionIcon>
            </Group>
          </Group>
          <Entry {...props} entry={entry} index={index} onEntry={(next) => replace(index, next)} />
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        leftSection={<PlusIcon size={14} />}
        disabled={disabled || entries.length >= (field.maxEntries ?? 100)}
        onClick={() => onChange([...entries, begin(field)])}
      >
        {t('Add {noun}', { noun })}
      </Button>
    </Stack>
  );
}

function Entry(props: ListInputProps & { entry: unknown; index: number; onEntry: (entry: unknown) => void }) {
  const { Field, field, prefix, entry, index, onEntry } = props;
  const at = `${prefix}${field.key}[${index}]`;
  if (!field.fields) {
    const key = '';
    const plain: FieldDeclaration = {
      key,
      kind: field.entries ?? 'text',
      label: t('Value {index}', { index: index + 1 }),
    };
    return <Field {...props} field={plain} fields={[plain]} config={{ [key]: entry }} prefix={at} onChange={onEntry} />;
  }
  const config = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const fields = field.fields;
  return (
    <Stack gap={6}>
      {fields
        .filter((one) => isMeant(one, fields, config))
        .map((one) => (
          <Field
            key={one.key}
            {...props}
            field={one}
            fields={fields}
            config={config}
            prefix={`${at}.`}
            onChange={(value) => onEntry({ ...config, [one.key]: value })}
          />
        ))}
    </Stack>
  );
}

/** What a new entry begins with: the defaults of its keys. */
function begin({ fields }: FieldDeclaration): unknown {
  if (!fields) return '';
  return Object.fromEntries(fields.flatMap(({ key, default: value }) => (value === undefined ? [] : [[key, value]])));
}

function swap(entries: readonly unknown[], a: number, b: number): unknown[] {
  const next = [...entries];
  [next[a], next[b]] = [next[b], next[a]];
  return next;
}
