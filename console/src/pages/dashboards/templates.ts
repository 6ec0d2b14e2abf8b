import type { Device } from '../../api/types.ts';
import { makeDeviceDashboard } from '../../shared/dashboards/device-dashboard.ts';
import { t } from '../../words/words.ts';

type Known = Pick<Device, 'id' | 'name' | 'attributes'>;

/** What a new dashboard can begin with. */
export interface DashboardTemplate {
  readonly value: string;
  readonly label: string;
  /** Whether it is made for the attributes of one device, which becomes its variable. */
  readonly needsDevice: boolean;
  readonly make: (applicationId: string, device: Known | undefined) => object;
}

/** A block at its place, of the application. */
type NewBlock = Readonly<Record<string, unknown>> & { readonly blockType: string };

/** Templates for a new dashboard (dashboards.md, "11. Viewing and editing (ours, beyond the platform's add, drag, resize, clone, dark theme kept per user, full screen)"). */
export const dashboardTemplates: readonly DashboardTemplate[] = [
  { value: 'empty', label: t('Empty'), needsDevice: false, make: () => ({}) },
  {
    value: 'device',
    label: t('Overview of a device'),
    needsDevice: true,
    make: (applicationId, device) => (device ? makeDeviceDashboard(device, applicationId) : {}),
  },
  { value: 'equipment', label: t('Equipment: gauges, states and a log'), needsDevice: true, make: makeEquipment },
  { value: 'tracker', label: t('Tracker: where a device is and was'), needsDevice: true, make: makeTracker },
  {
    value: 'fleet',
    label: t('Fleet: devices, events and workflows of the application'),
    needsDevice: false,
    make: makeFleet,
  },
];

const deviceIds = ['{{ctx.device}}'];

function variableOf(applicationId: string, device: Known) {
  return {
    name: 'device',
    type: 'deviceId',
    applicationId,
    defaultValue: device.id,
    validationEnabled: false,
    validationConfig: { includeFullDevice: true },
  };
}

function namesOf({ attributes = [] }: Known, ...types: string[]): string[] {
  return (attributes ?? []).filter(({ dataType }) => types.includes(dataType)).map(({ name }) => name);
}

function makeEquipment(applicationId: string, device: Known | undefined): object {
  if (!device) return {};
  const numbers = namesOf(device, 'number').slice(0, 8);
  const states = namesOf(device, 'boolean', 'string').slice(0, 8);
  const gauges = numbers.map(
    (attribute, index): NewBlock => ({
      blockType: 'gauge',
      title: attribute,
      startX: index % 4,
      startY: Math.floor(index / 4),
      width: 1,
      height: 1,
      config: {
        gaugeType: 'number',
        realTime: true,
        segment: { attribute, deviceIds, deviceTags: [], label: '', aggregation: 'LAST' },
      },
    }),
  );
  const top = Math.ceil(numbers.length / 4);
  const bands: NewBlock[] =
    states.length === 0
      ? []
      : [
          {
            blockType: 'graph',
            title: t('States'),
            startX: 0,
            startY: top,
            width: 4,
            height: 1,
            config: {
              duration: '{{dashboard.duration}}',
              resolution: '{{dashboard.resolution}}',
              segments: states.map((attribute) => ({
                ...{ attribute, deviceIds, deviceTags: [], aggregation: 'LAST', label: '' },
                ...{ graphType: 'line', lineType: 'stepAfter', lineWeight: 2 },
              })),
            },
          },
        ];
  const bottom = top + bands.length;
  const lists: NewBlock[] = [
    {
      ...{ blockType: 'event-list', title: t('Events'), startX: 0, startY: bottom, width: 2, height: 1.5 },
      config: { query: '{"deviceId":"{{ctx.device}}"}', sortField: 'creationDate', sortDirection: 'desc' },
    },
    {
      ...{ blockType: 'device-log', title: t('Connection'), startX: 2, startY: bottom, width: 2, height: 1.5 },
      config: { deviceIds, deviceTags: [], includeDeviceInfo: true },
    },
  ];
  return {
    blocks: [...gauges, ...bands, ...lists].map((block) => ({ ...block, applicationId })),
    contextConfiguration: [variableOf(applicationId, device)],
  };
}

function makeTracker(applicationId: string, device: Known | undefined): object {
  if (!device) return {};
  const [attribute = 'location'] = namesOf(device, 'gps');
  const numbers = namesOf(device, 'number').slice(0, 4);
  const map: NewBlock = {
    ...{ blockType: 'map', title: t('Way'), startX: 0, startY: 0, width: 3, height: 3 },
    config: {
      ...{ deviceIds, deviceTags: [], attribute, additionalAttributes: null, compositeResult: true },
      ...{ duration: '{{dashboard.duration}}', resolution: '{{dashboard.resolution}}' },
      ...{ defaultZoom: 'auto', centerOnDataPoints: true, mapStyle: 'normal', includeLines: true, pinMode: 'simple' },
      ...{ startColor: '#d9480f', endColor: '#2b8a3e', popupTemplate: '**{{deviceName}}** {{formatDate time}}' },
    },
  };
  const gauges = numbers.slice(0, 3).map(
    (name, index): NewBlock => ({
      ...{ blockType: 'gauge', title: name, startX: 3, startY: index, width: 1, height: 1 },
      config: {
        gaugeType: 'number',
        realTime: true,
        segment: { attribute: name, deviceIds, deviceTags: [], label: '', aggregation: 'LAST' },
      },
    }),
  );
  return {
    blocks: [map, ...gauges].map((block) => ({ ...block, applicationId })),
    contextConfiguration: [variableOf(applicationId, device)],
    duration: 86_400_000,
    resolution: 300_000,
  };
}

function makeFleet(applicationId: string): object {
  const blocks: NewBlock[] = [
    {
      ...{ blockType: 'device-count', title: t('Devices'), startX: 0, startY: 0, width: 1, height: 1 },
      config: {
        segments: [{ id: 'all', query: '{}' }],
        conditions: [],
        defaultCondition: { label: '{{all.count}}', value: '{{all.count}}', color: 'rgba(0,0,0,0)' },
      },
    },
    {
      ...{ blockType: 'open-event-indicator', title: t('Open events'), startX: 1, startY: 0, width: 1, height: 1 },
      config: { query: '' },
    },
    {
      ...{ blockType: 'workflow-list', title: t('Workflows'), startX: 2, startY: 0, width: 2, height: 1 },
      config: { filter: '', includeCloud: true, includeEdge: true },
    },
    { ...{ blockType: 'device-list', title: t('All devices'), startX: 0, startY: 1, width: 2, height: 2 }, config: {} },
    {
      ...{ blockType: 'event-list', title: t('Events'), startX: 2, startY: 1, width: 2, height: 2 },
      config: { query: '', sortField: 'creationDate', sortDirection: 'desc', allowUpdates: true },
    },
  ];
  return { blocks: blocks.map((block) => ({ ...block, applicationId })) };
}
