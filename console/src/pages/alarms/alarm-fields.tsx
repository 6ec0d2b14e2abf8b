import { Autocomplete, Group, NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { attributeNamesQuery, deviceChoicesQuery, deviceQuery } from '../../api/queries/devices.ts';
import { TagInput } from '../../shared/devices/tag-input.tsx';
import { levelLabels, levels } from '../../shared/events/levels.ts';
import type { Form } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { type AlarmDraft, isOrder } from './draft.ts';
import { operatorLabels } from './words.ts';

/** The fields of an alarm rule, for a new one and for one that is there. */
export function AlarmFields<S>(props: { applicationId: string; form: Form<AlarmDraft, S>; isNew: boolean }) {
  const { applicationId, form, isNew } = props;
  const { kind, deviceId, operator } = form.values;
  const attributes = useQuery(attributeNamesQuery(applicationId));
  return (
    <>
      <TextInput label={t('Name')} required data-autofocus maxLength={255} {...form.text('name')} />
      {isNew ? (
        <SegmentedControl
          fullWidth
          aria-label={t('What is watched for')}
          data={[
            { value: 'threshold', label: t('Beyond a limit') },
            { value: 'silence', label: t('Silent device') },
          ]}
          value={kind}
          onChange={(value) => form.change({ kind: value as AlarmDraft['kind'] })}
        />
      ) : null}
      {kind === 'threshold' ? (
        <>
          <Autocomplete
            label={t('Attribute')}
            required
            data={attributes.data ?? []}
            limit={50}
            {...form.value('attribute')}
          />
          <Group grow align="flex-start">
            <Select
              label={t('Alarm when it')}
              data={Object.entries(operatorLabels).map(([value, label]) => ({ value, label }))}
              allowDeselect={false}
              {...form.value('operator')}
              onChange={(value) => form.change({ operator: value as AlarmDraft['operator'] })}
            />
            <TextInput label={t('Limit')} required {...form.text('limit')} />
          </Group>
          {isOrder(operator) ? (
            <TextInput
              label={t('Ends at')}
              description={t(
                'A value on the good side of the limit, so that one which wavers around it is one alarm. Empty: the limit.',
              )}
              {...form.text('clearLimit')}
            />
          ) : null}
        </>
      ) : null}
      <NumberInput
        label={kind === 'silence' ? t('Minutes without a report') : t('For so many minutes')}
        description={kind === 'silence' ? undefined : t('0: at once')}
        min={0}
        max={43_200}
        clampBehavior="none"
        {...form.value('minutes')}
      />
      <DeviceChoice applicationId={applicationId} {...form.value('deviceId')} />
      {deviceId === null ? (
        <TagInput
          label={t('Devices with any of these tags')}
          description={t('None: all devices.')}
          applicationId={applicationId}
          {...form.value('deviceTags')}
        />
      ) : null}
      {kind === 'silence' ? (
        <Switch label={t('Also devices that have never reported')} {...form.checked('includeNeverReported')} />
      ) : null}
      <Select
        label={t('Level of its events')}
        data={levels.map((value) => ({ value, label: levelLabels[value] }))}
        allowDeselect={false}
        {...form.value('level')}
        onChange={(value) => form.change({ level: value as AlarmDraft['level'] })}
      />
      <TextInput
        label={t('Subject of its events')}
        description={t(
          '{device}, {attribute}, {value}, {limit}, {minutes} and {rule} are filled in. Empty: a usual one.',
        )}
        maxLength={255}
        {...form.text('subject')}
      />
      <Textarea label={t('Description')} autosize minRows={1} maxRows={5} {...form.text('description')} />
      <Switch label={t('Watches')} {...form.checked('enabled')} />
    </>
  );
}

function DeviceChoice(props: {
  applicationId: string;
  value: string | null;
  error: string | undefined;
  onChange: (deviceId: string | null) => void;
}) {
  const { applicationId, value, error, onChange } = props;
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search, 200);
  const found = useQuery(deviceChoicesQuery(applicationId, settled));
  // The chosen one keeps its name whatever is searched for.
  const chosen = useQuery({
    ...deviceQuery(applicationId, value ?? ''),
    enabled: value !== null,
    refetchInterval: false,
  });
  const names = new Map(found.data?.items.map(({ id, name }) => [id, name]));
  if (value !== null) names.set(value, chosen.data?.name ?? value);
  return (
    <Select
      label={t('One device')}
      placeholder={t('No single device')}
      searchable
      clearable
      onSearchChange={setSearch}
      data={[...names].map(([id, label]) => ({ value: id, label }))}
      value={value}
      onChange={onChange}
      nothingFoundMessage={t('No device has that in its name')}
      error={error}
    />
  );
}
