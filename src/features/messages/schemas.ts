import { Type } from 'typebox';
import { secret } from '../../platform/secrets/secret-field.ts';

/** Length in bytes and the kind of topic are checked by the service, which can say more than a schema. */
export const publishBody = Type.Object(
  { topic: Type.String({ minLength: 1, maxLength: 230 }), message: Type.String({ maxLength: 32767 }) },
  { additionalProperties: false, title: 'MQTT Publish Body' },
);

export const streamQuery = Type.Object({
  topic: Type.String({ minLength: 1, maxLength: 1024 }),
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 2 })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});
