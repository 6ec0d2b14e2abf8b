import { expect, test } from 'vitest';
import { nodeTypes } from '../registry.ts';
import { runNode } from './test-bed.ts';

const saml = (entity: string, content: string) =>
  `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}">${content}</EntityDescriptor>`;
const binding = 'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP';
const spMetadata = saml(
  'plant',
  `<SPSSODescriptor><AssertionConsumerService ${binding}-POST" Location="https://plant.example.com/saml"/></SPSSODescriptor>`,
);
const idpMetadata = saml(
  'idp',
  `<IDPSSODescriptor><SingleSignOnService ${binding}-Redirect" Location="https://idp.example.com/"/></IDPSSODescriptor>`,
);

/** What needs no services, and what its example needs in the payload. */
const payload = () => ({
  time: new Date(0),
  data: {
    page: '<td class="value">1</td>',
    csv: 'a,b\n1,2',
    body: '{"a": "1"}',
    a: 1,
    celsius: 1,
    list: 'a,b',
    id: 'i',
    location: '1,1',
    user: 'u',
    password: 'p',
    mode: 'on',
  },
  globals: { limit: 5, secret: 's', spMetadata, idpMetadata },
  working: { rows: [{ a: 1 }] },
});
const pure = [
  'ArrayNode',
  'Base64EncodeNode',
  'ConditionalNode',
  'CSVDecodeNode',
  'CSVEncodeNode',
  'DateTimeNode',
  'GenerateIdNode',
  'GeofenceNode',
  'HashNode',
  'HtmlParserNode',
  'JsonDecodeNode',
  'JsonEncodeNode',
  'JWTCreateNode',
  'MathNode',
  'MutateNode',
  'ObjectNode',
  'RandomNumberNode',
  'SamlLoginRedirectNode',
  'StringNode',
  'SwitchNode',
  'TimeRangeNode',
  'ValidatePayloadNode',
];

test.each(pure)('the example of %s runs', async (type) => {
  const found = nodeTypes.find((nodeType) => nodeType.type === type);
  if (!found) throw new Error(`there is no ${type}`);
  const before = payload();
  const result = await runNode(found, { ...found.example }, before);
  expect(JSON.stringify(result.payload)).not.toContain('"error":');
  if (!found.readsOnly && found.outputs === 1) expect(result.payload).not.toEqual(payload());
});

test('each type is there once', () => {
  expect(new Set(nodeTypes.map(({ type }) => type)).size).toBe(nodeTypes.length);
});
