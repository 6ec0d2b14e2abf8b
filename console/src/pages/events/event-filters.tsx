import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { FilterBar } from '../../shared/filter-bar.tsx';
import type { EventFilter } from './listing.ts';
import { levelLabels, levels, stateLabels, states } from './words.ts';

const settleMs = 250;

/** Which events the list shows; the server does the filtering. */
export function EventFilters(props: {
  filter: EventFilter;
  /** Parts of the address that change. */
  onChange: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { filter, onChange } = props;
  const [subject, setSubject] = useState(filter.subject ?? '');
  const change = (changed: Readonly<Record<string, unknown>>) => onChange({ ...changed, page: undefined });
  const filterBySubject = useDebouncedCallback((text: string) => change({ subject: text || undefined }), settleMs);
  return (
    <FilterBar active={[filter.subject, filter.state, filter.level].filter(Boolean).length}>
      <TextInput
        label="Filter by subject"
        placeholder="Part of the subject"
        w={{ base: '100%', xs: 240 }}
        value={subject}
        onChange={(event) => {
          setSubject(event.currentTarget.value);
          filterBySubject(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label="State"
        data={[{ value: '', label: 'Any' }, ...states.map((value) => ({ value, label: stateLabels[value] }))]}
        value={filter.state ?? ''}
        onChange={(event) => change({ state: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label="Level"
        data={[{ value: '', label: 'Any' }, ...levels.map((value) => ({ value, label: levelLabels[value] }))]}
        value={filter.level ?? ''}
        onChange={(event) => change({ level: event.currentTarget.value || undefined })}
      />
    </FilterBar>
  );
}
