import { Group, Text } from '@mantine/core';
import type { MouseEvent } from 'react';
import { leaveAlone, toggleLine } from '../charts/legend-choice.ts';
import { LineSample } from '../charts/line-sample.tsx';
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
 * What the lines of a plot are called, and their values. A click leaves one line alone, and another click brings all back;
 * with Ctrl, Cmd or Shift it hides and shows that line.
 */
export function SeriesLegend({ lines, pointed, time, hidden, onHide }: SeriesLegendProps) {
  const choose = ({ ctrlKey, metaKey, shiftKey }: MouseEvent, key: string) => {
    if (ctrlKey || metaKey || shiftKey) {
      const next = toggleLine(hidden, key);
      return onHide(next.size >= lines.length ? new Set() : next);
    }
    onHide(
      leaveAlone(
        hidden,
        lines.map((line) => line.key),
        key,
      ),
    );
  };
  return (
    <Group gap="md" mih={24} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('Legend')}>
      {lines.map((line, index) => (
        <Group key={line.key} component="li" gap={6} wrap="nowrap">
          <button
            type="button"
            className="legend-button"
            aria-pressed={!hidden.has(line.key)}
            title={t('Click: this line alone, or all again. Ctrl+click: hide or show it.')}
            onClick={(event) => choose(event, line.key)}
          >
            <LineSample color={line.color} dash={line.dash} />
            <span className="foreign">{line.label}</span>
          </button>
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
