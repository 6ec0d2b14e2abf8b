import { t } from '../../words/words.ts';
import type { ArchiveConfig } from './types.ts';

export type TargetKind = 's3' | 'gcs' | 'azure' | 'local';
export const targetKinds = ['s3', 'gcs', 'azure', 'local'] as const;

export interface TargetField {
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  /** Never returned by the API: left empty, the stored one is kept. */
  readonly secret?: boolean;
  readonly long?: boolean;
}

const endpoint = (placeholder: string): TargetField => ({
  name: 'endpoint',
  label: t('Endpoint (only where it is not the usual one)'),
  placeholder,
  optional: true,
});

/** What each kind of target is described by, in the words of docs/archive-targets.md. */
export const targets: Readonly<Record<TargetKind, { label: string; fields: readonly TargetField[] }>> = {
  s3: {
    label: t('Amazon S3, or compatible'),
    fields: [
      { name: 'bucket', label: t('Bucket'), placeholder: 'plant-archive' },
      { name: 'region', label: t('Region'), placeholder: 'eu-west-1' },
      { name: 'accessKeyId', label: t('Access key id') },
      { name: 'secretAccessKey', label: t('Secret access key'), secret: true },
      endpoint('https://minio.example.com:9000'),
    ],
  },
  gcs: {
    label: t('Google Cloud Storage'),
    fields: [
      { name: 'projectId', label: t('Project id'), placeholder: 'plant' },
      { name: 'bucket', label: t('Bucket'), placeholder: 'plant-archive' },
      { name: 'keyJson', label: t('Key of the service account, as JSON'), secret: true, long: true },
      endpoint('https://storage.example.com'),
    ],
  },
  azure: {
    label: t('Azure Blob Storage'),
    fields: [
      { name: 'account', label: t('Account'), placeholder: 'plant' },
      { name: 'accountKey', label: t('Account key'), secret: true },
      { name: 'bucket', label: t('Container'), placeholder: 'plant-archive' },
      endpoint('http://azurite:10000/plant'),
    ],
  },
  local: { label: t('A folder of this server'), fields: [] },
};

/** What the API takes for "the one that is stored". */
const placeholder = '********';

/** The form, as it is typed: nothing is lost when the kind is changed and changed back. */
export interface ConfigValues {
  readonly kind: TargetKind | 'none';
  /** By kind and name, such as `s3.bucket`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly format: NonNullable<ArchiveConfig['format']>;
  readonly mode: NonNullable<ArchiveConfig['mode']>;
  /** One on each line. */
  readonly deviceIds: string;
  /** `key=value`, `key=` or `=value` on each line. */
  readonly deviceTags: string;
}

export function toValues(config: ArchiveConfig | undefined): ConfigValues {
  const kind = targetKinds.find((each) => config?.[each] !== undefined);
  const fields: Record<string, string> = {};
  for (const { name, secret } of kind === undefined ? [] : targets[kind].fields) {
    if (!secret && kind !== undefined)
      fields[`${kind}.${name}`] = (config?.[kind] as Readonly<Record<string, string>> | undefined)?.[name] ?? '';
  }
  return {
    kind: kind ?? 'none',
    fields,
    directory: config?.directory ?? '',
    format: config?.format ?? 'csv',
    mode: config?.mode ?? 'all',
    deviceIds: (config?.deviceIds ?? []).join('\n'),
    deviceTags: (config?.deviceTags ?? []).map(({ key = '', value = '' }) => `${key}=${value}`).join('\n'),
  };
}

/** The configuration that the form describes; null for none. `stored` says whether there is a secret to keep. */
export function toConfig(values: ConfigValues, stored: ArchiveConfig | undefined): ArchiveConfig | null {
  const { kind, fields, directory, format, mode } = values;
  if (kind === 'none') return null;
  const target: Record<string, string> = {};
  for (const { name, optional, secret } of targets[kind].fields) {
    const typed = (fields[`${kind}.${name}`] ?? '').trim();
    if (secret && typed === '' && stored?.[kind] !== undefined) target[name] = placeholder;
    else if (typed !== '' || !optional) target[name] = typed;
  }
  const deviceIds = readLines(values.deviceIds);
  const deviceTags = readLines(values.deviceTags).map(toTag);
  return {
    [kind]: target,
    ...(directory.trim() === '' ? {} : { directory: directory.trim() }),
    ...(format === 'csv' ? {} : { format }),
    ...(mode === 'all' ? {} : { mode, deviceIds, deviceTags }),
  };
}

function readLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function toTag(line: string): { key?: string; value?: string } {
  const [key = '', ...rest] = line.split('=');
  const value = rest.join('=');
  return { ...(key === '' ? {} : { key }), ...(value === '' ? {} : { value }) };
}
