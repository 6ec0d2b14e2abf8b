import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField } from '../credential-use.ts';
import { type FieldDeclaration, runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { fetchGoogleToken, readServiceAccount } from '../google-access.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';

/** What an action asks for: `{d}` and `{t}` stand for the data set and the table, `body` for the key of what is sent. */
interface Action {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

const datasets = 'datasets';
const tables = 'datasets/{d}/tables';
/** Those of BigQuery's REST API, by what they are about. */
const actions: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  jobs: { query: { method: 'POST', path: 'queries', body: 'queryRequest' } },
  datasets: actionsOf(datasets, `${datasets}/{d}`, 'dataset'),
  tables: actionsOf(tables, `${tables}/{t}`, 'table'),
  tabledata: {
    insertAll: { method: 'POST', path: `${tables}/{t}/insertAll`, body: 'tableData' },
    list: { method: 'GET', path: `${tables}/{t}/data` },
  },
};

function actionsOf(all: string, one: string, body: string): Record<string, Action> {
  return {
    get: { method: 'GET', path: one },
    list: { method: 'GET', path: all },
    insert: { method: 'POST', path: all, body },
    update: { method: 'PUT', path: one, body },
    patch: { method: 'PATCH', path: one, body },
    delete: { method: 'DELETE', path: one },
  };
}

const bodies: readonly FieldDeclaration[] = [
  {
    key: 'queryRequest',
    kind: 'json',
    label: 'Query',
    help: 'With query, useLegacySql, maxResults …',
    when: { key: 'resource', is: ['jobs'] },
  },
  { key: 'dataset', kind: 'json', label: 'Data set, as it should be', when: { key: 'resource', is: ['datasets'] } },
  { key: 'table', kind: 'json', label: 'Table, as it should be', when: { key: 'resource', is: ['tables'] } },
  {
    key: 'tableData',
    kind: 'json',
    label: 'Rows',
    help: 'With rows, a list of {json}.',
    when: { key: 'resource', is: ['tabledata'] },
  },
];

export const googleBigQueryNode: NodeType = {
  type: 'GoogleBigQueryNode',
  label: 'GCP: BigQuery',
  summary: 'Asks BigQuery of Google: queries, and data sets, tables and their rows.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type gcp; in place of the key file.'),
    { key: 'jwtDataMethod', kind: 'select', label: 'Key file from', options: ['jsonTemplate', 'payloadPath'] },
    {
      key: 'jwtJsonTemplate',
      kind: 'json',
      label: 'Key file',
      help: 'Of a service account, in JSON.',
      when: { key: 'jwtDataMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'jwtPayloadPath',
      kind: 'path',
      label: 'Path of the key file',
      when: { key: 'jwtDataMethod', is: ['payloadPath'] },
    },
    { key: 'projectIdTemplate', kind: 'template', label: 'Project', help: 'Empty: that of the service account.' },
    { key: 'resource', kind: 'select', label: 'Resource', options: Object.keys(actions), required: true },
    {
      key: 'action',
      kind: 'select',
      label: 'Action',
      help: 'Of jobs query; of rows insertAll and list; of the others all but these.',
      options: [...new Set(Object.values(actions).flatMap((each) => Object.keys(each)))],
      required: true,
    },
    {
      key: 'datasetId',
      kind: 'template',
      label: 'Data set',
      when: { key: 'resource', is: ['datasets', 'tables', 'tabledata'] },
    },
    { key: 'tableId', kind: 'template', label: 'Table', when: { key: 'resource', is: ['tables', 'tabledata'] } },
    ...bodies,
    resultField({ help: 'What BigQuery returns, or an object with success; or with error.' }),
  ],
  example: {
    credentialNameTemplate: 'google',
    resource: 'jobs',
    action: 'query',
    queryRequest: '{"query": "SELECT name FROM plant.machines LIMIT 10", "useLegacySql": false}',
    resultPath: 'working.found',
  },
  async run(context) {
    const { config } = context;
    const { method, path, body } = readAction(config);
    const filled = fillPath(config, path);
    const sent = body === undefined ? undefined : readBody(config, body);
    await softly(context, 'resultPath', async () => {
      const { projectId, token } = await readAccess(context);
      const answer = await requestOutside(context, {
        method,
        url: `https://bigquery.googleapis.com/bigquery/v2/projects/${encodeSegment(projectId)}/${filled}`,
        headers: { authorization: `Bearer ${token}`, ...(sent ? { 'content-type': 'application/json' } : {}) },
        body: sent ? Buffer.from(JSON.stringify(sent)) : undefined,
      });
      requireSuccess(answer);
      return answer.body.byteLength === 0 ? { success: true } : readJsonAnswer(answer);
    });
  },
};

/** What was imported may have others: only saving refuses them. */
function readAction(config: NodeConfig): Action {
  const [resource, name] = [config.plain('resource'), config.plain('action')];
  const group = Object.hasOwn(actions, resource) ? actions[resource] : undefined;
  const action = group && Object.hasOwn(group, name) ? group[name] : undefined;
  if (!action) throw new NodeError('ValidationError', `There is no action ${name} of ${resource}`);
  return action;
}

function fillPath(config: NodeConfig, path: string): string {
  const fill = (key: string) => encodeSegment(config.requiredText(key, { escape: false }));
  return path.replace('{d}', () => fill('datasetId')).replace('{t}', () => fill('tableId'));
}

function readBody(config: NodeConfig, key: string): Readonly<Record<string, unknown>> {
  const given = config.json(key);
  if (!isObject(given)) throw new NodeError('ValidationError', `${key} is no object`);
  return given;
}

async function readAccess(context: NodeContext): Promise<{ projectId: string; token: string }> {
  const { config } = context;
  const isByPath = config.plain('jwtDataMethod') === 'payloadPath';
  const account = await readServiceAccount(context, isByPath ? 'jwtPayloadPath' : 'jwtJsonTemplate');
  const projectId = config.text('projectIdTemplate').trim() || account.projectId;
  if (projectId === undefined) {
    throw new ActionError('ValidationError', 'Neither the node nor the key file names a project');
  }
  return {
    projectId,
    token: await fetchGoogleToken(context, account, { scope: 'https://www.googleapis.com/auth/bigquery' }),
  };
}
