import { Badge, Table } from '@mantine/core';
import { request } from '../../api/client.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { useHistory } from './use-history.ts';

export function ConnectionLog({ applicationId, deviceId }: HistoryProps) {
  const path = { applicationId, deviceId };
  const { query, showMore } = useHistory({
    ...path,
    kind: 'connections',
    refreshMs: 5_000,
    read: (query) => request('GET', '/applications/{applicationId}/devices/{deviceId}/logs', { path, query }),
  });
  return (
    <QueryView query={query}>
      {(entries) =>
        entries.length === 0 ? (
          <Empty title="Never connected">
            Each time the device connects over MQTT or goes, it is noted here with the reason.
          </Empty>
        ) : (
          <HistoryTable
            label="Connection log"
            heads={['Time', 'What', 'Reason', 'From device', 'To device']}
            showMore={showMore}
          >
            {entries.map(({ time, connected, disconnectReason, messagesFromClient, messagesToClient }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a device may come and go in one millisecond
              <Table.Tr key={`${time} ${index}`}>
                <Table.Td w={220}>
                  <Time value={time} />
                </Table.Td>
                <Table.Td>
                  <Badge color={connected ? 'green' : 'gray'} variant="light">
                    {connected ? 'connected' : 'disconnected'}
                  </Badge>
                </Table.Td>
                <Table.Td className="foreign">{disconnectReason}</Table.Td>
                <Table.Td className="number">{messagesFromClient}</Table.Td>
                <Table.Td className="number">{messagesToClient}</Table.Td>
              </Table.Tr>
            ))}
          </HistoryTable>
        )
      }
    </QueryView>
  );
}
