import { Type } from 'typebox';
import { id, normalized } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** The name of a version. */
const version = Type.String({ minLength: 1, maxLength: 255, ...normalized });

/** `Virtual Button Press`, with the version (later clients have it). */
export const buttonPress = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 255 }),
    payload: Type.Optional(Type.Unknown()),
    meta: Type.Optional(Type.Unknown()),
    flowVersion: Type.Optional(version),
    deviceId: Type.Optional(id),
    /** **ours**: the run waits before each node until it is told to go on. */
    step: Type.Optional(Type.Boolean()),
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
  /** With what each node has found and left (`nodeLeft`). */
  payloads: Type.Optional(Type.Boolean({ default: false })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String())),
});

export const logQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 1 })),
  since: Type.Optional(Type.Number()),
});

const range = {
  /** Ms. */
  duration: Type.Optional(Type.Number({ minimum: 0, default: 86_400_000 })),
  /** Epoch ms; what is not positive is relative to now. */
  end: Type.Optional(Type.Number({ default: 0 })),
  deviceId: Type.Optional(id),
};
const errorFields = {
  ...range,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 25 })),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc', 'ASC', 'DESC', ''])),
};
/** Ms of the longest resolution, 366 days: longer than runs are kept. */
const maxResolution = 31_622_400_000;
const resolution = Type.Number({ minimum: 1, maximum: maxResolution, default: 3_600_000 });
const statsFields = { ...range, resolution: Type.Optional(resolution) };
export const versionErrorsQuery = Type.Object(errorFields);
export const versionStatsQuery = Type.Object(statsFields);
export const errorsQuery = Type.Object({ ...errorFields, flowVersion: Type.Optional(version) });
export const statsQuery = Type.Object({ ...statsFields, flowVersion: Type.Optional(version) });

const times = { start: Type.String(), end: Type.String() };

export const flowErrors = Type.Object(
  {
    ...times,
    limit: Type.Integer(),
    sortDirection: Type.String(),
    errors: Type.Array(
      Type.Object(
        {
          time: Type.String(),
          flowVersion: Type.String(),
          error: Type.Object({ name: Type.String(), message: Type.String() }),
          runId: Type.String(),
        },
        { additionalProperties: true },
      ),
    ),
  },
  { additionalProperties: true, title: 'Workflow Errors' },
);

export const flowStats = Type.Object(
  {
    ...times,
    resolution: Type.Number(),
    metrics: Type.Array(
      Type.Object({
        time: Type.String(),
        runCount: Type.Number(),
        errorCount: Type.Number(),
        pathsCompleted: Type.Number(),
        pathsFailed: Type.Number(),
        wallTime: Type.Number(),
      }),
    ),
  },
  { additionalProperties: true, title: 'Workflow Statistics' },
);

export const runsQuery = Type.Object({
  status: Type.Optional(Type.Enum(['queued', 'running', 'succeeded', 'failed', 'dead', 'cancelled'])),
  since: Type.Optional(Type.Number()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 25 })),
});

export const replayBody = Type.Object(
  { flowVersion: Type.Optional(version), step: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, title: 'Workflow Run Replay' },
);

/** How far a run goes on: to its next node, or to its end. */
export const stepBody = Type.Object(
  { all: Type.Optional(Type.Boolean()) },
  { additionalProperties: false, title: 'Workflow Run Step' },
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
