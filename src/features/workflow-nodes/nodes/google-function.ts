import { isObject } from '../../../platform/language/index.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { fetchGoogleToken, googleAccountFields, readServiceAccount } from '../google-access.ts';
import { softly } from '../outcomes.ts';
import { parseIfJson, postJson, readJsonAnswer, requestOutside } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';
import { readSourceData, sourceDataFields } from '../source-data.ts';

const keyData = 'jwtDataTemplate';
const sourceKeys = { method: 'sourceDataMethod', data: 'sourceDataTemplate' };
const byApi = { key: 'invocationMethod', is: ['api'] };
const byHttp = { key: 'invocationMethod', is: ['http'] };

export const googleFunctionNode: NodeType = {
  type: 'GoogleFunctionNode',
  label: 'GCP: Function',
  summary: 'Calls a Cloud Function of Google and waits for what it returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    {
      key: 'invocationMethod',
      kind: 'select',
      label: 'Called by',
      help: 'api: by its name, with the rights of the service account. http: by its URL.',
      options: ['api', 'http'],
      default: 'api',
    },
    ...googleAccountFields(keyData),
    { key: 'functionNameTemplate', kind: 'template', label: 'Function', required: true, when: byApi },
    { key: 'regionTemplate', kind: 'template', label: 'Region', help: 'us-central1 …', required: true, when: byApi },
    { key: 'triggerUrlTemplate', kind: 'template', label: 'URL', required: true, when: byHttp },
    {
      key: 'allowUnauthenticated',
      kind: 'boolean',
      label: 'Without a service account',
      help: 'The function takes calls of anybody.',
      default: false,
      when: byHttp,
    },
    ...sourceDataFields(sourceKeys),
    resultField({
      help: 'By api an object with executionId and result; by http one with body, statusCode and headers; or with error.',
    }),
  ],
  example: {
    invocationMethod: 'api',
    credentialNameTemplate: 'google',
    functionNameTemplate: 'rate-machine',
    regionTemplate: 'us-central1',
    sourceDataMethod: 'payloadPath',
    sourceDataTemplate: 'data',
    resultPath: 'working.rated',
  },
  async run(context) {
    const { config } = context;
    const data = JSON.stringify(readSourceData(context, sourceKeys) ?? null);
    if (config.choice('invocationMethod', 'api' as string) === 'http') {
      const url = config.requiredText('triggerUrlTemplate', { escape: false });
      if (!URL.canParse(url)) throw new NodeError('ValidationError', 'triggerUrlTemplate is no URL');
      await softly(context, 'resultPath', () => callByUrl(context, url, data));
      return;
    }
    const name = encodeSegment(config.requiredText('functionNameTemplate', { escape: false }));
    const region = config.requiredText('regionTemplate');
    if (!/^[a-z0-9-]{1,50}$/.test(region)) throw new NodeError('ValidationError', "The region's name is not valid");
    await softly(context, 'resultPath', () => callByName(context, { name, region, data }));
  },
};

async function callByName(
  context: NodeContext,
  { name, region, data }: { name: string; region: string; data: string },
) {
  const account = await readServiceAccount(context, keyData);
  const projectId = context.config.text('projectIdTemplate').trim() || account.projectId;
  if (projectId === undefined) {
    throw new ActionError('ValidationError', 'Neither the node nor the key file names a project');
  }
  const token = await fetchGoogleToken(context, account, { scope: 'https://www.googleapis.com/auth/cloud-platform' });
  const path = `projects/${encodeSegment(projectId)}/locations/${region}/functions/${name}`;
  const answer = await postJson(context, {
    url: `https://cloudfunctions.googleapis.com/v1/${path}:call`,
    headers: { authorization: `Bearer ${token}` },
    body: { data },
  });
  const said = readJsonAnswer(answer);
  if (!isObject(said)) throw new ActionError('HttpError', 'Google has returned no object');
  // What the function has thrown, as Google tells it.
  if (said.error !== undefined) throw new ActionError('FunctionError', String(said.error));
  return said;
}

async function callByUrl(context: NodeContext, url: string, data: string) {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (!context.config.boolean('allowUnauthenticated')) {
    const account = await readServiceAccount(context, keyData);
    // Good for this URL alone, whoever it belongs to.
    const identity = await fetchGoogleToken(context, account, { target_audience: url });
    headers.authorization = `Bearer ${identity}`;
  }
  const answer = await requestOutside(context, { method: 'POST', url, headers, body: Buffer.from(data) });
  return { body: parseIfJson(answer), statusCode: answer.statusCode, headers: answer.headers };
}
