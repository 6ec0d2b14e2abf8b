import { Type } from 'typebox';
import { id } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** Length of the name of a version. */
const version = Type.String({ minLength: 1, maxLength: 255 });

/** `Virtual Button Press`, with the version (later clients have it). */
export const buttonPress = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 255 }),
    payload: Type.Optional(Type.Unknown()),
    meta: Type.Optional(Type.Unknown()),
    flowVersion: Type.Optional(version),
    deviceId: Type.Optional(id),
  },
  { additionalProperties: false, title: 'Virtual Button Press' },
);

export const started = Type.Object(
  { success: Type.Boolean(), runId: Type.String() },
  { title: 'Workflow Run Started' },
);

export const debugStreamQuery = Type.Object({
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 2 })),
  flowVersion: Type.Optional(version),
  level: Type.Optional(Type.Enum(['verbose', 'info', 'warn', 'error'])),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});

export const logQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
  since: Type.Optional(Type.Unknown()),
});

export const runsQuery = Type.Object({
  status: Type.Optional(Type.Enum(['running', 'succeeded', 'failed', 'dead', 'cancelled'])),
  since: Type.Optional(Type.Unknown()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 25 })),
});

export const replayBody = Type.Object(
  { flowVersion: Type.Optional(version) },
  { additionalProperties: false, title: 'Workflow Run Replay' },
);

/** A run, as far as it has come. */
export const run = Type.Object(
  { id: Type.String(), runId: Type.String(), status: Type.String(), flowVersion: Type.String() },
  { additionalProperties: true, title: 'Workflow Run' },
);

export const runs = Type.Object({ items: Type.Array(run), count: Type.Integer() }, { title: 'Workflow Runs' });

export const logEntries = Type.Array(
  Type.Object(
    {
      flowVersionId: Type.String(),
      time: Type.String(),
      runCount: Type.Number(),
      pathsCompleted: Type.Number(),
      pathsFailed: Type.Number(),
      wallTime: Type.Number(),
      errors: Type.Array(Type.Object({ message: Type.String(), count: Type.Number() })),
    },
    { additionalProperties: true },
  ),
  { title: 'Workflow Log' },
);
