import type { Block } from './queries.ts';

/** What can be added: the types that this version draws. */
export const paletteTypes = [
  'gauge',
  'graph',
  'indicator',
  'device-state-table',
  'event-list',
  'open-event-indicator',
  'pie',
  'bar',
  'device-list',
  'image',
  'section-header',
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
  'section-header': { width: 4, height: 0.5, config: {} },
};

/** A block of its usual size, with nothing chosen yet. */
export function newBlock(
  blockType: string,
  { id, applicationId }: { id: string; applicationId: string | undefined },
): Block {
  const { width, height, config } = usual[blockType] ?? { width: 1, height: 1, config: {} };
  const title = blockType === 'section-header' ? { title: 'Section' } : {};
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
