import { Table, Text } from '@mantine/core';
import { useDeferredValue } from 'react';
import type { Columns } from '../../series/columns.ts';
import { formatNumber, formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import { Time } from '../../shared/time.tsx';

/** More rows than these are for the CSV file. */
const mostRows = 200;
const mostColumns = 24;

/** The numbers behind a plot, newest first; rendered after the plot, which people look at first. */
export function SeriesTable({ columns }: { columns: Columns }) {
  const deferred = useDeferredValue<Columns | undefined>(columns, undefined);
  return deferred && <Rows columns={deferred} />;
}

function Rows({ columns: { times, lines } }: { columns: Columns }) {
  const manyDevices = new Set(lines.map(({ deviceId }) => deviceId)).size > 1;
  const shown = lines.slice(0, mostColumns);
  const first = Math.max(0, times.length - mostRows);
  const rows = times
    .slice(first)
    .map((time, index) => ({ time, index: first + index }))
    .reverse();
  if (rows.length === 0) return <Empty title="No values in this range" />;
  return (
    <>
      <Table.ScrollContainer minWidth={220 + shown.length * 120}>
        <Table aria-label="Values" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              {shown.map(({ key, deviceName, attribute }) => (
                <Table.Th key={key} className="foreign">
                  {manyDevices ? (
                    <Text size="xs" c="dimmed">
                      {deviceName}
                    </Text>
                  ) : null}
                  {attribute}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ time, index }) => (
              <Table.Tr key={time}>
                <Table.Td>
                  <Time value={time} />
                </Table.Td>
                {shown.map(({ key, values }) => (
                  <Table.Td key={key} className="foreign number">
                    {formatValue(values[index])}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {times.length > mostRows || lines.length > mostColumns ? (
        <Text size="sm" c="dimmed" p="sm">
          The newest {rows.length} of {formatNumber(times.length)} rows
          {lines.length > mostColumns ? `, the first ${mostColumns} of ${lines.length} columns` : ''}; the CSV file has
          all.
        </Text>
      ) : null}
    </>
  );
}
