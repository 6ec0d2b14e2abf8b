import { Stack, Table } from '@mantine/core';
import { request } from '../../api/client.ts';
import { formatValue } from '../../shared/format.ts';
import { Empty, QueryView } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';
import { type HistoryProps, HistoryTable } from './history-table.tsx';
import { SendForm } from './send-form.tsx';
import { useHistory } from './use-history.ts';

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
        title="Send command"
        label="Payload as JSON (optional)"
        placeholder='{"speed": 2}'
        nameLabel="Command name"
        send={(payload, name) =>
          request('POST', '/applications/{applicationId}/devices/{deviceId}/command', {
            path,
            body: { name, ...(payload === undefined ? {} : { payload }) },
          })
        }
        onSent={() => void query.refetch()}
      />
      <QueryView query={query}>
        {(commands) =>
          commands.length === 0 ? (
            <Empty title="No command yet">
              What is sent to the device appears here, whether it is connected at the time or not.
            </Empty>
          ) : (
            <HistoryTable label="Command history" heads={['Time', 'Command', 'Payload']} showMore={showMore}>
              {commands.map(({ time, name, payload }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two commands may have one time and name
                <Table.Tr key={`${time} ${index}`}>
                  <Table.Td w={220}>
                    <Time value={time} />
                  </Table.Td>
                  <Table.Td className="foreign">{name}</Table.Td>
                  <Table.Td className="foreign">
                    <code>{payload === undefined ? '' : formatValue(JSON.stringify(payload))}</code>
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
