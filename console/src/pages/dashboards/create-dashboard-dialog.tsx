import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { request } from '../../api/client.ts';
import { deviceListQuery } from '../../api/queries/devices.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import { dashboardTemplates } from './templates.ts';

type DashboardPost = Body<'POST', '/dashboards'>;

/** What of a dashboard's JSON a new one is made of. */
const taken = [
  'description',
  'refreshRate',
  'defaultTheme',
  'duration',
  'resolution',
  'blocks',
  'contextConfiguration',
];

/** Reads the JSON of a dashboard, such as another one's JSON view shows. @throws Error in words */
export function readDashboardJson(text: string): Partial<DashboardPost> {
  if (text.trim() === '') return {};
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(t('must be a JSON object'));
  return Object.fromEntries(Object.entries(value).filter(([name]) => taken.includes(name)));
}

/** Makes a dashboard, empty or of another one's JSON, and leads to it. */
export function CreateDashboardDialog(props: {
  applicationId: string;
  base: string;
  opened: boolean;
  onClose: () => void;
}) {
  const { applicationId, base, opened, onClose } = props;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const listing = { page: 0, perPage: 50, sort: 'name', sortDirection: 'asc', name: typed } as const;
  const devices = useQuery({ ...deviceListQuery(applicationId, listing), enabled: applicationId !== '' && opened });
  const form = useForm({
    initial: { name: '', template: 'empty', deviceId: '', json: '' },
    check: ({ json, template, deviceId }) => {
      if (template !== 'json')
        return { deviceId: needsDevice(template) && deviceId === '' ? t('is needed') : undefined };
      try {
        readDashboardJson(json);
        return {};
      } catch (error) {
        return { json: (error as Error).message };
      }
    },
    save: async ({ name, template, deviceId, json }) => {
      const made =
        template === 'json'
          ? readDashboardJson(json)
          : templateOf(template)?.make(
              applicationId,
              devices.data?.items.find(({ id }) => id === deviceId),
            );
      const body = {
        ...made,
        name,
        ...(applicationId === '' ? {} : { applicationId }),
      } as DashboardPost;
      const dashboard = await request('POST', '/dashboards', { body });
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      return dashboard;
    },
  });
  const template = form.value('template');
  const device = form.value('deviceId');
  return (
    <FormDialog
      form={form}
      title={t('Create dashboard')}
      opened={opened}
      onClose={onClose}
      submitLabel={t('Create dashboard')}
      onGone={({ id }) => void navigate({ to: `${base}/${id}` })}
    >
      <TextInput label={t('Name')} required maxLength={255} {...form.text('name')} />
      <Select
        label={t('Begin with')}
        allowDeselect={false}
        data={[
          ...dashboardTemplates
            .filter(({ value }) => applicationId !== '' || value === 'empty')
            .map(({ value, label }) => ({ value, label })),
          { value: 'json', label: t('JSON of another dashboard') },
        ]}
        value={template.value}
        onChange={(value) => template.onChange(value ?? 'empty')}
      />
      {needsDevice(template.value) ? (
        <Select
          label={t('Device')}
          searchable
          data={(devices.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          filter={({ options }) => options}
          onSearchChange={(text) => setTyped(devices.data?.items.some(({ name }) => name === text) ? '' : text)}
          value={device.value || null}
          error={device.error}
          onChange={(value) => device.onChange(value ?? '')}
        />
      ) : null}
      {template.value === 'json' ? (
        <Textarea label={t('JSON of another dashboard')} autosize minRows={3} maxRows={12} {...form.text('json')} />
      ) : null}
    </FormDialog>
  );
}

const templateOf = (chosen: string) => dashboardTemplates.find(({ value }) => value === chosen);
const needsDevice = (chosen: string): boolean => templateOf(chosen)?.needsDevice ?? false;
