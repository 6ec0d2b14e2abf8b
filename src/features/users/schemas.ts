import { type Static, Type } from 'typebox';
import { invalid } from '../../kernel/errors.ts';
import { normalizeText } from '../../kernel/text.ts';
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

// Any non-empty text: whether a password is long enough says nothing about whether it is the right one.
const password = secret(Type.String({ minLength: 1, maxLength: 2048 }));
/** The platform's rule: 12 characters, an upper-case and a lower-case letter, a digit and something else. */
const strongPattern = '^(?=.*[A-Z])(?=.*[^A-Za-z0-9])(?=.*[0-9])(?=.*[a-z]).{12,}$';
const newPassword = secret(Type.String({ minLength: 12, maxLength: 2048, pattern: strongPattern, ...normalized }));

/** The same for a field that takes passwords of accounts that are there already, too. @throws AppError Validation */
export function checkNewPassword(text: string): void {
  if (new RegExp(strongPattern, 'u').test(normalizeText(text))) return;
  throw invalid(
    'password',
    'must have 12 characters or more, with an upper-case and a lower-case letter, a digit and another',
  );
}

const twoFactorCode = secret(Type.String({ maxLength: 2048 }));
/** Seconds; never longer than the default. */
const tokenTTL = Type.Optional(Type.Integer({ minimum: 0 }));
const text = Type.Optional(Type.String({ maxLength: 1024 }));
const name = Type.Optional(Type.String({ minLength: 1, maxLength: 1024, ...normalized }));
/** Ms for which states are kept; null: for ever. Ours: the platform sets it by plan. */
const dataTTL = Type.Optional(
  Type.Union([Type.Integer({ minimum: 86_400_000, maximum: 3_155_760_000_000 }), Type.Null()]),
);

export const userCredentials = Type.Object(
  {
    // Any non-empty text: whether an address is well-formed says nothing about whether it may log in.
    email: Type.String({ minLength: 1, maxLength: 1024, ...normalized }),
    password,
    twoFactorCode: Type.Optional(twoFactorCode),
    requestedScopes: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, maxItems: 1000 })),
    tokenTTL,
  },
  { additionalProperties: false, title: 'User Credentials' },
);
export type UserCredentials = Static<typeof userCredentials>;

export const authenticatedUser = Type.Object(
  { userId: id, token: Type.String(), needsToVerifyEmail: Type.Boolean() },
  { title: 'Authenticated User' },
);

export const mePatch = Type.Object(
  {
    email: Type.Optional(email),
    firstName: name,
    lastName: name,
    companyName: text,
    title: text,
    phoneNumber: text,
    location: text,
    url: text,
    /** The current one, to change the e-mail; a new one is set with `me.changePassword`. */
    password: Type.Optional(secret(Type.String())),
    /** Ours, beside the password where two-factor authentication is on. */
    twoFactorCode: Type.Optional(twoFactorCode),
    tokenCutoff: Type.Optional(dateTime),
    dataTTL,
  },
  { additionalProperties: false, title: 'Me Patch' },
);
export type MePatch = Static<typeof mePatch>;

export const changePassword = Type.Object(
  {
    password,
    newPassword,
    twoFactorCode: Type.Optional(twoFactorCode),
    invalidateExistingTokens: Type.Optional(Type.Boolean()),
    tokenTTL,
  },
  { additionalProperties: false, title: 'Change Password' },
);
export type ChangePassword = Static<typeof changePassword>;

export const enableTwoFactorAuth = Type.Object(
  { password, twoFactorAuthKey: secret(Type.String({ minLength: 52, maxLength: 52 })) },
  { additionalProperties: false, title: 'Enable Two Factor Auth' },
);
export const disableTwoFactorAuth = Type.Object(
  { password, twoFactorCode },
  { additionalProperties: false, title: 'Disable Two Factor Auth' },
);

export const emailConfirmation = Type.Object(
  { token: secret(Type.String({ minLength: 1, maxLength: 1024 })) },
  { additionalProperties: false, title: 'Email Confirmation' },
);

const summaryFields = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 100 })]));
/** `includeRecent`: with what the user has opened last. */
export const meQuery = Type.Object({
  summaryInclude: summaryFields,
  summaryExclude: summaryFields,
  includeRecent: Type.Optional(Type.Boolean()),
});
export const mePatchQuery = Type.Object({ summaryInclude: summaryFields, summaryExclude: summaryFields });

/** Of one kind, as `me.fetchRecentItems` lists it. */
const recent = Type.Optional(
  Type.Object({ itemType: Type.String(), items: Type.Array(Type.Object({ id, name: Type.String() })) }),
);

const person = {
  id,
  userId: id,
  creationDate: dateTime,
  lastUpdated: dateTime,
  passwordLastUpdated: dateTime,
  email: Type.String(),
  firstName: Type.Optional(Type.String()),
  lastName: Type.Optional(Type.String()),
  companyName: text,
  title: text,
  phoneNumber: text,
  location: text,
  url: text,
  fullName: Type.String(),
  twoFactorAuthEnabled: Type.Boolean(),
  /** Ours: looks after the installation's users. */
  isAdministrator: Type.Boolean(),
  _links: Type.Optional(links),
};

export const me = Type.Object(
  {
    ...person,
    tokenCutoff: Type.Optional(dateTime),
    /** Ours: the e-mail that waits for its owner to follow the mailed link. */
    pendingEmail: Type.Optional(Type.String()),
    emailVerified: Type.Boolean(),
    needsToVerifyEmail: Type.Boolean(),
    limits: Type.Object({ dataTTL: Type.Optional(Type.Number()) }),
    recentApplications: recent,
    recentDashboards: recent,
    recentOrganizations: recent,
    summary: ownerSummary,
    _type: Type.Literal('user'),
  },
  { title: 'Me' },
);

export const userPost = Type.Object(
  {
    email,
    /** Left out: one is made up and shown once. */
    password: Type.Optional(newPassword),
    firstName: name,
    lastName: name,
    companyName: text,
    isAdministrator: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, title: 'User Post' },
);
export type UserPost = Static<typeof userPost>;

export const userPatch = Type.Object(
  {
    email: Type.Optional(email),
    password: Type.Optional(newPassword),
    firstName: name,
    lastName: name,
    companyName: text,
    isAdministrator: Type.Optional(Type.Boolean()),
    /** Only off: for someone who has lost the device that shows the codes. */
    twoFactorAuthEnabled: Type.Optional(Type.Literal(false)),
  },
  { additionalProperties: false, title: 'User Patch' },
);
export type UserPatch = Static<typeof userPatch>;

export const user = Type.Object(
  {
    ...person,
    /** Only in the answer to the creation, when it was made up. */
    password: Type.Optional(secret(Type.String())),
    _type: Type.Literal('user'),
  },
  { title: 'User' },
);
export const usersQuery = Type.Object(pageQuery);
export const users = pageAnswerOf(user, 'Users');
