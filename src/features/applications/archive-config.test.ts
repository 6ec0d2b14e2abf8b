import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { SecretBox } from '../../platform/secrets/secret-box.ts';
import {
  hideArchiveSecrets,
  openArchiveConfig,
  resealArchiveConfig,
  sealArchiveConfig,
  toStoreTarget,
} from './archive-config.ts';
import type { ArchiveConfig } from './schemas.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const keyJson = JSON.stringify({ type: 'service_account', client_email: 'a@b.example', private_key: privateKey });
const policy = { archiveDir: '/archive', s3Hosts: ['minio:9000', 'azurite'] };
const former = new SecretBox({ secretKey: 'the former secret key' });
const secrets = new SecretBox({ secretKey: 'the present secret key', previousKeys: ['the former secret key'] });
const options = { policy, secrets };
const placeholder = '********';

const configs = {
  s3: {
    s3: {
      bucket: 'b',
      region: 'eu-west-1',
      accessKeyId: 'AKIA',
      secretAccessKey: 'not to be seen',
      endpoint: 'http://minio:9000',
    },
  },
  gcs: { gcs: { projectId: 'plant', keyJson, bucket: 'archive' } },
  azure: {
    azure: {
      account: 'plant',
      accountKey: Buffer.alloc(64, 7).toString('base64'),
      bucket: 'archive',
      endpoint: 'http://azurite/plant',
    },
  },
} satisfies Record<string, ArchiveConfig>;
const secretOf = { s3: 'secretAccessKey', gcs: 'keyJson', azure: 'accountKey' } as const;
const kinds = ['s3', 'gcs', 'azure'] as const;

/** The configuration with other fields in its target. */
function change(config: ArchiveConfig, kind: (typeof kinds)[number], fields: object): ArchiveConfig {
  return { ...config, [kind]: { ...config[kind], ...fields } };
}

it.each(kinds)('seals, hides and opens the secret of %s', (kind) => {
  const config: ArchiveConfig = configs[kind];
  const secret = (config[kind] as Record<string, string>)[secretOf[kind]] ?? '';
  const stored = sealArchiveConfig(config, null, options);
  expect(JSON.stringify(stored)).not.toContain(secret.slice(0, 60));
  expect(hideArchiveSecrets(stored)).toEqual(change(config, kind, { [secretOf[kind]]: placeholder }));
  expect(openArchiveConfig(stored, secrets)).toEqual(config);
  expect(toStoreTarget(openArchiveConfig(stored, secrets))).toEqual({ [kind]: config[kind] });
});

it.each(kinds)('keeps the secret of %s by its placeholder, and only for the same recipient', (kind) => {
  const stored = sealArchiveConfig(configs[kind], null, options);
  const shown = hideArchiveSecrets(stored);
  const patched = sealArchiveConfig({ ...shown, directory: 'kept' }, stored, options);
  expect(openArchiveConfig(patched, secrets)).toEqual({ ...configs[kind], directory: 'kept' });
  const field = `archiveConfig.${kind}.${secretOf[kind]}`;
  expect(() => sealArchiveConfig(shown, null, options)).toThrow(`${field} is a placeholder`);
  const elsewhere = change(shown, kind, { endpoint: 'https://azurite/other' });
  expect(() => sealArchiveConfig(elsewhere, stored, options)).toThrow(`${field} must be given again`);
});

it('keeps no secret for another account or access key, nor for another kind of target', () => {
  const s3 = sealArchiveConfig(configs.s3, null, options);
  const azure = sealArchiveConfig(configs.azure, null, options);
  const other = [
    [change(hideArchiveSecrets(s3), 's3', { accessKeyId: 'OTHER' }), s3],
    [change(hideArchiveSecrets(azure), 'azure', { account: 'other' }), azure],
    [hideArchiveSecrets(azure), s3],
  ] as const;
  for (const [config, stored] of other) {
    expect(() => sealArchiveConfig(config, stored, options)).toThrow(/(given again|placeholder)/);
  }
});

it.each(kinds)('encrypts the secret of %s again after a change of the key', (kind) => {
  const stored = sealArchiveConfig(configs[kind], null, { policy, secrets: former });
  const resealed = resealArchiveConfig(stored, secrets);
  expect(resealed && openArchiveConfig(resealed, new SecretBox({ secretKey: 'the present secret key' }))).toEqual(
    configs[kind],
  );
  expect(resealed && resealArchiveConfig(resealed, secrets)).toBeUndefined();
});

it('has nothing to seal, hide or encrypt again for a local folder', () => {
  const config = { local: {}, format: 'parquet' } satisfies ArchiveConfig;
  expect(sealArchiveConfig(config, null, options)).toEqual(config);
  expect(hideArchiveSecrets(config)).toEqual(config);
  expect(resealArchiveConfig(config, secrets)).toBeUndefined();
  expect(toStoreTarget(config)).toEqual({ local: {} });
});

it.each<[ArchiveConfig, RegExp]>([
  [{}, /exactly one target: s3, gcs, azure or local/],
  [{ ...configs.gcs, ...configs.azure }, /exactly one target/],
  [{ ...configs.s3, local: {} }, /exactly one target/],
  [{ local: {}, directory: '../other' }, /archiveConfig\.directory/],
  [{ local: {}, directory: 'a\nb' }, /archiveConfig\.directory .*control characters/],
  [{ local: {}, directory: 'é'.repeat(128) }, /archiveConfig\.directory .*254 bytes/],
  [{ local: {}, directory: Array(4).fill('😀'.repeat(62)).join('/') }, /archiveConfig\.directory .*1024 bytes/],
  [change(configs.gcs, 'gcs', { endpoint: 'http://169.254.169.254' }), /archiveConfig\.gcs\.endpoint/],
  [change(configs.azure, 'azure', { endpoint: 'http://azurite@evil' }), /archiveConfig\.azure\.endpoint/],
  [change(configs.gcs, 'gcs', { keyJson: '{}' }), /archiveConfig\.gcs\.keyJson/],
  [change(configs.gcs, 'gcs', { bucket: 'a/../b' }), /archiveConfig\.gcs\.bucket/],
  [change(configs.azure, 'azure', { account: 'evil.example/' }), /archiveConfig\.azure\.account/],
  [change(configs.azure, 'azure', { accountKey: 'no key!' }), /archiveConfig\.azure\.accountKey/],
  [change(configs.s3, 's3', { region: 'x@evil.example' }), /archiveConfig\.s3\.region/],
])('refuses what could not be used or would lead elsewhere (%#)', (config, message) => {
  expect(() => sealArchiveConfig(config, null, options)).toThrow(message);
});

it('refuses a local folder that the operator has not set', () => {
  const closed = { policy: { s3Hosts: [] }, secrets };
  expect(() => sealArchiveConfig({ local: {} }, null, closed)).toThrow('SIGNALBOX_ARCHIVE_DIR');
});
