import type { Client } from '../../test/support/api.ts';

/** Devices of the dashboard, and how far back they have reported once a minute. */
export const [deviceCount, hours] = [50, 24];
const [minute, day] = [60_000, 86_400_000];

/** What of a device's state changes from one report to the next; all of it is on the dashboard. */
export function reportOf(device: number, step: number) {
  return {
    temp: Math.round(100 * (50 + 10 * Math.sin(step / 60 + device))) / 100,
    load: (step * 7 + device) % 100,
    mode: ['idle', 'run', 'wait'][Math.floor(step / 40 + device) % 3] as string,
    open: (step + device) % 97 === 0,
    place: `${(48 + (device % 10) / 10 + Math.sin(step / 200) / 100).toFixed(5)},${(9 + Math.floor(device / 10) / 5 + Math.cos(step / 200) / 100).toFixed(5)}`,
  };
}

export interface BusyDashboard {
  readonly applicationId: string;
  readonly dashboardId: string;
  readonly deviceIds: readonly string[];
  readonly blockCount: number;
}

/** Twenty blocks of eleven types over fifty devices that have reported once a minute for a day. */
export async function makeBusyDashboard(client: Client): Promise<BusyDashboard> {
  const applicationId = (await client.applications.post({ application: { name: 'Plant' } })).id as string;
  const attributes = [
    { name: 'temp', dataType: 'number', attributeTags: { unit: '°C' } },
    { name: 'load', dataType: 'number', attributeTags: { unit: '%' } },
    { name: 'mode', dataType: 'string' },
    { name: 'open', dataType: 'boolean' },
    { name: 'place', dataType: 'gps' },
  ];
  const start = Date.now() - hours * 60 * minute;
  const deviceIds: string[] = [];
  for (let place = 0; place < deviceCount; place += 1) {
    const device = { name: `Pump ${place + 1}`, attributes, tags: [{ key: 'hall', value: String(place % 10) }] };
    const { id } = await client.devices.post({ applicationId, device });
    deviceIds.push(id);
    const deviceState = Array.from({ length: hours * 60 }, (_, step) => ({
      time: start + step * minute,
      data: reportOf(place, step),
    }));
    await client.device.sendState({ applicationId, deviceId: id, deviceState });
  }
  const blocks = layOut(listBlocks(deviceIds)).map((block) => ({ ...block, applicationId }));
  const dashboard = { name: 'Busy', applicationId, refreshRate: 5, blocks };
  const { id: dashboardId } = await client.dashboards.post({ dashboard });
  return { applicationId, dashboardId, deviceIds, blockCount: blocks.length };
}

interface BlockParts {
  readonly blockType: string;
  readonly title: string;
  readonly width: number;
  readonly config: object;
}

function listBlocks(deviceIds: readonly string[]): BlockParts[] {
  const every = {
    deviceIds: [],
    deviceTags: Array.from({ length: 10 }, (_, hall) => ({ key: 'hall', value: String(hall) })),
  };
  const of = (...places: readonly number[]) => ({
    deviceIds: places.map((place) => deviceIds[place] as string),
    deviceTags: [],
  });
  const window = { duration: day, resolution: 5 * minute };
  const graph = (title: string, segments: readonly object[]): BlockParts => ({
    ...{ blockType: 'graph', title, width: 2 },
    config: { ...window, segments },
  });
  const linesOf = (attribute: string, first: number) =>
    Array.from({ length: 5 }, (_, place) => ({
      ...of(first + place),
      ...{ attribute, aggregation: 'MEAN', label: `Pump ${first + place + 1}` },
    }));
  const gauge = (gaugeType: string, place: number): BlockParts => ({
    ...{ blockType: 'gauge', title: `Pump ${place + 1}`, width: 1 },
    config: { gaugeType, gaugeMin: 0, gaugeMax: 100, segment: { ...of(place), attribute: 'temp' } },
  });
  const indicator = (place: number): BlockParts => ({
    ...{ blockType: 'indicator', title: `Pump ${place + 1}`, width: 1 },
    config: {
      segments: [{ ...of(place), id: 's', attribute: 'load' }],
      conditions: [{ expression: '{{s}} > 50', color: '#c92a2a', label: 'high, {{s}} %' }],
      defaultCondition: { color: '#2b8a3e', label: 'fine, {{s}} %' },
    },
  });
  const shares = Array.from({ length: 5 }, (_, place) => ({
    ...of(place * 10),
    ...{ attribute: 'load', label: `Pump ${place * 10 + 1}`, color: '' },
  }));
  return [
    gauge('number', 0),
    gauge('dial', 1),
    gauge('tank', 2),
    {
      ...gauge('number', 3),
      title: 'Mean of all',
      config: { gaugeType: 'number', segment: { ...every, attribute: 'temp', aggregation: 'MEAN' } },
    },
    indicator(4),
    indicator(5),
    { blockType: 'pie', title: 'Load', width: 1, config: { segments: shares } },
    { blockType: 'bar', title: 'Load', width: 1, config: { segments: shares } },
    ...[0, 10, 20, 30].map((first) => graph(`Temperature from ${first + 1}`, linesOf('temp', first))),
    graph('Load of five', linesOf('load', 40)),
    graph(
      'All fifty',
      ['MIN', 'MEAN', 'MAX'].map((aggregation) => ({ ...every, attribute: 'temp', aggregation, label: aggregation })),
    ),
    graph('State', [
      { ...of(7), attribute: 'mode', aggregation: 'LAST', label: 'mode' },
      { ...of(7), attribute: 'open', aggregation: 'LAST', label: 'open' },
    ]),
    {
      ...{ blockType: 'custom-chart', title: 'Vega', width: 2 },
      config: {
        vegaVersion: 'vegaLite5',
        configuration: JSON.stringify({
          data: { name: 's' },
          mark: 'line',
          encoding: { x: { field: 'time', type: 'temporal' }, y: { field: 'value', type: 'quantitative' } },
        }),
        segments: [{ id: 's', queryType: 'time-series', ...of(8), attribute: 'temp', aggregation: 'MEAN', ...window }],
      },
    },
    {
      blockType: 'map',
      title: 'Where they are',
      width: 2,
      config: { attribute: 'place', ...every, duration: 0, pinMode: 'simple' },
    },
    {
      blockType: 'heatmap',
      title: 'Where they were',
      width: 2,
      config: { attribute: 'place', ...of(1, 2, 3, 4, 5), duration: 60 * minute },
    },
    {
      ...{ blockType: 'device-state-table', title: 'All of them', width: 2 },
      config: {
        ...every,
        duration: 0,
        attributes: ['temp', 'load', 'mode'],
        columns: [
          { type: 'deviceName' },
          ...['temp', 'load', 'mode'].map((attribute) => ({ type: 'attribute', attribute })),
          { type: 'timestamp', rowTemplate: "{{formatDate value 'HH:mm:ss'}}" },
        ],
      },
    },
    {
      blockType: 'device-list',
      title: 'Devices',
      width: 2,
      config: { columns: [{ type: 'name' }, { type: 'attribute', source: 'temp' }, { type: 'updated' }] },
    },
  ];
}

/** Rows from the left to the right, as wide as the grid. */
function layOut(blocks: readonly BlockParts[]) {
  let [x, y] = [0, 0];
  return blocks.map((block, index) => {
    if (x + block.width > 4) {
      x = 0;
      y += 1;
    }
    const placed = { ...block, id: `b${index}`, startX: x, startY: y, height: 1 };
    x += block.width;
    return placed;
  });
}
