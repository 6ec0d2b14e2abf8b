import { NativeSelect, TextInput } from '@mantine/core';
import { connections, type DeviceListing, deviceClasses } from '../../api/queries/devices.ts';
import type { TagInputProps } from '../../shared/devices/tag-input.tsx';
import { FilterBar } from '../../shared/filter-bar.tsx';
import { later } from '../../shared/later.tsx';
import { useHasSettled } from '../../shared/settled.ts';
import { useSettledText } from '../../shared/use-settled-text.ts';
import { t } from '../../words/words.ts';
import { connectionLabels } from './listing.ts';

const TagInput = later<TagInputProps>(
  async () => (await import('../../shared/devices/tag-input.tsx')).TagInput,
  TagsMeanwhile,
);

function TagsMeanwhile({ label, w, value }: TagInputProps) {
  return <TextInput label={label} w={w} placeholder={t('key=value')} value={value.join(' ')} readOnly />;
}

/** Its list of suggestions is as much script as all other filters and the table together, so that the rows come first. */
function TagFilter(props: TagInputProps) {
  return useHasSettled() ? <TagInput {...props} /> : <TagsMeanwhile {...props} />;
}

export interface DeviceFiltersProps {
  readonly applicationId: string;
  readonly listing: DeviceListing;
  /** Parts of the address that change. */
  readonly onChange: (changed: Readonly<Record<string, unknown>>) => void;
}

/** Which devices the list shows. The server does the filtering. */
export function DeviceFilters({ applicationId, listing, onChange }: DeviceFiltersProps) {
  const filter = (changed: Readonly<Record<string, unknown>>) => onChange({ ...changed, page: undefined });
  const name = useSettledText(listing.name ?? '', (text) => filter({ name: text || undefined }));
  return (
    <FilterBar active={[listing.name, listing.tags, listing.deviceClass, listing.connection].filter(Boolean).length}>
      <TextInput
        label={t('Filter by name')}
        placeholder={t('Part of the name')}
        w={{ base: '100%', xs: 200 }}
        {...name}
      />
      <TagFilter
        applicationId={applicationId}
        label={t('Tags')}
        w={{ base: '100%', xs: 220 }}
        value={listing.tags ?? []}
        onChange={(tags) => filter({ tags: tags.length === 0 ? undefined : tags })}
      />
      <NativeSelect
        label={t('Class')}
        data={[{ value: '', label: t('Any') }, ...deviceClasses]}
        value={listing.deviceClass ?? ''}
        onChange={(event) => filter({ class: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('Connection')}
        data={[
          { value: '', label: t('Any') },
          ...connections.map((value) => ({ value, label: connectionLabels[value] })),
        ]}
        value={listing.connection ?? ''}
        onChange={(event) => filter({ connection: event.currentTarget.value || undefined })}
      />
    </FilterBar>
  );
}
