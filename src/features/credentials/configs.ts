import { type Static, type TObject, Type } from 'typebox';
import { secret } from '../../platform/secrets/secret-field.ts';

const jwtConfig = Type.Object(
  {
    issuer: Type.Optional(Type.String({ maxLength: 1024 })),
    algorithm: Type.Enum(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512']),
    secret: secret(Type.String({ minLength: 1, maxLength: 4096 })),
  },
  { additionalProperties: false },
);

const httpConfig = Type.Object(
  {
    uriMatch: Type.String({ minLength: 8, maxLength: 1024 }),
    authMethod: Type.Enum(['header', 'queryParam', 'basicAuth', 'clientCertificate']),
    publicValue: Type.Optional(Type.String({ maxLength: 8196 })),
    secretValue: secret(Type.String({ minLength: 1, maxLength: 8196 }), { recipient: ['uriMatch'] }),
  },
  { additionalProperties: false },
);

/** A certificate and its private key, both in PEM. */
const certificateKeyPairConfig = Type.Object(
  {
    certificate: Type.String({ minLength: 1, maxLength: 8192 }),
    privateKey: secret(Type.String({ minLength: 1, maxLength: 8196 })),
  },
  { additionalProperties: false },
);

const awsConfig = Type.Object(
  {
    accessKeyId: Type.String({ minLength: 16, maxLength: 128 }),
    secretAccessKey: secret(Type.String({ minLength: 4, maxLength: 128 })),
    region: Type.String({ minLength: 1, maxLength: 128 }),
  },
  { additionalProperties: false },
);

const azureConfig = Type.Object(
  {
    account: Type.Optional(Type.String({ maxLength: 128 })),
    accountKey: secret(Type.String({ minLength: 4, maxLength: 128 }), { recipient: ['account'] }),
  },
  { additionalProperties: false },
);

/** The key file of a service account. */
const gcpConfig = Type.Object(
  { keyJson: secret(Type.String({ minLength: 1, maxLength: 8192 })) },
  { additionalProperties: false },
);

const datadogConfig = Type.Object(
  {
    secretValue: secret(Type.String({ minLength: 1, maxLength: 256 }), { recipient: ['site'] }),
    site: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  },
  { additionalProperties: false },
);

const logglyConfig = Type.Object(
  { customerToken: secret(Type.String({ minLength: 1, maxLength: 128 })) },
  { additionalProperties: false },
);

const mailgunConfig = Type.Object(
  { apiKey: secret(Type.String({ minLength: 4, maxLength: 128 })) },
  { additionalProperties: false },
);

const whatsappConfig = Type.Object(
  {
    accessToken: secret(Type.String({ minLength: 1, maxLength: 1024 })),
    fromNumberId: Type.String({ minLength: 1, maxLength: 128 }),
  },
  { additionalProperties: false },
);

const snowflakeConfig = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 128 }),
    username: Type.String({ minLength: 1, maxLength: 128 }),
    privateKey: secret(Type.String({ minLength: 1, maxLength: 8196 }), { recipient: ['host'] }),
  },
  { additionalProperties: false },
);

/** The types of credentials that something here uses, each with the schema of its config in clear. */
export const configSchemas = {
  jwt: jwtConfig,
  http: httpConfig,
  certificateKeyPair: certificateKeyPairConfig,
  aws: awsConfig,
  azure: azureConfig,
  gcp: gcpConfig,
  datadog: datadogConfig,
  loggly: logglyConfig,
  mailgun: mailgunConfig,
  whatsapp: whatsappConfig,
  snowflake: snowflakeConfig,
} as const;

export type CredentialType = keyof typeof configSchemas;
export const credentialTypes = Object.keys(configSchemas) as CredentialType[];

/** What a credential of a type holds, its secrets in clear. Never return, log or store one. */
export type CredentialConfig<T extends CredentialType = CredentialType> = Static<(typeof configSchemas)[T]>;
export type JwtConfig = CredentialConfig<'jwt'>;
export type HttpConfig = CredentialConfig<'http'>;
export type KeyPairConfig = CredentialConfig<'certificateKeyPair'>;

/** The field of bodies and answers that holds the config of a type. */
export function configField<T extends CredentialType>(type: T): `${T}Config` {
  return `${type}Config`;
}

export function schemaOf(type: CredentialType): TObject {
  return configSchemas[type];
}
