import { own } from '../../../kernel/own.ts';
import { cutText } from '../../../kernel/text.ts';
import { readTime } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { readIds, readTagQueries } from '../data-method.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { errorBehaviorFields, resultField } from '../fields.ts';
import { byErrorBehavior } from '../outcomes.ts';
import { combine, type DeviceSeries, flatten, isCombinable, toPlain } from '../series.ts';

/** As many as one question about series may name. */
const maxDevices = 1000;

const selectionFields: readonly FieldDeclaration[] = [
  {
    key: 'deviceIdsPath',
    kind: 'path',
    label: 'Device ids path',
    help: 'An id or a list of them; where it leads to any, the other choices are ignored.',
  },
  { key: 'deviceIds', kind: 'list', label: 'Device ids', entries: 'template' },
  {
    key: 'deviceTags',
    kind: 'list',
    label: 'Device tags',
    help: 'Devices that have any of them.',
    fields: [
      { key: 'key', kind: 'template', label: 'Key' },
      { key: 'value', kind: 'template', label: 'Value' },
    ],
  },
  { key: 'queryTemplate', kind: 'query', label: 'Device query' },
  { key: 'parentIdTemplate', kind: 'template', label: 'Parent' },
  {
    key: 'attribute',
    kind: 'template',
    label: 'Attribute',
    help: 'One or several, separated by commas.',
    required: true,
  },
  { key: 'duration', kind: 'template', label: 'Milliseconds' },
  { key: 'end', kind: 'template', label: 'Up to', help: 'Epoch milliseconds or an ISO time; empty: now.' },
  {
    key: 'aggregation',
    kind: 'template',
    label: 'Aggregation',
    help: 'FIRST, LAST, COUNT, MAX, MIN, MEAN, SUM; of one device MEDIAN and STD_DEV too.',
    default: 'LAST',
  },
];

export const gaugeNode: NodeType = {
  type: 'GaugeNode',
  label: 'Gauge Query',
  summary: 'Reads the newest value that devices have reported, or one value over a time.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [...selectionFields, resultField({ required: true }), ...errorBehaviorFields],
  example: { deviceIdsPath: 'data.deviceId', attribute: 'temperature', resultPath: 'working.newest' },
  async run(context) {
    const { config } = context;
    const attributes = readAttributes(config);
    const duration = readNumber(config, 'duration');
    const aggregation = readAggregation(config);
    await byErrorBehavior(context, async () => {
      const selection = await selectDevices(context);
      if (!selection) return config.write('resultPath', {});
      const series = duration
        ? await query(context, selection, { attributes, aggregation, duration, resolution: 0 })
        : await readNewest(context, selection, attributes);
      const gauges = toGauges(series, attributes, duration ? aggregation : 'LAST');
      config.write('resultPath', attributes.length === 1 ? (gauges[attributes[0] as string] ?? {}) : gauges);
    });
  },
};

export const timeSeriesNode: NodeType = {
  type: 'TimeSeriesNode',
  label: 'Time Series Query',
  summary: 'Reads what devices have reported over a time, point by point or summed up.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  hasErrorBehavior: true,
  fields: [
    ...selectionFields.map((field) =>
      field.key === 'aggregation' ? { ...field, help: `${field.help} NONE: each point as it was reported.` } : field,
    ),
    { key: 'resolution', kind: 'template', label: 'Resolution', help: 'Milliseconds of one point; empty: one point.' },
    { key: 'perDeviceResults', kind: 'boolean', label: 'A list for each device', default: false },
    { key: 'orderTemplate', kind: 'template', label: 'Order', help: 'asc or desc.', default: 'asc' },
    { key: 'limitTemplate', kind: 'template', label: 'Points', help: 'Without aggregation, of each device.' },
    resultField({ required: true }),
    ...errorBehaviorFields,
  ],
  example: {
    deviceIdsPath: 'data.deviceId',
    attribute: 'temperature',
    duration: '3600000',
    resolution: '60000',
    aggregation: 'MEAN',
    resultPath: 'working.series',
  },
  async run(context) {
    const { config } = context;
    const attributes = readAttributes(config);
    const aggregation = readAggregation(config);
    const isPerDevice = config.boolean('perDeviceResults');
    const options = {
      attributes,
      aggregation,
      duration: readNumber(config, 'duration'),
      resolution: readNumber(config, 'resolution') ?? 0,
      limit: readNumber(config, 'limitTemplate'),
    };
    const isDescending = config.text('orderTemplate').trim().toLowerCase() === 'desc';
    await byErrorBehavior(context, async () => {
      const selection = await selectDevices(context);
      const series = selection ? await query(context, selection, options) : {};
      const inOrder = <Item>(items: Item[]) => (isDescending ? items.reverse() : items);
      if (isPerDevice) {
        const lists = Object.entries(series).map(([id, points]) => [id, inOrder(flatten(points, attributes))]);
        return config.write('resultPath', Object.fromEntries(lists));
      }
      config.write('resultPath', inOrder(flatten(combine(series, aggregation), attributes)));
    });
  },
};

interface Selection {
  readonly deviceIds?: readonly string[];
  readonly deviceTags?: readonly object[];
}

/** Undefined: no device is meant. */
async function selectDevices(context: NodeContext): Promise<Selection | undefined> {
  const { config } = context;
  if (config.text('expUserTemplate').trim() || config.text('expGroupIdTemplate').trim())
    throw new ActionError('NotAvailable', 'This server has no experience users and groups yet');
  const atPath = readIds(config.read('deviceIdsPath'));
  if (atPath.length > 0) return { deviceIds: check(atPath) };
  const query = config.query('queryTemplate');
  const parentId = config.text('parentIdTemplate').trim();
  const found = [
    ...(query === undefined ? [] : await findDevices(context, query)),
    ...(parentId === '' ? [] : await findDevices(context, { parentId })),
  ];
  const deviceIds = [...new Set([...readIds(config.texts('deviceIds')), ...found])];
  const deviceTags = readTagQueries(config, 'deviceTags');
  if (deviceIds.length === 0 && deviceTags.length === 0) return undefined;
  return {
    ...(deviceIds.length === 0 ? {} : { deviceIds: check(deviceIds) }),
    ...(deviceTags.length === 0 ? {} : { deviceTags }),
  };
}

function check(deviceIds: readonly string[]): readonly string[] {
  if (deviceIds.length > maxDevices)
    throw new ActionError('ValidationError', `More than ${maxDevices} devices are meant`);
  return deviceIds;
}

async function findDevices({ services }: NodeContext, query: unknown): Promise<string[]> {
  const { items } = (await services.api.call({
    action: 'devices.get',
    query: { query: JSON.stringify(query), perPage: maxDevices, excludeConnectionInfo: 'true' },
  })) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

async function readNewest(
  { services }: NodeContext,
  selection: Selection,
  attributes: readonly string[],
): Promise<DeviceSeries> {
  const series: Record<string, { time: string; data: Record<string, unknown> }[]> = {};
  for (const attribute of attributes) {
    const found = await services.api.call({ action: 'data.lastValueQuery', body: { ...selection, attribute } });
    for (const [id, point] of Object.entries(
      found as Record<string, { time: string; data: Record<string, unknown> }>,
    )) {
      series[id] = [...(series[id] ?? []), point];
    }
  }
  // The newest last, whatever attribute it is of.
  for (const points of Object.values(series)) points.sort((one, other) => one.time.localeCompare(other.time));
  return series;
}

async function query(
  { config, services, now }: NodeContext,
  selection: Selection,
  options: {
    attributes: readonly string[];
    aggregation: string;
    duration: number | undefined;
    resolution: number;
    limit?: number | undefined;
  },
): Promise<DeviceSeries> {
  const { aggregation, attributes, duration, resolution, limit } = options;
  const end = readEnd(config) ?? now();
  const body = {
    ...selection,
    attributes,
    end,
    ...(duration === undefined ? {} : { duration }),
    resolution,
    aggregation,
    ...(limit === undefined ? {} : { limit }),
  };
  const { devices } = (await services.api.call({ action: 'data.timeSeriesQuery', body })) as {
    devices: Record<string, { points: DeviceSeries[string] }>;
  };
  const series = Object.fromEntries(Object.entries(devices).map(([id, { points }]) => [id, points]));
  const reporting = Object.values(series).filter((points) => points.length > 0).length;
  if (reporting > 1 && !config.boolean('perDeviceResults') && !isCombinable(aggregation))
    throw new ActionError('ValidationError', `${aggregation} cannot be taken of several devices together`);
  return series;
}

/** The value of each attribute that has one, of all devices together. */
function toGauges(
  series: DeviceSeries,
  attributes: readonly string[],
  aggregation: string,
): Record<string, { time: Date; value: unknown }> {
  const gauges: [string, { time: Date; value: unknown }][] = [];
  for (const attribute of attributes) {
    const having = Object.entries(series).map(([id, points]) => [
      id,
      points.filter(({ data }) => own(data, attribute) !== undefined),
    ]);
    const point = combine(Object.fromEntries(having), aggregation).at(-1);
    if (point) gauges.push([attribute, { time: new Date(point.time), value: toPlain(point.data[attribute]) }]);
  }
  return Object.fromEntries(gauges);
}

function readAttributes(config: NodeConfig): string[] {
  const given = Array.isArray(config.raw('attribute')) ? config.texts('attribute') : [config.text('attribute')];
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim());
  const attributes = [...new Set(names.filter((name) => name !== ''))];
  if (attributes.length === 0) throw new NodeError('TemplateError', 'attribute renders no text');
  return attributes;
}

function readAggregation(config: NodeConfig): string {
  return config.text('aggregation').trim().toUpperCase() || 'LAST';
}

function readNumber(config: NodeConfig, key: string): number | undefined {
  const number = config.number(key);
  return number === undefined || number <= 0 ? undefined : number;
}

/** Epoch ms of a time as templates write it: ms, ISO 8601 or the text of a Date. @throws NodeError ValidationError */
function readEnd(config: NodeConfig): number | undefined {
  const text = config.text('end').trim();
  if (text === '') return undefined;
  const time = readTime(text);
  if (time === undefined) throw new NodeError('ValidationError', `end is no time: ${cutText(text, 80)}`);
  return time;
}
