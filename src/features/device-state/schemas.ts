import { type Static, Type } from 'typebox';

/**
 * One state or several. Values are judged one by one against the device's attributes rather than by this schema, so
 * that one bad value does not cost the others, and neither does a state of an array that is none. A time that cannot be understood,
 * whatever it is, stands for the time of arrival (semantics.md, "Devices and their state").
 */
const state = Type.Object(
  {
    data: Type.Object({}, { additionalProperties: true }),
    time: Type.Optional(Type.Unknown()),
    meta: Type.Optional(Type.Unknown()),
    flowVersion: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  { title: 'Device State', additionalProperties: false },
);
const states = Type.Array(Type.Unknown(), {
  maxItems: 10_000,
  title: 'Device States',
});
export const stateOrStates = Type.Unsafe<Record<string, unknown> | Record<string, unknown>[]>({
  title: 'Device State or States',
  'x-judged-by-value': true,
  if: { type: 'array' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, not a promise
  then: states,
  else: state,
});

export const sendStateAnswer = Type.Object(
  {
    success: Type.Literal(true),
    rejected: Type.Optional(Type.Array(Type.Object({ index: Type.Integer(), message: Type.String() }))),
  },
  { title: 'Success' },
);

export const storedStates = Type.Array(
  Type.Object({
    time: Type.String({ format: 'date-time' }),
    data: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  }),
  { title: 'Device States' },
);

/** `start` and `end` in ms since the epoch, or relative to now when not positive; both ends are included. */
export const compositeStateQuery = Type.Object({
  start: Type.Optional(Type.Number({ default: 1 })),
  end: Type.Optional(Type.Number({ default: 0 })),
  /** Attribute names, separated by commas. */
  attributes: Type.Optional(Type.String({ maxLength: 66_000 })),
});
export type CompositeStateQuery = Static<typeof compositeStateQuery>;
export const compositeState = Type.Record(
  Type.String(),
  Type.Object({
    time: Type.String({ format: 'date-time' }),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  }),
  { title: 'Composite Device State' },
);

const range = { start: Type.Optional(Type.Number({ default: 1 })), end: Type.Optional(Type.Number({ default: 0 })) };
/** As for the composite state. */
export const removeDataQuery = Type.Object(range);
const jobQueued = Type.Optional(Type.Literal(true));
/** `jobQueued`: the rest is removed by a job. */
export const removeDataAnswer = Type.Object({ success: Type.Literal(true), jobQueued }, { title: 'Success' });

export const devicesRemoveData = Type.Object(
  {
    query: Type.Object({}, { additionalProperties: true, title: 'Advanced Device Query' }),
    ...range,
    attributes: Type.Optional(
      Type.Union([Type.Null(), Type.Array(Type.String({ maxLength: 255 }), { maxItems: 100 })]),
    ),
    keepConnectionHistory: Type.Optional(Type.Boolean()),
    keepCommandHistory: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Devices Remove Data Post' },
);
export type DevicesRemoveData = Static<typeof devicesRemoveData>;
export const devicesDataRemoved = Type.Object(
  { completed: Type.Optional(Type.Integer()), notApplicable: Type.Optional(Type.Integer()), jobQueued },
  { title: 'Devices Data Removed' },
);
