import { Group, Text } from '@mantine/core';
import { leaveAlone, toggleLine } from '../../../charts/legend-choice.ts';
import { LineSample } from '../../../charts/line-sample.tsx';
import { formatPoint } from '../../../charts/point-text.ts';
import type { PlotLine } from '../../../charts/time-plot.tsx';
import { Time } from '../../../shared/time.tsx';

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
  const toggle = (key: string) => onChange(toggleLine(hidden, key));
  const isolate = (key: string) =>
    onChange(
      leaveAlone(
        hidden,
        lines.map((line) => line.key),
        key,
      ),
    );
  return (
    <Group
      component="ul"
      gap="sm"
      m={0}
      p={0}
      mah={height}
      style={{ listStyle: 'none', overflow: 'auto', rowGap: 0, flexShrink: 0 }}
      aria-label="Legend"
    >
      {lines.map((line) => (
        <Group key={line.key} component="li" gap={4} wrap="nowrap">
          <button
            type="button"
            className="legend-button"
            aria-pressed={!hidden.has(line.key)}
            aria-keyshortcuts="Shift+Enter"
            title="Click: hide or show. Double click, or Shift and Enter: this line alone."
            onClick={({ detail }) => {
              // The second click of a double click undoes the first before the line is left alone.
              if (detail < 3) toggle(line.key);
            }}
            onDoubleClick={() => isolate(line.key)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !event.shiftKey) return;
              event.preventDefault();
              isolate(line.key);
            }}
            style={{ opacity: hidden.has(line.key) ? 0.55 : 1 }}
          >
            <LineSample color={line.color} dash={line.dash} />
            <span className="foreign">{line.label}</span>
          </button>
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

function formatAt({ values, isBoolean, unit }: PlotLine, pointed: number | undefined): string {
  const value = pointed === undefined ? values.findLast((each) => each !== null) : values[pointed];
  const text = formatPoint(value, isBoolean);
  return isBoolean || unit === undefined || value === null || value === undefined ? text : `${text} ${unit}`;
}
