import { Select, Textarea, TextInput } from '@mantine/core';
import type { Credential } from '../../api/types.ts';
import type { FieldErrors } from '../../shared/form/field-errors.ts';
import { t } from '../../words/words.ts';
import { isPlainType, plainConfigFields, readPlainConfig, toPlainConfig } from './plain-fields.tsx';
import { Secret } from './secret-input.tsx';

type JwtConfig = NonNullable<Credential['jwtConfig']>;
type HttpConfig = NonNullable<Credential['httpConfig']>;

/** What is typed of a credential's config, whatever its type: unused fields stay empty. */
export interface ConfigDraft {
  readonly algorithm: JwtConfig['algorithm'];
  readonly issuer: string;
  readonly uriMatch: string;
  readonly authMethod: HttpConfig['authMethod'];
  readonly publicValue: string;
  /** Empty: the stored one stays. */
  readonly secret: string;
  /** Of the types that are nothing but their fields: by the names of those. */
  readonly plain: Readonly<Record<string, string>>;
}

export function toDraft(credential: Credential | undefined): ConfigDraft {
  const { jwtConfig, httpConfig } = credential ?? {};
  return {
    algorithm: jwtConfig?.algorithm ?? 'HS256',
    issuer: jwtConfig?.issuer ?? '',
    uriMatch: httpConfig?.uriMatch ?? '',
    authMethod: httpConfig?.authMethod ?? 'header',
    publicValue: httpConfig?.publicValue ?? '',
    secret: '',
    plain: readPlainConfig(credential),
  };
}

/** The config as the API takes it; a new one has a secret, a changed one may. */
export function toConfig(type: Credential['type'], draft: ConfigDraft) {
  if (isPlainType(type)) return toPlainConfig(type, draft.plain);
  const { algorithm, issuer, uriMatch, authMethod, publicValue, secret } = draft;
  return type === 'jwt'
    ? { jwtConfig: { algorithm, issuer, ...(secret === '' ? {} : { secret }) } }
    : { httpConfig: { uriMatch, authMethod, publicValue, ...(secret === '' ? {} : { secretValue: secret }) } };
}

/** The API's names of the fields, and what the form calls them. */
export const configFields = {
  'jwtConfig.algorithm': 'algorithm',
  'jwtConfig.issuer': 'issuer',
  'jwtConfig.secret': 'secret',
  'httpConfig.uriMatch': 'uriMatch',
  'httpConfig.authMethod': 'authMethod',
  'httpConfig.publicValue': 'publicValue',
  'httpConfig.secretValue': 'secret',
  ...plainConfigFields,
} as const;

interface Props {
  readonly value: ConfigDraft;
  readonly onChange: (value: ConfigDraft) => void;
  readonly errors: FieldErrors;
  /** Whether a secret is stored already. */
  readonly isStored: boolean;
}

const algorithms = ['HS', 'RS', 'ES'].flatMap((family) => ['256', '384', '512'].map((bits) => family + bits));

export function JwtFields({ value, onChange, errors, isStored }: Props) {
  const isText = value.algorithm.startsWith('HS');
  return (
    <>
      <Select
        label={t('Algorithm')}
        description={t('HS signs with a text that both sides know, RS and ES with a key in PEM.')}
        data={algorithms}
        allowDeselect={false}
        value={value.algorithm}
        onChange={(algorithm) => onChange({ ...value, algorithm: algorithm as ConfigDraft['algorithm'] })}
        error={errors.of('algorithm')}
      />
      <Secret
        label={isText ? t('Secret') : t('Key in PEM')}
        isLong={!isText}
        value={value.secret}
        onChange={(secret) => onChange({ ...value, secret })}
        {...{ isStored, error: errors.of('secret') }}
      />
      <TextInput
        label={t('Issuer')}
        description={t('Stands in tokens as “iss”; may be empty.')}
        value={value.issuer}
        onChange={(event) => onChange({ ...value, issuer: event.currentTarget.value })}
        error={errors.of('issuer')}
      />
    </>
  );
}

const methods: Readonly<Record<HttpConfig['authMethod'], { label: string; publicValue: string; secret: string }>> = {
  header: { label: t('A header'), publicValue: t('Name of the header'), secret: t('Value of the header') },
  queryParam: {
    label: t('A query parameter'),
    publicValue: t('Name of the parameter'),
    secret: t('Value of the parameter'),
  },
  basicAuth: { label: t('User name and password'), publicValue: t('User name'), secret: t('Password') },
  clientCertificate: {
    label: t('A client certificate'),
    publicValue: t('Certificate in PEM'),
    secret: t('Private key in PEM'),
  },
};

export function HttpFields({ value, onChange, errors, isStored }: Props) {
  const method = methods[value.authMethod];
  const isLong = value.authMethod === 'clientCertificate';
  const shown = {
    label: method.publicValue,
    value: value.publicValue,
    error: errors.of('publicValue'),
    required: true,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...value, publicValue: event.currentTarget.value }),
  };
  return (
    <>
      <TextInput
        label={t('Only for addresses like')}
        description={t('* stands for any text in the host or the path. Without a path, every path of the host.')}
        placeholder="https://api.example.com/v1/*"
        required
        value={value.uriMatch}
        onChange={(event) => onChange({ ...value, uriMatch: event.currentTarget.value })}
        error={errors.of('uriMatch')}
      />
      <Select
        label={t('Sent as')}
        data={Object.entries(methods).map(([method, { label }]) => ({ value: method, label }))}
        allowDeselect={false}
        value={value.authMethod}
        onChange={(authMethod) => onChange({ ...value, authMethod: authMethod as ConfigDraft['authMethod'] })}
        error={errors.of('authMethod')}
      />
      {isLong ? <Textarea autosize minRows={3} maxRows={8} spellCheck={false} {...shown} /> : <TextInput {...shown} />}
      <Secret
        label={method.secret}
        value={value.secret}
        onChange={(secret) => onChange({ ...value, secret })}
        {...{ isLong, isStored, error: errors.of('secret') }}
      />
    </>
  );
}
