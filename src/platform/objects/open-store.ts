import { AppError } from '../../kernel/errors.ts';
import { isAllowedS3Endpoint } from './endpoint-policy.ts';
import { LocalStore } from './local-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Target } from './s3-client.ts';
import { S3Store } from './s3-store.ts';

export type StoreTarget = { readonly s3: S3Target } | { readonly local: object };

/** What the operator allows; asked again at every use, because it may have changed since the target was configured. */
export interface StorePolicy {
  readonly archiveDir?: string;
  readonly s3Hosts: readonly string[];
}

/** @throws AppError Validation when the operator does not allow the target (any more) */
export async function openObjectStore(target: StoreTarget, policy: StorePolicy): Promise<ObjectStore> {
  if ('s3' in target) {
    const { endpoint } = target.s3;
    if (endpoint !== undefined && !isAllowedS3Endpoint(endpoint, policy.s3Hosts)) {
      throw new AppError('Validation', 'the S3 endpoint is not one of the hosts in SIGNALBOX_ARCHIVE_S3_HOSTS');
    }
    return S3Store.open(target.s3);
  }
  if (policy.archiveDir === undefined) {
    throw new AppError('Validation', 'archives to a local folder are not allowed: SIGNALBOX_ARCHIVE_DIR is not set');
  }
  return new LocalStore({ folder: policy.archiveDir });
}
