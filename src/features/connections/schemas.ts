import { Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';

export const deviceCredentials = Type.Object(
  {
    deviceId: id,
    key: Type.Optional(Type.String({ maxLength: 1024 })),
    secret: Type.Optional(Type.String({ maxLength: 1024 })),
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
