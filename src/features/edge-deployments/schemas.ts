import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';

const version = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const versionOrNone = Type.Union([version, Type.Null()]);
const idOrNone = Type.Union([id, Type.Null()]);

const { filterField: _field, filter: _filter, ...pages } = pageQuery;
export const deploymentsQuery = Type.Object({
  ...pages,
  deviceId: Type.Optional(id),
  flowId: Type.Optional(id),
  /** One that is current or desired. */
  version: Type.Optional(version),
  filterEmpty: Type.Optional(Type.String()),
});
export type DeploymentsQuery = Static<typeof deploymentsQuery>;

export const releasePost = Type.Object(
  {
    flowId: id,
    version: versionOrNone,
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(tagQueries),
  },
  { additionalProperties: false, title: 'Edge Deployment Release' },
);
export type ReleasePost = Static<typeof releasePost>;

export const replacePost = Type.Object(
  { flowId: id, oldVersion: version, newVersion: versionOrNone },
  { additionalProperties: false, title: 'Edge Deployment Replace' },
);
export type ReplacePost = Static<typeof replacePost>;

export const removePost = Type.Object(
  { flowId: idOrNone, deviceId: idOrNone },
  { additionalProperties: false, title: 'Edge Deployment Remove' },
);
export type RemovePost = Static<typeof removePost>;

export const reportPost = Type.Object(
  {
    version: versionOrNone,
    /** Why the agent does not run `version`, although it has tried. */
    error: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  },
  { additionalProperties: false, title: 'Edge Deployment Report' },
);
export type ReportPost = Static<typeof reportPost>;

export const deployment = Type.Object(
  {
    id,
    edgeDeploymentId: id,
    applicationId: id,
    deviceId: id,
    deviceName: Type.String(),
    flowId: id,
    flowName: Type.Optional(Type.String()),
    creationDate: dateTime,
    lastUpdated: dateTime,
    currentVersion: versionOrNone,
    desiredVersion: versionOrNone,
    logs: Type.Array(
      Type.Object({
        sourceType: Type.String(),
        sourceId: id,
        date: dateTime,
        changeType: Type.Enum(['desired', 'current']),
        newValue: versionOrNone,
        previousValue: versionOrNone,
        attemptedValue: Type.Optional(versionOrNone),
        error: Type.Optional(Type.String()),
      }),
    ),
    _type: Type.Literal('edgeDeployment'),
    _links: Type.Optional(links),
  },
  { title: 'Edge Deployment' },
);
export const deployments = pageAnswerOf(deployment, 'Edge Deployments', {
  applicationId: id,
  deviceId: Type.Optional(id),
  flowId: Type.Optional(id),
  version: Type.Optional(version),
});
/** A version of a workflow, as the workflows' own actions return it. */
export const deployedWorkflow = Type.Object({}, { additionalProperties: true, title: 'Deployed Edge Workflow' });
