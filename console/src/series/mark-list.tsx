import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PlotMoment } from '../charts/plot-marks.ts';
import { Time } from '../shared/time.tsx';
import { t } from '../words/words.ts';

/** Something that happened, as a plot marks it and the list below names it. */
export interface SeriesMark extends PlotMoment {
  readonly key: string;
  readonly text: string;
  /** The page about it. */
  readonly to: string;
}

/** More are looked up on the page of events. */
const mostNamed = 5;

/** What the dashed uprights of a plot stand for, newest first. */
export function MarkList({ marks = [] }: { marks?: readonly SeriesMark[] | undefined }) {
  if (marks.length === 0) return null;
  return (
    <Group
      gap="md"
      mt={4}
      component="ul"
      m={0}
      p={0}
      style={{ listStyle: 'none' }}
      aria-label={t('Events on the plot')}
    >
      {marks.slice(0, mostNamed).map(({ key, time, color, text, to }) => (
        <Group key={key} component="li" gap={6} wrap="nowrap">
          <svg width={4} height={16} aria-hidden="true" style={{ flexShrink: 0 }}>
            <line x1={2} y1={0} x2={2} y2={16} stroke={color} strokeWidth={2} strokeDasharray="4 3" />
          </svg>
          <Anchor component={Link} to={to} size="sm" className="foreign">
            {text}
          </Anchor>
          <Text size="sm" c="dimmed">
            <Time value={time} />
          </Text>
        </Group>
      ))}
      {marks.length > mostNamed ? (
        <Text component="li" size="sm" c="dimmed">
          {t('and {count} more', { count: marks.length - mostNamed })}
        </Text>
      ) : null}
    </Group>
  );
}
