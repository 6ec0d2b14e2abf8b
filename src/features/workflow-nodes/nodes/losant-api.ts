import { AppError } from '../../../kernel/errors.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { isActionError, toErrorShape } from '../errors.ts';

export const losantApiNode: NodeType = {
  type: 'LosantApiNode',
  label: 'API Call',
  summary: 'Calls an action of the API, with the rights of the application, and stores its result or its error.',
  category: 'data',
  classes: runnableClasses,
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'resource',
      kind: 'text',
      label: 'Resource',
      help: 'As clients call it: devices, device, files.',
      required: true,
    },
    {
      key: 'action',
      kind: 'text',
      label: 'Action',
      help: 'As clients call it: get, post, sendCommand.',
      required: true,
    },
    {
      key: 'params',
      kind: 'list',
      label: 'Parameters',
      help: 'Those of the path, of the query and the body, by their names; the application is this one.',
      fields: [
        { key: 'name', kind: 'text', label: 'Name' },
        { key: 'type', kind: 'select', label: 'Value is', options: ['string', 'json', 'path'], default: 'string' },
        {
          key: 'value',
          kind: 'template',
          label: 'Value',
          help: 'Empty: not sent.',
          kindBy: { key: 'type', kinds: { json: 'json', path: 'path' } },
        },
      ],
    },
    {
      key: 'apiTokenTemplate',
      kind: 'template',
      label: 'API token',
      help: 'Empty: with the rights of the application.',
    },
    {
      key: 'responsePath',
      kind: 'path',
      label: 'Response path',
      help: 'An object with result, or with error.',
      isResult: true,
    },
  ],
  example: {
    resource: 'devices',
    action: 'get',
    params: [{ name: 'perPage', type: 'string', value: '10' }],
    responsePath: 'working.devices',
  },
  async run({ config, services }) {
    const action = `${config.plain('resource').trim()}.${config.plain('action').trim()}`;
    const parameters = Object.fromEntries(config.list('params').flatMap(readParameter));
    const token = config.text('apiTokenTemplate').trim() || undefined;
    try {
      const result = await services.api.callByNames({ action, parameters, token });
      config.write('responsePath', { result });
    } catch (error) {
      if (!isActionError(error)) throw error;
      const { name, message } = toErrorShape(error);
      const status = error instanceof AppError ? { statusCode: error.status } : {};
      config.write('responsePath', { error: { type: name, ...status, message } });
    }
  },
};

function readParameter(parameter: NodeConfig): [string, unknown][] {
  const name = parameter.plain('name').trim();
  const type = parameter.choice('type', 'string' as string);
  const value =
    type === 'json'
      ? parameter.json('value')
      : type === 'path'
        ? parameter.read('value')
        : parameter.text('value', { escape: false });
  return name === '' || value === undefined || value === '' ? [] : [[name, value]];
}
