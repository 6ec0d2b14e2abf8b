import { Group, Text } from '@mantine/core';
import { LegendButton } from '../charts/legend-button.tsx';
import { formatPoint } from '../charts/point-text.ts';
import type { PlotLine } from '../charts/time-plot.tsx';
import { Time } from '../shared/time.tsx';
import { t } from '../words/words.ts';

export interface SeriesLegendProps {
  readonly lines: readonly PlotLine[];
  /** The place among the values that somebody points at, and its time in epoch ms. */
  readonly pointed: number | undefined;
  readonly time: number | undefined;
  /** Keys of lines that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  readonly onHide: (hidden: ReadonlySet<string>) => void;
}

/**
 * What the lines of a plot are called, and their values: those that somebody points at, or else the newest.
 */
export function SeriesLegend({ lines, pointed, time, hidden, onHide }: SeriesLegendProps) {
  const keys = lines.map(({ key }) => key);
  return (
    <Group gap="md" mih={24} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('Legend')}>
      {lines.map((line, index) => (
        <Group key={line.key} component="li" gap={6} wrap="nowrap">
          <LegendButton line={line} keys={keys} hidden={hidden} onChange={onHide} />
          <Text size="sm" fw={600} className="number" {...(index === 0 ? { 'data-testid': 'plot-newest' } : {})}>
            {formatPoint(time === undefined ? newestOf(line.values) : line.values[pointed ?? 0], line.isBoolean)}
          </Text>
        </Group>
      ))}
      {time === undefined ? null : (
        <Text component="li" size="sm" c="dimmed">
          <Time value={time} />
        </Text>
      )}
    </Group>
  );
}

function newestOf(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}
