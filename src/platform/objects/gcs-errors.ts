import { AppError } from '../../kernel/errors.ts';
import { toNetworkError } from './network-errors.ts';
import { ObjectStoreError } from './object-store.ts';

/** The fields of the SDK's errors that matter here; `code` is a status, or a code of Node. */
interface SdkError {
  readonly name?: string;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly message?: string;
  readonly errors?: readonly { readonly reason?: string; readonly message?: string }[];
  readonly response?: { readonly status?: number; readonly data?: unknown };
}

/** What Google or the way there said, in words for people. Nothing of the request, which holds a token, is kept. */
export function toGcsStoreError(error: unknown, bucket: string): unknown {
  if (error instanceof ObjectStoreError || error instanceof AppError) return error;
  const status = findStatus(error);
  const { name = 'unknown error', errors } = (error ?? {}) as SdkError;
  const reason = errors?.[0]?.reason ?? '';
  const options = { cause: new Error(`${name} ${reason} ${status ?? ''}`.trim()) };
  const text = describe(error);
  // How the token endpoint refuses a signed request for a token.
  if (/invalid_grant|invalid_client|unauthorized_client/.test(text)) {
    return /timeframe|iat and exp/.test(text)
      ? new ObjectStoreError('clock', "this machine's clock differs too much from the store's", options)
      : new ObjectStoreError('credentials', 'the store does not accept the service account key', options);
  }
  switch (status) {
    case undefined:
      return toNetworkError(error, options);
    case 401:
      return new ObjectStoreError('credentials', 'the store does not accept the service account key', options);
    case 403:
      return /quota/i.test(text)
        ? new ObjectStoreError('full', `the bucket ${bucket} has no space left`, options)
        : new ObjectStoreError('permission', `the service account may not use the bucket ${bucket} so`, options);
    case 404:
      return new ObjectStoreError('bucket', `the bucket ${bucket} was not found`, options);
    default:
      return new ObjectStoreError('other', `the store answered ${status}`, options);
  }
}

/** Whether a single object, not its bucket, is what is missing: only the text of Google's 404 tells. */
export function isMissingObject(error: unknown): boolean {
  return findStatus(error) === 404 && !/bucket does not exist|bucket was not found/i.test(describe(error));
}

function findStatus(error: unknown): number | undefined {
  const { code, status, response } = (error ?? {}) as SdkError;
  return [code, status, response?.status].map(Number).find((number) => number >= 100 && number < 600);
}

function describe(error: unknown): string {
  const { message = '', errors, response } = (error ?? {}) as SdkError;
  const data = typeof response?.data === 'string' ? response.data : JSON.stringify(response?.data ?? '');
  return [message, ...(errors ?? []).map((each) => each.message ?? ''), data].join('\n');
}
