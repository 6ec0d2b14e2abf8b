import { type Static, Type } from 'typebox';
import { dateTime, email, id, links, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { tagQueries } from '../devices/index.ts';

const optionalEmail = Type.Optional(email);
const callbackUrl = Type.Optional(Type.String({ maxLength: 1024 }));
const advancedQuery = Type.Optional(Type.Object({}, { additionalProperties: true, title: 'Advanced Device Query' }));

/** `start` and `end` in ms since the epoch, or relative to now when not positive; both ends are included. */
export const deviceExportQuery = Type.Object({
  start: Type.Optional(Type.Number({ default: 1 })),
  end: Type.Optional(Type.Number({ default: 0 })),
  email: optionalEmail,
  callbackUrl,
  /** Ours, as in `devicesExportPost`. */
  guardFormulas: Type.Optional(Type.Enum(['true', 'false'])),
});
export type DeviceExportQuery = Static<typeof deviceExportQuery>;

/** Everything that this export takes is in the query string: what is in a body would be ignored, and so is refused. */
export const deviceExportBody = Type.Optional(Type.Object({}, { additionalProperties: false }));

export const devicesExportQuery = Type.Object({ email: optionalEmail, callbackUrl });
/** What the body says wins over the query string. */
export const devicesExportPost = Type.Optional(
  Type.Object(
    {
      email: optionalEmail,
      callbackUrl,
      query: advancedQuery,
      /** Ours: an apostrophe before every text that a spreadsheet would run as a formula. */
      guardFormulas: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false, title: 'Devices Metadata Export Post' },
  ),
);
export type DevicesExportPost = Static<typeof devicesExportPost>;

export const dataExport = Type.Object(
  {
    email: optionalEmail,
    callbackUrl,
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(tagQueries),
    deviceQuery: advancedQuery,
    attributes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' }), { maxItems: 1000, uniqueItems: true }),
    ),
    start: Type.Optional(Type.Number()),
    end: Type.Optional(Type.Number()),
    options: Type.Optional(
      Type.Object(
        {
          includeDate: Type.Optional(Type.Boolean({ default: true })),
          includeID: Type.Optional(Type.Boolean({ default: true })),
          includeBlobData: Type.Optional(Type.Boolean({ default: false })),
          /** Ours, as in `devicesExportPost`. */
          guardFormulas: Type.Optional(Type.Boolean({ default: false })),
        },
        { additionalProperties: true },
      ),
    ),
  },
  { additionalProperties: false, title: 'Data Export' },
);
export type DataExport = Static<typeof dataExport>;

export const exportStarted = Type.Object({ success: Type.Literal(true), jobId: id }, { title: 'Success' });

export const exportAnswer = Type.Object(
  {
    id,
    jobId: id,
    applicationId: id,
    /** `states`, `devices`, `deviceRecipe`: what it holds. */
    kind: Type.String(),
    state: Type.Enum(['pending', 'running', 'done', 'failed']),
    rows: Type.Integer(),
    bytes: Type.Integer(),
    error: Type.Optional(Type.String()),
    delivery: Type.Optional(Type.Enum(['delivered', 'failed'])),
    deliveryError: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    creationDate: dateTime,
    finishedDate: Type.Optional(dateTime),
    expirationDate: Type.Optional(dateTime),
    _type: Type.Literal('export'),
    _links: Type.Optional(links),
  },
  { title: 'Export' },
);

export const exportsQuery = Type.Object(pageQuery);
export const exportsAnswer = pageAnswerOf(exportAnswer, 'Exports', { applicationId: id });
