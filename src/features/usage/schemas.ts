import { Type } from 'typebox';

/** Milliseconds since the epoch, or, when not positive, relative to now. */
const time = Type.Optional(Type.Number());

export const payloadCountsQuery = Type.Object({
  start: time,
  end: time,
  groupBy: Type.Optional(Type.Enum(['device'])),
  resolution: Type.Optional(Type.Enum(['3600000', '86400000'])),
});

export const ownerCountsQuery = Type.Object({ start: time, end: time });

/** `{type: {source: count}}`, or the same numbers broken down when `groupBy` or `resolution` ask for it. */
export const payloadCounts = Type.Object({}, { additionalProperties: true, title: 'Payload Counts' });
