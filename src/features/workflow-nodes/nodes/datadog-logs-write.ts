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

const usualSite = 'datadoghq.com';
/** The sites that Datadog has: the key goes nowhere else. */
const sitePattern = /^(?:[a-z0-9]{2,5}\.)?(?:datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/;
/** What Datadog calls what each line says. */
const texts = {
  message: 'messageTemplate',
  ddsource: 'sourceTemplate',
  hostname: 'hostnameTemplate',
  service: 'serviceTemplate',
  ddtags: 'tagsTemplate',
} as const;

export const datadogLogsWriteNode: NodeType = {
  type: 'DatadogLogsWriteNode',
  label: 'Datadog Logs: Write',
  summary: 'Writes lines into the logs of Datadog.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type datadog; in place of key and site.'),
    { key: 'apiKeyTemplate', kind: 'template', label: 'API key' },
    {
      key: 'siteTemplate',
      kind: 'template',
      label: 'Site',
      help: 'datadoghq.eu, us5.datadoghq.com …',
      default: usualSite,
    },
    ...logEntryFields([
      { key: 'messageTemplate', kind: 'template', label: 'Message' },
      { key: 'sourceTemplate', kind: 'template', label: 'Source' },
      { key: 'hostnameTemplate', kind: 'template', label: 'Host' },
      { key: 'serviceTemplate', kind: 'template', label: 'Service' },
      { key: 'tagsTemplate', kind: 'template', label: 'Tags', help: 'key:value, separated by commas.' },
      { key: 'attributesTemplate', kind: 'json', label: 'Attributes', help: 'An object.' },
    ]),
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    apiKeyTemplate: '{{globals.datadogKey}}',
    writeFields: [{ messageTemplate: '{{deviceName}} is too warm', serviceTemplate: 'plant' }],
    resultPath: 'working.logged',
  },
  async run(context) {
    const entries = readLogEntries(context.config, readEntry);
    await softly(context, 'resultPath', async () => {
      const { key, site } = await readAccess(context);
      const answer = await requestOutside(context, {
        method: 'POST',
        url: `https://http-intake.logs.${site}/api/v2/logs`,
        headers: { 'content-type': 'application/json', 'dd-api-key': key },
        body: Buffer.from(JSON.stringify(entries)),
        secretHeaders: ['dd-api-key'],
      });
      requireSuccess(answer);
      return { success: true };
    });
  },
};

function readEntry(entry: NodeConfig): Record<string, unknown> {
  const attributes = entry.json('attributesTemplate');
  const said = Object.entries(texts).flatMap(([name, key]) => {
    const text = entry.text(key, { escape: false }).trim();
    return text === '' ? [] : [[name, text] as const];
  });
  return { ...(isObject(attributes) ? attributes : {}), ...Object.fromEntries(said) };
}

async function readAccess(context: NodeContext): Promise<{ key: string; site: string }> {
  const { config } = context;
  const used = config.has(credentialKey) ? await useCredential(context, 'datadog') : undefined;
  const site = (used ? used.site : config.text('siteTemplate').trim()) || usualSite;
  if (!sitePattern.test(site)) throw new NodeError('ValidationError', 'The site is none of Datadog');
  return { key: used?.secretValue ?? config.requiredText('apiKeyTemplate', { escape: false }), site };
}
