import { Badge } from '@mantine/core';
import { request } from '../../api/client.ts';
import type { Answer } from '../../api/shapes.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import type { Column } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { useHistory } from './use-history.ts';

type LogEntry = Answer<'GET', '/applications/{applicationId}/devices/{deviceId}/logs'>[number];

const columns: readonly Column<LogEntry>[] = [
  { head: t('Time'), width: 220, cell: ({ time }) => <Time value={time} /> },
  {
    head: t('What'),
    isTitle: true,
    cell: ({ connected }) => (
      <Badge color={connected ? 'green' : 'gray'} variant="light">
        {connected ? t('connected') : t('disconnected')}
      </Badge>
    ),
  },
  { head: t('Reason'), isForeign: true, cell: ({ disconnectReason }) => disconnectReason },
  { head: t('From device'), isNumber: true, cell: ({ messagesFromClient }) => formatValue(messagesFromClient) || null },
  { head: t('To device'), isNumber: true, cell: ({ messagesToClient }) => formatValue(messagesToClient) || null },
];

export function ConnectionLog({ applicationId, deviceId }: HistoryProps) {
  const path = { applicationId, deviceId };
  const { query, showMore } = useHistory({
    ...path,
    kind: 'connections',
    refreshMs: 5_000,
    read: (query) => request('GET', '/applications/{applicationId}/devices/{deviceId}/logs', { path, query }),
  });
  return (
    <HistoryTable
      label={t('Connection log')}
      query={query}
      showMore={showMore}
      columns={columns}
      empty={
        <Empty title={t('Never connected')}>
          {t('Each time the device connects over MQTT or goes, it is noted here with the reason.')}
        </Empty>
      }
    />
  );
}
