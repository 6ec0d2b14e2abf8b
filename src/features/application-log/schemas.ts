import { Type } from 'typebox';
import type { LogEntry } from '../../kernel/events.ts';
import { id } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** Every kind of line; the compiler sees to it that none is missing. */
const types: Readonly<Record<LogEntry['type'], true>> = {
  connect: true,
  disconnect: true,
  authFailure: true,
  subscribe: true,
  state: true,
  stateRefused: true,
  stateDropped: true,
  command: true,
  message: true,
  messageRefused: true,
  throttled: true,
  archive: true,
  retention: true,
  event: true,
  webhook: true,
  webhookReply: true,
  integration: true,
  dataTable: true,
  file: true,
};
export const logTypes = Object.keys(types) as readonly LogEntry['type'][];

export const logQuery = Type.Object({
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 2 })),
  /** Only lines about this device. */
  deviceId: Type.Optional(id),
  /** Only lines of these types, separated by commas. */
  types: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});
