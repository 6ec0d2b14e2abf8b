import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';

/** What each action asks for (Table API of ServiceNow). */
const actions = {
  tableGet: { method: 'GET', isOfRow: false },
  tablePost: { method: 'POST', isOfRow: false },
  tableRowGet: { method: 'GET', isOfRow: true },
  tableRowPut: { method: 'PUT', isOfRow: true },
  tableRowDelete: { method: 'DELETE', isOfRow: true },
} as const;
type Action = keyof typeof actions;
const writing = ['tablePost', 'tableRowPut'];

export const serviceNowNode: NodeType = {
  type: 'ServiceNowNode',
  label: 'ServiceNow',
  summary: 'Reads, creates, changes and deletes records in a table of ServiceNow.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'usernameTemplate', kind: 'template', label: 'User name', required: true },
    { key: 'passwordTemplate', kind: 'template', label: 'Password', required: true },
    { key: 'instanceNameTemplate', kind: 'template', label: 'Instance', help: 'The first part of its host.' },
    { key: 'urlTemplate', kind: 'template', label: 'URL', help: 'In place of the instance.' },
    { key: 'action', kind: 'select', label: 'Action', options: Object.keys(actions), default: 'tableGet' },
    { key: 'tableNameTemplate', kind: 'template', label: 'Table', default: 'incident' },
    {
      key: 'idTemplate',
      kind: 'template',
      label: 'Record',
      help: 'Its sys_id.',
      required: true,
      when: { key: 'action', is: ['tableRowGet', 'tableRowPut', 'tableRowDelete'] },
    },
    {
      key: 'params',
      kind: 'list',
      label: 'Parameters',
      help: 'sysparmQuery, sysparmLimit, sysparmOffset, sysparmFields …',
      maxEntries: 50,
      fields: [
        { key: 'name', kind: 'text', label: 'Name' },
        { key: 'value', kind: 'template', label: 'Value' },
      ],
    },
    {
      key: 'bodyTemplateType',
      kind: 'select',
      label: 'Record from',
      options: ['individualFields', 'payloadPath', 'jsonTemplate'],
      default: 'individualFields',
      when: { key: 'action', is: writing },
    },
    {
      key: 'bodyTemplate',
      kind: 'list',
      kindBy: { key: 'bodyTemplateType', kinds: { payloadPath: 'path', jsonTemplate: 'json' } },
      label: 'Fields',
      maxEntries: 200,
      fields: [
        { key: 'key', kind: 'text', label: 'Field' },
        { key: 'valueTemplate', kind: 'template', label: 'Value' },
      ],
      when: { key: 'action', is: writing },
    },
    resultField({ help: 'What ServiceNow returns, an object with result; or with error.' }),
  ],
  example: {
    usernameTemplate: '{{globals.serviceNowUser}}',
    passwordTemplate: '{{globals.serviceNowPassword}}',
    instanceNameTemplate: 'plant',
    action: 'tablePost',
    tableNameTemplate: 'incident',
    bodyTemplate: [{ key: 'short_description', valueTemplate: '{{deviceName}} is too warm' }],
    resultPath: 'working.incident',
  },
  async run(context) {
    const { config } = context;
    const { method } = actions[readAction(config)];
    const user = config.requiredText('usernameTemplate', { escape: false });
    const password = config.requiredText('passwordTemplate', { escape: false });
    const url = readUrl(context);
    const body = readBody(config);
    await softly(context, 'resultPath', async () => {
      const answer = await requestOutside(context, {
        method,
        url: url.href,
        headers: {
          accept: 'application/json',
          authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
      });
      requireSuccess(answer);
      return answer.body.byteLength === 0 ? { success: true } : readJsonAnswer(answer);
    });
  },
};

/** What was imported may have another: only saving refuses it. @throws NodeError ValidationError */
function readAction(config: NodeConfig): Action {
  const action = config.choice<Action>('action', 'tableGet');
  if (!Object.hasOwn(actions, action)) throw new NodeError('ValidationError', `There is no action ${action}`);
  return action;
}

function readUrl({ config, node }: NodeContext): URL {
  const action = readAction(config);
  const table = config.text('tableNameTemplate').trim() || 'incident';
  const path = ['api', 'now', 'table', table, ...(actions[action].isOfRow ? [config.requiredText('idTemplate')] : [])];
  const url = new URL(path.map(encodeSegment).join('/'), readOrigin(config, node.meta?.uriType === 'url'));
  for (const entry of config.list('params')) {
    const name = entry.plain('name').trim();
    const value = entry.text('value', { escape: false });
    // `sysparmQuery` is sysparm_query there.
    if (name !== '' && value !== '') {
      url.searchParams.set(
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      );
    }
  }
  return url;
}

function readOrigin(config: NodeConfig, isUrl: boolean): string {
  if (isUrl || !config.has('instanceNameTemplate')) {
    const text = config.requiredText('urlTemplate', { escape: false });
    if (!URL.canParse(text)) throw new NodeError('ValidationError', 'urlTemplate is no URL');
    return new URL('/', text).href;
  }
  const instance = config.requiredText('instanceNameTemplate');
  if (!/^[a-z0-9-]{1,63}$/i.test(instance)) {
    throw new NodeError('ValidationError', 'instanceNameTemplate is no name of an instance');
  }
  return `https://${instance}.service-now.com/`;
}

function readBody(config: NodeConfig): Record<string, unknown> | undefined {
  if (!writing.includes(readAction(config))) return undefined;
  const type = config.choice('bodyTemplateType', 'individualFields' as string);
  if (type === 'individualFields') {
    const entries = config.list('bodyTemplate').flatMap((entry) => {
      const key = entry.plain('key').trim();
      return key === '' ? [] : [[key, entry.text('valueTemplate', { escape: false })] as const];
    });
    return Object.fromEntries(entries);
  }
  const given = type === 'jsonTemplate' ? config.json('bodyTemplate') : config.read('bodyTemplate');
  if (!isObject(given)) throw new NodeError('ValidationError', 'The record is no object');
  return given;
}
