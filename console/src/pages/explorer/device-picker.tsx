import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deviceListQuery } from '../../api/queries/devices.ts';
import type { Device } from '../../api/types.ts';
import { fewPills } from '../../shared/few-pills.ts';
import { t } from '../../words/words.ts';
import { mostDevices } from './explored.ts';

export interface DevicePickerProps {
  readonly applicationId: string;
  readonly value: readonly string[];
  /** Devices whose names are known already. */
  readonly known: readonly Device[];
  readonly onChange: (deviceIds: string[]) => void;
}

/** Devices by part of their name, or by their id; the server searches. */
export function DevicePicker({ applicationId, value, known, onChange }: DevicePickerProps) {
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), 200);
  const found = useQuery(
    deviceListQuery(applicationId, {
      ...(/^[0-9a-f]{24}$/i.test(settled) ? { id: settled } : settled === '' ? {} : { name: settled }),
      page: 0,
      perPage: 25,
      sort: 'name',
      sortDirection: 'asc',
    }),
  );
  const names = new Map([...known, ...(found.data?.items ?? [])].map(({ id, name }) => [id, name]));
  const ids = new Set([...(found.data?.items ?? []).map(({ id }) => id), ...value]);
  return (
    <MultiSelect
      label={t('Devices')}
      placeholder={value.length === 0 ? t('Name or id') : ''}
      w={{ base: '100%', xs: 320 }}
      data={[...ids].map((id) => ({ value: id, label: names.get(id) ?? id }))}
      value={[...value]}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has filtered; it knows more devices than are here.
      filter={({ options }) => options}
      hidePickedOptions
      maxValues={mostDevices}
      nothingFoundMessage={t('No device has that in its name')}
      maxDropdownHeight={280}
      styles={fewPills}
    />
  );
}
