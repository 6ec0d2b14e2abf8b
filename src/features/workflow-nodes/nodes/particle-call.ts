import { isObject, toText } from '../../../platform/language/index.ts';
import type { NodeConfig } from '../config.ts';
import type { NodeContext, NodeType } from '../context.ts';
import { runnableClasses } from '../declaration.ts';
import { ActionError, NodeError } from '../errors.ts';
import { resultField } from '../fields.ts';
import { softly } from '../outcomes.ts';
import { readJsonAnswer, requestOutside, requireSuccess } from '../outward.ts';
import { encodeSegment } from '../path-segments.ts';

export const particleCallNode: NodeType = {
  type: 'ParticleCallNode',
  label: 'Particle Call',
  summary: 'Calls a function of a Particle device through the Particle cloud.',
  category: 'output',
  classes: [...runnableClasses, 'edge'],
  outputs: 1,
  isSoft: true,
  fields: [
    { key: 'integrationId', kind: 'text', label: 'Integration', help: 'One of Particle. Or an access token.' },
    { key: 'accessToken', kind: 'template', label: 'Access token', help: 'Without an integration.' },
    { key: 'nameTemplate', kind: 'template', label: 'Function', required: true },
    { key: 'deviceTemplate', kind: 'template', label: 'Device', help: 'Its name or id; empty: the integration’s.' },
    { key: 'productTemplate', kind: 'template', label: 'Product', help: 'Its slug or id; empty: the integration’s.' },
    {
      key: 'argMethod',
      kind: 'select',
      label: 'Argument from',
      options: ['stringTemplate', 'payloadPath'],
      default: 'stringTemplate',
    },
    { key: 'argTemplate', kind: 'template', label: 'Argument', when: { key: 'argMethod', is: ['stringTemplate'] } },
    { key: 'argPayloadPath', kind: 'path', label: 'Argument path', when: { key: 'argMethod', is: ['payloadPath'] } },
    resultField({ help: 'An object with return_value; or with error.' }),
  ],
  example: {
    accessToken: '{{globals.particleToken}}',
    nameTemplate: 'setTemperature',
    deviceTemplate: '{{data.particleDevice}}',
    argTemplate: '{{data.temperature}}',
    resultPath: 'working.called',
  },
  async run(context) {
    const { config } = context;
    const name = config.requiredText('nameTemplate', { escape: false });
    const said = {
      token: config.text('accessToken', { escape: false }).trim(),
      device: config.text('deviceTemplate', { escape: false }).trim(),
      product: config.text('productTemplate', { escape: false }).trim(),
    };
    const argument = readArgument(config);
    const integrationId = config.plain('integrationId').trim();
    if (integrationId === '' && (said.token === '' || said.device === '')) {
      throw new NodeError('TemplateError', 'Without an integration accessToken and deviceTemplate must render a text');
    }
    await softly(context, 'resultPath', async () => {
      const { url, token, product, device } = await complete(context, integrationId, said);
      const path = [...(product === '' ? [] : ['products', product]), 'devices', device, name];
      const answer = await requestOutside(context, {
        method: 'POST',
        url: `${url}/v1/${path.map(encodeSegment).join('/')}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(new URLSearchParams({ arg: argument }).toString()),
      });
      requireSuccess(answer);
      return readJsonAnswer(answer);
    });
  },
};

interface Place {
  readonly token: string;
  readonly device: string;
  readonly product: string;
}

/** What the node says, and the integration where the node is silent. */
async function complete(
  { services }: NodeContext,
  integrationId: string,
  said: Place,
): Promise<Place & { url: string }> {
  const used = await services.credentials.useParticle({ integrationId: integrationId || undefined });
  if ('failure' in used) throw new ActionError('CredentialError', used.failure);
  const { url, accessToken = said.token, product = '', device = '' } = used;
  const place = { url, token: accessToken, product: said.product || product, device: said.device || device };
  if (place.device === '') {
    throw new ActionError('ValidationError', 'Neither the node nor the integration names a device');
  }
  return place;
}

function readArgument(config: NodeConfig): string {
  if (config.plain('argMethod') !== 'payloadPath') return config.text('argTemplate', { escape: false });
  const value = config.read('argPayloadPath');
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : toText(value);
}
