import { type Static, Type } from 'typebox';
import { dateTime, id, links, normalized, pageAnswerOf, pageQuery } from '../../platform/http/schemas.ts';
import { configSchemas, credentialTypes } from './configs.ts';

const name = Type.String({ minLength: 1, maxLength: 255, ...normalized });
const description = Type.String({ maxLength: 32767 });
const type = Type.Enum(credentialTypes);
const { jwt, http, certificateKeyPair, aws, azure, gcp, datadog, loggly, mailgun, whatsapp, snowflake } = configSchemas;

export const credentialPost = Type.Object(
  {
    name,
    type,
    description: Type.Optional(description),
    enabled: Type.Optional(Type.Boolean()),
    jwtConfig: Type.Optional(jwt),
    httpConfig: Type.Optional(http),
    certificateKeyPairConfig: Type.Optional(certificateKeyPair),
    awsConfig: Type.Optional(aws),
    azureConfig: Type.Optional(azure),
    gcpConfig: Type.Optional(gcp),
    datadogConfig: Type.Optional(datadog),
    logglyConfig: Type.Optional(loggly),
    mailgunConfig: Type.Optional(mailgun),
    whatsappConfig: Type.Optional(whatsapp),
    snowflakeConfig: Type.Optional(snowflake),
  },
  { additionalProperties: false, title: 'Credential Post' },
);
export type CredentialPost = Static<typeof credentialPost>;

/** Fields of the config that are left out stay as they are. */
export const credentialPatch = Type.Object(
  {
    name: Type.Optional(name),
    description: Type.Optional(description),
    enabled: Type.Optional(Type.Boolean()),
    jwtConfig: Type.Optional(Type.Partial(jwt, { additionalProperties: false })),
    httpConfig: Type.Optional(Type.Partial(http, { additionalProperties: false })),
    certificateKeyPairConfig: Type.Optional(Type.Partial(certificateKeyPair, { additionalProperties: false })),
    awsConfig: Type.Optional(Type.Partial(aws, { additionalProperties: false })),
    azureConfig: Type.Optional(Type.Partial(azure, { additionalProperties: false })),
    gcpConfig: Type.Optional(Type.Partial(gcp, { additionalProperties: false })),
    datadogConfig: Type.Optional(Type.Partial(datadog, { additionalProperties: false })),
    logglyConfig: Type.Optional(Type.Partial(loggly, { additionalProperties: false })),
    mailgunConfig: Type.Optional(Type.Partial(mailgun, { additionalProperties: false })),
    whatsappConfig: Type.Optional(Type.Partial(whatsapp, { additionalProperties: false })),
    snowflakeConfig: Type.Optional(Type.Partial(snowflake, { additionalProperties: false })),
  },
  { additionalProperties: false, title: 'Credential Patch' },
);
export type CredentialPatch = Static<typeof credentialPatch>;

/** Secrets are never returned, not even as placeholders: the platform's schemas leave no room for them. */
export const credential = Type.Object(
  {
    id,
    credentialId: id,
    applicationId: id,
    creationDate: dateTime,
    lastUpdated: dateTime,
    name: Type.String(),
    description: Type.String(),
    enabled: Type.Boolean(),
    type,
    jwtConfig: Type.Optional(Type.Omit(jwt, ['secret'])),
    httpConfig: Type.Optional(Type.Omit(http, ['secretValue'])),
    certificateKeyPairConfig: Type.Optional(Type.Omit(certificateKeyPair, ['privateKey'])),
    awsConfig: Type.Optional(Type.Omit(aws, ['secretAccessKey'])),
    azureConfig: Type.Optional(Type.Omit(azure, ['accountKey'])),
    gcpConfig: Type.Optional(Type.Omit(gcp, ['keyJson'])),
    datadogConfig: Type.Optional(Type.Omit(datadog, ['secretValue'])),
    logglyConfig: Type.Optional(Type.Omit(loggly, ['customerToken'])),
    mailgunConfig: Type.Optional(Type.Omit(mailgun, ['apiKey'])),
    whatsappConfig: Type.Optional(Type.Omit(whatsapp, ['accessToken'])),
    snowflakeConfig: Type.Optional(Type.Omit(snowflake, ['privateKey'])),
    _type: Type.Literal('credential'),
    _links: Type.Optional(links),
  },
  { title: 'Credential' },
);
export const credentialsQuery = Type.Object(pageQuery);
export const credentials = pageAnswerOf(credential, 'Credentials', { applicationId: id });

/** Collections by what they hold: `flows`, `integrations`. A collection without items is left out. */
export const linkedResources = Type.Record(
  Type.String(),
  Type.Object({
    items: Type.Array(Type.Object({ id, applicationId: id, name: Type.String(), _type: Type.String() })),
    count: Type.Integer(),
    totalCount: Type.Integer(),
    applicationId: id,
  }),
  { title: 'Credential Linked Resources' },
);
