import { NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { FormDialog } from '../../shared/form/form-dialog.tsx';
import { useForm } from '../../shared/form/use-form.ts';
import { t } from '../../words/words.ts';
import type { Dashboard } from './queries.ts';
import { durations } from './search.ts';

/** What a dashboard is called, and how it is shown to whoever has chosen nothing else. */
export function SettingsDialog(props: { dashboard: Dashboard; opened: boolean; onClose: () => void }) {
  const { dashboard, opened, onClose } = props;
  const { dashboardId, name, description, refreshRate, duration, resolution } = dashboard;
  const queryClient = useQueryClient();
  const form = useForm({
    initial: {
      name,
      description,
      refreshRate: String(refreshRate),
      duration: String(duration),
      resolution: String(resolution / 1000),
    },
    save: async (draft) => {
      const body = {
        name: draft.name,
        description: draft.description,
        refreshRate: Number(draft.refreshRate),
        duration: Number(draft.duration),
        resolution: Math.min(Number(draft.duration), Math.round(Number(draft.resolution) * 1000)),
      } as Body<'PATCH', '/dashboards/{dashboardId}'>;
      await request('PATCH', '/dashboards/{dashboardId}', { path: { dashboardId }, body });
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
    },
  });
  const window = form.value('duration');
  const known = durations.some(([ms]) => String(ms) === window.value)
    ? durations
    : [...durations, [Number(window.value), t('{Number} minutes', { Number: Number(window.value) / 60_000 })] as const];
  return (
    <FormDialog form={form} title={t('Dashboard settings')} opened={opened} onClose={onClose} submitLabel={t('Save')}>
      <Stack gap="sm">
        <TextInput label={t('Name')} required maxLength={255} {...form.text('name')} />
        <Textarea
          label={t('Description')}
          description={t('Markdown; stands above the blocks.')}
          autosize
          minRows={2}
          maxRows={8}
          {...form.text('description')}
        />
        <Select
          label={t('Window')}
          description={t('Of the blocks that follow the window of the dashboard.')}
          allowDeselect={false}
          data={known.map(([ms, label]) => ({ value: String(ms), label }))}
          value={window.value}
          error={window.error}
          onChange={(value) => window.onChange(value ?? String(duration))}
        />
        <NumberInput
          label={t('Resolution in seconds')}
          min={0.001}
          value={Number(form.value('resolution').value)}
          error={form.value('resolution').error}
          onChange={(value) => form.value('resolution').onChange(String(value))}
        />
        <NumberInput
          label={t('Refresh rate in seconds')}
          description={t('How often what is computed over a window is asked for at most.')}
          min={5}
          max={600}
          value={Number(form.value('refreshRate').value)}
          error={form.value('refreshRate').error}
          onChange={(value) => form.value('refreshRate').onChange(String(value))}
        />
      </Stack>
    </FormDialog>
  );
}
