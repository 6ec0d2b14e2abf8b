import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { invalid } from '../../kernel/errors.ts';
import { readServiceAccount } from '../../platform/objects/gcs-client.ts';
import type { CredentialConfig, CredentialType, HttpConfig, JwtConfig, KeyPairConfig } from './configs.ts';
import { isUriPattern } from './uri-match.ts';

/**
 * Whether a config, its secrets in clear, can ever be used. No message repeats a secret.
 *
 * @throws AppError Validation naming the field
 */
export function checkConfig(type: CredentialType, config: CredentialConfig): void {
  switch (type) {
    case 'jwt':
      return checkJwt(config as JwtConfig);
    case 'http':
      return checkHttp(config as HttpConfig);
    case 'certificateKeyPair':
      return checkKeyPair(config as KeyPairConfig);
    case 'gcp':
      readServiceAccount((config as CredentialConfig<'gcp'>).keyJson, 'gcpConfig');
      return;
    case 'aws':
      // Regions, accounts and sites become parts of the names of hosts.
      return checkPart('awsConfig.region', (config as CredentialConfig<'aws'>).region, /^[a-z0-9-]{1,50}$/);
    case 'azure':
      return checkPart('azureConfig.account', (config as CredentialConfig<'azure'>).account, /^[a-z0-9-]{2,60}$/);
    case 'datadog':
      return checkPart('datadogConfig.site', (config as CredentialConfig<'datadog'>).site, /^[a-z0-9.-]{4,128}$/);
    case 'loggly':
      return checkPart('logglyConfig.customerToken', (config as CredentialConfig<'loggly'>).customerToken, /^[\w-]+$/);
    case 'mailgun':
      return checkPart('mailgunConfig.apiKey', (config as CredentialConfig<'mailgun'>).apiKey, /^[\x21-\x7e]+$/);
    case 'whatsapp':
      return checkWhatsapp(config as CredentialConfig<'whatsapp'>);
    case 'snowflake':
      return checkSnowflake(config as CredentialConfig<'snowflake'>);
  }
}

function checkWhatsapp({ fromNumberId, accessToken }: CredentialConfig<'whatsapp'>): void {
  checkPart('whatsappConfig.fromNumberId', fromNumberId, /^\d+$/);
  checkPart('whatsappConfig.accessToken', accessToken, /^[\x21-\x7e]+$/);
}

function checkSnowflake({ host, privateKey }: CredentialConfig<'snowflake'>): void {
  checkPart('snowflakeConfig.host', host, /^(?:https:\/\/)?[a-z0-9][a-z0-9_.-]*\.snowflakecomputing\.(?:com|cn)\/?$/i);
  const key = readKey(privateKey);
  if (key?.type !== 'private' || key.asymmetricKeyType !== 'rsa') {
    throw invalid('snowflakeConfig.privateKey', 'must be an RSA private key in PEM, without a password');
  }
}

function checkPart(field: string, text: string | undefined, pattern: RegExp): void {
  if (text !== undefined && !pattern.test(text))
    throw invalid(field, 'has characters, or a length, that it cannot have');
}

/** The key's type decides which algorithms it can be used with, for signing or for verifying alone. */
function checkJwt({ algorithm, secret }: JwtConfig): void {
  if (algorithm.startsWith('HS')) return;
  const key = readKey(secret);
  if (!key) throw invalid('jwtConfig.secret', `must be a private or public key in PEM for ${algorithm}`);
  const needed = algorithm.startsWith('RS') ? 'rsa' : 'ec';
  if (key.asymmetricKeyType !== needed) {
    throw invalid('jwtConfig.secret', `must be an ${needed.toUpperCase()} key for ${algorithm}`);
  }
  const curve = curves[algorithm];
  if (curve !== undefined && key.asymmetricKeyDetails?.namedCurve !== curve) {
    throw invalid('jwtConfig.secret', `must be a key on the curve ${curve} for ${algorithm}`);
  }
}

/** RFC 7518, 3.4. */
const curves: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1', ES512: 'secp521r1' };

function readKey(pem: string): KeyObject | undefined {
  for (const read of [createPrivateKey, createPublicKey]) {
    try {
      return read(pem);
    } catch {
      // Perhaps it is the other kind.
    }
  }
  return undefined;
}

function checkHttp({ uriMatch, authMethod, publicValue = '', secretValue }: HttpConfig): void {
  if (!isUriPattern(uriMatch)) {
    throw invalid('httpConfig.uriMatch', 'must be like https://api.example.com or https://*.example.com/v1/*');
  }
  const refusePublic = (rule: string) => invalid('httpConfig.publicValue', rule);
  switch (authMethod) {
    case 'header':
      // RFC 9110, 5.6.2 and 5.5.
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(publicValue)) throw refusePublic('must be the name of a header');
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(secretValue)) {
        throw invalid('httpConfig.secretValue', 'holds characters that a header cannot have');
      }
      break;
    case 'queryParam':
      if (publicValue === '') throw refusePublic('must be the name of a query parameter');
      break;
    case 'basicAuth':
      // RFC 7617, 2.
      if (publicValue.includes(':')) throw refusePublic('must be a user name without a colon');
      break;
    case 'clientCertificate':
      checkPair(
        { field: 'httpConfig.publicValue', pem: publicValue },
        { field: 'httpConfig.secretValue', pem: secretValue },
      );
  }
}

function checkKeyPair({ certificate, privateKey }: KeyPairConfig): void {
  checkPair(
    { field: 'certificateKeyPairConfig.certificate', pem: certificate },
    { field: 'certificateKeyPairConfig.privateKey', pem: privateKey },
  );
}

/** A text in PEM, and the field that it stands in. */
interface PemField {
  readonly field: string;
  readonly pem: string;
}

function checkPair(certificateField: PemField, keyField: PemField): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certificateField.pem);
  } catch {
    throw invalid(certificateField.field, 'must be a certificate in PEM');
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(keyField.pem);
  } catch {
    throw invalid(keyField.field, 'must be the private key of the certificate, in PEM and without a password');
  }
  if (!certificate.checkPrivateKey(key)) {
    const [, name] = certificateField.field.split('.');
    throw invalid(keyField.field, `must be the private key of the certificate in ${name}`);
  }
}
