import { Type } from 'typebox';
import { dateTime, id, links } from '../../platform/http/schemas.ts';

export const userCredentials = Type.Object(
  {
    // Any non-empty text: whether an address is well-formed says nothing about whether it may log in.
    email: Type.String({ minLength: 1, maxLength: 1024 }),
    password: Type.String({ minLength: 1, maxLength: 2048 }),
    twoFactorCode: Type.Optional(Type.String({ maxLength: 2048 })),
    requestedScopes: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, maxItems: 1000 })),
    /** Seconds; never longer than the default. */
    tokenTTL: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false, title: 'User Credentials' },
);

export const authenticatedUser = Type.Object(
  { userId: id, token: Type.String(), needsToVerifyEmail: Type.Boolean() },
  { title: 'Authenticated User' },
);

export const me = Type.Object(
  {
    id,
    userId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    passwordLastUpdated: dateTime,
    email: Type.String(),
    firstName: Type.Optional(Type.String()),
    lastName: Type.Optional(Type.String()),
    companyName: Type.Optional(Type.String()),
    fullName: Type.String(),
    emailVerified: Type.Boolean(),
    needsToVerifyEmail: Type.Boolean(),
    twoFactorAuthEnabled: Type.Boolean(),
    summary: Type.Record(Type.String(), Type.Number()),
    _type: Type.Literal('user'),
    _links: Type.Optional(links),
  },
  { title: 'Me' },
);
