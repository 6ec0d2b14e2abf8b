import { Alert, Button, FileInput, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { request, sendForm } from '../../api/client.ts';
import { keys } from '../../api/query-keys.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Failure } from '../../shared/states.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import type { DataTable, Import } from './queries.ts';

const pollMs = 700;

interface Props {
  readonly table: DataTable;
  /** Of an import that has begun already. */
  readonly begun?: string;
  readonly onClose: () => void;
}

/** Sends a CSV file, and shows what becomes of its rows. */
export function ImportDialog({ table, begun, onClose }: Props) {
  const { applicationId, dataTableId } = table;
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const send = useMutation({
    mutationFn: (chosen: File) =>
      sendForm('/applications/{applicationId}/data-tables/{dataTableId}/rows/import', {
        path: { applicationId, dataTableId },
        file: chosen,
      }),
  });
  const jobId = begun ?? send.data?.jobId;
  const job = useQuery({
    queryKey: keys.dataTableImport(applicationId, dataTableId, jobId ?? ''),
    queryFn: () =>
      request('GET', '/applications/{applicationId}/data-tables/{dataTableId}/imports/{importId}', {
        path: { applicationId, dataTableId, importId: jobId ?? '' },
      }),
    enabled: jobId !== undefined,
    refetchInterval: ({ state: { data } }) => (isEnded(data) ? false : pollMs),
  });
  const ended = isEnded(job.data);
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries({ queryKey: keys.dataTables(applicationId) });
  }, [ended, queryClient, applicationId]);
  const error = send.error ?? job.error;
  return (
    <Dialog opened onClose={onClose} title={t('Import CSV')} size="lg">
      <Stack gap="sm">
        {begun === undefined ? (
          <Text size="sm" className="foreign">
            {t(
              'The first line names the columns: {map}. Others are left out. Rows that do not fit are left out too, and are listed here.',
              { map: table.columns.map(({ name }) => name).join(', ') },
            )}
          </Text>
        ) : null}
        {jobId === undefined ? (
          <FileInput
            label={t('File')}
            description={t('CSV in UTF-8, with commas')}
            placeholder={t('Choose a file')}
            accept=".csv,text/csv,text/plain"
            value={file}
            onChange={setFile}
            clearable
            clearButtonProps={{ 'aria-label': t('Choose no file') }}
            required
          />
        ) : null}
        {error ? <Failure error={error} /> : null}
        {job.data ? <Outcome job={job.data} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {ended ? t('Close') : jobId === undefined ? t('Cancel') : t('Close, and let it go on')}
          </Button>
          {jobId === undefined ? (
            <Button disabled={file === null} loading={send.isPending} onClick={() => file && send.mutate(file)}>
              {t('Import')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Dialog>
  );
}

function isEnded(job: Import | undefined): boolean {
  return job?.state === 'done' || job?.state === 'failed';
}

function Outcome({ job }: { job: Import }) {
  const { state, rows, count, errorCount, errors, error } = job;
  const seen = count + errorCount;
  return (
    <Stack gap="sm">
      <Progress value={rows === 0 ? 100 : (seen / rows) * 100} aria-label={t('Rows that were looked at')} />
      <Text size="sm" role="status" className="number">
        {t('{seen} of {rows}: {count} stored, {errorCount} left out.', {
          seen: formatNumber(seen),
          rows: formatCount(rows, 'row'),
          count: formatNumber(count),
          errorCount: formatNumber(errorCount),
        })}
      </Text>
      {state === 'failed' ? (
        <Alert color="red" role="alert" title={t('The import has failed')}>
          {tx('{error}; the rows before are stored.', { error })}
        </Alert>
      ) : null}
      {errors.length === 0 ? null : (
        <Table.ScrollContainer minWidth={300} mah={280}>
          <Table aria-label={t('Rows that were left out')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={80}>{t('Line')}</Table.Th>
                <Table.Th>{t('Why it was left out')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {errors.map(({ line, message }) => (
                <Table.Tr key={line}>
                  <Table.Td className="number">{formatNumber(line)}</Table.Td>
                  <Table.Td className="foreign">{message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {errorCount > errors.length ? (
        <Text size="sm" c="dimmed">
          {t('The first {count} are listed.', { count: formatNumber(errors.length) })}
        </Text>
      ) : null}
    </Stack>
  );
}
