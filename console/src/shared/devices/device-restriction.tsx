import { Button, Group, MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deviceChoicesQuery } from '../../api/queries/devices.ts';
import { t } from '../../words/words.ts';
import type { FieldErrors } from '../form/field-errors.ts';

/**
 * Which devices a form is about. Only what belongs to `mode` is sent; the rest stays, for whoever switches back. A
 * device with any of the tags is meant (semantics.md, "Devices and their state").
 */
export interface Restriction {
  readonly mode: 'all' | 'devices' | 'tags';
  /** Names by id, so that what is chosen keeps its name whatever is searched for next. */
  readonly devices: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** Every device; the empty tag is the row to type into. */
export const noRestriction: Restriction = { mode: 'all', devices: {}, tags: [{ key: '', value: '' }] };

/** The restriction as the API takes it. */
export function toDeviceFields({ mode, devices, tags }: Restriction) {
  if (mode === 'devices') return { deviceIds: Object.keys(devices) };
  if (mode === 'all') return {};
  const deviceTags = tags
    .map(({ key, value }) => ({ ...(key === '' ? {} : { key }), ...(value === '' ? {} : { value }) }))
    .filter((tag) => Object.keys(tag).length > 0);
  return { deviceTags };
}

/** Whether it says anything: a key for chosen devices without one would be a key for every device, a certificate for none. */
export function isComplete(restriction: Restriction): boolean {
  const { deviceIds, deviceTags } = toDeviceFields(restriction);
  return restriction.mode === 'all' || (deviceIds ?? deviceTags ?? []).length > 0;
}

/** Which devices something is for, such as a new key or certificate. */
export function DeviceRestriction(props: {
  applicationId: string;
  /** Whether one for every device can be chosen. */
  offersAll?: boolean;
  /** Left out: that it cannot be changed later. */
  description?: string;
  value: Restriction;
  onChange: (value: Restriction) => void;
  errors: FieldErrors;
}) {
  const { applicationId, offersAll = false, value, onChange, errors } = props;
  const { description = t('This cannot be changed later.') } = props;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('For which devices')}
        description={description}
        value={value.mode}
        onChange={(mode) => onChange({ ...value, mode: mode as Restriction['mode'] })}
      >
        <Stack gap={6} mt="xs">
          {offersAll ? <Radio value="all" label={t('Every device of the application')} /> : null}
          <Radio value="devices" label={t('Devices that I choose')} />
          <Radio value="tags" label={t('Devices with certain tags')} />
        </Stack>
      </Radio.Group>
      {value.mode === 'devices' ? (
        <DeviceChoice {...{ applicationId, value, onChange }} error={errors.of('deviceIds')} />
      ) : null}
      {value.mode === 'tags' ? <TagChoice {...{ value, onChange }} error={errors.of('deviceTags')} /> : null}
    </Stack>
  );
}

type PartProps = { value: Restriction; onChange: (value: Restriction) => void; error: string | undefined };

function DeviceChoice({ applicationId, value, onChange, error }: PartProps & { applicationId: string }) {
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 200);
  const found = useQuery(deviceChoicesQuery(applicationId, settled));
  const names: Record<string, string> = { ...value.devices };
  for (const device of found.data?.items ?? []) names[device.id] = device.name;
  return (
    <MultiSelect
      label={t('Devices')}
      placeholder={t('Part of a name')}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has filtered already, by its own rules.
      filter={({ options }) => options}
      data={Object.entries(names).map(([id, label]) => ({ value: id, label }))}
      value={Object.keys(value.devices)}
      onChange={(ids) => onChange({ ...value, devices: Object.fromEntries(ids.map((id) => [id, names[id] ?? id])) })}
      nothingFoundMessage={t('No device has that in its name')}
      error={error}
      required
    />
  );
}

function TagChoice({ value, onChange, error }: PartProps) {
  const change = (index: number, part: { key?: string; value?: string }) =>
    onChange({ ...value, tags: value.tags.map((tag, at) => (at === index ? { ...tag, ...part } : tag)) });
  return (
    <Stack gap="xs">
      {value.tags.map((tag, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing else to go by
        <Group key={index} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label={t('Tag {index}, key', { index: index + 1 })}
            flex={1}
            value={tag.key}
            onChange={(event) => change(index, { key: event.currentTarget.value })}
            error={index === 0 ? error : undefined}
          />
          <TextInput
            label={t('Tag {index}, value (empty: any)', { index: index + 1 })}
            flex={1}
            value={tag.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange({ ...value, tags: [...value.tags, { key: '', value: '' }] })}
        >
          {t('Add another tag')}
        </Button>
      </Group>
    </Stack>
  );
}
