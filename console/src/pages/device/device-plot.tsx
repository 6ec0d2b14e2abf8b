import { Button, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { LiveState } from '../../api/live-events.ts';
import type { Device } from '../../api/types.ts';
import { silentSince } from '../../charts/gaps.ts';
import { AttributePicker } from '../../series/attribute-picker.tsx';
import { toColumns, unitOf } from '../../series/columns.ts';
import { toCsv } from '../../series/csv.ts';
import { marksIn, useEventMarks } from '../../series/event-marks.ts';
import { RawExport } from '../../series/raw-export.tsx';
import { SeriesControls } from '../../series/series-controls.tsx';
import { SeriesPlot } from '../../series/series-plot.tsx';
import { describeThinned } from '../../series/thinned.ts';
import { useSeries } from '../../series/use-series.ts';
import { useView } from '../../series/use-view.ts';
import { type Aggregation, canAggregate, pickResolution, resolutionOf, spanOf } from '../../series/view.ts';
import { PinPlot } from '../../shared/dashboards/pin-plot.tsx';
import { downloadText } from '../../shared/download.ts';
import { formatCount } from '../../shared/format.ts';
import { LiveBadge } from '../../shared/live-badge.tsx';
import { Section } from '../../shared/page.tsx';
import { Empty, Failure, Loading } from '../../shared/states.tsx';
import { useNow } from '../../shared/time.tsx';
import { t } from '../../words/words.ts';
import { listPlottable } from './plottable.ts';

export interface DevicePlotProps {
  readonly applicationId: string;
  readonly device: Device;
  readonly state: LiveState;
  /** Counts the reports that have come since the page was opened. */
  readonly news: number;
}

/** The device's numbers over time, as the address says: range, resolution, aggregation, attributes. */
export function DevicePlot({ applicationId, device, state, news }: DevicePlotProps) {
  const { ref, width } = useElementSize();
  const { view, setView } = useView();
  const selection = useMemo(() => ({ deviceIds: [device.id] }), [device.id]);
  const plottable = listPlottable(device);
  const names = plottable.map(({ name }) => name);
  const marks = useEventMarks(applicationId, selection.deviceIds);
  const chosen = (view.attributes ?? names.slice(0, 1)).filter((name) => names.includes(name));
  const refusedBy = (aggregation: Aggregation) =>
    plottable
      .filter(({ name, dataType }) => chosen.includes(name) && !canAggregate(aggregation, dataType))
      .map(({ name }) => name);
  const refused = view.aggregation === 'MINMAX' ? [] : refusedBy(view.aggregation);
  const span = spanOf(view, useNow());
  const automatic = pickResolution(span.end - span.start, {
    width,
    lines: chosen.length,
    aggregation: view.aggregation,
  });
  const series = useSeries({
    applicationId,
    selection,
    attributes: chosen,
    notNumbers: refusedBy('MINMAX'),
    view,
    resolution: resolutionOf(view, automatic),
    enabled: width > 0,
    news,
  });
  const shownMarks = useMemo(() => marksIn(marks, { start: span.start, end: span.end }), [marks, span.start, span.end]);
  const key = chosen.join(',');
  const columns = useMemo(
    () => (series.data ? toColumns(series.data.answer, key === '' ? [] : key.split(',')) : undefined),
    [series.data, key],
  );
  const zoom = useCallback((start: number, end: number) => setView({ ...view, zoom: [start, end] }), [view, setView]);
  const unit = useCallback((attribute: string) => unitOf(device, attribute), [device]);
  if (names.length === 0) {
    return (
      <Section title={t('Plot')}>
        <Empty title={t('Nothing to plot')}>
          {t('This device has no attribute that is a number, a text, or true and false.')}
        </Empty>
      </Section>
    );
  }
  // A live plot ends where its newest answer does, which may be a little after the page's clock.
  const end = span.live ? Math.max(span.end, Date.parse(series.data?.answer.end ?? '') || 0) : span.end;
  // 0 for reports as they came.
  const bucket = series.data?.answer.resolution ?? 0;
  const silent = columns && silentSince(columns.times, end, bucket);
  const count = columns?.times.length ?? 0;
  return (
    <Section title={t('Plot')} actions={span.live ? <LiveBadge state={state} silentSince={silent} /> : null}>
      <Stack gap="sm" ref={ref}>
        <SeriesControls view={view} onChange={setView} automatic={automatic}>
          <Button
            variant="default"
            disabled={count === 0}
            onClick={() => columns && downloadText(`${device.name}.csv`, toCsv(columns))}
          >
            {t('Save as CSV')}
          </Button>
          <Button
            variant="default"
            component={Link}
            to={`/applications/${applicationId}/alarms`}
            search={{ newFor: device.id, ...(chosen[0] === undefined ? {} : { attribute: chosen[0] }) } as never}
          >
            {t('Set an alarm')}
          </Button>
          <PinPlot
            applicationId={applicationId}
            plot={{
              title: `${device.name}: ${chosen.join(', ')}`,
              lines: chosen.map((attribute) => ({ attribute, label: attribute, deviceIds: [device.id] })),
              aggregation: view.aggregation,
              duration: span.end - span.start,
              resolution: view.resolution || automatic,
            }}
          />
          <RawExport applicationId={applicationId} selection={selection} start={span.start} end={span.end} />
        </SeriesControls>
        <AttributePicker names={names} value={chosen} onChange={(attributes) => setView({ ...view, attributes })} />
        {series.error ? <Failure error={series.error} retry={() => void series.refetch()} /> : null}
        {columns && series.data ? (
          <SeriesPlot
            label={t('Plot of {chosen}', { chosen: chosen.join(', ') })}
            columns={columns}
            start={end - (span.end - span.start)}
            end={end}
            resolution={bucket}
            readAt={series.data.readAt}
            unitOf={unit}
            onZoom={zoom}
            marks={shownMarks}
          />
        ) : series.error ? null : chosen.length === 0 ? (
          <Empty title={t('Choose an attribute to plot')} />
        ) : (
          <Loading height={280} />
        )}
        <Text size="sm" c="dimmed">
          <span data-testid="plot-points">{formatCount(count, 'point')}</span>
          {describeThinned(series.data)}
          {count === 0 && series.isSuccess ? t(': nothing was reported in this time') : ''}
          {refused.length > 0 ? t('. {map}: this aggregation takes numbers only', { map: refused.join(', ') }) : ''}
          {t('. Drag over the plot to zoom in, or press + on it.')}
        </Text>
      </Stack>
    </Section>
  );
}
