import { type Static, Type } from 'typebox';
import { dateTime, id, timeZone } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';
import { eventPatch } from '../events/index.ts';
import { contextValue, doer, tagPattern, variableName, visitorQuery } from './schemas.ts';

/** The values of the variables, as whoever looks has chosen them. */
export const contextInstance = Type.Record(variableName, contextValue, {
  additionalProperties: false,
  maxProperties: 100,
  title: 'Dashboard Context Instance',
});
const resolvedContext = Type.Record(Type.String(), Type.Unknown());
/** In ms: a year, as far back as the platform offers and then some. */
export const longestWindow = 31_536_000_000;
const span = Type.Number({ minimum: 1, maximum: longestWindow });
export const contextQuery = Type.Object({
  ...visitorQuery,
  duration: Type.Optional(span),
  resolution: Type.Optional(span),
  end: Type.Optional(Type.Number()),
});
const dashboardWindow = Type.Object({
  id,
  name: Type.String(),
  duration: Type.Number(),
  resolution: Type.Number(),
  refreshRate: Type.Number(),
  time: dateTime,
});
export const contextAnswer = Type.Object(
  { success: Type.Literal(true), ctx: resolvedContext, dashboard: dashboardWindow },
  { title: 'Validate Context Success' },
);

const blockWindow = Type.Object(
  {
    duration: Type.Optional(span),
    resolution: Type.Optional(span),
    from: Type.Optional(Type.Number({ minimum: 0 })),
    to: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
);
const blockId = Type.String({ maxLength: 48 });
/** In px, as blocks are drawn. */
const pixels = Type.Number({ minimum: 1, maximum: 20_000 });
const blockSizes = Type.Record(
  blockId,
  Type.Object({ width: pixels, height: pixels }, { additionalProperties: false }),
  { maxProperties: 500 },
);
const blockWidths = Type.Record(blockId, pixels, { maxProperties: 500 });
/** For what streams are asked as JSON in a query. */
export const sizesAsked = blockSizes;
export const widthsAsked = blockWidths;
const theme = Type.Optional(Type.Enum(['light', 'dark']));
const controlValue = Type.Union([Type.String({ maxLength: 2048 }), Type.Number(), Type.Boolean()]);
const controlValues = Type.Record(blockId, controlValue, { maxProperties: 100 });
export const dataPost = Type.Object(
  {
    ctx: Type.Optional(contextInstance),
    /** As of when, epoch ms; left out: now. */
    time: Type.Optional(Type.Number({ minimum: 0 })),
    duration: Type.Optional(span),
    resolution: Type.Optional(span),
    blocks: Type.Optional(Type.Array(Type.String({ maxLength: 48 }), { maxItems: 500 })),
    windows: Type.Optional(Type.Record(Type.String({ maxLength: 48 }), blockWindow, { maxProperties: 500 })),
    /** Every block that shows a length of time shows the dashboard's, also in place of its own; not for shared viewers. */
    sameWindow: Type.Optional(Type.Boolean()),
    known: Type.Optional(
      Type.Record(Type.String({ maxLength: 48 }), Type.String({ maxLength: 64 }), { maxProperties: 500 }),
    ),
    /** Of the viewer, for the times in texts: an IANA name. */
    timezone: Type.Optional(Type.Union([timeZone, Type.Literal('')])),
    /** How large blocks are drawn that are made for a size. */
    sizes: Type.Optional(blockSizes),
    /** Of graphs: what is finer than that is thinned. */
    width: Type.Optional(blockWidths),
    theme,
    /** What is about to be entered into the controls of input blocks. */
    controls: Type.Optional(Type.Record(blockId, controlValues, { maxProperties: 100 })),
  },
  { additionalProperties: false, title: 'Dashboard Data Post' },
);
export type DataPost = Static<typeof dataPost>;
export const blockAnswer = Type.Object(
  {
    status: Type.Enum(['ok', 'unchanged', 'empty', 'error', 'unsupported']),
    etag: Type.Optional(Type.String()),
    data: Type.Optional(Type.Unknown()),
    /** In words, of `error`; shared viewers are not told more than that there is one. */
    error: Type.Optional(Type.String()),
    truncated: Type.Optional(Type.Boolean()),
  },
  { title: 'Dashboard Block Data' },
);
export const dataAnswer = Type.Object(
  {
    time: dateTime,
    ctx: resolvedContext,
    dashboard: dashboardWindow,
    blocks: Type.Record(Type.String(), blockAnswer),
    /** How many blocks show the dashboard's window, and how many a time of their own, as they are stored. */
    windows: Type.Object({ following: Type.Integer(), own: Type.Integer() }),
    /** What the caller may do here: edit, press buttons of these blocks, change events of these. */
    may: Type.Object({ edit: Type.Boolean(), act: Type.Array(blockId), update: Type.Array(blockId) }),
  },
  { title: 'Dashboard Data' },
);
export const streamQuery = Type.Object({
  ...visitorQuery,
  /** The variables as JSON. */
  ctx: Type.Optional(Type.String({ maxLength: 65_536 })),
  duration: Type.Optional(span),
  resolution: Type.Optional(span),
  sameWindow: Type.Optional(Type.Boolean()),
  timezone: Type.Optional(Type.Union([timeZone, Type.Literal('')])),
  theme,
  /** As JSON. */
  sizes: Type.Optional(Type.String({ maxLength: 65_536 })),
  width: Type.Optional(Type.String({ maxLength: 65_536 })),
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 15 })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String({ maxLength: 4096 }))),
});
export type StreamQuery = Static<typeof streamQuery>;

/** What somebody enters and presses (dashboards.md, "8. Controls (input)"). */
export const actPost = Type.Object(
  {
    controlId: Type.String({ minLength: 1, maxLength: 48 }),
    values: Type.Optional(controlValues),
    ctx: Type.Optional(contextInstance),
    nonce: Type.String({ minLength: 1, maxLength: 64 }),
    confirmed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Dashboard Act Post' },
);
export type ActPost = Static<typeof actPost>;
const actResult = Type.Object({
  deviceId: Type.Optional(id),
  name: Type.Optional(Type.String()),
  status: Type.Enum(['sent', 'queued', 'refused']),
  message: Type.Optional(Type.String()),
});
export const actAnswer = Type.Object(
  {
    kind: Type.Enum(['command', 'workflow']),
    /** Whether the same was pressed before: nothing was sent again. */
    isRepeated: Type.Boolean(),
    count: Type.Integer(),
    results: Type.Array(actResult),
  },
  { title: 'Dashboard Act' },
);
export const pressesAnswer = Type.Object(
  {
    count: Type.Integer(),
    items: Type.Array(
      Type.Object({
        time: dateTime,
        blockId,
        controlId: Type.String(),
        pressedBy: doer,
        values: Type.Record(Type.String(), controlValue),
        kind: Type.Enum(['command', 'workflow', 'unknown']),
        count: Type.Integer(),
        results: Type.Array(actResult),
      }),
    ),
  },
  { title: 'Dashboard Presses' },
);

export const updateEventsPost = Type.Object(
  {
    eventIds: Type.Array(id, { minItems: 1, maxItems: 100 }),
    updates: eventPatch,
    ctx: Type.Optional(contextInstance),
  },
  { additionalProperties: false, title: 'Dashboard Update Events' },
);
export type UpdateEventsPost = Static<typeof updateEventsPost>;
export const eventsUpdated = Type.Object(
  { success: Type.Literal(true), updated: Type.Integer() },
  { title: 'Dashboard Events Updated' },
);

export const choicesQuery = Type.Object({
  ...visitorQuery,
  filter: Type.Optional(Type.String({ maxLength: 255 })),
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
});
export const choicesAnswer = Type.Object(
  {
    items: Type.Array(Type.Object({ value: Type.Union([Type.String(), tagPattern]), label: Type.String() })),
    page: Type.Integer(),
    hasMore: Type.Boolean(),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
  },
  { title: 'Dashboard Choices' },
);

export const exportQuery = Type.Object({
  ...visitorQuery,
  format: Type.Optional(Type.Enum(['csv', 'json'])),
  /** The variables as JSON. */
  ctx: Type.Optional(Type.String({ maxLength: 65_536 })),
  time: Type.Optional(Type.Number({ minimum: 0 })),
  duration: Type.Optional(span),
  resolution: Type.Optional(span),
  sameWindow: Type.Optional(Type.Boolean()),
  from: Type.Optional(Type.Number({ minimum: 0 })),
  to: Type.Optional(Type.Number({ minimum: 0 })),
  timezone: Type.Optional(Type.Union([timeZone, Type.Literal('')])),
  /** The points themselves, of those blocks that have any; never for those with whom the dashboard is shared. */
  raw: Type.Optional(Type.Boolean()),
});
export type ExportQuery = Static<typeof exportQuery>;
export const assetQuery = Type.Object({
  ...visitorQuery,
  ctx: Type.Optional(Type.String({ maxLength: 65_536 })),
  time: Type.Optional(Type.Number({ minimum: 0 })),
});
