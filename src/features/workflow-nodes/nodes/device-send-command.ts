import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { readIds, readTagQueries } from '../data-method.ts';
import { runnableClasses } from '../declaration.ts';

export const deviceSendCommandNode: NodeType = {
  type: 'DeviceSendCommandNode',
  label: 'Device: Send Command',
  summary: 'Sends a command to devices: by their ids, tags or a query.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  readsOnly: true,
  fields: [
    {
      key: 'deviceIdsPath',
      kind: 'path',
      label: 'Device ids path',
      help: 'An id or a list of them; where it is set, what follows is ignored.',
    },
    { key: 'sendToDeviceIds', kind: 'list', label: 'Device ids', entries: 'template' },
    {
      key: 'sendToDeviceTags',
      kind: 'list',
      label: 'Device tags',
      help: 'Devices that have any of them.',
      fields: [
        { key: 'key', kind: 'template', label: 'Key' },
        { key: 'value', kind: 'template', label: 'Value' },
      ],
    },
    { key: 'deviceQueryJsonTemplate', kind: 'query', label: 'Device query' },
    { key: 'nameTemplate', kind: 'template', label: 'Command', required: true },
    {
      key: 'payloadTemplateType',
      kind: 'select',
      label: 'Payload is',
      options: ['json', 'string', 'path'],
      default: 'json',
    },
    {
      key: 'payloadTemplate',
      kind: 'json',
      label: 'Payload',
      kindBy: { key: 'payloadTemplateType', kinds: { string: 'template', path: 'path' } },
    },
  ],
  example: {
    deviceIdsPath: 'data.deviceId',
    nameTemplate: 'setSpeed',
    payloadTemplateType: 'json',
    payloadTemplate: '{"speed": {{data.speed}} }',
  },
  async run({ config, services }) {
    const name = config.requiredText('nameTemplate', { escape: false });
    const payload = readPayload(config);
    const devices = readDevices(config);
    if (Object.keys(devices).length === 0) return;
    const body = { ...devices, name, ...(payload === undefined ? {} : { payload }) };
    await services.api.call({ action: 'devices.sendCommand', body });
  },
};

/** Nothing: no device is meant. */
function readDevices(config: NodeConfig): Record<string, unknown> {
  if (config.path('deviceIdsPath') !== undefined) {
    const deviceIds = readIds(config.read('deviceIdsPath'));
    return deviceIds.length === 0 ? {} : { deviceIds };
  }
  const deviceIds = readIds(config.texts('sendToDeviceIds'));
  const deviceTags = readTagQueries(config, 'sendToDeviceTags');
  const deviceQuery = config.query('deviceQueryJsonTemplate');
  return {
    ...(deviceIds.length === 0 ? {} : { deviceIds }),
    ...(deviceTags.length === 0 ? {} : { deviceTags }),
    ...(deviceQuery === undefined ? {} : { deviceQuery }),
  };
}

function readPayload(config: NodeConfig): unknown {
  const type = config.choice('payloadTemplateType', 'json' as string);
  if (type === 'path') return config.read('payloadTemplate');
  return type === 'string' ? config.text('payloadTemplate', { escape: false }) : config.json('payloadTemplate');
}
