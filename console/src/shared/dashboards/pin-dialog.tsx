import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { request, requestTagged } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { t } from '../../words/words.ts';
import { FormDialog } from '../form/form-dialog.tsx';
import { useForm } from '../form/use-form.ts';
import { makePinnedGraph, type PinnedPlot } from './pinned-graph.ts';
import { findFree, type Place } from './places.ts';

/** Asks where a plot is to be put, and puts it there. */
export function PinDialog(props: {
  applicationId: string;
  plot: PinnedPlot;
  onClose: () => void;
  onPinned: (dashboardId: string) => void;
}) {
  const { applicationId, plot, onClose, onPinned } = props;
  const queryClient = useQueryClient();
  const listing = { applicationId, perPage: 100, page: 0, summary: true };
  const list = useQuery({
    queryKey: keys.dashboardList(listing),
    queryFn: () => request('GET', '/dashboards', { query: listing }),
  });
  const form = useForm({
    initial: { where: 'new', dashboardId: '', name: plot.title, title: plot.title },
    check: ({ where, dashboardId, name }): Record<string, string | undefined> => {
      if (where === 'old') return { dashboardId: dashboardId === '' ? t('is needed') : undefined };
      return { name: name.trim() === '' ? t('is needed') : undefined };
    },
    save: async ({ where, dashboardId, name, title }) => {
      const pinned = await (where === 'old'
        ? addTo(dashboardId, { ...plot, title }, applicationId)
        : create(name, { ...plot, title }, applicationId));
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      return pinned;
    },
  });
  const where = form.value('where');
  const chosen = form.value('dashboardId');
  return (
    <FormDialog
      form={form}
      title={t('Pin to a dashboard')}
      opened
      onClose={onClose}
      submitLabel={t('Pin')}
      onSaved={onPinned}
    >
      <Stack gap="sm">
        <TextInput label={t('Title of the graph')} maxLength={255} {...form.text('title')} />
        <Radio.Group label={t('Dashboard')} value={where.value} onChange={where.onChange}>
          <Stack gap={6} mt={4}>
            <Radio value="new" label={t('A new one')} />
            <Radio value="old" label={t('One that there is')} disabled={(list.data?.items.length ?? 0) === 0} />
          </Stack>
        </Radio.Group>
        {where.value === 'new' ? (
          <TextInput label={t('Name')} maxLength={255} {...form.text('name')} />
        ) : (
          <Select
            label={t('Which')}
            searchable
            data={(list.data?.items ?? []).map(({ dashboardId, name }) => ({ value: dashboardId, label: name }))}
            value={chosen.value || null}
            error={chosen.error}
            onChange={(value) => chosen.onChange(value ?? '')}
          />
        )}
      </Stack>
    </FormDialog>
  );
}

const size = { width: 2, height: 1.5 };

async function create(name: string, plot: PinnedPlot, applicationId: string): Promise<string> {
  const block = { ...makePinnedGraph(plot, applicationId), startX: 0, startY: 0, ...size };
  const body = { name, applicationId, blocks: [block] } as Body<'POST', '/dashboards'>;
  return (await request('POST', '/dashboards', { body })).dashboardId;
}

/** Behind what is there already; refused, and said so, where somebody else saves at the same time. */
async function addTo(dashboardId: string, plot: PinnedPlot, applicationId: string): Promise<string> {
  const path = { dashboardId };
  const { answer, etag } = await requestTagged('GET', '/dashboards/{dashboardId}', { path });
  const before = (answer.blocks ?? []) as unknown as readonly Place[];
  const block = { ...makePinnedGraph(plot, applicationId), ...findFree(before, size.width, size.height) };
  const body = { blocks: [...before, block] } as unknown as Body<'PATCH', '/dashboards/{dashboardId}'>;
  await requestTagged('PATCH', '/dashboards/{dashboardId}', { path, body, ifMatch: etag });
  return dashboardId;
}
