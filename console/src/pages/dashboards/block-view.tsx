import { Box, Button, Code, Group, Stack, Text } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import { formatResolution } from '../../series/view.ts';
import { Markdown } from '../../shared/markdown.tsx';
import { Time } from '../../shared/time.tsx';
import { tx } from '../../words/rich.ts';
import { t } from '../../words/words.ts';
import { BlockBoundary } from './block-boundary.tsx';
import { CustomHtmlView, IframeView } from './blocks/frames.tsx';
import { GaugeView } from './blocks/gauge.tsx';
import { GraphView } from './blocks/graph.tsx';
import { ImageOverlayView } from './blocks/image-overlay.tsx';
import { InputView } from './blocks/input.tsx';
import { DeviceLogView, OwnListView, WorkflowListView } from './blocks/lists.tsx';
import { PositionChartView } from './blocks/position-chart.tsx';
import { BarView, ImageView, IndicatorView, PieView, SectionHeaderView } from './blocks/simple.tsx';
import { DeviceTable, EventTable, OpenEventsView, StateTable } from './blocks/tables.tsx';
import { useDashboardContext } from './dashboard-context.ts';
import type { Block } from './queries.ts';
import { describeDuration } from './search.ts';
import type {
  DeviceListData,
  EventListData,
  GaugeData,
  GraphData,
  IndicatorData,
  Missing,
  ShownBlock,
  Slice,
  TableData,
} from './shown.ts';
import type {
  CustomChartData,
  CustomHtmlData,
  DeviceLogData,
  IframeData,
  InputData,
  OwnListData,
  WorkflowListData,
} from './shown-lists.ts';
import type { HeatmapData, ImageOverlayData, MapData, PositionChartData } from './shown-places.ts';
import { describeMissing, nameBlock } from './words.ts';

// Drawn by libraries that are large: read when there is such a block.
const loadMaps = () => import('./blocks/map-view.tsx');
const loadCharts = () => import('./blocks/custom-chart.tsx');
const MapBlock = lazy(async () => ({ default: (await loadMaps()).MapBlock }));
const HeatmapBlock = lazy(async () => ({ default: (await loadMaps()).HeatmapBlock }));
const CustomChartView = lazy(async () => ({ default: (await loadCharts()).CustomChartView }));
const loaders: Readonly<Record<string, () => Promise<unknown>>> = {
  map: loadMaps,
  heatmap: loadMaps,
  'custom-chart': loadCharts,
};

/** Begins to read what blocks will be drawn with, while it is being asked what they show. */
export function preloadBlocks(blocks: readonly Pick<Block, 'blockType'>[]): void {
  // What cannot be read is said by the block that needs it.
  for (const type of new Set(blocks.map(({ blockType }) => blockType))) loaders[type]?.().catch(() => undefined);
}

export interface BlockViewProps {
  readonly block: Block;
  /** Undefined while it is being read for the first time. */
  readonly shown: ShownBlock | undefined;
  /** Of the content, in px. */
  readonly height: number;
  readonly onZoom: (from: number, to: number) => void;
  readonly retry: () => void;
  /** Stands in the header, for whoever edits. */
  readonly actions?: React.ReactNode;
}

/** Heights in a block: of its header, of how old it is, of its frame above and below; and what lies around its content (dashboard.css). */
const [headerPx, agePx, framePx, paddingPx] = [30, 16, 2, 8];

/** A block in its frame: what it is called, what it shows, and how old that is. Drawn again only when that has changed. */
export const BlockView = memo(function BlockView(props: BlockViewProps) {
  const { block, shown, height, actions } = props;
  const { duration } = useDashboardContext();
  const data = shown?.data ?? {};
  const title = String(data.title ?? '');
  const description = String(data.description ?? '');
  const isHeader = block.blockType === 'section-header';
  const hasHeader = title !== '' || actions !== undefined;
  // The toolbar says the dashboard's window, which is not every block's.
  const hasOwnWindow = typeof data.window === 'number' && data.window !== duration;
  const time = typeof data.time === 'string' ? data.time : undefined;
  const hasAge = time !== undefined && !isHeader;
  const contentPx = height - (hasHeader ? headerPx : 0) - (hasAge ? agePx : 0) - framePx;
  const rest = contentPx - 2 * paddingPx;
  return (
    <Box
      component="section"
      className={isHeader ? 'dashboard-block plain' : 'dashboard-block'}
      aria-label={title === '' ? nameBlock(block.blockType) : title}
      data-block={block.id}
      data-status={shown?.status ?? 'loading'}
    >
      {hasHeader ? (
        <Group h={headerPx} px="xs" gap={6} wrap="nowrap" justify="space-between" title={description || undefined}>
          <Text fw={600} size="sm" truncate className="foreign">
            {title === '' && actions !== undefined ? nameBlock(block.blockType) : title}
          </Text>
          {hasOwnWindow ? (
            <Text
              size="xs"
              c="dimmed"
              className="dashboard-window"
              title={t('This block shows a time of its own: {duration}', {
                duration: describeDuration(data.window as number),
              })}
            >
              {formatResolution(data.window as number)}
            </Text>
          ) : null}
          {actions}
        </Group>
      ) : null}
      <Box
        className="dashboard-content"
        style={isHeader ? { minHeight: contentPx, display: 'grid', alignContent: 'center' } : { height: contentPx }}
      >
        <BlockBoundary version={shown?.etag ?? ''}>
          <Suspense fallback={<Box h="100%" aria-busy="true" className="dashboard-skeleton" />}>
            <Content {...props} height={rest} title={title} />
          </Suspense>
        </BlockBoundary>
      </Box>
      {!hasAge ? null : (
        <Text size="xs" c="dimmed" className="dashboard-age">
          <Time value={time} format="relative" />
        </Text>
      )}
    </Box>
  );
});

function Content(props: BlockViewProps & { title: string }) {
  const { block, shown, height, onZoom, retry, title } = props;
  const label = title || nameBlock(block.blockType);
  if (!shown) return <Box h="100%" aria-busy="true" className="dashboard-skeleton" />;
  if (shown.status === 'unsupported') {
    return (
      <Note>
        <span>
          {tx('{nameBlock} ({blockType}) is not drawn by this version. It is kept as it is.', {
            nameBlock: nameBlock(block.blockType),
            blockType: <Code>{block.blockType}</Code>,
          })}
        </span>
      </Note>
    );
  }
  if (shown.status === 'error') {
    return (
      <Note>
        <span role="alert">{shown.error ?? t('The block could not be read.')}</span>
        <Button size="compact-xs" variant="default" mt={4} onClick={retry}>
          {t('Try again')}
        </Button>
      </Note>
    );
  }
  const data = (shown.data ?? {}) as never;
  if (shown.status === 'empty' && !drawsEmpty.has(block.blockType)) return <EmptyBlock block={block} shown={shown} />;
  switch (block.blockType) {
    case 'gauge':
      return <GaugeView data={data as GaugeData} height={height} />;
    case 'indicator':
    case 'device-count':
      return <IndicatorView data={data as IndicatorData} height={height} />;
    case 'graph':
      return <GraphView data={data as GraphData} height={height} label={label} onZoom={onZoom} />;
    case 'section-header':
      return <SectionHeaderView data={data as { heading: string; text: string }} />;
    case 'device-state-table':
      return <StateTable data={data as TableData} label={label} />;
    case 'event-list':
      return <EventTable blockId={block.id} data={data as EventListData} label={label} />;
    case 'device-list':
      return <DeviceTable data={data as DeviceListData} label={label} />;
    case 'open-event-indicator':
      return <OpenEventsView data={data as { count: number }} />;
    case 'pie':
      return <PieView slices={(data as { slices: Slice[] }).slices} height={height} />;
    case 'bar':
      return <BarView {...(data as { slices: Slice[]; min?: number; max?: number })} />;
    case 'image':
      return <ImageView data={data as { url: string }} label={label} />;
    case 'data-table':
      return <StateTable data={data as TableData} label={label} />;
    case 'input':
      return <InputView blockId={block.id} data={data as InputData} label={label} />;
    case 'map':
      return <MapBlock data={data as MapData} height={height} label={label} />;
    case 'heatmap':
      return <HeatmapBlock data={data as HeatmapData} height={height} label={label} />;
    case 'position-chart':
      return <PositionChartView data={data as PositionChartData} height={height} label={label} />;
    case 'image-overlay':
      return <ImageOverlayView data={data as ImageOverlayData} height={height} label={label} />;
    case 'custom-chart':
      return <CustomChartView data={data as CustomChartData} height={height} label={label} />;
    case 'custom-html':
      return <CustomHtmlView data={data as CustomHtmlData} label={label} />;
    case 'iframe':
      return <IframeView data={data as IframeData} label={label} />;
    case 'device-log':
      return <DeviceLogView data={data as DeviceLogData} label={label} />;
    case 'workflow-list':
      return <WorkflowListView data={data as WorkflowListData} label={label} applicationId={block.applicationId} />;
    case 'application-list':
    case 'dashboard-list':
      return <OwnListView data={data as OwnListData} label={label} />;
    default:
      return <Note>{t('{nameBlock} is not drawn by this version.', { nameBlock: nameBlock(block.blockType) })}</Note>;
  }
}

/** These have something to show without data: words, controls, a picture, the world. */
const drawsEmpty: ReadonlySet<string> = new Set([
  'indicator',
  'input',
  'image-overlay',
  'custom-html',
  'iframe',
  'application-list',
  'dashboard-list',
]);

const emptyWords: Readonly<Record<string, string>> = {
  'event-list': t('No events.'),
  'device-list': t('No devices.'),
  'device-state-table': t('No reports.'),
  'data-table': t('No rows.'),
  'device-log': t('No connections are logged.'),
  'workflow-list': t('No workflows.'),
  'application-list': t('No applications.'),
  'dashboard-list': t('No dashboards.'),
  map: t('No positions in this window.'),
  heatmap: t('No positions in this window.'),
  'position-chart': t('No positions in this window.'),
  image: t('No picture is chosen.'),
};

/** Never an empty frame: what is missing, and since when. */
function EmptyBlock({ block, shown }: { block: Block; shown: ShownBlock }) {
  const { missing, series, slices, label } = (shown.data ?? {}) as {
    missing?: Missing;
    series?: readonly { missing?: Missing }[];
    slices?: readonly { missing?: Missing }[];
    label?: string;
  };
  const all = [missing, ...(series ?? slices ?? []).map((each) => each.missing)].flatMap((each) => each ?? []);
  const words = [...new Set(all.map(describeMissing))].slice(0, 3);
  return (
    <Note>
      {block.blockType === 'gauge' ? (
        <Text fw={600} size="xl">
          --
        </Text>
      ) : null}
      {words.length === 0
        ? (emptyWords[block.blockType] ?? t('No data.'))
        : words.map((each) => <span key={each}>{each}</span>)}
      {label === undefined || block.blockType !== 'gauge' ? null : <Markdown text={label} />}
    </Note>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return (
    <Stack h="100%" align="center" justify="center" gap={2} px="xs">
      <Text size="sm" c="dimmed" ta="center" className="foreign" component="div">
        <Stack gap={2} align="center">
          {children}
        </Stack>
      </Text>
    </Stack>
  );
}
