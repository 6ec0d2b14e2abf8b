import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';
import { tagQueries } from '../devices/index.ts';
import { lastValueData, timeSeriesData } from '../time-series/index.ts';

/** As many as the page that it leads to compares. */
const maxDevices = 100;
const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const attributeName = Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' });
const attributes = Type.Array(attributeName, { maxItems: 100 });
const view = Type.String({ maxLength: 2000, description: 'The search part of the address that the page begins with.' });

export const pageLinkPost = Type.Object(
  {
    name,
    view: Type.Optional(view),
    deviceIds: Type.Optional(Type.Array(id, { maxItems: maxDevices })),
    deviceTags: Type.Optional(tagQueries),
    attributes: Type.Optional(attributes),
    expires: dateTime,
  },
  { additionalProperties: false, title: 'Page Link Post' },
);
export type PageLinkPost = Static<typeof pageLinkPost>;

const fields = {
  id,
  pageLinkId: id,
  applicationId: id,
  creationDate: dateTime,
  lastUpdated: dateTime,
  name,
  view,
  deviceIds: Type.Array(id),
  deviceTags: tagQueries,
  attributes: Type.Optional(attributes),
  expires: dateTime,
  isExpired: Type.Boolean(),
  _type: Type.Literal('pageLink'),
  _links: Type.Optional(links),
};
export const pageLink = Type.Object(fields, { title: 'Page Link' });
export const createdPageLink = Type.Object(
  { ...fields, token: secret(Type.String({ description: 'What opens the link; it is not shown again.' })) },
  { title: 'Created Page Link' },
);
export const pageLinksQuery = Type.Object(pageQuery);
export const pageLinks = pageAnswerOf(pageLink, 'Page Links', { applicationId: id });

const sharedAttribute = Type.Object({
  name: Type.String(),
  dataType: Type.String(),
  unit: Type.Optional(Type.String()),
});
export const sharedPage = Type.Object(
  {
    name,
    view,
    expires: dateTime,
    devices: Type.Array(Type.Object({ id, name: Type.String(), attributes: Type.Array(sharedAttribute) })),
  },
  { title: 'Shared Page' },
);

/** As a time-series query, without a choice of devices. */
export const sharedSeriesQuery = Type.Object(
  {
    start: Type.Optional(Type.Number()),
    end: Type.Optional(Type.Number()),
    duration: Type.Optional(Type.Number({ minimum: 0 })),
    resolution: Type.Optional(Type.Number({ minimum: 0 })),
    aggregation: Type.Optional(
      Type.Enum(['FIRST', 'LAST', 'COUNT', 'MAX', 'MIN', 'MEDIAN', 'MEAN', 'SUM', 'STD_DEV', 'MINMAX']),
    ),
    attributes: Type.Optional(attributes),
  },
  { additionalProperties: false, title: 'Shared Series Query' },
);
export type SharedSeriesQuery = Static<typeof sharedSeriesQuery>;

export const sharedSeries = timeSeriesData;
export const sharedValues = lastValueData;
