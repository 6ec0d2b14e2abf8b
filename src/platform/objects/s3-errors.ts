import { AppError } from '../../kernel/errors.ts';
import { toNetworkError } from './network-errors.ts';
import { ObjectStoreError } from './object-store.ts';

/** The fields of the SDK's errors that matter here. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** Where the bucket is, in the answer to a request that went to another region. */
  readonly Region?: string;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** What S3 or the way there said, in words for people. Nothing of the request, which holds credentials, is kept. */
export function toS3StoreError(error: unknown, bucket: string): unknown {
  if (error instanceof ObjectStoreError || error instanceof AppError) return error;
  const { name = 'unknown error', code, $metadata, Region, $response } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  const options = { cause: new Error(`${name} ${code ?? ''} ${status ?? ''}`.trim()) };
  switch (name) {
    case 'NoSuchBucket':
    case 'InvalidBucketName':
      return new ObjectStoreError('bucket', `the bucket ${bucket} was not found in this region`, options);
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return toRegionError(bucket, Region ?? $response?.headers?.['x-amz-bucket-region'], options);
    case 'InvalidAccessKeyId':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'InvalidToken':
      return new ObjectStoreError('credentials', 'the store does not accept the access key', options);
    case 'AccessDenied':
    case 'AllAccessDisabled':
    case 'AccountProblem':
      return new ObjectStoreError('permission', `the access key may not use the bucket ${bucket} so`, options);
    case 'RequestTimeTooSkewed':
      return new ObjectStoreError('clock', "this machine's clock differs too much from the store's", options);
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
    case 'XMinioAdminBucketQuotaExceeded':
      return new ObjectStoreError('full', `the bucket ${bucket} has no space left`, options);
    case 'TimeoutError':
      return new ObjectStoreError('network', 'the store did not respond in time', options);
    default:
  }
  switch (status) {
    case 301:
      return toRegionError(bucket, $response?.headers?.['x-amz-bucket-region'], options);
    case 404:
      return new ObjectStoreError('bucket', `the bucket ${bucket} was not found in this region`, options);
    case 401:
      return new ObjectStoreError('credentials', 'the store does not accept the access key', options);
    case 403:
      return new ObjectStoreError('permission', 'the store refused the request (403)', options);
    case 507:
      return new ObjectStoreError('full', `the bucket ${bucket} has no space left`, options);
    case undefined:
      return toNetworkError(error, options);
    default:
      return new ObjectStoreError('other', `the store answered ${status} (${name})`, options);
  }
}

/** @param region what the store said; a name only, because it goes into a message */
function toRegionError(bucket: string, region: string | undefined, options: { cause: unknown }): ObjectStoreError {
  return region !== undefined && /^[a-z0-9-]{1,63}$/.test(region)
    ? new ObjectStoreError('region', `the bucket ${bucket} is in the region ${region}`, options)
    : new ObjectStoreError('region', `the bucket ${bucket} is in another region`, options);
}

/** Whether a single object, not its bucket, is what is missing. HEAD has no body, so it cannot say more than 404. */
export function isMissingObject(error: unknown): boolean {
  const { name } = (error ?? {}) as SdkError;
  return name === 'NoSuchKey' || name === 'NotFound';
}
