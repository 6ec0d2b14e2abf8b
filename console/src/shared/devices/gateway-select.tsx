import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deviceQuery, gatewayChoicesQuery } from '../../api/queries/devices.ts';
import { t } from '../../words/words.ts';

export interface GatewaySelectProps {
  readonly applicationId: string;
  /** The id of a gateway; empty: any. */
  readonly value: string;
  readonly onChange: (deviceId: string) => void;
  readonly error?: string | undefined;
  /** Whether it can be taken back: the API changes one gateway for another, but does not remove it. */
  readonly clearable?: boolean;
  readonly description?: string;
}

/** A gateway of the application, found by part of its name; none stands for any. */
export function GatewaySelect(props: GatewaySelectProps) {
  const { applicationId, value, onChange, error, description, clearable = true } = props;
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 200);
  const found = useQuery(gatewayChoicesQuery(applicationId, settled));
  // The chosen one keeps its name whatever is searched for.
  const chosen = useQuery({ ...deviceQuery(applicationId, value), enabled: value !== '', refetchInterval: false });
  const names = new Map(found.data?.items.map(({ id, name }) => [id, name]));
  if (value !== '') names.set(value, chosen.data?.name ?? value);
  return (
    <Select
      label={t('Gateway')}
      {...(description === undefined ? {} : { description })}
      placeholder={t('Any gateway')}
      searchable
      clearable={clearable}
      onSearchChange={setSearch}
      data={[...names].map(([id, label]) => ({ value: id, label }))}
      value={value === '' ? null : value}
      onChange={(id) => onChange(id ?? '')}
      nothingFoundMessage={t('No gateway has that in its name')}
      error={error}
    />
  );
}
