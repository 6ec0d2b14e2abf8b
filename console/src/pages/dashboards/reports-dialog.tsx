import { Alert, Button, Group, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { request, requestTagged } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Body } from '../../api/shapes.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { Failure } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { listTimeZones } from '../../shared/time-preferences.ts';
import { inSentence, t } from '../../words/words.ts';
import { sendReport } from './block-calls.ts';
import type { Dashboard } from './queries.ts';

type ReportConfig = NonNullable<Dashboard['reportConfigs']>[number];

/** A few schedules in words; any other is written as cron has it. */
const schedules: readonly (readonly [string, string])[] = [
  ['0 0 8 * * *', t('Every day at 8')],
  ['0 0 8 * * MON-FRI', t('Monday to Friday at 8')],
  ['0 0 8 * * MON', t('Mondays at 8')],
  ['0 0 8 1 * *', t('On the first of a month at 8')],
];

const readAddresses = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** To whom the dashboard is mailed, and when; and a report that is sent at once. */
export function ReportsDialog(props: { dashboard: Dashboard; etag: string; onClose: () => void }) {
  const { dashboard, etag, onClose } = props;
  const { dashboardId } = dashboard;
  const queryClient = useQueryClient();
  const [configs, setConfigs] = useState<readonly ReportConfig[]>(dashboard.reportConfigs ?? []);
  const saving = useMutation({
    mutationFn: () =>
      requestTagged('PATCH', '/dashboards/{dashboardId}', {
        path: { dashboardId },
        body: { reportConfigs: [...configs] } as Body<'PATCH', '/dashboards/{dashboardId}'>,
        ifMatch: etag,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.dashboards() });
      onClose();
    },
  });
  const add = () =>
    setConfigs((before) => [
      ...before,
      { cron: schedules[0]?.[0] ?? '', toEmail: [], timezone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    ]);
  const change = (index: number, part: Partial<ReportConfig>) =>
    setConfigs((before) => before.map((config, place) => (place === index ? { ...config, ...part } : config)));
  return (
    <Dialog opened onClose={onClose} title={t('Reports')} size="lg" closeOnClickOutside={false}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t(
            'A report is a mail with what the blocks show: values and tables, a picture of each graph, and the rows of each block as CSV. Where the server has a Chromium, the whole dashboard comes along as PDF and picture.',
          )}
        </Text>
        <SendNow dashboardId={dashboardId} />
        <Failures dashboardId={dashboardId} />
        {configs.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('No report is sent by itself yet.')}
          </Text>
        ) : null}
        {configs.map((config, index) => (
          <ReportFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is what it is by its place
            key={index}
            config={config}
            label={t('Report {index}', { index: index + 1 })}
            onChange={(part) => change(index, part)}
            onRemove={() => setConfigs((before) => before.filter((_, place) => place !== index))}
          />
        ))}
        <Group justify="space-between">
          <Button variant="default" onClick={add} disabled={configs.length >= 10}>
            {t('Add report')}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button loading={saving.isPending} onClick={() => saving.mutate()}>
              {t('Save')}
            </Button>
          </Group>
        </Group>
        {saving.error === null ? null : <Failure error={saving.error} />}
      </Stack>
    </Dialog>
  );
}

function ReportFields(props: {
  config: ReportConfig;
  label: string;
  onChange: (part: Partial<ReportConfig>) => void;
  onRemove: () => void;
}) {
  const { config, label, onChange, onRemove } = props;
  const { cron, toEmail = [], subject = '', message = '', timezone = 'UTC' } = config;
  // What is being typed is no list yet.
  const [typed, setTyped] = useState(toEmail.join(', '));
  const usual = schedules.some(([each]) => each === cron) ? cron : 'other';
  return (
    <Paper withBorder p="sm" role="group" aria-label={label}>
      <Stack gap="xs">
        <Group grow gap="xs" align="flex-start">
          <Select
            label={t('When')}
            allowDeselect={false}
            data={[
              ...schedules.map(([value, words]) => ({ value, label: words })),
              { value: 'other', label: t('Other') },
            ]}
            value={usual}
            onChange={(value) => value !== null && value !== 'other' && onChange({ cron: value })}
          />
          <TextInput
            label={t('As cron, with seconds')}
            value={cron}
            onChange={({ currentTarget }) => onChange({ cron: currentTarget.value })}
          />
          <Select
            label={t('Zone')}
            searchable
            allowDeselect={false}
            data={[...new Set([timezone, ...listTimeZones()])]}
            value={timezone}
            onChange={(value) => onChange({ timezone: value ?? 'UTC' })}
          />
        </Group>
        <TextInput
          label={t('To||recipient')}
          description={t('E-mail addresses, up to ten.')}
          value={typed}
          onChange={({ currentTarget }) => {
            setTyped(currentTarget.value);
            onChange({ toEmail: readAddresses(currentTarget.value) });
          }}
        />
        <TextInput
          label={t('Subject')}
          maxLength={255}
          value={subject}
          onChange={({ currentTarget }) => onChange({ subject: currentTarget.value })}
        />
        <Textarea
          label={t('Message')}
          autosize
          minRows={1}
          maxRows={6}
          value={message}
          onChange={({ currentTarget }) => onChange({ message: currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRemove}>
            {t('Remove {label}', { label: inSentence(label) })}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** What has gone wrong lately, of those that were to be sent. */
function Failures({ dashboardId }: { dashboardId: string }) {
  const reports = useQuery({
    queryKey: keys.dashboardReports(dashboardId),
    queryFn: () => request('GET', '/dashboards/{dashboardId}/reports', { path: { dashboardId } }),
  });
  const ended = (reports.data?.items ?? []).filter(({ state }) => state !== 'queued');
  const sent = ended.findIndex(({ state }) => state === 'sent');
  const failed = sent < 0 ? ended : ended.slice(0, sent);
  const [last] = failed;
  if (last === undefined) return null;
  return (
    <Alert
      color="red"
      role="alert"
      title={
        failed.length === 1
          ? t('The last report was not sent')
          : t('The last {count} reports were not sent', { count: failed.length })
      }
    >
      <Text size="sm" className="foreign">
        {last.error ?? t('Why is not known.')}
      </Text>
      <Text size="xs" c="dimmed">
        <Time value={last.endDate ?? last.creationDate} />
      </Text>
    </Alert>
  );
}

/** One report at once, of what the dashboard shows now. */
function SendNow({ dashboardId }: { dashboardId: string }) {
  const [to, setTo] = useState('');
  const sending = useMutation({
    mutationFn: () =>
      sendReport(dashboardId, {
        toEmail: readAddresses(to),
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
  });
  return (
    <Paper withBorder p="sm" role="group" aria-label={t('Send now')}>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={t('Send now to')}
          style={{ flex: 1 }}
          value={to}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
        <Button
          variant="default"
          loading={sending.isPending}
          disabled={readAddresses(to).length === 0}
          onClick={() => sending.mutate()}
        >
          {t('Send now')}
        </Button>
      </Group>
      {sending.isSuccess ? (
        <Text size="sm" role="status" mt="xs">
          {t('The report is being made and will be mailed.')}
        </Text>
      ) : null}
      {sending.error === null ? null : <Failure error={sending.error} />}
    </Paper>
  );
}
