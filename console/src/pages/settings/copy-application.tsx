import { Alert, Anchor, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Application } from '../../api/types.ts';
import { downloadFrom } from '../../shared/download.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { LeftOut } from '../../shared/left-out.tsx';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';

interface Choices {
  readonly includeDevices: boolean;
  readonly includeDataTableRows: boolean;
  readonly includeFiles: boolean;
}

const pollMs = 1000;

/** The application as a bundle to keep, and as another application like it. */
export function CopyApplication({ application }: { application: Application }) {
  const { id: applicationId, name, summary = {} } = application;
  const { deviceCount = 0, dataTableCount = 0, fileCount = 0 } = summary;
  const [choices, setChoices] = useState<Choices>({
    includeDevices: true,
    includeDataTableRows: true,
    includeFiles: true,
  });
  const choose = (name: keyof Choices, count: string, label: string) => (
    <Checkbox
      label={label}
      description={count}
      checked={choices[name]}
      onChange={({ currentTarget: { checked } }) => setChoices((before) => ({ ...before, [name]: checked }))}
    />
  );
  return (
    <Section title={t('Export and copy')}>
      <Stack gap="sm" maw={640}>
        <Text size="sm">
          {t(
            'A bundle is a zip archive of text that can be kept, compared and imported again, here or elsewhere. It holds what the application is set up with, and never secrets, access keys or what devices have reported.',
          )}
        </Text>
        <Group gap="lg" align="flex-start" role="group" aria-label={t('What comes along')}>
          {choose('includeDevices', formatCount(deviceCount, 'device'), t('Devices'))}
          {choose('includeDataTableRows', formatCount(dataTableCount, 'data table'), t('Rows of data tables'))}
          {choose(
            'includeFiles',
            t('{fileCount} with directories', { fileCount: formatNumber(fileCount) }),
            t('Files'),
          )}
        </Group>
        <ExportButton applicationId={applicationId} choices={choices} />
        <CloneButton applicationId={applicationId} name={name} choices={choices} />
      </Stack>
    </Section>
  );
}

function ExportButton({ applicationId, choices }: { applicationId: string; choices: Choices }) {
  const start = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/export', { path: { applicationId }, body: choices }) as Promise<{
        url?: string;
        jobId?: string;
      }>,
    onSuccess: ({ url }) => url && downloadFrom(url),
  });
  const jobId = start.data?.jobId;
  const job = useQuery({
    queryKey: keys.export(applicationId, jobId ?? ''),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/exports/{exportId}', {
        path: { applicationId, exportId: jobId ?? '' },
      }),
    enabled: jobId !== undefined,
    refetchInterval: ({ state: { data } }) => (data?.state === 'done' || data?.state === 'failed' ? false : pollMs),
  });
  const url = job.data?.url;
  useEffect(() => {
    if (url !== undefined) downloadFrom(url);
  }, [url]);
  const isWorking =
    start.isPending || (jobId !== undefined && job.data?.state !== 'done' && job.data?.state !== 'failed');
  const link = start.data?.url ?? url;
  return (
    <Stack gap="xs">
      <Group>
        <Button variant="default" loading={isWorking} onClick={() => start.mutate()}>
          {t('Export as a bundle')}
        </Button>
        {link === undefined ? null : (
          <Text size="sm" role="status">
            {tx('Written. {link}', { link: <Anchor href={link}>{t('Fetch it again')}</Anchor> })}
          </Text>
        )}
      </Group>
      {start.error ? <Failure error={start.error} /> : null}
      {job.data?.state === 'failed' ? (
        <Alert color="red">{tx('The export failed: {error}', { error: job.data.error })}</Alert>
      ) : null}
    </Stack>
  );
}

function CloneButton({ applicationId, name, choices }: { applicationId: string; name: string; choices: Choices }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const clone = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/clone', { path: { applicationId }, body: choices }),
    onSuccess: ({ application, validationErrors = [] }) => {
      void queryClient.invalidateQueries({ queryKey: keys.applications() });
      if (application && validationErrors.length === 0) void navigate({ to: `/applications/${application.id}` });
    },
  });
  const { application, validationErrors = [] } = clone.data ?? {};
  return (
    <Stack gap="xs">
      <Group>
        <Button variant="default" loading={clone.isPending} onClick={() => clone.mutate()}>
          {t('Copy to a new application')}
        </Button>
        <Text size="sm" c="dimmed">
          {tx('It will be called {span}', { span: <span className="foreign">{t('{name} (copy)', { name })}</span> })}
        </Text>
      </Group>
      {clone.error ? <Failure error={clone.error} /> : null}
      {application && validationErrors.length > 0 ? (
        <LeftOut applicationId={application.id} name={application.name} problems={validationErrors} />
      ) : null}
    </Stack>
  );
}
