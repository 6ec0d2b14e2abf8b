import { type Static, Type } from 'typebox';
import { dateTime, email, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

/** Types that the platform's schema has, and its three newer ones (dashboards.md, "0. What real dashboards use, and the build order"). */
export const blockTypes = [
  'application-list',
  'bar',
  'custom-chart',
  'custom-html',
  'dashboard-list',
  'data-table',
  'device-count',
  'device-list',
  'device-log',
  'device-state-table',
  'event-list',
  'gauge',
  'graph',
  'heatmap',
  'iframe',
  'image',
  'image-overlay',
  'indicator',
  'input',
  'map',
  'open-event-indicator',
  'pie',
  'position-chart',
  'section-header',
  'workflow-list',
] as const;

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const text = Type.String({ maxLength: 32767 });
export const variableName = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
const anyObject = Type.Object({}, { additionalProperties: true });

const blockFields = {
  id: Type.Optional(Type.String({ maxLength: 48 })),
  title: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
  description: Type.Optional(text),
  applicationId: Type.Optional(id),
  startX: Type.Number(),
  startY: Type.Number(),
  width: Type.Number(),
  height: Type.Number(),
  /** Kept as it is given: what a block asks is judged when it is asked. */
  config: Type.Optional(anyObject),
};
const block = Type.Object({ ...blockFields, blockType: Type.Enum([...blockTypes]) }, { additionalProperties: false });
/** A block as it is stored: those of an import may be of types that only a later version knows. */
export type Block = Omit<Static<typeof block>, 'blockType' | 'id'> & {
  readonly id: string;
  readonly blockType: string;
};
export type BlockPost = Static<typeof block>;

const tagPattern = Type.Object(
  {
    key: Type.Optional(Type.String({ maxLength: 255 })),
    value: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
  },
  { additionalProperties: false },
);
const variableTypes = ['deviceAttribute', 'deviceId', 'deviceTag', 'number', 'string', 'experienceUser'] as const;
const validationConfig = Type.Object(
  {
    attributes: Type.Optional(Type.Array(Type.String({ maxLength: 255 }), { maxItems: 100 })),
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(Type.Array(tagPattern, { maxItems: 100 })),
    includeFullDevice: Type.Optional(Type.Boolean()),
    query: Type.Optional(Type.String({ maxLength: 32767 })),
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    regExp: Type.Optional(Type.String({ maxLength: 1024 })),
    experienceGroupIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
  },
  { additionalProperties: false },
);
const contextValue = Type.Union([Type.String({ maxLength: 32767 }), Type.Number(), tagPattern]);
const contextVariable = Type.Object(
  {
    name: variableName,
    type: Type.Enum([...variableTypes]),
    applicationId: Type.Optional(id),
    defaultValue: contextValue,
    validationEnabled: Type.Optional(Type.Boolean()),
    validationConfig: Type.Optional(validationConfig),
  },
  { additionalProperties: false },
);
export type ContextVariable = Static<typeof contextVariable>;
export type TagPair = Static<typeof tagPattern>;
export type ContextValue = string | number | TagPair;

const reportConfig = Type.Object(
  {
    id: Type.Optional(Type.String({ maxLength: 48 })),
    cron: Type.String({ maxLength: 255 }),
    toEmail: Type.Array(email, { minItems: 1, maxItems: 10 }),
    subject: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
    message: Type.Optional(text),
    theme: Type.Optional(Type.Enum(['dark', 'light'])),
    timezone: Type.Optional(Type.String({ maxLength: 255 })),
    locale: Type.Optional(Type.String({ maxLength: 5 })),
  },
  { additionalProperties: false },
);
export type ReportConfig = Static<typeof reportConfig>;

const fields = {
  description: Type.Optional(text),
  refreshRate: Type.Optional(Type.Number({ minimum: 5, maximum: 600 })),
  defaultTheme: Type.Optional(Type.Enum(['light', 'dark'])),
  /** In ms. */
  duration: Type.Optional(Type.Integer({ minimum: 1, maximum: 15_552_000_000 })),
  resolution: Type.Optional(Type.Integer({ minimum: 1, maximum: 15_552_000_000 })),
  public: Type.Optional(Type.Boolean()),
  password: Type.Optional(secret(Type.Union([Type.String({ minLength: 1, maxLength: 2048 }), Type.Null()]))),
  blocks: Type.Optional(Type.Array(block, { maxItems: 500 })),
  contextConfiguration: Type.Optional(Type.Array(contextVariable, { maxItems: 100 })),
  reportConfigs: Type.Optional(Type.Array(reportConfig, { maxItems: 10 })),
  /** What only Signalbox knows of it. */
  signalbox: Type.Optional(
    Type.Object(
      {
        /** Days that those with whom it is shared may look back. */
        shareHistory: Type.Optional(Type.Integer({ minimum: 1, maximum: 180 })),
      },
      { additionalProperties: false },
    ),
  ),
};
export const applicationDashboardPost = Type.Object(
  { name, ...fields },
  { additionalProperties: false, title: 'Application Dashboard Post' },
);
export const dashboardPost = Type.Object(
  { name, orgId: Type.Optional(id), applicationId: Type.Optional(id), ...fields },
  { additionalProperties: false, title: 'Dashboard Post' },
);
export type DashboardPost = Static<typeof dashboardPost>;
export const dashboardPatch = Type.Object(
  { name: Type.Optional(name), ...fields },
  { additionalProperties: false, title: 'Dashboard Patch' },
);
export type DashboardPatch = Static<typeof dashboardPatch>;

const answered = { additionalProperties: true };
export const dashboardAnswer = Type.Object(
  {
    id,
    dashboardId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    ownerId: Type.Optional(id),
    ownerType: Type.Optional(Type.Enum(['user', 'organization'])),
    organizationName: Type.Optional(Type.String()),
    organizationIconColor: Type.Optional(Type.String()),
    applicationId: Type.Optional(id),
    applicationName: Type.Optional(Type.String()),
    name: Type.String(),
    description: Type.String(),
    refreshRate: Type.Number(),
    defaultTheme: Type.Enum(['light', 'dark']),
    duration: Type.Number(),
    resolution: Type.Number(),
    public: Type.Boolean(),
    isPasswordProtected: Type.Boolean(),
    /** Ours: blocks that a summary leaves out. */
    blockCount: Type.Optional(Type.Integer()),
    /** Ours: how the caller sees it. */
    access: Type.Optional(Type.Enum(['shared', 'view', 'collaborate'])),
    blocks: Type.Optional(Type.Array(Type.Object({}, answered))),
    contextConfiguration: Type.Optional(Type.Array(Type.Object({}, answered))),
    reportConfigs: Type.Optional(Type.Array(reportConfig)),
    signalbox: Type.Optional(Type.Object({}, answered)),
    _type: Type.Literal('dashboard'),
    _links: Type.Optional(links),
  },
  { title: 'Dashboard' },
);
export const dashboardsAnswer = pageAnswerOf(dashboardAnswer, 'Dashboards', {
  applicationId: Type.Optional(Type.String()),
  orgId: Type.Optional(Type.String()),
});
export const dashboardsQuery = Type.Object({
  ...pageQuery,
  applicationId: Type.Optional(Type.String({ maxLength: 24 })),
  orgId: Type.Optional(Type.String({ maxLength: 24 })),
  /** Ours: the number of blocks instead of the blocks. */
  summary: Type.Optional(Type.Boolean()),
});
export type DashboardsQuery = Static<typeof dashboardsQuery>;
export const applicationDashboardsQuery = Type.Object({ ...pageQuery, summary: Type.Optional(Type.Boolean()) });

/** How somebody without a login opens what is shared with a password. */
export const visitorQuery = {
  password: Type.Optional(secret(Type.String({ maxLength: 2048 }))),
  /** Of `dashboard.session` (ours). */
  viewerToken: Type.Optional(secret(Type.String({ maxLength: 4096 }))),
};
export const dashboardQuery = Type.Object(visitorQuery);

export const sessionPost = Type.Object(
  { password: secret(Type.String({ minLength: 1, maxLength: 2048 })) },
  { additionalProperties: false, title: 'Dashboard Session Post' },
);
export const sessionAnswer = Type.Object(
  { viewerToken: Type.String(), expires: dateTime },
  { title: 'Dashboard Session' },
);

export const contextInstance = Type.Record(variableName, contextValue, {
  additionalProperties: false,
  maxProperties: 100,
  title: 'Dashboard Context Instance',
});
const resolvedContext = Type.Record(Type.String(), Type.Unknown());
export const contextQuery = Type.Object({
  ...visitorQuery,
  duration: Type.Optional(Type.Number()),
  resolution: Type.Optional(Type.Number()),
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

/** In ms, as far back as the platform offers and then some. */
const span = Type.Number({ minimum: 1, maximum: 31_536_000_000 });
const blockWindow = Type.Object(
  {
    duration: Type.Optional(span),
    resolution: Type.Optional(span),
    from: Type.Optional(Type.Number({ minimum: 0 })),
    to: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export const dataPost = Type.Object(
  {
    ctx: Type.Optional(contextInstance),
    /** As of when, epoch ms; left out: now. */
    time: Type.Optional(Type.Number({ minimum: 0 })),
    duration: Type.Optional(span),
    resolution: Type.Optional(span),
    blocks: Type.Optional(Type.Array(Type.String({ maxLength: 48 }), { maxItems: 500 })),
    windows: Type.Optional(Type.Record(Type.String({ maxLength: 48 }), blockWindow, { maxProperties: 500 })),
    known: Type.Optional(
      Type.Record(Type.String({ maxLength: 48 }), Type.String({ maxLength: 64 }), { maxProperties: 500 }),
    ),
    /** Of the viewer, for the times in texts: an IANA name. */
    timezone: Type.Optional(Type.String({ maxLength: 64 })),
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
  },
  { title: 'Dashboard Data' },
);
export const streamQuery = Type.Object({
  ...visitorQuery,
  /** The variables as JSON. */
  ctx: Type.Optional(Type.String({ maxLength: 65_536 })),
  duration: Type.Optional(span),
  resolution: Type.Optional(span),
  timezone: Type.Optional(Type.String({ maxLength: 64 })),
  keepAliveInterval: Type.Optional(Type.Number({ minimum: 1, maximum: 60, default: 15 })),
  /** For EventSource in browsers, which cannot set headers. */
  token: Type.Optional(secret(Type.String({ maxLength: 4096 }))),
});
export type StreamQuery = Static<typeof streamQuery>;
