import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Attribute, Device } from '../../api/types.ts';
import { Sparkline } from '../../charts/sparkline.tsx';
import { formatNumber, formatValue } from '../../shared/format.ts';
import { Empty } from '../../shared/states.tsx';
import { type Column, DataTable } from '../../shared/table/data-table.tsx';
import { Time } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import type { LastValue } from './use-last-values.ts';
import { useSparklines } from './use-sparklines.ts';

/** As many as a screen holds; the rest on demand, because every report draws them anew. */
const mostRows = 25;

/** The newest value of each attribute, as it changes. */
export function DeviceAttributes(props: {
  applicationId: string;
  device: Device;
  values: Readonly<Record<string, LastValue>>;
}) {
  const { applicationId, device, values } = props;
  const [all, setAll] = useState(false);
  const [filter, setFilter] = useState('');
  const attributes = device.attributes ?? [];
  const sparklines = useSparklines(applicationId, device);
  const lastOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  if (attributes.length === 0) {
    return (
      <Empty title={t('This device has no attributes')}>
        {t('A device keeps what it reports under its attributes; give it some, and its values appear here.')}
      </Empty>
    );
  }
  const columns: readonly Column<Attribute>[] = [
    { head: t('Attribute'), isTitle: true, cell: ({ name, description }) => <span title={description}>{name}</span> },
    { head: t('Type'), cell: ({ dataType }) => dataType },
    {
      head: t('Last value'),
      isNumber: true,
      isForeign: true,
      cell: ({ name, attributeTags }) => {
        const text = formatValue(lastOf(name)?.value);
        if (text === '') return null;
        const unit = attributeTags?.unit;
        if (unit === undefined) return text;
        return (
          <>
            {text}
            <Text span size="xs" c="dimmed">
              {' '}
              {unit}
            </Text>
          </>
        );
      },
    },
    {
      head: t('Last day'),
      cell: ({ name }) => <Sparkline values={sparklines.get(name) ?? []} />,
    },
    {
      head: t('Time'),
      cell: ({ name }) => {
        const time = lastOf(name)?.time;
        return time === undefined ? null : <Time value={time} />;
      },
    },
  ];
  if (attributes.length <= mostRows) {
    return <DataTable label={t('Attributes')} rows={attributes} keyOf={({ name }) => name} columns={columns} isDense />;
  }
  const wanted = filter.trim().toLowerCase();
  const matching = attributes.filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = all ? matching : matching.slice(0, mostRows);
  return (
    <>
      <TextInput
        aria-label={t('Find an attribute')}
        placeholder={t('Find one of {length} attributes', { length: formatNumber(attributes.length) })}
        mx="md"
        mb="xs"
        maw={320}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
      />
      <DataTable label={t('Attributes')} rows={shown} keyOf={({ name }) => name} columns={columns} isDense />
      {shown.length < matching.length ? (
        <Button variant="subtle" size="compact-sm" m="xs" onClick={() => setAll(true)}>
          {t('Show all {length}', { length: formatNumber(matching.length) })}
        </Button>
      ) : null}
    </>
  );
}
