import { Type } from 'typebox';

export const archiveQuery = Type.Object({
  /** Milliseconds since the epoch, or relative to now when not positive. */
  date: Type.Number(),
});

export const queuedAnswer = Type.Object(
  { success: Type.Literal(true), jobId: Type.Optional(Type.String()) },
  { title: 'Success' },
);
