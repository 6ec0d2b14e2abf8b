import { NativeSelect, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../../api/client.ts';
import { keys } from '../../../api/query-keys.ts';
import { nameType } from '../../../api/resources.ts';
import { tx } from '../../../words/rich.ts';
import { t } from '../../../words/words.ts';
import { useEditor } from '../editor-context.ts';
import type { KeyRule } from '../model/declarations.ts';

interface Props {
  readonly rule: KeyRule;
  readonly value: string;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (key: string) => void;
}

/** What fires a trigger, as its type says: a resource, a tag, a topic, one of some words. */
export function KeyInput(props: Props) {
  const { rule, value, error, disabled, onChange } = props;
  const text = {
    value,
    error,
    disabled,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  switch (rule.kind) {
    case 'id':
      return <ResourceInput {...props} />;
    case 'tag':
      return (
        <TextInput
          label={t('Tag')}
          description={t('Key, a slash, and value: kind/pump')}
          placeholder="key/value"
          required
          {...text}
        />
      );
    case 'topic':
      return (
        <TextInput
          label={t('Topic')}
          description={t('+ and # stand for any level.')}
          placeholder="plant/+/alarm"
          required
          {...text}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          label={t('Which')}
          data={[...new Set([...(rule.choices ?? []), value])].filter(Boolean)}
          {...text}
        />
      );
    case 'text':
      return <TextInput label={t('Key')} required={rule.required ?? false} {...text} />;
    default:
      return value === '' ? null : (
        <Text size="xs" c="dimmed" className="foreign">
          {tx('Key {value}', { value: <code>{value}</code> })}
        </Text>
      );
  }
}

const settleMs = 250;

/** A resource of the application, found by a part of its name; also one that is given by its id alone. */
function ResourceInput({ rule, value, error, disabled, onChange }: Props) {
  const { applicationId } = useEditor();
  const { resource = '', any } = rule;
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), settleMs);
  const search = (filter: string) => ({
    queryKey: keys.search(applicationId, filter),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/search', { path: { applicationId }, query: { filter } }),
    enabled: filter !== '' && filter !== any,
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery(search(value)).data?.find(({ id }) => id === value);
  const found = useQuery(search(settled)).data ?? [];
  const options = new Map([
    ...(any === undefined ? [] : [[any, t('Any')] as const]),
    ...(value === '' || value === any ? [] : [[value, chosen?.name ?? value] as const]),
    ...found.filter(({ _type }) => _type === resource).map(({ id, name }) => [id, name] as const),
  ]);
  return (
    <Select
      label={nameType(resource)}
      placeholder={t('Type a part of its name')}
      searchable
      withAsterisk
      error={error}
      disabled={disabled}
      data={[...options].map(([id, name]) => ({ value: id, label: name }))}
      // The server has looked already, and knows more ways to find a thing.
      filter={({ options: all }) => all}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
      onSearchChange={setText}
      nothingFoundMessage={text === '' ? t('Type a part of its name') : t('Nothing is called so')}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
