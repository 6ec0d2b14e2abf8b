import { type Static, Type } from 'typebox';
import {
  dateTime,
  id,
  links,
  normalized,
  pageAnswerOf,
  pageQuery,
  storageStats,
  tagValue,
} from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const endpointSlug = Type.String({ minLength: 4, maxLength: 63, pattern: '^[0-9a-z-]*$' });
const globals = Type.Array(
  Type.Object(
    {
      key: Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }),
      json: Type.String({ minLength: 1, maxLength: 32767 }),
      cloudOnly: Type.Optional(Type.Boolean()),
      description: Type.Optional(Type.String({ maxLength: 1024 })),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);
const ftueTracking = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }),
      version: Type.Number(),
      status: Type.Enum(['skipped', 'completed']),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);

const endpoint = Type.Optional(Type.String({ maxLength: 1024 }));

/** The `endpoint`s, `local` and `format` are this project's extensions of the platform's archive configuration. */
export const archiveConfig = Type.Object(
  {
    directory: Type.Optional(Type.String({ maxLength: 255 })),
    mode: Type.Optional(Type.Enum(['all', 'whitelist', 'blacklist'])),
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: Type.Optional(Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' })),
            value: Type.Optional(tagValue),
          },
          { additionalProperties: false },
        ),
        { maxItems: 100 },
      ),
    ),
    s3: Type.Optional(
      Type.Object(
        {
          bucket: Type.String({ minLength: 1, maxLength: 255 }),
          region: Type.String({ minLength: 1, maxLength: 128 }),
          accessKeyId: Type.String({ minLength: 4, maxLength: 128 }),
          secretAccessKey: secret(Type.String({ minLength: 4, maxLength: 128 }), {
            recipient: ['endpoint', 'accessKeyId'],
          }),
          endpoint,
        },
        { additionalProperties: false },
      ),
    ),
    gcs: Type.Optional(
      Type.Object(
        {
          projectId: Type.String({ minLength: 1, maxLength: 1024 }),
          keyJson: secret(Type.String({ minLength: 4, maxLength: 32767 }), { recipient: ['endpoint'] }),
          bucket: Type.String({ minLength: 1, maxLength: 255 }),
          endpoint,
        },
        { additionalProperties: false },
      ),
    ),
    azure: Type.Optional(
      Type.Object(
        {
          account: Type.String({ minLength: 3, maxLength: 24 }),
          accountKey: secret(Type.String({ minLength: 4, maxLength: 255 }), { recipient: ['endpoint', 'account'] }),
          bucket: Type.String({ minLength: 3, maxLength: 63 }),
          endpoint,
        },
        { additionalProperties: false },
      ),
    ),
    local: Type.Optional(Type.Object({}, { additionalProperties: false })),
    format: Type.Optional(Type.Enum(['csv', 'csv.gz', 'parquet'])),
  },
  { additionalProperties: false, title: 'Archive Config' },
);
/** An archive configuration as a request gives it. Stored, its secrets are sealed; read, they are placeholders. */
export type ArchiveConfig = Static<typeof archiveConfig>;

/** Ms for which states are kept, where that is shorter than the owner's; null: as long as the owner's. Ours. */
const dataTTL = Type.Optional(
  Type.Union([Type.Integer({ minimum: 86_400_000, maximum: 3_155_760_000_000 }), Type.Null()]),
);

/** What a new application is to be, as its action takes it. */
export const applicationPost = Type.Object(
  {
    name,
    description: Type.Optional(description),
    orgId: Type.Optional(id),
    endpointSlug: Type.Optional(endpointSlug),
    expUserTokenCutoff: Type.Optional(dateTime),
    endpointDefaultCors: Type.Optional(Type.Boolean()),
    globals: Type.Optional(globals),
    archiveConfig: Type.Optional(archiveConfig),
    dataTTL,
    applicationTemplateId: Type.Optional(id),
    appliedTemplateIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
  },
  { additionalProperties: false, title: 'Application Post' },
);
/** What a new application is to be. */
export type ApplicationPost = Static<typeof applicationPost>;

export const applicationPatch = Type.Object(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    endpointSlug: Type.Optional(endpointSlug),
    expUserTokenCutoff: Type.Optional(dateTime),
    endpointDefaultCors: Type.Optional(Type.Boolean()),
    globals: Type.Optional(globals),
    ftueTracking: Type.Optional(ftueTracking),
    archiveConfig: Type.Optional(Type.Union([archiveConfig, Type.Null()])),
    dataTTL,
  },
  { additionalProperties: false, title: 'Application Patch' },
);
export type ApplicationPatch = Static<typeof applicationPatch>;

/** A list of summary fields, either repeated or separated by commas. */
const summaryFields = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 100 })]));
export const summaryQuery = Type.Object({ summaryInclude: summaryFields, summaryExclude: summaryFields });
export const applicationsQuery = Type.Object({
  ...pageQuery,
  orgId: Type.Optional(Type.String()),
  summaryInclude: summaryFields,
  summaryExclude: summaryFields,
});

/** An application as the API shows it. */
export const application = Type.Object(
  {
    id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    ownerId: id,
    ownerType: Type.Enum(['user', 'organization']),
    organizationName: Type.Optional(Type.String()),
    name: Type.String(),
    description: Type.String(),
    endpointSlug: Type.Optional(Type.String()),
    expUserTokenCutoff: Type.Optional(dateTime),
    endpointDefaultCors: Type.Boolean(),
    globals,
    ftueTracking,
    archiveConfig: Type.Optional(archiveConfig),
    dataTTL: Type.Optional(Type.Integer()),
    appliedTemplateIds: Type.Optional(Type.Array(id)),
    summary: Type.Object({ storageStats: Type.Optional(storageStats) }, { additionalProperties: Type.Number() }),
    _type: Type.Literal('application'),
    _links: Type.Optional(links),
  },
  { title: 'Application' },
);

export const applications = pageAnswerOf(application, 'Applications');

/** Globals by their keys: `json: null` removes one, others are added or replaced. */
export const globalsPatch = Type.Array(
  Type.Object(
    {
      key: Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }),
      json: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 32767 }), Type.Null()])),
      cloudOnly: Type.Optional(Type.Boolean()),
      description: Type.Optional(Type.String({ maxLength: 1024 })),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100, title: 'Application Global Patch' },
);
export type GlobalsPatch = Static<typeof globalsPatch>;

export const readmePatch = Type.Object(
  { content: Type.Optional(Type.String({ maxLength: 131_072 })) },
  { additionalProperties: false, title: 'Application Readme Patch' },
);
export type ReadmePatch = Static<typeof readmePatch>;

export const readme = Type.Object(
  {
    applicationId: id,
    lastUpdated: Type.Optional(dateTime),
    lastUpdatedById: Type.Optional(id),
    lastUpdatedByType: Type.Optional(Type.Enum(['flow', 'user', 'apiToken'])),
    content: Type.String(),
    _type: Type.Optional(Type.Literal('applicationReadme')),
    _links: Type.Optional(links),
  },
  { title: 'Application Readme' },
);
