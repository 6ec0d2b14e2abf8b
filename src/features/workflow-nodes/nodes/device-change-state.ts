import { isContainer, isObject, toText } from '../../../platform/language/index.ts';
import type { NodeConfig, Payload } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';

/** States that are told of one by one; the rest are counted. */
const maxRejected = 100;

export const deviceChangeStateNode: NodeType = {
  type: 'DeviceChangeStateNode',
  label: 'Device: Change State',
  summary: 'Reports a state in the name of a device, as a call of the API would.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'deviceId',
      kind: 'template',
      label: 'Device',
      required: true,
      kindBy: { key: 'deviceIdTemplateType', kinds: { jsonPath: 'path' } },
    },
    {
      key: 'deviceIdTemplateType',
      kind: 'select',
      label: 'Device is',
      options: ['stringTemplate', 'jsonPath'],
      default: 'stringTemplate',
    },
    {
      key: 'attrDataMethod',
      kind: 'select',
      label: 'State from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    {
      key: 'attrInfos',
      kind: 'list',
      label: 'Attributes',
      fields: [
        { key: 'key', kind: 'text', label: 'Name' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
      ],
    },
    { key: 'attrJsonTemplate', kind: 'json', label: 'State', when: { key: 'attrDataMethod', is: ['jsonTemplate'] } },
    { key: 'attrPayloadPath', kind: 'path', label: 'State', when: { key: 'attrDataMethod', is: ['payloadPath'] } },
    {
      key: 'timeSourceType',
      kind: 'select',
      label: 'Time',
      options: ['payloadTime', 'now', 'payloadPath'],
      default: 'payloadTime',
    },
    { key: 'timeSourcePath', kind: 'path', label: 'Time path', when: { key: 'timeSourceType', is: ['payloadPath'] } },
    { key: 'metaTemplate', kind: 'json', label: 'Meta' },
    { key: 'flowVersionTemplate', kind: 'template', label: 'Workflow version' },
    resultField({
      help: 'An object with success; rejectedCount and rejected tell of states of an array that do not fit.',
    }),
  ],
  example: { deviceId: '{{data.deviceId}}', attrInfos: [{ key: 'temperature', valueTemplate: '{{working.celsius}}' }] },
  async run(context) {
    const { config, payload, services } = context;
    const isPath = config.plain('deviceIdTemplateType') === 'jsonPath';
    const deviceId = isPath ? toText(config.read('deviceId')) : config.requiredText('deviceId');
    const states = readStates(config, payload);
    const flowVersion = config.text('flowVersionTemplate').trim() || undefined;
    await softly(context, 'resultPath', async () => {
      const { rejected } = await services.devices.changeState({ deviceId, states, flowVersion });
      if (rejected.length === 0) return { success: true };
      return { success: true, rejectedCount: rejected.length, rejected: rejected.slice(0, maxRejected) };
    });
  },
};

function readStates(config: NodeConfig, payload: Payload): unknown[] {
  const time = readTime(config, payload);
  const meta = config.json('metaTemplate');
  const given = readGiven(config);
  return (Array.isArray(given) ? given : [given]).map((entry: unknown) => {
    if (!isContainer(entry)) throw new NodeError('ValidationError', 'The state is no object of attribute values');
    const state = 'data' in entry && isObject(entry.data) ? entry : { data: entry };
    return { ...(time === undefined ? {} : { time }), ...(meta === undefined ? {} : { meta }), ...state };
  });
}

function readGiven(config: NodeConfig): unknown {
  const method = config.choice('attrDataMethod', 'individualFields' as string);
  if (method === 'jsonTemplate') return config.json('attrJsonTemplate');
  if (method === 'payloadPath') return config.read('attrPayloadPath');
  const values: Record<string, unknown> = {};
  for (const entry of config.list('attrInfos')) {
    const value = entry.text('valueTemplate', { escape: false });
    if (entry.plain('key') !== '' && value !== '') values[entry.plain('key')] = value;
  }
  return values;
}

function readTime(config: NodeConfig, payload: Payload): unknown {
  const type = config.choice('timeSourceType', 'payloadTime' as string);
  if (type === 'now') return undefined;
  return type === 'payloadPath' ? config.read('timeSourcePath') : payload.time;
}
