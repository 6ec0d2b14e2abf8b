import { Button, Table, Text } from '@mantine/core';
import type { AuditLog } from '../../api/types.ts';
import { Time } from '../time.tsx';

/** What a change was made to, in words; empty for one that has no target of its own. */
export function describeTarget(entry: AuditLog): string {
  const within = entry.primaryTargetName ?? entry.primaryTargetId;
  const itself = entry.secondaryTargetName ?? entry.secondaryTargetId;
  return [itself, within].filter((name) => name !== undefined && name !== '').join(' in ');
}

export function AuditTable({ entries, onOpen }: { entries: readonly AuditLog[]; onOpen: (entry: AuditLog) => void }) {
  return (
    <Table aria-label="Changes">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>When</Table.Th>
          <Table.Th visibleFrom="sm">By</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th visibleFrom="md">On</Table.Th>
          <Table.Th>
            <span className="off-screen">Details</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.id}>
            <Table.Td>
              <Time value={entry.creationDate} />
            </Table.Td>
            <Table.Td visibleFrom="sm" className="foreign">
              {entry.actorName || entry.actorId}
              {entry.actorType === 'User' ? null : (
                <Text span size="sm" c="dimmed">
                  {' '}
                  ({entry.actorType === 'ApiToken' ? 'API token' : entry.actorType.toLowerCase()})
                </Text>
              )}
            </Table.Td>
            <Table.Td className="foreign">
              {entry.requestResource}.{entry.requestAction}
            </Table.Td>
            <Table.Td visibleFrom="md" className="foreign">
              {describeTarget(entry)}
            </Table.Td>
            <Table.Td>
              <Button size="compact-sm" variant="default" onClick={() => onOpen(entry)}>
                Details
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
