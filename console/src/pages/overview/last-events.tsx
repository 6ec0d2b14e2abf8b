import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLiveEvents } from '../../api/live-events.ts';
import { recentConnectionsQuery } from '../../api/queries/connections.ts';
import { keys } from '../../api/query-keys.ts';
import type { Device } from '../../api/types.ts';
import { localizeTimes } from '../../shared/format.ts';
import { Section } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';

interface Event {
  readonly key: string;
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly type: string;
  readonly message: string;
}

/** Everything but what a healthy device does all day: reports, messages and subscriptions. */
const types =
  'connect,disconnect,authFailure,stateRefused,stateDropped,command,messageRefused,throttled,archive,retention';
const shown = 10;
const levelColors = { info: 'gray', warn: 'orange', error: 'red' } as const;

/** What has happened lately: who came and went within a day, and from now on whatever else is worth a look. */
export function LastEvents({ applicationId }: { applicationId: string }) {
  const queryClient = useQueryClient();
  const before = useQuery(recentConnectionsQuery(applicationId));
  const log = useLiveEvents<Omit<Event, 'key'>>({
    path: `/applications/${applicationId}/logStream`,
    query: { types },
    limit: shown,
    onBatch: (batch) => {
      if (!batch.some(({ data }) => data.type === 'connect' || data.type === 'disconnect')) return;
      void queryClient.invalidateQueries({ queryKey: keys.connectedDevices(applicationId) });
    },
  });
  const live = log.rows.map(({ sequence, data }) => ({ ...data, key: String(sequence) }));
  const earliest = live.at(-1)?.time ?? '9999';
  const events = [
    ...live,
    ...(before.data?.items ?? [])
      .flatMap(toEvents)
      .filter(({ time }) => time < earliest)
      .sort((a, b) => b.time.localeCompare(a.time)),
  ].slice(0, shown);
  return (
    <Section
      title={t('Last events')}
      padding={0}
      actions={
        <Anchor component={Link} to={`/applications/${applicationId}/log`} size="sm">
          {t('Live log')}
        </Anchor>
      }
    >
      {log.failure === undefined ? null : <Failure error={new Error(log.failure)} title={t('The stream was lost')} />}
      {events.length === 0 ? (
        <Empty title={t('Nothing in the last day')}>
          {t('Connections, commands and refusals appear here as they happen; reports of states are in the live log.')}
        </Empty>
      ) : (
        <Table aria-label={t('Last events')}>
          <Table.Tbody>
            {events.map(({ key, time, level, type, message }) => (
              <Table.Tr key={key}>
                <Table.Td w={110}>
                  <Time value={time} format="relative" />
                </Table.Td>
                <Table.Td>
                  <Badge size="sm" variant="light" color={levelColors[level]} mr="xs">
                    {type}
                  </Badge>
                  <Text size="sm" component="span" className="foreign">
                    {localizeTimes(message)}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

function toEvents({ id, name, connectionInfo }: Device): Event[] {
  const disconnectReason = connectionInfo?.disconnectReason;
  const reason = disconnectReason === undefined ? '' : `: ${disconnectReason}`;
  const make = (type: string, time: string | undefined, message: string): Event[] =>
    time === undefined ? [] : [{ key: `${type} ${id}`, time, level: 'info', type, message }];
  return [
    ...make('connect', connectionInfo?.connectedAt, t('{name} connected.', { name })),
    ...make('disconnect', connectionInfo?.disconnectedAt, t('{name} disconnected{reason}.', { name, reason })),
  ];
}
