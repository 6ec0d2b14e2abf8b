import { Box, Group, Text } from '@mantine/core';
import { formatTime } from '../shared/format.ts';
import { t } from '../words/words.ts';
import { colorOf } from './colors.ts';
import { readableOn } from './contrast.ts';
import { toStretches } from './stretches.ts';
import type { PlotPlace } from './time-plot.tsx';

const labelWidth = 54;
const gap = 6;

/** An attribute of text over time: a band that changes its colour, and says its state, where the state changes. */
export function StateBand(props: {
  label: string;
  times: readonly number[];
  values: readonly (string | number | boolean | null)[];
  start: number;
  end: number;
  /** Of the plot that it stands below; left out: as wide as there is room. */
  place?: PlotPlace | undefined;
}) {
  const { label, times, values, start, end, place } = props;
  const stretches = toStretches(times, values, end);
  // What is not so is grey, so that what is so is seen.
  const isTruth = values.every((value) => value === null || typeof value === 'boolean');
  const colorFor = (value: string) =>
    isTruth ? (value === 'true' ? colorOf(3) : '#868e96') : colorOf(states.indexOf(value));
  const states = [...new Set(stretches.map(({ value }) => value))];
  const placeOf = (time: number) => (100 * (Math.min(end, Math.max(start, time)) - start)) / Math.max(1, end - start);
  return (
    <Group gap={gap} wrap="nowrap" role="img" aria-label={`${label}: ${stretches.at(-1)?.value ?? t('no data')}`}>
      <Text size="xs" w={Math.max(labelWidth, (place?.left ?? 0) - gap)} truncate className="foreign" title={label}>
        {label}
      </Text>
      <Box
        h={24}
        style={{
          position: 'relative',
          // A state that was short has no room for its padding, and the last one would stand out at the right.
          overflow: 'hidden',
          ...(place ? { width: place.width } : { flex: 1 }),
          background: 'var(--mantine-color-default-hover)',
        }}
      >
        {stretches.map(({ value, from, to }) => (
          <Box
            key={from}
            title={t('{value}, from {from}', { value, from: formatTime(from) })}
            style={{
              position: 'absolute',
              inset: 0,
              left: `${placeOf(from)}%`,
              right: `${100 - placeOf(to)}%`,
              background: colorFor(value),
              color: readableOn(colorFor(value)),
              overflow: 'hidden',
              whiteSpace: 'nowrap',
              fontSize: 12,
              lineHeight: '24px',
              paddingInline: 4,
            }}
          >
            {value}
          </Box>
        ))}
      </Box>
    </Group>
  );
}
