import { Alert, Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import type { Answer } from '../../api/shapes.ts';
import { downloadText } from '../../shared/download.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';

export type BulkAnswer = Answer<'POST', '/applications/{applicationId}/device-recipes/{deviceRecipeId}/bulkCreate'>;

export interface CreationResultProps {
  readonly applicationId: string;
  readonly answer: BulkAnswer;
  /** How many devices were asked for. */
  readonly total: number;
  readonly fileName: string;
  readonly hasKeys: boolean;
  readonly onAgain: () => void;
}

const pollMs = 1_000;

/** What has become of the devices: at once, or as the job goes on. */
export function CreationResult(props: CreationResultProps) {
  const { applicationId, answer, onAgain } = props;
  return (
    <Section title={t('Result')}>
      <Stack gap="md">
        {'jobId' in answer ? (
          <JobResult {...props} jobId={answer.jobId} />
        ) : (
          <ImmediateResult {...props} made={answer} />
        )}
        <Group>
          <Button variant="default" component={Link} to={`/applications/${applicationId}/devices`}>
            {t('To the devices')}
          </Button>
          <Button variant="subtle" onClick={onAgain}>
            {t('Create more')}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}

type Made = Exclude<BulkAnswer, { readonly jobId: string }>;

function ImmediateResult({ made, fileName, hasKeys }: CreationResultProps & { made: Made }) {
  const { created, failed, csvResult } = made;
  return (
    <>
      <Alert
        color={failed === 0 ? 'green' : 'orange'}
        role="status"
        title={t('{devices} made', { devices: formatCount(created, 'device') })}
      >
        {failed === 0
          ? t('No row failed.')
          : t('{rows} failed; the result says why of each.', { rows: formatCount(failed, 'row') })}
      </Alert>
      {hasKeys ? <KeepTheKeys /> : null}
      <Group>
        <Button onClick={() => downloadText(fileName, csvResult)}>{t('Download the result')}</Button>
      </Group>
    </>
  );
}

function JobResult({ applicationId, hasKeys, jobId, total }: CreationResultProps & { jobId: string }) {
  const queryClient = useQueryClient();
  const job = useQuery({
    queryKey: keys.export(applicationId, jobId),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/exports/{exportId}', { path: { applicationId, exportId: jobId } }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'done' || data?.state === 'failed' ? false : pollMs),
  });
  const { data } = job;
  const isDone = data?.state === 'done';
  useEffect(() => {
    if (isDone) void queryClient.invalidateQueries({ queryKey: keys.devices(applicationId) });
  }, [applicationId, isDone, queryClient]);
  if (job.error && !data) return <Failure error={job.error} />;
  if (data?.state === 'failed')
    return <Failure error={new Error(data.error ?? t('The result could not be written'))} />;
  if (!isDone) {
    const rows = data?.rows ?? 0;
    return (
      <>
        <Progress
          value={(rows / Math.max(1, total)) * 100}
          aria-label={t('Rows done')}
          animated
          aria-valuetext={`${rows} of ${total}`}
        />
        <Text size="sm" role="status">
          {t(
            '{rows} of {total} rows are done. This goes on when the page is closed; the result stays for a day among the application’s exports, as job {jobId}.',
            { rows: formatNumber(rows), total: formatNumber(total), jobId },
          )}
        </Text>
      </>
    );
  }
  return (
    <>
      <Alert color="green" role="status" title={t('{rows} done', { rows: formatCount(data.rows, 'row') })}>
        {t('The result says of each row which device it became, or why it failed. It can be fetched for a day.')}
      </Alert>
      {hasKeys ? <KeepTheKeys /> : null}
      {data.url === undefined ? null : (
        <Anchor href={data.url} download>
          {t('Download the result')}
        </Anchor>
      )}
    </>
  );
}

function KeepTheKeys() {
  return (
    <Alert color="orange">
      {t('The secrets of the access keys are in the result and nowhere else: fetch it before you leave this page.')}
    </Alert>
  );
}
