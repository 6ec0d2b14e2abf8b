import type { Device } from '../../api/types.ts';
import { colorOf } from '../../charts/colors.ts';
import { t } from '../../words/words.ts';

/** A block as the API takes it. */
export interface NewBlock {
  readonly id?: string;
  readonly blockType: 'gauge' | 'indicator' | 'graph' | 'event-list';
  readonly title?: string;
  readonly applicationId?: string;
  readonly startX: number;
  readonly startY: number;
  readonly width: number;
  readonly height: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** More attributes of a device than this are left to be added by hand. */
const mostAttributes = 24;

/** The name of the variable by which the dashboard of a device serves others of its kind as well. */
const variable = 'device';

/**
 * A dashboard for a device, made of its attributes (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)"): a value and a graph for each
 * number, where those of one unit share a graph, a band for what is true or false and for text, and its open events. The
 * device is a variable, so the dashboard serves every device of its kind.
 */
export function makeDeviceDashboard(device: Pick<Device, 'id' | 'name' | 'attributes'>, applicationId: string) {
  const attributes = (device.attributes ?? []).slice(0, mostAttributes);
  const deviceIds = [`{{ctx.${variable}}}`];
  const blocks: NewBlock[] = [];
  const shown = attributes.filter(({ dataType }) => ['number', 'boolean', 'string'].includes(dataType));
  // Values four to a row, then the graphs two to a row.
  for (const [index, { name, dataType }] of shown.entries()) {
    const place = { startX: index % 4, startY: Math.floor(index / 4), width: 1, height: 1 };
    const segment = { attribute: name, deviceIds, deviceTags: [], label: '', aggregation: 'LAST' };
    blocks.push(
      dataType === 'number'
        ? {
            blockType: 'gauge',
            title: name,
            applicationId,
            ...place,
            config: { gaugeType: 'number', realTime: true, segment },
          }
        : {
            blockType: 'indicator',
            title: name,
            applicationId,
            ...place,
            config: {
              realTime: true,
              segments: [segment],
              conditions: [],
              defaultCondition: { label: '{{value-0}}', color: 'rgba(0,0,0,0)' },
            },
          },
    );
  }
  const byUnit = new Map<string, string[]>();
  for (const { name, dataType, attributeTags } of shown) {
    const key =
      dataType === 'number' && attributeTags?.unit
        ? t('unit {unit}', { unit: attributeTags.unit })
        : t('attribute {name}', { name });
    byUnit.set(key, [...(byUnit.get(key) ?? []), name]);
  }
  const top = Math.ceil(shown.length / 4);
  const graphs = [...byUnit.values()];
  for (const [index, names] of graphs.entries()) {
    const isText = shown.find(({ name }) => name === names[0])?.dataType !== 'number';
    blocks.push({
      blockType: 'graph',
      title: names.join(', '),
      applicationId,
      startX: (index % 2) * 2,
      startY: top + Math.floor(index / 2) * 1.5,
      width: 2,
      height: 1.5,
      config: {
        duration: '{{dashboard.duration}}',
        resolution: '{{dashboard.resolution}}',
        realTime: false,
        segments: names.map((name, place) => ({
          attribute: name,
          deviceIds,
          deviceTags: [],
          aggregation: isText ? 'LAST' : 'MEAN',
          label: '',
          color: colorOf(place),
          graphType: 'line',
          lineType: isText ? 'stepAfter' : 'linear',
          lineWeight: 2,
        })),
      },
    });
  }
  const bottom = top + Math.ceil(graphs.length / 2) * 1.5;
  blocks.push({
    blockType: 'event-list',
    title: t('Events'),
    applicationId,
    startX: 0,
    startY: bottom,
    width: 4,
    height: 1.5,
    config: { query: `{"deviceId":"{{ctx.${variable}}}"}`, sortField: 'creationDate', sortDirection: 'desc' },
  });
  return {
    name: device.name.slice(0, 255),
    applicationId,
    description: '',
    blocks,
    contextConfiguration: [
      {
        name: variable,
        type: 'deviceId' as const,
        applicationId,
        defaultValue: device.id,
        validationEnabled: true,
        validationConfig: { deviceIds: [device.id] },
      },
    ],
  };
}
