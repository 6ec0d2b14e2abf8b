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
/** Of descriptions and messages. */
export const text = Type.String({ maxLength: 32767 });
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

/** A tag, or what tags are matched by. */
export const tagPattern = Type.Object(
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
/** What a variable may have. */
export const contextValue = Type.Union([Type.String({ maxLength: 32767 }), Type.Number(), tagPattern]);
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

/** The values of the variables of a report. */
export const reportContext = Type.Record(variableName, contextValue, {
  additionalProperties: false,
  maxProperties: 100,
});
/** Told where a report can be fetched. */
export const callbackUrl = Type.String({ maxLength: 2048, pattern: '^https?://' });
const reportConfig = Type.Object(
  {
    id: Type.Optional(Type.String({ maxLength: 48 })),
    cron: Type.String({ maxLength: 255 }),
    toEmail: Type.Optional(Type.Array(email, { maxItems: 10 })),
    subject: Type.Optional(Type.String({ maxLength: 255, ...normalized })),
    message: Type.Optional(text),
    theme: Type.Optional(Type.Enum(['dark', 'light'])),
    timezone: Type.Optional(Type.String({ maxLength: 255 })),
    locale: Type.Optional(Type.String({ maxLength: 5 })),
    /** Newer: the values of the variables; left out: their defaults. */
    ctx: Type.Optional(reportContext),
    /** Newer: told where the report can be fetched, besides the mails. */
    callbackUrl: Type.Optional(callbackUrl),
    branded: Type.Optional(Type.Boolean()),
    signalbox: Type.Optional(
      Type.Object(
        {
          /** One report for each value of this variable. */
          forEach: Type.Optional(variableName),
          enabled: Type.Optional(Type.Boolean()),
        },
        { additionalProperties: false },
      ),
    ),
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

/** Who pressed or saved something. */
export const doer = Type.Object({ type: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) });

const savedVersion = {
  id,
  versionId: id,
  creationDate: dateTime,
  revision: Type.Integer(),
  /** Left out for what was there before versions were kept. */
  savedBy: Type.Optional(doer),
  name: Type.String(),
  blockCount: Type.Integer(),
  /** Whether it is what the dashboard is now. */
  isCurrent: Type.Boolean(),
};
export const versionsAnswer = Type.Object(
  { count: Type.Integer(), items: Type.Array(Type.Object(savedVersion)) },
  { title: 'Dashboard Versions' },
);
export const versionAnswer = Type.Object(
  { ...savedVersion, document: Type.Object({}, answered) },
  { title: 'Dashboard Version' },
);
const change = Type.Object({
  kind: Type.Enum(['added', 'removed', 'changed']),
  /** `blocks`, `contextConfiguration`, `reportConfigs`, or the field itself. */
  part: Type.String(),
  /** Of a block, a variable or a report. */
  id: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});
export const versionChanges = Type.Object(
  { from: Type.String(), to: Type.String(), changes: Type.Array(change) },
  { title: 'Dashboard Version Changes' },
);
export const compareQuery = Type.Object({
  /** Another version; left out: what the dashboard is now. */
  to: Type.Optional(id),
});
export const versionRestore = Type.Object({}, { additionalProperties: false, title: 'Dashboard Version Restore' });
