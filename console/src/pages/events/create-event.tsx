import { NativeSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { deviceChoicesQuery } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { EventItem } from '../../api/types.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { findJsonProblem } from '../../shared/form/json.ts';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { type EventLevel, levelLabels, levels } from './words.ts';

/** An event made by hand. */
export function CreateEvent(props: {
  applicationId: string;
  onClose: () => void;
  onCreated: (event: EventItem) => void;
}) {
  const { applicationId, onClose, onCreated } = props;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: { level: 'info', subject: '', message: '', data: '', deviceId: null as string | null },
    fields: ['level', 'subject', 'message', 'data', 'deviceId'],
    check: ({ subject, data }) => ({
      subject: subject.trim() === '' ? t('Say in a few words what has happened') : undefined,
      data: data.trim() === '' ? undefined : findJsonProblem(data),
    }),
    save: async ({ level, subject, message, data, deviceId }) => {
      const event = await request('POST', '/applications/{applicationId}/events', {
        path: { applicationId },
        body: {
          level: level as EventLevel,
          subject,
          message,
          ...(data.trim() === '' ? {} : { data: JSON.parse(data) }),
          ...(deviceId === null ? {} : { deviceId }),
        },
      });
      await queryClient.invalidateQueries({ queryKey: keys.events(applicationId) });
      return event;
    },
  });
  return (
    <FormDialog
      form={form}
      title={t('New event')}
      opened
      onClose={onClose}
      submitLabel={t('Create event')}
      onSaved={(event) => onCreated(event)}
    >
      <TextInput label={t('Subject')} required data-autofocus maxLength={255} {...form.text('subject')} />
      <NativeSelect
        label={t('Level')}
        data={levels.map((value) => ({ value, label: levelLabels[value] }))}
        {...form.text('level')}
      />
      <DeviceChoice applicationId={applicationId} {...form.value('deviceId')} />
      <Textarea
        label={t('Message')}
        description={t('Markdown')}
        autosize
        minRows={3}
        maxRows={12}
        {...form.text('message')}
      />
      <Textarea
        label={t('Data')}
        description={t('JSON, for programs')}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        {...form.text('data')}
      />
    </FormDialog>
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
  return (
    <Select
      label={t('Device')}
      placeholder={t('Part of a name')}
      searchable
      clearable
      // The server has filtered already, by its own rules.
      filter={({ options }) => options}
      onSearchChange={setSearch}
      data={(found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      nothingFoundMessage={t('No device has that in its name')}
      error={error}
    />
  );
}
