import { Stack } from '@mantine/core';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { SendForm } from './send-form.tsx';
import { useHistory } from './use-history.ts';

type Command = Answer<'GET', '/applications/{applicationId}/devices/{deviceId}/command'>[number];

const columns: readonly Column<Command>[] = [
  { head: t('Time'), width: 220, cell: ({ time }) => <Time value={time} /> },
  { head: t('Command'), cell: ({ name }) => name, isTitle: true },
  {
    head: t('Payload'),
    isForeign: true,
    cell: ({ payload }) => (payload === undefined ? null : <code>{formatValue(JSON.stringify(payload))}</code>),
  },
];

export function CommandHistory({ applicationId, deviceId }: HistoryProps) {
  const path = { applicationId, deviceId };
  const { query, showMore } = useHistory({
    ...path,
    kind: 'commands',
    refreshMs: 5_000,
    read: (query) => request('GET', '/applications/{applicationId}/devices/{deviceId}/command', { path, query }),
  });
  return (
    <Stack gap="md">
      <SendForm
        title={t('Send command')}
        label={t('Payload as JSON (optional)')}
        placeholder={t('{"speed": 2}')}
        nameLabel={t('Command name')}
        send={(payload, name) =>
          request('POST', '/applications/{applicationId}/devices/{deviceId}/command', {
            path,
            body: { name, ...(payload === undefined ? {} : { payload }) },
          })
        }
        onSent={() => void query.refetch()}
      />
      <HistoryTable
        label={t('Command history')}
        query={query}
        showMore={showMore}
        columns={columns}
        empty={
          <Empty title={t('No command yet')}>
            {t('What is sent to the device appears here, whether it is connected at the time or not.')}
          </Empty>
        }
      />
    </Stack>
  );
}
