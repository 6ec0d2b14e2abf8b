import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey, useCredential } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { logEntryFields, readLogEntries } from '../log-entries.ts';
import { softly } from '../outcomes.ts';
import { requestOutside, requireSuccess } from '../outward.ts';

export const logglyWriteNode: NodeType = {
  type: 'LogglyWriteNode',
  label: 'Loggly: Write',
  summary: 'Writes lines into the logs of Loggly.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type loggly; in place of a token.'),
    { key: 'apiTokenTemplate', kind: 'template', label: 'Customer token' },
    ...logEntryFields([
      { key: 'messageTemplate', kind: 'template', label: 'Message' },
      { key: 'jsonTemplate', kind: 'json', label: 'Attributes', help: 'An object.' },
    ]),
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    apiTokenTemplate: '{{globals.logglyToken}}',
    writeFields: [{ messageTemplate: '{{deviceName}} is too warm' }],
    resultPath: 'working.logged',
  },
  async run(context) {
    const entries = readLogEntries(context.config, readEntry);
    await softly(context, 'resultPath', async () => {
      const token = await readToken(context);
      // It stands in the path, as Loggly has it.
      if (!/^[\w-]+$/.test(token)) throw new NodeError('ValidationError', 'The token is none of Loggly');
      const answer = await requestOutside(context, {
        method: 'POST',
        url: `https://logs-01.loggly.com/bulk/${token}/tag/bulk/`,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(entries.map((entry) => JSON.stringify(entry)).join('\n')),
      });
      requireSuccess(answer);
      return { success: true };
    });
  },
};

function readEntry(entry: NodeConfig): Record<string, unknown> {
  const attributes = entry.json('jsonTemplate');
  const message = entry.text('messageTemplate', { escape: false }).trim();
  return { ...(isObject(attributes) ? attributes : {}), ...(message === '' ? {} : { message }) };
}

async function readToken(context: NodeContext): Promise<string> {
  if (!context.config.has(credentialKey)) return context.config.requiredText('apiTokenTemplate', { escape: false });
  const { customerToken = '' } = await useCredential(context, 'loggly');
  return customerToken;
}
