import { Button, ColorSwatch, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { UsageBucket } from '../../api/queries/usage.ts';
import { StackedBars, seriesColor } from '../../charts/stacked-bars.tsx';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../words/words.ts';
import { type Step, sumByTime, sumByType, type TypeSum } from './usage-sums.ts';
import { UsageTable } from './usage-table.tsx';

/** The payloads by day or hour, as a plot or a table, and by type. */
export function UsageDetails({ buckets }: { buckets: readonly UsageBucket[] }) {
  const [step, setStep] = useState<Step>('day');
  const [asTable, setAsTable] = useState(false);
  const types = useMemo(() => sumByType(buckets), [buckets]);
  const intervals = useMemo(() => sumByTime(buckets, step, Date.now()), [buckets, step]);
  const names = types.map(({ type }) => type);
  return (
    <>
      <Group gap="sm" px="md" pb="xs" justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('By day or by hour')}
          data={[
            { value: 'day', label: t('By day') },
            { value: 'hour', label: t('By hour') },
          ]}
          value={step}
          onChange={(value) => setStep(value === 'hour' ? 'hour' : 'day')}
        />
        <Button size="compact-sm" variant="default" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('Show as plot') : t('Show as table')}
        </Button>
      </Group>
      {asTable ? (
        <UsageTable intervals={intervals} names={names} step={step} />
      ) : (
        <StackedBars
          label={step === 'day' ? t('Payloads by day') : t('Payloads by hour')}
          starts={intervals.map(({ start }) => start)}
          series={names.map((name) => ({ name, values: intervals.map(({ totals }) => totals.get(name) ?? 0) }))}
        />
      )}
      <TypeTable types={types} />
    </>
  );
}

function TypeTable({ types }: { types: readonly TypeSum[] }) {
  return (
    <Table aria-label={t('Payloads by type')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('Type')}</Table.Th>
          <Table.Th ta="right">{t('Payloads')}</Table.Th>
          <Table.Th>{t('By source')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {types.map(({ type, sources, total }, index) => (
          <Table.Tr key={type}>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <ColorSwatch color={seriesColor(index)} size={10} withShadow={false} aria-hidden="true" />
                {type}
              </Group>
            </Table.Td>
            <Table.Td ta="right" className="number">
              {formatNumber(total)}
            </Table.Td>
            <Table.Td>
              <Group gap="md">
                {sources.map(([source, count]) => (
                  <Text key={source} size="sm" c="dimmed" className="number">
                    {source} {formatNumber(count)}
                  </Text>
                ))}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
