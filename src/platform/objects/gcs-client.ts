import { createPrivateKey } from 'node:crypto';
import type { Bucket } from '@google-cloud/storage';
import { invalid } from '../../kernel/errors.ts';

export interface GcsTarget {
  readonly projectId: string;
  /** The JSON of a service account's key, as Google hands it out. */
  readonly keyJson: string;
  readonly bucket: string;
  /** For emulators and private access. */
  readonly endpoint?: string;
}

export interface GcsTimeouts {
  readonly requestMs: number;
}

/**
 * What of the key is used: whom to be, and the key to sign with. Other kinds of credentials, and the addresses that such
 * a file may name, would have the server read its own files or call whom the file names.
 *
 * @throws AppError Validation, without anything of the key
 */
export function readServiceAccount(keyJson: string, path = 'gcs'): { client_email: string; private_key: string } {
  let key: { type?: unknown; client_email?: unknown; private_key?: unknown } | null;
  try {
    // One byte order mark is ignored, as on every way in: the file is copied with it.
    key = JSON.parse(keyJson.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid(`${path}.keyJson`, 'must be the JSON of a service account key');
  }
  const { type, client_email: email, private_key: pem } = key ?? {};
  if (type !== 'service_account' || typeof email !== 'string' || typeof pem !== 'string') {
    throw invalid(`${path}.keyJson`, 'must be a key of type service_account, with client_email and private_key');
  }
  try {
    createPrivateKey(pem);
  } catch {
    throw invalid(`${path}.keyJson`, 'contains a private_key that is not a PEM key');
  }
  return { client_email: email, private_key: pem };
}

/** @throws AppError Validation */
export function checkGcsTarget(target: GcsTarget, path = 'gcs'): void {
  if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(target.bucket)) {
    throw invalid(`${path}.bucket`, 'is not the name of a bucket');
  }
  readServiceAccount(target.keyJson, path);
}

/** A client that calls nothing but the target, with nothing but its credentials. */
export async function createBucketClient(target: GcsTarget, timeouts: GcsTimeouts): Promise<Bucket> {
  checkGcsTarget(target);
  const [{ IdempotencyStrategy, Storage }, { JWT }] = await Promise.all([
    import('@google-cloud/storage'),
    import('google-auth-library'),
  ]);
  const { projectId, keyJson, bucket, endpoint } = target;
  const account = readServiceAccount(keyJson);
  const storage = new Storage({
    projectId,
    authClient: new JWT({
      email: account.client_email,
      key: account.private_key,
      scopes: ['https://www.googleapis.com/auth/devstorage.read_write'],
    }),
    timeout: timeouts.requestMs,
    retryOptions: {
      autoRetry: true,
      maxRetries: 3,
      maxRetryDelay: 2,
      totalTimeout: Math.max(10, (4 * timeouts.requestMs) / 1000),
      // Every request of ours may be sent twice: a key always gets the same content.
      idempotencyStrategy: IdempotencyStrategy.RetryAlways,
    },
    ...(endpoint === undefined
      ? {}
      : // Never a token in clear: what is reached by http:// is an emulator, which asks for none.
        { apiEndpoint: endpoint.replace(/\/+$/, ''), useAuthWithCustomEndpoint: endpoint.startsWith('https:') }),
  });
  return storage.bucket(bucket);
}

/** Has the store forget an unfinished upload. It would do so in a week by itself, so a failure does not matter. */
export async function giveUpUpload(session: string, endpoint: string): Promise<void> {
  if (new URL(session).origin !== new URL(endpoint).origin) return;
  await fetch(session, { method: 'DELETE', redirect: 'error', signal: AbortSignal.timeout(5000) }).catch(() => {});
}
