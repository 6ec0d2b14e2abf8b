import { Badge, Box, Group, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Markdown } from '../../../shared/markdown.tsx';
import { Time } from '../../../shared/time.tsx';
import type { DeviceListData, EventListData, TableCell, TableData } from '../shown.ts';

interface Row {
  readonly key: string;
  readonly cells: readonly TableCell[];
}

/** Rows that can be sorted by what they show, for this viewing; the first column stays in sight. */
function Rows({ label, headers, rows }: { label: string; headers: readonly string[]; rows: readonly Row[] }) {
  const [sort, setSort] = useState<{ index: number; isDown: boolean }>();
  const sorted = useMemo(() => {
    if (!sort) return rows;
    const sign = sort.isDown ? -1 : 1;
    return [...rows].sort((one, other) => sign * compare(one.cells[sort.index]?.raw, other.cells[sort.index]?.raw));
  }, [rows, sort]);
  return (
    <Box style={{ overflow: 'auto', height: '100%' }} tabIndex={0} role="region" aria-label={label}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {headers.map((header, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
              <Table.Th key={index}>
                <button
                  type="button"
                  className="legend-button"
                  onClick={() =>
                    setSort((before) => ({ index, isDown: before?.index === index ? !before.isDown : false }))
                  }
                >
                  <Markdown text={header || '\u00a0'} />
                  {sort?.index === index ? <span aria-hidden="true">{sort.isDown ? '▼' : '▲'}</span> : null}
                </button>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sorted.map(({ key, cells }) => (
            <Table.Tr key={key}>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
                <Table.Td key={index} ta={typeof cell.raw === 'number' ? 'right' : undefined}>
                  <Cell cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

const levelColors: Readonly<Record<string, string>> = {
  info: 'blue',
  warning: 'orange',
  error: 'red',
  critical: 'red',
};

function Cell({ cell }: { cell: TableCell }) {
  if (cell.type === 'level')
    return (
      <Badge variant="light" color={levelColors[String(cell.raw)] ?? 'gray'}>
        {String(cell.raw)}
      </Badge>
    );
  const isTime = cell.type === 'creationDate' || cell.type === 'lastUpdatedDate';
  if (isTime && typeof cell.raw === 'string') return <Time value={cell.raw} />;
  return <Markdown text={cell.text} />;
}

function compare(one: unknown, other: unknown): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other));
}

export function StateTable({ data, label }: { data: TableData; label: string }) {
  const rows = data.rows.map((cells, index) => ({ key: String(index), cells }));
  return <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} />;
}

export function EventTable({ data, label }: { data: EventListData; label: string }) {
  const rows = data.rows.map(({ eventId, cells }) => ({ key: eventId, cells }));
  return <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} />;
}

export function DeviceTable({ data, label }: { data: DeviceListData; label: string }) {
  const rows = data.rows.map(({ deviceId, cells }) => ({ key: deviceId, cells }));
  return <Rows label={label} headers={data.columns.map(({ header }) => header)} rows={rows} />;
}

interface OpenEvents {
  readonly count: number;
  readonly level?: string;
  readonly subject?: string;
  readonly time?: string;
}

/** The most severe of the open events, or that there is none. */
export function OpenEventsView({ data }: { data: OpenEvents }) {
  const { count, level = 'info', subject, time } = data;
  return (
    <Stack align="center" justify="center" h="100%" gap={4}>
      <Group gap={6}>
        <Badge size="lg" variant="light" color={count === 0 ? 'green' : (levelColors[level] ?? 'gray')}>
          {count === 0 ? 'OK' : level}
        </Badge>
        <Text size="sm">{count === 0 ? 'No open events' : `${count} open`}</Text>
      </Group>
      {subject === undefined ? null : (
        <Text fw={600} ta="center" className="foreign" lineClamp={3}>
          {subject}
        </Text>
      )}
      {time === undefined ? null : (
        <Text size="xs" c="dimmed">
          <Time value={time} format="relative" />
        </Text>
      )}
    </Stack>
  );
}
