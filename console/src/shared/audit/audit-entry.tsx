import { ScrollArea, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditLog } from '../../api/types.ts';
import { t } from '../../words/words.ts';
import { Dialog } from '../dialog.tsx';
import { Time } from '../time.tsx';
import { describeTarget } from './audit-columns.tsx';
import { describeChange } from './audit-words.ts';

/** One change in full. Secrets in its request were struck out before it was written. */
export function AuditEntry({ entry, onClose }: { entry: AuditLog; onClose: () => void }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('When'), <Time key="time" value={entry.creationDate} />],
    [t('By'), `${entry.actorName || entry.actorId} (${entry.actorType})`],
    [t('From the address'), entry.requestAddress],
    [t('On||what was changed'), describeTarget(entry) || t('the account itself')],
    [t('Action'), `${entry.requestResource}.${entry.requestAction}`],
    [t('Answered'), String(entry.responseStatus)],
    [t('Request'), entry.requestId],
  ];
  const asked = { ...entry.requestPathParams, ...entry.requestQueryParams };
  return (
    <Dialog opened onClose={onClose} title={describeChange(entry.requestResource, entry.requestAction)} size="lg">
      <Stack gap="sm">
        <Table variant="vertical" aria-label={t('The change')}>
          <Table.Tbody>
            {facts.map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th w={160}>{label}</Table.Th>
                <Table.Td className="foreign">{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Json title={t('Parameters')} value={asked} />
        <Json title={t('What was sent')} value={entry.requestBody ?? {}} />
      </Stack>
    </Dialog>
  );
}

function Json({ title, value }: { title: string; value: object }) {
  if (Object.keys(value).length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <ScrollArea.Autosize mah={280} viewportProps={{ tabIndex: 0, 'aria-label': title, role: 'region' }}>
        <Text component="pre" size="xs" ff="monospace" m={0} className="foreign" style={{ whiteSpace: 'pre-wrap' }}>
          {JSON.stringify(value, null, 2)}
        </Text>
      </ScrollArea.Autosize>
    </div>
  );
}
