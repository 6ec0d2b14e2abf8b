import { Group, Text } from '@mantine/core';
import { LegendButton } from '../../../charts/legend-button.tsx';
import { formatPoint } from '../../../charts/point-text.ts';
import type { PlotLine } from '../../../charts/time-plot.tsx';
import { Time } from '../../../shared/time.tsx';
import { t } from '../../../words/words.ts';

/** What the lines are called and were where somebody points, or else last. A click hides a line, a double click leaves it alone. */
export function GraphLegend(props: {
  lines: readonly PlotLine[];
  /** Keys of lines that are not drawn. */
  hidden: ReadonlySet<string>;
  onChange: (hidden: ReadonlySet<string>) => void;
  pointed: number | undefined;
  time: number | undefined;
  height: number;
}) {
  const { lines, hidden, onChange, pointed, time, height } = props;
  const keys = lines.map(({ key }) => key);
  return (
    <Group
      component="ul"
      gap="sm"
      m={0}
      p={0}
      mah={height}
      style={{ listStyle: 'none', overflow: 'auto', rowGap: 0, flexShrink: 0 }}
      aria-label={t('Legend')}
    >
      {lines.map((line) => (
        <Group key={line.key} component="li" gap={4} wrap="nowrap">
          <LegendButton line={line} keys={keys} hidden={hidden} onChange={onChange} />
          <Text size="sm" fw={600} className="number">
            {formatAt(line, pointed)}
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

function formatAt({ values, isBoolean, unit, format }: PlotLine, pointed: number | undefined): string {
  const value = pointed === undefined ? values.findLast((each) => each !== null) : values[pointed];
  const text = format && typeof value === 'number' ? format(value) : formatPoint(value, isBoolean);
  return isBoolean || unit === undefined || value === null || value === undefined ? text : `${text} ${unit}`;
}
