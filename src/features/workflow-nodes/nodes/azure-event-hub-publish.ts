import { createHmac } from 'node:crypto';
import { isObject } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { credentialField, credentialKey, useCredential } from '../credential-use.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { keyValueField, resultField } from '../fields.ts';
import { messageFields, readMessage } from '../message-data.ts';
import { softly } from '../outcomes.ts';
import { requestOutside, requireSuccess } from '../outward.ts';
import { encodePath } from '../path-segments.ts';

/** How long a request's own permission is good. */
const permissionSeconds = 300;
/** Namespaces in Azure and its national clouds: what is signed goes nowhere else. */
const hostPattern = /^[a-z][a-z0-9-]{4,48}[a-z0-9]\.servicebus\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/i;

export const azureEventHubPublishNode: NodeType = {
  type: 'AzureEventHubPublishNode',
  label: 'Azure Event Hubs',
  summary: 'Publishes a message on an event hub of Azure.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    credentialField('One of the type azure: the name of a policy as its account, and its key. Or a connection string.'),
    { key: 'hostNameTemplate', kind: 'template', label: 'Host', help: 'Of the namespace; with a credential.' },
    { key: 'connectionString', kind: 'template', label: 'Connection string' },
    { key: 'hubName', kind: 'template', label: 'Event hub', help: 'Empty: the one of the connection string.' },
    { key: 'partitionKeyTemplate', kind: 'template', label: 'Partition key' },
    ...messageFields,
    {
      key: 'propMethod',
      kind: 'select',
      label: 'Properties from',
      options: ['individualFields', 'jsonTemplate', 'payloadPath'],
      default: 'individualFields',
    },
    { ...keyValueField('propFields', 'Properties'), when: { key: 'propMethod', is: ['individualFields'] } },
    {
      key: 'propTemplate',
      kind: 'json',
      label: 'Properties',
      help: 'An object of names and values.',
      when: { key: 'propMethod', is: ['jsonTemplate'] },
    },
    {
      key: 'propPayloadPath',
      kind: 'path',
      label: 'Properties path',
      when: { key: 'propMethod', is: ['payloadPath'] },
    },
    resultField({ help: 'An object with success.' }),
  ],
  example: {
    connectionString: '{{globals.eventHub}}',
    hubName: 'alarms',
    partitionKeyTemplate: '{{deviceId}}',
    dataTemplate: '{{jsonEncode data}}',
    propFields: [{ keyTemplate: 'device', valueTemplate: '{{deviceName}}' }],
    resultPath: 'working.sent',
  },
  async run(context) {
    const { config } = context;
    if (config.plain('integrationId').trim() !== '') {
      const why = 'This server has no integrations of the type Azure Event Hubs: name a credential';
      throw new NodeError('NotAvailable', why);
    }
    const partitionKey = config.text('partitionKeyTemplate', { escape: false }).trim();
    const properties = readProperties(config);
    const message = {
      Body: readMessage(config),
      ...(Object.keys(properties).length === 0 ? {} : { UserProperties: properties }),
      ...(partitionKey === '' ? {} : { BrokerProperties: { PartitionKey: partitionKey } }),
    };
    await softly(context, 'resultPath', async () => {
      const { host, hub, policy, key } = await readPlace(context);
      const resource = `https://${host}/${encodePath(hub)}`;
      const answer = await requestOutside(context, {
        method: 'POST',
        url: `${resource}/messages?api-version=2014-01`,
        headers: {
          authorization: sign({ resource, policy, key, until: Math.floor(context.now() / 1000) + permissionSeconds }),
          // A list of messages: properties that are no headers, in any characters.
          'content-type': 'application/vnd.microsoft.servicebus.json',
        },
        body: Buffer.from(JSON.stringify([message])),
      });
      requireSuccess(answer);
      return { success: true };
    });
  },
};

interface Place {
  readonly host: string;
  readonly hub: string;
  /** The name of the policy that the key is of. */
  readonly policy: string;
  readonly key: string;
}

async function readPlace(context: NodeContext): Promise<Place> {
  const { config } = context;
  const hub = config.text('hubName', { escape: false }).trim();
  const place = config.has(credentialKey)
    ? await readCredentialPlace(context, hub)
    : readConnectionString(config.requiredText('connectionString', { escape: false }), hub);
  if (!hostPattern.test(place.host)) throw new ActionError('ValidationError', 'The host is no namespace of Azure');
  if (place.hub === '')
    throw new ActionError('ValidationError', 'Neither hubName nor the connection string names an event hub');
  return place;
}

async function readCredentialPlace(context: NodeContext, hub: string): Promise<Place> {
  const host = context.config.requiredText('hostNameTemplate', { escape: false });
  const { account = '', accountKey = '' } = await useCredential(context, 'azure');
  if (account === '') {
    throw new ActionError('CredentialError', 'The credential has no account: it must be the name of the policy');
  }
  return { host, hub, policy: account, key: accountKey };
}

/** `Endpoint=sb://…/;SharedAccessKeyName=…;SharedAccessKey=…;EntityPath=…` */
function readConnectionString(text: string, hub: string): Place {
  const parts = new Map(
    text.split(';').flatMap((part) => {
      const [name = '', ...value] = part.split('=');
      return value.length === 0 ? [] : [[name.trim().toLowerCase(), value.join('=').trim()] as const];
    }),
  );
  const host = /^sb:\/\/([^/]+)\/?$/i.exec(parts.get('endpoint') ?? '')?.[1];
  const [policy, key] = [parts.get('sharedaccesskeyname'), parts.get('sharedaccesskey')];
  if (host === undefined || !policy || !key) {
    // Without the text: it holds the key.
    throw new ActionError(
      'ValidationError',
      'The connection string has no Endpoint, SharedAccessKeyName or SharedAccessKey',
    );
  }
  return { host, hub: hub || (parts.get('entitypath') ?? ''), policy, key };
}

/** A shared access signature (Event Hubs, "Generate a Shared Access Signature token"). @param call.until epoch seconds */
function sign({
  resource,
  policy,
  key,
  until,
}: {
  resource: string;
  policy: string;
  key: string;
  until: number;
}): string {
  const place = encodeURIComponent(resource);
  const signature = createHmac('sha256', key).update(`${place}\n${until}`).digest('base64');
  const parts = { sr: place, sig: encodeURIComponent(signature), se: String(until), skn: encodeURIComponent(policy) };
  return `SharedAccessSignature ${Object.entries(parts)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;
}

function readProperties(config: NodeConfig): Readonly<Record<string, unknown>> {
  const method = config.choice('propMethod', 'individualFields' as string);
  if (method === 'individualFields') return Object.fromEntries(config.keyValues('propFields'));
  const given = method === 'jsonTemplate' ? config.json('propTemplate') : config.read('propPayloadPath');
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new NodeError('ValidationError', 'The properties are no object');
  // Azure takes texts, numbers and truth values.
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}
