import { type Static, Type } from 'typebox';
import { dateTime, id, links, pageAnswerOf, pageQuery, tagValue } from '../../platform/http/schemas.ts';

const description = Type.String({ maxLength: 32767 });
const filterType = Type.Enum(['all', 'whitelist', 'blacklist', 'none']);
const topics = Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 1000 });
const tagQueries = Type.Array(
  Type.Object(
    {
      key: Type.Optional(Type.String({ pattern: '^[0-9a-zA-Z_-]{1,255}$' })),
      value: Type.Optional(tagValue),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  { maxItems: 100 },
);

export const keyPost = Type.Object(
  {
    deviceIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    deviceTags: Type.Optional(tagQueries),
    description: Type.Optional(description),
    filterType: Type.Optional(filterType),
    pubTopics: Type.Optional(topics),
    subTopics: Type.Optional(topics),
  },
  { additionalProperties: false, title: 'Application Key Post' },
);
export type KeyPost = Static<typeof keyPost>;

export const keyPatch = Type.Object(
  {
    status: Type.Optional(Type.Enum(['active', 'inactive'])),
    description: Type.Optional(description),
    filterType: Type.Optional(filterType),
    pubTopics: Type.Optional(topics),
    subTopics: Type.Optional(topics),
  },
  { additionalProperties: false, title: 'Application Key Patch' },
);
export type KeyPatch = Static<typeof keyPatch>;

const keyFields = {
  id,
  applicationKeyId: id,
  applicationId: id,
  creationDate: dateTime,
  lastUpdated: dateTime,
  key: Type.String(),
  status: Type.Enum(['active', 'inactive']),
  deviceIds: Type.Array(id),
  deviceTags: tagQueries,
  description: Type.String(),
  filterType,
  pubTopics: topics,
  subTopics: topics,
  _type: Type.Literal('applicationKey'),
  _links: Type.Optional(links),
};
export const applicationKey = Type.Object(keyFields, { title: 'Application Key' });
/** The one answer that shows the secret. */
export const createdApplicationKey = Type.Object(
  { ...keyFields, secret: Type.String() },
  { title: 'Application Key Post Response' },
);
export const keysQuery = Type.Object(pageQuery);
export const applicationKeys = pageAnswerOf(applicationKey, 'Application Keys', { applicationId: id });
