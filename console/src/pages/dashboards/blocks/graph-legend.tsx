import { Group, Text } from '@mantine/core';
import type { PlotLine } from '../../../charts/time-plot.tsx';
import { formatShortNumber } from '../../../shared/format.ts';
import { Time } from '../../../shared/time.tsx';

/** What the lines are called and were where somebody points, or else last. A click hides a line, a double click leaves it alone. */
export function GraphLegend(props: {
  lines: readonly { readonly line: PlotLine; readonly place: number }[];
  hidden: ReadonlySet<number>;
  onChange: (hidden: ReadonlySet<number>) => void;
  pointed: number | undefined;
  time: number | undefined;
  height: number;
}) {
  const { lines, hidden, onChange, pointed, time, height } = props;
  const toggle = (place: number) => {
    const after = new Set(hidden);
    if (!after.delete(place)) after.add(place);
    onChange(after);
  };
  const isolate = (place: number) => {
    const others = lines.map((each) => each.place).filter((each) => each !== place);
    const isAlone = !hidden.has(place) && others.every((each) => hidden.has(each));
    onChange(new Set(isAlone ? [] : others));
  };
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
      {lines.map(({ line, place }) => (
        <Group key={line.key} component="li" gap={4} wrap="nowrap">
          <button
            type="button"
            className="legend-button"
            aria-pressed={!hidden.has(place)}
            aria-keyshortcuts="Shift+Enter"
            title="Click: hide or show. Double click, or Shift and Enter: this line alone."
            onClick={({ detail }) => {
              // The second click of a double click undoes the first before the line is left alone.
              if (detail < 3) toggle(place);
            }}
            onDoubleClick={() => isolate(place)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !event.shiftKey) return;
              event.preventDefault();
              isolate(place);
            }}
            style={{ opacity: hidden.has(place) ? 0.55 : 1 }}
          >
            <svg width={20} height={4} aria-hidden="true">
              <line
                x1={0}
                y1={2}
                x2={20}
                y2={2}
                stroke={line.color}
                strokeWidth={3}
                strokeDasharray={line.dash?.join(' ')}
              />
            </svg>
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
  if (value === null || value === undefined) return '–';
  if (isBoolean) return String(value === 1);
  return `${formatShortNumber(value)}${unit === undefined ? '' : ` ${unit}`}`;
}
