import { Button, Group, Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** What each of the histories of a device is told. */
export interface HistoryProps {
  readonly applicationId: string;
  readonly deviceId: string;
  /** Counts the reports that have come since the page was opened. */
  readonly news: number;
}

export interface HistoryTableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children: ReactNode;
  /** Undefined when everything is shown that the API gives. */
  readonly showMore: (() => void) | undefined;
}

/** A table of what happened, newest first. */
export function HistoryTable({ label, heads, children, showMore }: HistoryTableProps) {
  return (
    <>
      <Table.ScrollContainer minWidth={460}>
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {showMore === undefined ? null : (
        <Group justify="center" mt="sm">
          <Button variant="default" size="xs" onClick={showMore}>
            Show more
          </Button>
        </Group>
      )}
    </>
  );
}
