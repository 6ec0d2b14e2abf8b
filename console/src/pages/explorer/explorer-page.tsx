import { Button, Stack, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Device } from '../../api/types.ts';
import { AttributePicker } from '../../series/attribute-picker.tsx';
import { type SeriesAnswer, toColumns, unitOf } from '../../series/columns.ts';
import { type Comparison, comparisons } from '../../series/compare.ts';
import { toCsv } from '../../series/csv.ts';
import { marksIn, useEventMarks } from '../../series/event-marks.ts';
import { SeriesControls } from '../../series/series-controls.tsx';
import { mostLines, SeriesPlot } from '../../series/series-plot.tsx';
import { describeThinned } from '../../series/thinned.ts';
import { toQuery, useSeries } from '../../series/use-series.ts';
import { useView } from '../../series/use-view.ts';
import {
  type Aggregation,
  canAggregate,
  formatResolution,
  pickResolution,
  resolutionOf,
  type SeriesView,
  spanOf,
} from '../../series/view.ts';
import { CopyButton } from '../../shared/copy-button.tsx';
import { PinPlot } from '../../shared/dashboards/pin-plot.tsx';
import type { PinnedPlot } from '../../shared/dashboards/pinned-graph.ts';
import { TagInput } from '../../shared/devices/tag-input.tsx';
import { downloadText } from '../../shared/download.ts';
import { FilterBar } from '../../shared/filter-bar.tsx';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { Page, Section } from '../../shared/page.tsx';
import { ShareButton } from '../../shared/page-links/share-button.tsx';
import { Empty, Failure, Loading } from '../../shared/states.tsx';
import { useNow } from '../../shared/time.tsx';
import { useIds } from '../../shared/use-ids.ts';
import { t } from '../../words/words.ts';
import { CodePanel } from './code-panel.tsx';
import { DevicePicker } from './device-picker.tsx';
import { type Explored, exploredDevicesQuery, readExplored, tagValuesQuery, toSelection } from './explored.ts';
import { FleetControls } from './fleet-controls.tsx';
import { applyFleetView, isCombined, readFleetView } from './fleet-view.ts';
import { SeriesTable } from './series-table.tsx';

const noDevices: readonly Device[] = [];

/** The series of several devices beside each other. All of it stands in the address, so a link shows the same. */
export function ExplorerPage() {
  const { applicationId } = useIds();
  const { ref, width } = useElementSize();
  const { view, setView, search, change } = useView({ range: '1d', aggregation: 'MEAN' });
  const explored = readExplored(search);
  const isEmpty = explored.deviceIds.length + explored.tags.length === 0;
  const found = useQuery(exploredDevicesQuery(applicationId, explored));
  const devices = isEmpty ? noDevices : (found.data?.items ?? noDevices);

  const offered = new Map(
    devices.flatMap(({ attributes = [] }) => attributes.map((each) => [each.name, each.dataType])),
  );
  // What can be drawn first: the rest is for the table and the file.
  const isPlottable = (name: string) => ['number', 'boolean'].includes(offered.get(name) ?? '');
  const names = [...offered.keys()].toSorted((a, b) => Number(isPlottable(b)) - Number(isPlottable(a)));
  const chosen = (view.attributes ?? names.slice(0, 1)).filter((name) => names.includes(name));
  const refusedBy = (aggregation: Aggregation) =>
    chosen.filter((name) => !canAggregate(aggregation, offered.get(name) ?? 'string'));
  const refused = view.aggregation === 'MINMAX' ? [] : refusedBy(view.aggregation);
  const span = spanOf(view, useNow());
  // All that the tags name, not only those that are named here: the server returns a series of each.
  const deviceCount = isEmpty ? 0 : (found.data?.totalCount ?? 0);
  const lines = Math.max(1, chosen.length) * Math.max(1, deviceCount);
  const fleet = readFleetView(search, lines > mostLines ? 'range' : 'none');
  const { show, groupBy, compare } = fleet;
  const tagValues = useQuery(tagValuesQuery(applicationId, explored, groupBy));
  const automatic = pickResolution(span.end - span.start, { width, lines, aggregation: view.aggregation });
  const question = {
    applicationId,
    selection: toSelection(explored),
    attributes: chosen,
    notNumbers: refusedBy('MINMAX'),
    view,
    resolution: resolutionOf(view, automatic),
  };
  const series = useSeries({ ...question, enabled: width > 0 && !isEmpty && found.data !== undefined });
  const key = chosen.join(',');
  const earlier = useSeries({
    ...question,
    view: earlierView(view, compare, series.data?.answer),
    enabled: compare !== undefined && series.data !== undefined && !series.isPlaceholderData,
  });
  const past = compare === undefined ? undefined : earlier.data;
  const columns = useMemo(() => {
    if (!series.data) return undefined;
    const names = key === '' ? [] : key.split(',');
    const before = past && toColumns(past.answer, names);
    const view = { show, groupBy, compare };
    return applyFleetView(toColumns(series.data.answer, names), before, view, (id) => tagValues.data?.get(id));
  }, [series.data, past, key, show, groupBy, compare, tagValues.data]);
  const eventDevices = useMemo(() => devices.map(({ id }) => id), [devices]);
  const zoom = useCallback((start: number, end: number) => setView({ ...view, zoom: [start, end] }), [view, setView]);
  const unit = useCallback(
    (attribute: string) =>
      unitOf(
        devices.find((device) => unitOf(device, attribute) !== undefined),
        attribute,
      ),
    [devices],
  );
  const marks = useEventMarks(applicationId, eventDevices);
  const shownMarks = useMemo(() => marksIn(marks, { start: span.start, end: span.end }), [marks, span.start, span.end]);
  const end = span.live ? Date.parse(series.data?.answer.end ?? '') || span.end : span.end;

  return (
    <Page
      title={t('Data explorer')}
      actions={
        <>
          <CopyButton value={window.location.href} what={t('to this view')} label={t('Copy link')} size="sm" />
          {isEmpty ? null : (
            <ShareButton
              applicationId={applicationId}
              what={{
                name: t('Plot of {chosen}', { chosen: chosen.join(', ') }),
                ...toSelection(explored),
                attributes: chosen,
              }}
            />
          )}
          <Button variant="default" disabled={isEmpty} loading={series.isFetching} onClick={() => series.refetch()}>
            {t('Refresh')}
          </Button>
        </>
      }
    >
      <Section title={t('What to look at')}>
        <Stack gap="sm" ref={ref}>
          <FilterBar label={t('Devices to look at')} name={t('Devices')} startsOpen={isEmpty}>
            <DevicePicker
              applicationId={applicationId}
              value={explored.deviceIds}
              known={devices}
              onChange={(ids) => change({ devices: ids.length === 0 ? undefined : ids.join(',') })}
            />
            <TagInput
              applicationId={applicationId}
              label={t('and every device with a tag of')}
              w={{ base: '100%', xs: 260 }}
              value={explored.tags}
              onChange={(tags) => change({ tags: tags.length === 0 ? undefined : tags })}
            />
          </FilterBar>
          <SeriesControls view={view} onChange={setView} automatic={automatic}>
            <FleetControls
              view={fleet}
              tagKeys={listTagKeys(devices)}
              isMany={deviceCount > 1}
              onChange={({ show, groupBy, compare }) => change({ combine: show, group: groupBy, compare })}
            />
          </SeriesControls>
          {names.length === 0 ? null : (
            <AttributePicker names={names} value={chosen} onChange={(attributes) => setView({ ...view, attributes })} />
          )}
          {deviceCount > devices.length ? (
            <Text size="sm" c="dimmed">
              {t('{deviceCount} devices have these tags.', { deviceCount: formatNumber(deviceCount) })}
            </Text>
          ) : null}
          {refused.length === 0 ? null : (
            <Text size="sm" c="dimmed" className="foreign">
              {t('{refused}: this aggregation takes numbers only.', { refused: refused.join(', ') })}
            </Text>
          )}
        </Stack>
      </Section>
      {isEmpty ? (
        <Empty title={t('Choose devices to see their series')}>
          {t(
            'Pick some by name or id, or all that have a tag, and then the attributes. The address keeps what you have chosen.',
          )}
        </Empty>
      ) : found.error ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : series.error ? (
        <Failure
          error={series.error}
          {...(view.resolution > 0 && view.aggregation !== 'NONE'
            ? {
                retry: () => setView({ ...view, resolution: 0 }),
                retryLabel: t('Use {automatic}', { automatic: formatResolution(automatic) }),
              }
            : { retry: () => void series.refetch() })}
        />
      ) : found.data && chosen.length === 0 ? (
        <Empty title={t('Choose an attribute')} />
      ) : columns && series.data ? (
        <>
          <Section
            title={t('Plot')}
            actions={
              <>
                <PinPlot
                  applicationId={applicationId}
                  plot={{
                    title: chosen.join(', '),
                    lines: toPinnedLines(explored, devices, chosen, isCombined(show)),
                    aggregation: show === 'sum' ? 'SUM' : view.aggregation,
                    duration: span.end - span.start,
                    resolution: view.resolution || automatic,
                  }}
                />
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={columns.times.length === 0}
                  onClick={() => downloadText('series.csv', toCsv(columns))}
                >
                  {t('Save as CSV')}
                </Button>
              </>
            }
          >
            <SeriesPlot
              label={t('Plot of {chosen}', { chosen: chosen.join(', ') })}
              columns={columns}
              start={end - (span.end - span.start)}
              end={end}
              resolution={series.data.answer.resolution}
              readAt={series.data.readAt}
              unitOf={unit}
              onZoom={zoom}
              marks={shownMarks}
            />
            {series.data.thinnedOf === undefined ? null : (
              <Text size="sm" c="dimmed">
                {`${formatCount(columns.times.length, 'point')}${describeThinned(series.data)}.`}
              </Text>
            )}
          </Section>
          <Section title={t('Values')} padding={0}>
            <SeriesTable columns={columns} />
          </Section>
          <Section title={t('As code')} padding={0}>
            <CodePanel server={window.location.origin} applicationId={applicationId} query={toQuery(question)} />
          </Section>
        </>
      ) : (
        <Loading height={280} />
      )}
    </Page>
  );
}

/** The same stretch of time, as much earlier as it is compared with. */
function earlierView(view: SeriesView, compare: Comparison | undefined, answer: SeriesAnswer | undefined): SeriesView {
  const { zoom: _zoom, ...rest } = view;
  const shift = compare === undefined ? 0 : comparisons[compare].ms;
  const from = Date.parse(answer?.start ?? '') - shift;
  const to = Date.parse(answer?.end ?? '') - shift;
  return Number.isFinite(from) && Number.isFinite(to) ? { ...rest, range: 'custom', from, to } : rest;
}

function listTagKeys(devices: readonly Device[]): readonly string[] {
  return [...new Set(devices.flatMap(({ tags = [] }) => tags.map(({ key }) => key)))]
    .filter((key) => key !== undefined)
    .sort();
}

/** A line of each device and attribute, or, where devices are combined, one of each attribute over all of them. */
function toPinnedLines(
  explored: Explored,
  devices: readonly Device[],
  attributes: readonly string[],
  combined: boolean,
): PinnedPlot['lines'] {
  if (!combined) {
    return devices.flatMap(({ id, name }) =>
      attributes.map((attribute) => ({ attribute, label: `${name} ${attribute}`, deviceIds: [id] })),
    );
  }
  const { deviceIds = [], deviceTags = [] } = toSelection(explored);
  return attributes.map((attribute) => ({ attribute, label: attribute, deviceIds, deviceTags }));
}
