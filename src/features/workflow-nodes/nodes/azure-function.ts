import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey, useCredential } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { parseIfJson, requestOutside } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';
import { readSourceData, sourceDataFields } from '../source-data.ts';

const sourceKeys = { method: 'sourceMethodTemplate', data: 'sourceData' };

export const azureFunctionNode: NodeType = {
  type: 'AzureFunctionNode',
  label: 'Azure: Function',
  summary: 'Calls an Azure Function and waits for what it returns.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'hostNameTemplate', kind: 'template', label: 'Host', help: 'Of the function app.', required: true },
    { key: 'functionNameTemplate', kind: 'template', label: 'Function', required: true },
    {
      key: 'isHttp',
      kind: 'boolean',
      label: 'Triggered by HTTP',
      help: 'Others are started by the master key, and nothing is waited for.',
      default: true,
    },
    credentialField(
      'One of the type azure with the name of the app as its account and a key of the app; in place of a key.',
    ),
    { key: 'apiKeyTemplate', kind: 'template', label: 'API key', help: 'Empty: none is sent.' },
    ...sourceDataFields(sourceKeys),
    resultField({ help: 'An object with body, statusCode and azureHeaders; or with error.' }),
  ],
  example: {
    hostNameTemplate: 'plant.azurewebsites.net',
    functionNameTemplate: 'RateMachine',
    apiKeyTemplate: '{{globals.azureKey}}',
    sourceMethodTemplate: 'payloadPath',
    sourceData: 'data',
    resultPath: 'working.rated',
  },
  async run(context) {
    const { config } = context;
    const host = config.requiredText('hostNameTemplate', { escape: false });
    if (!/^[a-z0-9.-]+(:\d{1,5})?$/i.test(host)) throw new NodeError('ValidationError', 'hostNameTemplate is no host');
    const name = encodeSegment(config.requiredText('functionNameTemplate', { escape: false }));
    const isHttp = config.boolean('isHttp', true);
    const data = readSourceData(context, sourceKeys) ?? null;
    // What no request starts takes its input as a text.
    const input = isHttp ? data : { input: JSON.stringify(data) };
    await softly(context, 'resultPath', async () => {
      const key = await readKey(context, host);
      const answer = await requestOutside(context, {
        method: 'POST',
        url: `https://${host}/${isHttp ? 'api' : 'admin/functions'}/${name}`,
        headers: { 'content-type': 'application/json', ...(key === '' ? {} : { 'x-functions-key': key }) },
        body: Buffer.from(JSON.stringify(input)),
        secretHeaders: ['x-functions-key'],
      });
      const { statusCode, headers } = answer;
      return { body: parseIfJson(answer), statusCode, azureHeaders: headers };
    });
  },
};

/** The key that is sent. That of a credential goes to the app that the credential names, not to whatever host a workflow does. */
async function readKey(context: NodeContext, host: string): Promise<string> {
  if (!context.config.has(credentialKey)) return context.config.text('apiKeyTemplate', { escape: false }).trim();
  const { account = '', accountKey = '' } = await useCredential(context, 'azure');
  if (account === '' || host.toLowerCase() !== `${account}.azurewebsites.net`) {
    throw new ActionError(
      'CredentialError',
      `The credential is not for ${host}: its account must be the name of the app`,
    );
  }
  return accountKey;
}
