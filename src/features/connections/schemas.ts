import { type Static, Type } from 'typebox';
import { dateTime, id } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

export const deviceCredentials = Type.Object(
  {
    deviceId: id,
    key: Type.Optional(Type.String({ maxLength: 1024 })),
    secret: Type.Optional(secret(Type.String({ maxLength: 1024 }))),
    /** Seconds; never longer than the default. */
    tokenTTL: Type.Optional(Type.Integer({ minimum: 0 })),
    requestedScopes: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, maxItems: 100 })),
  },
  { additionalProperties: false, title: 'Device Credentials' },
);

export const authenticatedDevice = Type.Object(
  {
    applicationId: id,
    deviceId: id,
    deviceClass: Type.String(),
    token: Type.String(),
    filterType: Type.String(),
    pubTopics: Type.Array(Type.String()),
    subTopics: Type.Array(Type.String()),
  },
  { title: 'Authenticated Device' },
);

const time = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Object({ $date: Type.String() }, { additionalProperties: false }),
]);
const messages = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

/** Which fields go with which status is said by the service, which can name the field that is out of place. */
export const deviceConnectionStatus = Type.Object(
  {
    status: Type.Enum(['connected', 'disconnected']),
    connectedAt: Type.Optional(time),
    disconnectedAt: Type.Optional(time),
    disconnectReason: Type.Optional(Type.String({ maxLength: 1024 })),
    messagesFromClient: messages,
    messagesToClient: messages,
  },
  { additionalProperties: false, title: 'Device Connection Status' },
);
export type DeviceConnectionStatus = Static<typeof deviceConnectionStatus>;

export const deviceLog = Type.Array(
  Type.Object({
    connected: Type.Union([Type.Literal(1), Type.Literal(0)]),
    time: dateTime,
    disconnectReason: Type.Optional(Type.String()),
    messagesFromClient: Type.Optional(Type.Number()),
    messagesToClient: Type.Optional(Type.Number()),
  }),
  { title: 'Device Log' },
);
