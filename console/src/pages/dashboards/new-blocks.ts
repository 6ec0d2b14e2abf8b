import { t } from '../../words/words.ts';
import type { Block } from './queries.ts';

/** What can be added, the usual ones first. */
export const paletteTypes = [
  ...['gauge', 'graph', 'indicator', 'device-state-table', 'event-list', 'open-event-indicator', 'section-header'],
  ...['pie', 'bar', 'map', 'heatmap', 'position-chart', 'image', 'image-overlay', 'input', 'custom-chart'],
  ...['device-list', 'device-count', 'device-log', 'data-table', 'workflow-list', 'application-list', 'dashboard-list'],
  ...['iframe', 'custom-html'],
] as const;

const segment = { attribute: '', deviceIds: [], deviceTags: [], label: '', color: '#1c8799' };
const usual: Readonly<Record<string, { width: number; height: number; config: Readonly<Record<string, unknown>> }>> = {
  gauge: { width: 1, height: 1, config: { gaugeType: 'number', realTime: true, segment } },
  graph: {
    width: 2,
    height: 1.5,
    config: {
      duration: '{{dashboard.duration}}',
      resolution: '{{dashboard.resolution}}',
      segments: [{ ...segment, aggregation: 'MEAN', graphType: 'line', lineType: 'linear', lineWeight: 2 }],
    },
  },
  indicator: {
    width: 1,
    height: 1,
    config: {
      realTime: true,
      segments: [segment],
      conditions: [],
      defaultCondition: { label: '{{value-0}}', color: 'rgba(0,0,0,0)' },
    },
  },
  'device-state-table': { width: 2, height: 1.5, config: { deviceIds: [], deviceTags: [], attributes: [] } },
  'event-list': { width: 2, height: 1.5, config: { query: '', sortField: 'creationDate', sortDirection: 'desc' } },
  'open-event-indicator': { width: 1, height: 1, config: { query: '' } },
  pie: { width: 1, height: 1, config: { segments: [segment] } },
  bar: { width: 1, height: 1, config: { segments: [segment] } },
  'device-list': { width: 2, height: 1.5, config: {} },
  image: { width: 1, height: 1, config: { imageSource: 'static', imageUrl: '' } },
  map: {
    width: 2,
    height: 2,
    config: {
      ...{ deviceIds: [], deviceTags: [], attribute: 'location', additionalAttributes: [], duration: 0, resolution: 0 },
      ...{ defaultZoom: 'auto', centerOnDataPoints: true, mapStyle: 'normal', includeLines: true, pinMode: 'simple' },
      ...{ popupTemplate: '**{{deviceName}}** {{formatDate time}}' },
    },
  },
  heatmap: {
    width: 2,
    height: 2,
    config: { deviceIds: [], deviceTags: [], attribute: 'location', duration: 86_400_000 },
  },
  'position-chart': {
    width: 2,
    height: 2,
    config: {
      ...{ deviceIds: [], deviceTags: [], xAttribute: 'x', yAttribute: 'y', imageUrl: '', duration: 0 },
      ...{ pixelA: '0,0', coordinateA: '0,0', pixelB: '100,100', coordinateB: '100,100', pinMode: 'simple' },
    },
  },
  'image-overlay': { width: 2, height: 2, config: { imageUrl: '', defaultZoom: 0, segments: [], overlays: [] } },
  input: {
    width: 1,
    height: 1,
    config: {
      defaultMode: 'locked',
      controls: [
        {
          ...{ id: 'button', type: 'button', templateId: 'button', label: t('Send'), color: '#1c8799' },
          ...{ action: 'command', commandName: '', payload: '', deviceIds: [], deviceTags: [] },
          grid: { x: 0, y: 0, w: 4, h: 1 },
        },
      ],
    },
  },
  'custom-chart': {
    width: 2,
    height: 1.5,
    config: {
      vegaVersion: 'vegaLite6',
      segments: [{ ...segment, id: 'series', type: 'time-series', aggregation: 'MEAN' }],
      configuration:
        '{"data":{"name":"series"},"mark":"line","encoding":{"x":{"field":"time","type":"temporal"},"y":{"field":"value","type":"quantitative"}}}',
      duration: '{{dashboard.duration}}',
      resolution: '{{dashboard.resolution}}',
    },
  },
  'device-count': {
    width: 1,
    height: 1,
    config: {
      segments: [{ id: 'all', query: '{}' }],
      conditions: [],
      defaultCondition: { label: t('{{all.count}} devices'), value: '{{all.count}}', color: 'rgba(0,0,0,0)' },
    },
  },
  'device-log': { width: 2, height: 1.5, config: { deviceIds: [], deviceTags: [], includeDeviceInfo: true } },
  'data-table': { width: 2, height: 1.5, config: { dataTableId: '', query: '', columns: [] } },
  'workflow-list': { width: 2, height: 1.5, config: { filter: '', includeCloud: true, includeEdge: true } },
  'application-list': { width: 1, height: 1.5, config: { filter: '' } },
  'dashboard-list': { width: 1, height: 1.5, config: { filter: '' } },
  iframe: { width: 2, height: 1.5, config: { url: '' } },
  'custom-html': {
    width: 2,
    height: 1.5,
    config: { configuration: { headContent: '', bodyContent: '' }, segments: [] },
  },
  'section-header': { width: 4, height: 0.5, config: {} },
};

/** A block of its usual size, with nothing chosen yet. */
export function newBlock(
  blockType: string,
  { id, applicationId }: { id: string; applicationId: string | undefined },
): Block {
  const { width, height, config } = usual[blockType] ?? { width: 1, height: 1, config: {} };
  const title = blockType === 'section-header' ? { title: t('Section') } : {};
  return {
    id,
    blockType,
    ...title,
    ...(applicationId ? { applicationId } : {}),
    startX: 0,
    startY: 0,
    width,
    height,
    config,
  };
}
