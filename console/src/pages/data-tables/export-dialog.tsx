import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { request } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { formatCount } from '../../shared/format.ts';
import { Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import type { DataTable } from './queries.ts';

const pollMs = 1_000;

/** Has the server write all rows into a file, and shows its link. */
export function ExportDialog({ table, onClose }: { table: DataTable; onClose: () => void }) {
  const { applicationId, dataTableId } = table;
  const begin = useMutation({
    mutationFn: () =>
      request('POST', '/applications/{applicationId}/data-tables/{dataTableId}/rows/export', {
        path: { applicationId, dataTableId },
        body: {},
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
  const failed = job.data?.state === 'failed' ? new Error(job.data.error ?? t('The export has failed')) : undefined;
  const error = failed ?? begin.error ?? job.error;
  return (
    <Dialog opened onClose={onClose} title={t('Export CSV')} size="md">
      <Stack gap="sm">
        <Text size="sm">
          {t(
            'A file with all {rows}, for a spreadsheet or another table. A table can be exported once in five minutes.',
            { rows: formatCount(table.rowCount, 'row') },
          )}
        </Text>
        {error ? <Failure error={error} /> : null}
        {done?.url ? (
          <Anchor href={done.url} download size="sm">
            {t('Fetch the file ({rows})', { rows: formatCount(done.rows, 'row') })}
          </Anchor>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Close')}
          </Button>
          {done ? null : (
            <Button loading={begin.isPending || (jobId !== undefined && !error)} onClick={() => begin.mutate()}>
              {t('Export')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
