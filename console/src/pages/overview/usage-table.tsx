import { Box, Table } from '@mantine/core';
import { formatNumber } from '../../shared/format.ts';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import type { Interval, Step } from './usage-sums.ts';

/** The plot in numbers: newest first, without the days or hours in which nothing happened. */
export function UsageTable(props: {
  readonly intervals: readonly Interval[];
  readonly names: readonly string[];
  readonly step: Step;
}) {
  const { intervals, names, step } = props;
  const used = intervals.filter(({ totals }) => totals.size > 0).reverse();
  return (
    <Box mah={320} style={{ overflow: 'auto' }} tabIndex={0} role="region" aria-label={t('Payloads over time')}>
      <Table aria-label={step === 'day' ? t('Payloads by day') : t('Payloads by hour')} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{step === 'day' ? t('Day') : t('Hour from')}</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {used.map(({ start, totals }) => (
            <Table.Tr key={start}>
              <Table.Td>
                <Time value={start} format={step === 'day' ? 'day' : 'absolute'} />
              </Table.Td>
              {names.map((name) => (
                <Table.Td key={name} ta="right" className="number">
                  {totals.has(name) ? formatNumber(totals.get(name) ?? 0) : ''}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
