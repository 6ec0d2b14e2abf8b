import { type Static, Type } from 'typebox';
import { dateTime, id, links, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';
import { archiveConfig } from '../applications/index.ts';
import { jobStates } from './job-store.ts';

export const archiveQuery = Type.Object({
  /** Milliseconds since the epoch, or relative to now when not positive. */
  date: Type.Number(),
});

export const queuedAnswer = Type.Object(
  { success: Type.Literal(true), jobId: Type.Optional(Type.String()) },
  { title: 'Success' },
);

export const archiveTestBody = Type.Object(
  { archiveConfig: Type.Optional(archiveConfig) },
  { additionalProperties: false, title: 'Archive Test' },
);

export const archiveTestResult = Type.Object(
  {
    success: Type.Boolean(),
    message: Type.String(),
    steps: Type.Array(
      Type.Object({ step: Type.Enum(['write', 'read', 'remove']), success: Type.Boolean(), message: Type.String() }),
    ),
  },
  { title: 'Archive Test Result' },
);

const { page, perPage, sortField, sortDirection } = pageQuery;
export const archiveJobsQuery = Type.Object({
  page,
  perPage,
  sortField,
  sortDirection,
  /** States, separated by commas. */
  state: Type.Optional(Type.String({ maxLength: 255 })),
  start: Type.Optional(Type.Number()),
  end: Type.Optional(Type.Number()),
});
export type ArchiveJobsQuery = Static<typeof archiveJobsQuery>;

export const archiveJob = Type.Object(
  {
    id,
    archiveJobId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    /** The start of the UTC day. */
    day: dateTime,
    state: Type.Enum([...jobStates]),
    attempts: Type.Integer(),
    error: Type.Optional(Type.String()),
    devicesDone: Type.Integer(),
    devicesTotal: Type.Integer(),
    objects: Type.Integer(),
    rows: Type.Integer(),
    bytes: Type.Integer(),
    nextAttemptAt: Type.Optional(dateTime),
    _type: Type.Literal('archiveJob'),
    _links: Type.Optional(links),
  },
  { title: 'Archive Job' },
);
export const archiveJobs = pageAnswerOf(archiveJob, 'Archive Jobs', { applicationId: id });

export const archiveJobsStreamQuery = Type.Object({
  /** Seconds between comment lines. */
  keepAliveInterval: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
  token: Type.Optional(secret(Type.String())),
});
