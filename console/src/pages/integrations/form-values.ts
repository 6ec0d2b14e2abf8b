import type { Body } from '../../api/shapes.ts';
import { t } from '../../words/words.ts';
import type { Integration, IntegrationType } from './queries.ts';

type Post = Body<'POST', '/applications/{applicationId}/integrations'>;
export type IntegrationBody = Omit<Post, 'integrationType'>;

/** The types that can be made. */
export const offeredTypes = [
  'mqtt',
  'googlePubSub',
  'particle',
  'meridian',
] as const satisfies readonly IntegrationType[];
export type OfferedType = (typeof offeredTypes)[number];

/** The API's field that holds the configuration of each type. */
export const configNames = {
  mqtt: 'mqttConfig',
  googlePubSub: 'googlePubSubConfig',
  particle: 'particleConfig',
  meridian: 'meridianConfig',
} as const;

export interface ConfigField {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  /** Never returned by the API: left empty, the stored one is kept. */
  readonly secret?: boolean;
  readonly long?: boolean;
  /** Only with TLS. */
  readonly secureOnly?: boolean;
  /** Goes with another field: without that it is not sent. */
  readonly goesWith?: string;
}

/** What each type is described by, but for what is chosen rather than typed. */
export const configFields: Readonly<Record<OfferedType, readonly ConfigField[]>> = {
  mqtt: [
    { name: 'host', label: t('Host'), placeholder: 'broker.example.com' },
    { name: 'port', label: t('Port'), placeholder: '1883' },
    { name: 'clientId', label: t('Client id (optional)'), optional: true, placeholder: t('made when it is empty') },
    { name: 'username', label: t('User name (optional)'), optional: true },
    { name: 'password', label: t('Password (optional)'), optional: true, secret: true, goesWith: 'username' },
    {
      name: 'caCertificate',
      label: t('Certificate of the authority (optional)'),
      description: t('PEM; needed when the broker’s certificate is not signed by a public authority.'),
      optional: true,
      long: true,
      secureOnly: true,
    },
    { name: 'certificate', label: t('Client certificate (optional)'), optional: true, long: true, secureOnly: true },
    {
      name: 'privateKey',
      label: t('Its private key (optional)'),
      optional: true,
      secret: true,
      long: true,
      secureOnly: true,
      goesWith: 'certificate',
    },
  ],
  googlePubSub: [
    { name: 'projectId', label: t('Project id'), placeholder: 'plant' },
    {
      name: 'keyJson',
      label: t('Key of the service account, as JSON'),
      description: t('It needs the role Pub/Sub Editor.'),
      secret: true,
      long: true,
    },
  ],
  particle: [
    { name: 'accessToken', label: t('Access token'), secret: true },
    { name: 'productSlugOrId', label: t('Product (optional)'), optional: true, placeholder: t('slug or id') },
    { name: 'orgSlugOrId', label: t('Organization (optional)'), optional: true, placeholder: t('slug or id') },
    { name: 'deviceNameOrId', label: t('Device (optional)'), optional: true, placeholder: t('name or id') },
  ],
  meridian: [
    { name: 'authenticationToken', label: t('Authentication token'), secret: true },
    { name: 'locationId', label: t('Location id') },
  ],
};

/** What the API takes for "the one that is stored". */
const placeholder = '********';

/** The form, as it is typed: nothing is lost when the type is changed and changed back. */
export interface IntegrationValues {
  readonly name: string;
  readonly integrationType: string;
  readonly enabled: boolean;
  readonly topics: string[];
  /** By type and name, such as `mqtt.host`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly protocol: string;
  readonly clean: boolean;
  readonly verifies: boolean;
  readonly keeps: boolean;
  /** Of Meridian: what is to come. */
  readonly hearsAssets: boolean;
  readonly hearsZones: boolean;
}

export function toValues(stored: Integration | undefined): IntegrationValues {
  const type = (stored?.integrationType ?? 'mqtt') as OfferedType;
  const config = configOf(stored, type);
  const fields = configFields[type].flatMap(({ name, secret }) => {
    const value = config?.[name];
    return secret || value === undefined ? [] : [[`${type}.${name}`, String(value)] as const];
  });
  return {
    name: stored?.name ?? '',
    integrationType: type,
    enabled: stored?.enabled ?? true,
    topics: [...(stored?.topics ?? [])],
    fields: Object.fromEntries(fields),
    protocol: stored?.mqttConfig?.protocol ?? 'mqtt',
    clean: stored?.mqttConfig?.clean ?? true,
    verifies: stored?.mqttConfig?.disableSSLVerification !== true,
    keeps: stored?.outbox.mode === 'keep',
    ...toHeard(stored?.meridianConfig),
  };
}

/** What the API takes. `stored` says which secrets there are to keep. */
export function toBody(values: IntegrationValues, stored: Integration | undefined): IntegrationBody {
  const type = values.integrationType as OfferedType;
  const { name, enabled, topics, keeps } = values;
  const { hearsAssets: assetUpdates, hearsZones: zoneUpdates } = values;
  const choices = type === 'mqtt' ? mqttChoices(values) : type === 'meridian' ? { assetUpdates, zoneUpdates } : {};
  const config = { ...typedFields(values, stored), ...choices };
  return {
    name,
    enabled,
    topics,
    outbox: { ...stored?.outbox, mode: keeps ? 'keep' : 'drop' },
    // What is missing or wrong the API says beside its field.
    [configNames[type]]: config,
  } as IntegrationBody;
}

/** Both come where neither is said. */
function toHeard(config: Integration['meridianConfig']) {
  const { assetUpdates, zoneUpdates } = config ?? {};
  const isUnsaid = assetUpdates === undefined && zoneUpdates === undefined;
  return { hearsAssets: assetUpdates ?? isUnsaid, hearsZones: zoneUpdates ?? isUnsaid };
}

function typedFields(values: IntegrationValues, stored: Integration | undefined): Record<string, string | number> {
  const type = values.integrationType as OfferedType;
  const config: Record<string, string | number> = {};
  for (const field of shownFields(values)) {
    const typed = (values.fields[`${type}.${field.name}`] ?? '').trim();
    const isKept = field.secret && typed === '' && hasSecret(stored, type, field.name);
    if (field.goesWith !== undefined && config[field.goesWith] === undefined) continue;
    if (isKept) config[field.name] = placeholder;
    else if (typed !== '' || !field.optional) config[field.name] = field.name === 'port' ? Number(typed) : typed;
  }
  return config;
}

function mqttChoices({ protocol, clean, verifies }: IntegrationValues): Record<string, string | boolean> {
  return { protocol, clean, ...(isSecure(protocol) && !verifies ? { disableSSLVerification: true } : {}) };
}

/** The fields of the type that is chosen, with TLS or without. */
export function shownFields({ integrationType, protocol }: IntegrationValues): readonly ConfigField[] {
  const fields = configFields[integrationType as OfferedType];
  return isSecure(protocol) ? fields : fields.filter(({ secureOnly }) => !secureOnly);
}

export function isSecure(protocol: string): boolean {
  return protocol === 'mqtts' || protocol === 'wss';
}

/** Whether the server has the secret, so that an empty field keeps it. */
export function hasSecret(stored: Integration | undefined, type: OfferedType, name: string): boolean {
  return configOf(stored, type)?.[name] !== undefined;
}

function configOf(stored: Integration | undefined, type: OfferedType) {
  return stored?.[configNames[type]] as Readonly<Record<string, unknown>> | undefined;
}
