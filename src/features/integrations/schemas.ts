import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

const text = (description?: string) =>
  Type.String({ minLength: 1, maxLength: 1024, ...(description === undefined ? {} : { description }) });
const pem = Type.String({ minLength: 4, maxLength: 32767 });
/** A stored secret is never used for another broker than the one that it was given for. */
const broker = { recipient: ['host', 'port', 'protocol'] };

const name = Type.String({ minLength: 1, maxLength: 1024, ...normalized });
export const integrationType = Type.Enum(['mqtt', 'googlePubSub', 'particle', 'meridian']);
export type IntegrationType = Static<typeof integrationType>;
const topics = Type.Array(text(), {
  maxItems: 100,
  description:
    'mqtt: topic filters. googlePubSub: topics. particle: event names, a trailing * is a prefix. meridian: ids of maps.',
});

export const mqttConfig = Type.Object(
  {
    protocol: Type.Enum(['mqtt', 'mqtts', 'ws', 'wss']),
    host: text('A name or an address; with ws and wss a path may follow, /mqtt where none does.'),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    clean: Type.Optional(Type.Boolean()),
    clientId: Type.Optional(text('Made, and kept, when it is missing.')),
    username: Type.Optional(text()),
    password: Type.Optional(secret(text(), broker)),
    certificate: Type.Optional(pem),
    privateKey: Type.Optional(secret(pem, broker)),
    caCertificate: Type.Optional(pem),
    disableSSLVerification: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Integration MQTT Config' },
);
export type MqttConfig = Static<typeof mqttConfig>;

export const googlePubSubConfig = Type.Object(
  { projectId: text(), keyJson: secret(pem, { recipient: ['projectId'] }) },
  { additionalProperties: false, title: 'Integration Google Pub/Sub Config' },
);
export type GooglePubSubConfig = Static<typeof googlePubSubConfig>;

export const particleConfig = Type.Object(
  {
    accessToken: secret(text()),
    productSlugOrId: Type.Optional(text()),
    orgSlugOrId: Type.Optional(text()),
    deviceNameOrId: Type.Optional(text()),
  },
  { additionalProperties: false, title: 'Integration Particle Config' },
);
export type ParticleConfig = Static<typeof particleConfig>;

export const meridianConfig = Type.Object(
  {
    authenticationToken: secret(text()),
    locationId: text(),
    assetUpdates: Type.Optional(Type.Boolean({ description: 'Where neither is said, both come.' })),
    zoneUpdates: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Integration Meridian Config' },
);
export type MeridianConfig = Static<typeof meridianConfig>;

const configs = {
  mqttConfig: Type.Optional(mqttConfig),
  googlePubSubConfig: Type.Optional(googlePubSubConfig),
  particleConfig: Type.Optional(particleConfig),
  meridianConfig: Type.Optional(meridianConfig),
};
/** What is stored: the one configuration that fits the type, under its name. */
export const integrationConfig = Type.Object(configs);
export type IntegrationConfig = Static<typeof integrationConfig>;

/** Ours: what becomes of messages that are published while the other side cannot be reached. */
export const outboxPatch = Type.Object(
  {
    mode: Type.Optional(
      Type.Enum(['drop', 'keep'], {
        description:
          'drop: who publishes is told after 5 seconds that it failed. keep: the message waits until the other side is back.',
      }),
    ),
    maxMessages: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, description: 'How many may wait; 1,000 unless said.' }),
    ),
    maxAge: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 604_800, description: 'Seconds that one waits; 86,400 unless said.' }),
    ),
  },
  { additionalProperties: false, title: 'Integration Outbox' },
);
export type OutboxPatch = Static<typeof outboxPatch>;
export type Outbox = Required<OutboxPatch>;

export const integrationPost = Type.Object(
  {
    name,
    integrationType,
    enabled: Type.Optional(Type.Boolean()),
    topics: Type.Optional(topics),
    ...configs,
    outbox: Type.Optional(outboxPatch),
  },
  { additionalProperties: false, title: 'Integration Post' },
);
export type IntegrationPost = Static<typeof integrationPost>;

export const integrationPatch = Type.Object(
  {
    name: Type.Optional(name),
    integrationType: Type.Optional(integrationType),
    enabled: Type.Optional(Type.Boolean()),
    topics: Type.Optional(topics),
    ...configs,
    outbox: Type.Optional(outboxPatch),
  },
  { additionalProperties: false, title: 'Integration Patch' },
);
export type IntegrationPatch = Static<typeof integrationPatch>;

const time = Type.Union([Type.Number(), Type.Null()]);
const count = Type.Integer({ minimum: 0 });
const status = Type.Object(
  {
    connected: Type.Boolean({ description: 'Ours.' }),
    lastKeepAlive: Type.Optional(
      Type.Number({ description: 'Ms since the epoch of the last sign of the other side.' }),
    ),
    nextAttempt: Type.Optional(Type.Number({ description: 'Ms since the epoch; while it is not connected.' })),
    connectInfo: Type.Object({ ts: time }),
    disconnectInfo: Type.Object({ ts: time, error: Type.Optional(Type.String()) }),
    counts: Type.Object(
      {
        received: count,
        dropped: Type.Integer({ minimum: 0, description: 'Messages that came and could not be kept.' }),
        published: count,
        discarded: Type.Integer({ minimum: 0, description: 'Messages that were to be published and were given up.' }),
      },
      { description: 'Ours; since the integration was made.' },
    ),
    waiting: Type.Object({ messages: count, bytes: count }, { description: 'Ours: what is in the outbox.' }),
  },
  { title: 'Integration Status' },
);
export type IntegrationStatus = Static<typeof status>;

export const integration = Type.Object(
  {
    id,
    integrationId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    integrationType,
    enabled: Type.Boolean(),
    topics: Type.Array(Type.String()),
    ...configs,
    outbox: Type.Required(outboxPatch),
    status,
    _type: Type.Literal('integration'),
    _links: Type.Optional(links),
  },
  { title: 'Integration' },
);
export const integrationsQuery = Type.Object(pageQuery);
export const integrations = pageAnswerOf(integration, 'Integrations', { applicationId: id });
export const integrationDeleteQuery = Type.Object({
  /** Workflows with a trigger on it are deleted too. */
  includeWorkflows: Type.Optional(Type.Boolean()),
});

export const integrationMessage = Type.Object(
  {
    topic: text('mqtt: a topic. googlePubSub: a topic. particle: an event name.'),
    payload: Type.String({ maxLength: 262_144 }),
    encoding: Type.Optional(Type.Enum(['utf8', 'base64'], { description: 'Of payload; utf8 unless said.' })),
    qos: Type.Optional(Type.Enum([0, 1, 2], { description: 'mqtt only.' })),
    retain: Type.Optional(Type.Boolean({ description: 'mqtt only.' })),
    attributes: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 256 }), Type.String({ maxLength: 1024 }), {
        maxProperties: 100,
        description: 'googlePubSub only.',
      }),
    ),
  },
  { additionalProperties: false, title: 'Integration Message' },
);
export type IntegrationMessageBody = Static<typeof integrationMessage>;

export const publishResult = Type.Object(
  {
    success: Type.Literal(true),
    state: Type.Enum(['sent', 'queued'], {
      description:
        'sent: the other side has it. queued: it is in the outbox and goes out once the other side is there.',
    }),
  },
  { title: 'Integration Publish Result' },
);
