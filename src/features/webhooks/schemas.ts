import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** How senders prove who they are; see resources.md, "Webhooks". */
export const verificationTypes = ['none', 'facebook', 'fitbit', 'twilio', 'alexa'] as const;
/** What the bytes of a multipart file become in a payload. */
export const bufferForms = ['array', 'binary', 'utf8', 'base64', 'hex'] as const;

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const verificationType = Type.Enum([...verificationTypes]);
const castBuffersAs = Type.Enum([...bufferForms]);
const responseCode = Type.Integer({ minimum: 100, maximum: 599 });

const optionalFields = {
  description: Type.Optional(description),
  enabled: Type.Optional(Type.Boolean()),
  responseCode: Type.Optional(responseCode),
  verificationType: Type.Optional(verificationType),
  // Shared with the sender, so the record of changes need not tell it; who may read the webhook sees it.
  verificationCode: Type.Optional(secret(Type.String({ maxLength: 32767 }))),
  waitForReply: Type.Optional(Type.Boolean()),
  basicAuthUsername: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
  basicAuthPassword: Type.Optional(secret(Type.String({ maxLength: 255, ...normalized }))),
  castBuffersAs: Type.Optional(castBuffersAs),
  annotateMultipart: Type.Optional(Type.Boolean()),
  isWebsocket: Type.Optional(Type.Boolean({ description: 'true is not built yet.' })),
};

export const webhookPost = Type.Object(
  { name, ...optionalFields },
  { additionalProperties: false, title: 'Webhook Post' },
);
export type WebhookPost = Static<typeof webhookPost>;

export const webhookPatch = Type.Object(
  { name: Type.Optional(name), ...optionalFields },
  { additionalProperties: false, title: 'Webhook Patch' },
);
export type WebhookPatch = Static<typeof webhookPatch>;

export const webhook = Type.Object(
  {
    id,
    webhookId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name,
    description,
    token: Type.String({ description: 'The last part of the URL; whoever knows it may call.' }),
    url: Type.String({ description: 'Where the webhook is called; paths below it lead to it as well.' }),
    enabled: Type.Boolean(),
    responseCode,
    verificationType,
    verificationCode: Type.String(),
    waitForReply: Type.Boolean(),
    basicAuthUsername: Type.String(),
    basicAuthPassword: Type.Optional(Type.String({ description: 'A placeholder, where there is a password.' })),
    castBuffersAs,
    annotateMultipart: Type.Boolean(),
    isWebsocket: Type.Literal(false),
    _type: Type.Literal('webhook'),
    _links: Type.Optional(links),
  },
  { title: 'Webhook' },
);
export const webhooksQuery = Type.Object(pageQuery);
export const webhooks = pageAnswerOf(webhook, 'Webhooks', { applicationId: id });

export const deleteQuery = Type.Object({
  /** Also deletes the workflows that have a trigger on it. */
  includeWorkflows: Type.Optional(Type.Boolean()),
});

const anything = Type.Unknown();
const webhookCall = Type.Object(
  {
    id,
    time: dateTime,
    address: Type.String({ description: 'Where the call came from.' }),
    method: Type.String(),
    path: Type.String({ description: 'What followed the token.' }),
    query: Type.Record(Type.String(), anything),
    headers: Type.Record(Type.String(), anything),
    body: anything,
    bodyBytes: Type.Integer({ description: 'Bytes of the body as it came.' }),
    bodyTruncated: Type.Boolean({ description: 'Whether `body` is only the beginning of its text.' }),
    responseCode: Type.Union([Type.Integer(), Type.Null()], {
      description: 'What was answered; null while the call waits, and when nobody waited for the answer.',
    }),
  },
  { title: 'Webhook Call' },
);
export const webhookCalls = Type.Object(
  {
    applicationId: id,
    webhookId: id,
    items: Type.Array(webhookCall),
    count: Type.Integer(),
    _type: Type.Literal('webhookCalls'),
    _links: Type.Optional(links),
  },
  { title: 'Webhook Calls' },
);
