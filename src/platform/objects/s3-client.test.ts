import * as sdk from '@aws-sdk/client-s3';
import { afterEach, expect, it, vi } from 'vitest';
import { createS3Client, type S3Target } from './s3-client.ts';

const target = { bucket: 'archive', region: 'eu-west-1', accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

afterEach(() => vi.unstubAllEnvs());

/** Where a request would go, and under whose key; nothing is sent. */
async function aim(s3: S3Target): Promise<{ hostname: string; port: number | undefined; path: string; key: string }> {
  const client = createS3Client(sdk, s3, { connectMs: 1000, requestMs: 1000 });
  let request: { hostname: string; port?: number; path: string; headers: Record<string, string> } | undefined;
  client.middlewareStack.add(
    () => async (args) => {
      request = args.request as typeof request;
      throw new Error('not sent');
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await expect(client.send(new sdk.HeadObjectCommand({ Bucket: s3.bucket, Key: 'a/b' }))).rejects.toThrow('not sent');
  client.destroy();
  if (!request) throw new Error('no request was made');
  const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return { hostname: request.hostname, port: request.port, path: request.path, key };
}

it('calls AWS by the name of the bucket, and an endpoint by path', async () => {
  const aws = { hostname: 'archive.s3.eu-west-1.amazonaws.com', path: '/a/b', key: 'AKIATEST' };
  expect(await aim(target)).toMatchObject(aws);
  const endpoint = { ...target, endpoint: 'http://minio:9000' };
  expect(await aim(endpoint)).toMatchObject({ hostname: 'minio', port: 9000, path: '/archive/a/b' });
  expect(await aim({ ...endpoint, pathStyle: false })).toMatchObject({ hostname: 'archive.minio', path: '/a/b' });
});

it('takes neither address nor credentials from the environment', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://169.254.169.254');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://169.254.169.254');
  vi.stubEnv('AWS_REGION', 'us-west-2');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOTHER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'other');
  vi.stubEnv('AWS_DEFAULTS_MODE', 'auto');
  expect(await aim(target)).toMatchObject({ hostname: 'archive.s3.eu-west-1.amazonaws.com', key: 'AKIATEST' });
});
