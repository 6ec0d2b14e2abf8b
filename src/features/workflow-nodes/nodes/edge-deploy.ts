import { isObject, toText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, NodeError, toErrorShape } from '../errors.ts';
import { resultField } from '../fields.ts';

const maxFlows = 25;
/** Of a query; one call of the API takes a thousand. */
const maxDevices = 10_000;
const devicesPerCall = 1000;

/** A workflow, and the version that devices should run of it; null: none. */
interface Wish {
  readonly flowId: string;
  readonly version: string | null;
}

export const edgeDeployNode: NodeType = {
  type: 'EdgeDeployNode',
  label: 'Edge: Deploy',
  summary: 'Asks that edge devices run a version of edge workflows, or none any more; their agents fetch it later.',
  category: 'device',
  classes: runnableClasses,
  outputs: 1,
  fields: [
    {
      key: 'flowsMethod',
      kind: 'select',
      label: 'Workflows from',
      options: ['stringTemplate', 'jsonTemplate', 'payloadPath'],
      default: 'stringTemplate',
    },
    {
      key: 'flowsTemplate',
      kind: 'list',
      label: 'Workflows',
      required: true,
      maxEntries: maxFlows,
      when: { key: 'flowsMethod', is: ['stringTemplate'] },
      fields: [
        { key: 'flowIdTemplate', kind: 'template', label: 'Workflow', required: true },
        { key: 'flowVersionTemplate', kind: 'template', label: 'Version', help: 'Absent: it is to be removed.' },
      ],
    },
    {
      key: 'flowsJsonTemplate',
      kind: 'json',
      label: 'Workflows',
      help: 'An object or a list of them, with flowId and version; null removes.',
      required: true,
      when: { key: 'flowsMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'flowsPayloadPath',
      kind: 'path',
      label: 'Workflows path',
      required: true,
      when: { key: 'flowsMethod', is: ['payloadPath'] },
    },
    { key: 'deviceIdTemplate', kind: 'template', label: 'Device', help: 'Or a query.' },
    {
      key: 'deviceQueryTemplate',
      kind: 'query',
      label: 'Query',
      help: `Of what it selects, the edge devices; at most ${maxDevices}.`,
    },
    resultField({ help: 'An object with success, scheduled and errors.' }),
  ],
  example: {
    flowsTemplate: [{ flowIdTemplate: '{{data.flowId}}', flowVersionTemplate: '{{data.version}}' }],
    deviceIdTemplate: '{{data.deviceId}}',
    resultPath: 'working.deployed',
  },
  async run(context) {
    const { config, services } = context;
    const wishes = readWishes(config);
    const deviceIds = await findDevices(context);
    const errors: object[] = [];
    for (const { flowId, version } of wishes) {
      try {
        for (let at = 0; at < deviceIds.length; at += devicesPerCall) {
          const body = { flowId, version, deviceIds: deviceIds.slice(at, at + devicesPerCall) };
          await services.api.call({ action: 'edgeDeployments.release', body });
        }
      } catch (error) {
        if (!isActionError(error)) throw error;
        const { name, message } = toErrorShape(error);
        errors.push({ flowId, version, error: { type: name, message } });
      }
    }
    const scheduled = deviceIds.length === 0 ? 0 : wishes.length - errors.length;
    config.write('resultPath', { success: errors.length === 0, scheduled, errors });
  },
};

function readWishes(config: NodeConfig): Wish[] {
  const wishes = readFlows(config);
  if (wishes.length === 0 || wishes.length > maxFlows) throw refused(`must name from 1 to ${maxFlows} workflows`);
  if (new Set(wishes.map(({ flowId }) => flowId)).size < wishes.length) throw refused('must name each workflow once');
  if (wishes.some(({ version }) => version === 'develop')) throw refused('must name a version other than develop');
  return wishes;
}

function readFlows(config: NodeConfig): Wish[] {
  const method = config.choice('flowsMethod', 'stringTemplate' as string);
  if (method === 'stringTemplate') {
    return config.list('flowsTemplate').map((entry) => ({
      flowId: entry.requiredText('flowIdTemplate'),
      // An empty text would remove what somebody wants deployed.
      version: entry.has('flowVersionTemplate') ? entry.requiredText('flowVersionTemplate', { escape: false }) : null,
    }));
  }
  const given = method === 'jsonTemplate' ? config.json('flowsJsonTemplate') : config.read('flowsPayloadPath');
  return (Array.isArray(given) ? given : [given]).map((flow) => {
    if (!isObject(flow)) throw refused('must be an object, or a list of them, with flowId and version');
    const { flowId, version } = flow;
    const text = version === null ? null : toText(version).trim();
    if (text === '') throw refused('must have a version each, or null to remove the workflow');
    return { flowId: toText(flowId).trim(), version: text };
  });
}

/** The ids of the devices that are meant; of those of a query, the ones that can run such workflows. */
async function findDevices({ config, services }: NodeContext): Promise<string[]> {
  const query = config.query('deviceQueryTemplate');
  if (config.has('deviceIdTemplate') === (query !== undefined)) {
    throw new NodeError('ValidationError', 'Either deviceIdTemplate or deviceQueryTemplate must be given');
  }
  if (query === undefined) return [config.requiredText('deviceIdTemplate')];
  const deviceIds: string[] = [];
  for (let page = 0; ; page += 1) {
    const { items, totalCount } = await services.devices.find({
      query: { $and: [query, { deviceClass: 'edgeCompute' }] },
      ...{ page, perPage: devicesPerCall, sortField: 'id', connection: false },
    });
    if (totalCount > maxDevices) {
      throw new NodeError(
        'LimitExceeded',
        `The query selects ${totalCount} edge devices; at most ${maxDevices} can be meant`,
      );
    }
    deviceIds.push(...items.map(({ deviceId }) => toText(deviceId)));
    if (items.length < devicesPerCall) return deviceIds;
  }
}

function refused(rule: string): NodeError {
  return new NodeError('ValidationError', `The workflows ${rule}`);
}
