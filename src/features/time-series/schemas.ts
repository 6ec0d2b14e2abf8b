import { type Static, Type } from 'typebox';
import { dateTime, id } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';
import { aggregationNames } from './aggregations.ts';

const attributeName = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
/** The most points of one device that a query without aggregation returns (semantics.md, "Devices and their state"). */
export const maxLimit = 100_000;

// Without TIMEATVALUE of the platform's schema: blocks of dashboards alone have it (dashboards.md, "5. Data: one request, one stream").
const aggregationType = Type.Enum([...aggregationNames]);
/** A name, or an object with the name and its options; of the offered ones none has options. */
const aggregation = Type.Unsafe<string | { type: string; options?: Record<string, unknown> }>({
  title: 'Aggregation',
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, not a promise
  then: Type.Object(
    { type: aggregationType, options: Type.Optional(Type.Object({}, { additionalProperties: true })) },
    { additionalProperties: false },
  ),
  else: aggregationType,
});

const selection = {
  deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
  deviceTags: Type.Optional(tagQueries),
};

/** Times and durations in ms; `readRange` says what they mean together. */
export const timeSeriesQuery = Type.Object(
  {
    start: Type.Optional(Type.Number()),
    end: Type.Optional(Type.Number()),
    duration: Type.Optional(Type.Number({ minimum: 0 })),
    resolution: Type.Optional(Type.Number({ minimum: 0 })),
    aggregation: Type.Optional(aggregation),
    attributes: Type.Optional(Type.Array(attributeName)),
    ...selection,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: maxLimit })),
    order: Type.Optional(Type.Enum(['asc', 'desc'])),
  },
  { additionalProperties: false, title: 'Time Series Query' },
);
export type TimeSeriesQuery = Static<typeof timeSeriesQuery>;

export const lastValueQuery = Type.Object(
  { attribute: Type.Optional(attributeName), ...selection },
  { additionalProperties: false, title: 'Last Value Query' },
);
export type LastValueQuery = Static<typeof lastValueQuery>;

export const positionsQuery = Type.Object({
  query: Type.Optional(
    Type.String({ description: 'An advanced device query, as JSON: only devices that it selects.' }),
  ),
});
export const devicePositions = Type.Object(
  {
    applicationId: id,
    items: Type.Array(
      Type.Object({
        deviceId: id,
        name: Type.String(),
        attribute: Type.String({ description: 'The GPS attribute that has the newest value.' }),
        latitude: Type.Number(),
        longitude: Type.Number(),
        time: dateTime,
      }),
    ),
    count: Type.Integer(),
    _type: Type.Literal('devicePositions'),
  },
  { title: 'Device Positions' },
);

const point = Type.Object({
  time: dateTime,
  data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
});
/** What a time-series query returns: points of each device, by its id. */
export const timeSeriesData = Type.Object(
  {
    start: dateTime,
    end: dateTime,
    resolution: Type.Number(),
    aggregation,
    devices: Type.Record(Type.String(), Type.Object({ name: Type.String(), points: Type.Array(point) })),
  },
  { title: 'Time Series Data' },
);
/** The newest values of devices, by their ids. */
export const lastValueData = Type.Record(Type.String(), point, { title: 'Last Value Data' });
