import { Table, Text } from '@mantine/core';
import { Dialog } from '../../shared/dialog.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import type { Deployment } from './queries.ts';

/** What has been asked of a device, and what its agent has said, the newest first. */
export function HistoryDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const { deviceName, flowName, flowId, logs } = deployment;
  const title = t('{flowName} on {deviceName}', { flowName: flowName ?? flowId, deviceName });
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Table.ScrollContainer minWidth={320} mah={420}>
        <Table aria-label={t('History of {title}', { title })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={170}>{t('Time')}</Table.Th>
              <Table.Th>{t('What')}</Table.Th>
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
  const from = previousValue === null ? '' : t(', instead of {previousValue}', { previousValue });
  if (error !== undefined)
    return t('The device could not run {attemptedValue}', { attemptedValue: attemptedValue ?? t('what was asked') });
  if (changeType === 'current')
    return newValue === null ? t('The device runs it no more') : t('The device runs {newValue}', { newValue });
  return newValue === null
    ? t('Its removal was asked for{from}', { from })
    : t('{newValue} was asked for{from}', { newValue, from });
}
