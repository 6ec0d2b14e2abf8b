import { Text } from '@mantine/core';
import { useDeferredValue } from 'react';
import type { Columns, Value } from '../../series/columns.ts';
import { formatNumber, formatShortNumber, formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import { VirtualRows } from '../../shared/table/virtual-rows.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';

/** More columns than anybody compares; the CSV file has all. */
const mostColumns = 100;

/** The numbers behind a plot, newest first; rendered after the plot, which people look at first. */
export function SeriesTable({ columns }: { columns: Columns }) {
  const deferred = useDeferredValue<Columns | undefined>(columns, undefined);
  return deferred && <Rows columns={deferred} />;
}

function Rows({ columns: { times, lines } }: { columns: Columns }) {
  const manyDevices = new Set(lines.map(({ deviceId }) => deviceId)).size > 1;
  const shown = lines.slice(0, mostColumns);
  if (times.length === 0) return <Empty title={t('No values in this range')} />;
  const indexOf = (row: number) => times.length - 1 - row;
  return (
    <>
      <VirtualRows
        label={t('Values')}
        rowCount={times.length}
        columns={[
          { key: 'time', head: t('Time'), width: 200 },
          ...shown.map(({ key, deviceName, attribute }) => ({
            key,
            width: 140,
            head: (
              <>
                {manyDevices ? (
                  <Text size="xs" c="dimmed" truncate title={deviceName}>
                    {deviceName}
                  </Text>
                ) : null}
                {attribute}
              </>
            ),
          })),
        ]}
        cell={(row, column) =>
          column === 0 ? (
            <Time value={times[indexOf(row)] ?? 0} />
          ) : (
            formatCell(shown[column - 1]?.values[indexOf(row)] ?? null)
          )
        }
        titleOf={(row, column) => {
          const value = shown[column - 1]?.values[indexOf(row)] ?? null;
          return typeof value === 'boolean' || value === null ? undefined : formatValue(value);
        }}
      />
      {lines.length > mostColumns ? (
        <Text size="sm" c="dimmed" p="sm">
          {t('The first {mostColumns} of {count} columns; the CSV file has all.', {
            mostColumns,
            count: formatNumber(lines.length),
          })}
        </Text>
      ) : null}
    </>
  );
}

/** As the legend of the plot has it; all digits are shown on hover. */
function formatCell(value: Value | null): string {
  return typeof value === 'number' ? formatShortNumber(value) : formatValue(value);
}
