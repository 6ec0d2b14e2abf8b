import { AppError } from '../../kernel/errors.ts';
import { toNetworkError } from './network-errors.ts';
import { ObjectStoreError } from './object-store.ts';

/** The fields of the SDK's errors that matter here. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message?: string;
  readonly response?: { readonly headers: { get(name: string): string | undefined } };
}

/** What Azure or the way there said, in words for people. Nothing of the request, which is signed, is kept. */
export function toAzureStoreError(error: unknown, container: string): unknown {
  if (error instanceof ObjectStoreError || error instanceof AppError) return error;
  const { name = 'unknown error', statusCode, message = '' } = (error ?? {}) as SdkError;
  const code = findCode(error);
  const options = { cause: new Error(`${name} ${code} ${statusCode ?? ''}`.trim()) };
  switch (code) {
    case 'AuthenticationFailed':
      // Only the text tells a wrong clock from a wrong key.
      return /date header|Request date|x-ms-date/i.test(message)
        ? new ObjectStoreError('clock', "this machine's clock differs too much from the store's", options)
        : new ObjectStoreError('credentials', 'the store does not accept the account key', options);
    case 'AuthorizationFailure':
      // The emulator's word for a wrong key; the service means a network rule or a right that is missing.
      return /failed to authenticate/i.test(message)
        ? new ObjectStoreError('credentials', 'the store does not accept the account key', options)
        : new ObjectStoreError('permission', `the account key may not use the container ${container} so`, options);
    case 'InvalidAuthenticationInfo':
    case 'KeyBasedAuthenticationNotPermitted':
      return new ObjectStoreError('credentials', 'the store does not accept the account key', options);
    case 'ContainerNotFound':
    case 'ContainerBeingDeleted':
    case 'ContainerDisabled':
    case 'InvalidResourceName':
      return new ObjectStoreError('bucket', `the container ${container} was not found in this account`, options);
    case 'AuthorizationPermissionMismatch':
    case 'InsufficientAccountPermissions':
    case 'AccountIsDisabled':
    case 'BlobImmutableDueToPolicy':
      return new ObjectStoreError('permission', `the account key may not use the container ${container} so`, options);
    case 'AccountLimitExceeded':
      return new ObjectStoreError('full', 'the storage account has no space left', options);
    default:
  }
  switch (statusCode) {
    case undefined:
      return toNetworkError(error, options);
    case 404:
      return new ObjectStoreError('bucket', `the container ${container} was not found in this account`, options);
    case 401:
      return new ObjectStoreError('credentials', 'the store does not accept the account key', options);
    case 403:
      return new ObjectStoreError('permission', 'the store refused the request (403)', options);
    case 507:
      return new ObjectStoreError('full', 'the storage account has no space left', options);
    default:
      return new ObjectStoreError('other', `the store answered ${statusCode} (${code || name})`, options);
  }
}

/** Whether a single blob, not its container, is what is missing. HEAD has no body; where no header says more, it is the blob. */
export function isMissingBlob(error: unknown): boolean {
  const code = findCode(error);
  return code === 'BlobNotFound' || (code === '' && (error as SdkError | undefined)?.statusCode === 404);
}

function findCode(error: unknown): string {
  const { code, response } = (error ?? {}) as SdkError;
  return code ?? response?.headers.get('x-ms-error-code') ?? '';
}
