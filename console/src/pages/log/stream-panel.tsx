import { Button, Group, Text } from '@mantine/core';
import { memo, type ReactNode, useCallback, useState } from 'react';
import type { LiveEvent, useLiveEvents } from '../../api/live-events.ts';
import { FilterBar } from '../../shared/filter-bar.tsx';
import { formatNumber } from '../../shared/format.ts';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty, Failure } from '../../shared/states.tsx';
import { t } from '../../words/words.ts';
import { type Inspected, InspectWindow } from './inspect-window.tsx';

/** Some screens full: more than anybody reads, few enough to be replaced ten times a second on a slow machine. */
export const mostRows = 200;

export interface StreamPanelProps<T> {
  readonly title: string;
  /** Name of the table, for those who cannot see it. */
  readonly label: string;
  readonly live: ReturnType<typeof useLiveEvents<T>>;
  /** Which of the rows that are kept pass the present filter. */
  readonly shows: (event: LiveEvent<T>) => boolean;
  /** The cells of a row. Declared outside of components: rows are drawn again only when this changes. */
  readonly cells: (event: LiveEvent<T>, onInspect: () => void) => ReactNode;
  readonly inspect: (event: LiveEvent<T>) => Inspected;
  readonly controls: ReactNode;
  readonly empty: { readonly title: string; readonly hint: string };
}

/** A stream with its rows, newest first, its pause, and where every event of it has gone. */
export function StreamPanel<T>(props: StreamPanelProps<T>) {
  const { title, label, live, shows, cells, inspect, controls, empty } = props;
  const [inspected, setInspected] = useState<Inspected>();
  const onInspect = useCallback((event: LiveEvent<T>) => setInspected(inspect(event)), [inspect]);
  const shown = live.rows.filter(shows);
  return (
    <Section title={title} padding={0} actions={<LiveBadge state={live.state} />}>
      <Group gap="xs" px="md" pb="xs" align="flex-end">
        <FilterBar>{controls}</FilterBar>
        <Button size="xs" variant="default" onClick={() => live.setPaused(!live.paused)} aria-pressed={live.paused}>
          {live.paused ? t('Go on ({missed} passed by)', { missed: formatNumber(live.missed) }) : t('Pause')}
        </Button>
        <Button size="xs" variant="default" onClick={live.clear}>
          {t('Clear')}
        </Button>
      </Group>
      <Counts live={live} shown={shown.length} label={label} />
      {live.failure === undefined ? null : <Failure error={new Error(live.failure)} title={t('The stream was lost')} />}
      <div className="stream-scroll">
        {shown.length === 0 ? (
          <Empty title={empty.title}>
            {live.rows.length === 0 ? empty.hint : t('Nothing here passes the filter.')}
          </Empty>
        ) : (
          <table className="stream-table" aria-label={label}>
            <tbody>
              {shown.map((event) => (
                <Row key={event.sequence} event={event} cells={cells as Cells} onInspect={onInspect as OnInspect} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <InspectWindow inspected={inspected} onClose={() => setInspected(undefined)} />
    </Section>
  );
}

/** Adds up: received = shown + no longer kept + filtered out. */
function Counts<T>({ live, shown, label }: { live: StreamPanelProps<T>['live']; shown: number; label: string }) {
  const received = live.total + live.refused;
  const filtered = live.refused + live.rows.length - shown;
  const parts = [
    t('{received} received', { received: formatNumber(received) }),
    t('{shown} shown', { shown: formatNumber(shown) }),
    ...(live.dropped > 0 ? [t('{dropped} older, no longer kept', { dropped: formatNumber(live.dropped) })] : []),
    ...(filtered > 0 ? [t('{filtered} filtered out', { filtered: formatNumber(filtered) })] : []),
  ];
  const lost =
    live.lost > 0 ? t('{lost} came faster than this page could take them. ', { lost: formatNumber(live.lost) }) : '';
  return (
    <Text size="xs" c="dimmed" px="md" pb={6} className="number" component="div">
      <span data-testid={`counts of ${label}`}>{parts.join(' · ')}</span>
      {lost === '' && !live.hasGap ? null : (
        <Text size="xs" c="orange" component="span" data-testid={`lost of ${label}`}>
          {' '}
          {lost}
          {live.hasGap ? t('Some were missed while the connection was away.') : ''}
        </Text>
      )}
    </Text>
  );
}

type Cells = (event: LiveEvent<unknown>, onInspect: () => void) => ReactNode;
type OnInspect = (event: LiveEvent<unknown>) => void;

/** Drawn once: an event never changes, and most of its neighbours are new at every turn. */
const Row = memo(function Row(props: { event: LiveEvent<unknown>; cells: Cells; onInspect: OnInspect }) {
  const { event, cells, onInspect } = props;
  return <tr>{cells(event, () => onInspect(event))}</tr>;
});
