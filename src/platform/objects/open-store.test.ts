import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LocalStore } from './local-store.ts';
import { openObjectStore } from './open-store.ts';
import { S3Store } from './s3-store.ts';

const s3 = { bucket: 'archive', region: 'us-east-1', accessKeyId: 'AKIA', secretAccessKey: 'secret' };

it('opens what the operator allows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-objects-'));
  expect(await openObjectStore({ local: {} }, { archiveDir: folder, s3Hosts: [] })).toBeInstanceOf(LocalStore);
  await rm(folder, { recursive: true });
  for (const target of [s3, { ...s3, endpoint: 'http://minio:9000' }]) {
    const store = await openObjectStore({ s3: target }, { s3Hosts: ['minio:9000'] });
    expect(store).toBeInstanceOf(S3Store);
    store.close();
  }
});

it.each([
  [{ local: {} }, /SIGNALBOX_ARCHIVE_DIR/],
  [{ s3: { ...s3, endpoint: 'http://169.254.169.254' } }, /SIGNALBOX_ARCHIVE_S3_HOSTS/],
  [{ s3: { ...s3, region: 'evil.example/#' } }, /^s3\.region /],
  [{ s3: { ...s3, region: 'x@evil.example:80' } }, /^s3\.region /],
  [{ s3: { ...s3, bucket: 'evil.example/#' } }, /^s3\.bucket /],
  [{ s3: { ...s3, bucket: '..' } }, /^s3\.bucket /],
])('refuses %j', async (target, message) => {
  await expect(openObjectStore(target, { s3Hosts: ['minio:9000'] })).rejects.toMatchObject({
    type: 'Validation',
    message: expect.stringMatching(message),
  });
});
