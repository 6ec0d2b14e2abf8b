import { Textarea, TextInput } from '@mantine/core';
import type { Credential } from '../../api/types.ts';
import type { FieldErrors } from '../../shared/form/field-errors.ts';
import { t } from '../../words/words.ts';
import { Secret } from './secret-input.tsx';

/** One field of a credential that is nothing but its fields. */
interface PlainField {
  readonly name: string;
  readonly label: string;
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  /** Of several lines, as what is in PEM. */
  readonly isLong?: boolean;
}

type PlainType = Exclude<Credential['type'], 'jwt' | 'http'>;

const plainTypes: Readonly<Record<PlainType, readonly PlainField[]>> = {
  certificateKeyPair: [
    { name: 'certificate', label: t('Certificate in PEM'), isLong: true },
    { name: 'privateKey', label: t('Private key in PEM'), isLong: true, isSecret: true },
  ],
  aws: [
    { name: 'accessKeyId', label: t('Access key id') },
    { name: 'secretAccessKey', label: t('Secret access key'), isSecret: true },
    { name: 'region', label: t('Region') },
  ],
  azure: [
    { name: 'account', label: t('Storage account'), isOptional: true },
    { name: 'accountKey', label: t('Account key'), isSecret: true },
  ],
  gcp: [{ name: 'keyJson', label: t('Key file of the service account'), isLong: true, isSecret: true }],
  datadog: [
    { name: 'secretValue', label: t('API key'), isSecret: true },
    { name: 'site', label: t('Site'), isOptional: true },
  ],
  loggly: [{ name: 'customerToken', label: t('Customer token'), isSecret: true }],
  mailgun: [{ name: 'apiKey', label: t('API key'), isSecret: true }],
  whatsapp: [
    { name: 'fromNumberId', label: t('Id of the number') },
    { name: 'accessToken', label: t('Access token'), isSecret: true },
  ],
  snowflake: [
    { name: 'host', label: t('Host') },
    { name: 'username', label: t('User name') },
    { name: 'privateKey', label: t('Private key in PEM'), isLong: true, isSecret: true },
  ],
};

export function isPlainType(type: Credential['type']): type is PlainType {
  return type in plainTypes;
}

/** The API's names of the fields, and what the form calls them. */
export const plainConfigFields: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(plainTypes).flatMap(([type, fields]) =>
    fields.map(({ name }) => [`${type}Config.${name}`, name] as const),
  ),
);

/** What is stored of a credential and shown. */
export function readPlainConfig(credential: Credential | undefined): Readonly<Record<string, string>> {
  if (credential === undefined || !isPlainType(credential.type)) return {};
  return { ...credential[`${credential.type}Config`] };
}

/** The config as the API takes it; secrets that are left empty stay as they are. */
export function toPlainConfig(type: PlainType, values: Readonly<Record<string, string>>) {
  const given = plainTypes[type].flatMap(({ name, isSecret, isOptional }) => {
    const value = values[name] ?? '';
    return (isSecret || isOptional) && value === '' ? [] : [[name, value] as const];
  });
  return { [`${type}Config`]: Object.fromEntries(given) };
}

/** The fields of a type that is nothing but its fields. */
export function PlainFields(props: {
  type: PlainType;
  value: Readonly<Record<string, string>>;
  onChange: (value: Readonly<Record<string, string>>) => void;
  errors: FieldErrors;
  isStored: boolean;
}) {
  const { type, value, onChange, errors, isStored } = props;
  return plainTypes[type].map(({ name, label, isSecret = false, isLong = false, isOptional = false }) => {
    const change = (text: string) => onChange({ ...value, [name]: text });
    const shared = { label, value: value[name] ?? '', error: errors.of(name) };
    if (isSecret) return <Secret key={name} {...{ ...shared, isLong, isStored }} onChange={change} />;
    const typed = {
      ...shared,
      required: !isOptional,
      onChange: (event: { readonly currentTarget: { readonly value: string } }) => change(event.currentTarget.value),
    };
    return isLong ? (
      <Textarea key={name} autosize minRows={3} maxRows={8} spellCheck={false} {...typed} />
    ) : (
      <TextInput key={name} {...typed} />
    );
  });
}
