import { NativeSelect, TextInput } from '@mantine/core';
import { FilterBar } from '../../shared/filter-bar.tsx';
import { useSettledText } from '../../shared/use-settled-text.ts';
import { t } from '../../words/words.ts';
import type { EventFilter } from './listing.ts';
import { levelLabels, levels, stateLabels, states } from './words.ts';

/** Which events the list shows; the server does the filtering. */
export function EventFilters(props: {
  filter: EventFilter;
  /** Parts of the address that change. */
  onChange: (changed: Readonly<Record<string, unknown>>) => void;
}) {
  const { filter, onChange } = props;
  const change = (changed: Readonly<Record<string, unknown>>) => onChange({ ...changed, page: undefined });
  const subject = useSettledText(filter.subject ?? '', (text) => change({ subject: text || undefined }));
  return (
    <FilterBar active={[filter.subject, filter.state, filter.level].filter(Boolean).length}>
      <TextInput
        label={t('Filter by subject')}
        placeholder={t('Part of the subject')}
        w={{ base: '100%', xs: 240 }}
        {...subject}
      />
      <NativeSelect
        label={t('State||of a thing')}
        data={[{ value: '', label: t('Any') }, ...states.map((value) => ({ value, label: stateLabels[value] }))]}
        value={filter.state ?? ''}
        onChange={(event) => change({ state: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('Level')}
        data={[{ value: '', label: t('Any') }, ...levels.map((value) => ({ value, label: levelLabels[value] }))]}
        value={filter.level ?? ''}
        onChange={(event) => change({ level: event.currentTarget.value || undefined })}
      />
    </FilterBar>
  );
}
