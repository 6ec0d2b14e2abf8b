import { Table, Text } from '@mantine/core';
import { Dialog } from '../../shared/dialog.tsx';
import { Time } from '../../shared/time.tsx';
import type { Deployment } from './queries.ts';

/** What has been asked of a device, and what its agent has said, the newest first. */
export function HistoryDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const { deviceName, flowName, flowId, logs } = deployment;
  const title = `${flowName ?? flowId} on ${deviceName}`;
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Table.ScrollContainer minWidth={320} mah={420}>
        <Table aria-label={`History of ${title}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={170}>Time</Table.Th>
              <Table.Th>What</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {logs.map((entry) => (
              <Table.Tr key={`${entry.date} ${entry.changeType} ${entry.newValue} ${entry.previousValue}`}>
                <Table.Td>
                  <Time value={entry.date} />
                </Table.Td>
                <Table.Td className="foreign">
                  {describe(entry)}
                  {entry.error === undefined ? null : (
                    <Text size="sm" c="red">
                      {entry.error}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Dialog>
  );
}

function describe({ attemptedValue, changeType, error, newValue, previousValue }: Deployment['logs'][number]): string {
  const from = previousValue === null ? '' : `, instead of ${previousValue}`;
  if (error !== undefined) return `The device could not run ${attemptedValue ?? 'what was asked'}`;
  if (changeType === 'current') return newValue === null ? 'The device runs it no more' : `The device runs ${newValue}`;
  return newValue === null ? `Its removal was asked for${from}` : `${newValue} was asked for${from}`;
}
