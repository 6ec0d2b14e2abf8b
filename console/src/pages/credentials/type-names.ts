import type { Credential } from '../../api/types.ts';
import { t } from '../../words/words.ts';

/** What credentials are for, by their types. */
export const typeNames: Readonly<Record<Credential['type'], string>> = {
  http: t('Calling an HTTP API'),
  jwt: 'JSON Web Tokens',
  certificateKeyPair: t('A certificate and its key'),
  aws: 'AWS',
  azure: 'Azure',
  gcp: 'Google Cloud',
  datadog: 'Datadog',
  loggly: 'Loggly',
  mailgun: 'Mailgun',
  whatsapp: 'WhatsApp',
  snowflake: 'Snowflake',
};

export function nameType(type: Credential['type']): string {
  return typeNames[type];
}
