import { type Static, type TProperties, Type } from 'typebox';
import { type CustomNodeField, flowClasses } from '../../kernel/flow.ts';
import { dateTime, email, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767, ...normalized });
const iconData = Type.Union([
  Type.String({ maxLength: 32767, pattern: '^data:image/(jpg|jpeg|png|svg\\+xml);base64,[0-9a-zA-Z+/=]*$' }),
  Type.Null(),
]);
const agentVersion = Type.String({ pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$', maxLength: 64 });
const versionName = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const notes = Type.String({ maxLength: 32767, ...normalized });

/** What the editor keeps in it is its own; which of it acts, the engine says. */
const anything = Type.Unsafe<Record<string, unknown>>(Type.Object({}, { additionalProperties: true }));
const outputIds = Type.Array(Type.Array(Type.String({ maxLength: 1024 }), { maxItems: 100 }), { maxItems: 100 });
const type = Type.String({ minLength: 1, maxLength: 1024 });
const part = {
  type,
  config: Type.Optional(anything),
  meta: Type.Optional(anything),
  outputIds: Type.Optional(outputIds),
};
const closed = { additionalProperties: false } as const;
const triggers = Type.Array(Type.Object({ key: Type.Optional(Type.String({ maxLength: 1024 })), ...part }, closed));
const nodes = Type.Array(Type.Object({ id: Type.Optional(Type.String({ maxLength: 1024 })), ...part }, closed));
const globalKey = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
const globalText = Type.String({ minLength: 1, maxLength: 32767 });
const globals = Type.Array(Type.Object({ key: globalKey, json: globalText }, closed), { maxItems: 100 });

/** A field of a kind that we do not know is kept, as nodes are. */
const customNodeField = Type.Unsafe<CustomNodeField>(
  Type.Object(
    {
      type,
      id: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
      label: Type.Optional(Type.String({ maxLength: 1024 })),
      description: Type.Optional(Type.String({ maxLength: 32767 })),
      required: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: true },
  ),
);
const customNodeConfig = Type.Object(
  {
    outputCount: Type.Union([Type.Literal(1), Type.Literal(2)]),
    resultMode: Type.Enum(['optional', 'required', 'none']),
    resultDescription: Type.Optional(Type.String({ maxLength: 32767 })),
    fields: Type.Array(customNodeField, { maxItems: 100 }),
  },
  closed,
);
const customNodeSupports = Type.Array(Type.String({ maxLength: 255 }), { maxItems: 100 });
export const runtime = Type.Object(
  {
    concurrency: Type.Optional(Type.Enum(['device', 'parallel', 'serial', 'latest'])),
    timeoutSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
  },
  closed,
);

const definition = {
  triggers: Type.Optional(triggers),
  nodes: Type.Optional(nodes),
  globals: Type.Optional(globals),
  minimumAgentVersion: Type.Optional(agentVersion),
  customNodeConfig: Type.Optional(customNodeConfig),
};

export const flowPost = Type.Object(
  {
    name,
    description: Type.Optional(description),
    iconData: Type.Optional(iconData),
    enabled: Type.Optional(Type.Boolean()),
    flowClass: Type.Optional(Type.Enum(flowClasses.filter((one) => one !== 'embedded'))),
    customNodeSupports: Type.Optional(customNodeSupports),
    ...definition,
    /** Ours. */
    runtime: Type.Optional(runtime),
  },
  { ...closed, title: 'Workflow Post' },
);
export type FlowPost = Static<typeof flowPost>;

export const flowPatch = Type.Object(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    iconData: Type.Optional(iconData),
    enabled: Type.Optional(Type.Boolean()),
    defaultVersionId: Type.Optional(Type.Union([id, Type.Null()])),
    ...definition,
    runtime: Type.Optional(runtime),
  },
  { ...closed, title: 'Workflow Patch' },
);
export type FlowPatch = Static<typeof flowPatch>;

/** **Ours**: what is left out is as the workflow has it. */
export const flowCheck = Type.Object(
  {
    triggers: Type.Optional(triggers),
    nodes: Type.Optional(nodes),
    globals: Type.Optional(globals),
    customNodeConfig: Type.Optional(customNodeConfig),
  },
  { ...closed, title: 'Workflow Check' },
);
export type FlowCheck = Static<typeof flowCheck>;

export const versionPost = Type.Object(
  { version: versionName, notes: Type.Optional(notes), enabled: Type.Optional(Type.Boolean()), ...definition },
  { ...closed, title: 'Workflow Version Post' },
);
export type VersionPost = Static<typeof versionPost>;
export const versionPatch = Type.Object(
  { notes: Type.Optional(notes), enabled: Type.Optional(Type.Boolean()) },
  { ...closed, title: 'Workflow Version Patch' },
);
export type VersionPatch = Static<typeof versionPatch>;

const queryText = Type.Optional(Type.String({ maxLength: 65_536 }));
const flag = Type.Optional(Type.Boolean());
export const customNodesQuery = Type.Object({ includeCustomNodes: flag });
const lists = {
  ...pageQuery,
  flowClass: Type.Optional(Type.Enum([...flowClasses, ''])),
  /** JSON text, or as a query string writes an array of objects; `readTriggerFilter` reads it. */
  triggerFilter: Type.Optional(Type.Unknown()),
  includeCustomNodes: flag,
  query: queryText,
};
export const flowsQuery = Type.Object({ ...lists, allVersions: flag });
export type FlowsQuery = Static<typeof flowsQuery>;
export const flowsByVersionQuery = Type.Object({ ...lists, version: versionName });
export type FlowsByVersionQuery = Static<typeof flowsByVersionQuery>;
export const versionsQuery = Type.Object({ ...pageQuery, includeCustomNodes: flag, query: queryText });
export type VersionsQuery = Static<typeof versionsQuery>;
export const versionPostQuery = Type.Object({ includeCustomNodes: flag, allowReplacement: flag });

const counts = { runCount: Type.Number(), errorCount: Type.Number() };
const stats = Type.Object({ ...counts, byVersion: Type.Record(Type.String(), Type.Object(counts)) });
const shownDefinition = {
  triggers: Type.Array(anything),
  nodes: Type.Array(anything),
  globals: Type.Array(Type.Object({ key: Type.String(), json: Type.String() })),
  minimumAgentVersion: Type.Optional(Type.String()),
  customNodeConfig: Type.Optional(anything),
};
const shown = {
  id,
  flowId: id,
  applicationId: id,
  creationDate: dateTime,
  lastUpdated: dateTime,
};
const flowFields = {
  ...shown,
  name: Type.String(),
  description: Type.String(),
  iconData: Type.Optional(Type.String()),
  enabled: Type.Boolean(),
  flowClass: Type.String(),
  defaultVersionId: Type.Optional(id),
  customNodeSupports: Type.Optional(Type.Array(Type.String())),
  customNodeUseCount: Type.Optional(Type.Integer()),
  deletedInDevelop: Type.Optional(Type.Boolean()),
  stats,
  runtime,
  ...shownDefinition,
  _type: Type.Literal('flow'),
  _links: Type.Optional(links),
};
const flowItem = Type.Object(flowFields, { title: 'Workflow' });
const versionFields = {
  ...shown,
  flowVersionId: id,
  version: Type.Optional(Type.String()),
  notes: Type.Optional(Type.String()),
  enabled: Type.Boolean(),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  iconData: Type.Optional(Type.String()),
  flowClass: Type.Optional(Type.String()),
  versions: Type.Optional(Type.Array(Type.String())),
  stats,
  ...shownDefinition,
  _type: Type.Literal('flowVersion'),
  _links: Type.Optional(links),
};
const versionItem = Type.Object(versionFields, { title: 'Workflow Version' });
/** What `includeCustomNodes` adds. */
const customNodes: TProperties = {
  customNodes: Type.Optional(Type.Array(flowItem)),
  customNodeVersions: Type.Optional(Type.Array(versionItem)),
};
export const flowProblems = Type.Object(
  {
    problems: Type.Array(
      Type.Object({
        field: Type.String(),
        message: Type.String(),
        nodeId: Type.Optional(Type.String()),
        trigger: Type.Optional(Type.Integer()),
        type: Type.Optional(Type.String()),
        label: Type.Optional(Type.String()),
        key: Type.Optional(Type.String()),
      }),
    ),
    _type: Type.Literal('flowProblems'),
  },
  { title: 'Workflow Problems' },
);
export const flow = Type.Object({ ...flowFields, ...customNodes }, { title: 'Workflow' });
export const flowVersion = Type.Object({ ...versionFields, ...customNodes }, { title: 'Workflow Version' });
export const flows = pageAnswerOf(flowItem, 'Workflows', {
  applicationId: id,
  flowClass: Type.Optional(Type.String()),
  query: Type.Optional(anything),
  ...customNodes,
});
export const flowVersions = pageAnswerOf(versionItem, 'Workflow Versions', {
  applicationId: id,
  flowId: Type.Optional(id),
  version: Type.Optional(Type.String()),
  flowClass: Type.Optional(Type.String()),
  query: Type.Optional(anything),
  ...customNodes,
});

export const storageEntries = Type.Object({}, { additionalProperties: true, title: 'Workflow Storage Entries' });
export const storageEntry = Type.Object(
  { key: Type.String({ minLength: 1, maxLength: 255 }), value: Type.Optional(Type.Unknown()) },
  { ...closed, title: 'Workflow Storage Entry' },
);
export type StorageEntry = Static<typeof storageEntry>;
export const storageMetadata = Type.Object(
  { memoryUsed: Type.Integer(), keysCount: Type.Integer() },
  { title: 'Workflow Storage Metadata' },
);

export const versionsDelete = Type.Object(
  { query: Type.Object({}, { additionalProperties: true }), email: Type.Optional(email) },
  { ...closed, title: 'Workflow Versions Delete Post' },
);
export type VersionsDelete = Static<typeof versionsDelete>;
export const bulkDeleted = Type.Object(
  { removed: Type.Integer(), failed: Type.Integer() },
  { title: 'Bulk Delete Response' },
);

/** An import is judged by what it holds, record by record (`import/records.ts`): what is wrong only warns. */
const records = Type.Optional(Type.Array(anything, { maxItems: 1000 }));
export const flowsImport = Type.Object(
  {
    flows: records,
    flowVersions: records,
    /** Ours: exported files, each with its name and its text. */
    files: Type.Optional(
      Type.Array(
        Type.Object({ name: Type.String({ minLength: 1, maxLength: 1024 }), content: Type.String() }, closed),
        { maxItems: 1000 },
      ),
    ),
  },
  { ...closed, title: 'Workflows Import Post' },
);
export type FlowsImport = Static<typeof flowsImport>;
const idMap = Type.Record(Type.String(), id);
export const flowsImported = Type.Object(
  {
    flows: Type.Array(flowItem),
    flowVersions: Type.Array(versionItem),
    importedFlowIdMap: idMap,
    importedVersionIdMap: idMap,
    warnings: Type.Array(
      Type.Object({
        message: Type.String(),
        flowId: Type.Optional(Type.String()),
        name: Type.Optional(Type.String()),
        version: Type.Optional(Type.String()),
        nodeId: Type.Optional(Type.String()),
        key: Type.Optional(Type.String()),
      }),
    ),
  },
  { title: 'Workflow Import Result' },
);
