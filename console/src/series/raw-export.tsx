import { Anchor, Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { request } from '../api/client.ts';
import { describeError } from '../api/errors.ts';
import { keys } from '../api/query-keys.ts';
import { formatNumber } from '../shared/format.ts';
import { t } from '../words/words.ts';
import type { Selection } from './use-series.ts';

export interface RawExportProps {
  readonly applicationId: string;
  readonly selection: Selection;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
}

const pollMs = 1_000;

/** Has the server write every report of a range into a file, however many there are, and shows its link. */
export function RawExport({ applicationId, selection, start, end }: RawExportProps) {
  const begin = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/data/export', {
        path: { applicationId },
        body: { ...selection, start: Math.round(start), end: Math.round(end) },
      }),
  });
  const jobId = begin.data?.jobId;
  const job = useQuery({
    queryKey: keys.export(applicationId, jobId ?? ''),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/exports/{exportId}', {
        path: { applicationId, exportId: jobId ?? '' },
      }),
    enabled: jobId !== undefined,
    refetchInterval: ({ state: { data } }) => (data?.state === 'done' || data?.state === 'failed' ? false : pollMs),
  });
  const done = job.data?.state === 'done' ? job.data : undefined;
  const failure =
    job.data?.state === 'failed' ? new Error(job.data.error ?? t('The export has failed')) : (begin.error ?? job.error);
  const busy = begin.isPending || (jobId !== undefined && !done && !failure);
  return (
    <Group gap="sm">
      <Button variant="default" loading={busy} onClick={() => begin.mutate()}>
        {t('Export every report')}
      </Button>
      {done?.url ? (
        <Anchor href={done.url} download size="sm">
          {t('Fetch the file ({rows} rows)', { rows: formatNumber(done.rows) })}
        </Anchor>
      ) : null}
      {failure ? (
        <Text size="sm" c="red" role="alert">
          {describeError(failure)}
        </Text>
      ) : null}
    </Group>
  );
}
