import { type Static, Type } from 'typebox';
import { limitNames } from '../../kernel/limits.ts';
import { id, links } from '../../platform/http/schemas.ts';

const name = Type.Enum([...limitNames]);
const kind = Type.Enum(['amount', 'day', 'rate', 'device']);

/** Where an application stands with one of its limits. */
const applicationLimit = Type.Object({
  name,
  kind,
  unit: Type.String(),
  limit: Type.Union([Type.Integer(), Type.Null()]),
  windowSeconds: Type.Optional(Type.Integer()),
  source: Type.Enum(['setting', 'owner', 'application']),
  used: Type.Optional(Type.Integer()),
  remaining: Type.Optional(Type.Integer()),
  resetSeconds: Type.Optional(Type.Integer()),
});

export const applicationLimits = Type.Object(
  {
    applicationId: id,
    items: Type.Array(applicationLimit),
    _type: Type.Literal('applicationLimits'),
    _links: Type.Optional(links),
  },
  { title: 'Application Limits' },
);

const subject = {
  applicationId: Type.Optional(id),
  orgId: Type.Optional(id),
  userId: Type.Optional(id),
};
export const installationLimitsQuery = Type.Object(subject);

export const installationLimits = Type.Object(
  {
    ...subject,
    subjectName: Type.Optional(Type.String()),
    items: Type.Array(
      Type.Object({
        name,
        kind,
        unit: Type.String(),
        setting: Type.String(),
        usual: Type.String(),
        value: Type.Optional(Type.String()),
      }),
    ),
    _type: Type.Literal('installationLimits'),
    _links: Type.Optional(links),
  },
  { title: 'Installation Limits' },
);

const value = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ maxLength: 32 }), Type.Null()]);
export const installationLimitsPatch = Type.Object(
  {
    ...subject,
    limits: Type.Object(Object.fromEntries(limitNames.map((each) => [each, Type.Optional(value)])), {
      additionalProperties: false,
      minProperties: 1,
    }),
  },
  { additionalProperties: false, title: 'Installation Limits Patch' },
);
export type InstallationLimitsPatch = Omit<Static<typeof installationLimitsPatch>, 'limits'> & {
  readonly limits: Readonly<Record<string, number | string | null>>;
};
