import { Stack, Table, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { request } from '../../api/client.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { SendForm } from './send-form.tsx';
import { useHistory } from './use-history.ts';

/** More than one such table a second is not read. */
const renewMs = 1_000;

export function StateHistory({ applicationId, deviceId, news }: HistoryProps) {
  const path = { applicationId, deviceId };
  const { query, showMore } = useHistory({
    ...path,
    kind: 'states',
    refreshMs: 60_000,
    read: (query) => request('GET', '/applications/{applicationId}/devices/{deviceId}/state', { path, query }),
  });
  useRenewal(news, () => void query.refetch());
  return (
    <Stack gap="md">
      <SendForm
        title="Send state"
        label="Attributes as JSON"
        placeholder='{"temperature": 21.5}'
        send={(data) =>
          request('POST', '/applications/{applicationId}/devices/{deviceId}/state', { path, body: { data } })
        }
        onSent={() => void query.refetch()}
      />
      <QueryView query={query}>
        {(states) =>
          states.length === 0 ? (
            <Empty title="No state yet">What the device reports appears here, newest first.</Empty>
          ) : (
            <HistoryTable label="State history" heads={['Time', 'State']} showMore={showMore}>
              {states.map(({ time, data }) => (
                <Table.Tr key={time}>
                  <Table.Td w={220} style={{ verticalAlign: 'top' }}>
                    <Time value={time} />
                  </Table.Td>
                  <Table.Td className="foreign number">
                    {Object.entries(data).map(([name, value]) => (
                      <Text key={name} span size="sm" mr="md">
                        <Text span size="sm" c="dimmed">
                          {name}
                        </Text>{' '}
                        {formatValue(value)}
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </HistoryTable>
          )
        }
      </QueryView>
    </Stack>
  );
}

/** Renews when there is news, but not more often than it can be read. */
function useRenewal(news: number, renew: () => void): void {
  const latest = useRef({ news, renew });
  latest.current = { news, renew };
  useEffect(() => {
    let seen = latest.current.news;
    const timer = setInterval(() => {
      if (latest.current.news === seen) return;
      seen = latest.current.news;
      latest.current.renew();
    }, renewMs);
    return () => clearInterval(timer);
  }, []);
}
