import { Group, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { attributeNamesQuery, connections, type DeviceListing, deviceClasses } from '../../api/queries/devices.ts';
import { TagInput } from '../../shared/devices/tag-input.tsx';
import { connectionLabels } from './listing.ts';

export interface DeviceFiltersProps {
  readonly applicationId: string;
  readonly listing: DeviceListing;
  /** Attributes that are columns; `chosen` once somebody has chosen them. */
  readonly columns: readonly string[];
  readonly chosen: boolean;
  /** Parts of the address that change. */
  readonly onChange: (changed: Readonly<Record<string, unknown>>) => void;
}

const settleMs = 250;

/** Which devices the list shows, and which of their values. The server does the filtering. */
export function DeviceFilters({ applicationId, listing, columns, chosen, onChange }: DeviceFiltersProps) {
  const [name, setName] = useState(listing.name ?? '');
  const attributes = useQuery(attributeNamesQuery(applicationId));
  const filter = (changed: Readonly<Record<string, unknown>>) => onChange({ ...changed, page: undefined });
  const filterByName = useDebouncedCallback((text: string) => filter({ name: text || undefined }), settleMs);
  return (
    <Group gap="sm" align="flex-end">
      <TextInput
        label="Filter by name"
        placeholder="Part of the name"
        w={{ base: '100%', xs: 200 }}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          filterByName(event.currentTarget.value);
        }}
      />
      <TagInput
        applicationId={applicationId}
        label="Tags"
        w={{ base: '100%', xs: 220 }}
        value={listing.tags ?? []}
        onChange={(tags) => filter({ tags: tags.length === 0 ? undefined : tags })}
      />
      <NativeSelect
        label="Class"
        data={[{ value: '', label: 'Any' }, ...deviceClasses]}
        value={listing.deviceClass ?? ''}
        onChange={(event) => filter({ class: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label="Connection"
        data={[{ value: '', label: 'Any' }, ...connections.map((value) => ({ value, label: connectionLabels[value] }))]}
        value={listing.connection ?? ''}
        onChange={(event) => filter({ connection: event.currentTarget.value || undefined })}
      />
      <MultiSelect
        label="Last values of"
        w={{ base: '100%', xs: 220 }}
        data={attributes.data ?? []}
        placeholder={chosen ? '' : columns.join(', ')}
        value={chosen ? [...columns] : []}
        onChange={(names) => onChange({ columns: names.join(',') })}
        searchable
        maxValues={8}
        maxDropdownHeight={240}
      />
    </Group>
  );
}
