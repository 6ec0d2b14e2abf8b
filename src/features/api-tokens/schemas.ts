import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const status = Type.Enum(['active', 'inactive']);
const scopes = Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 1000 });

export const tokenPost = Type.Object(
  {
    name,
    description: Type.Optional(description),
    expirationDate: Type.Optional(dateTime),
    scope: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 1000, uniqueItems: true }),
    ),
    status: Type.Optional(status),
  },
  { additionalProperties: false, title: 'API Token Post' },
);
export type TokenPost = Static<typeof tokenPost>;

export const tokenPatch = Type.Object(
  { name: Type.Optional(name), description: Type.Optional(description), status: Type.Optional(status) },
  { additionalProperties: false, title: 'API Token Patch' },
);
export type TokenPatch = Static<typeof tokenPatch>;

const fields = {
  id,
  apiTokenId: id,
  ownerId: id,
  ownerType: Type.Enum(['application', 'organization', 'user']),
  creatorId: id,
  creatorType: Type.String(),
  creatorName: Type.String(),
  name: Type.String(),
  description: Type.String(),
  creationDate: dateTime,
  lastUpdated: dateTime,
  expirationDate: Type.Optional(dateTime),
  /** When it was used last, to the minute. */
  lastUsed: Type.Optional(dateTime),
  scope: scopes,
  status,
  /** Only in the answer to the creation. */
  token: Type.Optional(Type.String()),
  _type: Type.Literal('apiToken'),
  _links: Type.Optional(links),
};
export const apiToken = Type.Object(fields, { title: 'API Token' });
export const tokensQuery = Type.Object(pageQuery);
export const apiTokens = pageAnswerOf(apiToken, 'API Tokens', { ownerId: id, ownerType: Type.String() });
