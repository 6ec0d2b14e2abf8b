import { type Static, Type } from 'typebox';
import { roles } from '../../kernel/permissions.ts';
import {
  dateTime,
  email,
  id,
  links,
  normalized,
  ownerSummary,
  pageAnswerOf,
  pageQuery,
} from '../../platform/http/schemas.ts';
import { secret } from '../../platform/secrets/secret-field.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const role = Type.Enum([...roles]);
const roleOverrides = Type.Array(
  Type.Object({ resourceId: id, role: Type.Enum(['collaborate', 'view', 'none']) }, { additionalProperties: false }),
  { maxItems: 1000 },
);
/** Ms for which states are kept; null: for ever. Ours: the platform sets it by plan. */
const dataTTL = Type.Optional(
  Type.Union([Type.Integer({ minimum: 86_400_000, maximum: 3_155_760_000_000 }), Type.Null()]),
);

/** `planId` and `cardToken` are taken so that scripts for the platform run, and not kept: there is no billing here. */
const fields = {
  description: Type.Optional(description),
  planId: Type.Optional(Type.String({ maxLength: 1024 })),
  billingEmail: Type.Optional(email),
  cardToken: Type.Optional(secret(Type.String({ maxLength: 1024 }))),
  iconColor: Type.Optional(Type.String({ maxLength: 64 })),
  dataTTL,
};
export const organizationPost = Type.Object(
  { name, ...fields },
  { additionalProperties: false, title: 'Organization Post' },
);
export type OrganizationPost = Static<typeof organizationPost>;
export const organizationPatch = Type.Object(
  { name: Type.Optional(name), ...fields },
  { additionalProperties: false, title: 'Organization Patch' },
);
export type OrganizationPatch = Static<typeof organizationPatch>;

const summaryFields = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 100 })]));
export const summaryQuery = Type.Object({ summaryInclude: summaryFields, summaryExclude: summaryFields });
export const organizationsQuery = Type.Object({
  ...pageQuery,
  summaryInclude: summaryFields,
  summaryExclude: summaryFields,
});

export const organization = Type.Object(
  {
    id,
    orgId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    members: Type.Array(
      Type.Object({
        userId: id,
        firstName: Type.Optional(Type.String()),
        lastName: Type.Optional(Type.String()),
        email: Type.String(),
        role,
        applicationRoles: roleOverrides,
        dashboardRoles: roleOverrides,
      }),
    ),
    limits: Type.Object({ dataTTL: Type.Optional(Type.Number()) }),
    summary: ownerSummary,
    billingEmail: Type.Optional(Type.String()),
    iconColor: Type.Optional(Type.String()),
    _type: Type.Literal('organization'),
    _links: Type.Optional(links),
  },
  { title: 'Organization' },
);
export const organizations = pageAnswerOf(organization, 'Organizations');

export const memberPatch = Type.Object(
  {
    userId: id,
    role: Type.Optional(role),
    applicationRoles: Type.Optional(roleOverrides),
    dashboardRoles: Type.Optional(roleOverrides),
  },
  { additionalProperties: false, title: 'Organization Member Patch' },
);
export type MemberPatch = Static<typeof memberPatch>;
export const memberQuery = Type.Object({
  userId: Type.String(),
  summaryInclude: summaryFields,
  summaryExclude: summaryFields,
});

export const invitePost = Type.Object(
  {
    email,
    role,
    applicationRoles: Type.Optional(roleOverrides),
    dashboardRoles: Type.Optional(roleOverrides),
    disallowTransfer: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Organization Invitation Post' },
);
export type InvitePost = Static<typeof invitePost>;

export const invites = Type.Array(
  Type.Object({
    id,
    email: Type.String(),
    role,
    applicationRoles: roleOverrides,
    dashboardRoles: roleOverrides,
    inviteDate: dateTime,
    /** Ms after `inviteDate` until which it can be accepted. */
    ttl: Type.Number(),
    hasExpired: Type.Boolean(),
    disallowTransfer: Type.Boolean(),
    /** Ours, and only in the answer that made the invitation: where it is accepted, and whether it was mailed. */
    link: Type.Optional(Type.String()),
    mailed: Type.Optional(Type.Boolean()),
  }),
  { title: 'Organization Invitations' },
);

export const inviteQuery = Type.Object({ token: secret(Type.String()), email: Type.String() });
export const revokeQuery = Type.Object({ inviteId: Type.String() });
export const inviteInfo = Type.Object(
  {
    orgName: Type.String(),
    email: Type.String(),
    role,
    inviteDate: dateTime,
    ttl: Type.Number(),
    disallowTransfer: Type.Boolean(),
    /** Ours: whether accepting needs a password, because the call carries no login. */
    needsPassword: Type.Boolean(),
  },
  { title: 'Organization Invitation Information' },
);

/**
 * `password`, the code and the names are ours: they prove who accepts without a login, or make the account of someone who
 * has none; only then is the password checked for its strength.
 */
export const inviteAction = Type.Object(
  {
    email: Type.String({ minLength: 1, maxLength: 1024, ...normalized }),
    token: secret(Type.String({ minLength: 1, maxLength: 1024 })),
    accept: Type.Boolean(),
    password: Type.Optional(secret(Type.String({ minLength: 1, maxLength: 2048 }))),
    twoFactorCode: Type.Optional(secret(Type.String({ maxLength: 2048 }))),
    firstName: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, ...normalized })),
    lastName: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, ...normalized })),
  },
  { additionalProperties: false, title: 'Organization Invitation Action' },
);
export type InviteAction = Static<typeof inviteAction>;
export const inviteResult = Type.Object(
  { accepted: Type.Boolean(), orgId: Type.Optional(id) },
  { title: 'Organization Invitation Result' },
);

export const resourceTransfer = Type.Object(
  {
    destinationId: id,
    destinationType: Type.Enum(['user', 'organization']),
    applicationIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    dashboardIds: Type.Optional(Type.Array(id, { maxItems: 1000 })),
    strict: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'Resource Transfer' },
);
export type ResourceTransfer = Static<typeof resourceTransfer>;
